//! Opens each component by the descriptor of the directory before it: an open directory cannot be replaced by a link
//! any more.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode as Bits, OFlags};
use rustix::io::Errno;

use super::{Error, Mode};

/// Follows no link, and does not wait for a pipe.
const ALWAYS: OFlags = OFlags::NOFOLLOW.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);
const NEW_DIR: Bits = Bits::from_raw_mode(0o777);
const NEW_FILE: Bits = Bits::from_raw_mode(0o666);
/// Everybody may read a tracked file.
const TRACKED: Bits = Bits::from_raw_mode(0o644);

/// The directory of the last component, and that component.
struct Place<'n> {
    dir: OwnedFd,
    /// The path of the directory, from the top.
    path: PathBuf,
    last: &'n str,
}

impl<'n> Place<'n> {
    fn find(top: &Path, parts: &[&'n str], create: bool) -> Result<Self, Error> {
        let Some((last, parents)) = parts.split_last() else { return Err(Error::Io(Errno::INVAL.into())) };
        let dir = rustix::fs::open(top, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Bits::empty());
        let mut place = Self { dir: dir.map_err(std::io::Error::from)?, path: PathBuf::new(), last };
        for part in parents {
            place.enter(part, create)?;
        }
        Ok(place)
    }

    fn enter(&mut self, part: &str, create: bool) -> Result<(), Error> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let open = || rustix::fs::openat(&self.dir, part, flags, Bits::empty());
        let opened = match open() {
            Err(Errno::NOENT) if create => match rustix::fs::mkdirat(&self.dir, part, NEW_DIR) {
                Ok(()) | Err(Errno::EXIST) => open(),
                Err(error) => Err(error),
            },
            opened => opened,
        };
        self.dir = opened.map_err(|error| self.cause(part, error))?;
        self.path.push(part);
        Ok(())
    }

    fn is_link(&self, part: &str) -> bool {
        let meta = rustix::fs::statat(&self.dir, part, AtFlags::SYMLINK_NOFOLLOW);
        meta.is_ok_and(|meta| FileType::from_raw_mode(meta.st_mode) == FileType::Symlink)
    }

    /// The cause of an error. Systems differ in the one for a link, so the component is tested.
    fn cause(&self, part: &str, error: Errno) -> Error {
        if self.is_link(part) { Error::Link(self.path.join(part)) } else { Error::Io(error.into()) }
    }
}

pub(super) fn open(top: &Path, parts: &[&str], mode: Mode) -> Result<File, Error> {
    let place = Place::find(top, parts, mode != Mode::Read)?;
    let flags = match mode {
        Mode::Read => OFlags::RDONLY,
        Mode::Append => OFlags::RDWR | OFlags::APPEND | OFlags::CREATE,
        Mode::Update => OFlags::WRONLY | OFlags::CREATE,
    };
    let opened = rustix::fs::openat(&place.dir, place.last, flags | ALWAYS, NEW_FILE);
    Ok(opened.map_err(|error| place.cause(place.last, error))?.into())
}

pub(super) fn replace(top: &Path, parts: &[&str], content: &[u8]) -> Result<(), Error> {
    let place = Place::find(top, parts, true)?;
    // The rename would replace the link, and the user should know of it.
    if place.is_link(place.last) {
        return Err(Error::Link(place.path.join(place.last)));
    }
    let (name, file) = temporary(&place.dir)?;
    let written =
        write(file, content).and_then(|()| Ok(rustix::fs::renameat(&place.dir, &name, &place.dir, place.last)?));
    if written.is_err() {
        let _ = rustix::fs::unlinkat(&place.dir, &name, AtFlags::empty());
    }
    Ok(written?)
}

fn write(mut file: File, content: &[u8]) -> std::io::Result<()> {
    file.write_all(content)?;
    Ok(rustix::fs::fchmod(&file, TRACKED)?)
}

/// A new file with an unused name.
fn temporary(dir: &OwnedFd) -> std::io::Result<(String, File)> {
    const TRIES: u32 = 1000;
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut number = 0;
    loop {
        let name = format!(".akguard-{}-{number}", std::process::id());
        match rustix::fs::openat(dir, &name, flags, Bits::from_raw_mode(0o600)) {
            Err(Errno::EXIST) if number < TRIES => number += 1,
            opened => return Ok((name, opened?.into())),
        }
    }
}

pub(super) fn remove(top: &Path, parts: &[&str]) -> Result<(), Error> {
    let place = Place::find(top, parts, false)?;
    if place.is_link(place.last) {
        return Err(Error::Link(place.path.join(place.last)));
    }
    Ok(rustix::fs::unlinkat(&place.dir, place.last, AtFlags::empty()).map_err(std::io::Error::from)?)
}
