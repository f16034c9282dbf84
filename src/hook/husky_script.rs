//! Where lines go in a shell script of somebody else.

use std::path::Path;

use akguard_common::error::Failure;
use anyhow::Result;

use super::files::shown;

/// The text of a hook.
///
/// # Errors
/// It is no UTF-8 text.
pub(super) fn text_of<'a>(path: &Path, content: &'a [u8]) -> Result<&'a str> {
    std::str::from_utf8(content).map_err(|_| {
        let cause = format!("{} is no UTF-8 text, so akguard will not edit it", shown(path));
        Failure::new(cause).help("have that hook call: akguard hook pre-commit").into()
    })
}

/// The first line that is no comment, not empty, and does not load husky's own script.
pub(super) fn first_place(text: &str) -> usize {
    let is_head = |line: &str| line.trim().is_empty() || line.starts_with('#') || line.starts_with(". ");
    text.lines().position(|line| !is_head(line)).unwrap_or(text.lines().count())
}

/// The line before which the call goes: the end, so that what a formatter stages is scanned; but before a last `exit` or
/// `exec`, after which nothing runs.
pub(super) fn last_place(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let last = lines.iter().rposition(is_code);
    let Some(at) = last.filter(|at| matches!(lines[*at].split([' ', ';']).next(), Some("exit" | "exec"))) else {
        return lines.len();
    };
    // In the middle of a command of several lines nothing can be put in.
    let is_open = |line: &str| ["\\", "&&", "||", "|"].iter().any(|end| line.trim_end().ends_with(end));
    let before = lines[..at].iter().rfind(|line| is_code(line));
    if before.is_some_and(|line| is_open(line)) { lines.len() } else { at }
}
