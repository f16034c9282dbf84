//! Azure's keys with a checksum, by Microsoft's published security-utilities: a signature at a fixed offset, followed by a
//! Marvin32 checksum; the old DevOps token, whose CRC-32 is spread over four places; and the expiry date of a shared access
//! signature.

mod marvin;
mod sample;

use data_encoding::{BASE32_NOPAD, BASE64};

use self::marvin::marvin;
pub(crate) use self::sample::azure_sample;
use super::crc::{BASE62, in_base};
use super::{Input, Proof, Verdict};

/// The digits of an Entra client secret's checksum.
const BASE66: &[u8; 66] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";

/// A service's keys: the signature is at the character `offset`, and one of the seeds gives the checksum.
struct ServiceKey {
    signature: &'static str,
    offset: usize,
    length: usize,
    /// The seeds, and for each what the report may say about its keys.
    seeds: &'static [(&'static [u8; 8], &'static str)],
}

const BUS: &[(&[u8; 8], &str)] = &[
    (b"Send0000", "may send"),
    (b"Manage00", "may manage"),
    (b"Listen00", "may listen"),
    (b"System00", ""),
    (b"Unknown0", ""),
];

const SERVICE_KEYS: [ServiceKey; 12] = [
    ServiceKey { signature: "+ASt", offset: 76, length: 88, seeds: &[(b"Default0", "")] },
    ServiceKey {
        signature: "ACDb",
        offset: 76,
        length: 88,
        seeds: &[
            (b"MastRW00", "may read and write"),
            (b"MastRO00", "may only read"),
            (b"SystRW00", "may read and write"),
            (b"SystRO00", "may only read"),
            (b"SysAll00", ""),
            (b"Resour00", ""),
            (b"Encryp00", ""),
        ],
    },
    ServiceKey { signature: "+ABa", offset: 76, length: 88, seeds: &[(b"AbAcct00", "")] },
    ServiceKey {
        signature: "APIM",
        offset: 76,
        length: 88,
        seeds: &[
            (b"Tenant00", "management key"),
            (b"Gatewy00", "gateway key"),
            (b"GitKey00", "git key"),
            (b"IoTHub00", ""),
        ],
    },
    ServiceKey { signature: "+ACR", offset: 42, length: 52, seeds: &[(b"ACRDflt0", "")] },
    ServiceKey {
        signature: "AzSe",
        offset: 42,
        length: 52,
        seeds: &[(b"PAdmin00", "admin key"), (b"Query000", "query key: may only search")],
    },
    ServiceKey {
        signature: "AzFu",
        offset: 44,
        length: 56,
        seeds: &[(b"Functi00", "key of one function"), (b"Master00", "master key"), (b"System00", "")],
    },
    ServiceKey { signature: "AzCa", offset: 33, length: 44, seeds: &[(b"Access00", "")] },
    ServiceKey { signature: "+ASb", offset: 33, length: 44, seeds: BUS },
    ServiceKey { signature: "+AEh", offset: 33, length: 44, seeds: BUS },
    ServiceKey { signature: "+ARm", offset: 33, length: 44, seeds: BUS },
    ServiceKey {
        signature: "AIoT",
        offset: 33,
        length: 44,
        seeds: &[
            (b"IoTHub00", "key of a hub"),
            (b"Device00", "key of a device"),
            (b"DpsKey00", "key of a provisioning service"),
        ],
    },
];

/// Decodes base64 of either alphabet, with its padding.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let standard = text.iter().map(|b| match b {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    });
    BASE64.decode(&standard.collect::<Vec<u8>>()).ok()
}

/// A key with a signature: the last four bytes are the Marvin32 of the others. `Fail` means that it has no known
/// signature.
pub(super) fn identifiable(value: &[u8]) -> Verdict {
    let signed = |kind: &&ServiceKey| {
        value.len() == kind.length && value.get(kind.offset..).is_some_and(|v| v.starts_with(kind.signature.as_bytes()))
    };
    let Some(kind) = SERVICE_KEYS.iter().find(signed) else {
        return Verdict::Fail;
    };
    let bytes = decode(value).unwrap_or_default();
    let Some((covered, stored)) = bytes.split_last_chunk::<4>() else {
        return Verdict::Weak;
    };
    let stored = u32::from_le_bytes(*stored);
    match kind.seeds.iter().find(|(seed, _)| marvin(covered, **seed) == stored) {
        Some((_, note)) => {
            Verdict::Pass(Proof { note: (!note.is_empty()).then(|| (*note).to_owned()), ..Proof::default() })
        }
        // The vendor's own source is not sure of all the seeds of this one.
        None if kind.signature == "APIM" => Verdict::Fail,
        None => Verdict::Weak,
    }
}

/// The lengths of a Common Annotated Security Key, in characters.
const CASK_LENGTHS: [usize; 2] = [84, 88];

/// The endings that a Common Annotated Security Key of these 80 characters may have.
fn cask_tails(head: &[u8], length: usize) -> Option<[String; 2]> {
    let check = marvin(&BASE64.decode(head).ok()?, *b"Default0").to_le_bytes();
    let digits = in_base(u64::from(u32::from_be_bytes(check)), BASE62, 6);
    let digits = format!("{:0<6}", digits.trim_start_matches('0'));
    match length {
        84 => Some([digits[..4].to_owned(), BASE64.encode(&check[..3])]),
        88 => Some([format!("{digits}=="), BASE64.encode(&check)]),
        _ => None,
    }
}

/// A Common Annotated Security Key, of any service. Microsoft's detectors do not require the ending, so a pattern may
/// leave it out; here it is read in any case, whatever follows.
pub(super) fn cask(input: &Input<'_>) -> bool {
    let rest = &input.text[input.span.start..];
    CASK_LENGTHS.iter().any(|length| rest.get(..*length).is_some_and(is_cask))
}

fn is_cask(value: &[u8]) -> bool {
    value.split_at_checked(80).is_some_and(|(head, tail)| {
        cask_tails(head, value.len()).is_some_and(|tails| tails.iter().any(|t| t.as_bytes() == tail))
    })
}

/// The bytes of an old DevOps token that its checksum covers.
fn devops_covered(bytes: &[u8]) -> Vec<u8> {
    [&bytes[..2], &bytes[3..7], &bytes[9..22], &bytes[23..]].concat()
}

/// Constants that the CRC is xored with: for a user's token, for an app's.
const DEVOPS: [u32; 2] = [0xE0B9_692D, 0x1019_F92E];

/// An old Azure DevOps token: 52 characters without any marker. Its only proof is a CRC in four places.
pub(super) fn devops(value: &[u8]) -> bool {
    let Ok(bytes) = BASE32_NOPAD.decode(&value.to_ascii_uppercase()) else {
        return false;
    };
    bytes.len() == 32 && {
        let stored = u32::from_le_bytes([bytes[22], bytes[8], bytes[7], bytes[2]]);
        let crc = crc32fast::hash(&devops_covered(&bytes));
        DEVOPS.iter().any(|constant| crc ^ constant == stored)
    }
}

fn entra_tail(covered: &[u8]) -> String {
    in_base(u64::from(marvin(covered, *b"AadPwd00")), BASE66, 6)[..3].to_owned()
}

/// An Entra client secret (`8Q~`): the last three characters are the head of the Marvin32 of the others.
pub(super) fn entra(value: &[u8]) -> bool {
    value.split_last_chunk::<3>().is_some_and(|(covered, tail)| entra_tail(covered).as_bytes() == tail)
}

/// A shared access signature expires on its `se=` date; one with a stored policy has no such date.
pub(super) fn sas(input: &Input<'_>) -> Verdict {
    let ends = |b: &u8| b.is_ascii_whitespace() || b"\"'`<>?".contains(b);
    let before = &input.text[..input.span.start];
    let after = &input.text[input.span.end..];
    let from = before.iter().rposition(ends).map(|at| at + 1).unwrap_or_default();
    let to = input.span.end + after.iter().position(ends).unwrap_or(after.len());
    let day = input.text[from..to].split(|b| b"&;".contains(b)).find_map(|part| part.strip_prefix(b"se="));
    match day.and_then(last_second) {
        Some(last) if last < input.now => Verdict::Weak,
        _ => Verdict::pass(),
    }
}

/// The end of a day written `2026-01-31`, in seconds since 1970.
fn last_second(date: &[u8]) -> Option<i64> {
    let number = |from: usize, to: usize| std::str::from_utf8(date.get(from..to)?).ok()?.parse::<i64>().ok();
    let mut year = number(0, 4)?;
    let mut month = number(5, 7)?;
    let day = number(8, 10)?;
    // Counts years from March on, so that the leap day is the last day of the year.
    if month > 2 {
        month -= 3;
    } else {
        year -= 1;
        month += 9;
    }
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    Some((days + 1) * 86_400 - 1)
}

#[cfg(test)]
mod tests;
