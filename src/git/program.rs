//! What is asked of the git program itself: writing to the index, identity, configuration, and all reading where
//! libgit2 cannot. Never on the clean path of a repository that libgit2 reads.

use std::ffi::OsStr;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::Result;

use crate::error::{Failure, io_says};

/// Runs git and returns its standard output; `None` when git itself says no (exit status other than 0).
///
/// # Errors
/// git cannot be started.
pub fn ask<S: AsRef<OsStr>>(arguments: &[S]) -> Result<Option<Vec<u8>>> {
    let output = command(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().map_err(|e| no_git(&e))?;
    Ok(output.status.success().then_some(output.stdout))
}

/// Runs git with `input` on its standard input and returns its standard output, trimmed.
///
/// # Errors
/// git cannot be started or fails; the message is its own last line.
pub fn run<S: AsRef<OsStr>>(arguments: &[S], input: &[u8]) -> Result<String> {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| no_git(&e))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A git that does not read its input says why on its way out.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(|e| no_git(&e))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(failed(arguments, &output.stderr).into())
}

/// Runs git and returns its standard output as it is.
///
/// # Errors
/// git cannot be started or fails; the message is its own last line.
pub(super) fn output<S: AsRef<OsStr>>(arguments: &[S]) -> Result<Vec<u8>> {
    let output = command(arguments).stdin(Stdio::null()).output().map_err(|e| no_git(&e))?;
    if output.status.success() { Ok(output.stdout) } else { Err(failed(arguments, &output.stderr).into()) }
}

/// Starts git with the given standard input and output; its messages go nowhere.
///
/// # Errors
/// git cannot be started.
pub(super) fn spawn<S: AsRef<OsStr>>(arguments: &[S], input: Stdio, output: Stdio) -> Result<Child> {
    let child = command(arguments).stdin(input).stdout(output).stderr(Stdio::null()).spawn();
    Ok(child.map_err(|e| no_git(&e))?)
}

/// A path as git prints it.
pub(crate) fn path_of(line: &[u8]) -> PathBuf {
    super::libgit2::bytes_path(line).to_owned()
}

fn command<S: AsRef<OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(super::find_program::git());
    command.args(arguments);
    // No lazy fetch of a partial clone; git before 2.45 does not know the first variable and is stopped by the second.
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    // What was really committed, in English, and pathspecs as we write them.
    command.env("GIT_NO_REPLACE_OBJECTS", "1").env("LC_ALL", "C");
    for name in ["LITERAL", "GLOB", "NOGLOB", "ICASE"] {
        command.env_remove(format!("GIT_{name}_PATHSPECS"));
    }
    command
}

fn failed<S: AsRef<OsStr>>(arguments: &[S], stderr: &[u8]) -> Failure {
    let verb = arguments.iter().map(|a| a.as_ref().to_string_lossy()).find(|a| !a.starts_with('-')).unwrap_or_default();
    let said = String::from_utf8_lossy(stderr);
    let why = said.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or("it gave no reason");
    Failure::new(format!("git {verb} failed: {why}"))
}

fn no_git(error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot run git: {}", io_says(error)))
        .help("install git, or put it on PATH, outside of this repository")
}

/// The committer as `Name <mail>`, as git would record it.
///
/// # Errors
/// git knows no name or mail.
pub fn committer() -> Result<String> {
    let ident = ask(&["var", "GIT_COMMITTER_IDENT"])?.ok_or_else(|| {
        Failure::new("git does not know who you are").help("git config user.name NAME; git config user.email MAIL")
    })?;
    let ident = String::from_utf8_lossy(&ident).trim().to_owned();
    // "Name <mail> seconds zone"
    Ok(ident.rfind('>').map_or(ident.clone(), |end| ident[..=end].to_owned()))
}

/// Puts `content` into the index at `path`. Works where the path is ignored and in sparse and split indexes.
///
/// # Errors
/// The object or the index cannot be written.
pub fn stage(path: &str, content: &[u8]) -> Result<()> {
    let id = run(&["hash-object", "-w", "--stdin"], content)?;
    run(&["update-index", "--add", "--cacheinfo", &format!("100644,{id},{path}")], b"")?;
    Ok(())
}

/// Takes `path` out of the index, whether or not it is there.
///
/// # Errors
/// The index cannot be written.
pub fn unstage(path: &str) -> Result<()> {
    // update-index takes paths from the current folder; this pathspec is from the top.
    let pathspec = format!(":(top,literal){path}");
    run(&["rm", "--cached", "--quiet", "--force", "--ignore-unmatch", "--", &pathspec], b"").map(drop)
}

/// Values of a key that stand on git's own command line (`git -c`), which libgit2 does not see. Values from
/// files and from `GIT_CONFIG_COUNT` do not count.
///
/// # Errors
/// git cannot be started.
pub fn command_line_config(key: &str) -> Result<Vec<String>> {
    let named = std::env::var_os("GIT_CONFIG_PARAMETERS")
        .is_some_and(|v| v.to_string_lossy().to_ascii_lowercase().contains("akguard."));
    if !named {
        return Ok(Vec::new());
    }
    let output = command(&["config", "--show-scope", "--null", "--get-all", key])
        .env_remove("GIT_CONFIG_COUNT")
        .stdin(Stdio::null())
        .output()
        .map_err(|e| no_git(&e))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let fields: Vec<&str> = text.split('\0').collect();
    Ok(fields.chunks_exact(2).filter(|pair| pair[0] == "command").map(|pair| pair[1].to_owned()).collect())
}

/// A path that git names, absolute (`git rev-parse --git-path`).
///
/// # Errors
/// git cannot be started or is outside a repository.
pub fn git_path(name: &str) -> Result<PathBuf> {
    let path = run(&["rev-parse", "--path-format=absolute", "--git-path", name], b"")?;
    Ok(PathBuf::from(path))
}
