//! What the keywords of a text lead to: windows for patterns, and matches of heuristics.

use std::ops::Range;

use akguard_common::bytes;

use super::boundaries::is_inside;
use super::scope::Scope;
use super::windows::Windows;
use super::{Candidate, Detector, FINDERS, MAX_CANDIDATES, RULES, ScanError};
use crate::file_class::FileClass;
use crate::heuristics::{HeuristicMatch, HeuristicScan};
use crate::place::Place;
use crate::prefilter;
use crate::rule::{Heuristic, Rule};
use crate::secret::Secret;
use crate::validators;

/// What the keywords of a text lead to.
pub(super) struct Hits {
    /// The windows that patterns have to see.
    pub(super) windows: Windows,
    /// What the heuristics have found.
    pub(super) heuristics: Vec<HeuristicMatch>,
}

impl Detector {
    /// For each rule with a keyword hit the windows of the text that its pattern has to see, and the heuristics' matches.
    pub(super) fn hits(&self, scope: Scope<'_>, class: FileClass) -> Result<Hits, ScanError> {
        let text = scope.text;
        let mut windows = Windows::default();
        let mut add = |index: usize, rule: &Rule, hit: &Range<usize>| {
            let inside = rule.form.begins && scope.keeps_boundaries() && is_inside(&rule.left, scope.before(hit.start));
            if !inside || rule.may_begin_inside(scope, hit.start) {
                windows.add(index, rule.window(hit, text.len()));
            }
        };
        let mut heuristics = HeuristicScan::new(text, class);
        prefilter::hits(text, |owners, hit| {
            for owner in owners {
                let index = usize::from(*owner);
                if !self.is_on(index, scope) {
                    continue;
                }
                match RULES[index].finder {
                    Some(finder) => heuristics.hit(finder, &hit),
                    None => add(index, &RULES[index], &hit),
                }
            }
        });
        for (owners, hit) in self.own_keywords.iter().flat_map(|own| own.hits(text)) {
            for owner in owners {
                let index = RULES.len() + owner;
                if self.is_on(index, scope) {
                    add(index, &self.own[*owner], &hit);
                }
            }
        }
        let heuristics = heuristics.finish();
        if heuristics.len() > MAX_CANDIDATES {
            return Err(ScanError::TooManyCandidates);
        }
        Ok(Hits { windows, heuristics })
    }

    /// A heuristic's match as a candidate of its rule.
    pub(super) fn candidate_of_heuristic(&self, scope: Scope<'_>, found: HeuristicMatch) -> Option<Candidate<'_>> {
        let finders = if scope.is_printed() { FINDERS.as_slice() } else { &self.finders };
        let rule = finders.iter().map(|index| self.rule(*index)).find(|rule| rule.finder == Some(found.finder))?;
        let written = &scope.text[found.span.clone()];
        // The secret of a Basic header is its password, because no output may show that.
        let plain = if found.finder == Heuristic::Basic { validators::basic(written) } else { None };
        let password = plain.as_deref().and_then(|plain| Some(&plain[bytes::find(b':', plain)? + 1..]));
        let secret = Secret::new(password.unwrap_or(written));
        let note = found.service.map(|service| service.name.to_owned());
        Some(Candidate {
            confidence: found.evidence.grade(Place::Plain)?.confidence(),
            note,
            name: found.name,
            evidence: Some(found.evidence),
            ..Candidate::new(rule, found.span, secret)
        })
    }
}
