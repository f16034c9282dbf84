//! Files below a directory, opened one component after the other and through no symbolic link. A repository may track a
//! link in the place of `.akguard` or of a directory in it; what is read or written by that name must be in the
//! repository. The directory itself is named by the user or by git, and may be reached through links.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(not(unix), path = "portable.rs")]
mod system;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use akguard_common::error::{Failure, io_says};
use akguard_common::text::{escape, quote};

/// Why a file was not opened.
#[derive(Debug)]
pub(crate) enum Error {
    /// The component at this path, from the directory, is a symbolic link.
    Link(PathBuf),
    /// An error of the operating system.
    Io(io::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Error {
    /// The cause in plain words.
    pub(crate) fn says(&self) -> String {
        match self {
            Self::Link(at) => format!("{} is a symbolic link, and akguard follows none here", shown(at)),
            Self::Io(error) => io_says(error),
        }
    }

    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// The failure of a command that needs the file.
    pub(crate) fn into_failure(self, verb: &str, top: &Path, name: &str) -> Failure {
        let failure = Failure::new(format!("cannot {verb} {name}: {}", self.says()));
        match self {
            Self::Link(at) => failure.help(remove_link(&top.join(at))),
            Self::Io(_) => failure,
        }
    }
}

/// The command that removes a link, and not its target.
pub(crate) fn remove_link(link: &Path) -> String {
    format!("rm {}    # the link alone; what it leads to stays", quote(link.as_os_str().as_encoded_bytes()))
}

fn shown(path: &Path) -> String {
    escape(&path.to_string_lossy())
}

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Read,
    /// Readable; writes at the end. The file and its directories are created if they are missing.
    Append,
    /// Writes from the start and does not truncate. Created as above.
    Update,
}

/// Opens a file to read. A pipe does not block.
pub(crate) fn open(top: &Path, name: &str) -> Result<File, Error> {
    system::open(top, &parts(name)?, Mode::Read)
}

/// Reads a whole file.
pub(crate) fn read(top: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    open(top, name)?.read_to_end(&mut content)?;
    Ok(content)
}

/// Opens a file to read and to append to; it and its directories are created if they are missing.
pub(crate) fn open_to_append(top: &Path, name: &str) -> Result<File, Error> {
    system::open(top, &parts(name)?, Mode::Append)
}

/// Opens a file to overwrite; it and its directories are created if they are missing.
pub(crate) fn open_to_update(top: &Path, name: &str) -> Result<File, Error> {
    system::open(top, &parts(name)?, Mode::Update)
}

/// Replaces the content of a file in one step; everybody may read it. Its directories are created if they are missing.
pub(crate) fn replace(top: &Path, name: &str, content: &[u8]) -> Result<(), Error> {
    system::replace(top, &parts(name)?, content)
}

/// Removes a file; a missing one is no error.
pub(crate) fn remove(top: &Path, name: &str) -> Result<(), Error> {
    match system::remove(top, &parts(name)?) {
        Err(error) if error.is_not_found() => Ok(()),
        done => done,
    }
}

/// Checks that no component of the path is a link, the file included. Any of them may be missing.
pub(crate) fn check(top: &Path, name: &str) -> Result<(), Error> {
    let mut at = PathBuf::new();
    for part in parts(name)? {
        at.push(part);
        match std::fs::symlink_metadata(top.join(&at)) {
            Ok(meta) if meta.file_type().is_symlink() => return Err(Error::Link(at)),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The components of a name, which may not lead out of the directory.
fn parts(name: &str) -> Result<Vec<&str>, Error> {
    let part = |component| match component {
        Component::Normal(part) => part.to_str(),
        _ => None,
    };
    let parts: Option<Vec<&str>> = Path::new(name).components().map(part).collect();
    parts.filter(|parts| !parts.is_empty()).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput).into())
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
