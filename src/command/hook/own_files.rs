//! Commits that change the files that judge them: the config and the baseline.

use akguard_git::{ChangeSet, Place, Repository};
use anyhow::Result;

use crate::check::Context;
use crate::command::first_config;
use crate::config::{self, Stored};
use crate::policy::{BASELINE, Baseline};

fn touches(set: &ChangeSet, file: &str) -> bool {
    let mut paths = set.changes.iter().map(|c| &c.path).chain(set.deleted.iter().flatten().map(|d| &d.path));
    // Below it, too: a directory may be in the file's place.
    paths.any(|path| path.strip_prefix(file.as_bytes()).is_some_and(|rest| rest.is_empty() || rest[0] == b'/'))
}

/// A commit is not judged by the baseline that it brings; one that cannot be read stops it.
pub(super) fn baseline_change(repository: &Repository, set: &ChangeSet) -> Result<Option<String>> {
    if !touches(set, BASELINE) {
        return Ok(None);
    }
    Baseline::load(repository, Place::Index)?;
    Ok(Some(format!("this commit changes {BASELINE}; the change counts from the next commit on")))
}

/// A commit that changes the config is judged by the old one; a new one that cannot be read stops it, also one that a
/// merge takes from the other side.
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
