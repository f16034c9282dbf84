//! `commit-msg`: a key in a message is as public as one in a file.

use std::path::Path;
use std::time::Instant;

use akguard_common::bytes;
use akguard_common::error::{Failure, io_says};
use akguard_git::{COMMIT_MESSAGE, Change, ChangeSet, MergeHeads, Repository, Trust, regular_file};
use anyhow::Result;

use super::arguments::Arguments;
use super::double_run::is_set_reported;
use super::render::{Shown, show};
use crate::audit::LogEvent;
use crate::check::{self, Context, Options};
use crate::command::logged::{logged, note_in_log};
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
    let change = Change::message(COMMIT_MESSAGE, without_diff(text));
    let set = ChangeSet { changes: vec![change], ..ChangeSet::default() };
    let evaluation = check::staged(&repository, &context, &set, Options::QUICK)?;
    let outcome = Outcome::of(&evaluation);
    if outcome != Outcome::Clean && is_set_reported(&repository, arguments.run(), &set, outcome) {
        return Ok(outcome);
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

/// What `git commit -v` shows below the message is no part of it: git drops all from its line of scissors on. A line of
/// scissors that a person wrote is not followed by a diff.
fn without_diff(mut text: Vec<u8>) -> Vec<u8> {
    const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------\n";
    let Some(at) = bytes::find_text(SCISSORS, &text) else { return text };
    let rest = &text[at + SCISSORS.len()..];
    let has_diff = [&b"\ndiff --git "[..], b"\ndiff --cc ", b"\ndiff --combined "]
        .iter()
        .any(|start| bytes::find_text(start, rest).is_some());
    if has_diff {
        text.truncate(at);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_diff_of_a_verbose_commit_is_left_out() {
        let line = "# ------------------------ >8 ------------------------\n";
        let cut = |text: String| String::from_utf8(without_diff(text.into_bytes())).unwrap();
        let note = "# Do not modify or remove the line above.\n";
        assert_eq!(cut(format!("why\n{line}{note}diff --git a/x b/x\n-old\n")), "why\n#");
        let by_hand = format!("why\n{line}and more\n");
        assert_eq!(cut(by_hand.clone()), by_hand);
        assert_eq!(cut("why\n".to_owned()), "why\n");
    }
}
