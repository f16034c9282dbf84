//! Evidence around a value: in its line, in the line before and in its name.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::Literal;
use super::grade::{Evidence, Under};
use super::slices::{first_line, last_line};
use super::value::Look;

/// Maximum length of a line that is examined on either side of the value, in bytes.
const MAX_LINE: usize = 300;
/// Maximum distance from the value back to the start of its line, in bytes.
const MAX_BEFORE: usize = 4096;

/// Words that mark a value as made up. `test` is not one of them: test accounts have real keys.
const SAMPLE_WORDS: &[&[u8]] =
    &[b"example", b"sample", b"dummy", b"fake", b"placeholder", b"mock", b"e.g.", b"for instance", b"lorem ipsum"];
/// Words of a line that compares or asserts.
const ASSERTIONS: &[&[u8]] = &[b"assert", b"expect(", b".should ", b".should.", b".tobe(", b".toequal("];
/// How a line of a comment begins.
const COMMENTS: &[&[u8]] = &[b"//", b"#", b"/*", b"<!--", b"-- ", b"--[", b";", b"% ", b"%%"];
/// How a line begins that explains the code below: in blocks of JSDoc and Javadoc, and in an interpreter's session. A value
/// in such a line is usually a sample, while a comment of another kind may be code that was commented out.
const DOC_COMMENTS: &[&[u8]] = &[b"* ", b"*\t", b"/**", b"///", b"//!", b">>>", b"...", b"#'"];

/// How a value was found.
pub(super) struct MatchContext<'n> {
    pub(super) under: Under,
    pub(super) name: Option<&'n Range<usize>>,
    /// The value has a form of its service.
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
    let begin = &text[line.clone()];
    let before = near.to_ascii_lowercase();
    let after = first_line(&text[value.span.end..text.len().min(value.span.end + MAX_LINE)]).to_ascii_lowercase();
    let previous = previous_line(text, line.start).to_ascii_lowercase();
    let name = match found.name {
        Some(name) => text[name.clone()].to_ascii_lowercase(),
        None => Vec::new(),
    };
    let contains =
        |words: &[&[u8]], parts: &[&[u8]]| parts.iter().any(|part| words.iter().any(|word| mentions(part, word)));
    // The line before counts only if it is a comment, not if it has another value.
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
        sample: contains(SAMPLE_WORDS, &[&before, &after, said, &name])
            || is_of_test_account(&text[value.span.clone()]),
        assertion: contains(ASSERTIONS, &[&before]),
    }
}

/// `test_<random>`, `sandbox-<random>`: a key that its service gives for trials.
fn is_of_test_account(value: &[u8]) -> bool {
    const HEADS: [&[u8]; 4] = [b"test_", b"test-", b"sandbox_", b"sandbox-"];
    HEADS.iter().any(|head| value.get(..head.len()).is_some_and(|first| first.eq_ignore_ascii_case(head)))
}

/// Does a word of the text begin with `word` (`fake_key`, not `sample_rate`, `hammock`), except in the name of a host
/// (`db.example.com`)?
fn mentions(text: &[u8], word: &[u8]) -> bool {
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
    // `#define` and `#!/bin/sh` are not comments.
    let is_directive = line.starts_with(b"#define") || line.starts_with(b"#!") || line.starts_with(b"#pragma");
    !is_directive && COMMENTS.iter().any(|mark| line.starts_with(mark))
}

fn is_doc_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    // Neither `**Password:** value` of Markdown nor a line of crontab (`*/5 * * * *`) is a comment.
    let is_other = line.starts_with(b"**") || line.starts_with(b"* *") || line.starts_with(b"*/");
    !is_other && DOC_COMMENTS.iter().any(|mark| line.starts_with(mark))
}

/// Is a line of a comment a sentence, or empty? Then it explains the code and is not code that was commented out.
fn is_prose(line: &[u8]) -> bool {
    if !is_comment(line) {
        return false;
    }
    let content = line.trim_ascii_start();
    let content = content[content.iter().take_while(|b| b"#/*-;%!".contains(b)).count()..].trim_ascii();
    if content.is_empty() {
        return true;
    }
    let is_word = |word: &[u8]| word.iter().all(|b| b.is_ascii_alphabetic() || b",.:'`".contains(b));
    content.split(u8::is_ascii_whitespace).map(|word| usize::from(is_word(word))).sum::<usize>() >= 3
}

/// Does the text end inside of a Python docstring: after `"""` that begins its line, and before the next?
fn is_in_docstring(before: &[u8]) -> bool {
    /// Maximum length of the text in which quotes are counted, in bytes.
    const MAX_COUNTED: usize = 64 << 10;
    before.len() <= MAX_COUNTED && [b"\"\"\"", b"'''"].into_iter().any(|quotes| is_in_quotes(before, quotes))
}

fn is_in_quotes(before: &[u8], quotes: &[u8]) -> bool {
    let mut places = bytes::texts(quotes, before);
    let mut opened = None;
    // Quotes open and close a docstring alternately.
    while let Some(open) = places.next() {
        opened = Some(open);
        if places.next().is_some() {
            opened = None;
        }
    }
    let Some(open) = opened else { return false };
    let line = last_line(&before[..open]);
    let head = before[..open - line.len()].trim_ascii_end();
    line.iter().all(|b| b" \trRuU".contains(b)) && (head.is_empty() || head.ends_with(b":"))
}

/// `#   user.password = "..."`: samples are indented in the text of a comment. (So is YAML that was commented out, but it
/// has no sentence above it.)
fn is_indented_comment(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let mark = line.iter().take_while(|byte| b"#/".contains(byte)).count();
    (1..=2).contains(&mark) && (line[mark..].starts_with(b"  ") || line[mark..].starts_with(b"\t"))
}

/// The part of the line before a place in it.
fn line_before(text: &[u8], at: usize) -> Range<usize> {
    at - last_line(&text[at.saturating_sub(MAX_BEFORE)..at]).len()..at
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
        assert!(!evidence("* * * * * curl -H \"X-Key: V4LUE\"").doc_comment);
        assert!(!evidence("**Key:** V4LUE").doc_comment);
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
