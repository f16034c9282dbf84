//! The register of overrides: each record with its state and every path its secret is at now, inline marks, the baseline.

use std::collections::BTreeMap;

use akguard_common::error::Failure;
use akguard_detect::local_values;
use akguard_detect::secret::Fingerprint;
use akguard_git::{COMMIT_MESSAGE, Place, Repository, TAG_MESSAGE};
use anyhow::Result;

use crate::check::{self, Context, HeadFiles};
use crate::finding::Unchecked;
use crate::policy::{
    Allowed, Baseline, BrokenRecord, Covers, Entry, Evaluation, Judged, JudgedUnchecked, Overrides, Record, Records,
    Status, Verdict,
};
use crate::sanitize::Hidden;

/// The present state of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It counts and is needed.
    Valid,
    /// It does not count, and what it allowed is still in HEAD: the check fails.
    Inactive(Status),
    /// What it allowed is gone: it can be pruned.
    Stale,
}

impl State {
    /// The word in lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Inactive(status) => status.as_str(),
            Self::Stale => "stale",
        }
    }

    /// Why an invalid record never counted.
    pub fn why(self) -> Option<&'static str> {
        match self {
            Self::Inactive(Status::Invalid(why)) => Some(why),
            _ => None,
        }
    }
}

/// One record of the register.
#[derive(Debug)]
pub struct Line {
    /// The record.
    pub record: Record,
    /// Its state.
    pub state: State,
    /// The paths of its finding in HEAD and in what is staged, redacted.
    pub paths: Vec<String>,
}

/// A finding that a mark allows.
#[derive(Debug)]
pub struct Marked {
    /// The mark's name.
    pub mark: &'static str,
    /// Its reason.
    pub reason: String,
    /// The finding's id, if it was computed.
    pub id: Option<String>,
    /// The rule's id.
    pub rule: String,
    /// The file, redacted.
    pub path: String,
    /// The finding's line.
    pub line: usize,
}

/// The baseline and its stale entries.
#[derive(Debug)]
pub struct Frozen {
    /// The baseline as it is in its file.
    pub baseline: Baseline,
    /// Entries whose finding is gone; empty if the baseline covers the history.
    pub stale: Vec<Entry>,
}

/// All overrides of HEAD.
#[derive(Debug)]
pub struct Register {
    /// Records by age.
    pub lines: Vec<Line>,
    /// Marks by position.
    pub marks: Vec<Marked>,
    /// The baseline, if there is one.
    pub baseline: Option<Frozen>,
    /// Files in the directory of records that are not valid records.
    pub broken: Vec<BrokenRecord>,
    /// The values that no output may show.
    pub hidden: Hidden,
}

impl Register {
    /// Reads the records and the baseline of the index (staged ones count) and the marks of HEAD, and searches HEAD and
    /// the index for their findings.
    ///
    /// # Errors
    /// The repository cannot be read, or the baseline is broken.
    pub fn load(repository: &Repository, context: &Context) -> Result<Self> {
        let overrides = Overrides {
            records: Records::load(repository, Place::Index)?,
            baseline: Baseline::load(repository, Place::Index)?,
            warning: None,
        };
        let all = !overrides.records.records.is_empty() || overrides.baseline.is_some();
        let which = if all { HeadFiles::All } else { HeadFiles::Marked };
        let head = check::head(repository, context, &overrides, which)?;
        let Present { paths: present, hidden } = if all {
            present(repository, context, &head, &overrides)?
        } else {
            Present { paths: BTreeMap::new(), hidden: head.hidden.clone() }
        };
        let unread: Vec<String> = head.unchecked.iter().map(|j| j.unchecked.shown_path.clone()).collect();
        let marks = marks(head);
        let baseline = overrides.baseline.map(|baseline| {
            let gone = |e: &&Entry| {
                !present.contains_key(&e.id) && !unread.iter().any(|path| e.path.expose() == path.as_bytes())
            };
            let judged = baseline.findings.iter().filter(|_| baseline.covers == Covers::Tree);
            let stale = judged.filter(gone).cloned().collect();
            Frozen { stale, baseline }
        });
        let Records { mut records, broken } = overrides.records;
        records.sort_by(|a, b| (&a.created, &a.id).cmp(&(&b.created, &b.id)));
        let lines = records
            .into_iter()
            .map(|record| {
                let paths = present.get(&record.id).cloned().unwrap_or_default();
                let state = match (paths.is_empty(), record.status(&context.config.policy, context.today)) {
                    (true, _) => State::Stale,
                    (false, Status::Valid | Status::Unapproved) => State::Valid,
                    (false, status) => State::Inactive(status),
                };
                Line { record, state, paths }
            })
            .collect();
        Ok(Self { lines, marks, baseline, broken, hidden })
    }
}

fn marks(evaluation: Evaluation<'_>) -> Vec<Marked> {
    let marked = evaluation.findings.into_iter().filter_map(|Judged { finding: f, verdict }| match verdict {
        Verdict::Allow(Allowed::Mark(mark)) => Some(Marked {
            mark: mark.name,
            reason: mark.reason.unwrap_or_default(),
            id: f.id.map(|id| id.to_string()),
            rule: f.rule.id.to_string(),
            path: f.shown_path,
            line: f.start.line,
        }),
        _ => None,
    });
    marked.collect()
}

/// The paths of the records for known values. Such a value is found only on the machine that has it: elsewhere it
/// counts as present while its file is in HEAD.
fn known_values(
    repository: &Repository,
    context: &Context,
    records: &[Record],
) -> Result<BTreeMap<String, Vec<String>>> {
    let mut found = BTreeMap::new();
    let records: Vec<&Record> = records.iter().filter(|r| r.rule.expose() == local_values::ID.as_bytes()).collect();
    if !records.is_empty()
        && let Some(head) = repository.head()?
    {
        for change in repository.files_since(None, head)? {
            let shown = context.sink().show_bytes(&change.path).into_string();
            found.extend(
                records
                    .iter()
                    .filter(|r| r.path.expose() == shown.as_bytes())
                    .map(|r| (r.id.clone(), vec![shown.clone()])),
            );
        }
    }
    Ok(found)
}

/// The records for values in messages, which are in no file: they stay in history and count as present.
fn in_messages(records: &[Record]) -> impl Iterator<Item = (String, Vec<String>)> {
    let names = [COMMIT_MESSAGE, TAG_MESSAGE];
    records.iter().filter_map(move |record| {
        let name = names.iter().find(|name| record.path.expose() == name.as_bytes())?;
        Some((record.id.clone(), vec![(*name).to_owned()]))
    })
}

/// All findings of HEAD and of what is staged.
struct Present {
    /// The paths of each finding, by id, redacted.
    paths: BTreeMap<String, Vec<String>>,
    hidden: Hidden,
}

fn present(
    repository: &Repository,
    context: &Context,
    head: &Evaluation<'_>,
    overrides: &Overrides,
) -> Result<Present> {
    let records = &overrides.records.records;
    let index = check::index(repository, context, overrides)?;
    let both = || [head, &index].into_iter();
    let mut unchecked = both().flat_map(|evaluation| &evaluation.unchecked).map(|judged| &judged.unchecked);
    let unknown =
        |u: &&Unchecked| !records.is_empty() && records.iter().all(|r| u.id.is_none_or(|id| r.id != id.to_string()));
    if let Some(unread) = unchecked.find(unknown) {
        let cause = format!("cannot say which overrides are needed: {}: {}", unread.shown_path, unread.why);
        return Err(Failure::new(cause).help("git fsck    # nothing was checked").into());
    }
    let mut found = known_values(repository, context, records)?;
    found.extend(in_messages(records));
    for evaluation in both() {
        for Judged { finding, .. } in &evaluation.findings {
            for id in finding.id.iter().chain(&finding.earlier) {
                add(&mut found, Some(*id), &finding.shown_path);
            }
        }
    }
    for evaluation in both() {
        for JudgedUnchecked { unchecked, .. } in &evaluation.unchecked {
            add(&mut found, unchecked.id, &unchecked.shown_path);
        }
    }
    Ok(Present { paths: found, hidden: check::hidden_in(&[head, &index]) })
}

fn add(found: &mut BTreeMap<String, Vec<String>>, id: Option<Fingerprint>, path: &String) {
    let Some(id) = id else { return };
    let paths = found.entry(id.to_string()).or_default();
    if !paths.contains(path) {
        paths.push(path.clone());
    }
}
