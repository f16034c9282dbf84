//! The first reader: libgit2, without a child process, with our own readers of the index and of objects.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;

use akguard_common::error::{Failure, io_says};
use akguard_common::watchdog;
use anyhow::Result;
use git2::ErrorCode;

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
use super::object::ObjectError;
use super::object_store::ObjectStore;
use super::objects::{self, Objects};
use super::oid::Oid;
use super::open_error::OpenError;
use super::place::Place;
use super::reader::Reader;
use super::trust::Trust;
use super::{plumbing, special_files, tree_diff, walk};
use crate::error::git_says;
use crate::regular_file;

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

    /// Commits that may be reached by no ref: HEAD, and the detached HEADs of linked work trees.
    fn heads(&self) -> Result<Vec<Oid>> {
        let mut heads: Vec<Oid> = self.head()?.into_iter().collect();
        let folder = self.inner.commondir().join("worktrees");
        let unreadable =
            |e: std::io::Error| Failure::new(format!("cannot read the linked work trees: {}", io_says(&e)));
        let entries = match std::fs::read_dir(&folder) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(heads),
            entries => entries.map_err(unreadable)?,
        };
        for entry in entries {
            let head = regular_file::read_text(&entry.map_err(unreadable)?.path().join("HEAD")).map_err(unreadable)?;
            // `ref: ...` is no id, and its commit is reached by that ref.
            heads.extend(Oid::parse(head.trim()));
        }
        Ok(heads)
    }

    /// The commits of all refs without HEAD; an annotated tag is followed to its commit.
    fn refs(&self) -> Result<Vec<git2::Oid>> {
        let objects = self.object_store();
        let mut found = Vec::new();
        for reference in self.references("*")? {
            found.extend(peel(&objects, reference.id).map_err(|e| e.into_failure("a ref"))?);
        }
        Ok(found)
    }

    /// The refs that match a pattern, without symbolic ones, which name other refs. A broken ref is an error.
    fn references(&self, pattern: &str) -> Result<Vec<Reference>> {
        watchdog::start();
        if let Some(why) = special_files::in_refs(self.inner.commondir()) {
            return Err(OpenError::Special(why).into_failure().into());
        }
        let fail = |e: git2::Error| unreadable("the refs", &e);
        let mut found = Vec::new();
        for reference in self.inner.references_glob(pattern).map_err(fail)? {
            let reference = reference.map_err(fail)?;
            if let Some(id) = reference.target() {
                let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
                found.push(Reference { name, id });
            }
        }
        Ok(found)
    }

    /// The commits whose parents a shallow clone lacks.
    fn shallow(&self) -> Result<HashSet<git2::Oid>> {
        match regular_file::read_text(&self.inner.commondir().join("shallow")) {
            Ok(text) => Ok(text.lines().filter_map(|line| git2::Oid::from_str(line).ok()).collect()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(HashSet::new()),
            Err(e) => Err(Failure::new(format!("cannot read where this clone ends: {}", io_says(&e))).into()),
        }
    }

    /// The commit that an object is, or that its tag names; `None` where there is no such object or no commit.
    fn peeled(&self, id: git2::Oid) -> Result<Option<Oid>> {
        match peel(&self.object_store(), id) {
            Ok(commit) => Ok(commit.map(Oid::from)),
            Err(ObjectError::Missing(_)) => Ok(None),
            Err(error) => Err(error.into_failure("a revision").into()),
        }
    }

    fn read_head(&self) -> Result<Option<Oid>> {
        let head = match self.inner.head() {
            Ok(head) => head,
            Err(e) if matches!(e.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => return Ok(None),
            Err(e) => return Err(unreadable("HEAD", &e).into()),
        };
        let Some(id) = head.target() else {
            return Err(Failure::new("cannot read HEAD: it names no commit").help("git status").into());
        };
        let commit = peel(&self.object_store(), id).map_err(|e| e.into_failure("HEAD"))?;
        Ok(Some(commit.ok_or_else(|| damaged(id, "HEAD"))?.into()))
    }

    /// The object of a ref, by any name that git accepts for it.
    fn reference(&self, name: &str) -> Option<git2::Oid> {
        self.inner.resolve_reference_from_short_name(name).ok()?.target()
    }
}

/// A ref that names an object.
struct Reference {
    name: String,
    id: git2::Oid,
}

impl Reader for Libgit2 {
    fn name(&self) -> &'static str {
        "libgit2"
    }

    fn head(&self) -> Result<Option<Oid>> {
        if let Some(known) = self.head.get() {
            return Ok(*known);
        }
        let head = self.read_head()?;
        Ok(*self.head.get_or_init(|| head))
    }

    fn commit(&self, revision: &str) -> Result<Option<Oid>> {
        // Only ids and refs. For `HEAD~3` libgit2 would read commits by itself, and hang on a damaged one.
        if revision.len() == 40
            && let Ok(id) = git2::Oid::from_str(revision)
        {
            return self.peeled(id);
        }
        if let Some(id) = self.reference(revision) {
            return self.peeled(id);
        }
        let Directories { work_tree, git_dir, common_dir } = self.directories();
        if let Some(why) = special_files::in_loose_objects(&common_dir.join("objects")) {
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

    fn commits(&self, tip: Option<Oid>, hidden: Option<Oid>) -> Result<Vec<Commit>> {
        let tips = match tip {
            Some(tip) => vec![to_libgit2(tip)?],
            None => {
                let mut tips = self.refs()?;
                for head in self.heads()? {
                    tips.push(to_libgit2(head)?);
                }
                tips
            }
        };
        let hidden: Vec<git2::Oid> = hidden.map(to_libgit2).transpose()?.into_iter().collect();
        let ends = walk::Ends { tips: &tips, hidden: &hidden, shallow: self.shallow()? };
        Ok(walk::commits(&self.object_store(), ends).map_err(|e| e.into_failure("the history"))?)
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
        for reference in self.references("refs/remotes/*")? {
            tips.extend(peel(&objects, reference.id).map_err(fail)?);
        }
        let ends = walk::Ends { tips: &[to_libgit2(id)?], hidden: &tips, shallow: self.shallow()? };
        Ok(walk::commits(&objects, ends).map_err(fail)?.is_empty())
    }

    fn branches(&self) -> Result<Vec<(String, Oid)>> {
        let mut found: Vec<(String, Oid)> = Vec::new();
        for (pattern, prefix) in [("refs/heads/*", "refs/heads/"), ("refs/remotes/*", "refs/remotes/")] {
            for reference in self.references(pattern)? {
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

fn to_libgit2(id: Oid) -> Result<git2::Oid, Failure> {
    id.libgit2().ok_or_else(|| Failure::new("an object id of another kind of repository"))
}

fn damaged(id: git2::Oid, what: &str) -> Failure {
    ObjectError::Damaged(id, "it is not as git writes it".to_owned()).into_failure(what)
}

pub(super) fn unreadable(what: &str, error: &git2::Error) -> Failure {
    Failure::new(format!("cannot read {what}: {}", git_says(error))).help("git fsck    # nothing was checked")
}

/// Process-wide libgit2 settings, before the first repository is opened.
#[allow(unsafe_code)]
pub(super) fn prepare(trust: Trust) -> Result<(), git2::Error> {
    /// The message of a failure, which is the same for every caller.
    static FAILURE: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let set = || -> Result<(), git2::Error> {
        // As in git, the content of an object is not hashed each time it is read. zlib's checksum is still verified.
        git2::opts::strict_hash_verification(false);
        // Extensions that change nothing for a reader: `noop` tests git itself, a partial clone only lacks old blobs.
        // SAFETY: called before any other thread uses libgit2; the option is a process-wide list that libgit2 copies.
        unsafe { git2::opts::set_extensions(&["noop-v1", "partialclone"])? };
        if trust == Trust::Hook || cfg!(unix) {
            // git checked the owner before it ran the hook, also by settings that libgit2 does not read
            // (`git -c safe.directory`); for other commands we check it ([`super::owner`]).
            // SAFETY: as above; the option is one process-wide flag.
            unsafe { git2::opts::set_verify_owner_validation(false)? };
        }
        Ok(())
    };
    match FAILURE.get_or_init(|| set().err().map(|e| git_says(&e))) {
        Some(why) => Err(git2::Error::from_str(&format!("libgit2 cannot be set up: {why}"))),
        None => Ok(()),
    }
}
