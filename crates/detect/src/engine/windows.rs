//! The windows of a text that each rule's pattern has to see.

use std::ops::Range;

use crate::rule::Rule;

/// The windows of each rule. Windows that overlap or touch are merged.
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

    /// In the order of the rules, and the windows of each in the order of the text.
    pub(super) fn sorted(mut self) -> Vec<(usize, Vec<Range<usize>>)> {
        self.rules.sort_by_key(|(rule, _)| *rule);
        for (_, list) in &mut self.rules {
            // Hits are only nearly in order: a late one may belong to a window before the last.
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
    /// The window that the pattern has to see around a keyword at `hit`.
    pub(super) fn window(&self, hit: &Range<usize>, length: usize) -> Range<usize> {
        match self.form.reach {
            // One more byte on both sides, so that the edge of the window cannot cut a match short. A keyword may be a
            // context word, which is farther away by the context window.
            Some(reach) => {
                let reach = reach + self.context_window;
                hit.end.saturating_sub(reach + 1)..(hit.start + reach + 1).max(hit.end).min(length)
            }
            None => 0..length,
        }
    }

    /// Cuts its windows (sorted, not overlapping) to the surroundings of the run of characters that each match must have.
    pub(super) fn narrowed(&self, text: &[u8], mut windows: Vec<Range<usize>>) -> Vec<Range<usize>> {
        let Some(run) = &self.form.run else { return windows };
        let Some(reach) = self.form.reach else {
            windows.retain(|window| run.all(text, window.clone()).next().is_some());
            return windows;
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
