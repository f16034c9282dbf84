//! What need not be looked at again in HEAD.

use std::io::{Read, Write};
use std::path::PathBuf;

use akguard_git::{Blob, ChangeSet, Oid, Repository};
use anyhow::Result;

use crate::hook::PASSED;
use crate::safe_file;

/// This many entries are kept: what was passed last, and the newest HEADs that have been looked at.
const MAX_ENTRIES: usize = 8;

/// What need not be looked at again, newest first. An entry that cannot be written only costs another look.
pub(super) struct PassedCache {
    common_dir: PathBuf,
    known: Vec<String>,
}

impl PassedCache {
    /// Reads the cache of a repository.
    pub(super) fn open(repository: &Repository) -> Self {
        let common_dir = repository.common_dir().to_owned();
        let mut text = String::new();
        // A file that cannot be read holds no entry.
        let _ = safe_file::open(&common_dir, PASSED).map(|mut file| file.read_to_string(&mut text));
        Self { common_dir, known: text.lines().map(str::to_owned).collect() }
    }

    /// Has this commit been looked at?
    pub(super) fn has_commit(&self, id: Oid) -> bool {
        self.has(&id.to_string())
    }

    /// Has this change set been passed?
    ///
    /// # Errors
    /// Its digest cannot be computed.
    pub(super) fn has_set(&self, set: &ChangeSet) -> Result<bool> {
        Ok(self.has(&digest(set)?))
    }

    /// Remembers that a commit has been looked at.
    pub(super) fn add_commit(&mut self, id: Oid) {
        self.add(id.to_string());
    }

    /// Remembers that a change set has been passed, so that the commit it becomes need not be looked at again.
    pub(super) fn add_set(&mut self, set: &ChangeSet) {
        if set.changes.is_empty() {
            return;
        }
        // Without the digest HEAD is only looked at once more.
        if let Ok(digest) = digest(set) {
            self.add(digest);
        }
    }

    fn has(&self, entry: &str) -> bool {
        self.known.iter().any(|known| known == entry)
    }

    fn add(&mut self, entry: String) {
        if self.known.first() == Some(&entry) {
            return;
        }
        self.known.retain(|known| *known != entry);
        self.known.insert(0, entry);
        self.known.truncate(MAX_ENTRIES);
        let text = self.known.join("\n");
        // Not truncated first: some file systems then wait for the disk.
        let _ = safe_file::open_to_update(&self.common_dir, PASSED)
            .map(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.set_len(text.len() as u64)));
    }
}

/// A digest of what a commit brings: paths and blobs. The hash is git's, of which nothing has to be set up.
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
