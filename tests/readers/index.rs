//! Random states of the index, made by git itself, read by our own reader and by git.
//!
//! `AKGUARD_INDEX_STATES=5000` makes more of them than the default.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use akguard_git::{MergeHeads, Repository, Trust, staged};

use crate::random::{self, Random, history};
use crate::{assert_same, git, plain, try_git};

/// States that begin from the same HEAD and settings.
const ROUND: usize = 20;

struct States {
    top: PathBuf,
    random: Random,
    commits: Vec<String>,
    blobs: Vec<String>,
    announced: usize,
}

/// Own reader and git agree on every state, and both see something in most of them.
pub fn agree_on_states(top: &Path) {
    let count: usize = std::env::var("AKGUARD_INDEX_STATES").map(|n| n.parse().unwrap()).unwrap_or(600);
    let mut random = Random::new(0x1dec + count as u64);
    git(top, &["fast-import", "--quiet", "--force"], &history(&mut random, 60));
    git(top, &["config", "include.path", "more"], b"");
    drop(fs::remove_file(top.join(".git/MERGE_HEAD")));
    let list = |arguments: &[&str]| -> Vec<String> {
        String::from_utf8(git(top, arguments, b"")).unwrap().lines().map(str::to_owned).collect()
    };
    let commits = list(&["for-each-ref", "--format=%(objectname)", "refs/keep"]);
    let objects = list(&["cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)"]);
    let blobs = objects.iter().filter_map(|line| line.strip_prefix("blob ").map(str::to_owned)).collect();
    let mut states = States { top: top.to_path_buf(), random, commits, blobs, announced: 0 };
    let (mut with_changes, mut with_conflicts) = (0, 0);
    for state in 0..count {
        if state % ROUND == 0 {
            states.begin();
        }
        let made = states.change();
        let (first, second) =
            (Repository::open(Trust::Checked).unwrap(), Repository::open_plumbing().unwrap().unwrap());
        assert_eq!(first.reader(), "libgit2", "state {state}, made by {made}");
        let (a, b) = (staged(&first, MergeHeads::File).unwrap(), staged(&second, MergeHeads::File).unwrap());
        with_changes += usize::from(!a.changes.is_empty() || !a.deleted.concat().is_empty());
        with_conflicts += usize::from(!a.unmerged.is_empty());
        assert_same(&plain(&a), &plain(&b), &format!("state {state}, made by {made} in {}", top.display()));
        if state % ROUND == ROUND - 1 {
            assert_eq!(first.tracked().unwrap(), second.tracked().unwrap(), "state {state}, made by {made}");
        }
    }
    assert!(with_changes * 2 > count && with_conflicts * 20 > count, "{with_changes}, {with_conflicts} of {count}");
    println!("{count} states: {with_changes} with changes, {with_conflicts} with conflicts");
}

impl States {
    fn git(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        git(&self.top, arguments, input)
    }

    fn one_of(&mut self, all: fn(&Self) -> &[String]) -> String {
        let at = self.random.below(all(self).len());
        all(self)[at].clone()
    }

    /// Another HEAD, settings that change the form of the file, and a tree in the index.
    fn begin(&mut self) {
        let mut words = String::from("[index]\n");
        for (key, values) in [
            ("skipHash", ["true", "false"]),
            ("threads", ["2", "1"]),
            ("recordEndOfIndexEntries", ["true", "false"]),
            ("recordOffsetTable", ["true", "false"]),
        ] {
            words.push_str(&format!("\t{key} = {}\n", values[self.random.below(2)]));
        }
        if self.random.below(3) == 0 {
            let watcher = self.top.join(".git/watcher");
            fs::write(&watcher, "#!/bin/sh\nprintf 'token\\0/\\0'\n").unwrap();
            fs::set_permissions(&watcher, fs::Permissions::from_mode(0o755)).unwrap();
            words.push_str(&format!("[core]\n\tfsmonitor = {}\n", watcher.display()));
        }
        fs::write(self.top.join(".git/more"), words).unwrap();
        let (head, index) = (self.one_of(|s| &s.commits), self.one_of(|s| &s.commits));
        self.git(&["update-ref", "refs/heads/main", &head], b"");
        if self.random.below(8) == 0 {
            self.git(&["update-ref", "-d", "refs/heads/main"], b"");
        }
        // An index of its own, or HEAD's with little that differs, which is what there is most of the time.
        let index = if self.random.below(3) == 0 { &index } else { &head };
        self.git(&["read-tree", index], b"");
        let version = ["2", "3", "4"][self.random.below(3)];
        self.git(&["update-index", "--index-version", version], b"");
        let flag = ["--no-untracked-cache", "--force-untracked-cache"][self.random.below(2)];
        self.git(&["update-index", flag], b"");
        let flag = ["--no-fsmonitor", "--fsmonitor"][self.random.below(2)];
        try_git(&self.top, &["update-index", flag], b"");
    }

    /// One step to another state; its name.
    fn change(&mut self) -> &'static str {
        match self.random.below(16) {
            0..=4 => {
                let lines = self.entries();
                self.git(&["update-index", "--replace", "-z", "--index-info"], &lines);
                "entries"
            }
            5..=6 => {
                let lines = random::index_lines(&mut self.random, &self.commits);
                self.git(&["update-index", "--replace", "-z", "--index-info"], &lines);
                "removals and conflicts"
            }
            7 => {
                let lines = self.rename();
                self.git(&["update-index", "--replace", "-z", "--index-info"], &lines);
                "a rename"
            }
            8..=9 => {
                let flags = ["--assume-unchanged", "--skip-worktree", "--no-assume-unchanged", "--no-skip-worktree"];
                let flag = flags[self.random.below(flags.len())];
                let paths = self.some_paths();
                self.git(&["update-index", "-z", flag, "--stdin"], &paths);
                flag
            }
            10 => {
                self.announced += 1;
                let folder = ["", "dir/", "a/b/", "new/"][self.random.below(4)];
                let path = format!("{folder}announced-{}", self.announced % 7);
                fs::create_dir_all(self.top.join(&path).parent().unwrap()).unwrap();
                fs::write(self.top.join(&path), "x\n").unwrap();
                try_git(&self.top, &["add", "-N", "-f", &path], b"");
                "an announcement"
            }
            11 => {
                let [base, ours, theirs] = std::array::from_fn(|_| self.one_of(|s| &s.commits));
                try_git(&self.top, &["read-tree", "-i", "-m", &base, &ours, &theirs], b"");
                "a merge"
            }
            12 => {
                self.git(&["read-tree", "--empty"], b"");
                "nothing"
            }
            13 => {
                let index = self.one_of(|s| &s.commits);
                self.git(&["read-tree", &index], b"");
                "another tree"
            }
            // What `git commit` does before the hook; it refuses conflicts.
            _ => {
                try_git(&self.top, &["write-tree"], b"");
                "a whole cache tree"
            }
        }
    }

    /// Lines for `update-index --index-info`: files, programs and links, in the place of files and folders too.
    fn entries(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        for _ in 0..=self.random.below(4) {
            let mode = ["100644", "100755", "120000"][self.random.below(3)];
            let blob = self.one_of(|s| &s.blobs);
            out.extend(format!("{mode} {blob} 0\t").into_bytes());
            out.extend(random::path(&mut self.random));
            out.push(0);
        }
        out
    }

    /// `MODE ID STAGE TAB path` for each entry that is no side of a conflict.
    fn listed(&self) -> Vec<(String, Vec<u8>)> {
        let said = self.git(&["ls-files", "--stage", "-z"], b"");
        said.split(|b| *b == 0)
            .filter_map(|line| {
                let tab = line.iter().position(|b| *b == b'\t')?;
                let head = String::from_utf8(line[..tab].to_vec()).ok().filter(|head| head.ends_with(" 0"))?;
                Some((head, line[tab + 1..].to_vec()))
            })
            .collect()
    }

    fn rename(&mut self) -> Vec<u8> {
        let listed = self.listed();
        if listed.is_empty() {
            return Vec::new();
        }
        let (head, old) = &listed[self.random.below(listed.len())];
        let new = random::path(&mut self.random);
        let gone = format!("0 {}\t", "0".repeat(40));
        [gone.as_bytes(), old, b"\0", head.as_bytes(), b"\t", &new, b"\0"].concat()
    }

    fn some_paths(&mut self) -> Vec<u8> {
        let listed = self.listed();
        let some = listed.iter().filter(|_| self.random.below(3) == 0);
        some.flat_map(|(_, path)| [path.as_slice(), b"\0"].concat()).collect()
    }
}

/// An index with a byte changed or cut off is read, or refused with a cause; never a panic.
pub fn damage_is_said(top: &Path) {
    let mut random = Random::new(0xdead);
    let index = top.join(".git/index");
    let mut refused = 0;
    for version in ["2", "4"] {
        git(top, &["read-tree", "refs/keep/1"], b"");
        git(top, &["update-index", "--index-version", version], b"");
        // The tree at the end would be all that is read.
        let line = format!("100644 {} 0\tlast", "1".repeat(40));
        git(top, &["update-index", "--index-info"], line.as_bytes());
        let whole = fs::read(&index).unwrap();
        for round in 0..60 {
            let mut bytes = whole.clone();
            match round % 3 {
                0 => bytes.truncate(random.below(whole.len())),
                1 => bytes[random.below(whole.len())] = random.below(256) as u8,
                _ => drop(bytes.drain(12..13 + random.below(whole.len() - 13))),
            }
            fs::write(&index, &bytes).unwrap();
            let said = Repository::open(Trust::Checked).and_then(|r| staged(&r, MergeHeads::File));
            refused += usize::from(said.is_err_and(|e| !e.to_string().is_empty()));
        }
        fs::write(&index, &whole).unwrap();
        staged(&Repository::open(Trust::Checked).unwrap(), MergeHeads::File).unwrap();
    }
    assert!(refused > 60, "only {refused} damaged indexes were refused");
}
