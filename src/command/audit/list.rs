//! Prints the register (records, marks and the baseline) as text, JSON or CSV.

use akguard_common::text::{escape, plural};
use anyhow::Result;

use crate::audit::{Frozen, Line, Marked, Register};
use crate::cli::AuditFormat;
use crate::output::{print, print_lines};
use crate::policy::{BASELINE, BrokenRecord, Covers, Entry};
use crate::report::json;
use crate::report::json::v1::{V1Audit, V1Baseline, V1Broken, V1Entry, V1Mark, V1Record};
use crate::sanitize::{Shown, Sink, Untrusted};

pub(super) fn list(register: &Register, sink: Sink<'_>, format: AuditFormat) -> Result<()> {
    match format {
        AuditFormat::Json => {
            let records = register.lines.iter().map(|line| v1_record(line, sink)).collect();
            let marks = register.marks.iter().map(v1_mark).collect();
            let baseline = register.baseline.as_ref().map(|frozen| v1_baseline(frozen, sink));
            let broken = register.broken.iter().map(|broken| v1_broken(broken, sink)).collect();
            print(json::line(&V1Audit { version: 1, records, marks, baseline, broken })?.as_bytes())
        }
        AuditFormat::Csv => print(csv(register, sink).as_bytes()),
        AuditFormat::Human => {
            let records = register.lines.iter().flat_map(|line| human(line, sink));
            let marks = register.marks.iter().flat_map(human_mark);
            let baseline = register.baseline.iter().flat_map(|frozen| human_baseline(frozen, sink));
            let mut lines: Vec<String> = records.chain(marks).chain(baseline).collect();
            if !register.broken.is_empty() {
                lines.extend(human_broken(&register.broken, sink));
            } else if lines.is_empty() {
                lines.push("akguard: no overrides on record".to_owned());
            }
            print_lines(&lines)
        }
    }
}

/// The day of a time: `2026-11-20` of `2026-11-20T20:15:04Z`.
fn day(created: &Shown) -> String {
    created.to_string().chars().take(10).collect()
}

fn human(line: &Line, sink: Sink<'_>) -> Vec<String> {
    let r = &line.record;
    let show = |text| sink.show(text);
    let until = r.expires.as_ref().map(|e| format!(", until {}", show(e))).unwrap_or_default();
    let approved = r.approved_by.as_ref().map(|a| format!(", approved by {}", show(a))).unwrap_or_default();
    let day = day(&show(&r.created));
    let paths = if line.paths.is_empty() { show(&r.path).to_string() } else { escape(&line.paths.join(", ")) };
    let id = r.id.get(..8).unwrap_or(&r.id);
    let mut lines = vec![
        format!("{id}  {}  {}  {}  {paths}", line.state.as_str(), show(&r.rule), r.reason.as_str()),
        format!("  {day} {} ({}){until}{approved}: {}", show(&r.who), show(&r.actor.to_untrusted()), show(&r.note)),
    ];
    lines.extend(line.state.why().map(|why| format!("  does not count: {why}")));
    lines
}

fn human_mark(m: &Marked) -> [String; 2] {
    let id = m.id.as_deref().map(|id| id.get(..8).unwrap_or(id)).unwrap_or("--------");
    [escape(&format!("{id}  mark  {}  {}  {}:{}", m.rule, m.mark, m.path, m.line)), escape(&format!("  {}", m.reason))]
}

fn human_baseline(f: &Frozen, sink: Sink<'_>) -> [String; 2] {
    let b = &f.baseline;
    let covers = match b.covers {
        Covers::Tree => format!("{} stale", f.stale.len()),
        Covers::History => "of the whole history".to_owned(),
    };
    let day = day(&sink.show(&b.created));
    let who = sink.show(&b.who);
    let actor = sink.show(&b.actor.to_untrusted());
    let tool = sink.show(&b.tool);
    [
        format!("{BASELINE}  {}, {covers}", plural(b.findings.len(), "finding")),
        format!("  {day} {who} ({actor}), akguard {tool}"),
    ]
}

/// The broken records, and last how many there are.
fn human_broken(broken: &[BrokenRecord], sink: Sink<'_>) -> Vec<String> {
    let mut lines: Vec<String> =
        broken.iter().map(|broken| format!("{}  broken: {}", sink.show(&broken.path), broken.why)).collect();
    lines.push(match broken.len() {
        1 => "akguard: 1 broken record, which allows nothing: fix or remove its file".to_owned(),
        more => format!("akguard: {more} broken records, which allow nothing: fix or remove their files"),
    });
    lines
}

fn v1_broken(broken: &BrokenRecord, sink: Sink<'_>) -> V1Broken {
    V1Broken { path: sink.show(&broken.path), why: broken.why.to_string() }
}

fn v1_mark<'a>(m: &'a Marked) -> V1Mark<'a> {
    V1Mark { id: m.id.as_deref(), rule: &m.rule, mark: m.mark, reason: &m.reason, path: &m.path, line: m.line }
}

fn v1_baseline<'a>(f: &'a Frozen, sink: Sink<'_>) -> V1Baseline<'a> {
    let b = &f.baseline;
    let entry =
        |entry: &'a Entry| V1Entry { id: &entry.id, rule: sink.show(&entry.rule), path: sink.show(&entry.path) };
    V1Baseline {
        path: BASELINE,
        findings: b.findings.len(),
        covers: match b.covers {
            Covers::Tree => "tree",
            Covers::History => "history",
        },
        stale: f.stale.iter().map(entry).collect(),
        created: sink.show(&b.created),
        who: sink.show(&b.who),
        actor: sink.show(&b.actor.to_untrusted()),
        tool: sink.show(&b.tool),
    }
}

fn v1_record<'a>(line: &'a Line, sink: Sink<'_>) -> V1Record<'a> {
    let r = &line.record;
    let show = |text: &Untrusted| sink.show(text);
    V1Record {
        state: line.state.as_str(),
        why: line.state.why(),
        paths: &line.paths,
        v: r.v,
        id: &r.id,
        rule: show(&r.rule),
        path: show(&r.path),
        kind: show(&r.kind.to_untrusted()),
        reason: r.reason.as_str(),
        note: show(&r.note),
        who: show(&r.who),
        actor: show(&r.actor.to_untrusted()),
        created: show(&r.created),
        expires: r.expires.as_ref().map(show),
        tool: show(&r.tool),
        rules: r.rules,
        approved_by: r.approved_by.as_ref().map(show),
        revoked: r.revoked.as_ref().map(show),
    }
}

fn csv(register: &Register, sink: Sink<'_>) -> String {
    let mut out = String::from("id,state,rule,reason,path,paths,note,who,actor,created,expires,approved_by,revoked\n");
    for line in &register.lines {
        let r = &line.record;
        let show = |text: &Untrusted| sink.show(text).as_str().to_owned();
        let optional = |text: &Option<Untrusted>| text.as_ref().map(show).unwrap_or_default();
        let fields = [
            r.id.clone(),
            line.state.as_str().to_owned(),
            show(&r.rule),
            r.reason.as_str().to_owned(),
            show(&r.path),
            line.paths.join(" "),
            show(&r.note),
            show(&r.who),
            show(&r.actor.to_untrusted()),
            show(&r.created),
            optional(&r.expires),
            optional(&r.approved_by),
            optional(&r.revoked),
        ];
        out.push_str(&fields.map(|text| field(&text)).join(","));
        out.push('\n');
    }
    for m in &register.marks {
        let place = format!("{}:{}", m.path, m.line);
        let id = m.id.as_deref().unwrap_or_default();
        let fields = [id, "mark", &m.rule, m.mark, &m.path, &place, &m.reason, "", "", "", "", "", ""];
        out.push_str(&fields.map(field).join(","));
        out.push('\n');
    }
    for broken in &register.broken {
        let path = sink.show(&broken.path).into_string();
        let why = broken.why.to_string();
        let fields = ["", "broken", "", "", &path, &path, &why, "", "", "", "", "", ""];
        out.push_str(&fields.map(field).join(","));
        out.push('\n');
    }
    out
}

/// A field of CSV, quoted as in RFC 4180. A spreadsheet would take a leading `=`, `+`, `-` or `@` for a formula, so a
/// `'` goes before it.
fn field(text: &str) -> String {
    let text = &escape(text);
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
