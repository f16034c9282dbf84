//! The base64 between the BEGIN and END lines, whatever is around it: escaped line ends, quotes, indentation, comments.

use data_encoding::{BASE64, Specification};

use super::has;

/// The decoded body between the BEGIN and END lines.
pub(super) struct Body {
    /// The possible decoded bodies. A short run may be the last line of the body or a word of the text around it; the
    /// key's own structure decides.
    pub(super) readings: Vec<Vec<u8>>,
    /// Number of base64 characters.
    pub(super) length: usize,
    /// There is little else than base64: no source code or prose between two markers, and nothing left out.
    pub(super) dense: bool,
    /// RFC 1421 `Proc-Type: 4,ENCRYPTED`.
    pub(super) encrypted: bool,
    /// Checksum line of an OpenPGP armour.
    pub(super) crc24: Option<[u8; 3]>,
}

/// Header fields of RFC 1421 and OpenPGP armour.
const FIELDS: [&[u8]; 7] =
    [b"Proc-Type:", b"DEK-Info:", b"Version:", b"Comment:", b"Charset:", b"Hash:", b"MessageID:"];
/// Shorter runs of base64 characters are words, numbers and punctuation of the text around, unless they are the last.
pub(super) const MIN_RUN: usize = 16;
/// Maximum number of short runs after the last long one that are tried as the end of the body.
const MAX_ENDS: usize = 8;

impl Body {
    /// Collects the runs of base64 characters, whatever is around them; `None` if they decode to nothing.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let text = unescape(text);
        let mut encrypted = false;
        let mut crc24 = None;
        let mut runs: Vec<&[u8]> = Vec::new();
        for line in text.split(|b| *b == b'\n') {
            if FIELDS.iter().any(|field| has(line, field)) {
                encrypted |= has(line, b"Proc-Type:") && has(line, b"4,ENCRYPTED");
                continue;
            }
            let in_run = |b: &u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
            for run in line.split(|b| !in_run(b)) {
                if !run.iter().any(u8::is_ascii_alphanumeric) {
                    continue;
                }
                if run.first() == Some(&b'=') && run.len() == 5 {
                    crc24 = BASE64.decode(&run[1..]).ok().and_then(|c| c.try_into().ok());
                } else {
                    runs.push(run);
                }
            }
        }
        strip_marks(&mut runs);
        let last_long = runs.iter().rposition(|run| run.len() >= MIN_RUN)?;
        let mut base64 = Vec::new();
        for run in &runs[..=last_long] {
            if run.len() >= MIN_RUN {
                base64.extend_from_slice(run);
            }
        }
        let ends = runs[last_long + 1..].iter().take(MAX_ENDS).copied().chain([b"".as_slice()]);
        let readings: Vec<Vec<u8>> = ends.filter_map(|end| decode([&base64, end].concat())).collect();
        let visible: usize = text.iter().map(|b| usize::from(!b.is_ascii_whitespace())).sum();
        let elided = has(&text, b"...") || has(&text, "…".as_bytes());
        let dense = base64.len() * 4 >= visible * 3 && !elided;
        Some(Self { readings, length: base64.len(), dense, encrypted, crc24 })
    }
}

/// Removes the `+` of a patch or the `//` of a comment, if every line begins with it.
fn strip_marks(runs: &mut [&[u8]]) {
    for mark in [b"+".as_slice(), b"//"] {
        if !runs.iter().all(|run| run.len() < MIN_RUN || run.starts_with(mark)) {
            continue;
        }
        for run in &mut *runs {
            *run = run.strip_prefix(mark).unwrap_or(run);
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

/// Base64 without padding, whose last, unused bits need not be zero.
fn lenient() -> data_encoding::Encoding {
    let mut specification: Specification = data_encoding::BASE64_NOPAD.specification();
    specification.check_trailing_bits = false;
    specification.encoding().unwrap_or(data_encoding::BASE64_NOPAD)
}

/// Replaces what source code, JSON, URLs and HTML write for a line end by one.
pub(super) fn unescape(text: &[u8]) -> Vec<u8> {
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
