//! The file whose text is scanned.

use akguard_detect::FileClass;
use akguard_detect::place::Place;
use akguard_git::{Blob, Change, Deleted};

/// The file that a text belongs to.
#[derive(Clone, Copy)]
pub(super) struct Location<'l> {
    pub(super) change: &'l Change,
    /// For each parent, the files that it has and this commit does not.
    pub(super) deleted: &'l [Vec<Deleted>],
    /// The path inside of the change, if that is an archive.
    pub(super) inner: Option<&'l str>,
    /// What git stores is a pointer, and this the content that Git LFS keeps for it.
    is_lfs: bool,
}

impl<'l> Location<'l> {
    /// The changed file itself.
    pub(super) fn new(change: &'l Change, deleted: &'l [Vec<Deleted>]) -> Self {
        Self { change, deleted, inner: None, is_lfs: false }
    }

    /// A file inside of it.
    pub(super) fn inside(self, path: &'l str) -> Self {
        Self { inner: Some(path), ..self }
    }

    /// The content that Git LFS keeps for the changed file.
    pub(super) fn behind_pointer(self) -> Self {
        Self { is_lfs: true, ..self }
    }

    /// Is it the text of a file as git stores it, whose lines can be compared with those of the parents?
    pub(super) fn is_text_of_git(&self) -> bool {
        let is_file = !matches!(self.change.new, Blob::Message(_));
        self.inner.is_none() && !self.is_lfs && is_file
    }

    /// The path; for a file in an archive the path inside of it.
    pub(super) fn name(&self) -> &[u8] {
        match self.inner {
            Some(inner) => inner.as_bytes(),
            None => &self.change.path,
        }
    }

    pub(super) fn file_class(&self) -> FileClass {
        FileClass::from_path(self.name())
    }

    /// The kind of place. In an archive in a directory of tests every file is a test, whatever its own name.
    pub(super) fn place(&self) -> Place {
        match Place::from_path(&self.change.path) {
            Place::Test => Place::Test,
            _ => Place::from_path(self.name()),
        }
    }
}
