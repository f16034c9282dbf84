//! Checks the owner of a repository. As git does, it trusts what belongs to the user, and what the user's own configuration
//! names in `safe.directory`. The check is needed because git does not check the owner with `--git-dir`.

use std::path::{Path, PathBuf};

use git2::Config;

use super::discover::Discovered;
use super::open_error::OpenError;
use super::paths::bytes_path;

/// Refuses what belongs to another user.
pub(super) fn check(found: &Discovered) -> Result<(), OpenError> {
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
    // A link and its target.
    std::fs::symlink_metadata(path).is_ok_and(own) && std::fs::metadata(path).is_ok_and(own)
}

/// On other systems libgit2 checks the owner: it refuses to open a repository of another user.
#[cfg(not(unix))]
fn is_own(path: &Path) -> bool {
    git2::Repository::open_ext(path, git2::RepositoryOpenFlags::NO_SEARCH, None::<&Path>).is_ok() || path.is_file()
}

/// Does `safe.directory` name it? Only the user's and the system's configuration count, never the repository's.
fn is_named_safe(path: &Path) -> bool {
    let mut safe = false;
    for file in config_files() {
        let Ok(config) = Config::open(&file) else { continue };
        let Ok(mut entries) = config.entries(Some("^safe\\.directory$")) else { continue };
        while let Some(entry) = entries.next() {
            let Ok(entry) = entry else { return false };
            if entry.has_value() {
                safe = is_safe(safe, entry.value_bytes(), path);
            }
        }
    }
    environment().iter().fold(safe, |safe, value| is_safe(safe, value.as_bytes(), path))
}

/// Adds a value of `safe.directory`; an empty value removes all earlier ones.
fn is_safe(before: bool, value: &[u8], path: &Path) -> bool {
    if value.is_empty() {
        return false;
    }
    before || value == b"*" || names(value, path)
}

/// Does the value name the path? It is a path, or with `/*` at its end all paths below one.
fn names(value: &[u8], path: &Path) -> bool {
    let value = value.strip_prefix(b"%(prefix)").unwrap_or(value);
    let above = value.strip_suffix(b"/*");
    let below = above.is_some();
    let value = above.unwrap_or(value);
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
    let system = if no_system { None } else { system };
    system.into_iter().chain(user).collect()
}

/// Values from the environment (`GIT_CONFIG_COUNT`), as CI systems set them.
fn environment() -> Vec<String> {
    let value = |name: &str, i: u32| std::env::var(format!("GIT_CONFIG_{name}_{i}")).ok();
    let count = std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse::<u32>().ok()).unwrap_or(0);
    let mut values = Vec::new();
    for i in 0..count.min(10_000) {
        if value("KEY", i).is_some_and(|key| key.eq_ignore_ascii_case("safe.directory")) {
            values.extend(value("VALUE", i));
        }
    }
    values
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
