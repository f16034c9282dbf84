//! Submodules are repositories of their own, with hooks of their own.

use akguard_common::text::{plural, quote};
use akguard_git::git_command::Git;
use anyhow::Result;

use super::event::Event;
use super::program_word;
use super::reach::{Reach, reach};

/// Each is asked by running its hook; more than this many would take long.
const MAX_ASKED: usize = 50;

/// A line for each submodule that is checked out and whose commits akguard does not check.
///
/// # Errors
/// The index cannot be read, or a hook cannot be run.
pub(super) fn unguarded(git: &Git, question: &str) -> Result<Vec<String>> {
    let Some(top) = git.work_tree() else { return Ok(Vec::new()) };
    let paths = git.submodules()?;
    let mut lines = Vec::new();
    for path in paths.iter().take(MAX_ASKED) {
        let name = quote(path.as_os_str().as_encoded_bytes());
        let submodule = match Git::at(&top.join(path)) {
            Ok(Some(submodule)) => submodule,
            // It is not checked out: there is no work tree to commit in.
            Ok(None) => continue,
            Err(why) => {
                lines.push(format!("submodule {name}: it cannot be asked whether akguard checks it: {why}"));
                continue;
            }
        };
        let hook = submodule.git_path(&format!("hooks/{}", Event::PreCommit.name()))?;
        if reach(&submodule, Event::PreCommit, &hook, question)? == Reach::Stops {
            continue;
        }
        lines.push(format!(
            "submodule {name}: git does not reach akguard there\n  help: (cd {name} && {} install)    # from the top of this repository",
            program_word()
        ));
    }
    if paths.len() > MAX_ASKED {
        lines.push(format!("{} were not asked", plural(paths.len() - MAX_ASKED, "further submodule")));
    }
    Ok(lines)
}
