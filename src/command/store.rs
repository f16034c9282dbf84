//! Writes akguard's own tracked files (records, the baseline) into the work tree and the index; follows no symbolic
//! link.

use std::path::Path;

use akguard_common::error::Failure;
use akguard_common::text::{escape, quote};
use akguard_git::Repository;
use akguard_git::git_command::Git;
use anyhow::Result;

use crate::policy::Record;
use crate::safe_file;

/// Checks that these files (paths from the top) can be stored, before the first one is written.
///
/// # Errors
/// A symbolic link is on the path of one, in the work tree or in the index, or something else that is tracked.
pub(super) fn ensure_writable<S: AsRef<str>>(repository: &Repository, names: &[S]) -> Result<()> {
    let Some(top) = repository.top() else { return Ok(()) };
    let git = repository.git();
    for name in names.iter().map(AsRef::as_ref) {
        check_index(&git, top, name)?;
        safe_file::check(top, name).map_err(|error| error.into_failure("write", top, name))?;
    }
    Ok(())
}

/// git adds no file below a link or a submodule that it tracks, nor where it tracks a directory.
fn check_index(git: &Git, top: &Path, name: &str) -> Result<()> {
    let first = name.split('/').next().unwrap_or(name);
    let list = ["ls-files", "--stage", "-z", "--full-name", "--", &format!(":(top,literal){first}")];
    let said = git.ask(&list)?.unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    // MODE ID STAGE<TAB>PATH
    for (mode, path) in said.split('\0').filter_map(|entry| Some((entry.split(' ').next()?, entry.split_once('\t')?.1)))
    {
        let is_above = |one: &str, other: &str| other.strip_prefix(one).is_some_and(|rest| rest.starts_with('/'));
        let is_file = mode.starts_with("100");
        if is_above(path, name) || is_above(name, path) || (path == name && !is_file) {
            let what = match mode {
                "120000" => "is tracked as a symbolic link",
                "160000" => "is tracked as a submodule",
                _ => "is tracked",
            };
            let link = top.join(path);
            let is_link = std::fs::symlink_metadata(&link).is_ok_and(|meta| meta.file_type().is_symlink());
            let also =
                if is_link { format!(" && rm {}", quote(link.as_os_str().as_encoded_bytes())) } else { String::new() };
            let pathspec = quote(format!(":(top,literal){path}").as_bytes());
            return Err(Failure::new(format!(
                "cannot write {name}: {} {what}, so git adds no such file",
                escape(path)
            ))
            .help(format!("git rm -r --cached --force --quiet -- {pathspec}{also}"))
            .into());
        }
    }
    Ok(())
}

/// Writes the record into the work tree and the index.
///
/// # Errors
/// Either cannot be written.
pub(super) fn store(repository: &Repository, record: &Record) -> Result<()> {
    store_file(repository, &record.file(), &record.to_toml()?)
}

/// Writes a tracked file (its path from the top) into the work tree and the index.
///
/// # Errors
/// Either cannot be written.
pub(super) fn store_file(repository: &Repository, name: &str, text: &str) -> Result<()> {
    ensure_writable(repository, &[name])?;
    if let Some(top) = repository.top() {
        safe_file::replace(top, name, text.as_bytes()).map_err(|error| match error {
            safe_file::Error::Link(_) => error.into_failure("write", top, name),
            safe_file::Error::Io(_) => error.into_failure("write", top, name).help("it must be part of the commit"),
        })?;
    }
    repository.git().stage(name, text.as_bytes())
}

/// Removes tracked files from the index and the work tree.
///
/// # Errors
/// A symbolic link is on the path of one, and then none is removed; or one cannot be removed.
pub(super) fn remove_files(repository: &Repository, names: &[String]) -> Result<()> {
    let git = repository.git();
    let Some(top) = repository.top() else {
        for name in names {
            git.unstage(name)?;
        }
        return Ok(());
    };
    for name in names {
        safe_file::check(top, name).map_err(|error| error.into_failure("remove", top, name))?;
    }
    for name in names {
        git.unstage(name)?;
        safe_file::remove(top, name).map_err(|error| error.into_failure("remove", top, name))?;
    }
    Ok(())
}
