//! What the installed hooks call: `akguard hook [--script-version=N] EVENT`.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::time::Instant;

use akguard_common::error::Failure;
use akguard_common::text::escape;
use akguard_git::{ChangeSet, MergeHeads, Place, Repository, Trust, is_partial_commit, staged};
use anyhow::Result;

use super::earlier;
use crate::cli::Color;
use crate::command::Context;
use crate::command::allow::{Request, note_in_log, record_local};
use crate::command::context::{logged, set_color};
use crate::command::first_config;
use crate::command::known;
use crate::config::{self, Stored};
use crate::hook::{Event, VERSION, program_word};
use crate::output::print_error;
use crate::policy::{BASELINE, Baseline, Judgement, Overrides, Reason, Record, Scope, Verdict, judge};
use crate::report::{self, Format, Human, MAX_SHOWN, Occasion, Outcome, Rescan};
use crate::sanitize::Untrusted;
use crate::scan::{Budget, Options, Scanner, scan_staged};
use crate::watchdog;

/// Runs a hook event.
///
/// # Errors
/// The commit cannot be checked; it must stop.
pub fn run(begun: Instant, arguments: &[OsString]) -> Result<Outcome> {
    let mut event = None;
    for argument in arguments {
        let text = argument.to_string_lossy();
        match text.strip_prefix("--script-version=").map(str::parse::<u32>) {
            Some(Ok(version)) if version <= VERSION => {}
            Some(_) => {
                return Err(Failure::new("the hook script is newer than this akguard")
                    .help("akguard install    # writes a hook script of this akguard; or upgrade akguard")
                    .into());
            }
            None => drop(event.get_or_insert(text.into_owned())),
        }
    }
    if let Some(nonce) = std::env::var_os("AKGUARD_SELFTEST").filter(|n| !n.is_empty()) {
        // A wiring test answers and lets nothing pass: the variable must not become a way round the guard.
        let nonce = escape(&nonce.to_string_lossy());
        print_error(format!("akguard: wiring test {nonce}; no commit passes it\n").as_bytes());
        return Ok(Outcome::Unchecked);
    }
    match event.as_deref().and_then(Event::named) {
        Some(event) => before_commit(begun, event),
        None => {
            let known = Event::ALL.map(Event::name).join(", ");
            Err(Failure::new(format!("unknown hook event; known: {known}"))
                .help("akguard install    # writes the right hooks")
                .into())
        }
    }
}

/// The gate: what is about to be committed is scanned, and what stops it is said and logged.
fn before_commit(begun: Instant, event: Event) -> Result<Outcome> {
    watchdog::allow();
    set_color(Color::Auto, io::stderr().is_terminal());
    let repository = Repository::open(Trust::Hook)?;
    let context = Context::staged(begun, &repository, None)?;
    let merge = if event == Event::PreMergeCommit { MergeHeads::Env } else { MergeHeads::File };
    let set = staged(&repository, merge)?;
    let sources = known::of(&repository, &context, &set);
    let options = Options { names: true, count_added: false };
    let scanner = Scanner::new(&context.detector, &context.config, Some(&repository), options).knowing(&sources.known);
    let scan = scan_staged(scanner, &set, &repository)?;
    allow_from_command_line(&repository, &context)?;
    let overrides = Overrides::load(&repository, Place::Index, repository.head()?, &scan)?;
    let mut judgement = judge(scan, &overrides, &context.terms(Scope::Local, Budget::Limited))?;
    judgement.warnings.extend(context.warnings.iter().cloned());
    let told = [config_change(&repository, &context, &set)?, baseline_change(&repository, &set)?];
    judgement.warnings.extend(told.into_iter().flatten().map(Untrusted::from));
    let mut notes = earlier::Notes::of(&repository);
    judgement.warnings.extend(earlier::unseen_in_head(&repository, &context, &mut notes).map(Untrusted::from));
    let outcome = Outcome::of(&judgement);
    if outcome.passes() {
        notes.remember(&set);
    } else {
        note_in_log(&repository, &context, "block", logged(&judgement));
    }
    show(&repository, &context, &judgement, merge)?;
    Ok(outcome)
}

/// `git -c akguard.allow=ID -c akguard.reason=R -c akguard.note=TEXT commit`: one-shot overrides.
fn allow_from_command_line(repository: &Repository, context: &Context) -> Result<()> {
    let git = repository.git();
    let ids = git.command_line_config("akguard.allow")?;
    if ids.is_empty() {
        return Ok(());
    }
    if is_partial_commit() {
        return Err(Failure::new("-c akguard.allow cannot add its record to a commit that names its paths")
            .help("akguard commit --allow ID --reason R --note TEXT -- PATHS")
            .into());
    }
    let last = |key: &str| git.command_line_config(key).map(|values| values.into_iter().next_back());
    let reason = last("akguard.reason")?.and_then(|text| Reason::ALL.into_iter().find(|r| r.as_str() == text));
    let reason = reason.ok_or_else(|| {
        Failure::new("-c akguard.allow needs -c akguard.reason=R, where R is test, false-positive, public or fix-later")
    })?;
    let note = last("akguard.note")?.ok_or_else(|| Failure::new("-c akguard.allow needs -c akguard.note=\"why\""))?;
    let expires = last("akguard.expires")?;
    let request = Request { ids: &ids, reason, note: &note, expires: expires.as_deref() };
    for file in record_local(repository, context, &request)? {
        print_error(format!("akguard: recorded in {file}\n").as_bytes());
    }
    Ok(())
}

fn touches(set: &ChangeSet, file: &str) -> bool {
    let mut paths = set.changes.iter().map(|c| &c.path).chain(set.deleted.iter().flatten().map(|d| &d.path));
    // Below it, too: a directory may be in the file's place.
    paths.any(|path| path.strip_prefix(file.as_bytes()).is_some_and(|rest| rest.is_empty() || rest[0] == b'/'))
}

/// A commit is not judged by the baseline that it brings; one that cannot be read stops it.
fn baseline_change(repository: &Repository, set: &ChangeSet) -> Result<Option<String>> {
    if !touches(set, BASELINE) {
        return Ok(None);
    }
    Baseline::load(repository, Place::Index)?;
    Ok(Some(format!("this commit changes {BASELINE}; the change counts from the next commit on")))
}

/// A commit that changes the config is judged by the old one; a new one that cannot be read stops it, also one that a
/// merge takes from the other side.
fn config_change(repository: &Repository, context: &Context, set: &ChangeSet) -> Result<Option<String>> {
    if context.first.is_some() {
        return Ok(first_config::note(context));
    }
    let touched = touches(set, config::FILE);
    let is_merge = set.deleted.len() > 1;
    if !touched && !is_merge {
        return Ok(None);
    }
    Stored::of(repository, Place::Index)?.usable()?;
    let head = repository.head()?.map(|head| Stored::of(repository, Place::Commit(head))).transpose()?;
    let judged = touched && matches!(head, Some(Stored::Valid(_)));
    Ok(judged.then(|| format!("this commit changes {}; HEAD's version was used to check it", config::FILE)))
}

fn show(repository: &Repository, context: &Context, judgement: &Judgement<'_>, merge: MergeHeads) -> Result<()> {
    // Only a report with a finding names commands; the clean path does not search PATH.
    let silent = judgement.findings.is_empty() && judgement.unchecked.is_empty();
    let program = if silent { String::new() } else { program_word() };
    let mut advice = partial_commit_advice(repository, judgement)?;
    advice.extend(first_config::advice(repository, context, judgement, merge)?);
    let human = Human {
        program: &program,
        occasion: if merge == MergeHeads::Env { Occasion::Merge } else { Occasion::Commit },
        limit: MAX_SHOWN,
        rescan: rescan(&program, context, judgement),
        env_is_ignored: !silent && repository.ignores(".env"),
        quiet: context.config.quiet,
        verbose: false,
        advice,
        range: None,
        disabled: context.config.rules_off(),
        weaker: context.config.weaker_settings(),
        sink: context.sink().hiding(&judgement.hidden),
    };
    let mut out = Vec::new();
    report::write(&mut out, Format::Human, &human, judgement, context.begun.elapsed())?;
    print_error(&out);
    Ok(())
}

/// The commands that list all findings. What stays staged can be scanned again; after `commit -a` or `commit PATH`
/// nothing stays staged. Once the commit is made, it is HEAD: its first one, an amended one and a merge too.
fn rescan(program: &str, context: &Context, judgement: &Judgement<'_>) -> Rescan {
    let is_temporary = std::env::var_os("GIT_INDEX_FILE").is_some_and(|f| f.to_string_lossy().ends_with(".lock"));
    let stopped = match is_temporary {
        true => format!("git add {} && {program} scan", what_to_add(context, judgement)),
        false => format!("{program} scan"),
    };
    Rescan { stopped, committed: format!("{program} scan --range {}", akguard_common::text::quote(b"HEAD^!")) }
}

/// What `git add` is given, so that the index has what the stopped commit had: all that is tracked, or the files with
/// findings of a commit that names its paths. A path that holds a found value is not shown.
fn what_to_add(context: &Context, judgement: &Judgement<'_>) -> String {
    /// With more of them the command would not be read.
    const MAX_PATHS: usize = 8;
    let found = judgement.findings.iter().map(|j| &j.finding.path);
    let mut paths: Vec<&Vec<u8>> = found.chain(judgement.unchecked.iter().map(|j| &j.unchecked.path)).collect();
    paths.sort_unstable();
    paths.dedup();
    let words = paths.iter().map(|path| from_top(path)).collect::<Vec<_>>().join(" ");
    let sink = context.sink().hiding(&judgement.hidden);
    let is_shown =
        is_partial_commit() && paths.len() <= MAX_PATHS && sink.show_bytes(words.as_bytes()).to_string() == words;
    if is_shown { words } else { String::from("-u :/") }
}

/// A path of the repository that git takes from any directory of it.
fn from_top(path: &[u8]) -> String {
    let is_pattern = path.iter().any(|byte| b"*?[\\".contains(byte)) || path.starts_with(b":");
    let magic: &[u8] = if is_pattern { b":(top,literal)" } else { b":/" };
    akguard_common::text::quote(&[magic, path].concat())
}

/// In a partial commit a record counts only when the commit names it.
fn partial_commit_advice(repository: &Repository, judgement: &Judgement<'_>) -> Result<Vec<String>> {
    if !is_partial_commit() {
        return Ok(Vec::new());
    }
    let blocked = judgement.findings.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).map(|j| j.finding.id);
    let unread = judgement.unchecked.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).map(|j| j.unchecked.id);
    let ids = blocked.chain(unread).flatten();
    let mut waiting: Vec<String> = Vec::new();
    for id in ids {
        let file = Record::file_of(&id.to_string());
        let exists = repository.top().is_some_and(|top| top.join(&file).is_file());
        if exists && !waiting.contains(&file) {
            waiting.push(file);
        }
    }
    Ok(if waiting.is_empty() {
        Vec::new()
    } else {
        vec![format!(
            "A record exists, but this commit names its paths and not the record: add :/{} to them",
            waiting.join(" :/")
        )]
    })
}
