//! Why a repository is not opened.

use std::path::{Path, PathBuf};

use akguard_common::error::Failure;
use akguard_common::text::quote;

use crate::error::git_says;

/// Why a repository is not opened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum OpenError {
    NotFound,
    /// It belongs to another user; its path.
    Owner(String),
    /// A directory that looks like a git directory, and the work tree of another repository that contains it: whoever wrote
    /// the files of that work tree wrote its config.
    Implicit(PathBuf, PathBuf),
    /// The reader does not support the format, or the repository is damaged; the reader's message.
    Form(String),
    /// A file on which git, too, would block.
    Special(String),
}

impl OpenError {
    pub(super) fn from_git2(error: &git2::Error) -> Self {
        match error.code() {
            git2::ErrorCode::NotFound => Self::NotFound,
            // "repository path '/a/b/' is not owned by current user"
            git2::ErrorCode::Owner => {
                Self::Owner(error.message().split('\'').nth(1).unwrap_or("*").trim_end_matches('/').to_owned())
            }
            _ => Self::Form(git_says(error)),
        }
    }

    pub(super) fn into_failure(self) -> Failure {
        let quoted = |path: &Path| quote(path.as_os_str().as_encoded_bytes());
        match self {
            Self::NotFound => Failure::new("not a git repository").help("git status    # nothing was checked"),
            Self::Owner(path) => Failure::new("the repository belongs to another user").help(format!(
                "git config --global --add safe.directory {}    # if you trust it",
                quote(path.as_bytes())
            )),
            Self::Implicit(git_dir, top) => Failure::new(format!(
                "this directory looks like a git directory, but it is in the work tree of {}",
                quoted(&top)
            ))
            .help(format!("GIT_DIR={} akguard scan --history    # if you trust it", quoted(&git_dir))),
            Self::Special(why) => Failure::new(format!("cannot open this repository: {why}"))
                .help("remove or replace that file; nothing was checked"),
            Self::Form(why) => Failure::new(format!("cannot open this repository: {why}"))
                .help("git status; git fsck    # nothing was checked, and git does not read it either"),
        }
    }
}
