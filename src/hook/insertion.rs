//! Lines put into a text of others, and taken out of it again: every other byte stays.

use std::ops::Range;

/// The text with these lines before its line `at`, which is counted from 0. Its line ends are kept, and a last line that
/// has no end stays without one, so that [`remove`] gives the same bytes back.
pub(super) fn insert(text: &str, at: usize, lines: &[String]) -> String {
    insert_with(text, at, lines, if text.contains("\r\n") { "\r\n" } else { "\n" })
}

/// The same for a script: to a shell a carriage return would be a part of the last word.
pub(super) fn insert_into_script(text: &str, at: usize, lines: &[String]) -> String {
    insert_with(text, at, lines, "\n")
}

fn insert_with(text: &str, at: usize, lines: &[String], end: &str) -> String {
    let parts: Vec<&str> = text.split_inclusive('\n').collect();
    let at = at.min(parts.len());
    if at == parts.len() && !text.is_empty() && !text.ends_with('\n') {
        return format!("{text}{end}{}", lines.join(end));
    }
    let inserted: String = lines.iter().flat_map(|line| [line.as_str(), end]).collect();
    format!("{}{inserted}{}", parts[..at].concat(), parts[at..].concat())
}

/// The text without these lines.
pub(super) fn remove(text: &str, lines: Range<usize>) -> String {
    let parts: Vec<&str> = text.split_inclusive('\n').collect();
    let before = parts[..lines.start].concat();
    let rest = parts[lines.end..].concat();
    let had_no_end = rest.is_empty() && !text.ends_with('\n');
    if had_no_end {
        return before.strip_suffix("\r\n").or(before.strip_suffix('\n')).unwrap_or(&before).to_owned();
    }
    before + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inserted_comes_out_again() {
        let lines = ["one".to_owned(), "two".to_owned()];
        for text in ["", "a\n", "a", "a\n\n", "a\nb\nc", "a\r\nb\r\n", "a\r\nb", "\n"] {
            for at in 0..=text.split_inclusive('\n').count() {
                let longer = insert(text, at, &lines);
                assert!(longer.lines().any(|line| line == "two"), "{longer:?}");
                assert_eq!(remove(&longer, at..at + 2), text, "{longer:?}");
                let script = insert_into_script(text, at, &lines);
                assert!(script.split('\n').any(|line| line == "two"), "{script:?}");
                assert_eq!(remove(&script, at..at + 2), text, "{script:?}");
            }
        }
    }
}
