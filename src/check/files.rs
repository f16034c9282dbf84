//! Checks of files and directories on disk.

use std::path::{Path, PathBuf};

use akguard_detect::env_file::Kind;
use akguard_git::{FileSet, Place, Repository};
use anyhow::Result;

use super::evaluate::{OverridePlaces, OverridesFrom, evaluate};
use super::{Context, Options, settings};
use crate::config::Config;
use crate::policy::{Evaluation, Scope};
use crate::scan::{self, PathPolicy, Scan, Settings};

/// Checks all lines of files on disk. In a repository the records of the index and the baseline of HEAD count.
///
/// # Errors
/// The overrides cannot be read, or a thread fails.
pub fn paths<'d>(
    repository: Option<&Repository>,
    context: &'d Context,
    files: &FileSet,
    options: Options<'_>,
) -> Result<Evaluation<'d>> {
    let scan = scan_paths(repository, context, files, options)?;
    let overrides = match repository {
        Some(repository) => OverridesFrom::Repository(OverridePlaces {
            repository,
            records: Place::Index,
            baseline: repository.head()?,
        }),
        None => OverridesFrom::Nowhere,
    };
    evaluate(scan, context, Scope::Local, &overrides, options)
}

/// Scans files on disk.
pub(super) fn scan_paths<'d>(
    repository: Option<&Repository>,
    context: &'d Context,
    files: &FileSet,
    options: Options<'_>,
) -> Result<Scan<'d>> {
    let top = repository.and_then(|repository| repository.top()?.canonicalize().ok());
    let paths = FromTop { config: &context.config, top };
    let Settings { detector, count_added, .. } = settings(context, options);
    let settings = Settings { detector, paths: &paths, known: None, names: false, count_added };
    let mut scan = scan::files(settings, files, options.progress)?;
    scan.stats.reader = repository.map(Repository::reader);
    Ok(scan)
}

/// The path policy for files on disk. They are named as the user typed them; the config's patterns are for paths from
/// the top of the repository.
struct FromTop<'c> {
    config: &'c Config,
    top: Option<PathBuf>,
}

impl PathPolicy for FromTop<'_> {
    fn is_excluded(&self, path: &[u8]) -> bool {
        if !self.config.has_excludes() {
            return false;
        }
        let typed = String::from_utf8_lossy(path);
        let Some(top) = &self.top else { return self.config.is_excluded(path) };
        let Ok(real) = Path::new(typed.as_ref()).canonicalize() else { return self.config.is_excluded(path) };
        real.strip_prefix(top).is_ok_and(|relative| self.config.is_excluded(relative.as_os_str().as_encoded_bytes()))
    }

    fn kind(&self, path: &[u8]) -> Option<Kind> {
        self.config.kind(path)
    }
}
