//! Runs a prepared git command to its end and returns what it printed.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use akguard_common::error::{Failure, io_says};
use akguard_common::watchdog;
use anyhow::Result;

/// Runs a command and returns its standard output; `None` when it fails.
pub(super) fn ask(mut command: Command) -> Result<Option<Vec<u8>>> {
    let output = finished(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()))?;
    Ok(output.status.success().then_some(output.stdout))
}

/// Runs a command to its end. The watchdog ends it with a run that hangs.
pub(super) fn finished(command: &mut Command) -> Result<Output> {
    let child = command.spawn().map_err(|e| no_git(&e))?;
    let _watched = watchdog::watch_child(child.id());
    Ok(child.wait_with_output().map_err(|e| no_git(&e))?)
}

/// Runs a command and returns its standard output as it is; `verb` is what the error calls the command.
pub(super) fn output(mut command: Command, verb: &str) -> Result<Vec<u8>> {
    let output = finished(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    if output.status.success() { Ok(output.stdout) } else { Err(failed(verb, &output.stderr).into()) }
}

/// Runs a command with `input` on its standard input and returns its standard output, trimmed.
pub(super) fn run(mut command: Command, verb: &str, input: &[u8]) -> Result<String> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| no_git(&e))?;
    let _watched = watchdog::watch_child(child.id());
    if let Some(mut stdin) = child.stdin.take() {
        // Where git does not read its input, its own message says why.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(|e| no_git(&e))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(failed(verb, &output.stderr).into())
}

/// The failure of a command, with git's own reason.
pub(super) fn failed(verb: &str, stderr: &[u8]) -> Failure {
    let why = reason(&String::from_utf8_lossy(stderr)).unwrap_or_else(|| "it gave no reason".to_owned());
    Failure::new(format!("git {verb} failed: {why}"))
}

/// The last `fatal:` or `error:` with the indented lines below it, which name what it is about; without one, the last line.
fn reason(said: &str) -> Option<String> {
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let Some(from) = lines.iter().rposition(|line| line.starts_with("fatal:") || line.starts_with("error:")) else {
        return lines.last().map(|line| line.trim().to_owned());
    };
    let below = lines[from + 1..].iter().take_while(|line| line.starts_with(['\t', ' ']));
    let parts: Vec<&str> = lines[from..=from].iter().chain(below).map(|line| line.trim()).collect();
    Some(parts.join(" "))
}

pub(super) fn no_git(error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot run git: {}", io_says(error)))
        .help("install git, or put it on PATH, outside of this repository")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_line_that_says_so_with_what_it_names() {
        let said = |text: &str| reason(text).unwrap();
        assert_eq!(
            said("fatal: unknown repository extension found:\n\tnosuch\n"),
            "fatal: unknown repository extension found: nosuch"
        );
        assert_eq!(said("error: a\nfatal: b\nhint: c\n"), "fatal: b");
        assert_eq!(said("one\n\n two\n\n"), "two");
        assert_eq!(reason("\n"), None);
    }
}
