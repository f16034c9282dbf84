//! The dotenv format: its assignments, and the ways to encrypt them.

use std::ops::Range;

/// Is the text a container of git-crypt, Ansible Vault, age, OpenPGP or openssl, with nothing readable after the head?
pub(super) fn is_encrypted(text: &[u8]) -> bool {
    const BINARY: [&[u8]; 3] = [b"\0GITCRYPT\0", b"age-encryption.org/v1", b"Salted__"];
    const ARMOUR: [&[u8]; 2] = [b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----BEGIN PGP MESSAGE-----"];
    // RFC 9580, 6.2.2. Any other name before a colon is an assignment.
    const HEADERS: [&[u8]; 5] = [b"Version: ", b"Comment: ", b"MessageID: ", b"Hash: ", b"Charset: "];
    let mut lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.next().unwrap_or_default();
    if first.starts_with(b"$ANSIBLE_VAULT;") {
        return lines.all(|line| line.iter().all(u8::is_ascii_hexdigit));
    }
    if ARMOUR.contains(&first) {
        let is_base64 = |line: &[u8]| line.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b));
        let is_head = |line: &[u8]| line.starts_with(b"-----") || HEADERS.iter().any(|name| line.starts_with(name));
        return lines.all(|line| is_base64(line) && !assigns_value(line) || is_head(line));
    }
    BINARY.iter().any(|head| text.starts_with(head))
}

/// Does the line assign a value? Base64 padding is not a value, and a checksum line (`=x7Pq`) has no name.
fn assigns_value(line: &[u8]) -> bool {
    let Some(at) = line.iter().position(|b| *b == b'=') else { return false };
    at > 0 && line[at + 1..].iter().any(|b| *b != b'=')
}

/// One `NAME=value` line (or several, if the value is quoted).
pub(super) struct Assignment<'t> {
    pub(super) name: &'t [u8],
    pub(super) value: &'t [u8],
    pub(super) span: Range<usize>,
}

/// The assignments with a value that dotenvx or SOPS did not encrypt.
pub(super) fn plaintext(text: &[u8]) -> Vec<Assignment<'_>> {
    let mut found = assignments(text);
    let has_sops = found.iter().any(|a| a.name == b"sops_mac");
    found.retain(|a| !a.value.is_empty() && !a.is_encrypted() && !a.is_metadata(has_sops));
    found
}

impl Assignment<'_> {
    /// Did dotenvx or SOPS encrypt the value?
    fn is_encrypted(&self) -> bool {
        self.value.strip_prefix(b"encrypted:").is_some_and(is_base64) || self.value.starts_with(b"ENC[AES256_GCM,")
    }

    /// Did dotenvx or SOPS add the assignment?
    fn is_metadata(&self, has_sops: bool) -> bool {
        self.name.starts_with(b"DOTENV_PUBLIC_KEY")
            || self.name.starts_with(b"DOTENV_VAULT")
            || (has_sops && self.name.starts_with(b"sops_"))
    }
}

/// Base64 of an encrypted value: 16 characters or more.
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
    match text[from..].iter().position(|b| *b == b'\n' || *b == b'\r') {
        Some(length) => from + length,
        None => text.len(),
    }
}

fn assignment(text: &[u8], start: usize, end: usize) -> Option<Assignment<'_>> {
    let line = &text[start..end];
    let mut at = line.iter().position(|b| !b" \t".contains(b))?;
    if let Some(rest @ [b' ' | b'\t', ..]) = line[at..].strip_prefix(b"export") {
        at = line.len() - rest.len() + rest.iter().position(|b| !b" \t".contains(b))?;
    }
    let length = line[at..].iter().position(|b| !(b.is_ascii_alphanumeric() || b"_.-".contains(b)))?;
    let name = &line[at..at + length];
    let mut rest = at + length;
    // dotenv also reads `NAME: value`.
    let colon = line[rest..].starts_with(b": ");
    rest += line[rest..].iter().position(|b| !b" \t".contains(b))?;
    if name.is_empty() || !(colon || line[rest] == b'=') {
        return None;
    }
    rest += 1;
    rest += line[rest..].iter().position(|b| !b" \t".contains(b)).unwrap_or(line.len() - rest);
    let from = start + rest;
    let Some(quote @ (b'"' | b'\'' | b'`')) = text[..end].get(from) else {
        return Some(Assignment { name, value: unquoted(&text[from..end]), span: start..end });
    };
    let Some(length) = text[from + 1..].iter().position(|b| b == quote) else {
        // A quote that never closes ends with its line.
        return Some(Assignment { name, value: &text[from + 1..end], span: start..end });
    };
    let close = from + 1 + length;
    Some(Assignment { name, value: &text[from + 1..close], span: start..close + 1 })
}

/// An unquoted value: without a trailing comment and blanks.
fn unquoted(value: &[u8]) -> &[u8] {
    let comment = (0..value.len()).find(|&i| value[i] == b'#' && (i == 0 || b" \t".contains(&value[i - 1])));
    value[..comment.unwrap_or(value.len())].trim_ascii()
}
