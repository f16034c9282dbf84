//! Chooses the reader of a repository: libgit2, or git's plumbing where libgit2 cannot read it.

use akguard_common::error::Failure;
use anyhow::Result;

use crate::directories::Directories;
use crate::libgit2::Libgit2;
use crate::locate::{self, Located};
use crate::open_error::OpenError;
use crate::plumbing::Plumbing;
use crate::reader::Reader;
use crate::trust::Trust;

/// The part of the repository that a command reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Index,
    Commits,
}

/// A repository that was opened: its reader, and how it was opened.
pub(super) struct Opened {
    pub(super) reader: Box<dyn Reader>,
    pub(super) directories: Directories,
    pub(super) trust: Trust,
    pub(super) need: Need,
}

/// Opens the repository that the environment and the current directory name, with libgit2 where it can read it.
///
/// # Errors
/// No repository, a foreign owner, or a form that git itself does not read.
pub(super) fn open(trust: Trust, need: Need) -> Result<Opened> {
    // git has located the repository and checked its owner before it ran the hook.
    let located = match trust {
        Trust::Hook => None,
        Trust::Checked => Some(locate::here(trust).map_err(explain)?),
    };
    let opened = Libgit2::open(trust, located.as_ref()).and_then(|reader| match need {
        Need::Index => reader.try_index().map(|()| reader),
        Need::Commits => Ok(reader),
    });
    let refusal = match opened {
        Ok(reader) => {
            let directories = reader.directories();
            return Ok(Opened { reader: Box::new(reader), directories, trust, need });
        }
        Err(refusal) => refusal,
    };
    if let OpenError::Special(_) = refusal {
        return Err(refusal.into_failure().into());
    }
    // git reads what libgit2 does not support: SHA-256, reftable, split and sparse indexes.
    let located = match located {
        Some(located) => located,
        None => locate::here(trust).map_err(explain)?,
    };
    match open_plumbing(&located)? {
        Some(opened) => Ok(Opened { trust, need, ..opened }),
        None => Err(refusal.into_failure().into()),
    }
}

/// Opens a located repository through git's plumbing; `None` where git finds none.
///
/// # Errors
/// git cannot be started, or sees another repository.
pub(super) fn open_plumbing(located: &Located) -> Result<Option<Opened>> {
    let reader = Plumbing::open(located)?;
    Ok(reader.map(|reader| {
        let directories = reader.directories();
        Opened { reader: Box::new(reader), directories, trust: Trust::Checked, need: Need::Index }
    }))
}

/// Says what to do where there is no repository.
pub(super) fn explain(refusal: OpenError) -> anyhow::Error {
    match refusal {
        OpenError::NotFound => Failure::new("not a git repository")
            .help("akguard scan .    # scans files; for staged changes, cd into your repository first")
            .into(),
        refusal => refusal.into_failure().into(),
    }
}
