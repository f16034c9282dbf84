//! A step as the lines that it changes. A line of a file of others may hold a secret or control characters, so each goes
//! through the sink.

use std::path::Path;

use akguard_detect::Detector;

use super::files;
use super::step::Step;
use crate::sanitize::Sink;

/// Longer new files are akguard's own scripts: the question is not about them.
const MAX_SHOWN: usize = 25;
/// Lines of others around those that change.
const CONTEXT: usize = 2;
/// Above this many pairs of lines, the changed part is shown as one block.
const MAX_PAIRS: usize = 1 << 20;

/// A line of either text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line<'t> {
    Same(&'t str),
    Old(&'t str),
    New(&'t str),
}

/// The lines that a step changes; of a long new file, only how long it is unless `whole`.
pub(super) fn lines_of(step: &Step, top: &Path, whole: bool) -> Vec<String> {
    let name = files::shown(step.path.strip_prefix(top).unwrap_or(&step.path));
    let after = String::from_utf8_lossy(step.after.as_deref().unwrap_or_default()).into_owned();
    if let Some(kept) = &step.kept_in {
        let kept = files::shown(kept.strip_prefix(top).unwrap_or(kept));
        return [vec![format!("moved {name} to {kept}, and {name} (new)")], all_new(&after, whole)].concat();
    }
    let Some(before) = &step.before else {
        return [vec![format!("{name} (new)")], all_new(&after, whole)].concat();
    };
    // A secret of several lines is not known by one of them: where the file has any, no line of others is shown.
    let context = if has_secret(before) { 0 } else { CONTEXT };
    let before = String::from_utf8_lossy(before).into_owned();
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    [vec![name], hunks(&compare(&before, &after), context)].concat()
}

fn all_new(text: &str, whole: bool) -> Vec<String> {
    let number = text.lines().count();
    if whole || number <= MAX_SHOWN {
        return text.lines().map(|line| shown('+', line)).collect();
    }
    vec![format!("+ {number} lines, a script of akguard's own: {} install --print shows it", super::program_word())]
}

/// The lines around changes; what lies between them is left out.
fn hunks(lines: &[Line<'_>], context: usize) -> Vec<String> {
    let is_changed = |line: &Line<'_>| !matches!(line, Line::Same(_));
    let mut out = Vec::new();
    let mut next = 0;
    for (at, line) in lines.iter().enumerate() {
        let around = &lines[at.saturating_sub(context)..(at + context + 1).min(lines.len())];
        if !around.iter().any(is_changed) {
            continue;
        }
        if at > next && !out.is_empty() {
            out.push("  ...".to_owned());
        }
        next = at + 1;
        out.push(match line {
            Line::Same(text) => shown(' ', text),
            Line::Old(text) => shown('-', text),
            Line::New(text) => shown('+', text),
        });
    }
    out
}

/// Compares two texts by the longest sequence of lines that both have.
fn compare<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<Line<'t>> {
    let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let rest = before.len().min(after.len()) - start;
    let end = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let middle = changed(&before[start..before.len() - end], &after[start..after.len() - end]);
    let head = before[..start].iter().copied().map(Line::Same);
    let tail = before[before.len() - end..].iter().copied().map(Line::Same);
    head.chain(middle).chain(tail).collect()
}

fn changed<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    let width = new.len() + 1;
    // `common[i * width + j]`: how many lines `old[i..]` and `new[j..]` have in common.
    let is_small = old.len().saturating_mul(new.len()) <= MAX_PAIRS;
    let mut common = vec![0_u32; if is_small { (old.len() + 1) * width } else { 0 }];
    if is_small {
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                common[i * width + j] = match old[i] == new[j] {
                    true => common[(i + 1) * width + j + 1] + 1,
                    false => common[(i + 1) * width + j].max(common[i * width + j + 1]),
                };
            }
        }
    }
    let value = |i: usize, j: usize| common.get(i * width + j).copied().unwrap_or_default();
    let mut lines = Vec::new();
    let mut i = 0;
    let mut j = 0;
    while i < old.len() || j < new.len() {
        if is_small && i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push(Line::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || value(i + 1, j) >= value(i, j + 1)) {
            lines.push(Line::Old(old[i]));
            i += 1;
        } else {
            lines.push(Line::New(new[j]));
            j += 1;
        }
    }
    lines
}

fn has_secret(text: &[u8]) -> bool {
    Detector::new(Vec::new(), 0).redact(text) != text
}

fn shown(sign: char, line: &str) -> String {
    let line = Sink::new(&Detector::new(Vec::new(), 0)).show_bytes(line.as_bytes()).to_string();
    format!("{sign} {line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(before: &str, after: &str) -> String {
        let before: Vec<&str> = before.split(' ').collect();
        let after: Vec<&str> = after.split(' ').collect();
        hunks(&compare(&before, &after), 1).join("|")
    }

    #[test]
    fn only_changed_lines_and_their_neighbours_are_shown() {
        assert_eq!(diff("a b c d", "a b c d"), "");
        assert_eq!(diff("a b c d", "a b x c d"), "  b|+ x|  c");
        assert_eq!(diff("a b c d e f g", "x b c d e f y"), "- a|+ x|  b|  ...|  f|- g|+ y");
        assert_eq!(diff("a b", "b"), "- a|  b");
        assert_eq!(diff("a b c", "c a b"), "+ c|  a|  b|- c");
    }

    #[test]
    fn what_is_too_long_to_compare_is_one_block() {
        let old: Vec<String> = (0..1500).map(|n| format!("old {n}")).collect();
        let new: Vec<String> = (0..1500).map(|n| format!("new {n}")).collect();
        let lines = compare(
            &old.iter().map(String::as_str).collect::<Vec<_>>(),
            &new.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        assert_eq!(lines.len(), 3000);
        assert_eq!(lines[1499..1501], [Line::Old("old 1499"), Line::New("new 0")]);
    }
}
