//! Reads commits, trees and blobs without libgit2: loose objects ([`super::loose`]), and the first few small objects in
//! packs ([`super::pack`]). libgit2 looks at each file three times, maps windows of packs into memory and inflates in
//! steps, which would be most of the time of a clean hook. It is the reference implementation in tests, and reads what is
//! not supported here: packs and deltas of other formats, and packs of repositories that this one borrows from.

use std::cell::{OnceCell, RefCell};
use std::path::Path;
use std::rc::Rc;

use akguard_common::bytes;
use git2::{ObjectType, Oid};

use super::inflater::Inflater;
use super::loose::Loose;
use super::object::{NotFound, Object};
#[cfg(unix)]
use super::pack::Packs;
use super::read::ReadObject;
use super::{pack_bounds, special_files};

/// Maximum number of trees and commits that are kept: HEAD and the roots are needed several times.
const MAX_KEPT: usize = 8;

/// The objects of a repository.
pub(super) struct Objects {
    loose: Loose,
    #[cfg(unix)]
    packs: Packs,
    inflater: RefCell<Option<Inflater>>,
    kept: RefCell<Vec<(Oid, Rc<Object>)>>,
    fatal_file: OnceCell<Option<String>>,
}

impl Objects {
    pub(super) fn new(common_dir: &Path) -> Self {
        let objects = match std::env::var_os("GIT_OBJECT_DIRECTORY") {
            Some(named) if !named.is_empty() => named.into(),
            _ => common_dir.join("objects"),
        };
        Self {
            #[cfg(unix)]
            packs: Packs::new(&objects),
            loose: Loose::new(objects),
            inflater: RefCell::default(),
            kept: RefCell::default(),
            fatal_file: OnceCell::new(),
        }
    }

    /// A tree or a commit, which is kept for the next time.
    pub(super) fn keep(&self, id: Oid) -> Result<Rc<Object>, NotFound> {
        if let Some((_, kept)) = self.kept.borrow().iter().find(|(kept, _)| *kept == id) {
            return Ok(Rc::clone(kept));
        }
        let object = Rc::new(self.read(id)?);
        let mut kept = self.kept.borrow_mut();
        if kept.len() < MAX_KEPT {
            kept.push((id, Rc::clone(&object)));
        }
        Ok(object)
    }

    /// An object.
    pub(super) fn read(&self, id: Oid) -> Result<Object, NotFound> {
        let mut inflater = self.inflater.borrow_mut();
        let inflater = inflater.get_or_insert_with(Inflater::new);
        // Where a pack and a file have the object, git takes the pack's.
        match self.packed(id, inflater) {
            Err(NotFound::Missing) => self.loose.read(id, inflater),
            // libgit2 must read it. First it is checked that no damaged file of the same object makes it read for ever.
            Err(NotFound::Unknown) => match self.loose.read(id, inflater) {
                Err(NotFound::Damaged(why)) => Err(NotFound::Damaged(why)),
                _ => Err(NotFound::Unknown),
            },
            found => found,
        }
    }

    /// The size of a loose object's content, in bytes.
    pub(super) fn loose_size(&self, id: Oid) -> Result<u64, NotFound> {
        self.loose.size(id)
    }

    /// Why libgit2 may not open the packs: a file is a pipe or a device, on which it would block, or an index names an
    /// offset at which reading ends the process.
    pub(super) fn fatal_file(&self) -> Option<&str> {
        let look = || {
            let special = self.loose.folders().find_map(special_files::in_objects);
            special.or_else(|| self.loose.folders().find_map(pack_bounds::beyond_end))
        };
        self.fatal_file.get_or_init(look).as_deref()
    }

    #[cfg(unix)]
    fn packed(&self, id: Oid, inflater: &mut Inflater) -> Result<Object, NotFound> {
        self.packs.read(id, inflater)
    }

    #[cfg(not(unix))]
    fn packed(&self, _: Oid, _: &mut Inflater) -> Result<Object, NotFound> {
        Err(NotFound::Unknown)
    }
}

/// The tree of a commit; `None` where the object is not a commit as git writes it.
pub(super) fn tree_of(commit: &ReadObject<'_>) -> Option<Oid> {
    if commit.kind() != ObjectType::Commit {
        return None;
    }
    let (tree, rest) = commit.content().strip_prefix(b"tree ")?.split_at_checked(40)?;
    let is_whole = [&b"\nauthor "[..], b"\ncommitter "].iter().all(|line| bytes::find_text(line, rest).is_some());
    if !rest.starts_with(b"\n") || !is_whole {
        return None;
    }
    Oid::from_str(std::str::from_utf8(tree).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loose::tests::{StoredObject, stored, write};
    #[cfg(unix)]
    use crate::pack::tests::{PackedObjects, packed};

    /// git and libgit2 look into packs first: a file with other content must not replace the object.
    #[cfg(unix)]
    #[test]
    fn a_pack_goes_before_a_file() {
        let PackedObjects { folder, ids } = packed(&[b"what is committed".to_vec()], false);
        let StoredObject { folder: _other, packed: file, .. } = stored(b"blob 8\0harmless", 6);
        write(folder.path(), ids[0], &file);
        assert_eq!(Objects::new(folder.path()).read(ids[0]).unwrap().content, b"what is committed");
    }

    #[test]
    fn a_tree_is_kept_and_stays_the_same() {
        let StoredObject { folder, id, .. } = stored(b"tree 2\0ab", 6);
        let quick = Objects::new(folder.path());
        let first = quick.keep(id).unwrap();
        std::fs::remove_dir_all(folder.path()).unwrap();
        assert!(Rc::ptr_eq(&first, &quick.keep(id).unwrap()));
    }

    #[test]
    fn a_commit_says_its_tree() {
        let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let read = |kind: &str, text: &str| {
            let StoredObject { folder, id, .. } = stored(format!("{kind} {}\0{text}", text.len()).as_bytes(), 6);
            tree_of(&ReadObject::Own(Objects::new(folder.path()).keep(id).unwrap()))
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
