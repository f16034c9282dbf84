//! A value that was found may stand in a path, a cause or a branch's name too, where no rule would know it.

use std::collections::HashSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::Scan;
use crate::detect::known::Known;
use crate::finding::Tip;

/// So many characters in a row of a value must not show; shorter values are words and are left where they stand.
const LEAST: usize = 8;
/// Longer values (private keys) are looked for as a whole only.
const MOST: usize = 512;
/// So many parts of values are looked for.
const MOST_PARTS: usize = 200_000;
const INSTEAD: &str = "[redacted]";

/// Takes every value that the scan has found or knew before, and every part of one, out of what the report will print.
pub(super) fn hide(scan: &mut Scan<'_>, known: Option<&Known>) {
    let known = known.filter(|_| !(scan.findings.is_empty() && scan.unchecked.is_empty()));
    let secrets: HashSet<&[u8]> = scan
        .findings
        .iter()
        .filter_map(|f| f.secret.as_ref())
        .chain(known.iter().flat_map(|known| known.secrets()))
        .map(|s| s.expose())
        .filter(|s| s.len() >= LEAST)
        .collect();
    if secrets.is_empty() {
        return;
    }
    let parts = secrets.iter().flat_map(|s| s.windows(if s.len() > MOST { s.len() } else { LEAST }));
    let parts: HashSet<Vec<u8>> = parts.take(MOST_PARTS).map(<[u8]>::to_vec).collect();
    let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&parts);
    let clean = |text: &mut String| match &automaton {
        Ok(automaton) if automaton.is_match(text.as_bytes()) => *text = without(automaton, text),
        Ok(_) => {}
        Err(_) => *text = INSTEAD.to_owned(),
    };
    for finding in &mut scan.findings {
        clean(&mut finding.shown_path);
        finding.inner.as_mut().map(clean);
        if let Some(Tip::Of(name)) = &mut finding.tip {
            clean(name);
        }
    }
    for unchecked in &mut scan.unchecked {
        clean(&mut unchecked.shown_path);
        clean(&mut unchecked.why);
    }
}

/// The text with all that matches, overlapping or side by side, replaced.
fn without(automaton: &AhoCorasick, text: &str) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    let mut cut: Option<Range<usize>> = None;
    for found in automaton.find_overlapping_iter(text) {
        match &mut cut {
            Some(cut) if found.start() <= cut.end => cut.end = cut.end.max(found.end()),
            _ => {
                cut.take().into_iter().for_each(|cut| at = push(&mut out, text, at, &cut));
                cut = Some(found.range());
            }
        }
    }
    cut.into_iter().for_each(|cut| at = push(&mut out, text, at, &cut));
    out + text.get(at..).unwrap_or_default()
}

fn push(out: &mut String, text: &str, at: usize, cut: &Range<usize>) -> usize {
    // A value need not begin and end with whole characters.
    let start = (at..=cut.start).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(at);
    let end = (cut.end..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    out.push_str(&text[at..start]);
    out.push_str(INSTEAD);
    end
}
