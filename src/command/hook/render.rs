//! Writes the report of a hook to standard error, with the commands that help.

use akguard_common::text::{plural, quote};
use akguard_git::{Commit, MergeHeads, Oid, Repository, is_partial_commit};
use anyhow::Result;

use super::called::word;
use crate::check::Context;
use crate::command::first_config;
use crate::output::print_error;
use crate::policy::{Evaluation, Record, Verdict};
use crate::report::{self, Format, Human, MAX_SHOWN, Occasion, Rescan};

/// What a report is about.
pub(super) struct Shown {
    pub(super) merge: MergeHeads,
    pub(super) occasion: Occasion,
    /// Files were read whole, which no other command repeats.
    pub(super) has_whole: bool,
}

/// Writes the report of a commit.
///
/// # Errors
/// The state of the repository cannot be read.
pub(super) fn show(
    repository: &Repository,
    context: &Context,
    evaluation: &Evaluation<'_>,
    shown: &Shown,
) -> Result<()> {
    // Only a report with findings names commands; without one, PATH is not searched for the program.
    let silent = evaluation.findings.is_empty() && evaluation.unchecked.is_empty();
    let program = if silent { String::new() } else { word() };
    let mut advice = partial_commit_advice(repository, evaluation)?;
    if shown.occasion == Occasion::Message {
        let file = "\"$(git rev-parse --git-path COMMIT_EDITMSG)\"";
        advice.push(format!("git commit --edit --file={file}    # your message is kept there: opens it again"));
    }
    advice.extend(first_config::advice(repository, context, evaluation, shown.merge)?);
    let human = Human {
        program: &program,
        occasion: shown.occasion,
        limit: if shown.has_whole { usize::MAX } else { MAX_SHOWN },
        rescan: rescan(&program, context, evaluation),
        env_is_ignored: !silent && repository.ignores(".env"),
        quiet: context.config.quiet,
        verbose: false,
        advice,
        subject: None,
        range: None,
        disabled: context.config.rules_off(),
        weaker: context.config.weaker_settings(),
        sink: context.sink().hiding(&evaluation.hidden),
    };
    write(&human, context, evaluation)
}

/// Writes the report of a range.
///
/// # Errors
/// It cannot be written.
pub(super) fn show_range(context: &Context, evaluation: &Evaluation<'_>, range: &str) -> Result<()> {
    let program = word();
    let human = Human {
        program: &program,
        occasion: Occasion::Range,
        limit: MAX_SHOWN,
        rescan: Rescan::same(format!("{program} scan --range {}", quote(range.as_bytes()))),
        env_is_ignored: false,
        quiet: context.config.quiet,
        verbose: false,
        advice: Vec::new(),
        subject: None,
        range: Some(range),
        disabled: context.config.rules_off(),
        weaker: context.config.weaker_settings(),
        sink: context.sink().hiding(&evaluation.hidden),
    };
    write(&human, context, evaluation)
}

/// A report about commits that can still be changed.
pub(super) struct CommitsShown<'s> {
    pub(super) occasion: Occasion,
    /// The commits, parents before children.
    pub(super) commits: &'s [Commit],
    /// Those with findings that stop, or with content that was not read.
    pub(super) with_findings: &'s [Oid],
    /// Number of commits that were not looked at.
    pub(super) left_out: usize,
    /// The branch that has them, if it may be another one than HEAD's.
    pub(super) branch: Option<&'s str>,
    /// What is pushed, in words.
    pub(super) subject: Option<&'s str>,
}

/// Writes the report of commits.
///
/// # Errors
/// It cannot be written.
pub(super) fn show_commits(context: &Context, evaluation: &Evaluation<'_>, shown: &CommitsShown<'_>) -> Result<()> {
    // A server's path of akguard is of no use to who pushes.
    let program = if shown.occasion == Occasion::Receive { "akguard".to_owned() } else { word() };
    let range = range_of(shown.commits);
    let human = Human {
        program: &program,
        occasion: shown.occasion,
        limit: MAX_SHOWN,
        rescan: Rescan::same(match &range {
            Some(range) => format!("{program} scan --range {}", quote(range.as_bytes())),
            None => format!("{program} scan --history"),
        }),
        env_is_ignored: false,
        quiet: context.config.quiet,
        verbose: false,
        advice: commits_advice(context, shown),
        subject: shown.subject,
        range: range.as_deref(),
        disabled: context.config.rules_off(),
        weaker: context.config.weaker_settings(),
        sink: context.sink().hiding(&evaluation.hidden),
    };
    // Commits that were looked at and have nothing are no news.
    if !shown.with_findings.is_empty() || shown.occasion != Occasion::Unscanned {
        write(&human, context, evaluation)?;
    }
    if shown.left_out > 0 {
        let commits = plural(shown.left_out, "older commit");
        print_error(
            format!("akguard: {commits} that no hook has checked: not looked at here, the push is checked whole\n")
                .as_bytes(),
        );
    }
    Ok(())
}

/// `A..B` for commits in a row. Those that begin a history have none before them, for which git writes zeros.
fn range_of(commits: &[Commit]) -> Option<String> {
    let first = commits.first()?;
    let last = commits.last()?;
    if commits.len() == 1 {
        return Some(format!("{:.12}^!", first.id));
    }
    let none = || "0".repeat(last.id.to_string().len());
    let before = first.parents.first().map(|before| format!("{before:.12}")).unwrap_or_else(none);
    Some(format!("{before}..{:.12}", last.id))
}

/// How to take a value out of commits that nobody else has yet.
fn commits_advice(context: &Context, shown: &CommitsShown<'_>) -> Vec<String> {
    let Some(oldest) = shown.commits.iter().find(|commit| shown.with_findings.contains(&commit.id)) else {
        return Vec::new();
    };
    let is_newest = shown.commits.last().is_some_and(|last| last.id == oldest.id);
    let branch = shown.branch.map(|branch| format!(" {}", quote(context.clean(branch).as_bytes()))).unwrap_or_default();
    let again = if shown.occasion == Occasion::Unscanned { "" } else { ", then push again" };
    if is_newest && branch.is_empty() {
        return vec![format!(
            "git commit --amend --no-edit    # after you have taken it out and run git add: replaces the newest commit{again}"
        )];
    }
    let from = if oldest.parents.is_empty() { "--root".to_owned() } else { format!("{:.12}~1", oldest.id) };
    vec![format!(
        "git rebase -i {from}{branch}    # mark the commit with `edit`, take it out, git add, git commit --amend, git rebase \
         --continue{again}"
    )]
}

fn write(human: &Human<'_>, context: &Context, evaluation: &Evaluation<'_>) -> Result<()> {
    let mut out = Vec::new();
    report::write(&mut out, Format::Human, human, evaluation, context.begun.elapsed())?;
    print_error(&out);
    Ok(())
}

/// The commands that list all findings. Staged changes can be scanned again, but after `commit -a` or `commit PATH`
/// nothing stays staged. After the commit `HEAD^!` names it, also if it is the first one, an amended one or a merge.
fn rescan(program: &str, context: &Context, evaluation: &Evaluation<'_>) -> Rescan {
    let is_temporary = std::env::var_os("GIT_INDEX_FILE").is_some_and(|f| f.to_string_lossy().ends_with(".lock"));
    let stopped = match is_temporary {
        true => format!("git add {} && {program} scan", what_to_add(context, evaluation)),
        false => format!("{program} scan"),
    };
    Rescan { stopped, committed: format!("{program} scan --range {}", quote(b"HEAD^!")) }
}

/// The arguments with which `git add` stages again what the stopped commit had: all tracked files, or, for a commit
/// that names its paths, the files with findings. If a path contains a found value, which must not be shown: all
/// tracked files.
fn what_to_add(context: &Context, evaluation: &Evaluation<'_>) -> String {
    /// With more paths the command would be too long to read.
    const MAX_PATHS: usize = 8;
    let found = evaluation.findings.iter().map(|j| &j.finding.path);
    let mut paths: Vec<&Vec<u8>> = found.chain(evaluation.unchecked.iter().map(|j| &j.unchecked.path)).collect();
    paths.sort_unstable();
    paths.dedup();
    let words = paths.iter().map(|path| from_top(path)).collect::<Vec<_>>().join(" ");
    let sink = context.sink().hiding(&evaluation.hidden);
    let is_shown =
        is_partial_commit() && paths.len() <= MAX_PATHS && sink.show_bytes(words.as_bytes()).to_string() == words;
    if is_shown { words } else { String::from("-u :/") }
}

/// A pathspec for a path from the top, for any directory of the repository.
fn from_top(path: &[u8]) -> String {
    let is_pattern = path.iter().any(|byte| b"*?[\\".contains(byte)) || path.starts_with(b":");
    let magic: &[u8] = if is_pattern { b":(top,literal)" } else { b":/" };
    quote(&[magic, path].concat())
}

/// Advice for a partial commit: a record counts only if the commit names its path, too.
fn partial_commit_advice(repository: &Repository, evaluation: &Evaluation<'_>) -> Result<Vec<String>> {
    if !is_partial_commit() {
        return Ok(Vec::new());
    }
    let blocked = evaluation.findings.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).map(|j| j.finding.id);
    let unread = evaluation.unchecked.iter().filter(|j| matches!(j.verdict, Verdict::Block(_))).map(|j| j.unchecked.id);
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
