//! Locates a repository and checks whether it may be trusted: from files only, by git's rules, before any program is
//! started for it and before libgit2 opens it.

use std::path::{Path, PathBuf};

use akguard_common::error::io_says;

use super::discover::{self, Discovered, is_git_dir};
use super::layout::{self, Settings};
use super::open_error::OpenError;
use super::owner;
use super::special_files;
use super::trust::Trust;

/// The paths of a trusted repository, absolute and without links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) git_dir: PathBuf,
    /// The git directory that linked work trees share.
    pub(super) common_dir: PathBuf,
    pub(super) work_tree: Option<PathBuf>,
    /// Are object ids SHA-256?
    pub(super) sha256: bool,
}

/// The repository that the environment and the current directory name.
pub(super) fn here(trust: Trust) -> Result<Located, OpenError> {
    if let Some(why) = special_files::in_repository() {
        return Err(OpenError::Special(why));
    }
    let start = std::env::current_dir()
        .and_then(std::fs::canonicalize)
        .map_err(|e| OpenError::Form(format!("the current directory cannot be read: {}", io_says(&e))))?;
    if let Some(named) = std::env::var_os("GIT_DIR") {
        return named_by_user(&start, &start.join(named));
    }
    let found = discover::upwards(&start)?;
    if trust == Trust::Checked {
        vouch(&found)?;
    }
    let holder = (!found.implicit).then(|| found.holder.clone());
    locate(found.git_dir, &start, holder, Environment::Counts)
}

/// The repository around a directory, whatever the environment names.
pub(super) fn around(start: &Path) -> Result<Located, OpenError> {
    from_discovered(discover::upwards(start)?)
}

/// The repository whose work tree has its top here, if there is one.
pub(super) fn at(top: &Path) -> Result<Option<Located>, OpenError> {
    discover::here(top)?.map(from_discovered).transpose()
}

fn from_discovered(found: Discovered) -> Result<Located, OpenError> {
    vouch(&found)?;
    let top = (!found.implicit).then(|| found.holder.clone());
    locate(found.git_dir, &found.holder, top, Environment::IsIgnored)
}

/// A git directory that the user names is trusted, as in git.
fn named_by_user(start: &Path, named: &Path) -> Result<Located, OpenError> {
    let git_dir = if named.is_file() { discover::read_gitfile(named)? } else { named.to_path_buf() };
    let git_dir = git_dir.canonicalize().map_err(|_| OpenError::NotFound)?;
    if !is_git_dir(&git_dir) {
        return Err(OpenError::NotFound);
    }
    // git sets this variable for its hooks where there is no work tree.
    let none = std::env::var_os("GIT_IMPLICIT_WORK_TREE").is_some_and(|value| value == "0" || value == "false");
    let top = (!none).then(|| start.to_path_buf());
    locate(git_dir, start, top, Environment::Counts)
}

/// Does the environment say where the work tree is?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Environment {
    Counts,
    IsIgnored,
}

/// Completes a git directory to a repository; `top` is the work tree where no setting names another one.
fn locate(
    git_dir: PathBuf,
    start: &Path,
    top: Option<PathBuf>,
    environment: Environment,
) -> Result<Located, OpenError> {
    let named = |name: &str| match environment {
        Environment::Counts => std::env::var_os(name),
        Environment::IsIgnored => None,
    };
    let common_dir = match named("GIT_COMMON_DIR") {
        Some(named) => real(&start.join(named))?,
        None => real(&layout::common_dir(&git_dir))?,
    };
    let Settings { bare, work_tree, sha256 } = layout::settings(&git_dir, &common_dir)?;
    let work_tree = match named("GIT_WORK_TREE") {
        Some(named) => Some(real(&start.join(named))?),
        // git warns that both settings together make no sense, and uses `core.bare`.
        None if bare && (work_tree.is_some() || top.is_some()) => None,
        None => work_tree.map(|tree| real(&git_dir.join(tree))).transpose()?.or(top),
    };
    Ok(Located { git_dir, common_dir, work_tree, sha256 })
}

fn real(path: &Path) -> Result<PathBuf, OpenError> {
    path.canonicalize().map_err(|e| OpenError::Form(format!("a directory of it cannot be read: {}", io_says(&e))))
}

/// Checks owner and location.
fn vouch(found: &Discovered) -> Result<(), OpenError> {
    owner::check(found)?;
    let is_named_git = found.git_dir.components().any(|part| part.as_os_str() == ".git");
    if !found.implicit || is_named_git {
        return Ok(());
    }
    match work_tree_around(&found.git_dir) {
        Some(top) => Err(OpenError::Implicit(found.git_dir.clone(), top)),
        None => Ok(()),
    }
}

/// The top of the work tree that a git directory lies in, unless it is that work tree's own.
fn work_tree_around(git_dir: &Path) -> Option<PathBuf> {
    discover::dirs(git_dir).skip(1).find_map(|dir| match discover::here(dir) {
        Ok(outer) => work_tree_of(outer?, git_dir),
        // A `.git` file that leads nowhere still marks the top of a work tree.
        Err(_) => Some(dir.to_path_buf()),
    })
}

/// The top of a repository's work tree, where it contains a git directory that is not its own.
fn work_tree_of(outer: Discovered, git_dir: &Path) -> Option<PathBuf> {
    let common = layout::common_dir(&outer.git_dir).canonicalize();
    if outer.git_dir == git_dir || common.is_ok_and(|common| common == git_dir) {
        return None;
    }
    let top = outer.holder;
    let located = locate(outer.git_dir, &top, Some(top.clone()), Environment::IsIgnored);
    let tree = match located {
        Ok(located) => located.work_tree?,
        // In doubt it is a work tree.
        Err(_) => top,
    };
    git_dir.starts_with(&tree).then_some(tree)
}
