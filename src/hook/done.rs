//! What installing is asked for, and what installing and uninstalling did.

use std::path::Path;

use super::event::Events;
use super::files::shown;

/// What the user asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Write without asking.
    pub yes: bool,
    /// Show what would be written, and write nothing.
    pub print: bool,
    /// Write into the file that the whole team has, where there is also one of the user's own.
    pub team: bool,
    /// The events of which hooks are installed.
    pub events: Events,
}

/// What was done, in words.
#[derive(Debug, PartialEq, Eq)]
pub enum Done {
    /// Lines for the user.
    Changed(Vec<String>),
    /// There was nothing to do.
    Unchanged(String),
    /// A hook there is not akguard's, or consent is missing; nothing was touched.
    Refused(String),
    /// Lines for the user: all was written, but git does not reach akguard yet.
    Incomplete(Vec<String>),
}

pub(super) fn edited(path: &Path) -> String {
    format!("akguard: {} was akguard's hook and has been changed by hand; it was left alone", shown(path))
}
