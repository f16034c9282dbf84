//! JSON version 1, the published format for programs, frozen. These structs mirror the internal types and do not expose
//! them. A new field must be one that may be missing; no field is renamed, retyped or removed.

mod status;

use serde::Serialize;

use crate::sanitize::Shown;

pub(crate) use self::status::{V1Status, V1StatusCi, V1StatusEvent, V1StatusItem, V1StatusPlace};

/// A whole document of version 1. Nothing else is printed as JSON for programs.
pub(crate) trait Published: Serialize {}

impl Published for V1Report<'_> {}
impl Published for V1Audit<'_> {}
impl Published for V1Rules {}
impl Published for V1Test<'_> {}
impl Published for V1Status<'_> {}

/// The report of a scan.
#[derive(Serialize)]
pub(crate) struct V1Report<'a> {
    pub(crate) version: u32,
    pub(crate) outcome: &'static str,
    pub(crate) findings: Vec<V1Finding<'a>>,
    pub(crate) unchecked: Vec<V1Unchecked<'a>>,
    pub(crate) stats: V1Stats,
}

/// What was found.
#[derive(Serialize)]
pub(crate) struct V1Finding<'a> {
    /// Null if it was not computed: `--ids` computes all.
    pub(crate) id: Option<String>,
    pub(crate) rule: &'a str,
    pub(crate) title: &'a str,
    pub(crate) verdict: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) confidence: &'static str,
    pub(crate) path: &'a str,
    /// The path is not valid UTF-8, or a secret was removed from it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) path_escaped: bool,
    /// The file inside of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) inner: Option<&'a str>,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
    pub(crate) hint: Option<&'a str>,
    /// What a decoder read: the form it was written in, a notebook's cell, an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<&'a str>,
    /// The prefix of its name that makes builds put the value into web pages: `VITE_`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shipped: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) commit: Option<String>,
    /// In histories: the branch whose newest commit still has it, or null.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tip: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) allowed_by: Option<String>,
}

/// What could not be checked.
#[derive(Serialize)]
pub(crate) struct V1Unchecked<'a> {
    pub(crate) path: &'a str,
    pub(crate) why: &'a str,
    /// Null if no override may name it.
    pub(crate) id: Option<String>,
    pub(crate) verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) commit: Option<String>,
}

/// What was read.
#[derive(Serialize)]
pub(crate) struct V1Stats {
    pub(crate) files: usize,
    pub(crate) lines: usize,
    /// Not counted in histories.
    pub(crate) added_lines: Option<usize>,
    pub(crate) bytes: u64,
    pub(crate) excluded: usize,
    pub(crate) ignored: usize,
    /// Always 0: every finding is listed. The field is part of version 1.
    pub(crate) unlisted: usize,
    pub(crate) millis: u128,
    pub(crate) reader: Option<&'static str>,
}

/// The register of overrides.
#[derive(Serialize)]
pub(crate) struct V1Audit<'a> {
    pub(crate) version: u32,
    pub(crate) records: Vec<V1Record<'a>>,
    /// Inline marks of HEAD that allow a finding.
    pub(crate) marks: Vec<V1Mark<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) baseline: Option<V1Baseline<'a>>,
    /// Files in the place of records that are none. They allow nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) broken: Vec<V1Broken>,
}

/// A file that is not a valid record.
#[derive(Serialize)]
pub(crate) struct V1Broken {
    pub(crate) path: Shown,
    pub(crate) why: String,
}

/// A record as it is in its file, with its present state.
#[derive(Serialize)]
pub(crate) struct V1Record<'a> {
    pub(crate) state: &'static str,
    /// Why an `invalid` one never counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<&'static str>,
    /// Where the finding is now; empty when it is gone.
    pub(crate) paths: &'a [String],
    pub(crate) v: u32,
    pub(crate) id: &'a str,
    pub(crate) rule: Shown,
    pub(crate) path: Shown,
    pub(crate) kind: Shown,
    pub(crate) reason: &'static str,
    pub(crate) note: Shown,
    pub(crate) who: Shown,
    pub(crate) actor: Shown,
    pub(crate) created: Shown,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<Shown>,
    pub(crate) tool: Shown,
    pub(crate) rules: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) approved_by: Option<Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revoked: Option<Shown>,
}

/// An inline mark that allows a finding.
#[derive(Serialize)]
pub(crate) struct V1Mark<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) rule: &'a str,
    pub(crate) mark: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) path: &'a str,
    pub(crate) line: usize,
}

/// The baseline.
#[derive(Serialize)]
pub(crate) struct V1Baseline<'a> {
    pub(crate) path: &'static str,
    pub(crate) findings: usize,
    /// `tree` or `history`.
    pub(crate) covers: &'static str,
    /// Entries whose finding is gone.
    pub(crate) stale: Vec<V1Entry<'a>>,
    pub(crate) created: Shown,
    pub(crate) who: Shown,
    pub(crate) actor: Shown,
    pub(crate) tool: Shown,
}

/// A finding of the baseline.
#[derive(Serialize)]
pub(crate) struct V1Entry<'a> {
    pub(crate) id: &'a str,
    pub(crate) rule: Shown,
    pub(crate) path: Shown,
}

/// The list of rules.
#[derive(Serialize)]
pub(crate) struct V1Rules {
    pub(crate) version: u32,
    pub(crate) rules: Vec<V1Rule>,
}

/// A rule and what the config says of it.
#[derive(Serialize)]
pub(crate) struct V1Rule {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) provider: String,
    pub(crate) severity: &'static str,
    pub(crate) confidence: &'static str,
    pub(crate) enabled: bool,
    /// Why the config disables it; null for one that is on, or off by default.
    pub(crate) disabled_reason: Option<String>,
    /// File and line; null for a built-in rule.
    pub(crate) place: Option<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) check: Option<V1Check>,
    pub(crate) context: Vec<String>,
    pub(crate) context_window: usize,
    pub(crate) env: Vec<String>,
    pub(crate) revoke: String,
    /// How well the format is known and where that was read; empty where nobody has written it down.
    pub(crate) source: String,
    pub(crate) beats: Vec<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) hint: V1Hint,
}

/// The offline proof of a rule, and what its verdict does.
#[derive(Serialize)]
pub(crate) struct V1Check {
    pub(crate) name: String,
    pub(crate) pass: &'static str,
    pub(crate) fail: &'static str,
}

/// Characters shown of a value, at its head and at its end.
#[derive(Serialize)]
pub(crate) struct V1Hint {
    pub(crate) head: usize,
    pub(crate) tail: usize,
}

/// The result of a self-test.
#[derive(Serialize)]
pub(crate) struct V1Test<'a> {
    pub(crate) version: u32,
    pub(crate) rules: usize,
    pub(crate) samples: usize,
    pub(crate) millis: u128,
    pub(crate) faults: Vec<V1Fault<'a>>,
    pub(crate) warnings: Vec<V1Fault<'a>>,
}

/// What is wrong with a rule.
#[derive(Serialize)]
pub(crate) struct V1Fault<'a> {
    pub(crate) rule: &'a str,
    pub(crate) place: Option<&'a str>,
    pub(crate) what: &'a str,
}
