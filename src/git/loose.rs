//! Objects in files of their own ("loose": what has been staged and committed since the last `git gc`), read at once and
//! inflated in one piece ([`super::quick`] says why).
//!
//! Format: zlib of `KIND SP SIZE NUL CONTENT`, in `objects/` by the id's first two digits and the others (git's
//! documentation, gitrepository-layout and git-hash-object).

use std::cell::Cell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use git2::{ObjectType, Oid};

use super::quick::{Inflater, LARGEST, LARGEST_PACKED, Object};
use crate::bytes;

/// After so many objects in a row that had no file of their own, the repository keeps them in packs.
const MOST_MISSES: u8 = 16;

/// The loose objects of a repository.
pub(super) struct Loose {
    /// `objects`.
    folder: PathBuf,
    misses: Cell<u8>,
}

impl Loose {
    pub(super) fn of(folder: PathBuf) -> Self {
        Self { folder, misses: Cell::new(0) }
    }

    /// An object; `None` where it must be looked for elsewhere.
    pub(super) fn read(&self, id: Oid, inflater: &mut Inflater) -> Option<Object> {
        if self.misses.get() == MOST_MISSES {
            return None;
        }
        let Ok(mut file) = File::open(self.file(id)?) else {
            self.misses.set(self.misses.get() + 1);
            return None;
        };
        self.misses.set(0);
        // What one call does not give in full does not inflate either.
        let length = file.read(inflater.packed()).ok().filter(|length| *length < LARGEST_PACKED)?;
        let end = inflater.packed()[..length].last_chunk().copied().map(u32::from_be_bytes);
        let object = inflater.inflate(0..length, LARGEST)?;
        // Nothing may follow the stream, which ends with its checksum.
        parse(object).filter(|_| end == Some(libdeflater::adler32(object)))
    }

    fn file(&self, id: Oid) -> Option<PathBuf> {
        let mut name = [b'/'; 41];
        data_encoding::HEXLOWER.encode_mut(&id.as_bytes()[..1], &mut name[..2]);
        data_encoding::HEXLOWER.encode_mut(&id.as_bytes()[1..], &mut name[3..]);
        Some(self.folder.join(OsStr::new(std::str::from_utf8(&name).ok()?)))
    }
}

/// `KIND SP SIZE NUL CONTENT`, where the size is right.
fn parse(object: &[u8]) -> Option<Object> {
    let (head, content) = object.split_at_checked(bytes::find(0, object)? + 1)?;
    let (kind, size) = std::str::from_utf8(&head[..head.len() - 1]).ok()?.split_once(' ')?;
    let kind = match kind {
        "blob" => ObjectType::Blob,
        "tree" => ObjectType::Tree,
        "commit" => ObjectType::Commit,
        _ => return None,
    };
    (size == content.len().to_string()).then(|| Object { kind, content: content.to_vec() })
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;
    use std::path::Path;

    use flate2::{Compression, write::ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    /// A repository that holds `object` (with its head) as the file of an id.
    pub(in crate::git) fn stored(object: &[u8], level: u32) -> (tempfile::TempDir, Oid, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        git2::Repository::init_bare(folder.path()).unwrap();
        let content = &object[object.iter().position(|b| *b == 0).map_or(0, |nul| nul + 1)..];
        let id = Oid::hash_object(ObjectType::Blob, content).unwrap();
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
        encoder.write_all(object).unwrap();
        let packed = encoder.finish().unwrap();
        write(folder.path(), id, &packed);
        (folder, id, packed)
    }

    fn loose(folder: &Path) -> Loose {
        Loose::of(folder.join("objects"))
    }

    pub(in crate::git) fn write(folder: &Path, id: Oid, packed: &[u8]) {
        let file = loose(folder).file(id).unwrap();
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

        /// libgit2 is the twin.
        #[test]
        fn an_object_is_what_libgit2_reads(content in contents(), level in 0..10_u32) {
            let (folder, id, packed) = stored(&blob(&content), level);
            let odb = git2::Repository::open(folder.path()).unwrap().odb().unwrap().read(id).unwrap().data().to_vec();
            prop_assert_eq!(&odb, &content);
            let read = loose(folder.path()).read(id, &mut Inflater::new()).map(|object| (object.kind, object.content));
            let wanted = (packed.len() < LARGEST_PACKED).then_some((ObjectType::Blob, content));
            prop_assert_eq!(read, wanted);
        }

        /// What is damaged is left to libgit2, which says so; a change that changes nothing may pass.
        #[test]
        fn damage_is_never_content(content in contents(), at in any::<prop::sample::Index>(), cut in any::<bool>()) {
            let (folder, id, mut packed) = stored(&blob(&content), 6);
            let at = at.index(packed.len());
            if cut { packed.truncate(at) } else { packed[at] ^= 0x15 }
            write(folder.path(), id, &packed);
            if let Some(object) = loose(folder.path()).read(id, &mut Inflater::new()) {
                prop_assert_eq!(object.content, content);
            }
        }
    }

    #[test]
    fn the_checksum_counts() {
        let (folder, id, mut packed) = stored(&blob(b"content"), 6);
        *packed.last_mut().unwrap() ^= 1;
        write(folder.path(), id, &packed);
        assert!(loose(folder.path()).read(id, &mut Inflater::new()).is_none());
    }

    #[test]
    fn nothing_may_follow() {
        let (folder, id, packed) = stored(&blob(b"content"), 6);
        write(folder.path(), id, &[&packed[..], b"junk"].concat());
        assert!(loose(folder.path()).read(id, &mut Inflater::new()).is_none());
    }

    #[test]
    fn a_head_must_be_right() {
        let read = |object: &[u8]| {
            let (folder, id, _) = stored(object, 6);
            loose(folder.path()).read(id, &mut Inflater::new()).map(|object| (object.kind, object.content))
        };
        assert_eq!(read(b"tree 2\0ab"), Some((ObjectType::Tree, b"ab".to_vec())));
        assert_eq!(read(b"commit 0\0"), Some((ObjectType::Commit, Vec::new())));
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
            assert_eq!(read(wrong.as_bytes()), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_holds_too_much_is_left_to_libgit2() {
        for (size, read) in [(LARGEST - 20, true), (LARGEST + 1, false)] {
            let (folder, id, _) = stored(&blob(&vec![b'a'; size]), 9);
            assert_eq!(loose(folder.path()).read(id, &mut Inflater::new()).is_some(), read, "{size}");
        }
    }

    #[test]
    fn a_repository_of_packs_is_noticed() {
        let (folder, id, _) = stored(&blob(b"here"), 6);
        let missing = Oid::hash_object(ObjectType::Blob, b"elsewhere").unwrap();
        let loose = loose(folder.path());
        let miss = |times: u8| (0..times).for_each(|_| assert!(loose.read(missing, &mut Inflater::new()).is_none()));
        miss(MOST_MISSES - 1);
        assert!(loose.read(id, &mut Inflater::new()).is_some(), "a hit begins the count again");
        miss(MOST_MISSES);
        assert!(loose.read(id, &mut Inflater::new()).is_none());
    }
}
