//! What is around a match: boundaries, marks that only look like a part of a word, context words.

#![allow(clippy::disallowed_methods)] // not run on texts without a match, and the texts may be long

use std::ops::Range;

use akguard_rules::class::in_class;
use memchr::memmem;

use crate::rule::Rule;

/// Must a match be separate from characters of its own alphabet? Not in text that is printed: `x-<key>.txt` shows the key
/// too. There a failed checksum and a placeholder word are no excuse either: the characters glued to the key may cause them.
/// Nor is a rule that is off: a user who lets such keys be committed has not asked to have them printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Boundaries {
    Kept,
    Ignored,
}

/// Does the text before a secret make it a part of something longer?
pub(super) fn is_inside(left: &[u64; 4], before: &[u8]) -> bool {
    before.last().is_some_and(|byte| in_class(left, *byte)) && !ends_a_mark(before) && !ends_pickle_opcode(before)
}

/// Does the text before a match end with something that only looks like a part of a word: an escape (`\n`, `\u0022`,
/// `%3D`), a terminal's colour code, `${VAR:-`, or the `+` or `-` of a patch?
fn ends_a_mark(before: &[u8]) -> bool {
    let hex = |from: usize| before.len() >= from && before[before.len() - from..].iter().all(u8::is_ascii_hexdigit);
    let at = |from: usize, mark: &[u8]| before.len() >= from && before[before.len() - from..].starts_with(mark);
    match before {
        [.., b'\\', b'n' | b'r' | b't' | b'f' | b'b' | b'v' | b'0'] | [.., b':', b'-' | b'+' | b'='] => true,
        [.., b'\n', b'+' | b'-'] | [b'+' | b'-'] => true,
        [.., b'm'] => {
            let code = before[..before.len() - 1].iter().rposition(|b| !(b.is_ascii_digit() || *b == b';'));
            code.is_some_and(|i| before[i] == b'[')
        }
        _ => (hex(2) && (at(3, b"%") || at(4, b"\\x"))) || (hex(4) && at(6, b"\\u")),
    }
}

/// Does the text end with the `V` that a pickle of protocol 0 writes before a string? It begins a line, or follows the
/// opcodes that end the item before, as in `aV`. The string ends with its line.
pub(super) fn ends_pickle_opcode(before: &[u8]) -> bool {
    /// The most opcodes without an argument before it.
    const MAX_OPCODES: usize = 6;
    let [line @ .., b'V'] = before else { return false };
    let is_opcode = |byte: &u8| b"()]}abdelstuNR".contains(byte);
    let opcodes = line.iter().rev().take(MAX_OPCODES).take_while(|byte| is_opcode(byte)).count();
    matches!(line[..line.len() - opcodes], [] | [.., b'\n'])
}

/// Is one of the rule's context words near the match?
pub(super) fn near_context(rule: &Rule, text: &[u8], whole: &Range<usize>) -> bool {
    if rule.context.is_empty() {
        return true;
    }
    let from = whole.start.saturating_sub(rule.context_window);
    let to = (whole.end + rule.context_window).min(text.len());
    let near = text[from..to].to_ascii_lowercase();
    rule.context.iter().any(|word| memmem::find(&near, word.to_ascii_lowercase().as_bytes()).is_some())
}
