//! `akguard scan --write-baseline`: accepts the present findings, so that an old repository can adopt akguard.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use akguard_common::error::Failure;
use akguard_common::text::{escape, plural};
use akguard_detect::secret::Fingerprint;
use akguard_detect::{Confidence, Severity};
use akguard_git::{Place, Repository, Trust};
use anyhow::Result;

use super::logged::{logged_finding, note_in_log};
use super::progress::ProgressBars;
use super::scan::walk_files;
use super::store::{self, store_file};
use crate::audit::LogEvent;
use crate::check::{self, Context, Options, Target};
use crate::cli::{ScanArgs, Shared};
use crate::finding::Finding;
use crate::output::{print_error, print_lines};
use crate::policy::{Actor, BASELINE, Baseline, Covers, Entry, Evaluation, Judged, Overrides, Records, Verdict};
use crate::report::Outcome;

/// Runs the command.
///
/// # Errors
/// The repository cannot be read, or the file cannot be written and staged.
pub fn run(begun: Instant, arguments: &ScanArgs, shared: &Shared) -> Result<Outcome> {
    shared.color_stdout();
    let repository = Repository::open(Trust::Checked)?;
    if repository.top().is_none() {
        return Err(Failure::new("a bare repository has no files to write a baseline into").into());
    }
    store::ensure_writable(&repository, &[BASELINE])?;
    let context = Context::staged(begun, &repository, shared.config.as_deref())?;
    let files;
    let asked = if arguments.history {
        Asked { target: Target::History, covers: Some(Covers::History) }
    } else if arguments.paths.is_empty() {
        Asked { target: Target::Tracked, covers: Some(Covers::Tree) }
    } else {
        files = walk_files(arguments);
        Asked { target: Target::Paths(&files), covers: None }
    };
    let overrides = Overrides { records: Records::load(&repository, Place::Index)?, ..Overrides::default() };
    let options = Options { progress: &ProgressBars, ..Options::QUICK };
    let evaluation = check::baseline(&repository, &context, &asked.target, &overrides, options)?;
    let found = undecided(&evaluation, &overrides.records);
    write(&repository, &context, &found, asked.covers)?;
    unread(&evaluation)
}

/// What to scan.
struct Asked<'a> {
    target: Target<'a>,
    /// What the baseline covers afterwards; `None` if single paths are scanned.
    covers: Option<Covers>,
}

/// A finding that no override decides yet.
struct Open<'f> {
    id: Fingerprint,
    finding: &'f Finding<'f>,
}

/// The findings to accept: those that no mark allows and no record names.
fn undecided<'f>(evaluation: &'f Evaluation<'f>, records: &Records) -> Vec<Open<'f>> {
    let mut open = Vec::new();
    for Judged { finding, verdict } in &evaluation.findings {
        let Some(id) = finding.id else { continue };
        if !matches!(verdict, Verdict::Allow(_)) && records.get(id).is_none() {
            open.push(Open { id, finding });
        }
    }
    open
}

fn write(repository: &Repository, context: &Context, found: &[Open<'_>], covers: Option<Covers>) -> Result<()> {
    let old = match Baseline::load(repository, Place::Index) {
        Ok(old) => old,
        Err(why) => {
            print_error(format!("akguard: {why:#}; it is replaced\n").as_bytes());
            None
        }
    };
    let entries = merged(old.as_ref(), found, covers);
    let before: BTreeSet<&str> = old.iter().flat_map(|b| &b.findings).map(|e| e.id.as_str()).collect();
    let after: BTreeSet<&str> = entries.iter().map(|e| e.id.as_str()).collect();
    let added = after.difference(&before).count();
    let removed = before.difference(&after).count();
    let size = plural(entries.len(), "finding");
    match &old {
        None if entries.is_empty() => return print_lines(&["akguard: no findings, so no baseline is needed"]),
        Some(old) if old.findings == entries => {
            return print_lines(&[format!("akguard: {BASELINE} already contains these {size}")]);
        }
        _ => {}
    }
    let covered = old.as_ref().map(|old| old.covers);
    let baseline = Baseline {
        v: 1,
        created: context.today.stamp().into(),
        who: repository.git().committer()?.into(),
        actor: Actor::current(),
        tool: env!("CARGO_PKG_VERSION").into(),
        covers: if covered == Some(Covers::History) { Covers::History } else { covers.unwrap_or(Covers::Tree) },
        findings: entries.clone(),
    };
    store_file(repository, BASELINE, &baseline.to_toml()?)?;
    let new = found.iter().filter(|f| !before.contains(f.id.to_string().as_str()));
    note_in_log(repository, context, LogEvent::Baseline, new.map(|open| logged_finding(open.finding)).collect());
    let mut lines = vec![format!("akguard: {size} in {BASELINE}, staged: {added} added, {removed} removed")];
    lines.extend(critical_summary(context, found));
    lines.push("akguard: now commit it; it counts from the next commit on, in a range from its base on".to_owned());
    print_lines(&lines)
}

/// The entries to write: each finding once, and those old entries that this scan did not cover.
fn merged(old: Option<&Baseline>, found: &[Open<'_>], covers: Option<Covers>) -> Vec<Entry> {
    let keeps = |old: &Baseline| match covers {
        None => true,
        Some(Covers::Tree) => old.covers == Covers::History,
        Some(Covers::History) => false,
    };
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for Open { id, finding: f } in found {
        let entry = Entry { id: id.to_string(), rule: f.rule.id.as_ref().into(), path: f.shown_path.as_str().into() };
        let known = entries.entry(entry.id.clone()).or_insert_with(|| entry.clone());
        // Of several paths keep the first by name, whatever the order of the scan.
        if entry.path < known.path {
            *known = entry;
        }
    }
    for entry in old.filter(|old| keeps(old)).into_iter().flat_map(|old| &old.findings) {
        entries.entry(entry.id.clone()).or_insert_with(|| entry.clone());
    }
    let mut entries: Vec<Entry> = entries.into_values().collect();
    entries.sort_by(|a, b| (&a.path, &a.rule, &a.id).cmp(&(&b.path, &b.rule, &b.id)));
    entries
}

/// Lines about the certain and critical findings, which a person must look at: accepting a key that works does not make
/// it safe.
fn critical_summary(context: &Context, found: &[Open<'_>]) -> Vec<String> {
    let is_critical =
        |o: &&Open<'_>| o.finding.confidence == Confidence::Certain || o.finding.severity == Severity::Critical;
    let mut rules: BTreeMap<&str, (BTreeSet<String>, &str)> = BTreeMap::new();
    for Open { id, finding: f } in found.iter().filter(is_critical) {
        rules.entry(&f.rule.id).or_insert_with(|| (BTreeSet::new(), &f.rule.revoke)).0.insert(id.to_string());
    }
    let count: usize = rules.values().map(|(ids, _)| ids.len()).sum();
    if count == 0 {
        return Vec::new();
    }
    let head = format!("akguard: {count} of them certain or critical: look at each, and rotate what may still work");
    let line = |(rule, (ids, revoke)): (&str, (BTreeSet<String>, &str))| {
        let revoke = if revoke.is_empty() { String::new() } else { format!(", revoke: {}", context.clean(revoke)) };
        format!("  {} {rule}{revoke}", ids.len())
    };
    std::iter::once(head).chain(rules.into_iter().map(line)).collect()
}

/// Prints what could not be read and so is not in the baseline.
fn unread(evaluation: &Evaluation<'_>) -> Result<Outcome> {
    let unread = evaluation.unchecked.iter().filter(|j| matches!(j.verdict, Verdict::Block(_)));
    for u in unread.map(|j| &j.unchecked) {
        let line =
            format!("akguard: {}: not checked, so not in the baseline: {}\n", escape(&u.shown_path), escape(&u.why));
        print_error(line.as_bytes());
    }
    Ok(if evaluation.unread() > 0 { Outcome::Unchecked } else { Outcome::Clean })
}
