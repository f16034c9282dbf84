//! The register as it is listed: records, marks and the baseline; for people, for programs, as a table.

use anyhow::Result;
use serde::Serialize;

use crate::audit::{Frozen, Line, Marked, Register};
use crate::cli::FormatArg;
use crate::command::context::{print, print_lines};
use crate::policy::{BASELINE, Covers, Entry, Record};
use crate::report::{escape, escape_json};
use crate::scan::plural;

pub(super) fn list(register: &Register, format: FormatArg) -> Result<()> {
    match format {
        FormatArg::Json => {
            let records: Vec<V1Record<'_>> = register.lines.iter().map(V1Record::of).collect();
            let marks = register.marks.iter().map(V1Mark::of).collect();
            let baseline = register.baseline.as_ref().map(V1Baseline::of);
            let json = serde_json::to_string(&V1Audit { version: 1, records, marks, baseline })?;
            print(format!("{}\n", escape_json(&json)).as_bytes())
        }
        FormatArg::Csv => print(csv(register).as_bytes()),
        FormatArg::Human => {
            let records = register.lines.iter().flat_map(human);
            let marks = register.marks.iter().flat_map(human_mark);
            let baseline = register.baseline.iter().flat_map(human_baseline);
            let mut lines: Vec<String> = records.chain(marks).chain(baseline).collect();
            if lines.is_empty() {
                lines.push("akguard: no overrides on record".to_owned());
            }
            print_lines(&lines)
        }
    }
}

fn human(line: &Line) -> Vec<String> {
    let r = &line.record;
    let until = r.expires.as_ref().map(|e| format!(", until {e}")).unwrap_or_default();
    let approved = r.approved_by.as_ref().map(|a| format!(", approved by {a}")).unwrap_or_default();
    let day = r.created.get(..10).unwrap_or(&r.created);
    let paths = if line.paths.is_empty() { r.path.clone() } else { line.paths.join(", ") };
    let id = r.id.get(..8).unwrap_or(&r.id);
    let mut lines = vec![
        escape(&format!("{id}  {}  {}  {}  {paths}", line.state.as_str(), r.rule, r.reason.as_str())),
        escape(&format!("  {day} {} ({}){until}{approved}: {}", r.who, r.actor, r.note)),
    ];
    lines.extend(line.state.why().map(|why| format!("  does not count: {why}")));
    lines
}

fn human_mark(m: &Marked) -> [String; 2] {
    let id = m.id.get(..8).unwrap_or(&m.id);
    [escape(&format!("{id}  mark  {}  {}  {}:{}", m.rule, m.mark, m.path, m.line)), escape(&format!("  {}", m.reason))]
}

fn human_baseline(f: &Frozen) -> [String; 2] {
    let b = &f.baseline;
    let covers = match b.covers {
        Covers::Tree => format!("{} stale", f.stale.len()),
        Covers::History => "of the whole history".to_owned(),
    };
    let day = b.created.get(..10).unwrap_or(&b.created);
    [
        format!("{BASELINE}  {}, {covers}", plural(b.findings.len(), "finding")),
        escape(&format!("  {day} {} ({}), akguard {}", b.who, b.actor, b.tool)),
    ]
}

#[derive(Serialize)]
struct V1Audit<'a> {
    version: u32,
    records: Vec<V1Record<'a>>,
    /// Inline marks of HEAD that let a finding pass.
    marks: Vec<V1Mark<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<V1Baseline<'a>>,
}

#[derive(Serialize)]
struct V1Mark<'a> {
    id: &'a str,
    rule: &'a str,
    mark: &'a str,
    reason: &'a str,
    path: &'a str,
    line: usize,
}

impl<'a> V1Mark<'a> {
    fn of(m: &'a Marked) -> Self {
        Self { id: &m.id, rule: &m.rule, mark: m.mark, reason: &m.reason, path: &m.path, line: m.line }
    }
}

#[derive(Serialize)]
struct V1Baseline<'a> {
    path: &'static str,
    findings: usize,
    /// `tree` or `history`.
    covers: Covers,
    /// Entries whose finding is gone.
    stale: &'a [Entry],
    created: &'a str,
    who: &'a str,
    actor: &'a str,
    tool: &'a str,
}

impl<'a> V1Baseline<'a> {
    fn of(f: &'a Frozen) -> Self {
        let b = &f.baseline;
        Self {
            path: BASELINE,
            findings: b.findings.len(),
            covers: b.covers,
            stale: &f.stale,
            created: &b.created,
            who: &b.who,
            actor: &b.actor,
            tool: &b.tool,
        }
    }
}

#[derive(Serialize)]
struct V1Record<'a> {
    state: &'static str,
    /// Why it never counted, of an `invalid` one.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    /// Where the finding is now; empty when it is gone.
    paths: &'a [String],
    #[serde(flatten)]
    record: &'a Record,
}

impl<'a> V1Record<'a> {
    fn of(line: &'a Line) -> Self {
        Self { state: line.state.as_str(), why: line.state.why(), paths: &line.paths, record: &line.record }
    }
}

fn csv(register: &Register) -> String {
    let mut out = String::from("id,state,rule,reason,path,paths,note,who,actor,created,expires,approved_by,revoked\n");
    for line in &register.lines {
        let r = &line.record;
        let paths = line.paths.join(" ");
        let optional = |o: &Option<String>| o.clone().unwrap_or_default();
        let (expires, approved, revoked) = (optional(&r.expires), optional(&r.approved_by), optional(&r.revoked));
        let fields = [
            &r.id,
            line.state.as_str(),
            &r.rule,
            r.reason.as_str(),
            &r.path,
            &paths,
            &r.note,
            &r.who,
            &r.actor,
            &r.created,
            &expires,
            &approved,
            &revoked,
        ];
        out.push_str(&fields.map(field).join(","));
        out.push('\n');
    }
    for m in &register.marks {
        let place = format!("{}:{}", m.path, m.line);
        let fields = [&m.id, "mark", &m.rule, m.mark, &m.path, &place, &m.reason, "", "", "", "", "", ""];
        out.push_str(&fields.map(field).join(","));
        out.push('\n');
    }
    out
}

/// RFC 4180 quoting; a leading `=`, `+`, `-` or `@` would be a formula to a spreadsheet.
fn field(text: &str) -> String {
    let text = &escape(text);
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
