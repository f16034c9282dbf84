//! The second reader: git's plumbing commands, for formats of repositories that libgit2 does not support.

mod parse;

use std::cell::{OnceCell, RefCell};

use akguard_common::error::Failure;
use anyhow::Result;

use self::parse::{ListedFile, parse_raw, to_commit};
use super::bare::{has_no_index, nothing_staged};
use super::blob_error::BlobError;
use super::cat_file::CatFile;
use super::change::Content;
use super::commit::Commit;
use super::delta::{Delta, FileEntry};
use super::directories::Directories;
use super::git_command::Git;
use super::locate::Located;
use super::named_object::NamedObject;
use super::oid::Oid;
use super::open_error::OpenError;
use super::paths::{bytes_path, is_at_or_below};
use super::place::Place;
use super::reader::Reader;
use super::special_files;

/// A repository that is read through git commands.
pub(super) struct Plumbing {
    git: Git,
    bare: bool,
    directories: Directories,
    head: OnceCell<Option<Oid>>,
    cat_file: RefCell<Option<CatFile>>,
}

impl Plumbing {
    /// Opens a trusted repository; `None` where git does not read it.
    pub(super) fn open(located: &Located) -> Result<Option<Self>> {
        if let Some(why) = special_files::in_what_git_reads(&located.common_dir) {
            return Err(OpenError::Special(why).into_failure().into());
        }
        let git = Git::from_located(located);
        let asked = ["rev-parse", "--path-format=absolute", "--is-bare-repository", "--git-dir", "--git-common-dir"];
        let said = git.ask(&asked)?;
        let Some(said) = said else { return Ok(None) };
        let mut lines = said.split(|b| *b == b'\n');
        let bare = lines.next() == Some(b"true");
        let mut path = || lines.next().and_then(|line| bytes_path(line).canonicalize().ok());
        let git_dir = path();
        let common_dir = path();
        if git_dir.as_ref() != Some(&located.git_dir) || common_dir.as_ref() != Some(&located.common_dir) {
            return Err(Failure::new("git sees another repository than akguard does")
                .help("GIT_DIR=DIRECTORY akguard scan    # names the repository; nothing was checked")
                .into());
        }
        let directories = Directories {
            work_tree: located.work_tree.clone(),
            git_dir: located.git_dir.clone(),
            common_dir: located.common_dir.clone(),
        };
        Ok(Some(Self { git, bare, directories, head: OnceCell::new(), cat_file: RefCell::new(None) }))
    }

    pub(super) fn directories(&self) -> Directories {
        self.directories.clone()
    }

    fn check_index(&self) -> Result<()> {
        if has_no_index(self.bare) {
            return Err(nothing_staged().into());
        }
        Ok(())
    }

    /// Asks the one `git cat-file` of this run.
    fn with_cat_file<T>(&self, ask: impl FnOnce(&mut CatFile) -> Result<T, BlobError>) -> Result<T, BlobError> {
        let mut slot = self.cat_file.borrow_mut();
        let mut cat_file = match slot.take() {
            Some(cat_file) => cat_file,
            None => CatFile::start(&self.git).map_err(|e| BlobError::new(e.to_string()))?,
        };
        let answer = ask(&mut cat_file);
        // After a failure in the middle of an object the next one gets a new child.
        if cat_file.is_usable() {
            *slot = Some(cat_file);
        }
        answer
    }

    fn ask_head(&self) -> Result<Option<Oid>> {
        if let Some(said) = self.git.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])? {
            return id_of(&said).map(Some);
        }
        // Either there is no commit yet, and HEAD names a branch without a ref, or HEAD cannot be read.
        let name = self.git.ask(&["symbolic-ref", "--quiet", "HEAD"])?.ok_or_else(|| unreadable("HEAD"))?;
        let name = String::from_utf8_lossy(&name).trim().to_owned();
        match self.git.ask(&["show-ref", "--verify", "--quiet", &name])? {
            None if !self.directories.common_dir.join(&name).exists() => Ok(None),
            _ => Err(unreadable("HEAD").into()),
        }
    }
}

impl Reader for Plumbing {
    fn name(&self) -> &'static str {
        "plumbing"
    }

    fn head(&self) -> Result<Option<Oid>> {
        if let Some(known) = self.head.get() {
            return Ok(*known);
        }
        let head = self.ask_head()?;
        Ok(*self.head.get_or_init(|| head))
    }

    fn commit(&self, revision: &str) -> Result<Option<Oid>> {
        commit(&self.git, revision)
    }

    fn diff(&self, from: Option<Oid>, to: Place) -> Result<Vec<Delta>> {
        let from = match from {
            Some(commit) => commit.to_string(),
            None => self.git.run(&["hash-object", "-t", "tree", "--stdin"], b"")?,
        };
        let shape = [
            ["--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative"],
            ["--no-ext-diff", "--no-textconv", "-O/dev/null", "--ignore-submodules=none", "--no-color"],
        ]
        .concat();
        let said = match to {
            Place::Index => {
                self.check_index()?;
                // Files of `git add -N` are not part of the commit.
                let command = ["diff-index", "--cached", "--ita-invisible-in-index"];
                self.git.output(&[&command[..], &shape[..], &[&from, "--"]].concat()).map_err(no_index)
            }
            Place::Commit(commit) => {
                self.git.output(&[&["diff-tree", "-r"], &shape[..], &[&from, &commit.to_string(), "--"]].concat())
            }
        };
        let what = if to == Place::Index { "the index" } else { "a commit's changes" };
        parse_raw(&said?).ok_or_else(|| unreadable(what).into())
    }

    fn files(&self, place: Place, path: &str) -> Result<Vec<(Vec<u8>, FileEntry)>> {
        let said = match place {
            Place::Index => {
                self.check_index()?;
                let pathspec = format!(":(top,literal){}", path.trim_end_matches('/'));
                self.git.output(&["ls-files", "--stage", "-z", "--full-name", "--", &pathspec]).map_err(no_index)?
            }
            Place::Commit(commit) => {
                let commit = commit.to_string();
                let path = path.trim_end_matches('/');
                let whole = ["ls-tree", "-r", "-z", "--full-tree", &commit, "--", path];
                self.git.output(&whole[..if path.is_empty() { 6 } else { 7 }])?
            }
        };
        let mut files = Vec::new();
        for line in said.split(|b| *b == 0) {
            if line.is_empty() {
                continue;
            }
            let file = ListedFile::parse(line, place).ok_or_else(|| unreadable("git's list of files"))?;
            if let Some(entry) = file.entry
                && is_at_or_below(file.path, path)
            {
                files.push((file.path.to_vec(), entry));
            }
        }
        Ok(files)
    }

    fn commits(&self, tips: Option<&[Oid]>, hidden: &[Oid]) -> Result<Vec<Commit>> {
        let mut arguments = vec!["rev-list", "--topo-order", "--reverse", "--parents", "--stdin"];
        if tips.is_none() {
            arguments.push("--all");
        }
        let wanted = tips.unwrap_or_default().iter().map(|id| format!("{id}\n"));
        // By standard input: a server has more refs than fit into a command line.
        let ends: String = wanted.chain(hidden.iter().map(|id| format!("^{id}\n"))).collect();
        let said = self.git.run(&arguments, ends.as_bytes())?.into_bytes();
        let commits: Option<Vec<Commit>> = String::from_utf8_lossy(&said).lines().map(to_commit).collect();
        commits.ok_or_else(|| unreadable("git's list of commits").into())
    }

    fn named(&self, id: Oid) -> Result<NamedObject> {
        let object = self.with_cat_file(|cat_file| cat_file.object(&id));
        let object =
            object.map_err(|error| Failure::new(format!("cannot read an object: {error}")).help("git fsck"))?;
        NamedObject::parse(&object.kind, &object.content).ok_or_else(|| unreadable("an object").into())
    }

    fn tips(&self, below: &str) -> Result<Vec<Oid>> {
        let format = "--format=%(objecttype) %(objectname)%0a%(*objecttype) %(*objectname)";
        let said = self.git.output(&["for-each-ref", format, below.trim_end_matches('/')])?;
        let said = String::from_utf8_lossy(&said).into_owned();
        Ok(said.lines().filter_map(|line| Oid::parse(line.strip_prefix("commit ")?)).collect())
    }

    fn commit_info(&self, id: Oid) -> Result<Commit> {
        let said = self.git.output(&["rev-list", "--parents", "-n", "1", &id.to_string()])?;
        let found = String::from_utf8_lossy(&said).lines().find_map(to_commit);
        found.ok_or_else(|| unreadable("a commit").into())
    }

    fn is_on_a_remote(&self, id: Oid) -> Result<bool> {
        let contains = format!("--contains={id}");
        let said = self.git.output(&["for-each-ref", "--count=1", "--format=x", &contains, "refs/remotes"])?;
        Ok(!said.is_empty())
    }

    fn branches(&self) -> Result<Vec<(String, Oid)>> {
        let format = "--format=%(if)%(symref)%(then)%(else)%(objectname) %(refname:short)%(end)";
        let said = self.git.output(&["for-each-ref", format, "refs/heads", "refs/remotes"])?;
        let mut found: Vec<(String, Oid)> = Vec::new();
        for line in String::from_utf8_lossy(&said).lines() {
            if let Some((id, name)) = line.split_once(' ')
                && let Some(id) = Oid::parse(id)
            {
                found.push((name.to_owned(), id));
            }
        }
        found.extend(self.head()?.map(|id| ("HEAD".to_owned(), id)));
        Ok(found)
    }

    fn size(&self, _: &Oid) -> Option<u64> {
        None
    }

    fn blob(&self, id: &Oid) -> Result<Content<'_>, BlobError> {
        self.with_cat_file(|cat_file| cat_file.read(id)).map(Content::Owned)
    }
}

/// The commit that a revision names, if it names one.
///
/// # Errors
/// git cannot be started, or cannot read a commit on the way.
pub(super) fn commit(git: &Git, revision: &str) -> Result<Option<Oid>> {
    let revision = format!("{revision}^{{commit}}");
    // git says nothing where there is no such commit, and prints an error where one is damaged.
    let said = git.ask_quiet(&["rev-parse", "--verify", "--quiet", "--end-of-options", &revision])?;
    said.map(|said| id_of(&said)).transpose()
}

fn id_of(said: &[u8]) -> Result<Oid> {
    let id = std::str::from_utf8(said).ok().and_then(|text| Oid::parse(text.trim()));
    id.ok_or_else(|| unreadable("an object id").into())
}

fn no_index(error: anyhow::Error) -> anyhow::Error {
    Failure::new(format!("cannot read the index: {error}")).help("git status    # nothing was checked").into()
}

fn unreadable(what: &str) -> Failure {
    Failure::new(format!("cannot read {what}")).help("git status; git fsck    # nothing was checked")
}
