//! Collects what scanners find, and drops what is found twice.

use std::collections::HashMap;

use akguard_detect::Confidence;
use akguard_detect::secret::Identity;

use super::{Scan, Stats};
use crate::finding::{Finding, Unchecked};

/// The highest confidence with which each value was found.
pub(super) type Confidences = HashMap<Identity, Confidence>;

/// What has been found so far, in the order of the scan.
#[derive(Default)]
pub(super) struct Collector<'d> {
    pub(super) findings: Vec<Finding<'d>>,
    pub(super) unchecked: Vec<Unchecked>,
    pub(super) stats: Stats,
}

impl<'d> Collector<'d> {
    /// Are there only statistics, and neither findings nor unchecked content?
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

    /// The confidence of the findings from the index `first` on.
    pub(super) fn confidences(&self, first: usize) -> Confidences {
        surest(&self.findings[first..])
    }

    /// Drops the findings from the index `first` on that `known` has with the same confidence or a higher one. A
    /// warning that stops now is new.
    pub(super) fn drop_known(&mut self, first: usize, known: &Confidences) {
        for finding in self.findings.split_off(first) {
            if known.get(&finding.identity).is_none_or(|known| *known < finding.confidence) {
                self.findings.push(finding);
            }
        }
    }

    /// Drops the findings from the index `first` on that repeat an earlier one of the same value: in a later view, or
    /// in the bytes of an archive whose files were scanned before. A repetition with a higher confidence is kept.
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

    /// Drops the findings from the index `first` on whose value was found before in the same file, with the same
    /// confidence or a higher one.
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

/// The highest confidence with which each value was found.
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
