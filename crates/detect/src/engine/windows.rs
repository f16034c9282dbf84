//! The stretches of a text that each rule's pattern has to see.

use std::ops::Range;

use crate::rule::Rule;

/// By rule; stretches that meet are one.
#[derive(Default)]
pub(super) struct Windows {
    rules: Vec<(usize, Vec<Range<usize>>)>,
}

impl Windows {
    pub(super) fn add(&mut self, rule: usize, window: Range<usize>) {
        let slot = self.rules.iter().position(|(known, _)| *known == rule).unwrap_or_else(|| {
            self.rules.push((rule, Vec::new()));
            self.rules.len() - 1
        });
        let list = &mut self.rules[slot].1;
        match list.last_mut() {
            Some(last) if window.start <= last.end && window.end >= last.start => {
                last.start = last.start.min(window.start);
                last.end = last.end.max(window.end);
            }
            _ => list.push(window),
        }
    }

    /// In the order of the rules, the stretches of each in the order of the text.
    pub(super) fn sorted(mut self) -> Vec<(usize, Vec<Range<usize>>)> {
        self.rules.sort_by_key(|(rule, _)| *rule);
        for (_, list) in &mut self.rules {
            // Hits come nearly in order only: one may have been late for a stretch before the last.
            list.sort_by_key(|window| window.start);
            let mut merged: Vec<Range<usize>> = Vec::with_capacity(list.len());
            for window in list.drain(..) {
                match merged.last_mut() {
                    Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
                    _ => merged.push(window),
                }
            }
            *list = merged;
        }
        self.rules
    }
}

impl Rule {
    /// What the pattern has to see around a keyword at `hit`.
    pub(super) fn window(&self, hit: &Range<usize>, length: usize) -> Range<usize> {
        match self.form.reach {
            // One more byte to both sides, so that a match cannot be cut short by the window's edge. A keyword may be a
            // context word, which stands that much farther off.
            Some(reach) => {
                let reach = reach + self.context_window;
                hit.end.saturating_sub(reach + 1)..(hit.start + reach + 1).max(hit.end).min(length)
            }
            None => 0..length,
        }
    }

    /// What is left of its windows (sorted, apart from each other): what is in reach of the run that each match holds.
    pub(super) fn narrowed(&self, text: &[u8], windows: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let Some(run) = &self.form.run else { return windows };
        let Some(reach) = self.form.reach else {
            return windows.into_iter().filter(|window| run.all(text, window.clone()).next().is_some()).collect();
        };
        let mut narrow: Vec<Range<usize>> = Vec::new();
        for window in windows {
            for run in run.all(text, window.clone()) {
                let near = run.start.saturating_sub(reach).max(window.start)..(run.end + reach).min(window.end);
                match narrow.last_mut() {
                    Some(last) if near.start <= last.end => last.end = near.end,
                    _ => narrow.push(near),
                }
            }
        }
        narrow
    }
}
