//! Files and folders on disk, for `scan PATH`. What git ignores is skipped and counted; no git process is asked.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::change::{Blob, Change};
use super::ignored::Ignored;
use super::paths::path_bytes;

/// The files below the given paths.
#[derive(Debug, Default)]
pub struct FileSet {
    /// Each file, all of its lines new.
    pub changes: Vec<Change>,
    /// Paths that could not be read, with the cause.
    pub unreadable: Vec<Unreadable>,
    /// Files and folders that git ignores and that were left out.
    pub ignored: usize,
    /// Directories in which nothing counts as ignored although a repository is there, with the cause.
    pub notes: Vec<String>,
}

/// Collects files; hidden ones too, `.git` never. A path that is named itself is read also when git ignores it.
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
    // As git has it: nested .gitignore, .git/info/exclude, core.excludesFile. Outside a repository nothing counts as
    // ignored.
    let ignored = (!no_ignore).then(|| Arc::new(Ignored::around(root)));
    let rules = ignored.clone();
    let mut walker = ignore::WalkBuilder::new(root);
    walker.standard_filters(false).filter_entry(move |entry| {
        entry.depth() == 0
            || entry.file_name() != ".git" && !rules.as_ref().is_some_and(|rules| rules.leaves_out(entry))
    });
    let all = Mutex::new((Vec::new(), Vec::new()));
    if root.is_dir() {
        walker.build_parallel().run(|| {
            let mut found = Found { root, files: Vec::new(), unreadable: Vec::new(), all: &all };
            Box::new(move |entry| {
                found.take(entry);
                ignore::WalkState::Continue
            })
        });
    } else {
        let mut found = Found { root, files: Vec::new(), unreadable: Vec::new(), all: &all };
        walker.build().for_each(|entry| found.take(entry));
    }
    let (mut files, mut unreadable) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    // As one walker would find them: name after name in each folder.
    let names = |path: &[u8]| -> Vec<u8> { path.iter().map(|b| if *b == b'/' { 0 } else { *b }).collect() };
    files.sort_by_cached_key(|change: &Change| names(&change.path));
    unreadable.sort_by_cached_key(|(path, _): &(Vec<u8>, String)| names(path));
    set.changes.append(&mut files);
    set.unreadable.append(&mut unreadable);
    if let Some(ignored) = ignored {
        let (count, notes) = ignored.end();
        set.ignored += count;
        set.notes.extend(notes);
    }
}

/// A path, and the cause.
type Unreadable = (Vec<u8>, String);

/// What one thread finds; it joins what all have found when the thread is done.
struct Found<'f> {
    root: &'f Path,
    files: Vec<Change>,
    unreadable: Vec<Unreadable>,
    all: &'f Mutex<(Vec<Change>, Vec<Unreadable>)>,
}

impl Found<'_> {
    fn take(&mut self, entry: Result<ignore::DirEntry, ignore::Error>) {
        akguard_common::watchdog::tick();
        match entry {
            Ok(entry) => self.files.extend(file(entry)),
            Err(e) => {
                let why = e.io_error().map_or_else(|| "cannot be read".to_owned(), akguard_common::error::io_says);
                self.unreadable.push((path_bytes(error_path(&e).unwrap_or(self.root)), why));
            }
        }
    }
}

impl Drop for Found<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.0.append(&mut self.files);
        all.1.append(&mut self.unreadable);
    }
}

/// What is read of an entry.
fn file(entry: ignore::DirEntry) -> Option<Change> {
    let is_file = entry.file_type().is_some_and(|t| t.is_file());
    // A named link is followed; one to a folder has been walked into.
    // So is a named pipe or device read: `scan <(command)`.
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
