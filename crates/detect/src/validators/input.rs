//! The input and the verdict of a check.

use std::ops::Range;

/// The input of a check.
pub(crate) struct Input<'t> {
    /// The whole text.
    pub(crate) text: &'t [u8],
    /// Where the pattern matched the secret.
    pub(crate) span: Range<usize>,
    /// Seconds since 1970.
    pub(crate) now: i64,
}

impl<'t> Input<'t> {
    pub(super) fn value(&self) -> &'t [u8] {
        &self.text[self.span.clone()]
    }
}

/// What a check learned besides its verdict.
#[derive(Default)]
pub(crate) struct Proof {
    /// The true span and the canonical bytes, if the pattern matched only the start (PEM).
    pub(crate) replaces: Option<(Range<usize>, Vec<u8>)>,
    /// Words for the report; never a part of the secret.
    pub(crate) note: Option<String>,
}

/// A check's answer; the rule says what pass and failure mean.
pub(crate) enum Verdict {
    /// Proven.
    Pass(Proof),
    /// Of the form, but the part that would prove it is missing or wrong: the rule's own confidence stays.
    Unproven(Proof),
    /// Not what it claims to be.
    Fail,
    /// Of the form of a secret but of little value: expired, a dictionary word, for this machine only.
    Weak,
    /// A public, encrypted, elided or sample value.
    NotSecret,
}

impl Verdict {
    pub(super) fn pass() -> Self {
        Self::Pass(Proof::default())
    }

    pub(super) fn from_proof(proven: bool) -> Self {
        if proven { Self::pass() } else { Self::Fail }
    }
}
