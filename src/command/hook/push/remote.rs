//! What the other side of a push has, as far as this clone knows.

use std::ffi::OsString;

use akguard_git::{Oid, Repository};
use anyhow::Result;

use super::input::PushedRef;

/// The commits that the other side is known to have: those of the remote-tracking refs of its URL, and what it has at the
/// pushed refs.
///
/// # Errors
/// A ref or the configuration cannot be read.
pub(super) fn known_commits(repository: &Repository, arguments: &[OsString], refs: &[PushedRef]) -> Result<Vec<Oid>> {
    let mut known = Vec::new();
    // git names the remote and its URL; for a push by URL it gives the URL twice.
    let url = arguments.get(1).or(arguments.first()).map(|url| url.to_string_lossy().into_owned());
    if let Some(remote) = url.map(|url| remote_of(repository, &url)).transpose()?.flatten() {
        known.extend(repository.tips(&format!("refs/remotes/{remote}/"))?);
    }
    for old in refs.iter().filter_map(|pushed| pushed.old) {
        // Another person may have pushed it; then it is not here.
        known.extend(repository.commit_of(old)?);
    }
    known.sort_unstable();
    known.dedup();
    Ok(known)
}

/// The remote that fetches from this URL: its remote-tracking refs tell what is there. One that pushes elsewhere than it
/// fetches from (`pushurl`) has none for where it pushes, and one whose refs could be those of another one counts as none.
fn remote_of(repository: &Repository, url: &str) -> Result<Option<String>> {
    let git = repository.git();
    let said = git.ask_config(&["remote"])?.unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    let names: Vec<&str> = said.lines().filter(|name| is_plain(name)).collect();
    for name in &names {
        // With `insteadOf` applied, as in the URL that git gives.
        let fetched = git.ask_config(&["remote", "get-url", name])?.unwrap_or_default();
        let is_shared = || names.iter().any(|other| other.starts_with(&format!("{name}/")));
        if String::from_utf8_lossy(&fetched).trim_end() == url && !is_shared() {
            return Ok(Some((*name).to_owned()));
        }
    }
    Ok(None)
}

/// Can it be a part of a ref's name? A URL cannot.
fn is_plain(name: &str) -> bool {
    let is_odd = |byte: u8| byte.is_ascii_control() || b" ~^:?*[\\".contains(&byte);
    !name.is_empty() && !name.starts_with(['/', '.', '-']) && !name.contains("..") && !name.bytes().any(is_odd)
}
