//! Where hooks go.

use std::path::{Path, PathBuf};

use akguard_common::error::Failure;
use akguard_common::steps;
use akguard_common::text::escape;
use akguard_git::git_command::{self, Git};
use anyhow::Result;

use super::event::Event;
use super::hooks_path::{HooksPath, check_not_empty, check_not_null, check_scope, hooks_path};
use crate::safe_file::remove_link;

/// The hooks directory of this repository, as git uses it.
#[derive(Debug)]
pub(super) struct HooksDir {
    /// Absolute, as git names it.
    pub(super) dir: PathBuf,
    /// As it is configured, with its links.
    pub(super) written: PathBuf,
    /// The same with links resolved: what is written is written here.
    pub(super) real: PathBuf,
    /// Why others get what is written there, if they do.
    pub(super) shared_by: Option<SharedBy>,
    /// Each worktree has its own.
    pub(super) per_worktree: bool,
    /// The repository has no work tree: it is a server's.
    pub(super) is_bare: bool,
}

/// How a hooks directory comes to serve others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SharedBy {
    /// It holds tracked files: everyone who pulls gets them.
    Tracked,
    /// A link in the git directory leads to it.
    Link,
    /// It is outside of the repository.
    Outside,
    /// git copies it into every new repository and clone of the user.
    Template,
}

impl HooksDir {
    pub(super) fn hook(&self, event: Event) -> PathBuf {
        self.dir.join(event.name())
    }

    /// The events that matter to this repository.
    pub(super) fn events(&self) -> &'static [Event] {
        if self.is_bare { &Event::SERVER } else { &Event::LOCAL }
    }

    pub(super) fn is_tracked(&self) -> bool {
        self.shared_by == Some(SharedBy::Tracked)
    }
}

/// The git program, for this repository.
///
/// # Errors
/// There is no repository, or it is not vouched for.
pub(super) fn git() -> Result<Git> {
    Git::here("cd into your repository first; for a new project: git init")
}

/// Asks git where it looks for hooks.
///
/// # Errors
/// No repository, or a `core.hooksPath` that is not this repository's to write to.
pub(super) fn locate(git: &Git) -> Result<HooksDir> {
    let is_bare = git.is_bare()?;
    let path = hooks_path(git)?;
    let dir = dir_under(git, path.as_ref())?;
    if let Some(path) = &path {
        check_scope(git, path)?;
        check_not_null(path)?;
    }
    let written = written_dir(git, &top(git)?, &common_dir(git)?)?;
    check_links(git, &written)?;
    let real = resolve(&dir);
    let shared_by = shared_by(git, &written, &real)?;
    let per_worktree = path.is_some_and(|HooksPath { scope, value }| {
        scope == "worktree" || !Path::new(&value).is_absolute() && !value.starts_with('~')
    });
    Ok(HooksDir { dir, written, real, shared_by, per_worktree, is_bare })
}

/// The directory that all worktrees of the repository share.
pub(super) fn common_dir(git: &Git) -> Result<PathBuf> {
    git.common_dir().map(Path::to_owned)
}

/// The top of the work tree; of a bare repository its git directory, from which it resolves paths.
pub(super) fn top(git: &Git) -> Result<PathBuf> {
    if git.is_bare()? { common_dir(git) } else { git.top().map(Path::to_owned) }
}

/// A path with its links resolved, as far as it is there.
pub(super) fn resolve(path: &Path) -> PathBuf {
    let parts = path.ancestors().find_map(|there| Some((there.canonicalize().ok()?, path.strip_prefix(there).ok()?)));
    match parts {
        Some((there, rest)) if rest.as_os_str().is_empty() => there,
        Some((there, rest)) => there.join(rest),
        None => path.to_owned(),
    }
}

/// The hooks directory as it is written: git resolves the links of what it prints.
fn written_dir(git: &Git, top: &Path, common: &Path) -> Result<PathBuf> {
    let written = git.ask_config(&["config", "--null", "--type=path", "--get", "core.hooksPath"])?;
    Ok(match &written {
        Some(written) => top.join(git_command::path_of(written.strip_suffix(b"\0").unwrap_or(written))),
        None => common.join("hooks"),
    })
}

/// Does anybody but this repository get what is written there?
fn shared_by(git: &Git, written: &Path, real: &Path) -> Result<Option<SharedBy>> {
    let top = top(git)?;
    let common = common_dir(git)?;
    let listed = git.ask(&["ls-files".as_ref(), "--".as_ref(), real.as_os_str()])?;
    if listed.is_some_and(|listed| !listed.is_empty()) {
        return Ok(Some(SharedBy::Tracked));
    }
    // What is above the git directory may be a link without anybody else being concerned.
    let mut is_link = false;
    let _ = steps::walk(written, |at, link| is_link |= link && at.starts_with(&common) && at != common);
    if is_link {
        return Ok(Some(SharedBy::Link));
    }
    let is_own = [top, common].iter().any(|own| real.starts_with(resolve(own)));
    Ok(if is_own { None } else { Some(SharedBy::Outside) })
}

/// The hooks directory that git looks into, whoever it belongs to.
///
/// # Errors
/// No repository, or one whose hooks are switched off.
pub(super) fn dir(git: &Git) -> Result<PathBuf> {
    git.is_bare()?;
    dir_under(git, hooks_path(git)?.as_ref())
}

fn dir_under(git: &Git, path: Option<&HooksPath>) -> Result<PathBuf> {
    if let Some(path) = path {
        check_not_empty(path)?;
    }
    git.git_path("hooks")
}

/// The events that matter to the repository.
///
/// # Errors
/// There is no repository.
pub(super) fn events(git: &Git) -> Result<&'static [Event]> {
    Ok(if git.is_bare()? { &Event::SERVER } else { &Event::LOCAL })
}

/// No link that the work tree holds may lead to the hooks: it may be tracked, and what is written must not go through
/// it. One in the git directory, or outside of the repository, is the user's own.
fn check_links(git: &Git, dir: &Path) -> Result<()> {
    let top = top(git)?;
    let common = common_dir(git)?;
    let mut link = None;
    // The directory need not be there yet; what is there has been seen.
    let _ = steps::walk(&dir.join("akguard-prev.d"), |at, is_link| {
        let is_kept = at.ends_with("akguard-prev.d");
        if is_link && link.is_none() && (is_kept || (at.starts_with(&top) && !at.starts_with(&common))) {
            link = Some(at.to_owned());
        }
    });
    match link {
        Some(link) => Err(Failure::new(format!(
            "{} is a symbolic link in the work tree, and akguard follows none of those to the hooks",
            escape(&link.to_string_lossy())
        ))
        .help(remove_link(&link))
        .into()),
        None => Ok(()),
    }
}
