//! Copies directories of hooks for a trial.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Directories of hooks are small. What is more is none, and is not copied.
const MAX_FILES: usize = 2000;
const MAX_BYTES: u64 = 64 << 20;
const MAX_DEPTH: usize = 8;

/// What is copied, and what is left out.
pub(super) struct Copy<'c> {
    from: &'c Path,
    to: &'c Path,
    /// Paths below `from`.
    without: &'c [PathBuf],
    files: usize,
    bytes: u64,
}

impl<'c> Copy<'c> {
    pub(super) fn new(from: &'c Path, to: &'c Path, without: &'c [PathBuf]) -> Self {
        Self { from, to, without, files: 0, bytes: 0 }
    }

    /// Copies the directory with its links and modes.
    ///
    /// # Errors
    /// It is larger than a directory of hooks, or cannot be read or written.
    pub(super) fn run(mut self) -> io::Result<()> {
        self.directory(Path::new(""), 0)
    }

    fn directory(&mut self, inner: &Path, depth: usize) -> io::Result<()> {
        if depth > MAX_DEPTH {
            return Err(io::Error::other("it has too many levels of directories"));
        }
        let from = self.from.join(inner);
        fs::create_dir_all(self.to.join(inner))?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let inner = inner.join(entry.file_name());
            if self.without.contains(&inner) {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.directory(&inner, depth + 1)?;
            } else {
                self.file(&inner)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, inner: &Path) -> io::Result<()> {
        let path = self.from.join(inner);
        self.files += 1;
        self.bytes += fs::symlink_metadata(&path)?.len();
        if self.files > MAX_FILES || self.bytes > MAX_BYTES {
            return Err(io::Error::other("it holds more than hooks"));
        }
        file(&path, &self.to.join(inner))
    }
}

/// Copies one file; a link is made anew and leads where it led.
pub(super) fn file(from: &Path, to: &Path) -> io::Result<()> {
    let meta = fs::symlink_metadata(from)?;
    // It may be there already, from the index.
    let _ = fs::remove_file(to);
    if meta.file_type().is_symlink() {
        let target = from.canonicalize().or_else(|_| fs::read_link(from))?;
        return link(&target, to);
    }
    if meta.is_file() {
        fs::copy(from, to)?;
    }
    Ok(())
}

#[cfg(unix)]
pub(super) fn link(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
pub(super) fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::other("links are not made on this system"))
}
