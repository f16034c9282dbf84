//! Findings as entries of the audit log.

use akguard_git::Repository;

use crate::audit::{Log, LogEvent, LoggedFinding};
use crate::check::Context;
use crate::finding::{Finding, Unchecked};
use crate::output::print_error;
use crate::policy::{Evaluation, Verdict};

/// Appends to the audit log. A failure is printed and never stops a commit.
pub(super) fn note_in_log(repository: &Repository, context: &Context, event: LogEvent, findings: Vec<LoggedFinding>) {
    if let Err(why) = Log::new(repository.common_dir()).append(event, findings, context.today) {
        print_error(format!("akguard: the audit log was not written: {why}\n").as_bytes());
    }
}

/// The entries for what stopped a commit.
pub(super) fn logged(evaluation: &Evaluation<'_>) -> Vec<LoggedFinding> {
    let blocked = |verdict: &Verdict| matches!(verdict, Verdict::Block(_));
    let findings = evaluation.findings.iter().filter(|j| blocked(&j.verdict)).map(|j| logged_finding(&j.finding));
    let unchecked = evaluation.unchecked.iter().filter(|j| blocked(&j.verdict)).map(|j| logged_unchecked(&j.unchecked));
    findings.chain(unchecked).collect()
}

/// The entry for a finding.
pub(super) fn logged_finding(f: &Finding<'_>) -> LoggedFinding {
    LoggedFinding {
        id: f.id.map(|id| id.to_string()),
        rule: f.rule.id.to_string(),
        path: f.shown_path.clone(),
        blob: f.blob.as_ref().map(ToString::to_string),
        commit: f.commit.as_ref().map(ToString::to_string),
    }
}

/// The entry for unchecked content.
pub(super) fn logged_unchecked(u: &Unchecked) -> LoggedFinding {
    LoggedFinding {
        id: u.id.map(|id| id.to_string()),
        rule: crate::finding::UNCHECKED.to_owned(),
        path: u.shown_path.clone(),
        blob: u.blob.as_ref().map(ToString::to_string),
        commit: u.commit.as_ref().map(ToString::to_string),
    }
}
