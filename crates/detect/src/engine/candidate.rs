//! A candidate: a place in a text where a rule sees a credential.

use std::ops::Range;

use crate::heuristics::grade::Evidence;
use crate::rule::{Confidence, Rule};
use crate::secret::Secret;

/// A place in a text where a rule sees a credential.
#[derive(Debug, Clone)]
pub struct Candidate<'d> {
    /// The rule that found it.
    pub rule: &'d Rule,
    /// Where the secret is, in bytes of the text.
    pub span: Range<usize>,
    /// The value in its canonical form.
    pub secret: Secret,
    /// After checks and context.
    pub confidence: Confidence,
    /// What a decoder read in the value that helps the user, such as an AWS account.
    pub note: Option<String>,
    /// The name that a heuristic went by, in bytes of the text.
    pub name: Option<Range<usize>>,
    /// The evidence of a heuristic; its grade depends on the kind of file.
    pub evidence: Option<Evidence>,
    /// The encoding that the value was found in, such as `base64`; `None` where it is plain text.
    pub form: Option<&'static str>,
    /// What built-in rules had found here, where a user's rule has taken it over.
    pub(crate) taken: Vec<Taken<'d>>,
}

impl<'d> Candidate<'d> {
    /// A candidate with the confidence of its rule.
    pub(crate) fn new(rule: &'d Rule, span: Range<usize>, secret: Secret) -> Self {
        Self {
            rule,
            span,
            secret,
            confidence: rule.confidence,
            note: None,
            name: None,
            evidence: None,
            form: None,
            taken: Vec::new(),
        }
    }
}

/// A candidate of a built-in rule that a user's rule has taken over.
#[derive(Debug, Clone)]
pub(crate) struct Taken<'d> {
    pub(super) rule: &'d Rule,
    pub(super) confidence: Confidence,
}

/// Which of two overlapping candidates is kept: does `new` replace `old`?
pub(super) fn wins(new: &Candidate<'_>, old: &Candidate<'_>) -> bool {
    if new.rule.supersedes(old.rule) {
        return true;
    }
    if old.rule.supersedes(new.rule) {
        return false;
    }
    // A known form is stronger evidence than a name nearby.
    if new.rule.finder.is_some() != old.rule.finder.is_some() {
        return old.rule.finder.is_some();
    }
    if new.rule.fallback != old.rule.fallback {
        return old.rule.fallback;
    }
    (new.confidence, new.span.len()) > (old.confidence, old.span.len())
}
