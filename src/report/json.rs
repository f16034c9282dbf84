//! The report for programs, as JSON.

pub(crate) mod v1;

use std::io::{self, Write};
use std::time::Duration;

use self::v1::{Published, V1Finding, V1Report, V1Stats, V1Unchecked};
use super::Outcome;
use crate::finding::Tip;
use crate::policy::{Allowed, BASELINE, Evaluation, Judged, Verdict};
use crate::sanitize::escape_json;

pub(super) fn write(out: &mut dyn Write, evaluation: &Evaluation<'_>, elapsed: Duration) -> io::Result<()> {
    let stats = evaluation.stats;
    let report = V1Report {
        version: 1,
        outcome: Outcome::of(evaluation).as_str(),
        findings: evaluation.findings.iter().map(finding).collect(),
        unchecked: evaluation
            .unchecked
            .iter()
            .map(|j| V1Unchecked {
                path: &j.unchecked.shown_path,
                why: &j.unchecked.why,
                id: j.unchecked.id.map(|id| id.to_string()),
                verdict: verdict(&j.verdict),
                commit: j.unchecked.commit.map(|id| id.to_string()),
            })
            .collect(),
        stats: V1Stats {
            files: stats.files,
            lines: stats.lines,
            added_lines: stats.added_lines,
            bytes: stats.bytes,
            excluded: stats.excluded,
            ignored: stats.ignored,
            unlisted: 0,
            millis: elapsed.as_millis(),
            reader: stats.reader,
        },
    };
    out.write_all(line(&report)?.as_bytes())
}

/// A document on one line. Characters that a terminal would obey are escaped, which a program reads as the same text.
///
/// # Errors
/// It cannot be written as JSON.
pub(crate) fn line(document: &impl Published) -> serde_json::Result<String> {
    Ok(format!("{}\n", escape_json(&serde_json::to_string(document)?)))
}

fn finding<'a>(judged: &'a Judged<'_>) -> V1Finding<'a> {
    let f = &judged.finding;
    V1Finding {
        id: f.id.map(|id| id.to_string()),
        rule: &f.rule.id,
        title: &f.title,
        verdict: verdict(&judged.verdict),
        severity: f.severity.as_str(),
        confidence: f.confidence.as_str(),
        path: &f.shown_path,
        path_escaped: f.shown_path.as_bytes() != f.path,
        inner: f.inner.as_deref(),
        line: f.start.line,
        column: f.start.column,
        end_line: f.end.line,
        end_column: f.end.column,
        hint: f.hint.as_deref(),
        note: f.note.as_deref(),
        shipped: f.shipped,
        commit: f.commit.map(|id| id.to_string()),
        tip: f.tip.as_ref().map(|tip| match tip {
            Tip::Of(name) => Some(name.as_str()),
            Tip::Gone => None,
        }),
        allowed_by: match &judged.verdict {
            Verdict::Allow(Allowed::Record(record, _)) => Some(record.file()),
            Verdict::Allow(Allowed::Mark(mark)) => Some(format!("inline mark {}", mark.name)),
            Verdict::Allow(Allowed::Baseline) => Some(BASELINE.to_owned()),
            _ => None,
        },
    }
}

fn verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Block(_) => "block",
        Verdict::Warn(_) => "warn",
        Verdict::Allow(_) => "allow",
    }
}
