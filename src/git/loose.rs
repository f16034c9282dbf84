//! Objects in files of their own ("loose": what has been staged and committed since the last `git gc`), read at once and
//! inflated in one piece. libgit2 looks at such a file three times and inflates it in steps, which is most of what a
//! clean hook does. It is the reference, too: whatever is not as expected here (packs, alternates, a large or damaged
//! file) is left to it.
//!
//! Format: zlib of `KIND SP SIZE NUL CONTENT`, in `objects/` by the id's first two digits and the others (git's
//! documentation, gitrepository-layout and git-hash-object).

use std::cell::{Cell, RefCell};
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use git2::{ObjectType, Oid};
use libdeflater::Decompressor;

use crate::bytes;

/// A larger file is left to libgit2, as is one that holds more; in bytes.
const LARGEST_FILE: usize = 64 << 10;
const LARGEST: usize = 1 << 20;

/// After so many objects in a row that had no file of their own, the repository keeps them in packs.
const MOST_MISSES: u8 = 16;

/// So many trees and commits are kept: HEAD and the roots are wanted again and again.
const MOST_KEPT: usize = 8;

/// An object that has been read.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) kind: ObjectType,
    pub(super) content: Vec<u8>,
}

/// The loose objects of a repository.
pub(super) struct Loose {
    /// `objects`; none where the environment has them elsewhere.
    folder: Option<PathBuf>,
    misses: Cell<u8>,
    space: RefCell<Option<Space>>,
    kept: RefCell<Vec<(Oid, Rc<Object>)>>,
}

/// Room for one file and, behind it, for what it holds. Its pages cost nothing before they are used.
struct Space {
    decompressor: Decompressor,
    room: Vec<u8>,
}

impl Loose {
    pub(super) fn of(common_dir: &Path) -> Self {
        let folder = std::env::var_os("GIT_OBJECT_DIRECTORY").is_none().then(|| common_dir.join("objects"));
        Self { folder, misses: Cell::new(0), space: RefCell::default(), kept: RefCell::default() }
    }

    /// A tree or a commit, which may be wanted again; `None` where libgit2 must look.
    pub(super) fn keep(&self, id: Oid) -> Option<Rc<Object>> {
        if let Some((_, kept)) = self.kept.borrow().iter().find(|(kept, _)| *kept == id) {
            return Some(Rc::clone(kept));
        }
        let object = Rc::new(self.read(id)?);
        let mut kept = self.kept.borrow_mut();
        if kept.len() < MOST_KEPT {
            kept.push((id, Rc::clone(&object)));
        }
        Some(object)
    }

    /// The tree of a commit; `None` where libgit2 must look.
    pub(super) fn tree_of_commit(&self, id: Oid) -> Option<Oid> {
        let commit = self.keep(id).filter(|object| object.kind == ObjectType::Commit)?;
        let (tree, rest) = commit.content.strip_prefix(b"tree ")?.split_at_checked(40)?;
        Oid::from_str(std::str::from_utf8(tree).ok()?).ok().filter(|_| rest.starts_with(b"\n"))
    }

    /// An object; `None` where libgit2 must look.
    pub(super) fn read(&self, id: Oid) -> Option<Object> {
        if self.misses.get() == MOST_MISSES {
            return None;
        }
        let Ok(file) = File::open(self.file(id)?) else {
            self.misses.set(self.misses.get() + 1);
            return None;
        };
        self.misses.set(0);
        self.space.borrow_mut().get_or_insert_with(Space::new).read(file)
    }

    fn file(&self, id: Oid) -> Option<PathBuf> {
        let mut name = [b'/'; 41];
        data_encoding::HEXLOWER.encode_mut(&id.as_bytes()[..1], &mut name[..2]);
        data_encoding::HEXLOWER.encode_mut(&id.as_bytes()[1..], &mut name[3..]);
        Some(self.folder.as_ref()?.join(OsStr::new(std::str::from_utf8(&name).ok()?)))
    }
}

impl Space {
    fn new() -> Self {
        Self { decompressor: Decompressor::new(), room: vec![0; LARGEST_FILE + LARGEST] }
    }

    fn read(&mut self, mut file: File) -> Option<Object> {
        let (packed, object) = self.room.split_at_mut(LARGEST_FILE);
        // What one call does not give in full does not inflate either.
        let length = file.read(packed).ok().filter(|length| *length < LARGEST_FILE)?;
        let length = self.decompressor.zlib_decompress(&packed[..length], object).ok()?;
        parse(&object[..length])
    }
}

/// `KIND SP SIZE NUL CONTENT`, where the size is right.
fn parse(object: &[u8]) -> Option<Object> {
    let (head, content) = object.split_at_checked(bytes::find(0, object)? + 1)?;
    let (kind, size) = std::str::from_utf8(&head[..head.len() - 1]).ok()?.split_once(' ')?;
    let right = size == content.len().to_string();
    Some(Object { kind: ObjectType::from_str(kind).filter(|_| right)?, content: content.to_vec() })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    /// A repository that holds `object` (with its head) as the file of an id.
    fn stored(object: &[u8], level: u32) -> (tempfile::TempDir, Oid, Vec<u8>) {
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

    fn write(folder: &Path, id: Oid, packed: &[u8]) {
        let file = Loose::of(folder).file(id).unwrap();
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
            let read = Loose::of(folder.path()).read(id).map(|object| (object.kind, object.content));
            let wanted = (packed.len() < LARGEST_FILE).then_some((ObjectType::Blob, content));
            prop_assert_eq!(read, wanted);
        }

        /// What is damaged is left to libgit2, which says so; a change that changes nothing may pass.
        #[test]
        fn damage_is_never_content(content in contents(), at in any::<prop::sample::Index>(), cut in any::<bool>()) {
            let (folder, id, mut packed) = stored(&blob(&content), 6);
            let at = at.index(packed.len());
            if cut { packed.truncate(at) } else { packed[at] ^= 0x15 }
            write(folder.path(), id, &packed);
            if let Some(object) = Loose::of(folder.path()).read(id) {
                prop_assert_eq!(object.content, content);
            }
        }
    }

    #[test]
    fn the_checksum_counts() {
        let (folder, id, mut packed) = stored(&blob(b"content"), 6);
        *packed.last_mut().unwrap() ^= 1;
        write(folder.path(), id, &packed);
        assert!(Loose::of(folder.path()).read(id).is_none());
    }

    #[test]
    fn a_head_must_be_right() {
        let read = |object: &[u8]| {
            let (folder, id, _) = stored(object, 6);
            Loose::of(folder.path()).read(id).map(|object| (object.kind, object.content))
        };
        assert_eq!(read(b"tree 2\0ab"), Some((ObjectType::Tree, b"ab".to_vec())));
        assert_eq!(read(b"commit 0\0"), Some((ObjectType::Commit, Vec::new())));
        for wrong in
            ["blob 3\0ab", "blob 1\0ab", "blob +2\0ab", "blob 02\0ab", "blob\0ab", "leaf 2\0ab", "blob 2 ab", ""]
        {
            assert_eq!(read(wrong.as_bytes()), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_holds_too_much_is_left_to_libgit2() {
        for (size, read) in [(LARGEST - 20, true), (LARGEST + 1, false)] {
            let (folder, id, _) = stored(&blob(&vec![b'a'; size]), 9);
            assert_eq!(Loose::of(folder.path()).read(id).is_some(), read, "{size}");
        }
    }

    #[test]
    fn a_repository_of_packs_is_noticed() {
        let (folder, id, _) = stored(&blob(b"here"), 6);
        let missing = Oid::hash_object(ObjectType::Blob, b"elsewhere").unwrap();
        let loose = Loose::of(folder.path());
        let miss = |times: u8| (0..times).for_each(|_| assert!(loose.read(missing).is_none()));
        miss(MOST_MISSES - 1);
        assert!(loose.read(id).is_some(), "a hit begins the count again");
        miss(MOST_MISSES);
        assert!(loose.read(id).is_none());
    }

    #[test]
    fn a_tree_is_kept_and_stays_the_same() {
        let (folder, id, _) = stored(b"tree 2\0ab", 6);
        let loose = Loose::of(folder.path());
        let first = loose.keep(id).unwrap();
        std::fs::remove_dir_all(folder.path()).unwrap();
        assert!(Rc::ptr_eq(&first, &loose.keep(id).unwrap()));
    }

    #[test]
    fn a_commit_says_its_tree() {
        let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let read = |kind: &str, text: &str| {
            let (folder, id, _) = stored(format!("{kind} {}\0{text}", text.len()).as_bytes(), 6);
            Loose::of(folder.path()).tree_of_commit(id)
        };
        let text = format!("tree {tree}\nauthor A <a@example.invalid> 0 +0000\n\nwhy\n");
        assert_eq!(read("commit", &text), Some(Oid::from_str(tree).unwrap()));
        assert_eq!(read("blob", &text), None);
        for wrong in
            ["", "tree", "tree 4b825dc6\n", &text[..45], &text.replace("tree", "Tree"), &text.replace('4', "x")]
        {
            assert_eq!(read("commit", wrong), None, "{wrong:?}");
        }
    }
}
