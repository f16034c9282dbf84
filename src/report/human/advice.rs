//! The end of the report of a stopped commit: where to revoke, and how to let a finding pass on record.

use std::io::{self, Write};

use akguard_common::text::{escape, quote};

use super::{Human, is_block};
use crate::finding::Finding;
use crate::policy::Evaluation;

/// This many ways to revoke are listed: a stopped commit stays on one screen.
const MAX_REVOKED: usize = 4;

impl Human<'_> {
    pub(super) fn closing(&self, out: &mut dyn Write, evaluation: &Evaluation<'_>, digits: usize) -> io::Result<()> {
        let blocked: Vec<&Finding<'_>> =
            evaluation.findings.iter().filter(|j| is_block(&j.verdict)).map(|j| &j.finding).collect();
        let mut closing = Vec::new();
        revoke(&mut closing, &blocked)?;
        for line in &self.advice {
            writeln!(closing, "{line}")?;
        }
        self.allow(&mut closing, evaluation, digits)?;
        if !closing.is_empty() {
            writeln!(out)?;
        }
        out.write_all(&closing)
    }

    /// The command that lets the first finding pass.
    fn allow(&self, out: &mut dyn Write, evaluation: &Evaluation<'_>, digits: usize) -> io::Result<()> {
        // The message of a tag is in no commit that could bring a record.
        let has_commit =
            |f: &Finding<'_>| !(f.in_message() && f.commit.is_none() && self.occasion.is_of_unpushed_commits());
        let blocked = evaluation.findings.iter().filter(|j| is_block(&j.verdict) && has_commit(&j.finding));
        let mut findings = blocked.map(|j| j.finding.id).peekable();
        let is_finding = findings.peek().is_some();
        let unread = evaluation.unchecked.iter().filter(|j| is_block(&j.verdict)).map(|j| j.unchecked.id);
        let Some(id) = findings.chain(unread).flatten().next().filter(|_| self.occasion.can_allow()) else {
            return Ok(());
        };
        let range = self.range.map(|r| format!(" --range {}", quote(r.as_bytes()))).unwrap_or_default();
        let only_if = if is_finding { "it is not a secret" } else { "you know what is in it" };
        let program = self.program;
        let id = id.short(digits);
        writeln!(
            out,
            "{program} --allow {id} --reason false-positive --note \"\"{range}    # only if {only_if}: say why in the note, which is \
             committed too"
        )
    }
}

/// How to revoke what was found. Whether a value was published before is not checked.
fn revoke(out: &mut dyn Write, blocked: &[&Finding<'_>]) -> io::Result<()> {
    let mut ways: Vec<&Finding<'_>> = Vec::new();
    for finding in blocked.iter().filter(|f| !f.revoke.is_empty()) {
        if !ways.iter().any(|known| known.revoke == finding.revoke) {
            ways.push(finding);
        }
    }
    const IF: &str = "was ever pushed, shared or pasted elsewhere";
    match ways.as_slice() {
        [] => Ok(()),
        [one] if is_place(&one.revoke) => writeln!(out, "If it {IF}, revoke it: {}", escape(&one.revoke)),
        [one] => writeln!(out, "If it {IF}: {}", escape(&one.revoke)),
        many => {
            writeln!(out, "If any of them {IF}, revoke it:")?;
            for finding in many.iter().take(MAX_REVOKED) {
                writeln!(out, "  {}: {}", escape(&finding.title), escape(&finding.revoke))?;
            }
            match many.len().saturating_sub(MAX_REVOKED) {
                0 => Ok(()),
                more => writeln!(out, "  and {more} more"),
            }
        }
    }
}

/// Is it an address or a path through menus, and not a sentence?
fn is_place(revoke: &str) -> bool {
    revoke.starts_with("https://") || revoke.contains(" > ")
}
