//! Searches for a repository upwards from a directory, as git does.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::layout;
use super::oid::Oid;
use super::open_error::OpenError;
use super::paths::bytes_path;

/// A git directory, and where it was found.
#[derive(Debug)]
pub(super) struct Discovered {
    /// Without links.
    pub(super) git_dir: PathBuf,
    /// The directory with the `.git`, or the git directory itself where it was found without one.
    pub(super) holder: PathBuf,
    /// The `.git` file that leads to it.
    pub(super) gitfile: Option<PathBuf>,
    /// Found only because the directory itself looks like a git directory, not by a `.git`.
    pub(super) implicit: bool,
}

/// The first repository from `start` (without links) upwards.
pub(super) fn upwards(start: &Path) -> Result<Discovered, OpenError> {
    for dir in dirs(start) {
        if let Some(found) = here(dir)? {
            return Ok(found);
        }
        if is_git_dir(dir) {
            return Ok(Discovered {
                git_dir: dir.to_path_buf(),
                holder: dir.to_path_buf(),
                gitfile: None,
                implicit: true,
            });
        }
    }
    Err(OpenError::NotFound)
}

/// The repository of the `.git` in a directory.
pub(super) fn here(dir: &Path) -> Result<Option<Discovered>, OpenError> {
    let entry = dir.join(".git");
    let Ok(meta) = std::fs::metadata(&entry) else { return Ok(None) };
    let gitfile = meta.is_file().then(|| entry.clone());
    let named = match &gitfile {
        Some(file) => read_gitfile(file)?,
        None => entry,
    };
    if let Ok(git_dir) = named.canonicalize()
        && is_git_dir(&git_dir)
    {
        return Ok(Some(Discovered { git_dir, holder: dir.to_path_buf(), gitfile, implicit: false }));
    }
    match gitfile {
        Some(file) => Err(nowhere(&file)),
        None => Ok(None),
    }
}

/// Where a `.git` file leads: `gitdir: PATH`, from its own directory.
pub(super) fn read_gitfile(file: &Path) -> Result<PathBuf, OpenError> {
    let text = layout::read_short(file).unwrap_or_default();
    let path = text.strip_prefix(b"gitdir: ").unwrap_or_default().trim_ascii_end();
    if path.is_empty() {
        return Err(nowhere(file));
    }
    Ok(file.parent().unwrap_or(Path::new("")).join(bytes_path(path)))
}

fn nowhere(file: &Path) -> OpenError {
    OpenError::Form(format!("{} leads to no git directory", akguard_common::text::escape(&file.to_string_lossy())))
}

/// Does a directory look like a git directory? It has a HEAD, objects and refs.
pub(super) fn is_git_dir(dir: &Path) -> bool {
    if !has_head(dir) {
        return false;
    }
    let common = layout::common_dir(dir);
    common.join("refs").is_dir() && (has_objects() || common.join("objects").is_dir())
}

/// Does the environment name the object directory?
fn has_objects() -> bool {
    std::env::var_os("GIT_OBJECT_DIRECTORY").is_some_and(|dir| Path::new(&dir).is_dir())
}

/// Is there a HEAD as git writes it: `ref: refs/...`, an id, or a link to a ref?
fn has_head(dir: &Path) -> bool {
    let head = dir.join("HEAD");
    if let Ok(target) = std::fs::read_link(&head) {
        return target.starts_with("refs");
    }
    let Some(text) = layout::read_short(&head) else {
        // A HEAD without read permission counts: to continue to a repository further up would be a guess.
        let is_file = std::fs::metadata(&head).is_ok_and(|meta| meta.is_file());
        return is_file && std::fs::File::open(&head).is_err_and(|e| e.kind() == ErrorKind::PermissionDenied);
    };
    match text.strip_prefix(b"ref:") {
        Some(name) => name.trim_ascii_start().starts_with(b"refs/"),
        None => {
            std::str::from_utf8(text.trim_ascii_end()).is_ok_and(|id| Oid::parse(&id.to_ascii_lowercase()).is_some())
        }
    }
}

/// A directory and its ancestors, as far as git searches: below the ceiling directories, and within one file system.
pub(super) fn dirs(start: &Path) -> impl Iterator<Item = &Path> {
    let ceilings = ceilings();
    let across = std::env::var_os("GIT_DISCOVERY_ACROSS_FILESYSTEM")
        .is_some_and(|value| !["", "0", "false", "no", "off"].iter().any(|no| value == OsStr::new(no)));
    let first = (!across).then(|| device(start)).flatten();
    start.ancestors().take_while(move |dir| {
        *dir == start || !ceilings.iter().any(|c| c == dir) && (first.is_none() || device(dir) == first)
    })
}

fn ceilings() -> Vec<PathBuf> {
    let named = std::env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
    let mut ceilings = Vec::new();
    for dir in std::env::split_paths(&named) {
        if dir.is_absolute() {
            ceilings.push(dir.canonicalize().unwrap_or(dir));
        }
    }
    ceilings
}

#[cfg(unix)]
fn device(dir: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(dir).ok().map(|meta| meta.dev())
}

#[cfg(not(unix))]
fn device(_: &Path) -> Option<u64> {
    None
}
