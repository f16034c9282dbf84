//! A value that was found may stand in a path, a cause or a branch's name too, where no rule would know it.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;

use super::Scan;
use crate::finding::Tip;

/// Shorter values are words; they are left where they stand.
const LEAST: usize = 8;
const INSTEAD: &str = "[redacted]";

/// Takes every value that the scan has found out of what the report will print.
pub(super) fn hide(scan: &mut Scan<'_>) {
    let secrets = scan.findings.iter().filter_map(|f| f.secret.as_ref()).map(|s| s.expose().to_vec());
    let known: HashSet<Vec<u8>> = secrets.filter(|s| s.len() >= LEAST && std::str::from_utf8(s).is_ok()).collect();
    if known.is_empty() {
        return;
    }
    // Of two that begin at one place the longer one has to go.
    let automaton = AhoCorasick::builder().match_kind(aho_corasick::MatchKind::LeftmostLongest).build(&known);
    let clean = |text: &mut String| match &automaton {
        Ok(automaton) if automaton.is_match(text.as_bytes()) => {
            *text = automaton.replace_all(text, &vec![INSTEAD; known.len()]);
        }
        Ok(_) => {}
        Err(_) => *text = INSTEAD.to_owned(),
    };
    for finding in &mut scan.findings {
        clean(&mut finding.shown_path);
        finding.inner.as_mut().map(clean);
        finding.note.as_mut().map(clean);
        if let Some(Tip::Of(name)) = &mut finding.tip {
            clean(name);
        }
    }
    for unchecked in &mut scan.unchecked {
        clean(&mut unchecked.shown_path);
        clean(&mut unchecked.why);
    }
}
