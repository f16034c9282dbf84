//! Opens the repository as git would and reads from it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use git2::{ErrorCode, ObjectType};

use super::change::{BlobId, Blobs, Content, MAX_BLOB};
use crate::error::{Failure, git_says};
use crate::report::quote;

/// Who vouches for the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A hook: git has checked the owner and has called us.
    Hook,
    /// A command by hand: libgit2 checks the owner.
    Checked,
}

/// Where tracked files are read from.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// The index (in a hook: the one that is being committed).
    Index,
    /// A commit's tree.
    Commit(git2::Oid),
}

/// An open repository.
pub struct Repository {
    pub(super) inner: git2::Repository,
}

impl Repository {
    /// Opens the repository that the environment and the current folder name, as git does.
    ///
    /// # Errors
    /// No repository, a foreign owner, or a form that libgit2 does not read.
    pub fn open(trust: Trust) -> Result<Self> {
        prepare(trust).map_err(|e| Failure::new(format!("cannot set up libgit2: {}", git_says(&e))))?;
        match git2::Repository::open_from_env() {
            Ok(inner) => Ok(Self { inner }),
            Err(e) if e.code() == ErrorCode::NotFound => Err(Failure::new("not a git repository")
                .help("run it inside one, or scan files: akguard scan PATH")
                .into()),
            Err(e) if e.code() == ErrorCode::Owner => {
                // "repository path '/a/b/' is not owned by current user"
                let path = e.message().split('\'').nth(1).unwrap_or("*").trim_end_matches('/');
                let trust = format!("git config --global --add safe.directory {}", quote(path.as_bytes()));
                Err(Failure::new("the repository belongs to another user")
                    .help(format!("if you trust it: {trust}"))
                    .into())
            }
            Err(e) => {
                let help =
                    if e.message().contains("unknown object format") || e.message().contains("unsupported extension") {
                        "nothing was checked: this akguard does not read that form of repository"
                    } else {
                        "nothing was checked; git fsck says whether the repository is sound"
                    };
                Err(Failure::new(format!("cannot open this repository: {}", git_says(&e))).help(help).into())
            }
        }
    }

    /// Like [`Repository::open`], but `None` where there is no repository.
    ///
    /// # Errors
    /// As [`Repository::open`], without the case "no repository".
    pub fn open_if_any(trust: Trust) -> Result<Option<Self>> {
        prepare(trust).map_err(|e| Failure::new(format!("cannot set up libgit2: {}", git_says(&e))))?;
        match git2::Repository::open_from_env() {
            Err(e) if e.code() == ErrorCode::NotFound => Ok(None),
            _ => Self::open(trust).map(Some),
        }
    }

    /// The top of the work tree; `None` in a bare repository.
    pub fn top(&self) -> Option<&Path> {
        self.inner.workdir()
    }

    /// The git folder that all work trees share.
    pub fn common_dir(&self) -> &Path {
        self.inner.commondir()
    }

    /// HEAD's commit; `None` before the first commit.
    ///
    /// # Errors
    /// HEAD cannot be read or names no commit.
    pub fn head(&self) -> Result<Option<git2::Oid>> {
        match self.inner.head() {
            Ok(head) => Ok(Some(head.peel_to_commit().map_err(|e| unreadable("HEAD", &e))?.id())),
            Err(e) if matches!(e.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => Ok(None),
            Err(e) => Err(unreadable("HEAD", &e).into()),
        }
    }

    /// The commit that a revision names.
    ///
    /// # Errors
    /// No such revision, or it is no commit.
    pub fn commit(&self, revision: &str) -> Result<git2::Oid> {
        self.inner
            .revparse_single(revision)
            .and_then(|object| object.peel_to_commit())
            .map(|commit| commit.id())
            .map_err(|_| {
                Failure::new("a revision of the range is not a commit of this repository")
                    .help("git log --oneline shows what is there; a shallow clone needs: git fetch --unshallow")
                    .into()
            })
    }

    pub(super) fn tree(&self, commit: git2::Oid) -> Result<git2::Tree<'_>> {
        let tree = self.inner.find_commit(commit).and_then(|c| c.tree());
        Ok(tree.map_err(|e| unreadable("a commit's tree", &e))?)
    }

    pub(super) fn index(&self) -> Result<git2::Index> {
        if self.inner.is_bare() && std::env::var_os("GIT_INDEX_FILE").is_none() {
            return Err(Failure::new("a bare repository has nothing staged")
                .help("scan commits instead: akguard scan --history")
                .into());
        }
        // Read again where it has changed: an override that this run has staged counts.
        let index = self.inner.index().and_then(|mut index| index.read(false).map(|()| index));
        Ok(index.map_err(|e| {
            Failure::new(format!("cannot read the index: {}", git_says(&e)))
                .help("nothing was checked; see: git status")
        })?)
    }

    /// One tracked file: its content, or `None` when the place has no such file.
    ///
    /// # Errors
    /// The place or the file's blob cannot be read, or the entry is not a regular file.
    pub fn file(&self, place: Place, path: &str) -> Result<Option<Vec<u8>>> {
        let (id, mode) = match place {
            Place::Index => match self.index()?.get_path(Path::new(path), 0) {
                Some(entry) => (entry.id, entry.mode),
                None => return Ok(None),
            },
            Place::Commit(commit) => match self.tree(commit)?.get_path(Path::new(path)) {
                Ok(entry) => (entry.id(), u32::try_from(entry.filemode()).unwrap_or(0)),
                Err(e) if e.code() == ErrorCode::NotFound => return Ok(None),
                Err(e) => return Err(unreadable(path, &e).into()),
            },
        };
        if mode & 0o170_000 != 0o100_000 {
            return Err(Failure::new(format!("{path} is not a regular file")).into());
        }
        let content = self.read(&id.into());
        content.map(|c| Some(c.to_vec())).map_err(|why| Failure::new(format!("cannot read {path}: {why}")).into())
    }

    /// The regular files right below a folder (given with its `/`): names and contents.
    ///
    /// # Errors
    /// The place or a blob cannot be read.
    pub fn folder(&self, place: Place, folder: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let mut found: Vec<(String, git2::Oid)> = Vec::new();
        let mut add = |path: &[u8], id| {
            if let Some(name) = path.strip_prefix(folder.as_bytes()).filter(|n| !n.contains(&b'/')) {
                found.push((String::from_utf8_lossy(name).into_owned(), id));
            }
        };
        match place {
            Place::Index => {
                let index = self.index()?;
                let from = index.find_prefix(Path::new(folder)).unwrap_or(index.len());
                (from..index.len())
                    .filter_map(|i| index.get(i))
                    .take_while(|e| e.path.starts_with(folder.as_bytes()))
                    .filter(|e| e.mode & 0o170_000 == 0o100_000)
                    .for_each(|entry| add(&entry.path, entry.id));
            }
            Place::Commit(commit) => {
                let tree = match self.tree(commit)?.get_path(Path::new(folder.trim_end_matches('/'))) {
                    Ok(entry) => entry.to_object(&self.inner).and_then(|o| o.peel_to_tree()),
                    Err(e) if e.code() == ErrorCode::NotFound => return Ok(Vec::new()),
                    Err(e) => Err(e),
                };
                let tree = tree.map_err(|e| unreadable(folder, &e))?;
                let regular = tree.iter().filter(|e| matches!(e.filemode(), 0o100_644 | 0o100_755 | 0o100_664));
                regular.for_each(|entry| add(&[folder.as_bytes(), entry.name_bytes()].concat(), entry.id()));
            }
        }
        found
            .into_iter()
            .map(|(name, id)| {
                let content =
                    self.read(&id.into()).map_err(|why| Failure::new(format!("cannot read {folder}{name}: {why}")))?;
                Ok((name, content.to_vec()))
            })
            .collect()
    }

    /// Every file of a commit: path, blob, and whether it is a symbolic link.
    ///
    /// # Errors
    /// A tree cannot be read.
    pub fn all_files(&self, commit: git2::Oid) -> Result<Vec<(Vec<u8>, BlobId, bool)>> {
        let mut files = Vec::new();
        self.tree(commit)?
            .walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
                if entry.kind() == Some(ObjectType::Blob) {
                    let path = [folder.as_bytes(), entry.name_bytes()].concat();
                    files.push((path, entry.id().into(), entry.filemode() == 0o120_000));
                }
                git2::TreeWalkResult::Ok
            })
            .map_err(|e| unreadable("HEAD's tree", &e))?;
        Ok(files)
    }

    /// The folder that hook paths and GIT_INDEX_FILE are relative to.
    pub fn git_dir(&self) -> PathBuf {
        self.inner.path().to_owned()
    }
}

impl Blobs for Repository {
    fn read(&self, id: &BlobId) -> Result<Content<'_>, String> {
        let oid = git2::Oid::from_str(id.as_str()).map_err(|_| "not an object id".to_owned())?;
        let odb = self.inner.odb().map_err(|e| git_says(&e))?;
        let (size, kind) = odb.read_header(oid).map_err(|e| missing(&e))?;
        if kind != ObjectType::Blob {
            return Err("the object is not a blob".into());
        }
        if size as u64 > MAX_BLOB {
            return Err(format!("{} MB is more than akguard reads ({} MB)", size >> 20, MAX_BLOB >> 20));
        }
        let object = self.inner.find_blob(oid).map_err(|e| missing(&e))?;
        Ok(Content::Object(object))
    }
}

fn missing(error: &git2::Error) -> String {
    if error.code() == ErrorCode::NotFound { "its blob is missing".to_owned() } else { git_says(error) }
}

pub(super) fn unreadable(what: &str, error: &git2::Error) -> Failure {
    Failure::new(format!("cannot read {what}: {}", git_says(error))).help("nothing was checked; see: git fsck")
}

/// Process-wide libgit2 settings, before the first repository is opened.
#[allow(unsafe_code)]
fn prepare(trust: Trust) -> Result<(), git2::Error> {
    // Extensions that change nothing for a reader: `noop` tests git itself, a partial clone only lacks old blobs.
    // SAFETY: called before any other thread uses libgit2; the option is a process-wide list that libgit2 copies.
    unsafe { git2::opts::set_extensions(&["noop-v1", "partialclone"])? };
    if trust == Trust::Hook {
        // git has checked the owner before it ran the hook, also by ways that libgit2 does not know (`git -c safe.directory`).
        // SAFETY: as above; the option is one process-wide flag.
        unsafe { git2::opts::set_verify_owner_validation(false)? };
    }
    Ok(())
}
