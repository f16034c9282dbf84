//! What the other side of a push has, as far as this clone knows.

use std::ffi::OsString;

use akguard_git::{Oid, Repository};
use anyhow::Result;

use super::input::PushedRef;

/// The commits that a remote is known to have: those of its remote-tracking refs, and what it has at the pushed refs.
///
/// # Errors
/// A ref cannot be read.
pub(super) fn known_commits(repository: &Repository, arguments: &[OsString], refs: &[PushedRef]) -> Result<Vec<Oid>> {
    let mut known = Vec::new();
    // git names the remote and its URL; for a push by URL it gives the URL twice.
    let name = arguments.first().map(|name| name.to_string_lossy().into_owned());
    let url = arguments.get(1).map(|url| url.to_string_lossy().into_owned());
    let remote = match (name, url) {
        (Some(name), Some(url)) if name == url => remote_of(repository, &url)?,
        (name, _) => name,
    };
    if let Some(remote) = remote.filter(|name| is_plain(name)) {
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

/// The remote with this URL.
fn remote_of(repository: &Repository, url: &str) -> Result<Option<String>> {
    let asked = ["config", "--null", "--get-regexp", r"^remote\..*\.(url|pushurl)$"];
    let said = repository.git().ask_config(&asked)?.unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    let found = said.split('\0').find_map(|entry| {
        let key = entry.strip_suffix(url)?.strip_suffix('\n')?;
        let key = key.strip_prefix("remote.")?;
        key.strip_suffix(".url").or_else(|| key.strip_suffix(".pushurl"))
    });
    Ok(found.map(str::to_owned))
}

/// Can it be a part of a ref's name? A URL cannot.
fn is_plain(name: &str) -> bool {
    let is_odd = |byte: u8| byte.is_ascii_control() || b" ~^:?*[\\".contains(&byte);
    !name.is_empty() && !name.starts_with(['/', '.', '-']) && !name.contains("..") && !name.bytes().any(is_odd)
}
