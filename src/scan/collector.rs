//! Collects what scanners find, and drops what is found twice.

use std::collections::HashMap;

use akguard_detect::Confidence;
use akguard_detect::secret::Identity;

use super::{Scan, Stats};
use crate::finding::{Finding, Unchecked};

/// How sure each value is at its surest.
pub(super) type Confidences = HashMap<Identity, Confidence>;

/// What has been found so far, in the order of the scan.
#[derive(Default)]
pub(super) struct Collector<'d> {
    pub(super) findings: Vec<Finding<'d>>,
    pub(super) unchecked: Vec<Unchecked>,
    pub(super) stats: Stats,
}

impl<'d> Collector<'d> {
    /// Is there nothing but numbers?
    pub(super) fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.unchecked.is_empty()
    }

    /// Adds what another collector has.
    pub(super) fn append(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.unchecked.extend(other.unchecked);
        self.stats.add(&other.stats);
    }

    /// The result of a scan.
    pub(super) fn into_scan(self) -> Scan<'d> {
        let Self { findings, unchecked, stats } = self;
        Scan { findings, unchecked, stats, ..Scan::default() }
    }

    /// How sure the findings from `first` on are.
    pub(super) fn confidences(&self, first: usize) -> Confidences {
        surest(&self.findings[first..])
    }

    /// Drops the findings from `first` on that are in `known` as surely: what was a warning there and stops now is new.
    pub(super) fn drop_known(&mut self, first: usize, known: &Confidences) {
        for finding in self.findings.split_off(first) {
            if known.get(&finding.identity).is_none_or(|known| *known < finding.confidence) {
                self.findings.push(finding);
            }
        }
    }

    /// Drops the findings from `first` on that have been found at their right place before: in an earlier view, or in a
    /// file inside of the archive. What is surer at the second place stays.
    pub(super) fn drop_repeated(&mut self, first: usize) {
        let mut places: HashMap<Identity, FirstPlace> = HashMap::new();
        for finding in self.findings.split_off(first) {
            let known = places.entry(finding.identity).or_insert_with(|| FirstPlace::new(&finding));
            let same_file = known.inner == finding.inner;
            let same_place = same_file && known.view == finding.view;
            if same_place || (finding.inner.is_some() && !same_file) || finding.confidence > known.confidence {
                known.confidence = known.confidence.max(finding.confidence);
                self.findings.push(finding);
            }
        }
    }

    /// Drops the findings from `first` on that stand before `first` as surely, in the same file.
    pub(super) fn drop_found_before(&mut self, first: usize) {
        for finding in self.findings.split_off(first) {
            let is_same = |known: &Finding<'_>| {
                known.identity == finding.identity
                    && known.path == finding.path
                    && known.inner == finding.inner
                    && known.confidence >= finding.confidence
            };
            if !self.findings.iter().any(is_same) {
                self.findings.push(finding);
            }
        }
    }
}

/// How sure each value is at its surest.
pub(super) fn surest(findings: &[Finding<'_>]) -> Confidences {
    let mut surest = Confidences::new();
    for finding in findings {
        let known = surest.entry(finding.identity).or_insert(finding.confidence);
        *known = finding.confidence.max(*known);
    }
    surest
}

/// Where a value was found first.
struct FirstPlace {
    inner: Option<String>,
    view: u8,
    confidence: Confidence,
}

impl FirstPlace {
    fn new(finding: &Finding<'_>) -> Self {
        Self { inner: finding.inner.clone(), view: finding.view, confidence: finding.confidence }
    }
}
