//! The register of overrides: each record with its state and every path its secret is at now.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::config::Config;
use crate::detect::{Detector, known};
use crate::error::Failure;
use crate::finding::{Finding, Unchecked};
use crate::git::{Blob, Change, Merge, Place, Repository};
use crate::policy::{Record, Records, Status, Today};
use crate::report::escape_bytes;
use crate::scan::{Options, Scanner};

/// What a record means today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It counts and is needed.
    Valid,
    /// It does not count, and what it allowed is still in HEAD: the check fails.
    Lapsed(Status),
    /// What it allowed is gone: it can be pruned.
    Stale,
}

impl State {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Lapsed(status) => status.as_str(),
            Self::Stale => "stale",
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
    /// Where its finding is in HEAD, as printed.
    pub paths: Vec<String>,
}

/// All records of HEAD.
#[derive(Debug)]
pub struct Register {
    /// By age.
    pub lines: Vec<Line>,
    /// Files in the folder that are no records.
    pub broken: Vec<(String, String)>,
}

impl Register {
    /// Reads the records of the index (what is staged counts) and looks for their findings in HEAD and the index.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn load(repository: &Repository, detector: &Detector, config: &Config, today: Today) -> Result<Self> {
        let Records { mut records, broken } = Records::load(repository, Place::Index)?;
        records.sort_by(|a, b| (&a.created, &a.id).cmp(&(&b.created, &b.id)));
        let present =
            if records.is_empty() { BTreeMap::new() } else { present(repository, detector, config, &records)? };
        let lines = records
            .into_iter()
            .map(|record| {
                let paths = present.get(&record.id).cloned().unwrap_or_default();
                let state = match (paths.is_empty(), record.status(today)) {
                    (true, _) => State::Stale,
                    (false, Status::Valid) => State::Valid,
                    (false, lapsed) => State::Lapsed(lapsed),
                };
                Line { record, state, paths }
            })
            .collect();
        Ok(Self { lines, broken })
    }
}

/// Every finding of HEAD and of what is staged: id and paths.
fn present(
    repository: &Repository,
    detector: &Detector,
    config: &Config,
    records: &[Record],
) -> Result<BTreeMap<String, Vec<String>>> {
    let mut scanner = Scanner::new(detector, config, Some(repository), Options { names: true, count_added: false });
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if let Some(head) = repository.head()? {
        for (path, blob, symlink) in repository.files_since(None, head)? {
            // A value of someone's `.env` is found on that machine only: while its file is there it counts as there.
            let shown = escape_bytes(&path);
            for record in records.iter().filter(|r| r.rule == known::ID && r.path == shown) {
                found.insert(record.id.clone(), vec![shown.clone()]);
            }
            scanner.change(&Change { path, bases: Vec::new(), new: Blob::Stored(blob), symlink }, &[]);
        }
    }
    for mut change in crate::git::staged(repository, Merge::Written)?.changes {
        change.bases.clear();
        scanner.change(&change, &[]);
    }
    let scan = scanner.finish();
    if let Some(unread) = scan.unchecked.iter().find(|u| records.iter().all(|r| r.id != u.id.to_string())) {
        let cause = format!("cannot say which overrides are needed: {}: {}", unread.shown_path, unread.why);
        return Err(Failure::new(cause).help("nothing was checked; see: git fsck").into());
    }
    let findings = scan.findings.iter().map(|f: &Finding<'_>| (f.id, &f.shown_path));
    let unchecked = scan.unchecked.iter().map(|u: &Unchecked| (u.id, &u.shown_path));
    for (id, path) in findings.chain(unchecked) {
        let paths = found.entry(id.to_string()).or_default();
        if !paths.contains(path) {
            paths.push(path.clone());
        }
    }
    Ok(found)
}
