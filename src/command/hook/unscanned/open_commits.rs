//! The line that reminds of commits with findings which were named before.

use std::time::Instant;

use akguard_common::text::{plural, quote};
use akguard_git::{Commit, Oid, Place, Repository};
use anyhow::Result;

use super::stopped_commits;
use crate::check::{self, Options, Unscanned};
use crate::command::hook::called::word;
use crate::hook::WatchState;

/// A line about those of the `named` commits that are on the way from HEAD to the remotes and have findings that no staged
/// record allows. Those that are pushed or gone are forgotten; those of other branches, and those that a record allows, are
/// kept: the branch may come back, and the record may go.
///
/// # Errors
/// A commit or a ref cannot be read.
pub(super) fn reminder(
    begun: Instant,
    repository: &Repository,
    head: Oid,
    named: &[Oid],
    state: &mut WatchState,
) -> Result<Option<String>> {
    let mut there: Vec<Commit> = Vec::new();
    for id in named {
        match repository.commit_of(*id) {
            Ok(Some(id)) if !repository.is_on_a_remote(id)? => there.extend(repository.commit_info(id)?),
            _ => state.close(*id),
        }
    }
    let mut on_branch = Vec::new();
    for commit in there {
        // A walk no further back than to its parents.
        let since = repository.new_commits(&[head], &commit.parents)?;
        if since.iter().any(|other| other.id == commit.id) {
            on_branch.push(commit);
        }
    }
    if on_branch.is_empty() {
        return Ok(None);
    }
    let what = Unscanned { commits: &on_branch, only_message: &[], records: Place::Index };
    let context = super::context(begun, repository, what, head)?;
    let evaluation = check::unscanned(repository, &context, what, Options::QUICK)?;
    let still = stopped_commits(&evaluation);
    let number = evaluation.blocked() + evaluation.unread();
    Ok((!still.is_empty()).then(|| line(&still, number)))
}

/// `2 unpushed commits that no hook has checked (1a2b3c4d, 5e6f7a8b) contain 3 findings: akguard scan --range '1a2b3c4d^!'`
fn line(commits: &[Oid], findings: usize) -> String {
    const MAX_IDS: usize = 3;
    let mut ids: Vec<String> = commits.iter().take(MAX_IDS).map(|id| format!("{id:.8}")).collect();
    if commits.len() > MAX_IDS {
        ids.push(format!("and {} more", commits.len() - MAX_IDS));
    }
    let verb = if commits.len() == 1 { "contains" } else { "contain" };
    let show = format!("{} scan --range {}", word(), quote(format!("{:.8}^!", commits[0]).as_bytes()));
    format!(
        "{} that no hook has checked ({}) {verb} {}: {show}",
        plural(commits.len(), "unpushed commit"),
        ids.join(", "),
        plural(findings, "finding"),
    )
}
