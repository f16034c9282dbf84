//! What may let findings pass, read where a decision about it was reviewed.

use anyhow::Result;

use super::{Baseline, Records};
use crate::git::{Oid, Place, Repository};
use crate::scan::Scan;

/// Records and baseline; marks come with the findings.
#[derive(Debug, Default)]
pub struct Overrides {
    /// Allow records.
    pub records: Records,
    /// The baseline, if there is one.
    pub baseline: Option<Baseline>,
}

impl Overrides {
    /// Records of a place, and the baseline of a commit that was there before what is judged: nobody lets their own
    /// change pass by freezing it. Both are read only when there is something that they could allow.
    ///
    /// # Errors
    /// The place or the commit cannot be read, or its baseline is broken.
    pub fn load(repository: &Repository, records: Place, reviewed: Option<Oid>, scan: &Scan<'_>) -> Result<Self> {
        if scan.findings.is_empty() && scan.unchecked.is_empty() {
            return Ok(Self::default());
        }
        let baseline = reviewed.map(|commit| Baseline::load(repository, Place::Commit(commit))).transpose()?.flatten();
        Ok(Self { records: Records::load(repository, records)?, baseline })
    }
}
