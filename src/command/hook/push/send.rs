//! `pre-push`: checks what is about to leave.

use std::time::Instant;

use akguard_git::{Repository, Trust};
use anyhow::Result;

use super::check::Push;
use super::outgoing::Base;
use super::remote::known_commits;
use super::{frameworks, input};
use crate::command::hook::arguments::{Arguments, Caller};
use crate::report::{Occasion, Outcome};

/// Checks a push.
///
/// # Errors
/// Something that is pushed cannot be read or checked; the push must stop.
pub(in crate::command::hook) fn before_push(begun: Instant, arguments: &Arguments) -> Result<Outcome> {
    let is_gits = arguments.caller == Caller::Git;
    let refs = if is_gits { input::of_pre_push()? } else { Vec::new() };
    if is_gits && refs.iter().all(|pushed| pushed.new.is_none()) {
        return Ok(Outcome::Clean);
    }
    let trust = if arguments.caller == Caller::ManagerByHand { Trust::Checked } else { Trust::Hook };
    let repository = Repository::open_commits(trust)?;
    if !is_gits {
        return frameworks::before_push(begun, &repository);
    }
    let known = known_commits(&repository, &arguments.rest, &refs)?;
    let has_many = refs.len() > 1;
    let run = Some(arguments.run());
    let base = Base::OfEachRef;
    Push { begun, repository: &repository, occasion: Occasion::Push, known: &known, base, has_many, run }.check(&refs)
}
