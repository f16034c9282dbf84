//! Files and directories on disk, for `scan PATH`. Ignored files are skipped and counted, without running git.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::change::{Blob, Change};
use super::ignored::Ignored;
use super::paths::path_bytes;

/// The files below the given paths.
#[derive(Debug, Default)]
pub struct FileSet {
    /// The files; all of their lines count as new.
    pub changes: Vec<Change>,
    /// Paths that could not be read, with the cause.
    pub unreadable: Vec<Unreadable>,
    /// Number of files and directories that were skipped because git ignores them.
    pub ignored: usize,
    /// Directories in a repository whose ignore rules could not be used, with the cause.
    pub notes: Vec<String>,
}

/// Collects files, with hidden ones, without `.git`. The given paths themselves are read even where git ignores them.
pub fn walk(paths: &[PathBuf], no_ignore: bool) -> FileSet {
    let mut set = FileSet::default();
    for path in paths {
        if path.as_os_str() == "-" {
            set.changes.push(change(b"<stdin>".to_vec(), Blob::Stdin));
        } else {
            walk_one(path, no_ignore, &mut set);
        }
    }
    set
}

fn walk_one(root: &Path, no_ignore: bool, set: &mut FileSet) {
    // As in git: nested .gitignore, .git/info/exclude, core.excludesFile. Outside a repository nothing counts as ignored.
    let ignored = (!no_ignore).then(|| Arc::new(Ignored::around(root)));
    let rules = ignored.clone();
    let mut walker = ignore::WalkBuilder::new(root);
    walker.standard_filters(false).filter_entry(move |entry| {
        entry.depth() == 0
            || entry.file_name() != ".git" && !rules.as_ref().is_some_and(|rules| rules.leaves_out(entry))
    });
    let all = Mutex::new(Collected::default());
    if root.is_dir() {
        walker.build_parallel().run(|| {
            let mut found = Collector { root, own: Collected::default(), all: &all };
            Box::new(move |entry| {
                found.take(entry);
                ignore::WalkState::Continue
            })
        });
    } else {
        let mut found = Collector { root, own: Collected::default(), all: &all };
        for entry in walker.build() {
            found.take(entry);
        }
    }
    let Collected { mut files, mut unreadable } = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    // The order of a walk in one thread: by name in each directory.
    let names = |path: &[u8]| -> Vec<u8> { path.iter().map(|b| if *b == b'/' { 0 } else { *b }).collect() };
    files.sort_by_cached_key(|change: &Change| names(&change.path));
    unreadable.sort_by_cached_key(|(path, _): &(Vec<u8>, String)| names(path));
    set.changes.append(&mut files);
    set.unreadable.append(&mut unreadable);
    if let Some(ignored) = ignored {
        set.ignored += ignored.count();
        set.notes.extend(ignored.take_notes());
    }
}

/// A path, and the cause.
type Unreadable = (Vec<u8>, String);

#[derive(Default)]
struct Collected {
    files: Vec<Change>,
    unreadable: Vec<Unreadable>,
}

/// Collects what one thread finds, and adds it to what all threads have found when the thread ends.
struct Collector<'f> {
    root: &'f Path,
    own: Collected,
    all: &'f Mutex<Collected>,
}

impl Collector<'_> {
    fn take(&mut self, entry: Result<ignore::DirEntry, ignore::Error>) {
        akguard_common::watchdog::tick();
        match entry {
            Ok(entry) => self.own.files.extend(file(entry)),
            Err(e) => {
                let why = match e.io_error() {
                    Some(error) => akguard_common::error::io_says(error),
                    None => "cannot be read".to_owned(),
                };
                self.own.unreadable.push((path_bytes(error_path(&e).unwrap_or(self.root)), why));
            }
        }
    }
}

impl Drop for Collector<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.files.append(&mut self.own.files);
        all.unreadable.append(&mut self.own.unreadable);
    }
}

/// The file of an entry of the walk, if it is to be read.
fn file(entry: ignore::DirEntry) -> Option<Change> {
    let is_file = entry.file_type().is_some_and(|t| t.is_file());
    // A link that the user names is followed, and a pipe or device is read (`scan <(command)`). A link to a directory was
    // walked into.
    let is_named = entry.depth() == 0 && !entry.path().is_dir();
    (is_file || is_named).then(|| change(path_bytes(entry.path()), Blob::File(entry.into_path())))
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        _ => None,
    }
}

fn change(path: Vec<u8>, new: Blob) -> Change {
    Change { path, bases: Vec::new(), new, symlink: false }
}
