//! Errors of a config, in words that hold none of its values: a value may be a pasted secret.

use std::ops::Range;

use akguard_common::error::Failure;

/// The file's name, at the top of the repository.
pub const FILE: &str = ".akguard.toml";

/// The error of a config: where, what, and how to fix it. `name` is what messages call the file.
pub(super) fn error_at(name: &str, line: Option<usize>, what: &str) -> Failure {
    let help = if name == FILE {
        format!("fix {FILE}, then: git add -A :/{FILE}    # until then every commit is stopped")
    } else {
        format!("fix {name}; until then nothing is checked with it")
    };
    Failure::new(format!("{}: {what}", place(name, line))).help(help)
}

/// File and line.
pub(super) fn place(name: &str, line: Option<usize>) -> String {
    match line {
        Some(line) => format!("{name}:{line}"),
        None => name.to_owned(),
    }
}

/// The line, from 1, on which a part of the text begins.
pub(super) fn line_of(text: &str, span: Option<Range<usize>>) -> Option<usize> {
    Some(text.get(..span?.start)?.matches('\n').count() + 1)
}

/// What is wrong, without toml's own words: they quote the offending value.
pub(super) fn redacted_message(text: &str, error: &toml::de::Error) -> String {
    let said = error.message();
    let quoted = |from: &str| from.split('`').nth(1).map(str::to_owned);
    if let Some(unknown) = said.strip_prefix("unknown field ").and_then(quoted) {
        let meant =
            said.split("expected").nth(1).and_then(|known| nearest(&unknown, known.split('`').skip(1).step_by(2)));
        // A long or odd key may be a pasted secret.
        let shown = if is_plain_key(&unknown) { format!("unknown key `{unknown}`") } else { "unknown key".into() };
        return match meant {
            Some(meant) => format!("{shown}; did you mean `{meant}`?"),
            None => shown,
        };
    }
    if let Some(missing) = said.strip_prefix("missing field ").and_then(quoted) {
        return format!("{missing} is missing");
    }
    if text.parse::<toml::Table>().is_err() {
        return "not valid TOML here".into();
    }
    let key = error.span().and_then(|span| key_of_value(text, span.start));
    let key = key.as_deref().unwrap_or("a value here");
    match expected(said) {
        Some(expected) => format!("{key} must be {expected}"),
        None => format!("{key} has a value that it cannot have"),
    }
}

/// What serde says that it expects, in a config's words. It comes last, after the value, which may hold anything.
fn expected(said: &str) -> Option<String> {
    let expected = said.trim_end().rsplit_once(", expected ")?.1;
    let expected = match expected {
        "a boolean" => "true or false".to_owned(),
        "a string" | "a borrowed string" => "text in quotes".to_owned(),
        "a sequence" => "a list in [ ]".to_owned(),
        "a map" | "a table" => "a table".to_owned(),
        _ if expected.starts_with("struct ") => "a table".to_owned(),
        "usize" | "u8" | "u16" | "u32" | "u64" | "i32" | "i64" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        _ => one_of(expected)?,
    };
    Some(expected)
}

/// A message lists at most this many words.
const MAX_LISTED: usize = 8;

/// `"certain", "likely" or "possible"` of "one of `certain`, `likely`, `possible`".
fn one_of(expected: &str) -> Option<String> {
    let mut words: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    if words.first() == Some(&"possible") {
        // Confidences are read from the strongest down.
        words.reverse();
    }
    // The words are the parser's own: they come after the value.
    if words.iter().any(|word| !word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')) {
        return None;
    }
    if words.len() > MAX_LISTED {
        return Some("one of the words that this shows: akguard config schema".to_owned());
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [most @ .., last] => Some(format!("{} or {last}", most.join(", "))),
    }
}

fn is_plain_key(key: &str) -> bool {
    key.len() <= 24 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-')
}

/// The key whose value begins at the offset, or the list on its line that has it as an entry.
fn key_of_value(text: &str, offset: usize) -> Option<String> {
    let before = text.get(..offset)?;
    let start = match before.rfind('\n') {
        Some(end_of_last_line) => end_of_last_line + 1,
        None => 0,
    };
    let line = text[start..].lines().next()?;
    // What is right in front of a value's equals sign is a key, also within an inline table.
    let before_value = before[start..].trim_end().strip_suffix('=');
    let key = match before_value {
        Some(left) => left.rsplit(['{', ',']).next()?.trim(),
        None => line.split_once('=')?.0.trim(),
    };
    let own = key.split_once('.').map(|parts| parts.1).unwrap_or(key);
    if own.is_empty() || !key.splitn(2, '.').all(is_plain_key) {
        return None;
    }
    Some(if before_value.is_some() { key.to_owned() } else { format!("each entry of {key}") })
}

/// The known word that differs from `unknown` in the fewest letters, if few enough do.
pub(super) fn nearest<'k>(unknown: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let mut best: Option<Near<'_>> = None;
    for word in known {
        let limit = 1 + word.len() / 4;
        // Words of far other lengths are skipped: a distance takes quadratic time, and the unknown word may be long.
        if word.len().abs_diff(unknown.len()) > limit {
            continue;
        }
        let near = Near { distance: strsim::levenshtein(unknown, word), word };
        if near.distance <= limit && best.as_ref().is_none_or(|best| near < *best) {
            best = Some(near);
        }
    }
    Some(best?.word)
}

/// A known word; of two at the same distance the first by the alphabet is taken.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Near<'k> {
    distance: usize,
    word: &'k str,
}
