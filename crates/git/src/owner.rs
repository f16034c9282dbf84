//! Whose a repository is. git trusts what belongs to the user, and what the user's own configuration names in
//! `safe.directory`; so do we, because a git that is given `--git-dir` does not ask.

use std::path::{Path, PathBuf};

use git2::Config;

use super::discover::Found;
use super::open_error::OpenError;
use super::paths::bytes_path;

/// Refuses what belongs to another user.
pub(super) fn check(found: &Found) -> Result<(), OpenError> {
    let holder = (!found.implicit).then_some(&found.holder);
    let mut parts = [Some(&found.git_dir), holder, found.gitfile.as_ref()].into_iter().flatten();
    let shown = holder.unwrap_or(&found.git_dir);
    if parts.all(|part| is_own(part)) || is_named_safe(shown) {
        return Ok(());
    }
    Err(OpenError::Owner(shown.to_string_lossy().into_owned()))
}

/// Does a file belong to the user who runs us? Under sudo root trusts the user who called it, as git does.
#[cfg(unix)]
fn is_own(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    let called_by = || std::env::var("SUDO_UID").ok()?.parse::<u32>().ok();
    let own = |meta: std::fs::Metadata| meta.uid() == user || user == 0 && called_by() == Some(meta.uid());
    // A link, and what it leads to.
    std::fs::symlink_metadata(path).is_ok_and(own) && std::fs::metadata(path).is_ok_and(own)
}

/// libgit2 knows owners elsewhere, and says no to a repository that it cannot open.
#[cfg(not(unix))]
fn is_own(path: &Path) -> bool {
    git2::Repository::open_ext(path, git2::RepositoryOpenFlags::NO_SEARCH, None::<&Path>).is_ok() || path.is_file()
}

/// Does `safe.directory` name it? Only the user's own configuration is asked, never the repository's.
fn is_named_safe(path: &Path) -> bool {
    let mut safe = false;
    for file in config_files() {
        let Ok(config) = Config::open(&file) else { continue };
        let Ok(entries) = config.entries(Some("^safe\\.directory$")) else { continue };
        let taken = entries.for_each(|entry| {
            if entry.has_value() {
                safe = is_safe(safe, entry.value_bytes(), path);
            }
        });
        if taken.is_err() {
            return false;
        }
    }
    environment().iter().fold(safe, |safe, value| is_safe(safe, value.as_bytes(), path))
}

/// One value after the others: an empty one takes back all before it.
fn is_safe(before: bool, value: &[u8], path: &Path) -> bool {
    if value.is_empty() {
        return false;
    }
    before || value == b"*" || names(value, path)
}

/// A path, or with `/*` all that is below it.
fn names(value: &[u8], path: &Path) -> bool {
    let value = value.strip_prefix(b"%(prefix)").unwrap_or(value);
    let (value, below) = value.strip_suffix(b"/*").map_or((value, false), |folder| (folder, true));
    let named = match (value.strip_prefix(b"~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(bytes_path(rest)),
        _ => bytes_path(value).to_owned(),
    };
    // `/*` alone is the root.
    let is_root = below && value.is_empty();
    if !is_root && !named.is_absolute() {
        return false;
    }
    let named = named.canonicalize().unwrap_or(named);
    if below { path.starts_with(&named) && path != named } else { path == named }
}

/// The system's and the user's configuration, as git finds it.
fn config_files() -> Vec<PathBuf> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let no_system = std::env::var("GIT_CONFIG_NOSYSTEM").is_ok_and(|v| Config::parse_bool(v).unwrap_or(true));
    let system = named("GIT_CONFIG_SYSTEM").or_else(|| Config::find_system().ok());
    let user = match named("GIT_CONFIG_GLOBAL") {
        Some(file) => vec![file],
        None => [Config::find_xdg(), Config::find_global()].into_iter().flatten().collect(),
    };
    system.filter(|_| !no_system).into_iter().chain(user).collect()
}

/// Values that `GIT_CONFIG_COUNT` brings, as in CI.
fn environment() -> Vec<String> {
    let value = |name: &str, i: u32| std::env::var(format!("GIT_CONFIG_{name}_{i}")).ok();
    let count = std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse::<u32>().ok()).unwrap_or(0);
    (0..count.min(10_000))
        .filter(|i| value("KEY", *i).is_some_and(|key| key.eq_ignore_ascii_case("safe.directory")))
        .filter_map(|i| value("VALUE", i))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_safe_directory() {
        let path = Path::new("/srv/git/a");
        for (value, safe) in [
            ("*", true),
            ("/srv/git/a", true),
            ("/srv/git/a/", true),
            ("/srv/git/*", true),
            ("/*", true),
            ("/srv/git/a/*", false),
            ("/srv/gi*", false),
            ("/srv/git", false),
            ("srv/git/a", false),
            (".", false),
        ] {
            assert_eq!(is_safe(false, value.as_bytes(), path), safe, "{value}");
        }
        assert!(is_safe(true, b"/other", path) && !is_safe(true, b"", path));
    }
}
