//! Samples as templates: the tests of a rule describe the forms of values, and live-looking tokens exist only while a
//! test runs.
//!
//! `sk-ant-api03-{b64url:85}A{anthropic-tail}` expands to a token that no one ever held. `{{` is a literal brace.

mod bytes;
mod key_files;

use data_encoding::{BASE64, BASE64URL_NOPAD};

use self::bytes::Bytes;
use super::validators;

const ALNUM: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Expands a template; different seeds give different values. An unknown part is left as it is written.
pub fn expand(template: &str, seed: u64) -> String {
    let key = [template.as_bytes(), &seed.to_le_bytes()].concat();
    let mut bytes = Bytes { key, counter: 0, pool: Vec::new() };
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            out.push('{');
            rest = after;
        } else if let Some(close) = rest.find('}') {
            let (name, argument) = rest[..close].split_once(':').unwrap_or((&rest[..close], ""));
            let part = part(name, argument, &out, &mut bytes).unwrap_or_else(|| format!("{{{}}}", &rest[..close]));
            out.push_str(&part);
            rest = &rest[close + 1..];
        } else {
            out.push('{');
        }
    }
    out.push_str(rest);
    out
}

fn part(name: &str, argument: &str, so_far: &str, bytes: &mut Bytes) -> Option<String> {
    let count = argument.parse::<usize>().ok();
    let mut from = |set: &[u8]| count.map(|n| bytes.pick(set, n));
    match name {
        "alnum" => from(ALNUM),
        "letters" => from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
        "lower" => from(b"abcdefghijklmnopqrstuvwxyz"),
        "upper" => from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "digits" => from(b"0123456789"),
        "hex" => from(b"0123456789abcdef"),
        "b64" => from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
        "b64url" => from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        "base32" => from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        "base58" | "b58" => from(b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
        "base36" => from(b"0123456789abcdefghijklmnopqrstuvwxyz"),
        "x" | "X" => Some(name.repeat(count?)),
        "crc62" => so_far.len().checked_sub(count?).map(|from| validators::crc62(&so_far.as_bytes()[from..])),
        "xor62" => covered(so_far, count?).map(|c| validators::xor62_digit(c).to_string()),
        "crc62l" => covered(so_far, count?).map(validators::crc62_lower),
        "crchex" => covered(so_far, count?).map(validators::crc_hex),
        "crchex_" => covered(so_far, count?).map(|c| format!("_{}", validators::crc_hex(c))),
        "CRCHEX" => covered(so_far, count?).map(|c| validators::crc_hex(c).to_ascii_uppercase()),
        "crchexle_" => covered(so_far, count?).map(|c| format!("_{}", validators::crc_hex_little(c))),
        "crcb64" => covered(so_far, count?).map(validators::crc_base64),
        "age" => Some(validators::age_identity(&bytes.take(52))),
        "bech32" => {
            let (human, digits) = argument.split_once(':')?;
            Some(validators::bech32(human, &bytes.take(digits.parse().ok()?)))
        }
        "nkey" => nkey(argument, bytes),
        "stellar" => Some(validators::with_crc16(&[&[18 << 3], bytes.take(32).as_slice()].concat())),
        "wif" => Some(validators::base58(&[&[0x80], bytes.take(32).as_slice(), &[1]].concat(), true)),
        "xprv" => {
            let parts = [&[4, 0x88, 0xad, 0xe4], bytes.take(41).as_slice(), &[0], &bytes.take(32)].concat();
            Some(validators::base58(&parts, true))
        }
        "mnemonic" => Some(validators::phrase(&bytes.take(count? / 3 * 4))),
        "wireguard" => {
            let mut key = bytes.take(32);
            (key[0], key[31]) = (key[0] & 0xf8, key[31] & 0x3f | 0x40);
            Some(BASE64.encode(&key))
        }
        "p12" => {
            let data = [0x30, 0x82, 1, 0x47, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
            Some(BASE64.encode(&[&[0x30, 0x82, 1, 0x4e, 2, 1, 3], data.as_slice(), &bytes.take(316)].concat()))
        }
        "b64text" => Some(BASE64.encode(inner(argument, bytes).as_bytes())),
        "b64urltext" => Some(BASE64URL_NOPAD.encode(inner(argument, bytes).as_bytes())),
        "anthropic-tail" => Some(validators::anthropic_tail(token(so_far))),
        "gitlab-tail" => Some(validators::gitlab_tail(token(so_far), count?)),
        "macaroon" => Some(macaroon(&BASE64.decode(argument.as_bytes()).ok()?, bytes)),
        "jwt" => Some(jwt(argument, bytes)),
        "b64of" => Some(BASE64.encode(argument.as_bytes())),
        "pem" => key_files::key_file(argument, bytes),
        // The same without its PEM armour, on one line.
        "der" => {
            let file = key_files::key_file(argument, bytes)?;
            let mut lines: Vec<&str> = file.lines().collect();
            lines.retain(|line| !line.starts_with('-'));
            Some(lines.concat())
        }
        azure if azure.starts_with("azure-") => {
            validators::azure_sample(azure, argument, &mut |count| bytes.pick(ALNUM, count))
        }
        _ => None,
    }
}

/// The last `count` characters, which the checksum is computed over.
fn covered(so_far: &str, count: usize) -> Option<&[u8]> {
    so_far.len().checked_sub(count).map(|from| &so_far.as_bytes()[from..])
}

/// A template inside a template: `[alnum:20]` for its parts, `<` and `>` for braces.
fn inner(argument: &str, bytes: &mut Bytes) -> String {
    let seed = bytes.take(8).iter().fold(0, |n, b| n << 8 | u64::from(*b));
    expand(&argument.replace('<', "{{").replace('>', "}").replace('[', "{").replace(']', "}"), seed)
}

/// A seed of NATS, whose second letter says its kind.
fn nkey(kind: &str, bytes: &mut Bytes) -> Option<String> {
    let kind = match kind {
        "A" => 0,
        "O" => 14 << 3,
        "U" => 20 << 3u8,
        _ => return None,
    };
    Some(validators::with_crc16(&[&[18 << 3 | kind >> 5, kind << 3], bytes.take(32).as_slice()].concat()))
}

/// The token at the end of the text so far: the trailing run of its characters.
fn token(so_far: &str) -> &[u8] {
    let bytes = so_far.as_bytes();
    bytes.rsplit(|b| !(b.is_ascii_alphanumeric() || b"_.-".contains(b))).next().unwrap_or(bytes)
}

fn macaroon(location: &[u8], bytes: &mut Bytes) -> String {
    let field = |kind: u8, data: &[u8]| [&[kind, u8::try_from(data.len()).unwrap_or(0)], data].concat();
    let identifier = bytes.take(36);
    let caveat = bytes.take(42);
    let signature = bytes.take(32);
    let parts = [vec![2], field(1, location), field(2, &identifier), vec![0], field(2, &caveat), vec![0, 0]];
    BASE64URL_NOPAD.encode(&[parts.concat(), field(6, &signature)].concat())
}

fn jwt(kind: &str, bytes: &mut Bytes) -> String {
    let id = bytes.pick(b"0123456789abcdef", 24);
    let payload = match kind {
        "expired" => format!(r#"{{"sub":"{id}","iat":1500000000,"exp":1500003600}}"#),
        "anon" => format!(r#"{{"iss":"supabase","ref":"{id}","role":"anon","exp":4102444800}}"#),
        "service" => format!(r#"{{"iss":"supabase","ref":"{id}","role":"service_role","exp":4102444800}}"#),
        "none" => format!(r#"{{"sub":"{id}","exp":4102444800}}"#),
        _ => format!(r#"{{"sub":"{id}","iat":1760000000,"exp":4102444800}}"#),
    };
    let algorithm = if kind == "none" { "none" } else { "HS256" };
    let header = format!(r#"{{"alg":"{algorithm}","typ":"JWT"}}"#);
    let signature = BASE64URL_NOPAD.encode(&bytes.take(32));
    format!("{}.{}.{signature}", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(payload.as_bytes()))
}
