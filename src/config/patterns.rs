//! Compiles the path patterns of the config.

use anyhow::Result;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::error::error_at;
use super::exceptions::RawPath;

/// The patterns of a list whose entries need a reason; `key` is its key in the config.
pub(super) fn paths(entries: &[RawPath], key: &str, name: &str) -> Result<GlobSet> {
    if entries.iter().any(|e| e.reason.trim().len() < 3) {
        return Err(error_at(name, None, &format!("each entry of {key} needs a reason of 3 characters or more")).into());
    }
    globs(entries.iter().map(|e| &e.path), key, name)
}

/// The patterns of a list.
pub(super) fn globs<'s>(patterns: impl Iterator<Item = &'s String>, key: &str, name: &str) -> Result<GlobSet> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        // As in .gitignore: `*` stays within a directory, a trailing `/` means all below.
        let whole = if pattern.ends_with('/') { format!("{pattern}**") } else { pattern.clone() };
        let glob: Result<Glob, _> = GlobBuilder::new(&whole).literal_separator(true).build();
        builder.add(glob.map_err(|_| error_at(name, None, &format!("{key} has a path pattern that is not valid")))?);
    }
    builder.build().map_err(|_| error_at(name, None, &format!("{key} has too many or too large patterns")).into())
}
