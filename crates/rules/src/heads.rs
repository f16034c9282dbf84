//! The text of a rule's values that its pattern fixes: what they begin with (their heads), and how much more fixed text
//! they contain. Everybody can read it in the pattern; the rest of a value is the secret (see `Secret::hint`).

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A class of at most this many characters may be part of a head: the digits of a version.
const MAX_CLASS: usize = 10;
/// Maximum number of heads of a pattern. So the head that a value begins with reveals less than 8 bits of it.
const MAX_HEADS: usize = 250;

/// Every value begins with one of these texts; empty where that is not known.
pub(crate) fn extract(pattern: &Hir) -> Vec<String> {
    let Some(secret) = secret(pattern) else { return Vec::new() };
    let fixed = literals(secret, 1);
    let mut heads: Vec<String> =
        literals(secret, MAX_CLASS).into_iter().map(|head| without_body(head, &fixed)).collect();
    heads.extend(fixed);
    heads.retain(|head| !head.is_empty());
    heads.sort();
    heads.dedup();
    heads
}

/// Cuts a head after its last separator: `sk-ant-api03-` is all head, but the `42` of `key_42` may be the beginning of the
/// body. Fixed text is kept.
fn without_body(mut head: String, fixed: &[String]) -> String {
    let mut end = 0;
    if let Some(separator) = head.rfind(['-', '_', '.', ':']) {
        end = separator + 1;
    }
    for text in fixed {
        if head.starts_with(text) {
            end = end.max(text.len());
        }
    }
    head.truncate(end);
    head
}

fn literals(secret: &Hir, class: usize) -> Vec<String> {
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(class).limit_total(MAX_HEADS);
    let found = extractor.extract(secret);
    let literals = found.literals().unwrap_or_default();
    literals.iter().filter_map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok()).collect()
}

/// Maximum number of bytes of fixed text after a value's head; `None` where there is no bound.
pub(crate) fn fixed_after_head(pattern: &Hir) -> Option<usize> {
    match secret(pattern) {
        Some(secret) => after_head(secret),
        None => Some(0),
    }
}

fn after_head(hir: &Hir) -> Option<usize> {
    let is_head = |part: &&Hir| {
        let is_look = matches!(part.kind(), HirKind::Look(_));
        is_look || part.properties().is_alternation_literal() || (is_class(part) && literal_bytes(part) == Some(1))
    };
    match hir.kind() {
        HirKind::Literal(_) => Some(0),
        HirKind::Capture(capture) => after_head(&capture.sub),
        HirKind::Concat(parts) => parts.iter().skip_while(is_head).map(literal_bytes).sum(),
        HirKind::Alternation(parts) => largest(parts.iter().map(after_head)),
        _ => literal_bytes(hir),
    }
}

fn is_class(part: &Hir) -> bool {
    matches!(part.kind(), HirKind::Class(_))
}

fn largest(mut all: impl Iterator<Item = Option<usize>>) -> Option<usize> {
    all.try_fold(0, |most, one| Some(most.max(one?)))
}

/// Maximum number of bytes of fixed text; `None` where there is no bound.
fn literal_bytes(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(0),
        // One letter in either case, or one of two characters, counts as fixed.
        HirKind::Class(Class::Bytes(class)) => {
            let size: usize = class.ranges().iter().map(|range| usize::from(range.end() - range.start()) + 1).sum();
            Some(usize::from(size <= 2))
        }
        HirKind::Class(Class::Unicode(_)) => Some(0),
        HirKind::Literal(literal) => Some(literal.0.len()),
        HirKind::Capture(capture) => literal_bytes(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(literal_bytes).sum(),
        HirKind::Alternation(parts) => largest(parts.iter().map(literal_bytes)),
        HirKind::Repetition(repetition) => match (literal_bytes(&repetition.sub)?, repetition.max) {
            (0, _) => Some(0),
            (bytes, most) => bytes.checked_mul(usize::try_from(most?).ok()?),
        },
    }
}

/// The part of a pattern that is the secret.
fn secret(hir: &Hir) -> Option<&Hir> {
    match hir.kind() {
        HirKind::Capture(capture) if capture.name.as_deref() == Some("secret") => Some(&capture.sub),
        HirKind::Capture(capture) => secret(&capture.sub),
        HirKind::Repetition(repetition) => secret(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(secret),
        _ => None,
    }
}
