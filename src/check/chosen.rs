//! Checks of chosen files of the index.

use akguard_git::{ChangeSet, Place, Repository};
use anyhow::Result;

use super::evaluate::{OverridePlaces, OverridesFrom, evaluate};
use super::{Context, Options, settings};
use crate::policy::{Evaluation, Scope};
use crate::scan;

/// Checks all lines of these files, with the records of the index and the baseline of HEAD. Only a limited number of slow
/// fingerprints is computed.
///
/// # Errors
/// The overrides cannot be read, or a thread fails.
pub fn chosen<'d>(repository: &Repository, context: &'d Context, files: &ChangeSet) -> Result<Evaluation<'d>> {
    let options = Options::QUICK;
    let scan = scan::changes(settings(context, options), repository, files)?;
    let places = OverridePlaces { repository, records: Place::Index, baseline: repository.head()? };
    evaluate(scan, context, Scope::Local, &OverridesFrom::Repository(places), options)
}
