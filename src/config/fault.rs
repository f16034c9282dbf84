//! What is wrong with a config, in words that hold none of its values.

use std::ops::Range;

use super::FILE;
use crate::error::Failure;
use crate::git::restage;

pub(super) fn fault(name: &str, line: Option<usize>, what: &str) -> Failure {
    let help = if name == FILE { restage(FILE) } else { format!("fix {name}; nothing is checked until then") };
    Failure::new(format!("{}: {what}", place(name, line))).help(help)
}

/// File and line.
pub(super) fn place(name: &str, line: Option<usize>) -> String {
    line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"))
}

pub(super) fn line_of(text: &str, span: Option<Range<usize>>) -> Option<usize> {
    Some(text.get(..span?.start)?.matches('\n').count() + 1)
}

/// What is wrong, without toml's own words: they quote the offending value.
pub(super) fn blind(text: &str, error: &toml::de::Error) -> String {
    let said = error.message();
    let quoted = |from: &str| from.split('`').nth(1).map(str::to_owned);
    if let Some(unknown) = said.strip_prefix("unknown field ").and_then(quoted) {
        let meant =
            said.split("expected").nth(1).and_then(|known| nearest(&unknown, known.split('`').skip(1).step_by(2)));
        // A long or odd key may be a pasted secret.
        let shown = if is_plain_key(&unknown) { format!("unknown key `{unknown}`") } else { "unknown key".into() };
        return meant.map_or(shown.clone(), |meant| format!("{shown}; did you mean `{meant}`?"));
    }
    if let Some(missing) = said.strip_prefix("missing field ").and_then(quoted) {
        return format!("`{missing}` is missing");
    }
    let key = error.span().and_then(|span| key_at(text, span.start));
    match (key, text.parse::<toml::Table>().is_ok()) {
        (Some(key), true) => format!("`{key}` has a value of the wrong kind"),
        (None, true) => "a value is of the wrong kind".into(),
        _ => "not valid TOML here".into(),
    }
}

fn is_plain_key(key: &str) -> bool {
    key.len() <= 24 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-')
}

/// The key of the line that holds the offset.
fn key_at(text: &str, offset: usize) -> Option<String> {
    let start = text.get(..offset)?.rfind('\n').map_or(0, |i| i + 1);
    let key = text[start..].lines().next()?.split('=').next()?.trim();
    is_plain_key(key).then(|| key.to_owned()).filter(|k| !k.is_empty())
}

/// The known word that differs from `unknown` in the fewest letters, if it is near.
pub(super) fn nearest<'k>(unknown: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        // Far longer or shorter words need no look, however long the unknown one is.
        .filter(|word| word.len().abs_diff(unknown.len()) <= 1 + word.len() / 4)
        .map(|word| (distance(unknown, word), word))
        .filter(|(d, word)| *d <= 1 + word.len() / 4)
        .min()
        .map(|(_, word)| word)
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
