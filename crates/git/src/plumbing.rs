//! The second reader: git's own plumbing, for the forms of repository that libgit2 refuses.

use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;

use akguard_common::error::Failure;
use anyhow::Result;

use super::bare::{has_no_index, nothing_staged};
use super::cat_file::Batch;
use super::change::Content;
use super::commit::Commit;
use super::delta::{Delta, Entry, is_gitlink};
use super::git_command::Git;
use super::locate::Located;
use super::oid::Oid;
use super::open_error::OpenError;
use super::paths::{bytes_path, is_at_or_below};
use super::place::Place;
use super::reader::Reader;
use super::special_files;

/// A repository that git reads for us.
pub(super) struct Plumbing {
    git: Git,
    bare: bool,
    folders: (Option<PathBuf>, PathBuf, PathBuf),
    head: OnceCell<Option<Oid>>,
    batch: RefCell<Option<Batch>>,
}

impl Plumbing {
    /// A repository that has been vouched for; `None` where git does not read it.
    pub(super) fn open(located: &Located) -> Result<Option<Self>> {
        let objects = located.common_dir.join("objects");
        let special = special_files::in_loose_objects(&objects).or_else(|| special_files::in_objects(&objects));
        if let Some(why) = special.or_else(|| special_files::in_refs(&located.common_dir)) {
            return Err(OpenError::Special(why).into_failure().into());
        }
        let git = Git::of_located(located);
        let asked = ["rev-parse", "--path-format=absolute", "--is-bare-repository", "--git-dir", "--git-common-dir"];
        let said = git.ask(&asked)?;
        let Some(said) = said else { return Ok(None) };
        let mut lines = said.split(|b| *b == b'\n');
        let bare = lines.next() == Some(b"true");
        let mut path = || lines.next().and_then(|line| bytes_path(line).canonicalize().ok());
        if (path(), path()) != (Some(located.git_dir.clone()), Some(located.common_dir.clone())) {
            return Err(Failure::new("git sees another repository than akguard does")
                .help("GIT_DIR=DIRECTORY akguard scan    # names the repository; nothing was checked")
                .into());
        }
        let folders = (located.work_tree.clone(), located.git_dir.clone(), located.common_dir.clone());
        Ok(Some(Self { git, bare, folders, head: OnceCell::new(), batch: RefCell::new(None) }))
    }

    /// Top of the work tree, git folder, shared git folder.
    pub(super) fn folders(&self) -> (Option<PathBuf>, PathBuf, PathBuf) {
        self.folders.clone()
    }

    fn check_index(&self) -> Result<()> {
        if has_no_index(self.bare) {
            return Err(nothing_staged().into());
        }
        Ok(())
    }

    fn ask_head(&self) -> Result<Option<Oid>> {
        if let Some(said) = self.git.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])? {
            return id_of(&said).map(Some);
        }
        // No commit yet, or a HEAD that cannot be read? An unborn branch is a name without a ref.
        let name = self.git.ask(&["symbolic-ref", "--quiet", "HEAD"])?.ok_or_else(|| unreadable("HEAD"))?;
        let name = String::from_utf8_lossy(&name).trim().to_owned();
        match self.git.ask(&["show-ref", "--verify", "--quiet", &name])? {
            None if !self.folders.2.join(&name).exists() => Ok(None),
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
                // What `git add -N` announces is not part of the commit.
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

    fn files(&self, place: Place, path: &str) -> Result<Vec<(Vec<u8>, Entry)>> {
        let said = match place {
            Place::Index => {
                self.check_index()?;
                let pathspec = format!(":(top,literal){}", path.trim_end_matches('/'));
                self.git.output(&["ls-files", "--stage", "-z", "--full-name", "--", &pathspec]).map_err(no_index)?
            }
            Place::Commit(commit) => {
                // Without the `/` a folder would be one entry; with `-r` its files come.
                let (commit, path) = (commit.to_string(), path.trim_end_matches('/'));
                let whole = ["ls-tree", "-r", "-z", "--full-tree", &commit, "--", path];
                self.git.output(&whole[..if path.is_empty() { 6 } else { 7 }])?
            }
        };
        let entries = said.split(|b| *b == 0).filter(|line| !line.is_empty()).map(|line| {
            let (words, path) = line.split_at(line.iter().position(|b| *b == b'\t')?);
            let words: Vec<&str> = std::str::from_utf8(words).ok()?.split(' ').collect();
            // `MODE ID STAGE` in the index, `MODE TYPE ID` in a tree.
            let id = Oid::parse(if place == Place::Index { words.get(1)? } else { words.get(2)? })?;
            let staged = place != Place::Index || words.get(2) == Some(&"0");
            let entry = Entry::of(id, u32::from_str_radix(words.first()?, 8).ok()?).filter(|_| staged);
            Some((path[1..].to_vec(), entry))
        });
        let entries: Option<Vec<(Vec<u8>, Option<Entry>)>> = entries.collect();
        let entries = entries.ok_or_else(|| unreadable("git's list of files"))?;
        Ok(entries
            .into_iter()
            .filter(|(found, _)| is_at_or_below(found, path))
            .filter_map(|(p, e)| Some((p, e?)))
            .collect())
    }

    fn commits(&self, tip: Option<Oid>, hidden: Option<Oid>) -> Result<Vec<Commit>> {
        let tip = tip.map_or_else(|| "--all".to_owned(), |tip| tip.to_string());
        let hidden = hidden.map(|id| format!("^{id}"));
        let mut arguments = vec!["rev-list", "--topo-order", "--reverse", "--parents", tip.as_str()];
        arguments.extend(hidden.as_deref());
        let said = self.git.output(&arguments)?;
        let commits: Option<Vec<Commit>> = String::from_utf8_lossy(&said).lines().map(to_commit).collect();
        commits.ok_or_else(|| unreadable("git's list of commits").into())
    }

    fn one(&self, id: Oid) -> Result<Commit> {
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
        let mut found: Vec<(String, Oid)> = String::from_utf8_lossy(&said)
            .lines()
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(id, name)| Some((name.to_owned(), Oid::parse(id)?)))
            .collect();
        found.extend(self.head()?.map(|id| ("HEAD".to_owned(), id)));
        Ok(found)
    }

    fn size(&self, _: &Oid) -> Option<u64> {
        None
    }

    fn blob(&self, id: &Oid) -> Result<Content<'_>, String> {
        let mut slot = self.batch.borrow_mut();
        let mut batch = match slot.take() {
            Some(batch) => batch,
            None => Batch::start(&self.git).map_err(|e| e.to_string())?,
        };
        let content = batch.read(id);
        // After a failure in the middle of an object the next one starts afresh.
        if batch.is_usable() {
            *slot = Some(batch);
        }
        content.map(Content::Owned)
    }
}

/// The commit that git takes a revision for, if it is one.
///
/// # Errors
/// git cannot be started, or cannot read a commit on the way.
pub(super) fn commit(git: &Git, revision: &str) -> Result<Option<Oid>> {
    let revision = format!("{revision}^{{commit}}");
    // It is quiet about what is not there, and says what is damaged.
    let said = git.ask_quiet(&["rev-parse", "--verify", "--quiet", "--end-of-options", &revision])?;
    said.map(|said| id_of(&said)).transpose()
}

/// A commit's id, and its parents' behind it.
fn to_commit(line: &str) -> Option<Commit> {
    let mut ids = line.split(' ').map(Oid::parse);
    Some(Commit { id: ids.next()??, parents: ids.collect::<Option<_>>()? })
}

/// `:OLDMODE NEWMODE OLDID NEWID STATUS` NUL path NUL, over and over.
fn parse_raw(raw: &[u8]) -> Option<Vec<Delta>> {
    let mut fields = raw.split(|b| *b == 0);
    let mut deltas = Vec::new();
    while let Some(head) = fields.next().filter(|head| !head.is_empty()) {
        let words: Vec<&str> = std::str::from_utf8(head).ok()?.strip_prefix(':')?.split(' ').collect();
        let [old_mode, new_mode, old_id, new_id, status] = words[..] else { return None };
        let mode = |mode: &str| u32::from_str_radix(mode, 8).ok();
        let (old_mode, new_mode) = (mode(old_mode)?, mode(new_mode)?);
        let side = |mode: u32, id: &str| -> Option<Option<Entry>> {
            let id = Oid::parse(id)?;
            Some(Entry::of(id, mode).filter(|_| !id.is_zero()))
        };
        let path = fields.next().filter(|path| !path.is_empty())?.to_vec();
        let (old, new) = (side(old_mode, old_id)?, side(new_mode, new_id)?);
        let unmerged = status.starts_with('U');
        let new_submodule = !unmerged && old_mode == 0 && is_gitlink(new_mode);
        deltas.push(Delta { path, old, new, unmerged, new_submodule });
    }
    Some(deltas)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_differences() {
        let (a, b, zero) = ("a".repeat(40), "b".repeat(64), "0".repeat(40));
        let raw = format!(
            ":100644 100755 {a} {b} M\0x y\0:000000 120000 {zero} {a} A\0l\0:160000 100644 {a} {b} T\0s\0:100644 000000 {a} {zero} U\0u\0:000000 160000 {zero} {a} A\0m\0"
        );
        let deltas = parse_raw(raw.as_bytes()).unwrap();
        assert_eq!(deltas.len(), 5);
        assert_eq!(deltas[0].path, b"x y");
        assert!(deltas[0].old.is_some() && deltas[0].new.is_some_and(|e| e.id.as_bytes().len() == 32));
        assert!(deltas[1].old.is_none() && deltas[1].new.is_some_and(|e| e.symlink));
        assert!(deltas[2].old.is_none() && deltas[2].new.is_some());
        assert!(deltas[3].unmerged);
        assert!(deltas[4].new_submodule && deltas[..4].iter().all(|delta| !delta.new_submodule));
        for broken in [":100644 100755 a b M\0x\0", "100644\0x\0", &raw[..raw.len() - 2]] {
            assert_eq!(parse_raw(broken.as_bytes()), None);
        }
        assert_eq!(parse_raw(b""), Some(Vec::new()));
    }
}
