//! A rule's pattern: its named pieces, how it is compiled, and how far it reaches.

use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::heads;
use crate::required_run::{self, Run};

/// `(?&assign)` in a pattern: what stands between a name and its value in languages, formats and tools. From the quote
/// or bracket that closes the name to the one that opens the value:
/// `=`, `: str =`, `=>`, `?? `, `, value:`, `">`, `: \n    `, `" || os.Getenv("`.
const ASSIGN: &str = concat!(
    r#"["'`\\\])]{0,5}[ \t]{0,8}"#,
    r"(?::[ \t]{0,4}(?:&'static )?[A-Za-z&?\[\]]{2,16}[ \t]{0,4})?",
    r"(?:=>|:=|:-|\?=|\|{1,2}=?|\?\?=?|or[ \t]|[=:,>(]|[ \t]|",
    r#",?[ \t]{0,4}(?:(?&end))?["'\\]{0,4}(?i:value)["'\\]{0,4}[ \t]{0,4}[:=])"#,
    r"[ \t]{0,8}(?:\(?[ \t]{0,4}(?&end))?",
    r#"(?:[A-Za-z_:.]{1,24}\([ \t]{0,4}|[bru]{1,2}["']|@")?["'`\\(]{0,5}"#
);
/// `(?&section)`: from the name of a table, object or call to the key in it that follows on.
const SECTION: &str = r#"(?:(?:["'\\\]]{0,4}[ \t]{0,4}[(:={]{1,2}[ \t]{0,4}\{?|\])(?:[ \t]{0,4}(?&end)|[ \t]{0,8})["'\\]{0,4}[a-z_\-]{0,20})?"#;
/// `(?&end)`: the end of a line, as it is or escaped, and what may begin the next: a comment, a quote, a patch.
const END: &str =
    r"(?:\r?\n|(?:\\{1,2}r)?\\{1,2}n)(?:[+-]|//|[ \t]{0,8}(?:[#;*]|//|--|REM|>(?: ?>)?)[ \t])?(?:[ \t]|\\{1,2}t){0,40}";

/// The pattern with its named pieces written out.
fn spelled_out(pattern: &str) -> String {
    pattern.replace("(?&assign)", ASSIGN).replace("(?&section)", SECTION).replace("(?&end)", END)
}

/// The size of a compiled pattern may not exceed this, in bytes.
const PATTERN_LIMIT: usize = 4 << 20;

/// What each thread keeps of a pattern's automaton, in bytes. Hundreds of rules on all cores must fit into memory; what
/// does not fit here is made again.
const CACHE_LIMIT: usize = 512 << 10;

/// Compiles a rule's pattern as the detector does: bytes, no Unicode, bounded size.
///
/// # Errors
/// A pattern that does not parse or is too large; the message holds none of the pattern.
pub fn compile(pattern: &str) -> Result<regex::bytes::Regex, String> {
    regex::bytes::RegexBuilder::new(&spelled_out(pattern))
        .unicode(false)
        .size_limit(PATTERN_LIMIT)
        .dfa_size_limit(CACHE_LIMIT)
        .build()
        .map_err(|e| match e {
            regex::Error::CompiledTooBig(_) => "`pattern` is too large when compiled".to_owned(),
            _ => "`pattern` is not a valid regular expression".to_owned(),
        })
}

/// What a pattern says of all its matches.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// How many bytes a match can reach at most; `None` when it is unbounded or looks around itself, and the pattern then
    /// has to see the whole text.
    pub reach: Option<usize>,
    /// And at least.
    pub least: usize,
    /// How many bytes at its begin are the same in each, or nearly so.
    pub prefix: usize,
    /// The run that each holds, where that is worth looking for first.
    pub run: Option<Run>,
    /// Is the secret all that matches?
    pub whole: bool,
    /// And does it begin with one of the keywords? Then what stands before a keyword says whether it can begin a secret.
    pub begins: bool,
    /// How many bytes of the secret can be fixed text behind its head, at most; `None` where that has no bound.
    pub fixed: Option<usize>,
}

impl Form {
    /// Of no pattern: nothing is known.
    pub const NONE: Self =
        Self { reach: None, least: 0, prefix: 0, run: None, whole: false, begins: false, fixed: Some(0) };

    /// Of a pattern and its rule's keywords.
    pub fn of(pattern: &str, keywords: &[String]) -> Self {
        let Some(hir) = parse(pattern) else { return Self::NONE };
        let properties = hir.properties();
        let reach = if properties.look_set().is_empty() { properties.maximum_len() } else { None };
        let whole = matches!(hir.kind(), HirKind::Capture(capture) if capture.name.as_deref() == Some("secret"));
        let least = properties.minimum_len().unwrap_or(0);
        let prefix = prefix(&hir).0;
        let begins = whole && begins_with(&hir, keywords);
        Self { reach, least, prefix, run: required_run::of(&hir), whole, begins, fixed: heads::fixed_behind(&hir) }
    }
}

/// How many fixed bytes a pattern begins with, at least, and whether that is all of it. One of a few counts as fixed: the
/// `p`, `c`, `o` or `u` of `nf[pcou]_`.
fn prefix(hir: &Hir) -> (usize, bool) {
    const FEW: usize = 8;
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, true),
        HirKind::Literal(literal) => (literal.0.len(), true),
        HirKind::Class(Class::Bytes(class)) => {
            let count: usize = class.ranges().iter().map(|range| usize::from(range.end() - range.start()) + 1).sum();
            if count <= FEW { (1, true) } else { (0, false) }
        }
        HirKind::Class(Class::Unicode(_)) | HirKind::Repetition(_) => (0, false),
        HirKind::Capture(capture) => prefix(&capture.sub),
        HirKind::Concat(parts) => {
            let mut sum = 0;
            for part in parts {
                let (length, is_all) = prefix(part);
                sum += length;
                if !is_all {
                    return (sum, false);
                }
            }
            (sum, true)
        }
        HirKind::Alternation(parts) => {
            let lengths: Vec<(usize, bool)> = parts.iter().map(prefix).collect();
            let least = lengths.iter().map(|(length, _)| *length).min().unwrap_or(0);
            (least, lengths.iter().all(|(length, is_all)| *is_all && *length == least))
        }
    }
}

fn parse(pattern: &str) -> Option<Hir> {
    regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(&spelled_out(pattern)).ok()
}

/// What the values of a pattern begin with (see `heads::of`), beside its rule's keywords; a line each. One text and not a
/// list: the loader would have to write an address for each member at every start.
pub(crate) fn heads(pattern: &str, keywords: &[String]) -> Option<String> {
    let mut heads = heads::of(&parse(pattern)?);
    heads.retain(|head| !keywords.contains(head) && !head.contains('\n'));
    (!heads.is_empty()).then(|| heads.join("\n"))
}

fn begins_with(hir: &Hir, keywords: &[String]) -> bool {
    let is_head = |text: &[u8], word: &[u8]| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let begins = |text: &[u8]| keywords.iter().any(|word| is_head(text, word.as_bytes()));
    Extractor::new().extract(hir).literals().is_some_and(|heads| heads.iter().all(|head| begins(head.as_bytes())))
}
