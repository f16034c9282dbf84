//! Public keys of any algorithm and length, and certificates: recognised by their structure, whole or cut.

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};

/// How PEM armours and other text formats begin.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-", "age1", "-----BEGIN PUBLIC", "-----BEGIN CERT", "-----BEGIN RSA PUBLIC",
    "-----BEGIN SSH2 PUBLIC", "-----BEGIN PGP PUBLIC", "xpub", "ypub", "zpub", "tpub", "ed25519:", "did:key:",
    // Armour in base64, as in Kubernetes and CI variables.
    "LS0tLS1CRUdJTiBDRVJU", "LS0tLS1CRUdJTiBQVUJMSUM",
    // `untrusted comment: minisign public key` in base64.
    "dW50cnVzdGVkIGNvbW1lbnQ6IG1pbmlzaWduIHB1YmxpYyBrZXk6",
];

/// Minimum length that shows the structure, in bytes of base64.
const MIN_LENGTH: usize = 24;
/// Maximum length that is decoded, in bytes of base64 (a multiple of four).
const READ: usize = 96;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 2;
const OBJECT_IDENTIFIER: u8 = 6;
/// The version of a certificate.
const FIELD_0: u8 = 0xa0;

/// Is it a public key or a certificate?
pub(super) fn is_one(value: &[u8]) -> bool {
    if HEADS.iter().any(|head| value.starts_with(head.as_bytes())) {
        return true;
    }
    if value.len() < MIN_LENGTH {
        return false;
    }
    if is_verifier(value) {
        return true;
    }
    let body = value.strip_suffix(b"==").or_else(|| value.strip_suffix(b"=")).unwrap_or(value);
    let read = &body[..body.len().min(READ)];
    // Four characters encode three bytes; the rest may have been cut.
    let read = &read[..read.len() / 4 * 4];
    let bytes = BASE64_NOPAD.decode(read).or_else(|_| BASE64URL_NOPAD.decode(read));
    bytes.is_ok_and(|bytes| {
        is_der(&bytes) || is_openssh(&bytes) || is_point(&bytes, body.len()) || is_minisign(&bytes, body.len())
    })
}

/// `sum.golang.org+033de0ae+A...`: the signer of a log, a digest of the key, and the key (Go's `sumdb/note`).
fn is_verifier(value: &[u8]) -> bool {
    let mut parts = value.splitn(3, |b| *b == b'+');
    let host = parts.next().unwrap_or_default();
    let digest = parts.next().unwrap_or_default();
    let key = parts.next().unwrap_or_default();
    host.contains(&b'.') && digest.len() == 8 && digest.iter().all(u8::is_ascii_hexdigit) && key.starts_with(b"A")
}

/// SubjectPublicKeyInfo: an algorithm with an identifier comes first. PKCS#1: a number of 64 bytes or more, where a private
/// key has its version. A certificate: the part that is signed, with a version or a serial number.
fn is_der(bytes: &[u8]) -> bool {
    let Some(outer) = Element::read(bytes, SEQUENCE) else { return false };
    if let Some(number) = Element::read(outer.rest, INTEGER) {
        return number.length >= 64;
    }
    let Some(inner) = Element::read(outer.rest, SEQUENCE) else { return false };
    let fields = inner.rest;
    Element::read(fields, OBJECT_IDENTIFIER).is_some()
        || fields.starts_with(&[FIELD_0, 3, INTEGER, 1])
        || is_certificate_1(fields)
}

/// A certificate of version 1 has no field for the version: the serial number comes first, then the algorithm.
fn is_certificate_1(fields: &[u8]) -> bool {
    let Some(serial) = Element::read(fields, INTEGER) else { return false };
    if serial.length > 20 {
        return false;
    }
    let Some(after) = serial.rest.get(serial.length..) else { return false };
    let algorithm = Element::read(after, SEQUENCE);
    algorithm.is_some_and(|algorithm| Element::read(algorithm.rest, OBJECT_IDENTIFIER).is_some())
}

/// An element of DER.
struct Element<'b> {
    /// The length of its content as it states it; the content may have been cut.
    length: usize,
    /// Its content and the bytes after it.
    rest: &'b [u8],
}

impl<'b> Element<'b> {
    /// The element with this tag at the start of `bytes`.
    fn read(bytes: &'b [u8], tag: u8) -> Option<Self> {
        let [first, length, rest @ ..] = bytes else { return None };
        if *first != tag {
            return None;
        }
        match length {
            0..=0x7f => Some(Self { length: usize::from(*length), rest }),
            0x81..=0x82 => {
                let size = usize::from(length & 0x7f);
                let digits = rest.get(..size)?;
                let length = digits.iter().fold(0, |n, b| n << 8 | usize::from(*b));
                Some(Self { length, rest: &rest[size..] })
            }
            _ => None,
        }
    }
}

/// The key blob of RFC 4253: the algorithm's name with its length before it.
fn is_openssh(bytes: &[u8]) -> bool {
    let Some(length) = bytes.first_chunk::<4>() else { return false };
    let length = u32::from_be_bytes(*length) as usize;
    let names = [b"ssh-".as_slice(), b"ecdsa-", b"sk-ssh-", b"sk-ecdsa"];
    (7..64).contains(&length) && names.iter().any(|name| bytes[4..].starts_with(name))
}

/// A point of the curve P-256 without compression, as browsers need it for push messages: 04, then both coordinates.
fn is_point(bytes: &[u8], length: usize) -> bool {
    length == 87 && bytes.first() == Some(&4)
}

/// Minisign's and signify's: `Ed`, a number of eight bytes and the key.
fn is_minisign(bytes: &[u8], length: usize) -> bool {
    length == 56 && bytes.starts_with(b"Ed")
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;
    use crate::sample::expand;

    /// DER of a header and random bytes.
    fn der(head: &[u8], length: usize, seed: u64) -> String {
        let random = expand(&format!("{{b64:{}}}", length.div_ceil(3) * 4), seed);
        let random = BASE64.decode(random.as_bytes()).unwrap();
        BASE64.encode(&[head, &random[..length]].concat())
    }

    #[test]
    fn public_keys_of_every_length() {
        let ec = [0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        let rsa = [0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
        let edwards = [0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
        for (head, length) in [
            ([&[0x30, 0x59], ec.as_slice(), &[3, 0x42, 0, 4]].concat(), 64),
            ([&[0x30, 0x2a], edwards.as_slice(), &[3, 0x21, 0]].concat(), 32),
            ([&[0x30, 0x5c], rsa.as_slice(), &[3, 0x4b, 0]].concat(), 74),
            ([&[0x30, 0x81, 0x9f], rsa.as_slice(), &[3, 0x81, 0x8d, 0]].concat(), 140),
            ([&[0x30, 0x82, 1, 0x22], rsa.as_slice(), &[3, 0x82, 1, 0x0f, 0]].concat(), 270),
            ([&[0x30, 0x82, 3, 0x22], rsa.as_slice(), &[3, 0x82, 3, 0x0f, 0]].concat(), 782),
            // PKCS#1, and certificates of version 3 and 1.
            (vec![0x30, 0x82, 1, 0x0a, 2, 0x82, 1, 1, 0], 260),
            (vec![0x30, 0x82, 3, 0x77, 0x30, 0x82, 2, 0x5f, 0xa0, 3, 2, 1, 2, 2, 4], 300),
            ([&[0x30, 0x82, 3, 0x77, 0x30, 0x82, 2, 0x5f, 2, 1, 7], rsa.as_slice()].concat(), 300),
        ] {
            for seed in 0..5 {
                let key = der(&head, length, seed);
                assert!(is_one(key.as_bytes()), "{head:?}");
                assert!(is_one(&key.as_bytes()[..key.len().min(60)]), "{head:?}, cut");
                assert!(
                    is_one(key.trim_end_matches('=').replace('+', "-").replace('/', "_").as_bytes()),
                    "{head:?}, URL form"
                );
            }
        }
        let ssh = der(b"\0\0\0\x0bssh-ed25519\0\0\0\x20", 32, 1);
        assert!(is_one(ssh.as_bytes()) && is_one(format!("ssh-ed25519 {ssh}").as_bytes()));
        assert!(is_one(der(&[4], 64, 1).trim_end_matches('=').as_bytes()));
        assert!(is_one(der(b"Ed", 40, 1).as_bytes()));
    }

    #[test]
    fn private_keys_and_random_values_are_none() {
        for head in [
            // PKCS#8, PKCS#1 and SEC 1 begin with a version.
            [0x30, 0x82, 4, 0xbd, 2, 1, 0, 0x30, 0x0d, 6, 9].as_slice(),
            &[0x30, 0x82, 4, 0xa4, 2, 1, 0, 2, 0x82, 1, 1, 0],
            &[0x30, 0x77, 2, 1, 1, 4, 0x20],
            &[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20],
        ] {
            assert!(!is_one(der(head, 100, 1).as_bytes()), "{head:?}");
        }
        for template in ["{b64:44}", "{alnum:32}", "{b64url:64}", "{hex:64}", "{b64:88}"] {
            let taken = (0..2_000).filter(|seed| is_one(expand(template, *seed).as_bytes())).count();
            assert!(taken <= 1, "{template}: {taken}");
        }
    }
}
