//! What is known about the commits of this repository: up to where they were looked at, and which ones have findings.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use akguard_git::Oid;

use super::files::WATCH;
use crate::safe_file;

/// The first line of the file.
const HEADER: &str = "akguard watch v1";
/// Maximum number of entries of each kind; the oldest ones are dropped, but for the commit at which akguard was
/// installed.
const MAX_ENTRIES: usize = 64;

/// The state, which is a cache of this machine: where it is lost, commits are looked at once more.
pub(crate) struct WatchState {
    common_dir: PathBuf,
    /// There is a file.
    pub(crate) is_known: bool,
    /// Everything that these commits reach was looked at, or was there before akguard. The first one is the oldest.
    seen: Vec<Oid>,
    /// Commits with findings that were named once.
    open: Vec<Oid>,
    is_changed: bool,
}

impl WatchState {
    /// Reads the state of the repository with this common git directory. A file that cannot be read counts as empty.
    pub(crate) fn read(common_dir: &Path) -> Self {
        let mut text = String::new();
        let _ = safe_file::open(common_dir, WATCH).map(|mut file| file.read_to_string(&mut text));
        let ids = |word: &str| {
            let lines = text.lines().filter_map(|line| line.strip_prefix(word));
            lines.filter_map(Oid::parse).collect::<Vec<_>>()
        };
        Self {
            common_dir: common_dir.to_owned(),
            is_known: text.lines().next() == Some(HEADER),
            seen: ids("seen "),
            open: ids("open "),
            is_changed: false,
        }
    }

    /// Begins with this commit, unless the state is known already: what it reaches was there before akguard.
    pub(crate) fn begin(&mut self, head: Option<Oid>) {
        if !self.is_known {
            self.seen = head.into_iter().collect();
            self.is_changed = true;
        }
    }

    pub(crate) fn has_seen(&self, id: Oid) -> bool {
        self.seen.contains(&id)
    }

    pub(crate) fn seen(&self) -> &[Oid] {
        &self.seen
    }

    pub(crate) fn open(&self) -> &[Oid] {
        &self.open
    }

    /// Remembers that a commit and all that it reaches were looked at; its parents need no entry any more.
    pub(crate) fn see(&mut self, id: Oid, parents: &[Oid]) {
        self.seen.retain(|seen| *seen != id && !parents.contains(seen));
        self.seen.push(id);
        if self.seen.len() > MAX_ENTRIES {
            self.seen.remove(1);
        }
        self.is_changed = true;
    }

    /// Remembers a commit with findings.
    pub(crate) fn add_open(&mut self, id: Oid) {
        if !self.open.contains(&id) {
            self.open.push(id);
            let surplus = self.open.len().saturating_sub(MAX_ENTRIES);
            self.open.drain(..surplus);
            self.is_changed = true;
        }
    }

    /// Forgets a commit that is fixed, allowed or pushed.
    pub(crate) fn close(&mut self, id: Oid) {
        self.open.retain(|open| *open != id);
        self.is_changed = true;
    }

    /// Writes the state. Where it cannot be written, the commits are looked at once more.
    pub(crate) fn write(&mut self) {
        if !self.is_changed {
            return;
        }
        let lines = |word: &'static str, ids: &[Oid]| ids.iter().map(|id| format!("{word} {id}\n")).collect::<String>();
        let text = format!("{HEADER}\n{}{}", lines("seen", &self.seen), lines("open", &self.open));
        // The file is not truncated before the write: some file systems would then wait for the disk.
        let _ = safe_file::open_to_update(&self.common_dir, WATCH)
            .map(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.set_len(text.len() as u64)));
        self.is_changed = false;
        self.is_known = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: char) -> Oid {
        Oid::parse(&digit.to_string().repeat(40)).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let mut state = WatchState::read(dir.path());
        assert!(!state.is_known);
        state.begin(Some(id('1')));
        state.see(id('2'), &[id('1')]);
        state.add_open(id('2'));
        state.write();
        let mut state = WatchState::read(dir.path());
        assert!(state.is_known && state.has_seen(id('2')) && !state.has_seen(id('1')));
        state.begin(Some(id('3')));
        assert!(!state.has_seen(id('3')), "a known state does not begin again");
        assert_eq!(state.open(), [id('2')]);
        state.close(id('2'));
        state.write();
        assert_eq!(WatchState::read(dir.path()).open(), []);
    }

    #[test]
    fn the_first_commit_stays_and_the_lists_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let mut state = WatchState::read(dir.path());
        state.begin(Some(id('0')));
        for number in 0..100u32 {
            let id = Oid::parse(&format!("{number:040x}").replace('0', "a")).unwrap();
            state.see(id, &[]);
            state.add_open(id);
        }
        assert!(state.seen.len() <= MAX_ENTRIES && state.open.len() <= MAX_ENTRIES);
        assert!(state.has_seen(id('0')));
    }

    #[test]
    fn a_damaged_file_counts_as_none() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("akguard")).unwrap();
        std::fs::write(dir.path().join(WATCH), b"seen zz\n\xff").unwrap();
        let state = WatchState::read(dir.path());
        assert!(!state.is_known && state.seen().is_empty());
    }
}
