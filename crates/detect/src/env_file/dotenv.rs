//! The dotenv form: assignments, and the ways to seal them.

use std::ops::Range;

/// git-crypt, Ansible Vault, age, OpenPGP and openssl containers: whole, with nothing readable behind the head.
pub(super) fn is_encrypted(text: &[u8]) -> bool {
    const BINARY: [&[u8]; 3] = [b"\0GITCRYPT\0", b"age-encryption.org/v1", b"Salted__"];
    const ARMOUR: [&[u8]; 2] = [b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----BEGIN PGP MESSAGE-----"];
    // RFC 9580, 6.2.2. Any other name before a colon is an assignment.
    const HEADERS: [&[u8]; 5] = [b"Version: ", b"Comment: ", b"MessageID: ", b"Hash: ", b"Charset: "];
    let mut lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.next().unwrap_or_default();
    let mut rest = lines.filter(|line| !line.is_empty());
    if first.starts_with(b"$ANSIBLE_VAULT;") {
        return rest.all(|line| line.iter().all(u8::is_ascii_hexdigit));
    }
    if ARMOUR.contains(&first) {
        let base64 = |line: &[u8]| line.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b));
        let head = |line: &[u8]| line.starts_with(b"-----") || HEADERS.iter().any(|name| line.starts_with(name));
        return rest.all(|line| base64(line) && assigned(line).is_none() || head(line));
    }
    BINARY.iter().any(|head| text.starts_with(head))
}

/// The value of a line that assigns one; base64 padding is no value, and a checksum line (`=x7Pq`) has no name.
fn assigned(line: &[u8]) -> Option<&[u8]> {
    let at = line.iter().position(|b| *b == b'=').filter(|at| *at > 0)?;
    Some(&line[at + 1..]).filter(|value| value.iter().any(|b| *b != b'='))
}

/// One `NAME=value` line (or several, when the value is quoted).
pub(super) struct Assignment<'t> {
    pub(super) name: &'t [u8],
    pub(super) value: &'t [u8],
    pub(super) span: Range<usize>,
}

/// The assignments whose value is there and is not encrypted by dotenvx or SOPS.
pub(super) fn plaintext(text: &[u8]) -> Vec<Assignment<'_>> {
    let all = assignments(text);
    let sops = all.iter().any(|a| a.name == b"sops_mac");
    all.into_iter()
        .filter(|a| {
            let dotenvx = a.value.strip_prefix(b"encrypted:").is_some_and(is_base64);
            let encrypted = dotenvx || a.value.starts_with(b"ENC[AES256_GCM,");
            let public = a.name.starts_with(b"DOTENV_PUBLIC_KEY") || a.name.starts_with(b"DOTENV_VAULT");
            let own = public || (sops && a.name.starts_with(b"sops_"));
            !a.value.is_empty() && !encrypted && !own
        })
        .collect()
}

/// Base64 of a sealed value: 16 characters or more.
fn is_base64(text: &[u8]) -> bool {
    text.len() >= 16 && text.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b))
}

/// Reads a dotenv file: `export`, `NAME: value` and blanks around `=` allowed, quotes may span lines, `#` starts a comment.
fn assignments(text: &[u8]) -> Vec<Assignment<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        match assignment(text, at, end) {
            Some(assignment) => {
                at = line_end(text, assignment.span.end.max(at)) + 1;
                found.push(assignment);
            }
            None => at = end + 1,
        }
    }
    found
}

fn line_end(text: &[u8], from: usize) -> usize {
    text[from..].iter().position(|b| *b == b'\n' || *b == b'\r').map_or(text.len(), |i| from + i)
}

fn assignment(text: &[u8], start: usize, end: usize) -> Option<Assignment<'_>> {
    let line = &text[start..end];
    let mut at = line.iter().position(|b| !b" \t".contains(b))?;
    if let Some(rest) =
        line[at..].strip_prefix(b"export").filter(|rest| rest.starts_with(b" ") || rest.starts_with(b"\t"))
    {
        at = line.len() - rest.len() + rest.iter().position(|b| !b" \t".contains(b))?;
    }
    let length = line[at..].iter().position(|b| !(b.is_ascii_alphanumeric() || b"_.-".contains(b)))?;
    let name = &line[at..at + length];
    let mut rest = at + length;
    // `NAME: value` is read by dotenv too.
    let colon = line[rest..].starts_with(b": ");
    rest += line[rest..].iter().position(|b| !b" \t".contains(b))?;
    if name.is_empty() || !(colon || line[rest] == b'=') {
        return None;
    }
    rest += 1;
    rest += line[rest..].iter().position(|b| !b" \t".contains(b)).unwrap_or(line.len() - rest);
    let from = start + rest;
    let (value, span_end) = match text.get(from) {
        Some(quote @ (b'"' | b'\'' | b'`')) if from < end => {
            // A quote that never closes ends with its line.
            match text[from + 1..].iter().position(|b| b == quote) {
                Some(close) => (&text[from + 1..from + 1 + close], from + 2 + close),
                None => (&text[from + 1..end], end),
            }
        }
        _ => (unquoted(&text[from..end]), end),
    };
    Some(Assignment { name, value, span: start..span_end })
}

/// An unquoted value: without a trailing comment and blanks.
fn unquoted(value: &[u8]) -> &[u8] {
    let comment = (0..value.len()).find(|&i| value[i] == b'#' && (i == 0 || b" \t".contains(&value[i - 1])));
    value[..comment.unwrap_or(value.len())].trim_ascii()
}
