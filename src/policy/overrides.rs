//! What may let findings pass, read where a decision about it was reviewed.

use akguard_detect::secret::Fingerprint;
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
    /// What the report says of a baseline that could not be used.
    pub warning: Option<String>,
}

impl Overrides {
    /// Records of a place, and the baseline of a commit that was there before what is judged: nobody lets their own
    /// change pass by freezing it. Both are read only when there is something that they could allow.
    ///
    /// # Errors
    /// The place or the commit cannot be read, or its baseline is broken and what is judged does not mend it.
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

    /// The rules and findings that records and the baseline name.
    pub fn recorded(&self) -> Recorded<'_> {
        let records = || self.records.records.iter().map(|record| (record.rule.expose(), record.id.as_str()));
        let entries = self.baseline.iter().flat_map(|baseline| &baseline.findings);
        let frozen = || entries.clone().map(|entry| (entry.rule.expose(), entry.id.as_str()));
        let all = || records().chain(frozen());
        Recorded {
            rules: all().map(|(rule, _)| rule).collect(),
            ids: all().filter_map(|(_, id)| Fingerprint::parse(id)).collect(),
        }
    }
}
