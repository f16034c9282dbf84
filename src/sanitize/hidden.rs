//! Removes values that no output may show from printed texts.

use std::collections::HashSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

const INSTEAD: &str = "[redacted]";

/// The values that a scan has found or knew, ready for the search in printed texts.
#[derive(Debug, Clone, Default)]
pub struct Hidden(Search);

#[derive(Clone, Default)]
enum Search {
    /// There is nothing to hide.
    #[default]
    Nothing,
    /// Whole values and parts of them.
    Parts(AhoCorasick),
    /// The search cannot be built: no text is shown.
    Everything,
}

/// Shows nothing, because the search contains the values.
impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Search(..)")
    }
}

impl Hidden {
    /// Prepares the search for these values.
    pub fn new(values: &HashSet<Vec<u8>>) -> Self {
        let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(values);
        Self(automaton.map(Search::Parts).unwrap_or(Search::Everything))
    }

    /// The text without the values; `None` if it contains none.
    pub fn cut_from(&self, text: &str) -> Option<String> {
        match &self.0 {
            Search::Nothing => None,
            Search::Parts(automaton) => automaton.is_match(text.as_bytes()).then(|| without(automaton, text)),
            Search::Everything => Some(INSTEAD.to_owned()),
        }
    }
}

/// The text in which all matches, overlapping or adjacent, are replaced.
fn without(automaton: &AhoCorasick, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut cut: Option<Range<usize>> = None;
    for found in automaton.find_overlapping_iter(text) {
        match &mut cut {
            Some(cut) if found.start() <= cut.end => cut.end = cut.end.max(found.end()),
            _ => {
                if let Some(cut) = cut.take() {
                    at = push(&mut out, text, at, &cut);
                }
                cut = Some(found.range());
            }
        }
    }
    if let Some(cut) = cut {
        at = push(&mut out, text, at, &cut);
    }
    out + text.get(at..).unwrap_or_default()
}

fn push(out: &mut String, text: &str, at: usize, cut: &Range<usize>) -> usize {
    // A value may begin or end inside of a character.
    let start = (at..=cut.start).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(at);
    let end = (cut.end..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    out.push_str(&text[at..start]);
    out.push_str(INSTEAD);
    end
}
