//! Commits, trees and small blobs read without libgit2: objects in files of their own ([`super::loose`]), and the first
//! few in packs ([`super::pack`]). libgit2 looks at each file three times, maps windows of packs into memory and inflates
//! in steps, which is most of what a clean hook does. It is the reference, too: whatever is not as expected here
//! (alternates, what is large or damaged, deltas of other forms) is left to it.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use git2::{ObjectType, Oid};
use libdeflater::Decompressor;

use super::loose::Loose;
#[cfg(unix)]
use super::pack::Packs;
use crate::bytes;

/// What is larger is left to libgit2, packed or not, in bytes.
pub(super) const LARGEST_PACKED: usize = 64 << 10;
pub(super) const LARGEST: usize = 1 << 20;

/// So many trees and commits are kept: HEAD and the roots are wanted again and again.
const MOST_KEPT: usize = 8;

/// An object that has been read.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) kind: ObjectType,
    pub(super) content: Vec<u8>,
}

/// Blind: a blob may hold a secret.
impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.kind, self.content.len())
    }
}

/// Room for what is read, and behind it for what that inflates to. Its pages cost nothing before they are used.
pub(super) struct Inflater {
    decompressor: Decompressor,
    room: Vec<u8>,
}

impl Inflater {
    pub(super) fn new() -> Self {
        Self { decompressor: Decompressor::new(), room: vec![0; LARGEST_PACKED + LARGEST] }
    }

    /// Where packed bytes are to be read to.
    pub(super) fn packed(&mut self) -> &mut [u8; LARGEST_PACKED] {
        self.room.first_chunk_mut().unwrap_or_else(|| unreachable!("the room is larger"))
    }

    /// What the zlib stream inflates to that begins at the start of this part of the packed bytes, if that is so much at
    /// most. Its checksum is right then.
    pub(super) fn inflate(&mut self, part: Range<usize>, most: usize) -> Option<&[u8]> {
        let (packed, room) = self.room.split_at_mut(LARGEST_PACKED);
        let length = self.decompressor.zlib_decompress(packed.get(part)?, room.get_mut(..most)?).ok()?;
        room.get(..length)
    }
}

/// The objects of a repository, where the environment does not have them elsewhere.
pub(super) struct Quick {
    loose: Option<Loose>,
    #[cfg(unix)]
    packs: Packs,
    inflater: RefCell<Option<Inflater>>,
    kept: RefCell<Vec<(Oid, Rc<Object>)>>,
}

impl Quick {
    pub(super) fn of(common_dir: &Path) -> Self {
        let objects = common_dir.join("objects");
        Self {
            #[cfg(unix)]
            packs: Packs::of(&objects),
            loose: std::env::var_os("GIT_OBJECT_DIRECTORY").is_none().then(|| Loose::of(objects)),
            inflater: RefCell::default(),
            kept: RefCell::default(),
        }
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
        let is_whole = [&b"\nauthor "[..], b"\ncommitter "].iter().all(|line| bytes::find_text(line, rest).is_some());
        Oid::from_str(std::str::from_utf8(tree).ok()?).ok().filter(|_| rest.starts_with(b"\n") && is_whole)
    }

    /// An object; `None` where libgit2 must look.
    pub(super) fn read(&self, id: Oid) -> Option<Object> {
        let loose = self.loose.as_ref()?;
        let mut inflater = self.inflater.borrow_mut();
        let inflater = inflater.get_or_insert_with(Inflater::new);
        // Where both have it, git believes the pack.
        #[cfg(unix)]
        if let Some(found) = self.packs.read(id, inflater)? {
            return Some(found);
        }
        loose.read(id, inflater)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::loose::tests::{stored, write};
    #[cfg(unix)]
    use crate::git::pack::tests::packed;

    #[test]
    fn debug_is_blind() {
        let object = Object { kind: ObjectType::Blob, content: b"correct-horse".to_vec() };
        assert_eq!(format!("{object:?}"), "blob of 13 bytes");
    }

    /// git and libgit2 look there first: a file that says otherwise must not speak for the object.
    #[cfg(unix)]
    #[test]
    fn a_pack_goes_before_a_file() {
        let (folder, ids) = packed(&[b"what is committed".to_vec()], false);
        let (_other, _, file) = stored(b"blob 8\0harmless", 6);
        write(folder.path(), ids[0], &file);
        assert_eq!(Quick::of(folder.path()).read(ids[0]).unwrap().content, b"what is committed");
    }

    #[test]
    fn a_tree_is_kept_and_stays_the_same() {
        let (folder, id, _) = stored(b"tree 2\0ab", 6);
        let quick = Quick::of(folder.path());
        let first = quick.keep(id).unwrap();
        std::fs::remove_dir_all(folder.path()).unwrap();
        assert!(Rc::ptr_eq(&first, &quick.keep(id).unwrap()));
    }

    #[test]
    fn a_commit_says_its_tree() {
        let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let read = |kind: &str, text: &str| {
            let (folder, id, _) = stored(format!("{kind} {}\0{text}", text.len()).as_bytes(), 6);
            Quick::of(folder.path()).tree_of_commit(id)
        };
        let text = format!(
            "tree {tree}\nauthor A <a@example.invalid> 0 +0000\ncommitter A <a@example.invalid> 0 +0000\n\nwhy\n"
        );
        assert_eq!(read("commit", &text), Some(Oid::from_str(tree).unwrap()));
        assert_eq!(read("blob", &text), None);
        for wrong in [
            "",
            "tree",
            "tree 4b825dc6\n",
            &text[..45],
            &text[..90],
            &text.replace("tree", "Tree"),
            &text.replace('4', "x"),
        ] {
            assert_eq!(read("commit", wrong), None, "{wrong:?}");
        }
    }
}
