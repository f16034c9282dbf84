//! One `git cat-file --batch` for all blobs of a run.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use akguard_common::error::io_says;
use akguard_common::watchdog::{self, Watched};
use anyhow::Result;

use super::change::{MAX_BLOB, MISSING, too_large};
use super::git_command::Git;
use super::oid::Oid;

/// The child and its pipes; it ends with this value.
pub(super) struct Batch {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    usable: bool,
    /// It ends with a run that hangs.
    _watched: Watched,
}

impl Batch {
    /// Starts the child.
    ///
    /// # Errors
    /// git cannot be started.
    pub(super) fn start(git: &Git) -> Result<Self> {
        let mut child = git.spawn(&["cat-file", "--batch"], Stdio::piped(), Stdio::piped())?;
        let watched = watchdog::watch_child(child.id());
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (Some(input), Some(output)) = (input, output) else { unreachable!("both streams are piped") };
        Ok(Self { child, input, output: BufReader::new(output), usable: true, _watched: watched })
    }

    /// Can the child be asked again?
    pub(super) fn is_usable(&self) -> bool {
        self.usable
    }

    /// A blob's content.
    ///
    /// # Errors
    /// The blob is missing, too large, or git has gone: the cause in words.
    pub(super) fn read(&mut self, id: &Oid) -> Result<Vec<u8>, String> {
        // Until the answer has been read whole, the pipe is out of step.
        self.usable = false;
        watchdog::tick();
        let mut head = String::new();
        let asked = writeln!(self.input, "{id}").and_then(|()| self.input.flush());
        asked.and_then(|()| self.output.read_line(&mut head)).map_err(|e| io_says(&e))?;
        let words: Vec<&str> = head.trim_end().split(' ').collect();
        let size = match words[..] {
            [_, "missing"] => {
                self.usable = true;
                return Err(MISSING.to_owned());
            }
            [_, "blob", size] => size.parse::<u64>().map_err(|_| "git gives it no size".to_owned())?,
            // git has given up: on damage, and in a partial clone, where it may not fetch, before version 2.45.
            [""] => return Err(format!("git object {id} is missing or damaged; see: git fsck")),
            _ => return Err("the object is not a blob".to_owned()),
        };
        if size > MAX_BLOB {
            return Err(too_large(size));
        }
        let mut content = Vec::with_capacity(size as usize + 1);
        let read = (&mut self.output).take(size + 1).read_to_end(&mut content).map_err(|e| io_says(&e))?;
        if read as u64 != size + 1 || content.pop() != Some(b'\n') {
            return Err("git ends before the object does".to_owned());
        }
        self.usable = true;
        Ok(content)
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
