//! The overrides of a repository, read from where they could be reviewed.

use akguard_git::{Oid, Place, Repository};
use anyhow::Result;

use super::{Baseline, Records};
use crate::scan::{Recorded, Scan};

/// Records and baseline; marks come with the findings.
#[derive(Debug, Default)]
pub struct Overrides {
    /// Allow records.
    pub records: Records,
    /// The baseline, if there is one.
    pub baseline: Option<Baseline>,
    /// A warning for the report, if the baseline cannot be used.
    pub warning: Option<String>,
}

impl Overrides {
    /// Reads the records of a place, and the baseline of an earlier commit: nobody can accept the findings of a change
    /// by the baseline of the same change. Both are read only if there is something that they could allow.
    ///
    /// # Errors
    /// The place or the commit cannot be read, or its baseline is broken and what is checked does not fix it.
    pub fn load(repository: &Repository, records: Place, reviewed: Option<Oid>, scan: &Scan<'_>) -> Result<Self> {
        if scan.findings.is_empty() && scan.unchecked.is_empty() {
            return Ok(Self::default());
        }
        let reviewed = reviewed.map(|commit| Baseline::reviewed(repository, commit, records)).transpose()?;
        let records = Records::load(repository, records)?;
        Ok(match reviewed {
            Some(reviewed) => Self { records, baseline: reviewed.baseline, warning: reviewed.warning },
            None => Self { records, ..Self::default() },
        })
    }

    /// The rules that a record or a baseline entry names, with the paths.
    pub fn recorded(&self) -> Recorded<'_> {
        let records = self.records.records.iter().map(|record| (&record.rule, &record.path));
        let frozen = self.baseline.iter().flat_map(|baseline| &baseline.findings);
        let mut recorded = Recorded::new();
        for (rule, path) in records.chain(frozen.map(|entry| (&entry.rule, &entry.path))) {
            recorded.entry(rule.expose()).or_default().insert(path.expose());
        }
        recorded
    }
}
