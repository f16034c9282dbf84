//! `pre-receive`: a server checks a push before it takes it. git keeps the new objects apart until the hook has passed, and
//! drops them if it fails.

use std::time::Instant;

use akguard_git::{Repository, Trust};
use anyhow::Result;

use super::check::Push;
use super::input;
use super::outgoing::Base;
use crate::command::hook::arguments::Arguments;
use crate::report::{Occasion, Outcome};

/// Checks what arrives. Config and baseline are those of the server's HEAD as it was before the push, so that nothing in
/// the push, on whatever branch, weakens its own check. Records count from the tip of each ref, as in ranges.
///
/// # Errors
/// Something that is pushed cannot be read or checked; the push must be refused.
pub(in crate::command::hook) fn before_receive(begun: Instant, arguments: &Arguments) -> Result<Outcome> {
    let refs = input::of_pre_receive()?;
    if refs.iter().all(|pushed| pushed.new.is_none()) {
        return Ok(Outcome::Clean);
    }
    let repository = Repository::open_commits(Trust::Hook)?;
    let known = repository.tips("refs/")?;
    let base = Base::Fixed(repository.head()?);
    let run = Some(arguments.run());
    let has_many = refs.len() > 1;
    Push { begun, repository: &repository, occasion: Occasion::Receive, known: &known, base, has_many, run }
        .check(&refs)
}
