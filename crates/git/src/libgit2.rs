//! The first reader: libgit2, without a child process, with our own readers of the index and of objects.

mod failure;
mod refs;
mod setup;

use std::cell::OnceCell;
use std::path::Path;
use std::rc::Rc;

use akguard_common::error::Failure;
use anyhow::Result;

use self::failure::damaged;
use self::refs::Refs;
pub(super) use self::setup::prepare;
use super::bare::{has_no_index, nothing_staged};
use super::blob_error::BlobError;
use super::change::Content;
use super::commit::Commit;
use super::commit_header::{CommitHeader, peel};
use super::delta::{Delta, FileEntry};
use super::directories::Directories;
use super::git_command::Git;
use super::index::{self, Index};
use super::locate::Located;
use super::named_object::NamedObject;
use super::object::ObjectError;
use super::object_store::ObjectStore;
use super::objects::{self, Objects};
use super::oid::Oid;
use super::open_error::OpenError;
use super::place::Place;
use super::reader::Reader;
use super::trust::Trust;
use super::{plumbing, special_files, tree_diff, walk};

/// A repository that libgit2 reads.
pub(super) struct Libgit2 {
    inner: git2::Repository,
    index: index::IndexReader,
    objects: Objects,
    head: OnceCell<Option<Oid>>,
}

impl Libgit2 {
    /// Opens the repository that the environment and the current directory name. In a command that a user runs, it was
    /// located first and must be the located one.
    pub(super) fn open(trust: Trust, located: Option<&Located>) -> Result<Self, OpenError> {
        prepare(trust).map_err(|e| OpenError::from_git2(&e))?;
        if let Some(why) = special_files::in_repository() {
            return Err(OpenError::Special(why));
        }
        let inner = git2::Repository::open_from_env().map_err(|e| OpenError::from_git2(&e))?;
        if located.is_some_and(|located| inner.path().canonicalize().ok().as_ref() != Some(&located.git_dir)) {
            return Err(OpenError::Form("libgit2 sees another repository there".to_owned()));
        }
        // libgit2 would look for HEAD in the namespace (GIT_NAMESPACE); git commits to the real HEAD.
        inner.remove_namespace().map_err(|e| OpenError::from_git2(&e))?;
        let index = index::IndexReader::new(&inner);
        let objects = Objects::new(inner.commondir());
        Ok(Self { inner, index, objects, head: OnceCell::new() })
    }

    pub(super) fn directories(&self) -> Directories {
        Directories {
            work_tree: self.inner.workdir().map(Path::to_path_buf),
            git_dir: self.inner.path().to_path_buf(),
            common_dir: self.inner.commondir().to_path_buf(),
        }
    }

    /// Checks that this reader supports the index: not a split or sparse one, which git must read.
    pub(super) fn try_index(&self) -> Result<(), OpenError> {
        if has_no_index(self.inner.is_bare()) {
            return Ok(());
        }
        self.index.read(&self.object_store()).map(drop).map_err(|e| OpenError::Form(e.to_string()))
    }

    fn object_store(&self) -> ObjectStore<'_> {
        ObjectStore::new(&self.objects, &self.inner)
    }

    fn refs(&self) -> Refs<'_> {
        Refs { repository: &self.inner, objects: self.object_store() }
    }

    fn tree(&self, commit: Oid) -> Result<git2::Oid> {
        let id = to_libgit2(commit)?;
        let what = "a commit";
        let objects = self.object_store();
        let object = objects.read(id).map_err(|e| e.into_failure(what))?;
        objects::tree_of(&object).ok_or_else(|| damaged(id, what).into())
    }

    fn index(&self) -> Result<Rc<Index>> {
        if has_no_index(self.inner.is_bare()) {
            return Err(nothing_staged().into());
        }
        Ok(self.index.read(&self.object_store()).map_err(|why| index_is_unreadable(&why.to_string()))?)
    }

    fn diff_index(&self, from: Option<Oid>) -> Result<Vec<Delta>> {
        let old = from.map(|commit| self.tree(commit)).transpose()?;
        match &*self.index()? {
            Index::Tree(id) => tree_diff::diff(&self.object_store(), old, *id),
            Index::Full(whole) => index::diff(&self.object_store(), old, whole),
        }
    }

    fn files_of_index(&self, path: &str) -> Result<Vec<(Vec<u8>, FileEntry)>> {
        match &*self.index()? {
            Index::Tree(id) => self.files_of_tree(*id, path),
            Index::Full(whole) => Ok(whole.files(path).map_err(index_is_unreadable)?),
        }
    }

    fn files_of_tree(&self, tree: git2::Oid, path: &str) -> Result<Vec<(Vec<u8>, FileEntry)>> {
        let objects = self.object_store();
        let trimmed = path.trim_end_matches('/');
        if trimmed.is_empty() {
            return tree_diff::files(&objects, tree, Vec::new());
        }
        let Some(item) = tree_diff::at(&objects, tree, trimmed)? else { return Ok(Vec::new()) };
        match item {
            tree_diff::TreeEntry::Folder(id) => tree_diff::files(&objects, id, [trimmed.as_bytes(), b"/"].concat()),
            tree_diff::TreeEntry::File(entry) if !path.ends_with('/') => Ok(vec![(path.as_bytes().to_vec(), entry)]),
            _ => Ok(Vec::new()),
        }
    }
}

impl Reader for Libgit2 {
    fn name(&self) -> &'static str {
        "libgit2"
    }

    fn head(&self) -> Result<Option<Oid>> {
        if let Some(known) = self.head.get() {
            return Ok(*known);
        }
        let head = self.refs().head()?;
        Ok(*self.head.get_or_init(|| head))
    }

    fn commit(&self, revision: &str) -> Result<Option<Oid>> {
        // Only ids and refs. For `HEAD~3` libgit2 would read commits by itself, and hang on a damaged one.
        if revision.len() == 40
            && let Ok(id) = git2::Oid::from_str(revision)
        {
            return self.refs().peeled(id);
        }
        if let Some(id) = self.refs().named(revision) {
            return self.refs().peeled(id);
        }
        let Directories { work_tree, git_dir, common_dir } = self.directories();
        if let Some(why) = special_files::in_what_git_reads(&common_dir) {
            return Err(OpenError::Special(why).into_failure().into());
        }
        plumbing::commit(&Git::new(git_dir, work_tree), revision)
    }

    fn diff(&self, from: Option<Oid>, to: Place) -> Result<Vec<Delta>> {
        match to {
            Place::Index => self.diff_index(from),
            Place::Commit(commit) => {
                let old = from.map(|from| self.tree(from)).transpose()?;
                tree_diff::diff(&self.object_store(), old, self.tree(commit)?)
            }
        }
    }

    fn files(&self, place: Place, path: &str) -> Result<Vec<(Vec<u8>, FileEntry)>> {
        match place {
            Place::Index => self.files_of_index(path),
            Place::Commit(commit) => self.files_of_tree(self.tree(commit)?, path),
        }
    }

    fn commits(&self, tips: Option<&[Oid]>, hidden: &[Oid]) -> Result<Vec<Commit>> {
        let tips = match tips {
            Some(tips) => all_to_libgit2(tips)?,
            None => {
                let mut tips = self.refs().commits()?;
                for head in self.refs().heads(self.head()?)? {
                    tips.push(to_libgit2(head)?);
                }
                tips
            }
        };
        let hidden = all_to_libgit2(hidden)?;
        let ends = walk::Ends { tips: &tips, hidden: &hidden, shallow: self.refs().shallow()? };
        Ok(walk::commits(&self.object_store(), ends).map_err(|e| e.into_failure("the history"))?)
    }

    fn named(&self, id: Oid) -> Result<NamedObject> {
        let id = to_libgit2(id)?;
        let objects = self.object_store();
        let object = objects.read(id).map_err(|e| e.into_failure("an object"))?;
        let kind = object.kind().str();
        NamedObject::parse(kind, object.content()).ok_or_else(|| damaged(id, "an object").into())
    }

    fn tips(&self, below: &str) -> Result<Vec<Oid>> {
        let objects = self.object_store();
        let mut tips = Vec::new();
        for reference in self.refs().matching(&format!("{below}*"))? {
            let commit = peel(&objects, reference.id).map_err(|e| e.into_failure("a ref"))?;
            tips.extend(commit.map(Oid::from));
        }
        Ok(tips)
    }

    fn commit_info(&self, id: Oid) -> Result<Commit> {
        let header =
            CommitHeader::read(&self.object_store(), to_libgit2(id)?).map_err(|e| e.into_failure("a commit"))?;
        Ok(Commit { id, parents: header.parents.into_iter().map(Oid::from).collect() })
    }

    fn is_on_a_remote(&self, id: Oid) -> Result<bool> {
        let fail = |e: ObjectError| e.into_failure("the remote branches");
        let objects = self.object_store();
        let mut tips = Vec::new();
        for reference in self.refs().matching("refs/remotes/*")? {
            tips.extend(peel(&objects, reference.id).map_err(fail)?);
        }
        let ends = walk::Ends { tips: &[to_libgit2(id)?], hidden: &tips, shallow: self.refs().shallow()? };
        Ok(walk::commits(&objects, ends).map_err(fail)?.is_empty())
    }

    fn branches(&self) -> Result<Vec<(String, Oid)>> {
        let mut found: Vec<(String, Oid)> = Vec::new();
        for (pattern, prefix) in [("refs/heads/*", "refs/heads/"), ("refs/remotes/*", "refs/remotes/")] {
            for reference in self.refs().matching(pattern)? {
                let name = reference.name.strip_prefix(prefix).unwrap_or(&reference.name).to_owned();
                found.push((name, reference.id.into()));
            }
        }
        found.extend(self.head()?.map(|id| ("HEAD".to_owned(), id)));
        Ok(found)
    }

    fn size(&self, id: &Oid) -> Option<u64> {
        self.object_store().size(id.libgit2()?)
    }

    fn blob(&self, id: &Oid) -> Result<Content<'_>, BlobError> {
        let id = id.libgit2().ok_or_else(|| BlobError::new("not an object id"))?;
        self.object_store().blob(id).map_err(|error| match error {
            ObjectError::Missing(_) => BlobError::Missing,
            error => BlobError::new(error.cause()),
        })
    }
}

fn index_is_unreadable(why: &str) -> Failure {
    Failure::new(format!("cannot read the index: {why}")).help("git status    # nothing was checked")
}

fn all_to_libgit2(ids: &[Oid]) -> Result<Vec<git2::Oid>, Failure> {
    ids.iter().copied().map(to_libgit2).collect()
}

fn to_libgit2(id: Oid) -> Result<git2::Oid, Failure> {
    id.libgit2().ok_or_else(|| Failure::new("an object id of another kind of repository"))
}
