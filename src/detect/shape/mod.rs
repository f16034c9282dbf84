//! Offline proofs: checksums and decoders that tell a credential from text that only looks like one.

mod aws;
mod azure;
mod crc;
mod jwt;
mod macaroon;
mod pem;
mod pgp;
mod url;

use std::ops::Range;

/// What a check is given.
pub(super) struct Input<'t> {
    /// The whole text.
    pub text: &'t [u8],
    /// Where the pattern saw the secret.
    pub span: Range<usize>,
    /// Seconds since 1970.
    pub now: i64,
}

impl<'t> Input<'t> {
    fn value(&self) -> &'t [u8] {
        &self.text[self.span.clone()]
    }
}

/// What a decoder learned besides its verdict.
#[derive(Default)]
pub(super) struct Proof {
    /// The true span and the canonical bytes, where the pattern saw only the head (PEM).
    pub replaces: Option<(Range<usize>, Vec<u8>)>,
    /// Words for the report; never a part of the secret.
    pub note: Option<String>,
}

/// A check's answer; the rule says what pass and failure mean.
pub(super) enum Verdict {
    /// Proven.
    Pass(Proof),
    /// Not what it claims to be.
    Fail,
    /// Real by its form but of little worth: expired, a dictionary word, a host of this machine.
    Weak,
    /// A public, encrypted, elided or sample value.
    NotSecret,
}

impl Verdict {
    fn pass() -> Self {
        Self::Pass(Proof::default())
    }

    fn of(proven: bool) -> Self {
        if proven { Self::pass() } else { Self::Fail }
    }
}

/// Runs the check called `name`; the schema has refused unknown names.
pub(super) fn run(name: &str, input: &Input<'_>) -> Verdict {
    match name {
        "anthropic" => Verdict::of(crc::anthropic(input.value())),
        "aws-id" => aws::id(input.value()),
        "aws-secret" => aws::secret(input.value()),
        "azure-cask" => Verdict::of(azure::cask(input.value())),
        "azure-devops" => Verdict::of(azure::devops(input.value())),
        "azure-entra" => Verdict::of(azure::entra(input.value())),
        "azure-key" => azure::identifiable(input.value()),
        "azure-sas" => azure::sas(input),
        "crc62-6" => Verdict::of(crc::crc62_after_prefix(input.value())),
        "gitlab-routable" => Verdict::of(crc::gitlab_routable(input.value())),
        "jwt" => jwt::check(input.value(), input.now),
        "private-key" => pem::check(input),
        "pypi" => Verdict::of(macaroon::check(input.value())),
        "url-password" => url::check(input),
        _ => Verdict::Fail,
    }
}

pub(super) use azure::azure_sample;
pub(super) use crc::{anthropic_tail, crc62, gitlab_tail};
