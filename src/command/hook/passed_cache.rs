//! Remembers which change sets a hook has passed, by digests: the id of the commit that they become is not known yet.

use std::io::{Read, Write};
use std::path::PathBuf;

use akguard_git::{Blob, ChangeSet, Oid, Repository};
use anyhow::Result;

use crate::hook::PASSED;
use crate::safe_file;

/// Maximum number of entries; the oldest ones are dropped.
const MAX_ENTRIES: usize = 16;

/// The cache, newest entry first. If an entry cannot be written, its commit is only checked once more.
pub(super) struct PassedCache {
    common_dir: PathBuf,
    known: Vec<String>,
}

impl PassedCache {
    /// Reads the cache of a repository.
    pub(super) fn open(repository: &Repository) -> Self {
        let common_dir = repository.common_dir().to_owned();
        let mut text = String::new();
        // A file that cannot be read counts as empty.
        let _ = safe_file::open(&common_dir, PASSED).map(|mut file| file.read_to_string(&mut text));
        Self { common_dir, known: text.lines().map(str::to_owned).collect() }
    }

    /// Has this change set been passed?
    ///
    /// # Errors
    /// Its digest cannot be computed.
    pub(super) fn has_set(&self, set: &ChangeSet) -> Result<bool> {
        Ok(self.has(&digest(set)?))
    }

    /// Remembers that a change set has been passed, so that the commit it becomes need not be checked again.
    pub(super) fn add_set(&mut self, set: &ChangeSet) {
        if set.changes.is_empty() {
            return;
        }
        // Without the digest, the commit is only checked once more.
        if let Ok(digest) = digest(set) {
            self.add(digest);
        }
    }

    /// Has the message of a commit been passed?
    ///
    /// # Errors
    /// Its digest cannot be computed.
    pub(super) fn has_message(&self, text: &[u8]) -> Result<bool> {
        Ok(self.has(&digest_of_message(text)?))
    }

    /// Remembers that a message has been passed.
    pub(super) fn add_message(&mut self, text: &[u8]) {
        // As above.
        if let Ok(digest) = digest_of_message(text) {
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
        // The file is not truncated before the write: some file systems would then wait for the disk.
        let _ = safe_file::open_to_update(&self.common_dir, PASSED)
            .map(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.set_len(text.len() as u64)));
    }
}

/// A digest of the paths of a change set with their old and new blobs. It is git's blob hash, which needs no setup.
pub(super) fn digest(set: &ChangeSet) -> Result<String> {
    let mut text = Vec::new();
    for change in &set.changes {
        text.extend((change.path.len() as u64).to_le_bytes());
        text.extend(&change.path);
        if let Blob::Stored(id) = &change.new {
            text.extend(id.as_bytes());
        }
        // The same content is another change on another base.
        text.push(change.bases.len() as u8);
        for base in change.bases.iter().flatten() {
            text.extend(base.as_bytes());
        }
    }
    Ok(Oid::of_blob(&text)?.to_string())
}

/// A digest of what a commit keeps of a message: git drops comments, empty lines at its ends, and blanks at the end of
/// lines. Where it keeps more or less, the message is only read once more.
pub(super) fn digest_of_message(text: &[u8]) -> Result<String> {
    let kept = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let kept: Vec<&[u8]> = kept.filter(|line| !line.is_empty() && !line.starts_with(b"#")).collect();
    Ok(format!("message-{}", Oid::of_blob(&kept.join(&b'\n'))?))
}
