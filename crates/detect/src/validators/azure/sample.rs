//! Made-up keys of Azure with a right checksum, for the samples of rules.

use data_encoding::{BASE32_NOPAD, BASE64};

use super::marvin::marvin;
use super::{DEVOPS, SERVICE_KEYS, ServiceKey, cask_tails, devops_covered, entra_tail};

/// A made-up key for the rules' samples; `pick` gives that many random letters and digits.
pub(crate) fn azure_sample(name: &str, argument: &str, pick: &mut dyn FnMut(usize) -> String) -> Option<String> {
    match name {
        "azure-key" => {
            let kind = SERVICE_KEYS.iter().find(|k| k.signature == argument)?;
            // Search keys have only letters and digits, so a checksum with other characters is drawn again.
            (0..1000).find_map(|_| {
                let key = signed(kind, pick)?;
                (argument != "AzSe" || !key.contains(['+', '/'])).then_some(key)
            })
        }
        "azure-cask" => {
            let head = format!("{}JQQJ99BL{}AAAB{argument}", pick(52), pick(12));
            cask_tails(head.as_bytes(), 84).map(|[tail, _]| head + &tail)
        }
        "azure-devops" => {
            let mut bytes: Vec<u8> = pick(64).as_bytes().chunks(2).map(|pair| pair[0] ^ pair[1] << 3).collect();
            let crc = (crc32fast::hash(&devops_covered(&bytes)) ^ DEVOPS[0]).to_le_bytes();
            for (place, byte) in [22, 8, 7, 2].into_iter().zip(crc) {
                bytes[place] = byte;
            }
            Some(BASE32_NOPAD.encode(&bytes).to_ascii_lowercase())
        }
        "azure-entra" => {
            let covered = format!("{}8Q~{}", pick(3), pick(31));
            Some(format!("{covered}{}", entra_tail(covered.as_bytes())))
        }
        _ => None,
    }
}

fn signed(kind: &ServiceKey, pick: &mut dyn FnMut(usize) -> String) -> Option<String> {
    let padding = match kind.length {
        88 | 56 => "==",
        44 => "=",
        _ => "",
    };
    let head = format!("{}{}", pick(kind.offset), kind.signature);
    let text = format!("{head:A<0$}{padding}", kind.length - padding.len());
    let mut bytes = BASE64.decode(text.as_bytes()).ok()?;
    let (covered, stored) = bytes.split_last_chunk_mut::<4>()?;
    *stored = marvin(covered, *kind.seeds.first()?.0).to_le_bytes();
    let key = BASE64.encode(&bytes);
    Some(if kind.signature == "AzFu" { key.replace('+', "-").replace('/', "_") } else { key })
}
