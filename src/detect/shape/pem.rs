//! Private keys, looked into: RFC 7468 PEM, OpenSSH's PROTOCOL.key, PuTTY's appendix C.
//!
//! A key whose body is encrypted, elided, cut off or missing is no finding: the BEGIN line alone stands in every
//! parser and manual. Bodies may be wrapped as source code wraps them: escaped line ends, quotes, indentation, comments.

use std::ops::Range;

use data_encoding::{BASE64, Specification};
use memchr::memmem;

use super::{Input, Proof, Verdict, pgp};

/// A private key's text is not longer than this, in bytes.
const LONGEST: usize = 64 << 10;
/// A complete-looking body of this many base64 characters counts although its structure is damaged.
const LONG_BODY: usize = 640;

/// The pattern has matched the first line (or PuTTY's); the rest is read here.
pub(super) fn check(input: &Input<'_>) -> Verdict {
    let head = input.value();
    let rest = &input.text[input.span.start..(input.span.start + LONGEST).min(input.text.len())];
    if head.starts_with(b"PuTTY") {
        return putty(rest, input.span.start);
    }
    let label = &head[b"-----BEGIN ".len()..head.len() - 5];
    let footer = [b"-----END ", label, b"-----"].concat();
    let Some(end) = rest.windows(footer.len()).position(|w| w == footer) else {
        return Verdict::NotSecret;
    };
    let Some(body) = Body::read(&rest[head.len()..end]) else {
        return Verdict::NotSecret;
    };
    let verdict = match label {
        b"ENCRYPTED PRIVATE KEY" => Kind::Protected,
        b"PGP PRIVATE KEY BLOCK" => pgp::kind(&body.bytes, body.crc24),
        b"OPENSSH PRIVATE KEY" => openssh(&body.bytes),
        _ if body.encrypted => Kind::Protected,
        _ => der(&body.bytes),
    };
    let span = input.span.start..input.span.start + end + footer.len();
    let canonical = [label, b"\n", &body.bytes].concat();
    let proof = Proof { replaces: Some((span, canonical)), note: None };
    match verdict {
        Kind::Usable => Verdict::Pass(proof),
        Kind::Damaged if body.length >= LONG_BODY => Verdict::Pass(proof),
        Kind::Protected | Kind::Damaged => Verdict::NotSecret,
    }
}

/// What a key's body turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Usable,
    /// Encrypted: of no use without its passphrase.
    Protected,
    /// Not the structure that the label promises.
    Damaged,
}

/// The decoded body between the BEGIN and END lines.
struct Body {
    bytes: Vec<u8>,
    /// Base64 characters.
    length: usize,
    /// RFC 1421 `Proc-Type: 4,ENCRYPTED`.
    encrypted: bool,
    /// Checksum line of an OpenPGP armour.
    crc24: Option<[u8; 3]>,
}

impl Body {
    /// `None` when the body is empty, elided or no base64.
    fn read(text: &[u8]) -> Option<Self> {
        let text = unescape(text);
        let mut base64 = Vec::new();
        let (mut encrypted, mut crc24) = (false, None);
        for line in text.split(|b| *b == b'\n') {
            if has(line, b"...") || has(line, "…".as_bytes()) || line.iter().any(|b| b"<>{}[$".contains(b)) {
                return None;
            }
            if has(line, b": ") {
                encrypted |= has(line, b"ENCRYPTED");
                continue;
            }
            let run = longest_base64(line);
            if run.first() == Some(&b'=') && run.len() == 5 {
                crc24 = BASE64.decode(&run[1..]).ok().and_then(|c| c.try_into().ok());
            } else {
                base64.extend_from_slice(run);
            }
        }
        while base64.last() == Some(&b'=') {
            base64.pop();
        }
        let bytes = lenient().decode(&base64).ok()?;
        (bytes.len() >= 32).then_some(Self { bytes, length: base64.len(), encrypted, crc24 })
    }
}

/// Base64 without padding whose last, unused bits may be anything.
fn lenient() -> data_encoding::Encoding {
    let mut specification: Specification = data_encoding::BASE64_NOPAD.specification();
    specification.check_trailing_bits = false;
    specification.encoding().unwrap_or(data_encoding::BASE64_NOPAD)
}

/// Line ends that source code or JSON writes as `\n` or `\\n` become line ends.
fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut i = 0;
    while i < text.len() {
        match (text[i], text.get(i + 1)) {
            (b'\\', Some(b'n' | b'r')) => {
                out.push(b'\n');
                i += 2;
            }
            (b'\r', _) => {
                out.push(b'\n');
                i += 1;
            }
            (byte, _) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    out
}

/// The longest run of base64 characters of a line: quotes, indentation, comment marks and `+` signs fall away.
fn longest_base64(line: &[u8]) -> &[u8] {
    let in_run = |b: &u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
    line.split(|b| !in_run(b)).max_by_key(|run| run.len()).unwrap_or(&[])
}

fn has(text: &[u8], word: &[u8]) -> bool {
    memmem::find(text, word).is_some()
}

/// A DER SEQUENCE that fills the body and begins as a key does: version, then the key's parts.
fn der(bytes: &[u8]) -> Kind {
    let Some((content, rest)) = der_value(bytes, 0x30) else {
        return Kind::Damaged;
    };
    let usable = rest.is_empty() && der_value(content, 0x02).is_some_and(|(version, _)| version.len() == 1);
    if usable { Kind::Usable } else { Kind::Damaged }
}

/// Splits a DER value of the given tag into content and what follows.
fn der_value(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81..=0x83 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (digits.iter().fold(0, |n, b| n << 8 | usize::from(*b)), rest)
        }
        _ => return None,
    };
    (first == tag).then_some(())?;
    rest.split_at_checked(length)
}

/// `openssh-key-v1`: cipher, kdf, kdf options, number of keys, public key, private part.
fn openssh(bytes: &[u8]) -> Kind {
    let Some(mut rest) = bytes.strip_prefix(b"openssh-key-v1\0") else {
        return Kind::Damaged;
    };
    let Some(cipher) = string(&mut rest) else {
        return Kind::Damaged;
    };
    if cipher != b"none" {
        return Kind::Protected;
    }
    let complete = (|| {
        string(&mut rest)?;
        string(&mut rest)?;
        rest = rest.get(4..)?;
        string(&mut rest)?;
        let private = string(&mut rest)?;
        // Two equal check integers stand before an unencrypted key.
        (private.len() > 8 && private[..4] == private[4..8]).then_some(())
    })();
    if complete.is_some() { Kind::Usable } else { Kind::Damaged }
}

/// SSH's string: four bytes of length, then the data.
fn string<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, after) = rest.split_at_checked(4)?;
    let length = length.iter().fold(0usize, |n, b| n << 8 | usize::from(*b));
    let (data, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(data)
}

/// PuTTY's file: usable when `Encryption: none`, and complete when the MAC line follows the private lines.
fn putty(rest: &[u8], start: usize) -> Verdict {
    let next = memmem::find(&rest[1..], b"PuTTY-User-Key-File").map_or(rest.len(), |i| i + 1);
    let rest = &rest[..next];
    let find = |word: &[u8]| memmem::find(rest, word);
    let (Some(private), Some(mac)) = (find(b"Private-Lines: "), find(b"Private-MAC: ")) else {
        return Verdict::NotSecret;
    };
    if !has(rest, b"Encryption: none") || mac < private {
        return Verdict::NotSecret;
    }
    let body: Vec<u8> =
        unescape(&rest[private..mac]).split(|b| *b == b'\n').skip(1).flat_map(longest_base64).copied().collect();
    let end = mac + b"Private-MAC: ".len();
    let span: Range<usize> = start..start + end;
    if body.len() < 32 {
        return Verdict::NotSecret;
    }
    Verdict::Pass(Proof { replaces: Some((span, [b"PuTTY\n", body.as_slice()].concat())), note: None })
}
