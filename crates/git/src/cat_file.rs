//! One `git cat-file --batch` for all blobs of a run.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use akguard_common::error::io_says;
use akguard_common::watchdog::{self, Watched};
use anyhow::Result;

use super::blob_error::BlobError;
use super::change::{MAX_BLOB, too_large};
use super::git_command::Git;
use super::oid::Oid;

/// The child and its pipes; it ends with this value.
pub(super) struct CatFile {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    usable: bool,
    /// The watchdog ends the child with a run that hangs.
    _watched: Watched,
}

/// An object as git prints it.
pub(super) struct CatObject {
    /// `commit`, `tag`, `tree` or `blob`.
    pub(super) kind: String,
    pub(super) content: Vec<u8>,
}

impl CatFile {
    /// Starts the child.
    ///
    /// # Errors
    /// git cannot be started.
    pub(super) fn start(git: &Git) -> Result<Self> {
        let mut child = git.spawn(&["cat-file", "--batch"], Stdio::piped(), Stdio::piped())?;
        let watched = watchdog::watch_child(child.id());
        let Some(input) = child.stdin.take() else { unreachable!("its input is piped") };
        let Some(output) = child.stdout.take() else { unreachable!("its output is piped") };
        Ok(Self { child, input, output: BufReader::new(output), usable: true, _watched: watched })
    }

    /// Can the child read another blob?
    pub(super) fn is_usable(&self) -> bool {
        self.usable
    }

    /// A blob's content.
    ///
    /// # Errors
    /// The blob is missing or too large, or git has ended.
    pub(super) fn read(&mut self, id: &Oid) -> Result<Vec<u8>, BlobError> {
        let object = self.object(id)?;
        if object.kind != "blob" {
            return Err(BlobError::new("the object is not a blob"));
        }
        Ok(object.content)
    }

    /// An object of any kind.
    ///
    /// # Errors
    /// As [`CatFile::read`].
    pub(super) fn object(&mut self, id: &Oid) -> Result<CatObject, BlobError> {
        // Until the whole answer was read, the next bytes of the pipe are not the beginning of an answer.
        self.usable = false;
        watchdog::tick();
        let mut head = String::new();
        let asked = writeln!(self.input, "{id}").and_then(|()| self.input.flush());
        asked.and_then(|()| self.output.read_line(&mut head)).map_err(|e| BlobError::new(io_says(&e)))?;
        let words: Vec<&str> = head.trim_end().split(' ').collect();
        let (kind, size) = match words[..] {
            [_, "missing"] => {
                self.usable = true;
                return Err(BlobError::Missing);
            }
            [_, kind, size] => (kind, size.parse::<u64>().map_err(|_| BlobError::new("git gives it no size"))?),
            // git has ended: on damage, and before version 2.45 in a partial clone, where it may not fetch.
            [""] => return Err(BlobError::new(format!("git object {id} is missing or damaged; see: git fsck"))),
            _ => return Err(BlobError::new("git's answer has another form")),
        };
        let kind = kind.to_owned();
        if size > MAX_BLOB {
            return Err(BlobError::new(too_large(size)));
        }
        let mut content = Vec::with_capacity(size as usize + 1);
        let read = (&mut self.output).take(size + 1).read_to_end(&mut content);
        let read = read.map_err(|e| BlobError::new(io_says(&e)))?;
        if read as u64 != size + 1 || content.pop() != Some(b'\n') {
            return Err(BlobError::new("git ends before the object does"));
        }
        self.usable = true;
        Ok(CatObject { kind, content })
    }
}

impl Drop for CatFile {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
