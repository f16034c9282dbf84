//! Loose objects, each in its own file: what was staged and committed since the last `git gc`. Small ones are read with one
//! call and inflated in one piece ([`super::objects`] says why), larger ones as a whole. What differs from git's format is
//! reported as damaged and not passed on to libgit2, which never stops reading a file that was cut off.
//!
//! Format: zlib of `KIND SP SIZE NUL CONTENT`, in `objects/` by the id's first two digits and the others (git's
//! documentation, gitrepository-layout and git-hash-object).

use std::cell::OnceCell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

use akguard_common::bytes;
use akguard_common::error::io_says;
use flate2::{Decompress, FlushDecompress};
use git2::{ObjectType, Oid};
use libdeflater::Decompressor;

use super::alternates;
use super::change::MAX_BLOB;
use super::inflater::{Inflater, MAX_PACKED, MAX_SIZE};
use super::object::{NotFound, Object};
use crate::regular_file;

/// Maximum length of an object's header in bytes: `commit` and twenty digits fit.
const MAX_HEADER: usize = 32;

/// Maximum length of the deflated header: a block describes its codes in less than 400 bytes (RFC 1951, 3.2.7).
const MAX_PACKED_HEADER: u64 = 512;

const CUT_OFF: &str = "its file is damaged or cut off";

/// The loose objects of a repository.
pub(super) struct Loose {
    /// The directory `objects`.
    folder: PathBuf,
    /// The object directories that this repository borrows from; read when an object is not in its own.
    alternates: OnceCell<Vec<PathBuf>>,
}

impl Loose {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, alternates: OnceCell::new() }
    }

    /// An object, from the repository or from where it borrows.
    pub(super) fn read(&self, id: Oid, inflater: &mut Inflater) -> Result<Object, NotFound> {
        self.find(id, |path| read(path, inflater))
    }

    /// The size of an object's content in bytes, from its header.
    pub(super) fn size(&self, id: Oid) -> Result<u64, NotFound> {
        self.find(id, |path| {
            let mut packed = Vec::new();
            let file = regular_file::open(path).map_err(|e| not_opened(&e))?;
            file.take(MAX_PACKED_HEADER).read_to_end(&mut packed).map_err(|e| NotFound::damaged(io_says(&e)))?;
            header(&packed).map(|header| header.size).ok_or_else(|| NotFound::damaged(CUT_OFF))
        })
    }

    /// The object directories: this repository's own, then those that it borrows from.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        let others = self.alternates.get_or_init(|| alternates::list(&self.folder));
        std::iter::once(&self.folder).chain(others).map(PathBuf::as_path)
    }

    fn find<T>(&self, id: Oid, mut look: impl FnMut(&Path) -> Result<T, NotFound>) -> Result<T, NotFound> {
        let own = look(&file_of(&self.folder, id));
        if !matches!(own, Err(NotFound::Missing)) {
            return own;
        }
        let others = self.folders().skip(1).map(|folder| look(&file_of(folder, id)));
        others.into_iter().find(|found| !matches!(found, Err(NotFound::Missing))).unwrap_or(Err(NotFound::Missing))
    }
}

fn not_opened(error: &std::io::Error) -> NotFound {
    if error.kind() == ErrorKind::NotFound { NotFound::Missing } else { NotFound::damaged(io_says(error)) }
}

fn file_of(folder: &Path, id: Oid) -> PathBuf {
    let mut name = [b'/'; 41];
    data_encoding::HEXLOWER.encode_mut(&id.as_bytes()[..1], &mut name[..2]);
    data_encoding::HEXLOWER.encode_mut(&id.as_bytes()[1..], &mut name[3..]);
    folder.join(OsStr::new(std::str::from_utf8(&name).unwrap_or_default()))
}

fn read(path: &Path, inflater: &mut Inflater) -> Result<Object, NotFound> {
    let mut file = regular_file::open_without_waiting(path).map_err(|e| not_opened(&e))?;
    match read_small(&mut file, inflater) {
        Some(object) => Ok(object),
        None => read_whole(&mut file),
    }
}

/// A small object, read with one call into an existing buffer; `None` where that is not enough.
fn read_small(file: &mut File, inflater: &mut Inflater) -> Option<Object> {
    let length = file.read(inflater.packed()).ok()?;
    if length >= MAX_PACKED {
        return None;
    }
    let end = inflater.packed()[..length].last_chunk().copied().map(u32::from_be_bytes);
    let object = inflater.inflate(0..length, MAX_SIZE)?;
    // The stream ends with its checksum, and nothing may follow it.
    if end != Some(libdeflater::adler32(object)) {
        return None;
    }
    parse(object)
}

/// An object of any size, or what is wrong with its file.
fn read_whole(file: &mut File) -> Result<Object, NotFound> {
    if !file.metadata().is_ok_and(|meta| meta.is_file()) {
        return Err(NotFound::damaged(regular_file::NOT_REGULAR));
    }
    let mut packed = Vec::new();
    let read = file.rewind().and_then(|()| file.take(2 * MAX_BLOB).read_to_end(&mut packed));
    read.map_err(|e| NotFound::damaged(io_says(&e)))?;
    let header = header(&packed).ok_or_else(|| NotFound::damaged(CUT_OFF))?;
    if header.size > MAX_BLOB {
        return Err(NotFound::TooLarge(header.size));
    }
    let mut object = vec![0; header.length + header.size as usize];
    let inflated = Decompressor::new().zlib_decompress(&packed, &mut object);
    if inflated.ok() != Some(object.len()) {
        return Err(NotFound::damaged(CUT_OFF));
    }
    if packed.last_chunk().copied().map(u32::from_be_bytes) != Some(libdeflater::adler32(&object)) {
        return Err(NotFound::damaged("its file continues after the object's end"));
    }
    drop(packed);
    object.drain(..header.length);
    Ok(Object { kind: header.kind, content: object })
}

/// The header of an object.
struct ObjectHeader {
    kind: ObjectType,
    /// Size of the content, in bytes.
    size: u64,
    /// Length of the header itself with its NUL, in bytes.
    length: usize,
}

/// The header, from the beginning of the packed bytes.
fn header(packed: &[u8]) -> Option<ObjectHeader> {
    let mut room = [0; MAX_HEADER];
    let mut stream = Decompress::new(true);
    stream.decompress(packed, &mut room, FlushDecompress::None).ok()?;
    parse_header(&room[..usize::try_from(stream.total_out()).ok()?])
}

fn parse_header(object: &[u8]) -> Option<ObjectHeader> {
    let length = bytes::find(0, object)? + 1;
    let (kind, size) = std::str::from_utf8(&object[..length - 1]).ok()?.split_once(' ')?;
    let kind = match kind {
        "blob" => ObjectType::Blob,
        "tree" => ObjectType::Tree,
        "commit" => ObjectType::Commit,
        "tag" => ObjectType::Tag,
        _ => return None,
    };
    let is_plain = size.bytes().all(|b| b.is_ascii_digit()) && (size == "0" || !size.starts_with('0'));
    if !is_plain {
        return None;
    }
    Some(ObjectHeader { kind, size: size.parse().ok()?, length })
}

/// `KIND SP SIZE NUL CONTENT`, where the size is right.
fn parse(object: &[u8]) -> Option<Object> {
    let header = parse_header(object)?;
    let content = &object[header.length..];
    (header.size == content.len() as u64).then(|| Object { kind: header.kind, content: content.to_vec() })
}

#[cfg(test)]
pub(super) mod tests;
