//! By which path or word hooks and people call akguard.

use std::path::{Path, PathBuf};

use akguard_common::error::{Failure, io_says};
use akguard_common::text::quote;
use akguard_git::find_program;
use anyhow::Result;

/// The running program by the path that stays right: the entry of PATH that leads to it, else its own.
///
/// # Errors
/// The system does not say where the program is.
pub fn program() -> Result<PathBuf> {
    let own = std::env::current_exe()
        .map_err(|e| Failure::new(format!("cannot find the akguard program's own path: {}", io_says(&e))))?;
    Ok(on_path(&own).unwrap_or(own))
}

/// How to call the running program from a shell: `akguard` where PATH leads to it, else its quoted path.
pub fn program_word() -> String {
    let Ok(own) = std::env::current_exe() else {
        return "akguard".to_owned();
    };
    // A shell also takes what we pass over; the word must not lead it to another program.
    match on_path(&own) {
        Some(found) if find_program::first_on_path("akguard").as_ref() == Some(&found) => "akguard".to_owned(),
        _ => quote(own.as_os_str().as_encoded_bytes()),
    }
}

/// What to say where hooks that a team shares will not find akguard: they look on PATH, and husky's helper, with
/// `in_usual_places`, also where programs of a user usually are.
pub(super) fn not_found_by_a_team(in_usual_places: bool) -> Option<String> {
    let is_usual = || in_usual_places && usual_places().iter().any(|dir| dir.join("akguard").is_file());
    let is_found = find_program::trusted_on_path("akguard").is_some() || is_usual();
    (!is_found).then(|| {
        "akguard is not on PATH, where hooks that a team shares look for it: ./install.sh in akguard's source"
            .to_owned()
    })
}

/// Where the hooks look beside PATH: as `hooks/hook` has it.
fn usual_places() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    let own = home.into_iter().flat_map(|home| [home.join(".cargo/bin"), home.join(".local/bin")]);
    own.chain(["/opt/homebrew/bin", "/usr/local/bin"].map(PathBuf::from)).collect()
}

/// The first `akguard` on PATH that no commit can have brought, if it is this program. git puts its own directory in front;
/// that one is passed over.
fn on_path(own: &Path) -> Option<PathBuf> {
    let first = find_program::trusted_on_path("akguard")?;
    (first.canonicalize().ok()? == own.canonicalize().ok()?).then_some(first)
}
