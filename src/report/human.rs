//! The report for people: plain lines, the fix before the override, nothing that a key is made of.

use std::io::{self, Write};
use std::time::Duration;

use colored::Colorize;

use super::{Outcome, Sink, escape, quote, window};
use crate::detect::Rule;
use crate::detect::envfile::Kind;
use crate::detect::known;
use crate::finding::{Finding, Tip};
use crate::policy::{Allowed, BASELINE, Judged, Judgement, Record, Verdict};
use crate::scan::plural;

/// In the hook this many findings are shown in full.
const SHOWN: usize = 8;

/// This many ways to revoke are listed: a stopped commit stays on one screen.
const MOST_REVOKED: usize = 4;

/// What surrounds the report.
#[derive(Clone)]
pub struct Human<'a> {
    /// How akguard is called from this shell: `akguard`, or its full path.
    pub program: &'a str,
    /// What was stopped: `commit stopped` in the hook, `found` elsewhere.
    pub headline: &'a str,
    /// Cut the report after eight findings and name the command that shows all.
    pub rest: Option<&'a str>,
    /// No line on success.
    pub quiet: bool,
    /// More about what was read.
    pub verbose: bool,
    /// Findings have an id that `--allow` can take (loose files have none to record).
    pub can_allow: bool,
    /// Further lines for a stopped commit, such as how to name a record in a partial commit.
    pub advice: Vec<String>,
    /// `--range A..B`, which `--allow` then needs too.
    pub range: Option<&'a str>,
    /// Rules that the config takes out; counted in the success line.
    pub disabled: usize,
    /// Other settings that weaken a rule; counted there too.
    pub weaker: usize,
    /// How text of others is shown.
    pub sink: Sink<'a>,
}

impl Human<'_> {
    pub(super) fn write(&self, out: &mut dyn Write, judgement: &Judgement<'_>, elapsed: Duration) -> io::Result<()> {
        for warning in &judgement.warnings {
            writeln!(out, "akguard: {}", self.sink.show(warning))?;
        }
        let outcome = Outcome::of(judgement);
        if outcome != Outcome::Clean {
            writeln!(out, "akguard: {}\n", self.summary(judgement).bold())?;
        }
        let blocked = |j: &&Judged<'_>| matches!(j.verdict, Verdict::Block(_));
        let limit = if self.rest.is_some() { SHOWN } else { usize::MAX };
        let digits = id_digits(judgement);
        let first = judgement.findings.iter().filter(blocked);
        let then = judgement.findings.iter().filter(|j| !blocked(j));
        let listed: Vec<&Judged<'_>> = first.chain(then).filter(|j| self.is_listed(j)).collect();
        for judged in listed.iter().take(limit) {
            self.finding(out, judged, digits)?;
        }
        let unread: Vec<_> = judgement.unchecked.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).collect();
        for judged in unread.iter().take(limit) {
            let u = &judged.unchecked;
            let (path, error) = (window(&u.shown_path), "error".red().bold());
            writeln!(out, "{path}: {error}: not checked: {}  (id {})", escape(&u.why), u.id.short(digits))?;
        }
        let hidden = listed.len().saturating_sub(limit) + unread.len().saturating_sub(limit);
        if hidden > 0 {
            writeln!(out, "and {hidden} more: {}", self.rest.unwrap_or(""))?;
        }
        match outcome {
            Outcome::Clean => self.success(out, judgement, elapsed)?,
            _ => self.closing(out, judgement, digits)?,
        }
        if self.verbose && !self.quiet {
            let stats = judgement.stats;
            writeln!(out, "akguard: {} bytes, reader {}", stats.bytes, stats.reader.unwrap_or("none"))?;
        }
        Ok(())
    }

    /// Allowed findings are listed where someone asked to see more, where there is a word of caution, and, in a range,
    /// where the range itself brought the mark in.
    fn is_listed(&self, judged: &Judged<'_>) -> bool {
        match &judged.verdict {
            Verdict::Allow(_) if self.verbose => true,
            Verdict::Allow(Allowed::Record(record, caution)) => {
                caution.is_some()
                    || (judged.finding.secret.is_some() && record.path.expose() != judged.finding.shown_path.as_bytes())
            }
            Verdict::Allow(Allowed::Mark(_)) => self.range.is_some(),
            Verdict::Allow(Allowed::Baseline) => false,
            _ => true,
        }
    }

    fn summary(&self, judgement: &Judgement<'_>) -> String {
        let mut parts = Vec::new();
        if judgement.blocked() > 0 {
            let blocked = judgement.findings.iter().filter(|j| matches!(j.verdict, Verdict::Block(_)));
            let mut paths: Vec<_> = blocked.map(|j| &j.finding.path).collect();
            paths.sort_unstable();
            paths.dedup();
            parts.push(format!("{} in {}", plural(judgement.blocked(), "finding"), plural(paths.len(), "file")));
        }
        if judgement.unread() > 0 {
            parts.push(format!("{} not checked", plural(judgement.unread(), "file")));
        }
        parts.extend(passed(judgement));
        format!("{}: {}", self.headline, parts.join(", "))
    }

    fn finding(&self, out: &mut dyn Write, judged: &Judged<'_>, digits: usize) -> io::Result<()> {
        let f = &judged.finding;
        let label = match &judged.verdict {
            Verdict::Block(_) => format!("{}[{}]", "error".red().bold(), f.rule.id),
            Verdict::Warn(_) => format!("{}[{}]", "warning".yellow().bold(), f.rule.id),
            Verdict::Allow(_) => format!("{}[{}]", "allowed".green(), f.rule.id),
        };
        let hint = f.hint.as_ref().map(|h| format!("  {h}")).unwrap_or_default();
        let note = f.note.as_ref().map(|n| format!("  ({})", escape(n))).unwrap_or_default();
        writeln!(out, "{}: {label}: {}{hint}{note}  (id {})", place(f), escape(&f.title), f.id.short(digits))?;
        match &judged.verdict {
            Verdict::Block(lapsed) => {
                if let Some(lapsed) = lapsed {
                    writeln!(out, "  {lapsed}")?;
                }
                writeln!(out, "  fix: {}", fix(f, self.sink))?;
                match &f.tip {
                    Some(Tip::Of(name)) => writeln!(out, "  first added by this commit, and still in {}", window(name)),
                    Some(Tip::Gone) => writeln!(out, "  first added by this commit; no branch has it now"),
                    None => Ok(()),
                }
            }
            Verdict::Warn(why) => why.iter().try_for_each(|why| writeln!(out, "  {why}")),
            Verdict::Allow(Allowed::Record(record, caution)) => {
                self.recorded(out, f, record, caution.as_deref(), digits)
            }
            Verdict::Allow(Allowed::Mark(mark)) => {
                let why = mark.reason.as_deref().unwrap_or_default();
                writeln!(out, "  by its mark `{}`: {}", mark.name, window(why))
            }
            Verdict::Allow(Allowed::Baseline) => writeln!(out, "  by {BASELINE}"),
        }
    }

    /// Which record lets a finding pass.
    fn recorded(
        &self,
        out: &mut dyn Write,
        f: &Finding<'_>,
        record: &Record,
        caution: Option<&str>,
        digits: usize,
    ) -> io::Result<()> {
        let elsewhere = record.path.expose() != f.shown_path.as_bytes();
        let path = self.sink.show(&record.path).window();
        let also = if elsewhere { format!(", recorded for {path}") } else { String::new() };
        let approve = format!("; {} audit approve {}", self.program, f.id.short(digits));
        let caution = caution.map(|c| format!("; {c}{approve}")).unwrap_or_default();
        let (who, why) = (self.sink.show(&record.who), self.sink.show(&record.note));
        writeln!(out, "  {} by {who}: {why}{also}{caution}", record.reason.as_str())
    }

    fn closing(&self, out: &mut dyn Write, judgement: &Judgement<'_>, digits: usize) -> io::Result<()> {
        writeln!(out)?;
        let blocked: Vec<&Finding<'_>> =
            judgement.findings.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).map(|j| &j.finding).collect();
        let mut revoke: Vec<&Rule> = Vec::new();
        for f in blocked.iter().filter(|f| !f.rule.revoke.is_empty()) {
            if !revoke.iter().any(|rule| rule.revoke == f.rule.revoke) {
                revoke.push(f.rule);
            }
        }
        let left = if blocked.iter().any(|f| f.commit.is_some()) { "" } else { "Nothing has left this machine. " };
        match revoke.as_slice() {
            [] => {}
            [rule] => {
                let address = words(rule, &rule.revoke, self.sink);
                writeln!(out, "{left}If the key was pasted anywhere else, revoke it: {address}")?
            }
            many => {
                writeln!(out, "{left}If a key was pasted anywhere else, revoke it:")?;
                for rule in many.iter().take(MOST_REVOKED) {
                    let (title, address) = (&rule.title, &rule.revoke);
                    writeln!(out, "  {}: {}", words(rule, title, self.sink), words(rule, address, self.sink))?;
                }
            }
        }
        for line in &self.advice {
            writeln!(out, "{line}")?;
        }
        let unread = judgement.unchecked.iter().find(|u| matches!(u.verdict, Verdict::Block(_)));
        let id = blocked.first().map(|f| f.id).or_else(|| unread.map(|u| u.unchecked.id));
        if let Some(id) = id.filter(|_| self.can_allow) {
            let question = if blocked.is_empty() { "Known and harmless?" } else { "Not a secret?" };
            let range = self.range.map(|r| format!(" --range {}", quote(r.as_bytes()))).unwrap_or_default();
            writeln!(
                out,
                "{question} {} --allow {} --reason test --note \"say why, for the reviewer\"{range}     (kept on record)",
                self.program,
                id.short(digits)
            )?;
        }
        Ok(())
    }

    fn success(&self, out: &mut dyn Write, judgement: &Judgement<'_>, elapsed: Duration) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        let stats = judgement.stats;
        let mut line = format!("akguard: {}, {}, clean", plural(stats.files, "file"), plural(stats.lines, "line"));
        let warned = judgement.findings.iter().filter(|j| matches!(j.verdict, Verdict::Warn(_))).count();
        let allowed = judgement.allowed(|by| matches!(by, Allowed::Record(..))) + judgement.unchecked.len();
        let counted = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
        let first =
            [counted(warned, "warned"), counted(stats.unlisted, "guesses not listed"), counted(allowed, "allowed")];
        let off = if self.disabled == 1 { "rule off" } else { "rules off" };
        let last = [
            counted(stats.excluded, "excluded"),
            counted(stats.ignored, "ignored by git"),
            counted(self.disabled, off),
            counted(self.weaker, if self.weaker == 1 { "weaker setting" } else { "weaker settings" }),
        ];
        let counts = first.into_iter().flatten().chain(passed(judgement)).chain(last.into_iter().flatten());
        counts.for_each(|count| line.push_str(&format!(", {count}")));
        writeln!(out, "{line} ({} ms)", elapsed.as_millis())
    }
}

/// How many findings pass without a record: by a mark, by the baseline.
fn passed(judgement: &Judgement<'_>) -> impl Iterator<Item = String> {
    let marked = judgement.allowed(|by| matches!(by, Allowed::Mark(_)));
    let frozen = judgement.allowed(|by| *by == Allowed::Baseline);
    let counts = [(marked, "allowed by mark"), (frozen, "allowed by baseline")];
    counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"))
}

/// `path:line:column`, with the commit before it and the path inside of an archive behind `!/`; a finding by file name
/// has no column.
fn place(f: &Finding<'_>) -> String {
    let commit = f.commit.map(|c| format!("{c:.8}:")).unwrap_or_default();
    let inner = f.inner.as_ref().map(|inner| format!("!/{}", window(inner))).unwrap_or_default();
    let column = if f.file.is_some() { String::new() } else { format!(":{}", f.start.column) };
    format!("{commit}{}{inner}:{}{column}", window(&f.shown_path), f.start.line)
}

/// What a rule says. What a user's rule says is text of the repository.
fn words(rule: &Rule, text: &str, sink: Sink<'_>) -> String {
    if rule.is_own() { sink.show_bytes(text.as_bytes()).to_string() } else { escape(text) }
}

/// What to do about it by hand.
fn fix(f: &Finding<'_>, sink: Sink<'_>) -> String {
    if f.commit.is_some() {
        return "revoke it: it is in a commit, and taking it out of the file does not take it out of history"
            .to_owned();
    }
    // A path with a secret in it is not spelled out again.
    let whole = super::escape_bytes(&f.path) == f.shown_path;
    match f.file {
        Some(Kind::Env) if !whole => "unstage the file, then add it to .gitignore".to_owned(),
        Some(Kind::Env) if f.tracked => {
            format!(
                "git rm -q -f --cached -- {}    git forgets it, your copy stays; then add it to .gitignore",
                pathspec(&f.path)
            )
        }
        Some(Kind::Env) => format!("git reset -q -- {}    unstages it; then add it to .gitignore", pathspec(&f.path)),
        Some(Kind::Template) => "put a placeholder in the value's place, git add, commit again".to_owned(),
        Some(Kind::Settings) => "put a ${VARIABLE} in the value's place, git add, commit again".to_owned(),
        Some(Kind::KeyStore) => "keep it out of the repository".to_owned(),
        // In parentheses stands what a file holds that is no archive.
        None if f.inner.as_ref().is_some_and(|inner| inner.starts_with('(')) => {
            "remove it from what is packed in this file, git add, commit again".to_owned()
        }
        None if f.inner.is_some() => "take it out of the archive, git add, commit again".to_owned(),
        None if f.rule.id == known::ID && !f.in_name => {
            "read it from the environment, git add, commit again".to_owned()
        }
        None if f.in_name => "give the file another name, git add, commit again".to_owned(),
        None => {
            let name = f.rule.env.first().map_or_else(|| "the value".to_owned(), |v| words(f.rule, v, sink));
            format!("move it to .env (ignored by git), read {name} from the environment, git add, commit again")
        }
    }
}

/// The path from the top of the repository, for a command that is run in any of its folders.
fn pathspec(path: &[u8]) -> String {
    // Behind `:/` some first characters and all wildcards mean more than themselves.
    let plain = path.first().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.')
        && !path.iter().any(|b| b"*?[\\".contains(b));
    let top: &[u8] = if plain { b":/" } else { b":(top,literal)" };
    quote(&[top, path].concat())
}

/// Eight digits of an id, or as many more as tell all ids of the report apart.
fn id_digits(judgement: &Judgement<'_>) -> usize {
    let findings = judgement.findings.iter().map(|j| j.finding.id);
    let mut ids: Vec<_> = findings.chain(judgement.unchecked.iter().map(|j| j.unchecked.id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let clash = |digits: usize| ids.windows(2).any(|w| w[0].short(digits) == w[1].short(digits));
    (8..=32).find(|digits| !clash(*digits)).unwrap_or(32)
}
