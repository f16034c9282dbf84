//! The first config of a repository: it is not used to check the commit that adds it.

use akguard_common::text::plural;
use akguard_git::{MergeHeads, Repository};
use anyhow::Result;

use crate::check::{Context, First};
use crate::config::FILE;
use crate::policy::{Evaluation, Verdict};
use crate::scan::PathPolicy;

/// A note about what was used to check such a commit. If the config replaces a broken one, a warning says so already.
pub fn note(context: &Context) -> Option<String> {
    if context.first.as_ref()?.replaces_broken {
        return None;
    }
    let added = context.detector.own().len();
    let rules = if added == 0 { String::new() } else { format!(" and the {} that it adds", plural(added, "rule")) };
    Some(format!("note: HEAD has no {FILE} yet, so the defaults{rules} were used"))
}

/// The next command, if the new config would let pass what stops the commit.
///
/// # Errors
/// The state of the repository cannot be read.
pub fn advice(
    repository: &Repository,
    context: &Context,
    evaluation: &Evaluation<'_>,
    merge: MergeHeads,
) -> Result<Option<String>> {
    let Some(First { config: first, .. }) = &context.first else { return Ok(None) };
    let stops = |verdict: &Verdict| matches!(verdict, Verdict::Block(_));
    let spared = evaluation.findings.iter().any(|j| stops(&j.verdict) && first.spares(&j.finding))
        || evaluation.unchecked.iter().any(|j| stops(&j.verdict) && first.is_excluded(&j.unchecked.path));
    if !spared {
        return Ok(None);
    }
    let why = format!("The new {FILE} applies from the next commit on");
    // git commits no single path during a merge or a cherry-pick.
    Ok(Some(match repository.unfinished(merge)? {
        Some(what) => format!(
            "{why}: git rm -q --cached :/{FILE}    # finish the {what} without it and without what is stopped, then commit \
             it: git add :/{FILE} && git commit"
        ),
        None => format!("{why}, so commit it first: git commit {}", name_here(repository)),
    }))
}

/// The config's path as the user types it. git runs the hook at the top; `GIT_PREFIX` says in which directory git was
/// started.
fn name_here(repository: &Repository) -> String {
    let started_below = std::env::var_os("GIT_PREFIX").is_some_and(|prefix| !prefix.is_empty());
    let here = std::env::current_dir().and_then(std::fs::canonicalize).ok();
    let top = repository.top().and_then(|top| top.canonicalize().ok());
    if !started_below && here == top { FILE.to_owned() } else { format!(":/{FILE}") }
}
