//! `pre-push` under pre-commit and prek, which hand on less than git tells them: only the first of several refs, and of a
//! first push not even a range. What they name is checked; what else this clone has and the remote has not is looked at, and
//! said, because the push may carry it.

use std::time::Instant;

use akguard_common::error::Failure;
use akguard_common::text::{plural, quote};
use akguard_git::{Oid, Range, Repository};
use anyhow::Result;

use super::check::Push;
use super::input::PushedRef;
use super::outgoing::Base;
use crate::check::{self, Context, Options};
use crate::command::hook::called::word;
use crate::command::hook::unscanned::stopped_commits;
use crate::command::progress::ProgressBars;
use crate::output::print_error;
use crate::report::{Occasion, Outcome};

/// Checks the ref that the framework names, and looks at the others.
///
/// # Errors
/// The ref is not named, or something cannot be read or checked; the push must stop.
pub(super) fn before_push(begun: Instant, repository: &Repository) -> Result<Outcome> {
    let tip = tip(repository)?;
    let from = match value("PRE_COMMIT_FROM_REF") {
        Some(from) => repository.commit_named(&from)?,
        None => None,
    };
    let name = value("PRE_COMMIT_LOCAL_BRANCH").or_else(|| value("PRE_COMMIT_REMOTE_BRANCH"));
    let pushed = PushedRef { name: name.unwrap_or_else(|| "HEAD".to_owned()), new: Some(tip), old: from };
    let remote = ["PRE_COMMIT_REMOTE_NAME", "PRE_COMMIT_REMOTE_URL"].map(|name| value(name).unwrap_or_default().into());
    // `FROM` is what the remote has, or the parent of the first commit that it has not.
    let known = super::remote::known_commits(repository, &remote, std::slice::from_ref(&pushed))?;
    let base = Base::OfEachRef;
    let push = Push { begun, repository, occasion: Occasion::Push, known: &known, base, has_many: false, run: None };
    let outcome = push.check(&[pushed])?;
    look_at_others(begun, repository, tip, known)?;
    Ok(outcome)
}

fn value(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// What is pushed: prek and pre-commit name it, of a first push pre-commit only the branch.
fn tip(repository: &Repository) -> Result<Oid> {
    let named = value("PRE_COMMIT_TO_REF").or_else(|| value("PRE_COMMIT_LOCAL_BRANCH"));
    let named = named.unwrap_or_else(|| "HEAD".to_owned());
    // The id of a tag stays one: its message is pushed too.
    if let Some(id) = Oid::parse(&named) {
        return Ok(id);
    }
    let Some(id) = repository.commit_named(&named)? else {
        return Err(Failure::new("the commit that is pushed is not in this repository").help("git status").into());
    };
    Ok(id)
}

/// Warns of findings in what else the push may carry.
fn look_at_others(begun: Instant, repository: &Repository, tip: Oid, mut known: Vec<Oid>) -> Result<()> {
    let mut tips = repository.tips("refs/heads/")?;
    tips.extend(repository.tips("refs/tags/")?);
    known.push(tip);
    let others = repository.new_commits(&tips, &known)?;
    if others.is_empty() {
        return Ok(());
    }
    // Nothing stops here, so the records and the config of HEAD are good enough.
    let head = repository.head()?;
    let context = Context::of_commit(begun, repository, head, None)?;
    let options = Options { progress: &ProgressBars, ..Options::QUICK };
    let range = Range { commits: others, base: head, tip: head, note: None };
    let evaluation = check::range(repository, &context, &range, options)?;
    let found = stopped_commits(&evaluation);
    let Some(first) = found.first() else { return Ok(()) };
    let show = format!("{} scan --range {}", word(), quote(format!("{first:.12}^!").as_bytes()));
    print_error(
        format!(
            "akguard: other branches or tags have {} with findings that the remote does not have, {first:.8} for one; the \
             hook manager does not say whether this push carries them: {show}\n",
            plural(found.len(), "commit"),
        )
        .as_bytes(),
    );
    Ok(())
}
