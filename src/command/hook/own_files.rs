//! Commits that change the config or the baseline: HEAD's versions are used to check them.

use akguard_git::{ChangeSet, Place, Repository};
use anyhow::Result;

use crate::check::Context;
use crate::command::first_config;
use crate::config::{self, Stored};
use crate::policy::{BASELINE, Baseline};

fn touches(set: &ChangeSet, file: &str) -> bool {
    let mut paths = set.changes.iter().map(|c| &c.path).chain(set.deleted.iter().flatten().map(|d| &d.path));
    // Paths below it count too: a directory may be in the file's place.
    paths.any(|path| path.strip_prefix(file.as_bytes()).is_some_and(|rest| rest.is_empty() || rest[0] == b'/'))
}

/// A note, if the commit changes the baseline: the change counts from the next commit on. A baseline that cannot be
/// read stops the commit.
pub(super) fn baseline_change(repository: &Repository, set: &ChangeSet) -> Result<Option<String>> {
    if !touches(set, BASELINE) {
        return Ok(None);
    }
    Baseline::load(repository, Place::Index)?;
    Ok(Some(format!("this commit changes {BASELINE}; the change counts from the next commit on")))
}

/// A note, if the commit changes the config: HEAD's version is used to check it. A new config that cannot be read stops
/// the commit, also if a merge takes it from the other side.
pub(super) fn config_change(repository: &Repository, context: &Context, set: &ChangeSet) -> Result<Option<String>> {
    if context.first.is_some() {
        return Ok(first_config::note(context));
    }
    let touched = touches(set, config::FILE);
    let is_merge = set.deleted.len() > 1;
    if !touched && !is_merge {
        return Ok(None);
    }
    Stored::load(repository, Place::Index)?.usable()?;
    let head = repository.head()?.map(|head| Stored::load(repository, Place::Commit(head))).transpose()?;
    let judged = touched && matches!(head, Some(Stored::Valid(_)));
    Ok(judged.then(|| format!("this commit changes {}; HEAD's version was used to check it", config::FILE)))
}
