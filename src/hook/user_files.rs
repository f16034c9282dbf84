//! Where the user's own files of git's and of akguard's are.

use std::env;
use std::path::PathBuf;

use akguard_common::error::Failure;
use anyhow::Result;

use super::program::program_word;

/// The file that `git config --global` writes.
///
/// # Errors
/// HOME is not set.
pub(super) fn global_config() -> Result<PathBuf> {
    if let Some(file) = env::var_os("GIT_CONFIG_GLOBAL").map(PathBuf::from) {
        if file.is_absolute() {
            return Ok(file);
        }
        let cause = "GIT_CONFIG_GLOBAL is a relative path: it is another file wherever git runs";
        let help =
            format!("env -u GIT_CONFIG_GLOBAL {} install --global    # or give it an absolute path", program_word());
        return Err(Failure::new(cause).help(help).into());
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
    let help = || format!("HOME=/path/of/your/home {} install --global", program_word());
    variable("HOME")
        .ok_or_else(|| Failure::new("HOME is not set, so there is no global configuration").help(help()).into())
}

/// A variable with an absolute path; with a relative one it counts as not set.
fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}
