//! The report of a hook: on standard error, with the commands that help.

use akguard_common::text::quote;
use akguard_git::{MergeHeads, Repository, is_partial_commit};
use anyhow::Result;

use crate::check::Context;
use crate::command::first_config;
use crate::hook::program_word;
use crate::output::print_error;
use crate::policy::{Evaluation, Record, Verdict};
use crate::report::{self, Format, Human, MAX_SHOWN, Occasion, Rescan};

/// Writes the report of a commit.
///
/// # Errors
/// The state of the repository cannot be read.
pub(super) fn show(
    repository: &Repository,
    context: &Context,
    evaluation: &Evaluation<'_>,
    merge: MergeHeads,
) -> Result<()> {
    // Only a report with a finding names commands; the clean path does not search PATH.
    let silent = evaluation.findings.is_empty() && evaluation.unchecked.is_empty();
    let program = if silent { String::new() } else { program_word() };
    let mut advice = partial_commit_advice(repository, evaluation)?;
    advice.extend(first_config::advice(repository, context, evaluation, merge)?);
    let human = Human {
        program: &program,
        occasion: if merge == MergeHeads::Env { Occasion::Merge } else { Occasion::Commit },
        limit: MAX_SHOWN,
        rescan: rescan(&program, context, evaluation),
        env_is_ignored: !silent && repository.ignores(".env"),
        quiet: context.config.quiet,
        verbose: false,
        advice,
        range: None,
        disabled: context.config.rules_off(),
        weaker: context.config.weaker_settings(),
        sink: context.sink().hiding(&evaluation.hidden),
    };
    let mut out = Vec::new();
    report::write(&mut out, Format::Human, &human, evaluation, context.begun.elapsed())?;
    print_error(&out);
    Ok(())
}

/// The commands that list all findings. What stays staged can be scanned again; after `commit -a` or `commit PATH`
/// nothing stays staged. Once the commit is made, it is HEAD: its first one, an amended one and a merge too.
fn rescan(program: &str, context: &Context, evaluation: &Evaluation<'_>) -> Rescan {
    let is_temporary = std::env::var_os("GIT_INDEX_FILE").is_some_and(|f| f.to_string_lossy().ends_with(".lock"));
    let stopped = match is_temporary {
        true => format!("git add {} && {program} scan", what_to_add(context, evaluation)),
        false => format!("{program} scan"),
    };
    Rescan { stopped, committed: format!("{program} scan --range {}", quote(b"HEAD^!")) }
}

/// What `git add` is given, so that the index has what the stopped commit had: all that is tracked, or the files with
/// findings of a commit that names its paths. A path that holds a found value is not shown.
fn what_to_add(context: &Context, evaluation: &Evaluation<'_>) -> String {
    /// With more of them the command would not be read.
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

/// A path of the repository that git takes from any directory of it.
fn from_top(path: &[u8]) -> String {
    let is_pattern = path.iter().any(|byte| b"*?[\\".contains(byte)) || path.starts_with(b":");
    let magic: &[u8] = if is_pattern { b":(top,literal)" } else { b":/" };
    quote(&[magic, path].concat())
}

/// In a partial commit a record counts only when the commit names it.
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
