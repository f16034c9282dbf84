//! The first reader: libgit2, in the process, without a child. What is staged it reads by [`super::index`].

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::Result;
use git2::ErrorCode;

use super::change::{Content, MAX_BLOB};
use super::delta::{Delta, Entry};
use super::index::{self, Index};
use super::locate::{Located, Refusal};
use super::oid::Oid;
use super::quick::Quick;
use super::repository::{Commit, Place, Reader, Trust};
use super::trees::{self, Objects};
use crate::error::{Failure, git_says, io_says};

/// A repository that libgit2 reads.
pub(super) struct Libgit2 {
    inner: git2::Repository,
    index: index::Reader,
    quick: Quick,
    head: OnceCell<Option<Oid>>,
}

impl Libgit2 {
    /// Opens the repository that the environment and the current folder name. In a command by hand it has been located
    /// first, and must be that one.
    pub(super) fn open(trust: Trust, located: Option<&Located>) -> Result<Self, Refusal> {
        prepare(trust).map_err(|e| Refusal::of(&e))?;
        let inner = git2::Repository::open_from_env().map_err(|e| Refusal::of(&e))?;
        if located.is_some_and(|located| inner.path().canonicalize().ok().as_ref() != Some(&located.git_dir)) {
            return Err(Refusal::Form("libgit2 sees another repository there".to_owned()));
        }
        // libgit2 would look for HEAD inside of the namespace; git commits to the real one.
        inner.remove_namespace().map_err(|e| Refusal::of(&e))?;
        let (index, quick) = (index::Reader::of(&inner), Quick::of(inner.commondir()));
        Ok(Self { inner, index, quick, head: OnceCell::new() })
    }

    /// Top of the work tree, git folder, shared git folder.
    pub(super) fn folders(&self) -> (Option<PathBuf>, PathBuf, PathBuf) {
        let owned = Path::to_path_buf;
        (self.inner.workdir().map(owned), owned(self.inner.path()), owned(self.inner.commondir()))
    }

    /// Is the index one that we read? Split and sparse ones git must read.
    pub(super) fn try_index(&self) -> Result<(), Refusal> {
        if has_no_index(self.inner.is_bare()) {
            return Ok(());
        }
        let objects = self.objects().map_err(|e| Refusal::Form(git_says(&e)))?;
        self.index.read(&objects).map(drop).map_err(Refusal::Form)
    }

    fn objects(&self) -> Result<Objects<'_>, git2::Error> {
        Ok(Objects { quick: &self.quick, odb: self.inner.odb()? })
    }

    /// Where trees are read.
    fn trees(&self) -> Result<Objects<'_>> {
        Ok(self.objects().map_err(|e| unreadable("the repository's objects", &e))?)
    }

    fn tree(&self, commit: Oid) -> Result<git2::Oid> {
        if let Some(tree) = commit.libgit2().and_then(|id| self.quick.tree_of_commit(id)) {
            return Ok(tree);
        }
        let commit = to_libgit2(commit).and_then(|id| self.inner.find_commit(id));
        Ok(commit.map_err(|e| unreadable("a commit", &e))?.tree_id())
    }

    fn index(&self) -> Result<Rc<Index>> {
        if has_no_index(self.inner.is_bare()) {
            return Err(nothing_staged().into());
        }
        let index = self.objects().map_err(|e| git_says(&e)).and_then(|objects| self.index.read(&objects));
        Ok(index.map_err(|why| index_is_unreadable(&why))?)
    }

    fn diff_index(&self, from: Option<Oid>) -> Result<Vec<Delta>> {
        let old = from.map(|commit| self.tree(commit)).transpose()?;
        match &*self.index()? {
            Index::Tree(id) => trees::diff(&self.trees()?, old, *id),
            Index::Whole(whole) => index::diff(&self.trees()?, old, whole),
        }
    }

    fn files_of_index(&self, path: &str) -> Result<Vec<(Vec<u8>, Entry)>> {
        match &*self.index()? {
            Index::Tree(id) => self.files_of_tree(*id, path),
            Index::Whole(whole) => Ok(whole.files(path).map_err(index_is_unreadable)?),
        }
    }

    fn files_of_tree(&self, tree: git2::Oid, path: &str) -> Result<Vec<(Vec<u8>, Entry)>> {
        let (objects, trimmed) = (self.trees()?, path.trim_end_matches('/'));
        if trimmed.is_empty() {
            return trees::files(&objects, tree, Vec::new());
        }
        let Some(item) = trees::at(&objects, tree, trimmed)? else { return Ok(Vec::new()) };
        match item {
            trees::At::Folder(id) => trees::files(&objects, id, [trimmed.as_bytes(), b"/"].concat()),
            trees::At::File(entry) if !path.ends_with('/') => Ok(vec![(path.as_bytes().to_vec(), entry)]),
            _ => Ok(Vec::new()),
        }
    }

    /// Commits that no ref need reach: HEAD, and the detached HEADs of linked work trees.
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
            let head = std::fs::read_to_string(entry.map_err(unreadable)?.path().join("HEAD")).map_err(unreadable)?;
            // `ref: ...` is reached by that ref.
            heads.extend(Oid::parse(head.trim()));
        }
        Ok(heads)
    }

    fn walk(&self, tip: Option<Oid>, hidden: Option<Oid>, heads: &[Oid]) -> Result<Vec<Commit>, git2::Error> {
        let mut walk = self.inner.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE)?;
        match tip {
            Some(tip) => walk.push(to_libgit2(tip)?)?,
            None => {
                walk.push_glob("*")?;
                heads.iter().try_for_each(|head| walk.push(to_libgit2(*head)?))?;
            }
        }
        hidden.map(|id| walk.hide(to_libgit2(id)?)).transpose()?;
        walk.map(|id| {
            let commit = self.inner.find_commit(id?)?;
            Ok(Commit { id: commit.id().into(), parents: commit.parent_ids().map(Oid::from).collect() })
        })
        .collect()
    }

    /// Is it an object in a file of its own, and one that cannot hold too much? That costs less than to open it for its
    /// size. Deflate makes at most 1,032 bytes of one (zlib's documentation).
    fn is_small(&self, id: &git2::Oid) -> bool {
        let name = id.to_string();
        let file = self.inner.commondir().join("objects").join(&name[..2]).join(&name[2..]);
        std::fs::metadata(file).is_ok_and(|file| file.len() <= MAX_BLOB / 1032)
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
        let head = match self.inner.head() {
            Ok(head) => match head.target().filter(|id| self.quick.tree_of_commit(*id).is_some()) {
                Some(id) => Some(id.into()),
                None => Some(head.peel_to_commit().map_err(|e| unreadable("HEAD", &e))?.id().into()),
            },
            Err(e) if matches!(e.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => None,
            Err(e) => return Err(unreadable("HEAD", &e).into()),
        };
        Ok(*self.head.get_or_init(|| head))
    }

    fn commit(&self, revision: &str) -> Result<Option<Oid>> {
        let commit = self.inner.revparse_single(revision).and_then(|object| object.peel_to_commit());
        Ok(commit.ok().map(|commit| commit.id().into()))
    }

    fn diff(&self, from: Option<Oid>, to: Place) -> Result<Vec<Delta>> {
        match to {
            Place::Index => self.diff_index(from),
            Place::Commit(commit) => {
                let old = from.map(|from| self.tree(from)).transpose()?;
                trees::diff(&self.trees()?, old, self.tree(commit)?)
            }
        }
    }

    fn files(&self, place: Place, path: &str) -> Result<Vec<(Vec<u8>, Entry)>> {
        match place {
            Place::Index => self.files_of_index(path),
            Place::Commit(commit) => self.files_of_tree(self.tree(commit)?, path),
        }
    }

    fn commits(&self, tip: Option<Oid>, hidden: Option<Oid>) -> Result<Vec<Commit>> {
        let heads = if tip.is_none() { self.heads()? } else { Vec::new() };
        Ok(self.walk(tip, hidden, &heads).map_err(|e| unreadable("the history", &e))?)
    }

    fn one(&self, id: Oid) -> Result<Commit> {
        let commit = to_libgit2(id).and_then(|id| self.inner.find_commit(id));
        let commit = commit.map_err(|e| unreadable("a commit", &e))?;
        Ok(Commit { id, parents: commit.parent_ids().map(Oid::from).collect() })
    }

    fn is_on_a_remote(&self, id: Oid) -> Result<bool> {
        let reached = || -> Result<bool, git2::Error> {
            let tips = self.inner.references_glob("refs/remotes/*")?;
            let id = to_libgit2(id)?;
            for tip in tips.filter_map(|tip| tip.ok()?.target()) {
                if tip == id || self.inner.graph_descendant_of(tip, id)? {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        Ok(reached().map_err(|e| unreadable("the remote branches", &e))?)
    }

    fn branches(&self) -> Result<Vec<(String, Oid)>> {
        let mut found: Vec<(String, Oid)> = Vec::new();
        let branches = self.inner.branches(None).map_err(|e| unreadable("the branches", &e))?;
        for branch in branches {
            let (branch, _) = branch.map_err(|e| unreadable("the branches", &e))?;
            let name = String::from_utf8_lossy(branch.name_bytes().unwrap_or_default()).into_owned();
            // A symbolic one (origin/HEAD) names another; a broken one is no branch.
            if let Some(id) = branch.get().target() {
                found.push((name, id.into()));
            }
        }
        found.extend(self.head()?.map(|id| ("HEAD".to_owned(), id)));
        Ok(found)
    }

    fn size(&self, id: &Oid) -> Option<u64> {
        let (size, _) = self.inner.odb().ok()?.read_header(id.libgit2()?).ok()?;
        Some(size as u64)
    }

    fn blob(&self, id: &Oid) -> Result<Content<'_>, String> {
        let id = id.libgit2().ok_or_else(|| "not an object id".to_owned())?;
        if let Some(blob) = self.quick.read(id).filter(|object| object.kind == git2::ObjectType::Blob) {
            return Ok(Content::Owned(blob.content));
        }
        let odb = self.inner.odb().map_err(|e| git_says(&e))?;
        if !self.is_small(&id) {
            let (size, _) = odb.read_header(id).map_err(|e| missing(&e))?;
            if size as u64 > MAX_BLOB {
                return Err(super::change::too_large(size as u64));
            }
        }
        let object = self.inner.find_object(id, None).map_err(|e| missing(&e))?;
        let blob = object.into_blob().map_err(|_| "the object is not a blob".to_owned())?;
        // An object that is not what its file's size says.
        let size = blob.size() as u64;
        if size > MAX_BLOB { Err(super::change::too_large(size)) } else { Ok(Content::Object(blob)) }
    }
}

/// Is `path` the wanted one, or in that folder? An empty one wants all.
pub(super) fn is_at_or_below(path: &[u8], wanted: &str) -> bool {
    match path.strip_prefix(wanted.as_bytes()) {
        Some(rest) => rest.is_empty() || wanted.is_empty() || wanted.ends_with('/') || rest.starts_with(b"/"),
        None => false,
    }
}

/// A bare repository has an index only where the environment lends it one, or a work tree.
pub(super) fn has_no_index(bare: bool) -> bool {
    bare && std::env::var_os("GIT_INDEX_FILE").is_none() && std::env::var_os("GIT_WORK_TREE").is_none()
}

pub(super) fn nothing_staged() -> Failure {
    Failure::new("a bare repository has nothing staged").help("scan commits instead: akguard scan --history")
}

fn index_is_unreadable(why: &str) -> Failure {
    Failure::new(format!("cannot read the index: {why}")).help("nothing was checked; see: git status")
}

fn to_libgit2(id: Oid) -> Result<git2::Oid, git2::Error> {
    id.libgit2().ok_or_else(|| git2::Error::from_str("an object id of another kind of repository"))
}

fn missing(error: &git2::Error) -> String {
    if error.code() == ErrorCode::NotFound { super::change::MISSING.to_owned() } else { git_says(error) }
}

pub(super) fn unreadable(what: &str, error: &git2::Error) -> Failure {
    Failure::new(format!("cannot read {what}: {}", git_says(error))).help("nothing was checked; see: git fsck")
}

/// Process-wide libgit2 settings, before the first repository is opened.
#[allow(unsafe_code)]
pub(super) fn prepare(trust: Trust) -> Result<(), git2::Error> {
    static ONCE: std::sync::OnceLock<Result<(), String>> = std::sync::OnceLock::new();
    let set = || -> Result<(), git2::Error> {
        // As git does: what an object holds is not hashed again each time it is read. zlib's own checksum stays.
        git2::opts::strict_hash_verification(false);
        // Extensions that change nothing for a reader: `noop` tests git itself, a partial clone only lacks old blobs.
        // SAFETY: called before any other thread uses libgit2; the option is a process-wide list that libgit2 copies.
        unsafe { git2::opts::set_extensions(&["noop-v1", "partialclone"])? };
        if trust == Trust::Hook || cfg!(unix) {
            // git has checked the owner before it ran the hook, also by ways that libgit2 does not know
            // (`git -c safe.directory`); for a command by hand we have ([`super::owner`]).
            // SAFETY: as above; the option is one process-wide flag.
            unsafe { git2::opts::set_verify_owner_validation(false)? };
        }
        Ok(())
    };
    let done = ONCE.get_or_init(|| set().map_err(|e| git_says(&e)));
    done.clone().map_err(|why| git2::Error::from_str(&format!("libgit2 cannot be set up: {why}")))
}

#[cfg(unix)]
pub(super) fn bytes_path(path: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(path))
}

#[cfg(not(unix))]
pub(super) fn bytes_path(path: &[u8]) -> &Path {
    Path::new(std::str::from_utf8(path).unwrap_or("\u{fffd}"))
}

#[cfg(unix)]
pub(super) fn path_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(not(unix))]
pub(super) fn path_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}
