//! Where hooks go and by which path akguard is called.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::script::Event;
use crate::error::{Failure, io_says};
use crate::git::find_program;
use crate::git::program::{self, Git};
use crate::report::{escape, quote};
use crate::safe_file::remove_link;
use crate::steps;

/// The hooks folder of this repository, as git uses it.
#[derive(Debug)]
pub(super) struct Place {
    /// Absolute.
    pub(super) folder: PathBuf,
    /// It holds tracked files: others get what is written there.
    pub(super) tracked: bool,
}

impl Place {
    pub(super) fn hook(&self, event: Event) -> PathBuf {
        self.folder.join(event.name())
    }
}

/// The git program, for this repository.
///
/// # Errors
/// There is no repository, or it is not vouched for.
pub(super) fn git() -> Result<Git> {
    Git::here("run it inside one, or: git init")
}

/// Asks git where it looks for hooks.
///
/// # Errors
/// No repository, a bare one, or a `core.hooksPath` that is not this repository's to write to.
pub(super) fn locate(git: &Git) -> Result<Place> {
    let folder = folder(git)?;
    check_hooks_path(git)?;
    check_links(git)?;
    let listed = git.ask(&["ls-files".as_ref(), "--".as_ref(), folder.as_os_str()])?;
    Ok(Place { folder, tracked: listed.is_some_and(|l| !l.is_empty()) })
}

/// The hooks folder that git looks into, whoever it belongs to.
///
/// # Errors
/// No repository, a bare one, or one whose hooks are switched off.
pub(super) fn folder(git: &Git) -> Result<PathBuf> {
    let bare = git
        .ask(&["rev-parse", "--is-bare-repository"])?
        .ok_or_else(|| Failure::new("not a git repository").help("run it inside one, or: git init"))?;
    if bare.starts_with(b"true") {
        return Err(Failure::new("a bare repository makes no commits, so it has no use for a pre-commit hook").into());
    }
    check_not_empty(git)?;
    git.git_path("hooks")
}

/// `core.hooksPath`, where it is set: the scope it comes from, and its value.
fn hooks_path(git: &Git) -> Result<Option<(String, String)>> {
    let found = git.ask_config(&["config", "--show-scope", "--null", "--get", "core.hooksPath"])?;
    Ok(found.map(|found| {
        let found = String::from_utf8_lossy(&found).into_owned();
        let mut fields = found.split('\0').map(str::to_owned);
        (fields.next().unwrap_or_default(), fields.next().unwrap_or_default())
    }))
}

/// Set to nothing, it switches hooks off.
fn check_not_empty(git: &Git) -> Result<()> {
    match hooks_path(git)? {
        Some((scope, value)) if value.is_empty() => {
            Err(Failure::new("core.hooksPath is set to nothing, so git runs no hooks at all")
                .help(if scope == "command" {
                    "leave out -c core.hooksPath".to_owned()
                } else {
                    format!("git config --{scope} --unset core.hooksPath")
                })
                .into())
        }
        _ => Ok(()),
    }
}

/// The folder must be this repository's own, and no manager's.
fn check_hooks_path(git: &Git) -> Result<()> {
    let Some((scope, value)) = hooks_path(git)? else { return Ok(()) };
    if !matches!(scope.as_str(), "local" | "worktree") {
        return Err(Failure::new(format!(
            "core.hooksPath comes from the {scope} configuration, so that folder serves other repositories too"
        ))
        .help(format!("give this repository its own: git config core.hooksPath {}, then install again", own_hooks(git)))
        .into());
    }
    if value.trim_end_matches('/').ends_with(".husky/_") {
        return Err(Failure::new("husky owns the hooks of this repository")
            .help("add this line to .husky/pre-commit: akguard hook pre-commit")
            .into());
    }
    Ok(())
}

/// No link that the work tree holds may lead to the hooks: it may be tracked, and what is written must not go through
/// it. One in the git directory, or outside of the repository, is the user's own.
fn check_links(git: &Git) -> Result<()> {
    let absolute = |what: &str| git.run(&["rev-parse", "--path-format=absolute", what], b"").map(PathBuf::from);
    let (top, common) = (absolute("--show-toplevel")?, absolute("--git-common-dir")?);
    // As it is written: what git says of the folder has been resolved already.
    let written = git.ask_config(&["config", "--null", "--type=path", "--get", "core.hooksPath"])?;
    let folder = match &written {
        Some(written) => top.join(program::path_of(written.strip_suffix(b"\0").unwrap_or(written))),
        None => common.join("hooks"),
    };
    let mut link = None;
    // The folder need not be there yet; what is there has been seen.
    let _ = steps::walk(&folder.join("akguard-prev.d"), |at, is_link| {
        let is_kept = at.ends_with("akguard-prev.d");
        if is_link && link.is_none() && (is_kept || (at.starts_with(&top) && !at.starts_with(&common))) {
            link = Some(at.to_owned());
        }
    });
    match link {
        Some(link) => Err(Failure::new(format!(
            "{} is a symbolic link, and akguard follows none to the hooks of a repository",
            escape(&link.to_string_lossy())
        ))
        .help(remove_link(&link))
        .into()),
        None => Ok(()),
    }
}

/// The folder for hooks that every repository has, absolute and quoted.
fn own_hooks(git: &Git) -> String {
    let common = git.run(&["rev-parse", "--path-format=absolute", "--git-common-dir"], b"");
    quote(format!("{}/hooks", common.unwrap_or_else(|_| ".git".to_owned())).as_bytes())
}

/// Who wrote a hook that a manager rewrites at will; such a file is not ours to move.
pub(super) fn manager(content: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = String::from_utf8_lossy(content);
    if text.contains("File generated by pre-commit") {
        return Some((
            "pre-commit",
            "add a local hook with `entry: akguard hook pre-commit` and `language: system` to .pre-commit-config.yaml",
        ));
    }
    if text.contains("File generated by prek") {
        return Some((
            "prek",
            "add a local hook with `entry: akguard hook pre-commit` and `language: system` to .pre-commit-config.yaml",
        ));
    }
    text.contains("call_lefthook")
        .then_some(("lefthook", "add a job with `run: akguard hook pre-commit` to lefthook-local.yml"))
}

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

/// The first `akguard` on PATH that no commit can have brought, if it is this program. git puts its own folder in front;
/// that one is passed over.
fn on_path(own: &Path) -> Option<PathBuf> {
    let first = find_program::trusted_on_path("akguard")?;
    (first.canonicalize().ok()? == own.canonicalize().ok()?).then_some(first)
}
