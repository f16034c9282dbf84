//! `"Bearer ..."` and `"Basic ..."` without the name of a header before them.

use std::ops::Range;

use super::assignment::{Literal, MAX_VALUE};

/// Minimum length of a credential, in bytes; a shorter one may be a word.
const MIN_LENGTH: usize = 16;

/// The credential after the scheme at `hit`, which begins a literal or a word.
pub(super) fn value(text: &[u8], hit: &Range<usize>) -> Option<Literal> {
    let word = text[hit.clone()].strip_suffix(b" ")?;
    let scheme = ["basic", "bearer"].into_iter().find(|known| word.eq_ignore_ascii_case(known.as_bytes()))?;
    let is_begin = hit.start.checked_sub(1).is_none_or(|i| b" \t\n\"'`:=>({".contains(&text[i]));
    let is_token = |b: &u8| b.is_ascii_alphanumeric() || b"+/=_-.~".contains(b);
    let length = text[hit.end..].iter().take(MAX_VALUE + 1).take_while(|b| is_token(b)).count();
    // A token before braces or a `%` is concatenated with something; only the end of an element (`</`) may follow.
    let rest = text.get(hit.end + length..).unwrap_or_default();
    let is_part = rest.first().is_some_and(|b| b"{$%<(:@".contains(b)) && !rest.starts_with(b"</");
    let fits = is_begin && !is_part && (MIN_LENGTH..=MAX_VALUE).contains(&length);
    fits.then(|| Literal { span: hit.end..hit.end + length, quoted: true, scheme: Some(scheme) })
}
