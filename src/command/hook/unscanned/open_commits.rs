//! The line that reminds of commits with findings which were named before.

use std::collections::HashSet;

use akguard_common::text::{plural, quote};
use akguard_git::{Commit, Oid, Repository};
use anyhow::Result;

use super::stopped_commits;
use crate::check::{self, Context, Options};
use crate::command::hook::called::word;
use crate::hook::WatchState;

/// A line about those of the `named` commits that are on the way from HEAD to the remotes and still have findings that no
/// record allows. The others are forgotten, but for those on other branches.
///
/// # Errors
/// A commit or a ref cannot be read.
pub(super) fn reminder(
    repository: &Repository,
    context: &Context,
    head: Oid,
    named: &[Oid],
    state: &mut WatchState,
) -> Result<Option<String>> {
    if named.is_empty() {
        return Ok(None);
    }
    let unpushed = repository.new_commits(&[head], &repository.tips("refs/remotes/")?)?;
    let on_branch: HashSet<Oid> = unpushed.iter().map(|commit| commit.id).collect();
    for id in named {
        let is_gone = || !matches!(repository.commit_of(*id), Ok(Some(_)));
        if !on_branch.contains(id) && (is_gone() || repository.is_on_a_remote(*id)?) {
            state.close(*id);
        }
    }
    let commits: Vec<Commit> = unpushed.into_iter().filter(|commit| named.contains(&commit.id)).collect();
    if commits.is_empty() {
        return Ok(None);
    }
    let evaluation = check::unscanned(repository, context, &commits, Options::QUICK)?;
    let still = stopped_commits(&evaluation);
    for commit in &commits {
        if !still.contains(&commit.id) {
            state.close(commit.id);
        }
    }
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
