//! Ciphertext: values that were encrypted so that they can be committed.

use akguard_common::bytes;
use data_encoding::{BASE64, BASE64_NOPAD};

use super::super::slices::{last_line, trailing};

/// How encrypted values begin: SOPS, hiera-eyaml and Jasypt, EJSON, Vault's transit, Spring Cloud Config, Kubernetes at rest,
/// dotenvx, age, Ansible, and servers that write the cipher in braces.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "ENC[", "ENC(", "EJ[1:", "EV[1:", "{cipher}", "k8s:enc:", "encrypted:", "age-encryption.org/", "$ANSIBLE_VAULT;",
    "-----BEGIN AGE", "-----BEGIN PGP MESSAGE", "{AES", "{aes", "{DES", "{3DES", "{xor}", "{XOR}", "{rc4}", "{[name=",
    "!vault", "v1.aes.", "secure:v1:", "crypt_v1:", "$CRYPT",
    // After the bracket of SOPS and eyaml.
    "AES256_GCM,data:", "PKCS7,", "GPG,",
];

/// How base64 of ciphertext begins, and its minimum length in bytes: age, `Salted__` of OpenSSL, Laravel's `{"iv"`, Fernet's
/// version and time, blobs of Amazon's and Google's key services, Kubernetes' sealed secrets (the length of an RSA block
/// of 4,096 bits).
const BASE64_HEADS: &[(&str, usize)] = &[
    ("YWdlLWVuY3J5cHRpb24ub3JnL3Yx", 40),
    ("U2FsdGVkX1", 24),
    ("eyJpdiI6", 80),
    ("gAAAAAB", 100),
    ("AQICAH", 80),
    ("CiQA", 80),
    ("AgA", 100),
    ("AgB", 100),
    ("AgC", 100),
    ("AgD", 100),
];

/// Maximum distance to the bracket that opened, in bytes.
const BACK: usize = 4096;

/// Does the value have a form of ciphertext?
pub(super) fn is_one(value: &[u8]) -> bool {
    let is_base64 = || value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(b));
    HEADS.iter().any(|head| value.starts_with(head.as_bytes()))
        || BASE64_HEADS
            .iter()
            .any(|(head, least)| value.len() >= *least && value.starts_with(head.as_bytes()) && is_base64())
        || is_transit(value)
        || is_of_parts(value)
        || is_hex_of_hex(value)
}

/// `vault:v1:<base64>`
fn is_transit(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"vault:v") else { return false };
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && rest[digits..].starts_with(b":")
}

/// Rails' `data--iv--tag`, a JWE of five parts, Pulumi's `v1:nonce:data`.
fn is_of_parts(value: &[u8]) -> bool {
    if value.starts_with(b"eyJ") {
        return bytes::count(b'.', value) == 4;
    }
    if let Some(rest) = value.strip_prefix(b"v1:") {
        let mut parts = rest.split(|b| *b == b':');
        let nonce = parts.next().and_then(|part| BASE64.decode(part).ok());
        let data = parts.next().and_then(|part| BASE64.decode(part).ok());
        return nonce.is_some_and(|nonce| nonce.len() == 8 || nonce.len() == 12) && data.is_some_and(|d| d.len() >= 16);
    }
    let Some(first) = value.windows(2).position(|pair| pair == b"--") else { return false };
    let Some(second) = value[first + 2..].windows(2).position(|pair| pair == b"--") else { return false };
    let iv = &value[first + 2..first + 2 + second];
    let tag = &value[first + 4 + second..];
    let has_size = |part: &[u8], size: usize| {
        BASE64.decode(part).or_else(|_| BASE64_NOPAD.decode(part)).is_ok_and(|bytes| bytes.len() == size)
    };
    has_size(iv, 12) && has_size(tag, 16)
}

/// A line of an Ansible Vault: digits in hex of digits in hex.
fn is_hex_of_hex(value: &[u8]) -> bool {
    let is_digit = |pair: &[u8]| matches!(pair, [b'3', b'0'..=b'9'] | [b'6', b'1'..=b'6'] | [b'0', b'a']);
    value.len() >= 20 && value.len().is_multiple_of(2) && value.chunks(2).all(is_digit)
}

/// Is the value a part of ciphertext: inside of `ENC[...]`, also over several lines; between the braces of Maven; after a
/// label that says so?
pub(super) fn is_around(text: &[u8], start: usize, end: usize) -> bool {
    let before = &text[start.saturating_sub(BACK)..start];
    is_in_word(text, start, end) || is_in_bracket(before) || is_in_braces(before, &text[end..]) || is_labelled(before)
}

/// The last part of `k8s:enc:aescbc:v1:key1:<base64>`, where the match does not include the head.
fn is_in_word(text: &[u8], start: usize, end: usize) -> bool {
    let near = &text[start.saturating_sub(80)..start];
    let word = trailing(near, |b| !(b.is_ascii_whitespace() || b"\"'`=".contains(b)));
    let whole = &text[start - word.len()..end];
    is_transit(whole) || [b"k8s:enc:".as_slice(), b"{cipher}", b"secure:v1:"].iter().any(|head| word.starts_with(head))
}

/// Are there only base64, blanks and labels between the value and the bracket before it?
fn is_in_bracket(before: &[u8]) -> bool {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"+/=_-,: \t\r\n\\".contains(b);
    let open = before.iter().rposition(|b| !is_part(b));
    open.is_some_and(|open| {
        let head = &before[..=open];
        let inside = &before[open + 1..];
        let contains = |part: &[u8]| bytes::find_text(part, inside).is_some();
        // Settings below a bracket that was never closed are not ciphertext.
        let is_settings = contains(b": ") || contains(b"= ") || (head.ends_with(b"ENC(") && contains(b"\n"));
        !is_settings && [b"ENC[".as_slice(), b"ENC(", b"EJ[", b"EV["].iter().any(|mark| head.ends_with(mark))
    })
}

/// `<password>{base64}</password>`
fn is_in_braces(before: &[u8], after: &[u8]) -> bool {
    let opens =
        before.ends_with(b">{") || before.ends_with(b"]") && before.windows(3).rev().take(200).any(|w| w == b">{[");
    opens && after.starts_with(b"}")
}

/// `secure: "..."` of Travis and Pulumi; `ciphertext`, `encrypted_data`, `auth_tag` of data bags.
fn is_labelled(before: &[u8]) -> bool {
    const LABELS: [&[u8]; 12] = [
        b"secure",
        b"ciphertext",
        b"encrypted_data",
        b"encryptedData",
        b"auth_tag",
        b"authTag",
        b"encrypted",
        b"cipher",
        b"encryptionsalt",
        b"cipherText",
        b"wrapped_key",
        b"EncryptedKey",
    ];
    let quote = |text: &'_ [u8]| text.iter().rev().take_while(|b| b"\"' \t:=>".contains(b)).count();
    let line = last_line(before);
    let label = &line[..line.len() - quote(line)];
    LABELS.iter().any(|word| {
        label.strip_suffix(*word).is_some_and(|rest| rest.last().is_none_or(|b| !b.is_ascii_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn encrypted_values() {
        for template in [
            "ENC[AES256_GCM,data:{b64:43}=,iv:{b64:43}=,tag:{b64:22}==,type:str]",
            "vault:v12:{b64:64}",
            "ENC({b64:43}=)",
            "{{cipher}{hex:64}",
            "{{AES}{b64:32}",
            "AgB{b64:300}",
            "gAAAAABl{b64url:112}",
            "U2FsdGVkX1{b64:32}",
            "eyJpdiI6{alnum:200}",
            "k8s:enc:aescbc:v1:key1:{b64:40}",
            "AQICAHh{b64:120}",
            "v1:{b64:16}:{b64:44}",
            "v1:{b64:10}A=:{b64:44}",
            "eyJhbGciOiJSU0EtT0FFUCJ9.{alnum:40}.{alnum:16}.{alnum:40}.{alnum:22}",
            "{b64:44}--{b64:16}--{b64:21}A==",
            "EJ[1:{b64:43}=:{b64:32}:{b64:64}]",
            "3161323334356566653764",
            "3031323334613539620a3637",
        ] {
            let value = expand(template, 1).replace("{{", "{");
            assert!(is_one(value.as_bytes()), "{template}");
        }
        for template in [
            "{b64:44}",
            "{hex:64}",
            "{alnum:40}",
            "{alnum:20}--{alnum:20}",
            "{jwt:}",
            "Ag{alnum:40}",
            "vault:v:{b64:44}",
            "v1:{b64:24}:{b64:44}",
        ] {
            assert!(!is_one(expand(template, 1).as_bytes()), "{template}");
        }
    }

    #[test]
    fn context_of_ciphertext() {
        for text in [
            "secret = 'k8s:enc:aescbc:v1:key1:@'",
            "token: ENC[AES256_GCM,data:@,iv:x",
            "token: vault:v12:@",
            "app: >\n    ENC[PKCS7,MIIBeQYJ\n    @\n",
            "<password>{@}</password>",
            "  secure: \"@\"",
            "{\"encrypted_data\": \"@\"",
        ] {
            let at = text.find('@').unwrap();
            assert!(is_around(text.as_bytes(), at, at + 1), "{text}");
        }
        for text in ["token: @", "secure_token: @", "<password>@</password>", "ENC[x] token=@", "insecure: @"] {
            let at = text.find('@').unwrap();
            assert!(!is_around(text.as_bytes(), at, at + 1), "{text}");
        }
    }
}
