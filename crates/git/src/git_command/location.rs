//! Where the repository is, in git's own words. Nothing moves it while a command runs, so git is asked once.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use akguard_common::error::Failure;
use anyhow::Result;

use super::child::{failed, finished, output};
use super::{Git, Hooks, path_of, verb};

/// What `git rev-parse` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Location {
    is_bare: bool,
    common_dir: PathBuf,
}

impl Git {
    /// Has the repository no work tree?
    ///
    /// # Errors
    /// git cannot be started, or reads no repository there; the message has git's own reason.
    pub fn is_bare(&self) -> Result<bool> {
        Ok(self.location()?.is_bare)
    }

    /// The directory that all worktrees of the repository share.
    ///
    /// # Errors
    /// As [`Git::is_bare`].
    pub fn common_dir(&self) -> Result<&Path> {
        Ok(&self.location()?.common_dir)
    }

    /// The top of the work tree.
    ///
    /// # Errors
    /// As [`Git::is_bare`], or there is no work tree.
    pub fn top(&self) -> Result<&Path> {
        if let Some(top) = self.top.get() {
            return Ok(top);
        }
        let said = self.output(&["rev-parse", "--path-format=absolute", "--show-toplevel"])?;
        Ok(self.top.get_or_init(|| path_of(line_of(&said))))
    }

    fn location(&self) -> Result<&Location> {
        if let Some(location) = self.location.get() {
            return Ok(location);
        }
        let asked = ["rev-parse", "--path-format=absolute", "--is-bare-repository", "--git-common-dir"];
        let mut command = self.command(Hooks::Off, &asked);
        let output = finished(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        if !output.status.success() {
            let help = "git status    # git has to read this repository first";
            return Err(failed(&verb(&asked), &output.stderr).help(help).into());
        }
        let location = parse(&output.stdout).ok_or_else(|| Failure::new("git does not say where the repository is"))?;
        Ok(self.location.get_or_init(|| location))
    }

    /// A path that git names, absolute (`git rev-parse --git-path`), with the configured `core.hooksPath`. Asked each time: that
    /// may change.
    ///
    /// # Errors
    /// As [`Git::is_bare`].
    pub fn git_path(&self, name: &str) -> Result<PathBuf> {
        let arguments = ["rev-parse", "--path-format=absolute", "--git-path", name];
        let said = output(self.command(Hooks::AsConfigured, &arguments), &verb(&arguments))?;
        Ok(path_of(line_of(&said)))
    }
}

/// Reads the answer: a line for each question. The path is the last one, and may hold line ends.
fn parse(said: &[u8]) -> Option<Location> {
    let end = said.iter().position(|byte| *byte == b'\n')?;
    let common_dir = line_of(&said[end + 1..]);
    if common_dir.is_empty() {
        return None;
    }
    Some(Location { is_bare: &said[..end] == b"true", common_dir: path_of(common_dir) })
}

/// Without the line end that git adds to an answer.
fn line_of(said: &[u8]) -> &[u8] {
    said.strip_suffix(b"\n").unwrap_or(said)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn any_path_is_read() {
        for path in [b"/w/a".as_slice(), b"/w/a\nb", b"/w/a\n", b"/w/ \xff"] {
            for (word, is_bare) in [("true", true), ("false", false)] {
                let said = [word.as_bytes(), b"\n", path, b"\n"].concat();
                let common_dir = PathBuf::from(OsStr::from_bytes(path));
                assert_eq!(parse(&said), Some(Location { is_bare, common_dir }));
            }
        }
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"true\n"), None);
    }
}
