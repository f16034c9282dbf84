//! Decides what git ignores in a scanned directory, without running git: libgit2, which runs no program, matches the
//! patterns, and our own index parser lists tracked files.
//!
//! The patterns of the nearest repository count, so the rules are kept for each directory that was entered. An ignored
//! directory is still searched for repositories: an outer repository cannot ignore what an inner one tracks.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use akguard_common::text::escape;

use super::ignore_rules::IgnoreRules;
use super::locate::{self, Located};
use super::open_error::OpenError;

/// The rules that count in a directory.
#[derive(Clone)]
enum Zone {
    /// Nothing counts as ignored.
    Open,
    Ruled(Arc<IgnoreRules>),
    /// The directory itself is ignored.
    Ignored,
}

/// The rules for all that is below one path.
pub(super) struct Ignored {
    /// The path as it was given.
    given: PathBuf,
    /// The same path without links and `..`, as libgit2 needs it.
    real: PathBuf,
    /// The zones of the directories that have been entered, by their paths in the walk.
    zones: RwLock<HashMap<OsString, Zone>>,
    count: AtomicUsize,
    notes: Mutex<Vec<String>>,
}

impl Ignored {
    /// The rules around a path: those of the repository that it is in.
    pub(super) fn around(path: &Path) -> Self {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let ignored = Self {
            given: path.to_path_buf(),
            zones: RwLock::default(),
            count: AtomicUsize::new(0),
            notes: Mutex::default(),
            real,
        };
        // A file that the user names is always scanned.
        if ignored.real.is_dir() {
            let zone = match locate::around(&ignored.real) {
                Ok(located) => ignored.zone(path, &located),
                Err(refusal) => ignored.open(path, refusal),
            };
            ignored.enter(path, zone);
        }
        ignored
    }

    /// Is an entry of the walk skipped? The walk must visit directories before their entries.
    pub(super) fn leaves_out(&self, entry: &ignore::DirEntry) -> bool {
        let path = entry.path();
        let is_dir = entry.file_type().is_some_and(|t| t.is_dir());
        let own = if is_dir { self.zone_of_repository(path) } else { None };
        let zone = match own {
            Some(own) => own,
            None => self.zone_by_parent(path),
        };
        if is_dir {
            self.enter(path, zone);
            return false;
        }
        matches!(zone, Zone::Ignored)
    }

    /// The zone of a path that is not the top of a repository.
    fn zone_by_parent(&self, path: &Path) -> Zone {
        let Some(parent) = path.parent() else { return Zone::Open };
        let zone = self.zone_of(parent);
        if let Zone::Ruled(rules) = &zone
            && rules.ignore(&self.real_path(path))
        {
            self.count.fetch_add(1, Ordering::Relaxed);
            return Zone::Ignored;
        }
        zone
    }

    /// Number of files and directories that were skipped.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Takes the notes of where nothing counts as ignored, and why; sorted.
    pub(super) fn take_notes(&self) -> Vec<String> {
        let mut notes = std::mem::take(&mut *self.notes.lock().unwrap_or_else(PoisonError::into_inner));
        notes.sort_unstable();
        notes
    }

    fn real_path(&self, path: &Path) -> PathBuf {
        self.real.join(path.strip_prefix(&self.given).unwrap_or(path))
    }

    fn enter(&self, folder: &Path, zone: Zone) {
        let mut zones = self.zones.write().unwrap_or_else(PoisonError::into_inner);
        zones.insert(folder.as_os_str().to_owned(), zone);
    }

    fn zone_of(&self, folder: &Path) -> Zone {
        let zones = self.zones.read().unwrap_or_else(PoisonError::into_inner);
        zones.get(folder.as_os_str()).cloned().unwrap_or(Zone::Open)
    }

    /// The zone that begins at the top of another repository: a submodule, a clone.
    fn zone_of_repository(&self, folder: &Path) -> Option<Zone> {
        std::fs::symlink_metadata(folder.join(".git")).ok()?;
        match locate::at(&self.real_path(folder)) {
            Ok(located) => Some(self.zone(folder, &located?)),
            Err(refusal) => Some(self.open(folder, refusal)),
        }
    }

    fn zone(&self, folder: &Path, located: &Located) -> Zone {
        let Some(top) = &located.work_tree else { return Zone::Open };
        match IgnoreRules::read(located, top) {
            Ok(rules) => Zone::Ruled(Arc::new(rules)),
            Err(why) => self.note(folder, &why.to_string()),
        }
    }

    fn open(&self, folder: &Path, refusal: OpenError) -> Zone {
        match refusal {
            OpenError::NotFound => Zone::Open,
            refusal => self.note(folder, &refusal.into_failure().to_string()),
        }
    }

    fn note(&self, folder: &Path, why: &str) -> Zone {
        let line = format!("{}: nothing counts as ignored here: {why}", escape(&folder.to_string_lossy()));
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        Zone::Open
    }
}
