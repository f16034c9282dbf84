//! What is known of the blobs of a history, so that a blob is not read twice.

use std::collections::HashMap;
use std::sync::Mutex;

use akguard_detect::FileClass;
use akguard_git::Oid;

/// What is known of one blob.
#[derive(Clone, Copy)]
struct State {
    /// There is a candidate in it.
    has_candidate: bool,
    /// The most thorough class that it has been scanned as.
    file_class: FileClass,
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

    /// Has it been scanned as this class or a more thorough one, without a candidate?
    pub(super) fn is_clean(&self, id: &Oid, file_class: FileClass) -> bool {
        self.shard(id).get(id).is_some_and(|state| !state.has_candidate && file_class <= state.file_class)
    }

    /// Stores the result of scanning a blob. Returns false if another core has meanwhile scanned it as thoroughly, and
    /// neither has found a candidate.
    pub(super) fn add(&self, id: Oid, file_class: FileClass, has_candidate: bool) -> bool {
        let mut shard = self.shard(&id);
        let Some(state) = shard.get_mut(&id) else {
            shard.insert(id, State { has_candidate, file_class });
            return true;
        };
        let was_known = !has_candidate && !state.has_candidate && file_class <= state.file_class;
        state.has_candidate |= has_candidate;
        state.file_class = state.file_class.max(file_class);
        !was_known
    }

    pub(super) fn has_candidate(&self, id: &Oid) -> bool {
        self.shard(id).get(id).is_some_and(|state| state.has_candidate)
    }
}
