//! The report for programs. These structs are the published form, version 1: they mirror, they do not expose.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

use super::Outcome;
use crate::finding::Tip;
use crate::policy::{Allowed, BASELINE, Judged, Judgement, Verdict};

#[derive(Serialize)]
struct V1Report<'a> {
    version: u32,
    outcome: &'static str,
    findings: Vec<V1Finding<'a>>,
    unchecked: Vec<V1Unchecked<'a>>,
    stats: V1Stats,
}

#[derive(Serialize)]
struct V1Finding<'a> {
    /// Null where it was not computed: `--ids` computes all.
    id: Option<String>,
    rule: &'a str,
    title: &'a str,
    verdict: &'static str,
    severity: &'static str,
    confidence: &'static str,
    path: &'a str,
    /// The path is not valid UTF-8, or a secret was cut out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    path_escaped: bool,
    /// The file inside of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    inner: Option<&'a str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    hint: Option<&'a str>,
    /// What a decoder read: the form it was written in, a notebook's cell, an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// The prefix of its name by which builds put it into pages for browsers.
    #[serde(skip_serializing_if = "Option::is_none")]
    shipped: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    /// In histories: the branch whose newest commit still has it, or null.
    #[serde(skip_serializing_if = "Option::is_none")]
    tip: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_by: Option<String>,
}

#[derive(Serialize)]
struct V1Unchecked<'a> {
    path: &'a str,
    why: &'a str,
    /// Null where no override may name it.
    id: Option<String>,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
}

#[derive(Serialize)]
struct V1Stats {
    files: usize,
    lines: usize,
    /// Not counted in histories.
    added_lines: Option<usize>,
    bytes: u64,
    excluded: usize,
    ignored: usize,
    /// Always 0: every finding is listed. The field is part of version 1.
    unlisted: usize,
    millis: u128,
    reader: Option<&'static str>,
}

pub(super) fn write(out: &mut dyn Write, judgement: &Judgement<'_>, elapsed: Duration) -> io::Result<()> {
    let stats = judgement.stats;
    let report = V1Report {
        version: 1,
        outcome: Outcome::of(judgement).as_str(),
        findings: judgement.findings.iter().map(finding).collect(),
        unchecked: judgement
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
    writeln!(out, "{}", super::escape_json(&serde_json::to_string(&report)?))
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
