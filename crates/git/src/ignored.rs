//! What git ignores in a directory that is scanned, told without git: the patterns by libgit2, which runs nothing, and what
//! is tracked by our own index parser.
//!
//! The patterns of the nearest repository count, so each directory on the way knows whose it is. Below a directory that
//! is ignored only repositories are looked for: what those track is no one's to ignore.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use akguard_common::text::escape;

use super::ignore_rules::Rules;
use super::locate::{self, Located};
use super::open_error::OpenError;

/// Which rules count in a directory.
#[derive(Clone)]
enum Zone {
    /// Nothing counts as ignored.
    Open,
    Ruled(Arc<Rules>),
    /// It is ignored itself.
    Ignored,
}

/// The rules for all that is below one path.
pub(super) struct Ignored {
    /// The path as it was given, and without links and `..`: libgit2 wants it so.
    given: PathBuf,
    real: PathBuf,
    /// Of each directory that has been entered, as the walk names it.
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
        // A file that is named is read in any case.
        if ignored.real.is_dir() {
            let zone = match locate::around(&ignored.real) {
                Ok(located) => ignored.zone(path, &located),
                Err(refusal) => ignored.open(path, refusal),
            };
            ignored.enter(path, zone);
        }
        ignored
    }

    /// Is an entry of the walk to be left out? Directories come before what is in them.
    pub(super) fn leaves_out(&self, entry: &ignore::DirEntry) -> bool {
        let path = entry.path();
        let is_dir = entry.file_type().is_some_and(|t| t.is_dir());
        let zone = path.parent().map_or(Zone::Open, |folder| self.zone_of(folder));
        let own = if is_dir { self.zone_of_repository(path) } else { None };
        let zone = match (own, zone) {
            (Some(own), _) => own,
            (None, Zone::Ruled(rules)) if rules.ignore(&self.real_path(path)) => {
                self.count.fetch_add(1, Ordering::Relaxed);
                Zone::Ignored
            }
            (None, zone) => zone,
        };
        if is_dir {
            self.enter(path, zone);
            return false;
        }
        matches!(zone, Zone::Ignored)
    }

    /// Files and directories that were left out, and why elsewhere nothing was.
    pub(super) fn end(&self) -> (usize, Vec<String>) {
        let mut notes = std::mem::take(&mut *self.notes.lock().unwrap_or_else(PoisonError::into_inner));
        notes.sort_unstable();
        (self.count.load(Ordering::Relaxed), notes)
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
        match Rules::of(located, top) {
            Ok(rules) => Zone::Ruled(Arc::new(rules)),
            Err(why) => self.note(folder, &why),
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
