//! The commit that is there already: one that no hook has passed (`--no-verify`, a cherry-pick, a rebase) may hold a key,
//! and an amend does not show it again, since what is staged is compared with it. While it has not been pushed, a
//! warning is in time.

use std::io::{Read, Write};
use std::path::PathBuf;

use akguard_common::text::plural;
use akguard_git::{Blob, Blobs, ChangeSet, Oid, Place, Repository};
use anyhow::Result;

use crate::command::Context;
use crate::hook::{PASSED, program_word};
use crate::policy::{Overrides, Scope, judge};
use crate::safe_file;
use crate::scan::{Budget, Options, Scanner};

/// What a warning may cost: so many files and bytes are read. More is left to the scan of ranges.
const MOST_PASSEDS: usize = 300;
const MOST_BYTES: u64 = 8 << 20;

/// This many notes are kept: what was passed last, and the newest HEADs that have been looked at.
const MOST_NOTES: usize = 8;

/// What need not be looked at again, newest first. A note that cannot be written only costs another look.
pub(super) struct Notes {
    common_dir: PathBuf,
    known: Vec<String>,
}

impl Notes {
    pub(super) fn of(repository: &Repository) -> Self {
        let common_dir = repository.common_dir().to_owned();
        let mut text = String::new();
        // A file that cannot be read holds no note.
        let _ = safe_file::open(&common_dir, PASSED).map(|mut file| file.read_to_string(&mut text));
        Self { common_dir, known: text.lines().map(str::to_owned).collect() }
    }

    fn has(&self, note: &str) -> bool {
        self.known.iter().any(|known| known == note)
    }

    /// Notes that a change set has been passed, so that the commit it becomes need not be looked at again.
    pub(super) fn remember(&mut self, set: &ChangeSet) {
        if !set.changes.is_empty() {
            // A note that cannot be made only costs another look.
            let _ = digest(set).map(|note| self.add(note));
        }
    }

    fn add(&mut self, note: String) {
        if self.known.first() == Some(&note) {
            return;
        }
        self.known.retain(|known| *known != note);
        self.known.insert(0, note);
        self.known.truncate(MOST_NOTES);
        let text = self.known.join("\n");
        // Not cut to nothing first: some file systems then wait for the disk.
        let _ = safe_file::open_to_update(&self.common_dir, PASSED)
            .map(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.set_len(text.len() as u64)));
    }
}

/// A warning of HEAD, when it holds what no hook has passed and what is on no remote yet. Where HEAD's parent cannot be
/// read (a partial clone may lack its trees) there is none: this is no gate.
pub(super) fn unseen_in_head(repository: &Repository, context: &Context, notes: &mut Notes) -> Option<String> {
    warning(repository, context, notes).ok().flatten()
}

fn warning(repository: &Repository, context: &Context, notes: &mut Notes) -> Result<Option<String>> {
    let Some(head) = repository.head()? else { return Ok(None) };
    if notes.has(&head.to_string()) {
        return Ok(None);
    }
    let Some(commit) = repository.commit_info(head)? else { return Ok(None) };
    let mut set = repository.changes(&commit)?;
    if notes.has(&digest(&set)?) {
        return Ok(None);
    }
    set.changes.truncate(MOST_PASSEDS);
    let mut left = MOST_BYTES;
    set.changes.retain(|change| {
        let id = match &change.new {
            Blob::Stored(id) => id,
            Blob::Elsewhere => return true,
            Blob::File(_) | Blob::Stdin => return false,
        };
        let fits = left.checked_sub(repository.size(id).unwrap_or(MOST_BYTES / 100));
        left = fits.unwrap_or(left);
        fits.is_some()
    });
    let options = Options { names: true, count_added: false };
    let blobs = Some(repository as &dyn Blobs);
    let mut scanner = Scanner::new(&context.detector, &context.config, blobs, options);
    scanner.set(&set, None);
    let scan = scanner.finish();
    let overrides = Overrides::load(repository, Place::Index, commit.parents.first().copied(), &scan)?;
    let judgement = judge(scan, &overrides, &context.terms(Scope::Local, Budget::Limited))?;
    let kept = judgement.blocked();
    if kept == 0 || repository.is_on_a_remote(head)? {
        notes.add(head.to_string());
        return Ok(None);
    }
    let (program, short) = (program_word(), format!("{head:.8}"));
    let scan = match commit.parents.as_slice() {
        [] => format!("{program} scan --history"),
        _ => format!("{program} scan --range {short}~1..{short}"),
    };
    let found = plural(kept, "finding");
    Ok(Some(format!("HEAD ({short}) contains {found} that the hook has not seen; it is not pushed yet: {scan}")))
}

/// Stands for what a commit brings: paths and blobs. The hash is git's, of which nothing has to be set up.
fn digest(set: &ChangeSet) -> Result<String> {
    let mut text = Vec::new();
    for change in &set.changes {
        text.extend((change.path.len() as u64).to_le_bytes());
        text.extend(&change.path);
        if let Blob::Stored(id) = &change.new {
            text.extend(id.as_bytes());
        }
    }
    Ok(Oid::of_blob(&text)?.to_string())
}
