//! Files inside of files: zip (jar, docx, xlsx, wheels), tar, gzip, and container images, which are tars of tars.
//!
//! Everything is bounded: an archive that unpacks to far more than its own size, that is nested too deeply or that is
//! damaged is named as unread. Tar and gzip are streamed; a zip inside of another archive is held in memory.

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

/// Archives inside of archives, in all. An image holds layers, a layer holds jars, a jar may hold jars.
const MOST_LEVELS: usize = 6;
/// Files of one archive, nested ones included.
const MOST_FILES: usize = 200_000;
/// A zip inside of another archive may have this many bytes.
const MOST_HELD: u64 = 128 << 20;
/// What may be unpacked in all: so many bytes, and so many for each byte of the archive.
const LEAST_UNPACKED: u64 = 256 << 20;
const UNPACKED_PER_BYTE: u64 = 50;
/// Bytes at the start that tell what a file is: a tar's mark ends at 262.
pub const HEAD: u64 = 512;

/// A form of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Also jar, docx, xlsx, whl.
    Zip,
    /// POSIX and GNU.
    Tar,
    /// One compressed stream.
    Gzip,
}

/// What a file is by its first bytes (PKWARE APPNOTE 4.3.7, POSIX ustar, RFC 1952); `None` for no archive.
pub fn kind(head: &[u8]) -> Option<Kind> {
    match head {
        [b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        [0x1f, 0x8b, 8, ..] => Some(Kind::Gzip),
        _ if head.get(257..262) == Some(b"ustar") => Some(Kind::Tar),
        _ => None,
    }
}

/// Takes what is found in an archive.
pub trait Visitor {
    /// A file: its path inside, archives on the way divided by `!/`, and its content.
    ///
    /// # Errors
    /// The content cannot be read; the cause.
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), String>;
    /// Something inside that could not be read (an empty path is the archive itself), and why.
    fn unread(&mut self, path: &str, why: String);
}

/// Bytes that can be read from any place.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// An archive's bytes.
pub enum Input<'i> {
    /// Those at hand, and how many they are.
    Whole(&'i mut dyn Source, u64),
    /// Those that come, from a pipe.
    Stream(&'i mut dyn Read),
}

/// Visits every file of an archive. `name` is the archive's own.
pub fn walk(kind: Kind, input: Input<'_>, name: &str, visitor: &mut dyn Visitor) {
    let size = if let Input::Whole(_, size) = &input { *size } else { 0 };
    let left = Rc::new(Cell::new(LEAST_UNPACKED + size.saturating_mul(UNPACKED_PER_BYTE)));
    let mut walker = Walker { left: Rc::clone(&left), files: MOST_FILES, visitor };
    let done = match (kind, input) {
        (Kind::Zip, Input::Whole(mut source, _)) => walker.zip(&mut source, "", 1),
        (_, Input::Whole(source, _)) => walker.stream(kind, source, "", name, 1),
        (Kind::Zip, Input::Stream(source)) => held(source).and_then(|bytes| walker.zip(Cursor::new(bytes), "", 1)),
        (_, Input::Stream(source)) => walker.stream(kind, Feeding { inner: source, left }, "", name, 1),
    };
    if let Err(why) = done {
        walker.visitor.unread("", why);
    }
}

struct Walker<'v> {
    /// Bytes that may still be unpacked.
    left: Rc<Cell<u64>>,
    files: usize,
    visitor: &'v mut dyn Visitor,
}

impl Walker<'_> {
    /// An archive that needs no seeking. `prefix` stands before the paths of its files.
    fn stream(&mut self, kind: Kind, source: impl Read, prefix: &str, name: &str, level: usize) -> Result<(), String> {
        if kind == Kind::Gzip {
            // A compressed tar is one archive to its users; what is not one gets the name without `.gz`.
            let mut content = self.metered(MultiGzDecoder::new(source));
            let stem = name.rsplit('/').next().unwrap_or(name);
            let stem = stem.strip_suffix(".gz").or_else(|| stem.strip_suffix(".tgz")).unwrap_or("content");
            return self.entry(&format!("{prefix}{stem}"), Some(prefix), &mut content, level);
        }
        let mut archive = tar::Archive::new(source);
        let damaged = |e: io::Error| format!("a damaged tar archive: {}", says(&e));
        for entry in archive.entries().map_err(damaged)? {
            let entry = entry.map_err(damaged)?;
            if !entry.header().entry_type().is_file() && !entry.header().entry_type().is_gnu_sparse() {
                continue;
            }
            let path = format!("{prefix}{}", String::from_utf8_lossy(&entry.path_bytes()));
            let mut content = self.metered(entry);
            self.entry(&path, None, &mut content, level)?;
        }
        Ok(())
    }

    fn zip(&mut self, source: impl Source, prefix: &str, level: usize) -> Result<(), String> {
        let mut archive = zip::ZipArchive::new(source).map_err(|_| "a damaged zip archive".to_owned())?;
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
            let entry = archive.by_index(index).map_err(|e| match e {
                zip::result::ZipError::UnsupportedArchive(why) => why.to_lowercase(),
                _ => "damaged".to_owned(),
            });
            match entry {
                Ok(entry) if entry.is_dir() => {}
                Ok(entry) => {
                    let path = format!("{prefix}{name}");
                    let mut content = self.metered(entry);
                    self.entry(&path, None, &mut content, level)?;
                }
                Err(why) => {
                    let why = format!("a zip entry that cannot be unpacked: {why}");
                    self.visitor.unread(&format!("{prefix}{name}"), why);
                }
            }
        }
        Ok(())
    }

    /// One file inside: visited, or walked where it is an archive itself. `Err` ends the whole walk.
    fn entry(
        &mut self,
        path: &str,
        unwrapped: Option<&str>,
        content: &mut dyn Read,
        level: usize,
    ) -> Result<(), String> {
        self.files = self.files.checked_sub(1).ok_or_else(|| format!("more than {MOST_FILES} files are in it"))?;
        let mut head = Vec::new();
        let read = content.take(HEAD).read_to_end(&mut head);
        let done = match read.map(|_| kind(&head)) {
            Err(e) => Err(says(&e)),
            Ok(None) => self.visitor.file(path, &mut Cursor::new(head).chain(content)),
            Ok(Some(_)) if level == MOST_LEVELS => Err(format!("archives are nested more than {MOST_LEVELS} deep")),
            Ok(Some(kind)) => {
                let prefix = unwrapped.map_or_else(|| format!("{path}!/"), str::to_owned);
                // Boxed: without it each level would be a type of its own.
                let mut whole: Box<dyn Read + '_> = Box::new(Cursor::new(head).chain(content));
                match kind {
                    Kind::Zip => held(&mut whole).and_then(|bytes| self.zip(Cursor::new(bytes), &prefix, level + 1)),
                    _ => self.stream(kind, whole, &prefix, path, level + 1),
                }
            }
        };
        match done {
            Err(_) if self.left.get() == 0 => Err("it unpacks to far more than its own size".to_owned()),
            Err(why) if self.files == 0 => Err(why),
            Err(why) => {
                self.visitor.unread(path, why);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn metered<R: Read>(&self, inner: R) -> Metered<R> {
        Metered { inner, left: Rc::clone(&self.left) }
    }
}

fn held(content: &mut dyn Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    content.take(MOST_HELD + 1).read_to_end(&mut bytes).map_err(|e| says(&e))?;
    if bytes.len() as u64 > MOST_HELD {
        return Err(format!("a zip of more than {} MB inside of another archive", MOST_HELD >> 20));
    }
    Ok(bytes)
}

/// Counts what is unpacked and fails when it is too much.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.get().saturating_sub(read as u64);
        self.left.set(left);
        if left == 0 && read > 0 { Err(io::Error::other("too much unpacked")) } else { Ok(read) }
    }
}

/// An archive of unknown size may unpack to more with every byte that comes.
struct Feeding<'i> {
    inner: &'i mut dyn Read,
    left: Rc<Cell<u64>>,
}

impl Read for Feeding<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_add(read as u64 * UNPACKED_PER_BYTE));
        Ok(read)
    }
}

/// The archive libraries' messages may hold names and bytes of the archive; only the kind is passed on.
fn says(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "it is damaged".to_owned(),
        _ => "it cannot be unpacked".to_owned(),
    }
}

#[cfg(test)]
mod tests;
