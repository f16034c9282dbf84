//! What stands around a value: in its line, in the line before and in its name.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::Literal;
use super::grade::{Evidence, Under};
use super::value::Look;

/// So much of a line is looked at to either side of the value, in bytes.
const MAX_LINE: usize = 300;
/// So far before the value the line may begin for its first sign to count, in bytes.
const MAX_BEFORE: usize = 4096;

/// Words that say that a value is made up. `test` is none: test accounts have real keys.
const SAMPLE_WORDS: &[&[u8]] =
    &[b"example", b"sample", b"dummy", b"fake", b"placeholder", b"mock", b"e.g.", b"for instance", b"lorem ipsum"];
/// Words of a line that compares or asserts.
const ASSERTIONS: &[&[u8]] = &[b"assert", b"expect(", b".should ", b".should.", b".tobe(", b".toequal("];
/// What a line of a comment begins with.
const COMMENTS: &[&[u8]] = &[b"//", b"#", b"/*", b"<!--", b"-- ", b"--[", b";", b"% ", b"%%"];
/// What a line begins with that explains the code below: of blocks as JSDoc and Javadoc have them, and of an interpreter's
/// session. What stands there is a sample as a rule; a comment of another kind may be code that was switched off.
const DOC_COMMENTS: &[&[u8]] = &[b"* ", b"*\t", b"/**", b"///", b"//!", b">>>", b"...", b"#'"];

/// How a value was found.
pub(super) struct MatchContext<'n> {
    pub(super) under: Under,
    pub(super) name: Option<&'n Range<usize>>,
    /// It has a form of its service.
    pub(super) formed: bool,
}

impl<'n> MatchContext<'n> {
    /// Without a name.
    pub(super) fn new(under: Under) -> Self {
        Self { under, name: None, formed: false }
    }

    pub(super) fn named(under: Under, name: &'n Range<usize>) -> Self {
        Self { under, name: Some(name), formed: false }
    }
}

/// The evidence for a value.
pub(super) fn seen(text: &[u8], value: &Literal, look: Look, found: &MatchContext<'_>) -> Evidence {
    let line = line_before(text, value.span.start);
    let near = &text[line.end - line.len().min(MAX_LINE)..line.end];
    let (begin, before) = (&text[line.clone()], near.to_ascii_lowercase());
    let after = line_after(text, value.span.end).to_ascii_lowercase();
    let previous = previous_line(text, line.start).to_ascii_lowercase();
    let name = found.name.map_or_else(Vec::new, |name| text[name.clone()].to_ascii_lowercase());
    let holds = |words: &[&[u8]], parts: &[&[u8]]| parts.iter().any(|part| words.iter().any(|word| says(part, word)));
    // Of the line before only what is said there counts, not another value.
    let said: &[u8] = if is_comment(&previous) || is_doc_comment(&previous) { &previous } else { &[] };
    let is_explained = is_indented_comment(begin) && is_prose(&previous);
    Evidence {
        under: found.under,
        shape: look.shape,
        bits: look.bits,
        quoted: value.quoted,
        formed: found.formed || look.joined,
        comment: is_comment(begin) && !is_doc_comment(begin) && !is_explained,
        doc_comment: is_doc_comment(begin) || is_explained || is_in_docstring(&text[..value.span.start]),
        sample: holds(SAMPLE_WORDS, &[&before, &after, said, &name]),
        assertion: holds(ASSERTIONS, &[&before]),
    }
}

/// Does a word begin in a text (`fake_key`, not `sample_rate`, `hammock`), other than in the name of a host
/// (`db.example.com`)?
fn says(text: &[u8], word: &[u8]) -> bool {
    bytes::texts(word, text).any(|at| {
        let is_begin = at == 0 || !text[at - 1].is_ascii_alphabetic() || !word[0].is_ascii_alphabetic();
        let is_rate = text[at + word.len()..].starts_with(b"_rate") || text[at + word.len()..].starts_with(b"rate");
        if !is_begin || is_rate {
            return false;
        }
        let is_host = text.get(at + word.len()) == Some(&b'.')
            && text.get(at + word.len() + 1).is_some_and(u8::is_ascii_alphabetic);
        !is_host
    })
}

fn is_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    // `#define` and `#!/bin/sh` are none.
    let is_directive = line.starts_with(b"#define") || line.starts_with(b"#!") || line.starts_with(b"#pragma");
    !is_directive && COMMENTS.iter().any(|mark| line.starts_with(mark))
}

fn is_doc_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    // `**Password:** value` of Markdown is none.
    // Nor is a line of crontab: `*/5 * * * *`.
    let is_other = line.starts_with(b"**") || line.starts_with(b"* *") || line.starts_with(b"*/");
    !is_other && DOC_COMMENTS.iter().any(|mark| line.starts_with(mark))
}

/// Is a line of a comment a sentence, or empty: what explains the code, not code that was switched off?
fn is_prose(line: &[u8]) -> bool {
    if !is_comment(line) {
        return false;
    }
    let content = line.trim_ascii_start();
    let content = content[content.iter().take_while(|b| b"#/*-;%!".contains(b)).count()..].trim_ascii();
    let words = content
        .split(u8::is_ascii_whitespace)
        .filter(|word| word.iter().all(|b| b.is_ascii_alphabetic() || b",.:'`".contains(b)));
    content.is_empty() || words.count() >= 3
}

/// Is the place inside of a Python docstring: behind `"""` that begins its line, and before the next?
fn is_in_docstring(before: &[u8]) -> bool {
    /// Farther into a file nobody counts, in bytes.
    const MAX_COUNTED: usize = 64 << 10;
    if before.len() > MAX_COUNTED {
        return false;
    }
    [b"\"\"\"", b"'''"].into_iter().any(|quotes| {
        let mut places = bytes::texts(quotes, before);
        let mut opened = None;
        // They open and close by turns.
        while let Some(open) = places.next() {
            opened = Some(open);
            if places.next().is_some() {
                opened = None;
            }
        }
        let line = |open: usize| &before[bytes::find_last(b'\n', &before[..open]).map_or(0, |i| i + 1)..open];
        opened.is_some_and(|open| {
            let start = open - line(open).len();
            let head = before[..start].trim_ascii_end();
            line(open).iter().all(|b| b" \trRuU".contains(b)) && (head.is_empty() || head.ends_with(b":"))
        })
    })
}

/// `#   user.password = "..."`: in a text of comments samples are set in. (So is YAML that was switched off, but there no
/// sentence stands above.)
fn is_indented_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let mark = line.iter().take_while(|byte| b"#/".contains(byte)).count();
    (1..=2).contains(&mark) && (line[mark..].starts_with(b"  ") || line[mark..].starts_with(b"\t"))
}

/// From the begin of the line to a place in it.
fn line_before(text: &[u8], at: usize) -> Range<usize> {
    let from = at.saturating_sub(MAX_BEFORE);
    from + bytes::find_last(b'\n', &text[from..at]).map_or(0, |i| i + 1)..at
}

fn line_after(text: &[u8], at: usize) -> &[u8] {
    let rest = &text[at..text.len().min(at + MAX_LINE)];
    &rest[..bytes::find(b'\n', rest).unwrap_or(rest.len())]
}

/// The line that ends before the one that begins at `start`.
fn previous_line(text: &[u8], start: usize) -> &[u8] {
    match start.checked_sub(1) {
        Some(end) => {
            let line = line_before(text, end);
            &text[line.end - line.len().min(MAX_LINE)..line.end]
        }
        None => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heuristics::grade::Shape;

    fn evidence(text: &str) -> Evidence {
        let at = text.find("V4LUE").unwrap();
        let value = Literal { span: at..at + 5, quoted: true, scheme: None };
        let look = Look { shape: Shape::OneCase, bits: 0.0, joined: false };
        seen(text.as_bytes(), &value, look, &MatchContext { under: Under::Secret, name: None, formed: false })
    }

    #[test]
    fn words_around_a_value() {
        assert!(evidence("# for example:\nkey = \"V4LUE\"\n").sample);
        assert!(evidence("key = \"V4LUE\" // dummy\n").sample);
        assert!(!evidence("get(\"https://db.example.com\", key = \"V4LUE\")\n").sample);
        assert!(!evidence("other = \"an example\"\nkey = \"V4LUE\"\n").sample);
        assert!(evidence("  // key = \"V4LUE\"").comment);
        assert!(evidence(" * @example { key: \"V4LUE\" }").doc_comment);
        assert!(!evidence("*/5 * * * * curl -H \"X-Key: V4LUE\"").doc_comment);
        assert!(evidence("# Set it in this way:\n#\n#   user.key = \"V4LUE\"").doc_comment);
        assert!(evidence("# Set the key like this:\n#   user.key = \"V4LUE\"").doc_comment);
        assert!(!evidence("#database:\n#  key: V4LUE").doc_comment);
        assert!(evidence("#database:\n#  key: V4LUE").comment);
        assert!(!evidence("  --key V4LUE \\").comment);
        assert!(evidence("def f():\n    \"\"\"Gets one.\n\n    key = 'V4LUE'\n    \"\"\"\n").doc_comment);
        assert!(!evidence("\"\"\"What it does.\"\"\"\nkey = 'V4LUE'\n").doc_comment);
        assert!(!evidence("text = \"\"\"\nkey = 'V4LUE'\n\"\"\"\n").doc_comment);
        assert!(!evidence("// key = \"V4LUE\"").doc_comment);
        assert!(!evidence("#define KEY \"V4LUE\"").comment);
        assert!(evidence("assert_eq!(key, \"V4LUE\");").assertion);
        assert!(!evidence("key = \"V4LUE\"").assertion);
    }
}
