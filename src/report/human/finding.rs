//! The lines of one finding: what it is and where, and what to do about it.

use std::io::{self, Write};

use akguard_common::text::{escape, escape_bytes, quote};
use akguard_detect::env_file::{self, Kind};
use akguard_detect::local_values;
use colored::Colorize;

use super::{Human, Occasion};
use crate::finding::{Finding, Tip};
use crate::policy::{Allowed, BASELINE, Judged, Record, Verdict};
use crate::sanitize::window;

impl Human<'_> {
    pub(super) fn finding(&self, out: &mut dyn Write, judged: &Judged<'_>, digits: usize) -> io::Result<()> {
        let f = &judged.finding;
        let label = match &judged.verdict {
            Verdict::Block(_) => format!("{}[{}]", "error".red().bold(), f.rule.id),
            Verdict::Warn(_) => format!("{}[{}]", "warning".yellow().bold(), f.rule.id),
            Verdict::Allow(_) => format!("{}[{}]", "allowed".green(), f.rule.id),
        };
        let hint = f.hint.as_ref().map(|h| format!("  {h}")).unwrap_or_default();
        let note = f.note.as_ref().map(|n| format!("  ({})", escape(n))).unwrap_or_default();
        let id = f.id.map(|id| format!("  (id {})", id.short(digits))).unwrap_or_default();
        writeln!(out, "{}: {label}: {}{hint}{note}{id}", place(f), escape(&f.title))?;
        match &judged.verdict {
            Verdict::Block(why) => self.blocked(out, f, why.as_deref()),
            Verdict::Warn(Some(why)) => writeln!(out, "  {why}"),
            Verdict::Warn(None) => Ok(()),
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

    /// `why` says what is wrong with the record or the mark that would have let it pass.
    fn blocked(&self, out: &mut dyn Write, f: &Finding<'_>, why: Option<&str>) -> io::Result<()> {
        if let Some(why) = why {
            writeln!(out, "  {why}")?;
        }
        if let Some(prefix) = f.shipped {
            writeln!(out, "  browsers get it: builds put variables that begin with {prefix} into the pages")?;
        }
        writeln!(out, "  fix: {}", self.fix(f))?;
        match &f.tip {
            Some(Tip::Of(name)) => writeln!(out, "  first added by this commit, and still in {}", window(name)),
            Some(Tip::Gone) => writeln!(out, "  first added by this commit; no branch has it now"),
            None => Ok(()),
        }
    }

    /// Writes which record allows a finding.
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
        let id = f.id.map(|id| id.short(digits)).unwrap_or_default();
        let approve = format!("; {} audit approve {id}", self.program);
        let caution = caution.map(|c| format!("; {c}{approve}")).unwrap_or_default();
        let who = self.sink.show(&record.who);
        let why = self.sink.show(&record.note);
        writeln!(out, "  {} by {who}: {why}{also}{caution}", record.reason.as_str())
    }

    /// What to do about it by hand.
    fn fix(&self, f: &Finding<'_>) -> String {
        if f.in_message() {
            return self.fix_of_message(f);
        }
        if f.commit.is_some() && self.occasion.is_of_unpushed_commits() {
            return format!("take it out of this commit before {}", self.occasion.next());
        }
        if f.commit.is_some() {
            return "revoke it: it is in a commit, and removing it from the file does not remove it from history"
                .to_owned();
        }
        let then = self.then();
        let kind = f.file.or_else(|| env_file::kind(&f.path));
        match kind {
            Some(Kind::Env) if f.inner.is_none() && !f.in_name => return self.fix_of_env(f),
            Some(Kind::Template) if f.inner.is_none() && !f.in_name => {
                return format!("put a placeholder in place of the value{then}");
            }
            Some(Kind::Settings) if f.file.is_some() => {
                return format!("put ${{VARIABLE}} in place of the value{then}");
            }
            Some(Kind::KeyStore) if f.file.is_some() => return "keep it out of the repository".to_owned(),
            _ => {}
        }
        if let Some(inner) = &f.inner {
            // Content inside of a file that is no archive has its position in parentheses.
            let place = if inner.starts_with('(') { "what is packed in this file" } else { "the archive" };
            return format!("remove it from {place}{then}");
        }
        if f.in_name {
            return format!("give the file another name{then}");
        }
        let name = match &f.env {
            Some(name) => escape(name),
            None => "the value".to_owned(),
        };
        if f.rule.id == local_values::ID {
            return format!("read it from the environment{then}");
        }
        match (self.occasion, self.env_is_ignored) {
            (Occasion::Files, _) => format!("move it to a file that git ignores, read {name} from the environment"),
            (_, true) => format!("move it to .env (ignored by git), read {name} from the environment{then}"),
            (_, false) => format!("move it to .env, add .env to .gitignore, read {name} from the environment{then}"),
        }
    }

    /// The fix for a value in a message.
    fn fix_of_message(&self, f: &Finding<'_>) -> String {
        match self.occasion {
            Occasion::Message => "take it out of the message, commit again".to_owned(),
            _ if f.commit.is_none() => {
                "make the tag again with another message: git tag -f -a NAME COMMIT    # and push that".to_owned()
            }
            occasion if occasion.is_of_unpushed_commits() => {
                format!("take it out of this commit's message before {}", occasion.next())
            }
            _ => "revoke it: it is in the message of a commit, which stays in history".to_owned(),
        }
    }

    /// The fix for a `.env` file: git stops tracking it, and the copy on disk stays. It is right in a first commit, an
    /// amend and a merge, too.
    fn fix_of_env(&self, f: &Finding<'_>) -> String {
        // A path with a secret in it is not repeated in the command.
        let is_whole = escape_bytes(&f.path) == f.shown_path;
        let what = match f.tracked {
            true => "git forgets it, your file stays on disk and in earlier commits",
            false => "unstages it, your file stays on disk",
        };
        match (self.occasion, is_whole) {
            (Occasion::Files, _) => "keep the file out of git: add it to .gitignore".to_owned(),
            (_, false) => "git rm --cached the file, then add it to .gitignore".to_owned(),
            (_, true) => {
                format!("git rm -q -f --cached -- {}    # {what}; then add it to .gitignore", pathspec(&f.path))
            }
        }
    }

    /// The steps after a fix in the work tree.
    fn then(&self) -> &'static str {
        match self.occasion {
            Occasion::Commit => ", git add, commit again",
            Occasion::Merge => ", git add, git commit",
            Occasion::Staged => ", git add",
            Occasion::Message
            | Occasion::Unscanned
            | Occasion::Push
            | Occasion::Receive
            | Occasion::Files
            | Occasion::Range
            | Occasion::History => "",
        }
    }
}

/// `path:line:column`, with the commit before it and the path inside of an archive after `!/`; a finding by file name
/// has no column.
fn place(f: &Finding<'_>) -> String {
    let commit = f.commit.map(|c| format!("{c:.8}:")).unwrap_or_default();
    let inner = f.inner.as_ref().map(|inner| format!("!/{}", window(inner))).unwrap_or_default();
    let column = if f.file.is_some() { String::new() } else { format!(":{}", f.start.column) };
    format!("{commit}{}{inner}:{}{column}", window(&f.shown_path), f.start.line)
}

/// The path from the top of the repository, for a command that is run in any of its directories.
fn pathspec(path: &[u8]) -> String {
    // After `:/` some first characters, and wildcards, have a special meaning.
    let plain = path.first().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.')
        && !path.iter().any(|b| b"*?[\\".contains(b));
    let top: &[u8] = if plain { b":/" } else { b":(top,literal)" };
    quote(&[top, path].concat())
}
