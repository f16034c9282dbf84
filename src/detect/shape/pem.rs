//! Private keys, looked into: RFC 7468 PEM, OpenSSH's PROTOCOL.key, PuTTY's appendix C.
//!
//! A key whose body is encrypted, elided, cut off or missing is no finding: the BEGIN line alone stands in every
//! parser and manual. Bodies may be wrapped as source code wraps them: escaped line ends, quotes, indentation, comments.

#![allow(clippy::disallowed_methods)] // off the clean path, in texts that may be long

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
    let Some(label) = head.strip_prefix(b"-----BEGIN ").and_then(|rest| rest.strip_suffix(b"-----")) else {
        return Verdict::Fail;
    };
    // A body ends before the next one begins.
    let next = memmem::find(&rest[1..], b"-----BEGIN").map_or(rest.len(), |i| i + 1);
    let footer = [b"-----END ", label, b"-----"].concat();
    let end = memmem::find(&rest[..next], &footer);
    let Some(body) = Body::read(&rest[head.len().min(next)..end.unwrap_or(next)]) else { return Verdict::NotSecret };
    let kind = |bytes: &[u8]| match label {
        b"ENCRYPTED PRIVATE KEY" => Kind::Protected,
        b"PGP PRIVATE KEY BLOCK" => pgp::kind(bytes, body.crc24),
        b"OPENSSH PRIVATE KEY" => openssh(bytes),
        _ if body.encrypted => Kind::Protected,
        _ => der(bytes),
    };
    let Some(bytes) = body.readings.iter().find(|b| kind(b) != Kind::Damaged).or(body.readings.first()) else {
        return Verdict::NotSecret;
    };
    let length = end.map_or(head.len(), |end| end + footer.len());
    let span = input.span.start..input.span.start + length;
    let canonical = [label, b"\n", bytes.as_slice()].concat();
    let proof = Proof { replaces: Some((span, canonical)), note: None };
    match kind(bytes) {
        Kind::Usable => Verdict::Pass(proof),
        // Pasted with an error in it; somewhere it is whole.
        Kind::Damaged if end.is_some() && body.dense && body.length >= LONG_BODY => Verdict::Pass(proof),
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
    /// The decoded bytes: which short run is the body's last line, and which a word of the wrapping, the key's own
    /// structure decides.
    readings: Vec<Vec<u8>>,
    /// Base64 characters.
    length: usize,
    /// Little else stands there than base64: no source code or prose between two markers, nothing left out.
    dense: bool,
    /// RFC 1421 `Proc-Type: 4,ENCRYPTED`.
    encrypted: bool,
    /// Checksum line of an OpenPGP armour.
    crc24: Option<[u8; 3]>,
}

/// Header fields of RFC 1421 and OpenPGP armour.
const FIELDS: [&[u8]; 7] =
    [b"Proc-Type:", b"DEK-Info:", b"Version:", b"Comment:", b"Charset:", b"Hash:", b"MessageID:"];
/// Shorter runs of base64 characters are words, numbers and marks of the wrapping, unless they are the last.
const SHORTEST_RUN: usize = 16;
/// This many short runs behind the last long one are tried as the body's end.
const MOST_ENDS: usize = 8;

impl Body {
    /// Collects the runs of base64 characters, whatever they are wrapped in; `None` when they decode to nothing.
    fn read(text: &[u8]) -> Option<Self> {
        let text = unescape(text);
        let (mut encrypted, mut crc24) = (false, None);
        let mut runs: Vec<&[u8]> = Vec::new();
        for line in text.split(|b| *b == b'\n') {
            if FIELDS.iter().any(|field| has(line, field)) {
                encrypted |= has(line, b"Proc-Type:") && has(line, b"4,ENCRYPTED");
                continue;
            }
            let in_run = |b: &u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
            for run in line.split(|b| !in_run(b)).filter(|run| run.iter().any(u8::is_ascii_alphanumeric)) {
                if run.first() == Some(&b'=') && run.len() == 5 {
                    crc24 = BASE64.decode(&run[1..]).ok().and_then(|c| c.try_into().ok());
                } else {
                    runs.push(run);
                }
            }
        }
        strip_marks(&mut runs);
        let last_long = runs.iter().rposition(|run| run.len() >= SHORTEST_RUN)?;
        let long = runs[..=last_long].iter().filter(|run| run.len() >= SHORTEST_RUN);
        let base64: Vec<u8> = long.flat_map(|run| run.to_vec()).collect();
        let ends = runs[last_long + 1..].iter().take(MOST_ENDS).copied().chain([b"".as_slice()]);
        let readings: Vec<Vec<u8>> = ends.filter_map(|end| decode([&base64, end].concat())).collect();
        let visible = text.iter().filter(|b| !b.is_ascii_whitespace()).count();
        let elided = has(&text, b"...") || has(&text, "…".as_bytes());
        let dense = base64.len() * 4 >= visible * 3 && !elided;
        Some(Self { readings, length: base64.len(), dense, encrypted, crc24 })
    }
}

/// Takes away the marks of a patch or a comment that stand right before every line.
fn strip_marks(runs: &mut [&[u8]]) {
    for mark in [b"+".as_slice(), b"//"] {
        if runs.iter().filter(|run| run.len() >= SHORTEST_RUN).all(|run| run.starts_with(mark)) {
            runs.iter_mut().for_each(|run| *run = run.strip_prefix(mark).unwrap_or(run));
        }
    }
}

/// Decodes base64 with or without padding, cut back to whole groups where the end is damaged.
fn decode(mut base64: Vec<u8>) -> Option<Vec<u8>> {
    while base64.last() == Some(&b'=') {
        base64.pop();
    }
    let whole = base64.len() / 4 * 4;
    let bytes = lenient().decode(&base64).or_else(|_| lenient().decode(&base64[..whole])).ok()?;
    (bytes.len() >= 32).then_some(bytes)
}

/// Base64 without padding whose last, unused bits may be anything.
fn lenient() -> data_encoding::Encoding {
    let mut specification: Specification = data_encoding::BASE64_NOPAD.specification();
    specification.check_trailing_bits = false;
    specification.encoding().unwrap_or(data_encoding::BASE64_NOPAD)
}

/// What source code, JSON, URLs and HTML write for a line end becomes one.
fn unescape(text: &[u8]) -> Vec<u8> {
    const ENDS: [&[u8]; 8] = [b"\\n", b"\\r", b"\r", b"%0A", b"%0D", b"&#10;", b"<br>", b"<br/>"];
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(&byte) = rest.first() {
        match ENDS.iter().find_map(|end| rest.strip_prefix(*end)) {
            Some(after) => {
                out.push(b'\n');
                rest = after;
            }
            None => {
                out.push(byte);
                rest = &rest[1..];
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

/// A whole DER SEQUENCE that begins as a key does: version, then the key's parts. What follows it is none of it: where
/// the END line is missing, words behind the body have been read too.
fn der(bytes: &[u8]) -> Kind {
    let content = der_value(bytes, 0x30).map(|(content, _)| content);
    let version = content.and_then(|content| der_value(content, 0x02)).filter(|(version, _)| version.len() == 1);
    let usable = version.is_some_and(|(_, parts)| parts.first().is_some_and(|tag| matches!(tag, 0x02 | 0x04 | 0x30)));
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

#[cfg(test)]
mod tests {
    use crate::detect::sample::expand;
    use crate::detect::{Confidence, Detector};

    fn found(text: &str) -> Option<Confidence> {
        Detector::new(Vec::new(), 0)
            .scan(text.as_bytes(), crate::detect::Setting::Data)
            .unwrap()
            .first()
            .map(|c| c.confidence)
    }

    #[test]
    fn keys_in_all_wrappings() {
        for kind in ["pkcs1", "pkcs8", "sec1", "openssh"] {
            let pem = expand(&format!("{{pem:{kind}}}"), 3);
            let lines: Vec<&str> = pem.lines().collect();
            let each = |before: &str, after: &str| -> String {
                lines.iter().map(|l| format!("{before}{l}{after}\n")).collect()
            };
            let numbered: String = lines.iter().enumerate().map(|(i, l)| format!("{i}: {l}\n")).collect();
            for (name, text) in [
                ("plain", pem.clone()),
                ("crlf", pem.replace('\n', "\r\n")),
                ("escaped", format!("{{\"key\": \"{}\"}}", pem.replace('\n', "\\n"))),
                ("concatenated", each("  \"", "\\n\" +")),
                ("joined", each("\"", "\" + \"\\n\" +")),
                ("array", format!("[{}]", lines.iter().map(|l| format!("\"{l}\"")).collect::<Vec<_>>().join(", "))),
                ("pushed", each("lines.push(\"", "\");")),
                ("comment", each("// ", "")),
                ("hash comment", each("# ", "")),
                ("patch", each("+", "")),
                ("quote", each("> ", "")),
                ("log", each("INFO: ", "")),
                ("numbered", numbered),
                ("flat", pem.replace('\n', " ")),
                ("url", pem.replace('\n', "%0A")),
                ("html", pem.replace('\n', "<br>")),
                ("with a remark", format!("{}\n<!-- here ... -->\n{}", lines[..2].join("\n"), lines[2..].join("\n"))),
                ("no end", lines[..lines.len() - 1].join("\n") + "\n"),
            ] {
                let last_is_short = name == "no end" && lines[lines.len() - 2].len() < super::SHORTEST_RUN;
                assert!(last_is_short || found(&text) == Some(Confidence::Certain), "{kind}, {name}:\n{text}");
            }
        }
    }

    #[test]
    fn markers_around_code_or_prose_are_no_key() {
        let code =
            "fn parse_line(input: &str, position: usize) -> Option<usize> { input.find('x').map(|i| i + position) }\n";
        let prose =
            "The header and the footer of such a file are described in the standard; between them stands the body.\n";
        for filling in [code, prose] {
            let text =
                format!("-----BEGIN RSA PRIVATE KEY-----\n{}-----END RSA PRIVATE KEY-----\n", filling.repeat(60));
            assert_eq!(found(&text), None);
        }
    }
}
