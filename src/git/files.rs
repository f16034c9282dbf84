//! Files and folders on disk, for `scan PATH`. What git ignores is skipped and counted.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::change::{Blob, Change};
use super::libgit2::bytes_path;
use super::program;

/// The files below the given paths.
#[derive(Debug, Default)]
pub struct FileSet {
    /// Each file, all of its lines new.
    pub changes: Vec<Change>,
    /// Paths that could not be read, with the cause.
    pub unreadable: Vec<Unreadable>,
    /// Files and folders that git ignores and that were left out.
    pub ignored: usize,
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
    let ignored = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&ignored);
    // libgit2 answers as git does: nested .gitignore, .git/info/exclude, core.excludesFile. Outside a repository
    // nothing counts as ignored.
    let rules = if no_ignore { None } else { Rules::around(root) };
    // libgit2 wants paths without `..` and links.
    let (given, real) = (root.to_path_buf(), root.canonicalize().unwrap_or_else(|_| root.to_path_buf()));
    let mut walker = ignore::WalkBuilder::new(root);
    walker.standard_filters(false).filter_entry(move |entry| {
        if entry.depth() == 0 {
            return true;
        }
        if entry.file_name() == ".git" {
            return false;
        }
        let Some(rules) = &rules else { return true };
        let inner = entry.path().strip_prefix(&given).unwrap_or(entry.path());
        let skip = rules.ignore(&real.join(inner));
        counter.fetch_add(usize::from(skip), Ordering::Relaxed);
        !skip
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
    set.ignored += ignored.load(Ordering::Relaxed);
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
        match entry {
            Ok(entry) => self.files.extend(file(entry)),
            Err(e) => {
                let why = e.io_error().map_or_else(|| "cannot be read".to_owned(), crate::error::io_says);
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

/// What git ignores around a path.
enum Rules {
    Libgit2(Mutex<git2::Repository>),
    /// Where libgit2 cannot read the repository: all that git ignores there, absolute.
    Listed(HashSet<PathBuf>),
}

impl Rules {
    /// The rules of the repository around a path, looked for as git does: `GIT_CEILING_DIRECTORIES` ends the search.
    fn around(path: &Path) -> Option<Self> {
        let ceilings = std::env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
        let flags = git2::RepositoryOpenFlags::empty();
        match git2::Repository::open_ext(path, flags, std::env::split_paths(&ceilings)) {
            Ok(repository) if repository.is_bare() || repository.index().is_ok() => {
                Some(Self::Libgit2(Mutex::new(repository)))
            }
            Err(e) if e.code() == git2::ErrorCode::NotFound => None,
            _ => Self::listed(path),
        }
    }

    fn listed(path: &Path) -> Option<Self> {
        let folder = if path.is_dir() { path } else { path.parent()? };
        let folder = folder.canonicalize().ok()?;
        let list = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"];
        let arguments = [OsStr::new("-C"), folder.as_os_str()].into_iter().chain(list.iter().map(OsStr::new));
        let said = program::ask(&arguments.collect::<Vec<_>>()).ok()??;
        let paths = said.split(|b| *b == 0).filter(|path| !path.is_empty());
        // A folder ends in `/`, which a path's parts do not have.
        Some(Self::Listed(paths.map(|path| folder.join(bytes_path(path)).components().collect()).collect()))
    }

    /// Does git ignore the file or folder (and all in it)? What is tracked is never ignored.
    fn ignore(&self, path: &Path) -> bool {
        let repository = match self {
            Self::Listed(ignored) => return ignored.contains(path),
            Self::Libgit2(repository) => repository.lock(),
        };
        let Ok(repository) = repository else { return false };
        let Some(top) = repository.workdir() else { return false };
        let Ok(relative) = path.strip_prefix(top) else { return false };
        let tracked = repository
            .index()
            .is_ok_and(|index| index.get_path(relative, 0).is_some() || index.find_prefix(relative.join("")).is_ok());
        !tracked && repository.status_should_ignore(path).unwrap_or(false)
    }
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

#[cfg(unix)]
fn path_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(not(unix))]
fn path_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}
