//! What is known of the blobs of a history, so that each is read once.

use std::collections::HashMap;
use std::sync::Mutex;

use akguard_detect::FileClass;
use akguard_git::Oid;

/// What is known of one blob.
#[derive(Clone, Copy)]
struct State {
    /// There is a candidate in it.
    suspect: bool,
    /// The most thorough way in which it has been read.
    setting: FileClass,
}

/// What is known of the blobs of a history.
#[derive(Default)]
pub(super) struct Seen {
    /// By the first byte of the id, so that cores seldom wait for each other.
    blobs: [Mutex<HashMap<Oid, State>>; 32],
}

impl Seen {
    fn shard(&self, id: &Oid) -> std::sync::MutexGuard<'_, HashMap<Oid, State>> {
        let shard = &self.blobs[usize::from(id.as_bytes()[0]) % self.blobs.len()];
        shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Has it been read for files of this setting, and nothing found?
    pub(super) fn is_clean(&self, id: &Oid, setting: FileClass) -> bool {
        self.shard(id).get(id).is_some_and(|state| !state.suspect && setting <= state.setting)
    }

    pub(super) fn add(&self, id: Oid, setting: FileClass, suspect: bool) {
        let mut shard = self.shard(&id);
        let state = shard.entry(id).or_insert(State { suspect: false, setting });
        *state = State { suspect: state.suspect || suspect, setting: state.setting.max(setting) };
    }

    pub(super) fn is_suspect(&self, id: &Oid) -> bool {
        self.shard(id).get(id).is_some_and(|state| state.suspect)
    }
}
