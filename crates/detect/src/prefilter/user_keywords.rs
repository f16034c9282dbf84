//! The keywords of the user's own rules, in an automaton that is built if there are any.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::rule::Rule;

/// Finds the keywords in any ASCII case; the pattern decides whether case counts.
pub(crate) struct UserKeywords {
    automaton: AhoCorasick,
    /// For each keyword the rules that have it, counted from the user's first rule.
    owners: Vec<Vec<usize>>,
}

impl UserKeywords {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut owners: Vec<Vec<usize>> = Vec::new();
        let mut keywords: Vec<String> = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            for keyword in rule.keywords.iter().map(|k| k.to_ascii_lowercase()) {
                let slot = *known.entry(keyword).or_insert_with_key(|keyword| {
                    keywords.push(keyword.clone());
                    owners.push(Vec::new());
                    owners.len() - 1
                });
                if owners[slot].last() != Some(&index) {
                    owners[slot].push(index);
                }
            }
        }
        // A contiguous automaton costs less to build than a DFA and scans small commits as fast.
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&keywords)
            .unwrap_or_else(|_| unreachable!("the keywords of a few hundred rules fit an automaton"));
        Self { automaton, owners }
    }

    /// Every occurrence of a keyword: the rules that have it, and its span.
    pub(crate) fn hits<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = (&'t [usize], Range<usize>)> {
        self.automaton
            .find_overlapping_iter(text)
            .map(|hit| (self.owners[hit.pattern().as_usize()].as_slice(), hit.range()))
    }
}
