//! The walk through an archive and the archives in it.

use std::cell::Cell;
use std::io::{Cursor, Read};
use std::rc::Rc;

use super::stream::{BytesLeft, Metered, Peeked, decompressed};
use super::{ArchiveKind, HEAD, UnpackError, Visitor, Work, kind, stem};

/// Maximum number of levels of archives in archives. An image contains layers, a layer jars, a jar perhaps jars.
pub(super) const MAX_LEVELS: usize = 6;
/// Maximum number of files in one archive, nested ones included.
const MAX_FILES: usize = 200_000;
/// Maximum size of a zip inside of another archive, in bytes: it is held in memory.
const MAX_HELD: u64 = 128 << 20;
/// Maximum size of a file inside of an archive that is searched for containers, in bytes: it is held in memory for
/// that.
const MAX_SEARCHED: u64 = 16 << 20;
/// What a file in a guessed container costs besides its bytes, in bytes: even a small file takes that much time.
const FILE_COST: u64 = 2 << 10;

/// The limits of one archive.
pub(super) struct Limits {
    /// Bytes that may still be unpacked.
    left: BytesLeft,
    files: usize,
}

impl Limits {
    pub(super) fn new(left: &Rc<Cell<u64>>) -> Self {
        Self { left: Rc::clone(left), files: MAX_FILES }
    }
}

pub(super) struct Walker<'v> {
    limits: Limits,
    /// The budget for guessed containers. They have limits of their own, because they would use up those of the archive
    /// around them.
    pub(super) work: Work,
    /// Is the container only a guess? Then nothing in it is reported as unread.
    is_guess: bool,
    pub(super) visitor: &'v mut dyn Visitor,
}

impl<'v> Walker<'v> {
    pub(super) fn new(limits: Limits, work: Work, visitor: &'v mut dyn Visitor) -> Self {
        Self { limits, work, is_guess: false, visitor }
    }

    /// Runs `walk` with the limits for a guessed container.
    pub(super) fn guessed(&mut self, walk: impl FnOnce(&mut Self)) {
        let limits = Limits::new(&self.work.0);
        let limits = std::mem::replace(&mut self.limits, limits);
        let is_guess = std::mem::replace(&mut self.is_guess, true);
        walk(self);
        self.limits = limits;
        self.is_guess = is_guess;
    }

    /// An archive that needs no seeking. `prefix` goes before the paths of its files.
    pub(super) fn stream(
        &mut self,
        kind: ArchiveKind,
        source: impl Read,
        prefix: &str,
        name: &str,
        level: usize,
    ) -> Result<(), UnpackError> {
        match decompressed(kind, source) {
            // A compressed tar is one archive for its users. Other compressed content has the archive's name without
            // its ending.
            Ok(content) => {
                let path = format!("{prefix}{}", stem(name));
                let mut content = self.metered(content);
                self.entry(&path, Some(prefix), &mut content, level)
            }
            Err(source) if kind == ArchiveKind::Deb => self.deb(source, prefix, level),
            Err(source) => self.tar(source, prefix, level),
        }
    }

    /// Visits one file inside, or walks it if it is an archive itself. `Err` ends the whole walk.
    pub(super) fn entry(
        &mut self,
        path: &str,
        unwrapped: Option<&str>,
        content: &mut dyn Read,
        level: usize,
    ) -> Result<(), UnpackError> {
        match self.try_entry(path, unwrapped, content, level) {
            Ok(()) => Ok(()),
            Err(_) if self.limits.left.get() == 0 => Err(UnpackError::new("it unpacks to far more than its own size")),
            Err(why) if self.limits.files == 0 => Err(why),
            Err(why) => {
                self.unread(path, why.to_string());
                Ok(())
            }
        }
    }

    /// The same; `Err` if this file cannot be read.
    pub(super) fn try_entry(
        &mut self,
        path: &str,
        unwrapped: Option<&str>,
        content: &mut dyn Read,
        level: usize,
    ) -> Result<(), UnpackError> {
        let files = self.limits.files.checked_sub(1);
        self.limits.files = files.ok_or_else(|| UnpackError::new(format!("more than {MAX_FILES} files are in it")))?;
        if self.is_guess && !self.work.spend(FILE_COST) {
            return Err(UnpackError::new("there are more guesses than the file may cost"));
        }
        let mut content = Peeked::new(content);
        let Some(kind) = kind(content.peek(HEAD as usize)?) else {
            return self.file(path, &mut content, level);
        };
        if level == MAX_LEVELS {
            return Err(UnpackError::new(format!("archives are nested more than {MAX_LEVELS} deep")));
        }
        let prefix = match unwrapped {
            Some(prefix) => prefix.to_owned(),
            None => format!("{path}!/"),
        };
        // Boxed, or each level would have a type of its own.
        let mut content: Box<dyn Read + '_> = Box::new(content);
        match kind {
            ArchiveKind::Zip => held(&mut content).and_then(|bytes| self.zip(Cursor::new(bytes), &prefix, level + 1)),
            _ => self.stream(kind, content, &prefix, path, level + 1),
        }
    }

    /// Visits a file that is no archive, and searches it for containers.
    fn file(&mut self, path: &str, content: &mut dyn Read, level: usize) -> Result<(), UnpackError> {
        if level == MAX_LEVELS {
            return self.visitor.file(path, content);
        }
        let mut bytes = Vec::new();
        (&mut *content).take(MAX_SEARCHED).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == MAX_SEARCHED {
            return self.visitor.file(path, &mut Cursor::new(bytes).chain(content));
        }
        self.visitor.file(path, &mut bytes.as_slice())?;
        self.embedded(&bytes, &format!("{path}!/"), level + 1);
        Ok(())
    }

    /// Reports what could not be read.
    pub(super) fn unread(&mut self, path: &str, why: String) {
        if !self.is_guess {
            self.visitor.unread(path, why);
        }
    }

    pub(super) fn metered<R: Read>(&self, inner: R) -> Metered<R> {
        Metered { inner, left: Rc::clone(&self.limits.left) }
    }
}

pub(super) fn held(content: &mut dyn Read) -> Result<Vec<u8>, UnpackError> {
    let mut bytes = Vec::new();
    content.take(MAX_HELD + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_HELD {
        let limit = MAX_HELD >> 20;
        return Err(UnpackError::new(format!("a zip of more than {limit} MB inside of another archive")));
    }
    Ok(bytes)
}
