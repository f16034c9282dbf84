//! A rule's pattern: its named pieces, how it is compiled, and what it says of all of its matches.

use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Class, Hir, HirKind};

use crate::error::RuleError;
use crate::heads;
use crate::required_run::{self, Run};

/// `(?&assign)` in a pattern: the text between a name and its value in languages, formats and tools, from the quote or
/// bracket that closes the name to the one that opens the value:
/// `=`, `: str =`, `=>`, `?? `, `, value:`, `">`, `: \n    `, `" || os.Getenv("`.
const ASSIGN: &str = concat!(
    r#"["'`\\\])]{0,5}[ \t]{0,8}"#,
    r"(?::[ \t]{0,4}(?:&'static )?[A-Za-z&?\[\]]{2,16}[ \t]{0,4})?",
    r"(?:=>|:=|:-|\?=|\|{1,2}=?|\?\?=?|or[ \t]|[=:,>(]|[ \t]|",
    r#",?[ \t]{0,4}(?:(?&end))?["'\\]{0,4}(?i:value)["'\\]{0,4}[ \t]{0,4}[:=])"#,
    r"[ \t]{0,8}(?:\(?[ \t]{0,4}(?&end))?",
    r#"(?:[A-Za-z_:.]{1,24}\([ \t]{0,4}|[bru]{1,2}["']|@")?["'`\\(]{0,5}"#
);
/// `(?&section)`: the text between the name of a table, object or call and a key in it.
const SECTION: &str = r#"(?:(?:["'\\\]]{0,4}[ \t]{0,4}[(:={]{1,2}[ \t]{0,4}\{?|\])(?:[ \t]{0,4}(?&end)|[ \t]{0,8})["'\\]{0,4}[a-z_\-]{0,20})?"#;
/// `(?&end)`: the end of a line, literal or escaped, and what may begin the next: a comment, a quote, a patch.
const END: &str =
    r"(?:\r?\n|(?:\\{1,2}r)?\\{1,2}n)(?:[+-]|//|[ \t]{0,8}(?:[#;*]|//|--|REM|>(?: ?>)?)[ \t])?(?:[ \t]|\\{1,2}t){0,40}";

/// The pattern with its named pieces expanded.
fn expanded(pattern: &str) -> String {
    pattern.replace("(?&assign)", ASSIGN).replace("(?&section)", SECTION).replace("(?&end)", END)
}

/// Maximum size of a compiled pattern, in bytes.
const PATTERN_LIMIT: usize = 4 << 20;

/// Size of the cache that each thread has for a pattern's lazy DFA, in bytes. Hundreds of rules on all cores must fit into
/// memory; when the cache is full, states are computed again.
const CACHE_LIMIT: usize = 512 << 10;

/// Compiles a rule's pattern as the detector does: bytes, no Unicode, bounded size.
///
/// # Errors
/// A pattern that does not parse or is too large; the message contains nothing of the pattern.
pub fn compile(pattern: &str) -> Result<regex::bytes::Regex, RuleError> {
    regex::bytes::RegexBuilder::new(&expanded(pattern))
        .unicode(false)
        .size_limit(PATTERN_LIMIT)
        .dfa_size_limit(CACHE_LIMIT)
        .build()
        .map_err(|e| match e {
            regex::Error::CompiledTooBig(_) => RuleError::new("`pattern` is too large when compiled"),
            _ => RuleError::new("`pattern` is not a valid regular expression"),
        })
}

/// What a pattern says of all of its matches.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Maximum length of a match in bytes; `None` where it is unbounded or the pattern looks around its match (`^`, `\b`):
    /// the pattern must then be run on the whole text.
    pub reach: Option<usize>,
    /// Minimum length of a match in bytes.
    pub least: usize,
    /// Number of bytes at the beginning that are fixed, or nearly so, in every match.
    pub prefix: usize,
    /// A run that every match contains, where it is rare enough to look for it first.
    pub run: Option<Run>,
    /// Is the whole match the secret?
    pub whole: bool,
    /// Is the whole match the secret, and does it begin with one of the keywords? Then the byte before a keyword decides
    /// whether a secret can begin there.
    pub begins: bool,
    /// Maximum number of bytes of fixed text after the secret's head; `None` where there is no bound.
    pub fixed: Option<usize>,
}

impl Form {
    /// Nothing is known: for rules without a pattern.
    pub const NONE: Self =
        Self { reach: None, least: 0, prefix: 0, run: None, whole: false, begins: false, fixed: Some(0) };

    /// Analyses a pattern; `keywords` are its rule's.
    pub fn of(pattern: &str, keywords: &[String]) -> Self {
        let Some(hir) = parse(pattern) else { return Self::NONE };
        let properties = hir.properties();
        let reach = if properties.look_set().is_empty() { properties.maximum_len() } else { None };
        let whole = matches!(hir.kind(), HirKind::Capture(capture) if capture.name.as_deref() == Some("secret"));
        let least = properties.minimum_len().unwrap_or(0);
        let prefix = Prefix::new(&hir).length;
        let begins = whole && begins_with(&hir, keywords);
        Self {
            reach,
            least,
            prefix,
            run: required_run::rarest(&hir),
            whole,
            begins,
            fixed: heads::fixed_after_head(&hir),
        }
    }
}

/// The fixed bytes that a pattern begins with. One byte of a few counts as fixed: the `p`, `c`, `o` or `u` of `nf[pcou]_`.
struct Prefix {
    /// Minimum number of bytes.
    length: usize,
    /// Is the prefix the whole pattern?
    is_all: bool,
}

impl Prefix {
    fn new(hir: &Hir) -> Self {
        const FEW: usize = 8;
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Self { length: 0, is_all: true },
            HirKind::Literal(literal) => Self { length: literal.0.len(), is_all: true },
            HirKind::Class(Class::Bytes(class)) => {
                let count: usize =
                    class.ranges().iter().map(|range| usize::from(range.end() - range.start()) + 1).sum();
                let is_fixed = count <= FEW;
                Self { length: usize::from(is_fixed), is_all: is_fixed }
            }
            HirKind::Class(Class::Unicode(_)) | HirKind::Repetition(_) => Self { length: 0, is_all: false },
            HirKind::Capture(capture) => Self::new(&capture.sub),
            HirKind::Concat(parts) => Self::from_sequence(parts),
            HirKind::Alternation(parts) => Self::from_alternatives(parts),
        }
    }

    fn from_sequence(parts: &[Hir]) -> Self {
        let mut length = 0;
        for part in parts {
            let prefix = Self::new(part);
            length += prefix.length;
            if !prefix.is_all {
                return Self { length, is_all: false };
            }
        }
        Self { length, is_all: true }
    }

    fn from_alternatives(parts: &[Hir]) -> Self {
        let prefixes: Vec<Self> = parts.iter().map(Self::new).collect();
        let length = prefixes.iter().map(|prefix| prefix.length).min().unwrap_or(0);
        Self { length, is_all: prefixes.iter().all(|prefix| prefix.is_all && prefix.length == length) }
    }
}

fn parse(pattern: &str) -> Option<Hir> {
    regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(&expanded(pattern)).ok()
}

/// The heads of a pattern's values (see `heads::extract`) without its rule's keywords, a line each. One text and not a
/// list: for each member of a list the loader would have to relocate an address at every start.
pub(crate) fn heads(pattern: &str, keywords: &[String]) -> Option<String> {
    let mut heads = heads::extract(&parse(pattern)?);
    heads.retain(|head| !keywords.contains(head) && !head.contains('\n'));
    (!heads.is_empty()).then(|| heads.join("\n"))
}

fn begins_with(hir: &Hir, keywords: &[String]) -> bool {
    let is_head = |text: &[u8], word: &[u8]| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let begins = |text: &[u8]| keywords.iter().any(|word| is_head(text, word.as_bytes()));
    Extractor::new().extract(hir).literals().is_some_and(|heads| heads.iter().all(|head| begins(head.as_bytes())))
}
