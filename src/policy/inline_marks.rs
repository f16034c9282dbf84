//! Applies inline marks: each allows one finding of its line, and never a certain one.

use std::collections::HashMap;

use akguard_detect::Confidence;
use akguard_detect::inline_allow::{Lack, MIN_REASON, Mark};

use super::{Allowed, Judged, Verdict};
use crate::finding::Finding;

/// Lets inline marks allow what neither a record nor the baseline has decided. If a mark does not count, the verdict
/// says why.
pub(super) fn apply_inline_marks(findings: &mut [Judged<'_>]) {
    let open = |j: &Judged<'_>| matches!(j.verdict, Verdict::Block(None) | Verdict::Warn(None));
    let mut waiting: Vec<&mut Judged<'_>> =
        findings.iter_mut().filter(|j| open(j) && j.finding.mark.is_some()).collect();
    // A finding that stops the commit gets the mark before one that only warns.
    waiting.sort_by_key(|j| (matches!(j.verdict, Verdict::Warn(_)), j.finding.start));
    let mut used = HashMap::new();
    for judged in waiting {
        let Judged { finding, verdict } = judged;
        let Some(mark) = finding.mark.clone() else { continue };
        let line = (finding.commit, finding.path.clone(), mark.line);
        match refusal(finding, &mark) {
            None if *used.entry(line).or_insert(finding.identity) == finding.identity => {
                *verdict = Verdict::Allow(Allowed::Mark(mark));
            }
            None => {
                explain(verdict, format!("its mark `{}` suppresses one finding, and this line has another", mark.name))
            }
            Some(why) => explain(verdict, why),
        }
    }
}

/// Why a mark does not count for a finding.
fn refusal(finding: &Finding<'_>, mark: &Mark) -> Option<String> {
    let name = mark.name;
    if finding.confidence == Confidence::Certain {
        return Some(format!("its mark `{name}` does not suppress a certain finding: use --allow"));
    }
    match mark.reason {
        Ok(_) => None,
        Err(Lack::Reason) => {
            Some(format!("its mark `{name}` has no reason: write one after it, {MIN_REASON} characters or more"))
        }
        Err(Lack::Clean) => {
            Some(format!("its mark `{name}` does not count: the text after it contains what looks like a credential"))
        }
    }
}

fn explain(verdict: &mut Verdict, why: String) {
    if let Verdict::Block(reason) | Verdict::Warn(reason) = verdict {
        *reason = Some(why);
    }
}
