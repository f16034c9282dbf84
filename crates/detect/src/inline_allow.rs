//! Inline marks: a comment on a finding's line (or the line before it) that says why the value may stay.
//!
//! A mark counts only in the plain text: one that appears only after decoding or in an archive does not, because no reviewer
//! sees it. Marks are searched only around a finding.

use std::ops::Range;
use std::sync::OnceLock;

use akguard_common::bytes;
use regex::bytes::Regex;

/// The shortest reason, in characters: as long as the note of an allow record.
pub const MIN_REASON: usize = 10;

/// A reason is cut to this length, in characters.
const MAX_REASON: usize = 300;

/// A mark is searched in this many bytes around a finding: a minified line has no comment at its end.
const REACH: usize = 4096;

/// Our mark and those of other tools: name, pattern, and whether it applies to the next line.
const MARKS: [(&str, &str, bool); 10] = [
    ("akguard:allow", "akguard:allow", false),
    ("gitleaks:allow", "gitleaks:allow", false),
    ("betterleaks:allow", "betterleaks:allow", false),
    ("trufflehog:ignore", "trufflehog:ignore", false),
    ("kingfisher:ignore", "kingfisher:ignore", false),
    ("pragma: allowlist secret", r"pragma:[\t ]{0,4}allowlist secret", false),
    ("pragma: allowlist nextline secret", r"pragma:[\t ]{0,4}allowlist nextline secret", true),
    ("secretlint-disable-line", "secretlint-disable-line", false),
    ("secretlint-disable-next-line", "secretlint-disable-next-line", true),
    // Ruff's names a list of codes; one of them must be the rule for hard-coded passwords.
    (
        "noqa: S105",
        r"noqa:[\t ]{0,4}(?:[a-z]{1,4}[0-9]{1,4}[,\t ]{1,4}){0,8}s105(?:,[\t ]{0,4}[a-z]{1,4}[0-9]{1,4}){0,8}",
        false,
    ),
];

/// Beginnings of comments that are instructions for other tools, and so no reason.
const DIRECTIVES: [&str; 8] = ["eslint-", "lint:", "mypy:", "nolint", "nosec", "nosonar", "pylint:", "type:"];

/// A mark as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which one: `akguard:allow`.
    pub name: &'static str,
    /// Its line, from 1.
    pub line: usize,
    /// The reason after it, or why the mark does not count.
    pub reason: Result<String, Lack>,
}

/// Why a mark does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It has no reason after it, or one that is too short.
    Reason,
    /// Its reason contains what looks like a credential.
    Clean,
}

/// Does the text contain any mark at all?
pub fn holds_any(text: &[u8]) -> bool {
    pattern().is_some_and(|pattern| pattern.is_match(text))
}

/// The mark for the value at `span` in `text`, whose first and last line are `line` and `last`: of several marks the
/// first one with a reason. `is_credential` tests reasons.
pub fn of(
    text: &[u8],
    span: &Range<usize>,
    (line, last): (usize, usize),
    is_credential: &dyn Fn(&str) -> bool,
) -> Option<Mark> {
    let own = line_around(text, span.start);
    let end = if last > line { line_around(text, span.end.saturating_sub(1)) } else { own.clone() };
    // If the line begins farther away than the reach, the line before it does not count.
    let begins = own.start == 0 || text.get(own.start - 1) == Some(&b'\n');
    let before = (begins && own.start > 0).then(|| line_around(text, own.start - 1));
    let mut found = marks_in(text, own.clone(), line, false);
    if end != own {
        found.extend(marks_in(text, end, last, false));
    }
    found.extend(before.map(|before| marks_in(text, before, line - 1, true)).unwrap_or_default());
    found.retain(|mark| !span.contains(&mark.at));
    let checked = |mark: MarkText| Mark { name: mark.name, line: mark.line, reason: check(&mark.text, is_credential) };
    let mut marks: Vec<Mark> = found.into_iter().map(checked).collect();
    let best = marks.iter().position(|mark| mark.reason.is_ok()).unwrap_or(0);
    (!marks.is_empty()).then(|| marks.swap_remove(best))
}

/// A mark and the text after it.
struct MarkText {
    name: &'static str,
    at: usize,
    line: usize,
    text: String,
}

/// The marks of one line that apply to this line, or to the next one if `next`.
fn marks_in(text: &[u8], line: Range<usize>, number: usize, next: bool) -> Vec<MarkText> {
    let Some(pattern) = pattern() else { return Vec::new() };
    let window = &text[line.clone()];
    let found: Vec<_> = pattern
        .captures_iter(window)
        .filter_map(|c| {
            let which = (1..c.len()).find(|i| c.get(*i).is_some())?;
            let mark = MARKS.get(which - 1)?;
            let range = c.get(which)?.range();
            let ends = !window.get(range.end).is_some_and(|b| b.is_ascii_alphanumeric() || b"_-".contains(b));
            ends.then_some((mark, range))
        })
        .collect();
    let ends: Vec<usize> = found.iter().skip(1).map(|(_, range)| range.start).chain([window.len()]).collect();
    let mut marks = Vec::new();
    for ((mark, range), end) in found.into_iter().zip(ends) {
        if mark.2 == next {
            marks.push(MarkText {
                name: mark.0,
                at: line.start + range.start,
                line: number,
                text: reason(&String::from_utf8_lossy(&window[range.end..end])),
            });
        }
    }
    marks
}

/// The words after a mark: up to the end of the comment, without punctuation around them and other tools' words.
fn reason(behind: &str) -> String {
    let closers = ["*/", "-->", "#}", "%>", "\\n"];
    let end = closers.iter().filter_map(|c| behind.find(c)).min().unwrap_or(behind.len());
    let parts = behind[..end].split(['#', ';']).flat_map(|part| part.split(" //")).map(|part| {
        let part = part.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@');
        // The names of secretlint's rules follow its mark: `@secretlint/secretlint-rule-aws`.
        let words = part.split_whitespace().skip_while(|word| word.starts_with('@')).collect::<Vec<_>>().join(" ");
        words.trim_matches(|c: char| !c.is_alphanumeric() && !".!?".contains(c)).to_owned()
    });
    let is_reason = |part: &String| {
        let lower = part.to_ascii_lowercase();
        !part.is_empty() && !DIRECTIVES.iter().any(|d| lower.starts_with(d))
    };
    let mut parts: Vec<String> = parts.collect();
    parts.retain(is_reason);
    parts.join("; ").chars().take(MAX_REASON).collect()
}

fn check(reason: &str, is_credential: &dyn Fn(&str) -> bool) -> Result<String, Lack> {
    // A real word: three letters in a row.
    let word = reason.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() >= 3);
    if reason.chars().count() < MIN_REASON || !word {
        return Err(Lack::Reason);
    }
    if is_credential(reason) { Err(Lack::Clean) } else { Ok(reason.to_owned()) }
}

/// The line of an offset, cut to what is near.
fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let mut line = at.saturating_sub(REACH)..(at + REACH).min(text.len());
    if let Some(before) = bytes::find_last(b'\n', &text[line.start..at]) {
        line.start += before + 1;
    }
    if let Some(after) = bytes::find(b'\n', &text[at..line.end]) {
        line.end = at + after;
    }
    line
}

fn pattern() -> Option<&'static Regex> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let compile = || {
        let all = MARKS.iter().map(|(_, pattern, _)| format!("({pattern})")).collect::<Vec<_>>().join("|");
        Regex::new(&format!(r"(?i-u)(?:^|[^a-z0-9_-])(?:{all})")).ok()
    };
    PATTERN.get_or_init(compile).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mark for the word VALUE in a text.
    fn mark(text: &str) -> Option<(&'static str, usize, Result<String, Lack>)> {
        let at = text.find("VALUE").unwrap();
        let line = text[..at].matches('\n').count() + 1;
        let credential = |reason: &str| reason.contains("hunter");
        of(text.as_bytes(), &(at..at + 5), (line, line), &credential).map(|m| (m.name, m.line, m.reason))
    }

    #[test]
    fn reasons_are_read() {
        for (text, name, reason) in [
            ("k = VALUE # akguard:allow key of the sandbox", "akguard:allow", "key of the sandbox"),
            ("k = VALUE // gitleaks:allow: a key of our docs.", "gitleaks:allow", "a key of our docs."),
            ("/* betterleaks:allow -- test account */ k = VALUE", "betterleaks:allow", "test account"),
            ("<a k=VALUE /> <!-- kingfisher:ignore made up by us -->", "kingfisher:ignore", "made up by us"),
            ("k = VALUE # trufflehog:ignore (a closed account)", "trufflehog:ignore", "a closed account"),
            ("k = VALUE  # pragma: allowlist secret, test only!", "pragma: allowlist secret", "test only!"),
            ("k = VALUE  # noqa: E501, S105  # password of CI's database", "noqa: S105", "password of CI's database"),
            (
                "k = VALUE // secretlint-disable-line @secretlint/secretlint-rule-aws -- key of a test",
                "secretlint-disable-line",
                "key of a test",
            ),
            ("k = VALUE # noqa: S105 # gitleaks:allow words for a reviewer", "gitleaks:allow", "words for a reviewer"),
            ("{\"k\": \"VALUE\", \"_\": \"akguard:allow sample of docs\"},", "akguard:allow", "sample of docs"),
        ] {
            assert_eq!(mark(text), Some((name, 1, Ok(reason.to_owned()))), "{text}");
        }
        let next = "# pragma: allowlist nextline secret: key of a test\nk = VALUE\n";
        assert_eq!(mark(next), Some(("pragma: allowlist nextline secret", 1, Ok("key of a test".to_owned()))));
        let next = "a\n// secretlint-disable-next-line -- key of a test\nk = VALUE\n";
        assert_eq!(mark(next), Some(("secretlint-disable-next-line", 2, Ok("key of a test".to_owned()))));
    }

    #[test]
    fn what_lacks() {
        for text in [
            "k = VALUE # gitleaks:allow",
            "k = VALUE # gitleaks:allow too short",
            "k = VALUE # gitleaks:allow 1234567890123",
            "k = VALUE # gitleaks:allow # pylint: disable=line-too-long",
            "k = VALUE # noqa: S105, E501, S106",
        ] {
            assert_eq!(mark(text).unwrap().2, Err(Lack::Reason), "{text}");
        }
        assert_eq!(mark("k = VALUE # gitleaks:allow it is hunter2 of course").unwrap().2, Err(Lack::Clean));
    }

    #[test]
    fn what_is_no_mark() {
        for text in [
            "k = VALUE # gitleaks:allowed for the reviewer",
            "k = VALUE # xgitleaks:allow for the reviewer",
            "k = VALUE # noqa: E501 for the reviewer",
            "# gitleaks:allow for the reviewer\nk = VALUE",
            "k = VALUE # secretlint-disable-next-line for the reviewer",
            "# secretlint-disable-next-line for the reviewer\n\nk = VALUE",
            "k = VALUE\n# gitleaks:allow for the reviewer",
        ] {
            assert_eq!(mark(text), None, "{text}");
        }
        assert_eq!(of(b"gitleaks:allow for the reviewer", &(0..31), (1, 1), &|_| false), None);
        let far = format!("VALUE{} gitleaks:allow for the reviewer", " ".repeat(2 * REACH));
        assert_eq!(mark(&far), None);
    }
}
