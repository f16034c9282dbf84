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
pub(super) mod tests {
    use std::io::Write;
    use std::path::Path;

    use flate2::{Compression, write::ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    /// A repository that holds `object` (with its head) as the file of an id.
    pub(crate) fn stored(object: &[u8], level: u32) -> (tempfile::TempDir, Oid, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        git2::Repository::init_bare(folder.path()).unwrap();
        let content = match bytes::find(0, object) {
            Some(nul) => &object[nul + 1..],
            None => object,
        };
        let id = Oid::hash_object(ObjectType::Blob, content).unwrap();
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
        encoder.write_all(object).unwrap();
        let packed = encoder.finish().unwrap();
        write(folder.path(), id, &packed);
        (folder, id, packed)
    }

    fn loose(folder: &Path) -> Loose {
        Loose::new(folder.join("objects"))
    }

    pub(crate) fn write(folder: &Path, id: Oid, packed: &[u8]) {
        let file = file_of(&folder.join("objects"), id);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, packed).unwrap();
    }

    fn blob(content: &[u8]) -> Vec<u8> {
        [format!("blob {}\0", content.len()).as_bytes(), content].concat()
    }

    fn contents() -> impl Strategy<Value = Vec<u8>> {
        let even = (any::<u8>(), 0..200_000_usize).prop_map(|(byte, length)| vec![byte; length]);
        let mixed = prop::collection::vec(any::<u8>(), 0..9000).prop_map(|seed| [&seed[..], &seed, &seed].concat());
        prop_oneof![even, mixed, prop::collection::vec(0..4_u8, 0..30_000)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// libgit2 is the reference implementation.
        #[test]
        fn an_object_is_what_libgit2_reads(content in contents(), level in 0..10_u32) {
            let (folder, id, packed) = stored(&blob(&content), level);
            let odb = git2::Repository::open(folder.path()).unwrap().odb().unwrap().read(id).unwrap().data().to_vec();
            prop_assert_eq!(&odb, &content);
            drop(packed);
            let wanted = Ok(Object { kind: ObjectType::Blob, content });
            prop_assert_eq!(loose(folder.path()).read(id, &mut Inflater::new()), wanted);
        }

        /// What is damaged is said to be; a change that changes nothing may pass.
        #[test]
        fn damage_is_never_content(content in contents(), at in any::<prop::sample::Index>(), cut in any::<bool>()) {
            let (folder, id, mut packed) = stored(&blob(&content), 6);
            let at = at.index(packed.len());
            if cut { packed.truncate(at) } else { packed[at] ^= 0x15 }
            write(folder.path(), id, &packed);
            match loose(folder.path()).read(id, &mut Inflater::new()) {
                Ok(object) => prop_assert_eq!(object.content, content),
                Err(NotFound::Damaged(_) | NotFound::TooLarge(_)) => {}
                other => prop_assert!(false, "{other:?}"),
            }
        }
    }

    fn read_only(folder: &Path, id: Oid) -> Result<Object, NotFound> {
        loose(folder).read(id, &mut Inflater::new())
    }

    /// A content that deflates to about half, so that a cut falls into its middle.
    fn content(size: usize) -> Vec<u8> {
        let mut state = 88_172_645_463_325_252_u64;
        let mut digit = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            b"0123456789abcdef"[(state >> 60) as usize]
        };
        (0..size).map(|_| digit()).collect()
    }

    #[test]
    fn a_file_that_was_cut_off_anywhere_is_damaged() {
        for size in [10, 100_000, 5_000_000] {
            let (folder, id, packed) = stored(&blob(&content(size)), 6);
            assert!(matches!(read_only(folder.path(), id), Ok(object) if object.content.len() == size));
            let ends = [0, 1, 2, 5, 10, packed.len() / 2, packed.len() - 5, packed.len() - 4, packed.len() - 1];
            for end in ends {
                if end >= packed.len() {
                    continue;
                }
                write(folder.path(), id, &packed[..end]);
                assert!(matches!(read_only(folder.path(), id), Err(NotFound::Damaged(_))), "{end} of {}", packed.len());
            }
        }
    }

    #[test]
    fn the_checksum_counts_and_nothing_may_follow() {
        for size in [7, 3_000_000] {
            let (folder, id, mut packed) = stored(&blob(&content(size)), 6);
            write(folder.path(), id, &[&packed[..], b"junk"].concat());
            assert!(matches!(read_only(folder.path(), id), Err(NotFound::Damaged(_))));
            *packed.last_mut().unwrap() ^= 1;
            write(folder.path(), id, &packed);
            assert!(matches!(read_only(folder.path(), id), Err(NotFound::Damaged(_))));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_damaged_at_once() {
        let (folder, id, _) = stored(&blob(b"content"), 6);
        let file = file_of(&folder.path().join("objects"), id);
        std::fs::remove_file(&file).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        let damaged =
            |found: Result<_, _>| matches!(found, Err(NotFound::Damaged(why)) if why == regular_file::NOT_REGULAR);
        assert!(damaged(read_only(folder.path(), id)));
        assert!(matches!(loose(folder.path()).size(id), Err(NotFound::Damaged(_))));
    }

    #[test]
    fn a_header_must_be_right() {
        let read = |object: &[u8]| {
            let (folder, id, _) = stored(object, 6);
            read_only(folder.path(), id)
        };
        let found = |kind, content: &[u8]| Ok(Object { kind, content: content.to_vec() });
        assert_eq!(read(b"tree 2\0ab"), found(ObjectType::Tree, b"ab"));
        assert_eq!(read(b"commit 0\0"), found(ObjectType::Commit, b""));
        assert_eq!(read(b"tag 1\0a"), found(ObjectType::Tag, b"a"));
        assert_eq!(read(b"blob 999999999999\0ab"), Err(NotFound::TooLarge(999_999_999_999)));
        for wrong in [
            "blob 3\0ab",
            "blob 1\0ab",
            "blob +2\0ab",
            "blob 02\0ab",
            "blob\0ab",
            "leaf 2\0ab",
            "blobs 2\0ab",
            "blob 2 ab",
            "",
        ] {
            assert!(matches!(read(wrong.as_bytes()), Err(NotFound::Damaged(_))), "{wrong:?}");
        }
    }

    #[test]
    fn objects_of_any_size_are_read_and_measured() {
        for size in [0, MAX_SIZE - 20, MAX_SIZE + 1, 20 << 20] {
            let (folder, id, _) = stored(&blob(&vec![b'a'; size]), 9);
            assert!(matches!(read_only(folder.path(), id), Ok(object) if object.content.len() == size));
            assert_eq!(loose(folder.path()).size(id), Ok(size as u64));
        }
    }

    /// Where each byte is as often as a power of two, its code has a length of its own, and takes long to describe.
    #[test]
    fn a_size_is_known_where_the_code_of_the_bytes_is_long() {
        let bytes = (0..=255_u8).flat_map(|byte| vec![byte; 1 << (u32::from(byte) * 3 % 10)]);
        let mut content: Vec<u8> = bytes.collect();
        let mut state = 88_172_645_463_325_252_u64;
        for last in (1..content.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            content.swap(last, (state >> 20) as usize % (last + 1));
        }
        for level in 0..10 {
            let (folder, id, _) = stored(&blob(&content), level);
            assert_eq!(loose(folder.path()).size(id), Ok(content.len() as u64), "level {level}");
        }
    }

    #[test]
    fn what_is_borrowed_is_found_and_what_is_nowhere_is_missing() {
        let (lender, id, packed) = stored(&blob(b"lent"), 6);
        let (folder, ..) = stored(&blob(b"own"), 6);
        assert_eq!(read_only(folder.path(), id), Err(NotFound::Missing));
        let alternates = folder.path().join("objects/info/alternates");
        std::fs::write(&alternates, format!("# a comment\n{}\n", lender.path().join("objects").display())).unwrap();
        assert!(matches!(read_only(folder.path(), id), Ok(object) if object.content == b"lent"));
        write(lender.path(), id, &packed[..packed.len() - 3]);
        assert!(matches!(read_only(folder.path(), id), Err(NotFound::Damaged(_))));
    }
}
