//! Key files with a correct structure, as a validator expects it, and numbers that are nobody's key.

use data_encoding::BASE64;

use super::Bytes;

/// Object identifiers with their tag: RSA with its NULL, and the curve P-256.
const RSA: [u8; 13] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
const P256: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

pub(super) fn key_file(kind: &str, bytes: &mut Bytes) -> Option<String> {
    let (label, body) = match kind {
        "pkcs1" | "elided" | "truncated" | "legacy-encrypted" => ("RSA PRIVATE KEY", pkcs1(bytes)),
        "pkcs8" => {
            let parts = [&[2, 1, 0], der(0x30, &RSA).as_slice(), &der(4, &pkcs1(bytes))].concat();
            ("PRIVATE KEY", der(0x30, &parts))
        }
        "sec1" => ("EC PRIVATE KEY", sec1(bytes)),
        "encrypted" => ("ENCRYPTED PRIVATE KEY", der(0x30, &bytes.take(300))),
        "certificate" => ("CERTIFICATE", der(0x30, &bytes.take(300))),
        "random" => ("RSA PRIVATE KEY", bytes.take(1190)),
        "openssh" => ("OPENSSH PRIVATE KEY", openssh(b"none", bytes)),
        "openssh-encrypted" => ("OPENSSH PRIVATE KEY", openssh(b"aes256-ctr", bytes)),
        "pgp" => ("PGP PRIVATE KEY BLOCK", pgp(bytes)),
        "ppk" | "ppk-encrypted" => return Some(putty(kind == "ppk", bytes)),
        _ => return None,
    };
    Some(armour(kind, label, &body))
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    match content.len() {
        #[allow(clippy::cast_possible_truncation)] // matched
        n @ 0..128 => [&[tag, n as u8], content].concat(),
        #[allow(clippy::cast_possible_truncation)] // samples are small
        n => [&[tag, 0x82, (n >> 8) as u8, n as u8], content].concat(),
    }
}

/// A positive INTEGER.
fn integer(number: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if number[0] & 0x80 == 0 { &[] } else { &[0] };
    der(2, &[sign, number].concat())
}

/// An odd number whose first bit is set.
fn odd(count: usize, bytes: &mut Bytes) -> Vec<u8> {
    let mut number = bytes.take(count);
    number[0] |= 0x80;
    number[count - 1] |= 1;
    number
}

/// Two factors and their product, as RSA has them, between random numbers.
fn pkcs1(bytes: &mut Bytes) -> Vec<u8> {
    let p = odd(128, bytes);
    let q = odd(128, bytes);
    let d = odd(256, bytes);
    let n = integer(&product(&p, &q));
    let e = [2, 3, 1, 0, 1];
    let rest: Vec<u8> = (0..3).flat_map(|_| integer(&odd(128, bytes))).collect();
    der(0x30, &[&[2, 1, 0], n.as_slice(), &e, &integer(&d), &integer(&p), &integer(&q), &rest].concat())
}

/// The product of two numbers, highest byte first.
fn product(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut columns = vec![0u32; a.len() + b.len()];
    for (i, x) in a.iter().rev().enumerate() {
        for (j, y) in b.iter().rev().enumerate() {
            columns[i + j] += u32::from(*x) * u32::from(*y);
        }
    }
    let mut carry = 0;
    let digit = |column: u32| {
        carry += column;
        let low = (carry & 0xff) as u8;
        carry >>= 8;
        low
    };
    let mut digits: Vec<u8> = columns.into_iter().map(digit).collect();
    digits.reverse();
    digits
}

fn sec1(bytes: &mut Bytes) -> Vec<u8> {
    let public = der(3, &[&[0, 4], bytes.take(64).as_slice()].concat());
    let parts = [&[2, 1, 1], der(4, &bytes.take(32)).as_slice(), &der(0xa0, &P256), &der(0xa1, &public)].concat();
    der(0x30, &parts)
}

/// A string in SSH's encoding.
fn ssh(data: &[u8]) -> Vec<u8> {
    [&u32::try_from(data.len()).unwrap_or(0).to_be_bytes(), data].concat()
}

fn openssh(cipher: &[u8], bytes: &mut Bytes) -> Vec<u8> {
    let kind = ssh(b"ssh-ed25519");
    let public = ssh(&bytes.take(32));
    let private = ssh(&[&bytes.take(32), &public[4..]].concat());
    // Two equal check numbers, and padding bytes that count up to a whole block.
    let mut part = [&[7; 8], kind.as_slice(), &public, &private, &ssh(b"sample")].concat();
    part.extend((1..=8).take((8 - part.len() % 8) % 8));
    [
        b"openssh-key-v1\0".to_vec(),
        ssh(cipher),
        ssh(cipher),
        ssh(b""),
        vec![0, 0, 0, 1],
        ssh(&[kind, public].concat()),
        ssh(&part),
    ]
    .concat()
}

/// Old-format tag 5, version 4, time, EdDSA, a nine-byte curve id, one MPI; then 0 for "not encrypted", one MPI, the sum.
fn pgp(bytes: &mut Bytes) -> Vec<u8> {
    let public = [&[4, 0, 0, 0, 0, 22, 9], bytes.take(9).as_slice(), &[1, 7], &bytes.take(33)].concat();
    let secret = [&[1, 0], bytes.take(32).as_slice()].concat();
    let sum = secret.iter().fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    let packet = [public, vec![0], secret, sum.to_be_bytes().to_vec()].concat();
    [vec![0x94, u8::try_from(packet.len()).unwrap_or(0)], packet].concat()
}

fn armour(kind: &str, label: &str, body: &[u8]) -> String {
    let base64 = BASE64.encode(body);
    let mut lines: Vec<&str> = (0..base64.len()).step_by(64).map(|i| &base64[i..(i + 64).min(base64.len())]).collect();
    match kind {
        "elided" => {
            lines.truncate(2);
            lines.push("...");
        }
        "truncated" => lines.truncate(3),
        "legacy-encrypted" => lines.insert(0, "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n"),
        _ => {}
    }
    if kind == "pgp" {
        lines.insert(0, "");
    }
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn putty(usable: bool, bytes: &mut Bytes) -> String {
    let cipher = if usable { "none" } else { "aes256-cbc" };
    let public = BASE64.encode(&[ssh(b"ssh-ed25519"), ssh(&bytes.take(32))].concat());
    let private = if usable { ssh(&bytes.take(32)) } else { bytes.take(48) };
    let private = BASE64.encode(&private);
    let mac = bytes.pick(b"0123456789abcdef", 64);
    format!(
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: {cipher}\nComment: sample\nPublic-Lines: 2\n{}\n{}\nPrivate-Lines: 1\n{private}\nPrivate-MAC: {mac}\n",
        &public[..64],
        &public[64..],
    )
}
