//! Files inside of files: zip (jar, docx, xlsx, wheels), tar, gzip, bzip2, xz and zstd, and container images, which are
//! tars of tars.
//!
//! Everything is bounded: an archive that unpacks to far more than its own size, that is nested too deeply or that is
//! damaged is named as unread. Streams are streamed; a zip inside of another archive is held in memory.

mod stream;
mod tape;

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use self::stream::{Budget, Feeding, Metered, Peeked, decompressed};
use self::tape::Entries;
use crate::bytes;

/// Archives inside of archives, in all. An image holds layers, a layer holds jars, a jar may hold jars.
const MOST_LEVELS: usize = 6;
/// Files of one archive, nested ones included.
const MOST_FILES: usize = 200_000;
/// A zip inside of another archive may have this many bytes.
const MOST_HELD: u64 = 128 << 20;
/// What may be unpacked in all: so many bytes, and so many for each byte of the archive.
const LEAST_UNPACKED: u64 = 64 << 20;
const UNPACKED_PER_BYTE: u64 = 50;
/// Bytes between a zip's entries that are looked at.
const MOST_GAP: u64 = 16 << 20;
/// A path in a tar's own metadata may be this long.
const MOST_PATH: u64 = 64 << 10;
/// Bytes at the start that tell what a file is: a tar's mark ends at 262.
pub const HEAD: u64 = 512;
/// Bytes at the end in which a zip's directory ends, unless it has a long comment.
pub const TAIL: u64 = 1024;

/// A form of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Also jar, docx, xlsx, whl.
    Zip,
    /// POSIX and GNU.
    Tar,
    /// One compressed stream, as the next three.
    Gzip,
    /// `.bz2`.
    Bzip2,
    /// `.xz`.
    Xz,
    /// `.zst`.
    Zstd,
}

/// What a file is by its first bytes (PKWARE APPNOTE 4.3.7, POSIX ustar, RFC 1952, the xz and bzip2 formats, RFC 8878);
/// `None` for no archive.
pub fn kind(head: &[u8]) -> Option<Kind> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 7, 8, b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        [0x1f, 0x8b, 8, ..] => Some(Kind::Gzip),
        [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', b'&', b'S', b'Y', ..] => Some(Kind::Bzip2),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Kind::Xz),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Kind::Zstd),
        _ if head.get(257..262) == Some(b"ustar") => Some(Kind::Tar),
        _ => None,
    }
}

/// Is it a zip behind something else, a script or a program? Told by its last bytes (APPNOTE 4.3.16).
pub fn ends_as_zip(tail: &[u8]) -> bool {
    bytes::texts(b"PK\x05\x06", tail).last().is_some_and(|at| tail.len() - at >= 22)
}

/// What kind of archive a content is, if any.
pub fn kind_of(content: &[u8]) -> Option<Kind> {
    let tail = &content[content.len().saturating_sub(TAIL as usize)..];
    kind(content).or_else(|| ends_as_zip(tail).then_some(Kind::Zip))
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
        (_, Input::Stream(source)) => {
            let source = Feeding { inner: source, left, per_byte: UNPACKED_PER_BYTE };
            walker.stream(kind, source, "", name, 1)
        }
    };
    if let Err(why) = done {
        walker.visitor.unread("", why);
    }
}

struct Walker<'v> {
    /// Bytes that may still be unpacked.
    left: Budget,
    files: usize,
    visitor: &'v mut dyn Visitor,
}

impl Walker<'_> {
    /// An archive that needs no seeking. `prefix` stands before the paths of its files.
    fn stream(&mut self, kind: Kind, source: impl Read, prefix: &str, name: &str, level: usize) -> Result<(), String> {
        match decompressed(kind, source) {
            // A compressed tar is one archive to its users; what is not one gets the name without its ending.
            Ok(content) => {
                let path = format!("{prefix}{}", stem(name));
                let mut content = self.metered(content);
                self.entry(&path, Some(prefix), &mut content, level)
            }
            Err(source) => self.tar(source, prefix, level),
        }
    }

    /// A tar, entry by entry.
    fn tar(&mut self, source: impl Read, prefix: &str, level: usize) -> Result<(), String> {
        let damaged = |e: io::Error| format!("a damaged tar archive: {}", says(&e));
        let mut entries = Entries::new(source);
        let mut told = Told::default();
        while let Some(header) = entries.next().map_err(damaged)? {
            let kind = header.entry_type();
            if kind.is_gnu_longname() || kind.is_pax_local_extensions() || kind.is_pax_global_extensions() {
                let mut text = Vec::new();
                (&mut entries).take(MOST_PATH).read_to_end(&mut text).map_err(damaged)?;
                if !kind.is_pax_global_extensions() {
                    told.read(kind, &text);
                }
                // Comments and attributes are text of the archive like any other.
                self.visitor.file(&format!("{prefix}(tar header)"), &mut text.as_slice())?;
                continue;
            }
            if kind.is_gnu_longlink() {
                continue;
            }
            let Told { path, size } = std::mem::take(&mut told);
            size.into_iter().for_each(|size| entries.holds(size));
            // All other types are files, POSIX says, also those that are not known; and so is what holds data.
            let link = kind.is_symlink() || kind.is_hard_link();
            let device = kind.is_fifo() || kind.is_block_special() || kind.is_character_special();
            if entries.is_empty() && (kind.is_dir() || link || device) {
                continue;
            }
            let path = path.unwrap_or_else(|| header.path_bytes().into_owned());
            self.entry(&format!("{prefix}{}", String::from_utf8_lossy(&path)), None, &mut entries, level)?;
        }
        Ok(())
    }

    fn zip(&mut self, source: impl Source, prefix: &str, level: usize) -> Result<(), String> {
        let mut archive = zip::ZipArchive::new(source).map_err(|_| "a damaged zip archive".to_owned())?;
        let mut named = Vec::new();
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
            let entry = archive.by_index(index).map_err(|e| match e {
                zip::result::ZipError::UnsupportedArchive(why) => why.to_lowercase(),
                _ => "damaged".to_owned(),
            });
            match entry {
                Ok(entry) => {
                    let end = entry.data_start().map(|start| start + entry.compressed_size());
                    named.push((entry.header_start(), end.unwrap_or(0)));
                    if !entry.is_dir() || entry.size() > 0 {
                        let mut content = self.metered(entry);
                        self.entry(&format!("{prefix}{name}"), None, &mut content, level)?;
                    }
                }
                Err(why) => {
                    let why = format!("a zip entry that cannot be unpacked: {why}");
                    self.visitor.unread(&format!("{prefix}{name}"), why);
                }
            }
        }
        let (base, directory) = (archive.offset(), archive.central_directory_start());
        if hides_entries(&mut archive.into_inner(), base, directory, named).map_err(|e| says(&e))? {
            self.visitor
                .unread(prefix.trim_end_matches("!/"), "a zip with entries that its directory does not name".into());
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
        let mut content = Peeked::new(content);
        let head = content.peek(HEAD as usize).map(kind);
        let done = match head {
            Err(e) => Err(says(&e)),
            Ok(None) => self.visitor.file(path, &mut content),
            Ok(Some(_)) if level == MOST_LEVELS => Err(format!("archives are nested more than {MOST_LEVELS} deep")),
            Ok(Some(kind)) => {
                let prefix = unwrapped.map_or_else(|| format!("{path}!/"), str::to_owned);
                // Boxed: without it each level would be a type of its own.
                let mut content: Box<dyn Read + '_> = Box::new(content);
                match kind {
                    Kind::Zip => held(&mut content).and_then(|bytes| self.zip(Cursor::new(bytes), &prefix, level + 1)),
                    _ => self.stream(kind, content, &prefix, path, level + 1),
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

/// Does a zip hold entries that its directory does not name: removed, named twice, or another archive before it?
/// `named` are the stretches of those that it names; between them and before the directory no entry may begin.
fn hides_entries(zip: &mut dyn Source, base: u64, directory: u64, mut named: Vec<(u64, u64)>) -> io::Result<bool> {
    named.sort_unstable();
    named.push((directory, directory));
    let mut at = 0;
    for (start, end) in named {
        // The offsets of an archive behind a prefix may be counted from either.
        let start = start.max(if at == 0 { base.min(start) } else { 0 });
        if start >= at + 30 {
            zip.seek(SeekFrom::Start(at))?;
            let mut gap = Vec::new();
            zip.take((start - at).min(MOST_GAP)).read_to_end(&mut gap)?;
            if bytes::find_text(b"PK\x03\x04", &gap).is_some() {
                return Ok(true);
            }
        }
        at = at.max(end);
    }
    Ok(false)
}

/// A compressed file's name without the ending that says so.
fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    let ends = [".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".tzst"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or("content")
}

/// What a GNU long name or a POSIX extended header (`LENGTH path=VALUE`) says of the next entry.
#[derive(Default)]
struct Told {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Told {
    fn read(&mut self, kind: tar::EntryType, text: &[u8]) {
        if kind.is_gnu_longname() {
            self.path = text.split(|b| *b == 0).next().map(<[u8]>::to_vec);
            return;
        }
        for record in tar::PaxExtensions::new(text).flatten() {
            match (record.key_bytes(), record.value()) {
                (b"path", _) => self.path = Some(record.value_bytes().to_vec()),
                (b"size", Ok(size)) => self.size = size.parse().ok().or(self.size),
                _ => {}
            }
        }
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

/// The archive libraries' messages may hold names and bytes of the archive; only the kind is passed on.
fn says(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "it is damaged".to_owned(),
        io::ErrorKind::OutOfMemory => "it takes too much memory to unpack".to_owned(),
        _ => "it cannot be unpacked".to_owned(),
    }
}

#[cfg(test)]
mod tests;
