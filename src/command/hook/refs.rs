//! The range of `pre-commit run --from-ref A --to-ref B`. The files that it names are those that differ between A and B;
//! a key that was added and removed in between is in none of them.

use std::time::Instant;

use akguard_common::error::Failure;
use akguard_git::{Repository, Trust};
use anyhow::Result;

use super::render::show_range;
use crate::check::{self, Context, Options};
use crate::report::Outcome;
use crate::sanitize::Untrusted;

/// git's name for no commit, which is the left side of a range of everything.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

/// Checks the range that pre-commit or prek names, if they name one, as `akguard scan --range` does.
///
/// # Errors
/// The range cannot be read.
pub(super) fn check_range(begun: Instant) -> Result<Option<Outcome>> {
    let Some(range) = named()? else { return Ok(None) };
    let repository = Repository::open_commits(Trust::Checked)?;
    let commits = repository.range(&range, None)?;
    let context = Context::of_range(begun, &repository, &commits, None)?;
    let mut evaluation = check::range(&repository, &context, &commits, Options::QUICK)?;
    evaluation.warnings.extend(context.warnings.iter().cloned());
    evaluation.warnings.extend(commits.note.iter().map(|note| Untrusted::from(context.clean(note))));
    show_range(&context, &evaluation, &range)?;
    Ok(Some(Outcome::of(&evaluation)))
}

/// `A..B`; without an A, which prek leaves out where nothing was pushed yet, everything that B reaches.
fn named() -> Result<Option<String>> {
    let value = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let given = |name: &str| value(name).filter(|value| !value.is_empty());
    match (given("PRE_COMMIT_FROM_REF"), given("PRE_COMMIT_TO_REF")) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) => Ok(Some(format!("{from}..{to}"))),
        (None, Some(to)) => Ok(Some(format!("{NO_COMMIT}..{to}"))),
        (Some(_), None) => {
            Err(Failure::new("PRE_COMMIT_FROM_REF is set and PRE_COMMIT_TO_REF is not: no range to check")
                .help("pre-commit run --from-ref origin/main --to-ref HEAD    # names both")
                .into())
        }
    }
}
