//! git for questions about no repository: the user's and the system's configuration, and config text.

use std::ffi::OsStr;
use std::io::Write;
use std::process::Stdio;

use akguard_common::watchdog;
use anyhow::Result;

use super::child::no_git;
use super::hardened;

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
