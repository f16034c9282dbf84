//! What a check is given and what it answers.

use std::ops::Range;

/// What a check is given.
pub(crate) struct Input<'t> {
    /// The whole text.
    pub(crate) text: &'t [u8],
    /// Where the pattern saw the secret.
    pub(crate) span: Range<usize>,
    /// Seconds since 1970.
    pub(crate) now: i64,
}

impl<'t> Input<'t> {
    pub(super) fn value(&self) -> &'t [u8] {
        &self.text[self.span.clone()]
    }
}

/// What a decoder learned besides its verdict.
#[derive(Default)]
pub(crate) struct Proof {
    /// The true span and the canonical bytes, where the pattern saw only the head (PEM).
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
    /// Real by its form but of little worth: expired, a dictionary word, a host of this machine.
    Weak,
    /// A public, encrypted, elided or sample value.
    NotSecret,
}

impl Verdict {
    pub(super) fn pass() -> Self {
        Self::Pass(Proof::default())
    }

    pub(super) fn of(proven: bool) -> Self {
        if proven { Self::pass() } else { Self::Fail }
    }
}
