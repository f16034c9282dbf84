//! The parents of a name: `"Jwt": { "Key": "..." }`, `[jwt]` and `key = ...`, `Jwt:Key`. Alone, `key` says nothing.

use std::ops::Range;

use akguard_common::bytes;

use super::name::{self, NameKind};
use super::slices::last_line;

/// Maximum distance to a parent, in bytes and in lines.
const BEFORE: usize = 1500;
const MAX_LINES: usize = 40;
/// Maximum number of parents above a name.
const MAX_LEVELS: usize = 2;

/// What the name announces together with its parents, if they make a secret of it.
pub(super) fn kind(text: &[u8], name: &Range<usize>) -> Option<NameKind> {
    let mut at = name.start;
    for _ in 0..MAX_LEVELS {
        let parent = parent(text, at)?;
        // `[ENCRYPT]` heads a section of known answers of a cipher.
        let verb =
            [b"encrypt".as_slice(), b"decrypt"].iter().any(|verb| text[parent.clone()].eq_ignore_ascii_case(verb));
        if verb {
            return None;
        }
        let whole = [&text[parent.clone()], b"_", &text[name.clone()]].concat();
        match name::kind(&whole) {
            Some(NameKind::Harmless) => return None,
            Some(kind @ (NameKind::Secret | NameKind::Password)) => return Some(kind),
            _ => at = parent.start,
        }
    }
    None
}

/// The name that the name at `at` is a part of.
fn parent(text: &[u8], at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(BEFORE);
    let before = &text[from..at];
    // `Jwt:Key`, `jwt/key`
    if let [.., byte, b':' | b'/'] = before
        && byte.is_ascii_alphanumeric()
    {
        return last_name(text, at - 1);
    }
    match brace(before) {
        Some(open) => name_of(text, from + open),
        None => indented(text, from, at),
    }
}

/// The last brace in `before` that is not closed.
fn brace(before: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in before.iter().enumerate().rev() {
        match byte {
            b'}' => depth += 1,
            b'{' if depth == 0 => return Some(at),
            b'{' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The name of a block that opens at `open`: `"jwt": {`, `jwt = {`, `resource "x" "jwt" {`, `jwt({`.
fn name_of(text: &[u8], open: usize) -> Option<Range<usize>> {
    let skipped = text[..open].iter().rev().take(16).take_while(|b| b" \t\"'=>:(".contains(b)).count();
    last_name(text, open - skipped)
}

/// The name of letters, digits and separators that ends at `end`.
fn last_name(text: &[u8], end: usize) -> Option<Range<usize>> {
    let before = &text[end.saturating_sub(name::MAX_LENGTH)..end];
    let length = before.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b)).count();
    (length > 0).then_some(end - length..end)
}

/// The nearest key above that is indented less, or the section of an INI or TOML file.
fn indented(text: &[u8], from: usize, at: usize) -> Option<Range<usize>> {
    let line = from + bytes::find_last(b'\n', &text[from..at])? + 1;
    let indent = blanks(&text[line..at]);
    let mut end = line - 1;
    for _ in 0..MAX_LINES {
        let above = last_line(&text[from..end]);
        let start = end - above.len();
        let content = above.trim_ascii();
        if let Some(section) = content.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")) {
            let head = start + blanks(above) + 1;
            return last_name(text, head + section.trim_ascii_end().len());
        }
        let is_key = content.ends_with(b":") && !content.starts_with(b"#");
        if is_key && blanks(above) < indent {
            let colon = start + bytes::find_last(b':', above)?;
            let quote = usize::from(matches!(text[..colon].last(), Some(b'"' | b'\'')));
            return last_name(text, colon - quote);
        }
        if start == from {
            return None;
        }
        end = start - 1;
    }
    None
}

/// Width of the indentation, where the `-` of a YAML list counts as a blank.
fn blanks(line: &[u8]) -> usize {
    line.iter().take_while(|b| **b == b' ' || **b == b'\t' || **b == b'-').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_above() {
        for (text, expected) in [
            ("\"Jwt\": {\n  \"Issuer\": {},\n  \"Key@\": 1", Some(NameKind::Secret)),
            ("jwt:\n  issuer: x\n  key@: 1", Some(NameKind::Secret)),
            ("[jwt]\nissuer = 1\nkey@ = 1", Some(NameKind::Secret)),
            ("\"jwt\":\n  key@: 1", Some(NameKind::Secret)),
            ("Jwt:Key@", Some(NameKind::Secret)),
            ("encryption: { main: { key@: 1", Some(NameKind::Secret)),
            ("app.use(session({ key@: 1", Some(NameKind::Secret)),
            ("primary:\n  key@: 1", None),
            ("map: { key@: 1", None),
            ("jwt: {}\nkey@: 1", None),
            ("key@", None),
        ] {
            let end = text.find('@').unwrap();
            let plain = text.replace('@', "");
            assert_eq!(kind(plain.as_bytes(), &(end - 3..end)), expected, "{text}");
        }
    }
}
