//! Warns about HEAD, if no hook has checked it (`--no-verify`, a cherry-pick, a rebase) and it contains a key. An amend
//! would not show the key, because the staged changes are compared with HEAD. Until HEAD is pushed, the warning comes
//! in time.

use akguard_common::text::plural;
use akguard_git::{Blob, Blobs, ChangeSet, Repository};
use anyhow::Result;

use super::called::word;
use super::passed_cache::PassedCache;
use crate::check::{self, Context};

/// Maximum number of files and of bytes that are read for a warning. A scan of a range reads everything.
const MAX_FILES: usize = 300;
const MAX_BYTES: u64 = 8 << 20;

/// A warning, if HEAD contains findings, no hook has checked it, and no remote branch has it. If HEAD's parent cannot
/// be read (a partial clone may lack its trees), there is no warning: this check stops no commit.
pub(super) fn unscanned_head(repository: &Repository, context: &Context, passed: &mut PassedCache) -> Option<String> {
    warning(repository, context, passed).ok().flatten()
}

fn warning(repository: &Repository, context: &Context, passed: &mut PassedCache) -> Result<Option<String>> {
    let Some(head) = repository.head()? else { return Ok(None) };
    if passed.has_commit(head) {
        return Ok(None);
    }
    let Some(commit) = repository.commit_info(head)? else { return Ok(None) };
    let mut set = repository.changes(&commit)?;
    if passed.has_set(&set)? {
        return Ok(None);
    }
    keep_affordable(&mut set, repository);
    let evaluation = check::unscanned_commit(repository, context, &set, commit.parents.first().copied())?;
    let kept = evaluation.blocked();
    if kept == 0 || repository.is_on_a_remote(head)? {
        passed.add_commit(head);
        return Ok(None);
    }
    let program = word();
    let short = format!("{head:.8}");
    let scan = match commit.parents.as_slice() {
        [] => format!("{program} scan --history"),
        _ => format!("{program} scan --range {short}~1..{short}"),
    };
    let found = plural(kept, "finding");
    Ok(Some(format!("HEAD ({short}) contains {found} that the hook has not seen; it is not pushed yet: {scan}")))
}

/// Removes from a change set what exceeds the limits.
fn keep_affordable(set: &mut ChangeSet, repository: &Repository) {
    set.changes.truncate(MAX_FILES);
    let mut left = MAX_BYTES;
    set.changes.retain(|change| {
        let id = match &change.new {
            Blob::Stored(id) => id,
            Blob::Elsewhere => return true,
            Blob::File(_) | Blob::Stdin => return false,
        };
        let fits = left.checked_sub(repository.size(id).unwrap_or(MAX_BYTES / 100));
        left = fits.unwrap_or(left);
        fits.is_some()
    });
}
