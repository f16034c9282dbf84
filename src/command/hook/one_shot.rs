//! Overrides that `git -c` passes to the hook.

use akguard_common::error::Failure;
use akguard_git::{Repository, is_partial_commit};
use anyhow::Result;

use crate::check::Context;
use crate::command::allow::{Request, record_local};
use crate::output::print_error;
use crate::policy::Reason;

/// Records and stages the overrides of `git -c akguard.allow=ID -c akguard.reason=R -c akguard.note=TEXT commit`.
pub(super) fn allow_from_command_line(repository: &Repository, context: &Context) -> Result<()> {
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
