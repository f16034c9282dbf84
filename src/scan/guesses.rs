//! What guesses at passwords cost: their fingerprints are slow on purpose.

use std::collections::hash_map::Entry;

use super::Scanner;
use crate::detect::{Candidate, Confidence};
use crate::secret::Fingerprint;

/// A slow fingerprint takes about 25 ms; a file with more different passwords than this is unchecked, not waited for.
const MOST_SLOW: usize = 200;

/// Guesses at passwords that one run pays for: a guess is not worth a hook of many seconds. Those beyond are counted.
pub(super) const MOST_GUESSES: usize = 100;

/// A slow fingerprint.
#[derive(Clone, Copy)]
pub(super) struct Paid {
    pub(super) id: Fingerprint,
    /// Does it count in this run? One that another core has paid for does when its turn comes.
    pub(super) counts: bool,
}

impl<'d> Scanner<'_, 'd> {
    /// Is it a guess that would cost a slow fingerprint, and have enough been paid for?
    pub(super) fn is_too_many(&mut self, candidate: &Candidate<'d>) -> bool {
        let key = || (candidate.rule.id.as_ref(), candidate.secret.clone());
        if !candidate.rule.guessable || candidate.confidence > Confidence::Possible {
            return false;
        }
        self.guessed += 1;
        if self.guessable.get(&key()).is_some_and(|paid| paid.counts) {
            return false;
        }
        self.guesses += 1;
        self.guesses > MOST_GUESSES
    }

    /// `counts` where [`Scanner::is_too_many`] has been asked: what stands in a name is listed in any case.
    pub(super) fn fingerprint(&mut self, candidate: &Candidate<'d>, counts: bool) -> Result<Fingerprint, String> {
        let rule = candidate.rule;
        if !rule.guessable {
            return Ok(Fingerprint::of_key(&rule.id, &candidate.secret));
        }
        let entry = self.guessable.entry((&rule.id, candidate.secret.clone()));
        if let Entry::Occupied(paid) = &entry
            && paid.get().counts
        {
            return Ok(paid.get().id);
        }
        if self.slow == MOST_SLOW {
            return Err(format!("it has more than {MOST_SLOW} different passwords"));
        }
        self.slow += 1;
        crate::watchdog::tick();
        self.counted.push((entry.key().clone(), counts && candidate.confidence == Confidence::Possible));
        let new = || Paid { id: Fingerprint::of_guessable(&rule.id, &candidate.secret), counts: true };
        Ok(entry.and_modify(|paid| paid.counts = true).or_insert_with(new).id)
    }
}
