//! The commit that is there already: one that no hook has passed (`--no-verify`, a cherry-pick, a rebase) may hold a key,
//! and an amend does not show it again, since what is staged is compared with it. While it has not been pushed, a
//! warning is in time.

use akguard_common::text::plural;
use akguard_git::{Blob, Blobs, ChangeSet, Repository};
use anyhow::Result;

use super::passed_cache::PassedCache;
use crate::check::{self, Context};
use crate::hook::program_word;

/// What a warning may cost: so many files and bytes are read. More is left to the scan of ranges.
const MAX_FILES: usize = 300;
const MAX_BYTES: u64 = 8 << 20;

/// A warning of HEAD, when it holds what no hook has passed and what is on no remote yet. Where HEAD's parent cannot be
/// read (a partial clone may lack its trees) there is none: this is no gate.
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
    let program = program_word();
    let short = format!("{head:.8}");
    let scan = match commit.parents.as_slice() {
        [] => format!("{program} scan --history"),
        _ => format!("{program} scan --range {short}~1..{short}"),
    };
    let found = plural(kept, "finding");
    Ok(Some(format!("HEAD ({short}) contains {found} that the hook has not seen; it is not pushed yet: {scan}")))
}

/// Leaves in a change set what may be read for a warning.
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
