//! git for questions about no repository: the user's and the system's configuration, and config text.

use std::ffi::OsStr;
use std::io::Write;
use std::process::Stdio;

use akguard_common::error::{Failure, io_says};
use akguard_common::watchdog;
use anyhow::Result;

use super::child::{no_git, run};
use super::hardened;

/// The files that git's default template has beside samples of hooks.
const IN_TEMPLATE: [&str; 2] = ["description", "info/exclude"];

/// A file of a template.
#[derive(Debug)]
pub struct TemplateFile {
    /// Its path from the top of the template.
    pub name: &'static str,
    /// What it holds.
    pub content: Vec<u8>,
}

/// The files that `git init` takes from its default template, the one that is used where nobody has set another; without the
/// samples of hooks.
///
/// # Errors
/// git cannot be started, or cannot make a repository in a temporary directory.
pub fn default_template() -> Result<Vec<TemplateFile>> {
    let dir =
        tempfile::tempdir().map_err(|e| Failure::new(format!("cannot make a temporary directory: {}", io_says(&e))))?;
    let made = dir.path().join("made");
    let mut command = hardened::anywhere();
    command.args(["init", "--quiet"]).arg(&made).env_remove("GIT_TEMPLATE_DIR");
    // No configuration of the user's or the system's: git before 2.32 knows the last three only.
    let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command.env("GIT_CONFIG_GLOBAL", nothing).env("GIT_CONFIG_SYSTEM", nothing).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("HOME", dir.path()).env("XDG_CONFIG_HOME", dir.path());
    run(command, "init", b"")?;
    let read = |name: &'static str| {
        let content = std::fs::read(made.join(".git").join(name)).ok()?;
        Some(TemplateFile { name, content })
    };
    Ok(IN_TEMPLATE.into_iter().filter_map(read).collect())
}

/// Runs git outside of every repository with `input` on its standard input, and returns its standard output; `None` when
/// git fails.
///
/// # Errors
/// git cannot be started.
pub fn ask_anywhere<S: AsRef<OsStr>>(arguments: &[S], input: &[u8]) -> Result<Option<Vec<u8>>> {
    let mut command = hardened::anywhere();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|e| no_git(&e))?;
    let _watched = watchdog::watch_child(child.id());
    if let Some(mut stdin) = child.stdin.take() {
        // Where git does not read its input, it fails.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(|e| no_git(&e))?;
    Ok(output.status.success().then_some(output.stdout))
}
