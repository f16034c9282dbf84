//! Commits, trees and blobs read without libgit2: objects in files of their own ([`super::loose`]), and the first few small
//! ones in packs ([`super::pack`]). libgit2 looks at each file three times, maps windows of packs into memory and inflates
//! in steps, which is most of what a clean hook does. It is the reference in tests, and reads the forms that are not known
//! here: other packs, deltas of other forms, objects of a repository that this one borrows packs from.

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
use super::read::Read;
use super::{pack_bounds, special_files};

/// So many trees and commits are kept: HEAD and the roots are wanted again and again.
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
    pub(super) fn of(common_dir: &Path) -> Self {
        let named = std::env::var_os("GIT_OBJECT_DIRECTORY").filter(|path| !path.is_empty());
        let objects = named.map_or_else(|| common_dir.join("objects"), Into::into);
        Self {
            #[cfg(unix)]
            packs: Packs::of(&objects),
            loose: Loose::of(objects),
            inflater: RefCell::default(),
            kept: RefCell::default(),
            fatal_file: OnceCell::new(),
        }
    }

    /// A tree or a commit, which may be wanted again.
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
        // Where both have it, git believes the pack.
        match self.packed(id, inflater) {
            Err(NotFound::Missing) => self.loose.read(id, inflater),
            // libgit2 must look; a file of the same object that it would never come to the end of may not be there.
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

    /// Why libgit2 may not open the packs: one of its files is a pipe or a device, on which it would wait for ever, or
    /// names a place where reading ends the process.
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

/// The tree that a commit names; `None` where it is not as git writes it.
pub(super) fn tree_of(commit: &Read<'_>) -> Option<Oid> {
    if commit.kind() != ObjectType::Commit {
        return None;
    }
    let (tree, rest) = commit.content().strip_prefix(b"tree ")?.split_at_checked(40)?;
    let is_whole = [&b"\nauthor "[..], b"\ncommitter "].iter().all(|line| bytes::find_text(line, rest).is_some());
    Oid::from_str(std::str::from_utf8(tree).ok()?).ok().filter(|_| rest.starts_with(b"\n") && is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loose::tests::{stored, write};
    #[cfg(unix)]
    use crate::pack::tests::packed;

    /// git and libgit2 look there first: a file that says otherwise must not speak for the object.
    #[cfg(unix)]
    #[test]
    fn a_pack_goes_before_a_file() {
        let (folder, ids) = packed(&[b"what is committed".to_vec()], false);
        let (_other, _, file) = stored(b"blob 8\0harmless", 6);
        write(folder.path(), ids[0], &file);
        assert_eq!(Objects::of(folder.path()).read(ids[0]).unwrap().content, b"what is committed");
    }

    #[test]
    fn a_tree_is_kept_and_stays_the_same() {
        let (folder, id, _) = stored(b"tree 2\0ab", 6);
        let quick = Objects::of(folder.path());
        let first = quick.keep(id).unwrap();
        std::fs::remove_dir_all(folder.path()).unwrap();
        assert!(Rc::ptr_eq(&first, &quick.keep(id).unwrap()));
    }

    #[test]
    fn a_commit_says_its_tree() {
        let tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let read = |kind: &str, text: &str| {
            let (folder, id, _) = stored(format!("{kind} {}\0{text}", text.len()).as_bytes(), 6);
            tree_of(&Read::Own(Objects::of(folder.path()).keep(id).unwrap()))
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
