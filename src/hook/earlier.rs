//! The commit that is there already: one that no hook has passed (`--no-verify`, a cherry-pick, a rebase) may hold a key,
//! and an amend does not show it again, since what is staged is compared with it. While it has not been pushed, a
//! warning is in time.

use std::path::PathBuf;

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::command::Context;
use crate::git::{Blob, Blobs, ChangeSet, Place, Repository};
use crate::policy::{Records, Scope, judge};
use crate::scan::{Options, Scanner, plural};

/// What a warning may cost: so many files, each of so many bytes. More is left to the scan of ranges.
const MOST_FILES: usize = 1000;
const MOST_BYTES: u64 = 4 << 20;

/// Notes that a change set has been passed, so that the next run need not look at it again. A note that cannot be
/// written only costs that look.
pub(super) fn remember(repository: &Repository, set: &ChangeSet) {
    if !set.changes.is_empty() {
        let file = note(repository);
        let write = || std::fs::write(&file, digest(set));
        let _ = write().or_else(|_| file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| write()));
    }
}

/// A warning of HEAD, when it holds what no hook has passed and what is on no remote yet. Where HEAD's parent cannot be
/// read (a partial clone may lack its trees) there is none: this is no gate.
pub(super) fn unseen_in_head(repository: &Repository, context: &Context) -> Option<String> {
    warning(repository, context).ok().flatten()
}

fn warning(repository: &Repository, context: &Context) -> Result<Option<String>> {
    let Some(head) = repository.head()? else { return Ok(None) };
    let Some(commit) = repository.one(head)? else { return Ok(None) };
    let mut set = repository.changes(&commit)?;
    if std::fs::read_to_string(note(repository)).is_ok_and(|n| n == digest(&set)) {
        return Ok(None);
    }
    set.changes.truncate(MOST_FILES);
    set.changes.retain(|c| matches!(&c.new, Blob::Stored(id) if repository.size(id).is_none_or(|s| s <= MOST_BYTES)));
    let options = Options { names: true, count_added: false };
    let blobs = Some(repository as &dyn Blobs);
    let mut scanner = Scanner::new(&context.detector, &context.config, blobs, options);
    scanner.set(&set, None);
    let scan = scanner.finish();
    if scan.findings.is_empty() {
        return Ok(None);
    }
    let records = Records::load(repository, Place::Index)?;
    let judgement = judge(scan, &records, &context.config, Scope::Local, context.today);
    let kept = judgement.blocked();
    if kept == 0 || repository.is_on_a_remote(head)? {
        return Ok(None);
    }
    let (program, short) = (super::program_word(), format!("{head:.8}"));
    let scan = match commit.parents.as_slice() {
        [] => format!("{program} scan --history"),
        _ => format!("{program} scan --range {short}~1..{short}"),
    };
    let found = plural(kept, "finding");
    Ok(Some(format!("HEAD ({short}) passed no hook and holds {found}; it is not pushed yet: {scan}")))
}

fn note(repository: &Repository) -> PathBuf {
    repository.common_dir().join("akguard").join("passed")
}

/// Stands for what a commit brings: paths and blobs.
fn digest(set: &ChangeSet) -> String {
    let mut hash = Sha256::new();
    for change in &set.changes {
        hash.update((change.path.len() as u64).to_le_bytes());
        hash.update(&change.path);
        if let Blob::Stored(id) = &change.new {
            hash.update(id.as_bytes());
        }
    }
    data_encoding::HEXLOWER.encode(&hash.finalize())
}
