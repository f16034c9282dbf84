//! `commit-msg`: a key in a message is as public as one in a file.

use std::path::Path;
use std::time::Instant;

use akguard_common::bytes;
use akguard_common::error::{Failure, io_says};
use akguard_git::{COMMIT_MESSAGE, Change, ChangeSet, MergeHeads, Repository, Trust, regular_file};
use anyhow::Result;

use super::arguments::Arguments;
use super::double_run::is_reported;
use super::passed_cache::{PassedCache, digest_of_message};
use super::render::{Shown, show};
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::command::logged::{logged, note_in_log};
use crate::hook::is_trial;
use crate::report::{Occasion, Outcome};

/// Checks the message in the file that git names. A clean one is no news: the hook before the commit has reported.
///
/// # Errors
/// There is no such file, or it cannot be read or checked; the commit must stop.
pub(super) fn check_message(begun: Instant, arguments: &Arguments) -> Result<Outcome> {
    let file = arguments.rest.first().ok_or_else(|| {
        Failure::new("the hook commit-msg got no file with the message")
            .help("pass the file on: akguard hook commit-msg \"$1\"    # in the script that calls akguard")
    })?;
    let text = regular_file::read(Path::new(file))
        .map_err(|e| Failure::new(format!("cannot read the commit's message: {}", io_says(&e))).help("git status"))?;
    let repository = Repository::open(Trust::Hook)?;
    let context = Context::staged(begun, &repository, None)?;
    let message = without_diff(text, has_editor());
    let change = Change::message(COMMIT_MESSAGE, message.clone());
    let set = ChangeSet { changes: vec![change], ..ChangeSet::default() };
    let evaluation = check::staged(&repository, &context, &set, Options::QUICK)?;
    let outcome = Outcome::of(&evaluation);
    if outcome != Outcome::Clean && is_reported(&repository, arguments.run(), &digest_of_message(&message)?, outcome) {
        return Ok(outcome);
    }
    if outcome.passes() && !is_trial() {
        PassedCache::open(&repository).add_message(&message);
    }
    if !outcome.passes() {
        note_in_log(&repository, &context, LogEvent::Block, logged(&evaluation));
    }
    if outcome != Outcome::Clean {
        let shown = Shown { merge: MergeHeads::File, occasion: Occasion::Message, has_whole: false };
        show(&repository, &context, &evaluation, &shown)?;
    }
    Ok(outcome)
}

/// What `git commit -v` shows below the message is no part of it: git drops all from its line of scissors on. It can only be
/// there where an editor was opened, which git tells its hooks. A line of scissors that a person wrote is not followed by
/// a diff. Who writes both by hand is found out by the hook after the commit, which reads what was kept.
fn without_diff(text: Vec<u8>, has_editor: bool) -> Vec<u8> {
    const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------\n";
    const MAX_COMMENT: usize = 8;
    if !has_editor {
        return text;
    }
    for at in bytes::texts(SCISSORS, &text) {
        let line = bytes::find_last(b'\n', &text[..at]).map(|end| end + 1).unwrap_or(0);
        let comment = &text[line..at];
        let is_comment = (1..=MAX_COMMENT).contains(&comment.len()) && !comment.contains(&b' ');
        let rest = &text[at + SCISSORS.len()..];
        let has_diff = [&b"\ndiff --git "[..], b"\ndiff --cc ", b"\ndiff --combined "]
            .iter()
            .any(|start| bytes::find_text(start, rest).is_some());
        if is_comment && has_diff {
            return text[..line].to_vec();
        }
    }
    text
}

/// Was an editor opened? git sets this variable to a command that does nothing where it opens none.
fn has_editor() -> bool {
    std::env::var_os("GIT_EDITOR").is_none_or(|editor| editor != ":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_diff_of_a_verbose_commit_is_left_out() {
        let line = "# ------------------------ >8 ------------------------\n";
        let cut = |text: String| String::from_utf8(without_diff(text.into_bytes(), true)).unwrap();
        let note = "# Do not modify or remove the line above.\n";
        assert_eq!(cut(format!("why\n{line}{note}diff --git a/x b/x\n-old\n")), "why\n");
        let by_hand = format!("why\n{line}and more\n");
        assert_eq!(cut(by_hand.clone()), by_hand);
        assert_eq!(cut("why\n".to_owned()), "why\n");
        let inside = format!("see {line}diff --git a/x b/x\n").replace("# -", "it -");
        assert_eq!(cut(inside.clone()), inside, "not at the beginning of a line");
        let typed = format!("why\n{line}{note}diff --git a/x b/x\n").into_bytes();
        assert_eq!(without_diff(typed.clone(), false), typed, "no editor was opened");
    }
}
