//! Where the user's own files of git's and of akguard's are.

use std::env;
use std::path::PathBuf;

use akguard_common::error::Failure;
use anyhow::Result;

/// The file that `git config --global` writes.
///
/// # Errors
/// HOME is not set.
pub(super) fn global_config() -> Result<PathBuf> {
    if let Some(file) = variable("GIT_CONFIG_GLOBAL") {
        return Ok(file);
    }
    let in_home = home()?.join(".gitconfig");
    let in_xdg = config_home()?.join("git/config");
    Ok(if !in_home.exists() && in_xdg.exists() { in_xdg } else { in_home })
}

/// The template directory that akguard makes where the user has none.
///
/// # Errors
/// HOME is not set.
pub(super) fn own_template() -> Result<PathBuf> {
    Ok(config_home()?.join("akguard/template"))
}

fn config_home() -> Result<PathBuf> {
    match variable("XDG_CONFIG_HOME") {
        Some(dir) => Ok(dir),
        None => Ok(home()?.join(".config")),
    }
}

fn home() -> Result<PathBuf> {
    let help = "HOME=/path/of/your/home akguard install --global";
    variable("HOME")
        .ok_or_else(|| Failure::new("HOME is not set, so there is no global configuration").help(help).into())
}

/// A variable with an absolute path; git ignores no other value either, but means another place by it wherever it runs.
fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}
