//! The findings that `--allow` can allow, by id.

use std::collections::{BTreeMap, HashSet};

use akguard_common::error::Failure;
use akguard_common::text::escape;
use akguard_detect::secret::Secret;
use akguard_git::{Blob, COMMIT_MESSAGE, Change, ChangeSet, Oid, Repository, regular_file};
use anyhow::Result;

use crate::audit::{Log, LoggedFinding};
use crate::check::{self, Context, Options};
use crate::command::logged::{logged_finding, logged_unchecked};
use crate::command::progress::ProgressBars;
use crate::policy::{Evaluation, Judged, JudgedUnchecked};

/// A finding, or unchecked content, that an id can name; with the value, which the note must not contain.
pub(super) struct Offer {
    pub(super) id: String,
    pub(super) logged: LoggedFinding,
    secret: Option<Secret>,
}

impl Offer {
    /// Does a text contain eight characters in a row of the value, or all of a shorter one?
    pub(super) fn is_told_by(&self, text: &str) -> bool {
        self.secret.as_ref().is_some_and(|secret| secret.is_told_by(text))
    }
}

/// The offers of one source, by id: of the staged changes, the tracked changes, the last stopped commit or a range.
#[derive(Default)]
pub(super) struct Offers(BTreeMap<String, Offer>);

impl Offers {
    /// The findings of a change set.
    ///
    /// # Errors
    /// It cannot be checked.
    pub(super) fn of_set(repository: &Repository, context: &Context, set: &ChangeSet) -> Result<Self> {
        let options = Options { progress: &ProgressBars, ..Options::QUICK };
        Ok(Self::from_evaluation(&check::allowable(repository, context, set, options)?))
    }

    /// The findings of a check, and what it could not read.
    pub(super) fn from_evaluation(evaluation: &Evaluation<'_>) -> Self {
        let mut offers = Self::default();
        for Judged { finding, .. } in &evaluation.findings {
            offers.add(logged_finding(finding), finding.secret.clone());
        }
        for JudgedUnchecked { unchecked, .. } in &evaluation.unchecked {
            offers.add(logged_unchecked(unchecked), None);
        }
        offers
    }

    /// Keeps the first path: a key at many paths has one id and needs one decision.
    fn add(&mut self, logged: LoggedFinding, secret: Option<Secret>) {
        if let Some(id) = logged.id.clone() {
            self.0.entry(id.clone()).or_insert(Offer { id, logged, secret });
        }
    }

    /// The offers whose id begins with `id`.
    pub(super) fn matching(&self, id: &str) -> Vec<&Offer> {
        let from = self.0.range(id.to_owned()..);
        from.take_while(|(known, _)| known.starts_with(id)).map(|(_, offer)| offer).collect()
    }
}

/// The findings of the last stopped commit, from its blobs: these still exist although nothing stayed staged. Each blob
/// is scanned once, however many findings the log has of it. A finding that was logged without an id (its slow
/// fingerprint was not computed) is found again by its rule.
pub(super) fn last_block(repository: &Repository, context: &Context) -> Result<Offers> {
    let Some(entry) = Log::new(repository.common_dir()).last_block() else {
        return Ok(Offers::default());
    };
    let mut ids = HashSet::new();
    let mut rules_without_id = HashSet::new();
    let mut blobs = BTreeMap::new();
    for LoggedFinding { id, rule, path, blob, .. } in entry.findings {
        if let Some(blob) = blob.as_deref().and_then(Oid::parse) {
            blobs.insert(path, blob);
        }
        match id {
            Some(id) => drop(ids.insert(id)),
            None => drop(rules_without_id.insert(rule)),
        }
    }
    let change = |(path, blob): (String, Oid)| Change {
        path: path.into_bytes(),
        bases: Vec::new(),
        new: Blob::Stored(blob),
        symlink: false,
    };
    let set = ChangeSet { changes: blobs.into_iter().map(change).collect(), ..ChangeSet::default() };
    let mut found = Offers::of_set(repository, context, &set)?;
    found.0.retain(|id, offer| ids.contains(id) || rules_without_id.contains(&offer.logged.rule));
    Ok(found)
}

/// The findings of messages that git keeps: of a commit that was stopped, of a merge that is being made.
pub(super) fn messages(repository: &Repository, context: &Context) -> Result<Offers> {
    let texts = ["COMMIT_EDITMSG", "MERGE_MSG", "SQUASH_MSG"].map(|name| repository.git_dir().join(name));
    let texts = texts.iter().filter_map(|path| regular_file::read(path).ok());
    let changes = texts.map(|text| Change::message(COMMIT_MESSAGE, text)).collect();
    Offers::of_set(repository, context, &ChangeSet { changes, ..ChangeSet::default() })
}

/// The one finding that an id, or the beginning of one, names.
pub(super) fn choose<'f>(id: &str, sources: &'f [Offers]) -> Result<&'f Offer> {
    let id = id.to_ascii_lowercase();
    if !(8..=32).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Failure::new("`--allow` takes the id that the report shows: 8 to 32 hex digits")
            .help("akguard scan lists what is staged")
            .into());
    }
    let found = sources.iter().map(|offers| offers.matching(&id)).find(|found| !found.is_empty()).unwrap_or_default();
    match found.as_slice() {
        [one] => Ok(one),
        // The id is not echoed: 32 hex digits may be a pasted key.
        [] => Err(Failure::new(
            "no finding has that id: not in what is staged, in tracked changes, or in the last stopped commit",
        )
        .help("akguard scan lists what is staged")
        .into()),
        many => {
            let paths: Vec<String> =
                many.iter().map(|offer| format!("{} ({})", offer.id, escape(&offer.logged.path))).collect();
            Err(Failure::new(format!("that id is short for more than one finding: {}", paths.join(", ")))
                .help("give more digits")
                .into())
        }
    }
}
