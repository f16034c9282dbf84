//! Base64 (RFC 4648, both alphabets, with or without padding, also in lines as in MIME and YAML) whose content is text.

use std::ops::Range;

use akguard_common::bytes;
use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, Encoding};

use super::bits::Bits;
use super::{Anchor, DecodedText, SourceMap, file, text_check};
use crate::encoding;

/// The shortest run that can contain a credential: 16 bytes in base64.
const MIN_COUNT: usize = 22;
/// A path or a name before base64 is searched in this many characters.
const MAX_LEAD: usize = 100;
/// Lines of wrapped base64 are at least this long.
const MIN_LINE: usize = 40;

/// Decodes each run whose content is text.
pub(super) fn pieces(text: &[u8], found: &mut dyn FnMut(DecodedText)) {
    let mut at = 0;
    // Text that has been decoded is not repeated as the lead of the next run.
    let mut decoded_to = 0;
    let mut lines = Vec::new();
    let mut digits = Bits::new(text, is_digit);
    while next_run(text, &mut digits, &mut at, &mut lines) {
        if let Some(decoded) = decode(text, &lines, decoded_to) {
            decoded_to = at;
            found(decoded);
        }
    }
}

/// Is it a character of base64, of either alphabet?
const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// The same as a lookup table, because it is used on every word of a text.
static IS_DIGIT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_digit(byte as u8);
        byte += 1;
    }
    table
};

fn run_from(text: &[u8], start: usize) -> Range<usize> {
    start..start + text[start..].iter().take_while(|b| IS_DIGIT[usize::from(**b)]).count()
}

/// The start of the first run of [`MIN_COUNT`] digits or more at or after `from`. No run may continue at `from`.
fn long_run(digits: &mut Bits<'_, impl Fn(u8) -> bool + Copy>, from: usize) -> Option<usize> {
    // Digits at the end of the block before.
    let mut before = 0;
    for (at, digits) in digits.from(from) {
        if before + digits.trailing_ones() as usize >= MIN_COUNT {
            return Some(at - before);
        }
        // Marks the bits where 2, 4, 8, 16 and at last 22 ones in a row begin.
        let starts = [1, 2, 4, 8, MIN_COUNT - 16].iter().fold(digits, |ones, step| ones & ones >> step);
        if starts != 0 {
            return Some(at + starts.trailing_zeros() as usize);
        }
        before = digits.leading_ones() as usize;
    }
    None
}

/// The lines of the next run of digits that is long enough. A run continues on the next line if that is a run of the same
/// length, or a shorter last one.
fn next_run(
    text: &[u8],
    digits: &mut Bits<'_, impl Fn(u8) -> bool + Copy>,
    at: &mut usize,
    lines: &mut Vec<Range<usize>>,
) -> bool {
    lines.clear();
    while let Some(start) = long_run(digits, *at) {
        // The letter of an escape such as `\n` does not belong to the run after it.
        let escape = start > 0 && text[start - 1] == b'\\' && matches!(text[start], b'n' | b'r' | b't');
        let start = start + usize::from(escape);
        let first = start..digits.end(start);
        *at = first.end;
        if first.len() < MIN_COUNT {
            continue;
        }
        lines.push(first.clone());
        let mut last = first.len() < MIN_LINE;
        while !last && let Some(next) = next_line(text, *at, &first) {
            if next.len() > first.len() {
                break;
            }
            *at = next.end;
            last = next.len() < first.len();
            lines.push(next);
        }
        return true;
    }
    false
}

/// The run on the next line, after its indentation or quoting: `\n    `, `\n> `, `",\n  "`, `\\n`.
fn next_line(text: &[u8], end: usize, first: &Range<usize>) -> Option<Range<usize>> {
    let rest = &text[end..text.len().min(end + 80)];
    let gap = match rest {
        [b'\\', b'n', ..] => 2,
        [b'\\', b'r', b'\\', b'n', ..] => 4,
        _ => {
            let gap = rest.iter().take_while(|b| b" \t\r\n\"',+\\>#*".contains(b)).count();
            bytes::find(b'\n', &rest[..gap])?;
            gap
        }
    };
    let run = with_plus(text, run_from(text, end + gap), first);
    // A line of dashes, as in PEM, ends the base64.
    if text[run.clone()].starts_with(b"--") {
        return None;
    }
    // The last line may be short, but it is not a word of the text that follows.
    let ends = text.get(run.end).is_none_or(|b| !b.is_ascii() || b"=\r\n\"'`\\,;) <".contains(b));
    (!run.is_empty() && ends).then_some(run)
}

/// A `+` at the start of a line is a digit, unless every line begins with one as in a patch. In a patch the first line begins
/// with a `+` too, or this line would be longer than the first with its `+`.
fn with_plus(text: &[u8], run: Range<usize>, first: &Range<usize>) -> Range<usize> {
    if first.start > 0 && text[first.start - 1] == b'+' || text[first.start] == b'+' {
        return run;
    }
    let pluses = text[..run.start].iter().rev().take_while(|b| **b == b'+').count();
    let is_at_start = matches!(text[..run.start - pluses].last(), Some(b'\n' | b' ' | b'\t'));
    let fits = run.len() + pluses <= first.len();
    if is_at_start && fits { run.start - pluses..run.end } else { run }
}

/// The decoded run, after the name that it is assigned to.
fn decode(text: &[u8], lines: &[Range<usize>], decoded_to: usize) -> Option<DecodedText> {
    let is_url = lines.iter().any(|line| bytes::find_either(b'-', b'_', &text[line.clone()]).is_some());
    let first = &text[lines[0].clone()];
    let is_data = file::is_data_url(&text[..lines[0].start]);
    let begins = |at: usize| text_check::begins(&first[at..], is_url) || is_data || file::begins(&first[at..]);
    let skip = starts(first).find(|at| begins(*at))?;
    let mut digits = Vec::new();
    let mut places = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let from = if number == 0 { line.start + skip } else { line.start };
        places.push(Anchor { decoded: digits.len(), source: from });
        digits.extend_from_slice(&text[from..line.end]);
    }
    let mut bytes = decoded(if is_url { BASE64URL_NOPAD } else { BASE64_NOPAD }, &digits);
    let end = lines[lines.len() - 1].end;
    let is_text = text_check::is_text(&bytes);
    if file::begins(&first[skip..]) || (is_data && !is_text) {
        let map = SourceMap::Base64 { lead: places[0].source, lines: places, unit: 1, end };
        return (!bytes.is_empty()).then_some(DecodedText {
            text: bytes,
            form: super::decoded::FILE_FORM,
            lead: 0,
            map,
        });
    }
    if !is_text {
        return None;
    }
    let unit = match encoding::utf16_unit(&bytes) {
        Some(unit) => {
            // One byte for each UTF-16 unit, so that offsets stay exact. A credential is ASCII.
            let ascii = |unit: u16| if unit < 0x80 { unit as u8 } else { b'?' };
            bytes = bytes.chunks_exact(2).map(|pair| ascii(unit([pair[0], pair[1]]))).collect();
            2
        }
        None => 1,
    };
    // After a path the text before the run is no name of its value.
    let lead = if skip == 0 { lead(text, lines[0].start, decoded_to) } else { 0..0 };
    let map = SourceMap::Base64 { lead: lead.start, lines: places, unit, end };
    Some(DecodedText { text: [&text[lead.clone()], &bytes].concat(), form: "base64", lead: lead.len(), map })
}

/// The text before a run on its line, from the start of a word: `  DD_API_KEY: "`.
fn lead(text: &[u8], start: usize, decoded_to: usize) -> Range<usize> {
    let least = start.saturating_sub(MAX_LEAD).max(decoded_to);
    let before = &text[least..start];
    let line = bytes::find_last(b'\n', before).map(|at| at + 1);
    let word = || if least == 0 { 0 } else { before.iter().take_while(|b| is_digit(**b)).count() };
    least + line.unwrap_or_else(word)..start
}

/// Where base64 may begin in a run: at its start, and after a path or a name (`a/b/eyJ...`, `x-token-...`).
fn starts(run: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let before = MAX_LEAD.min(run.len().saturating_sub(MIN_COUNT));
    let separators = (0..before).filter(|at| matches!(run[*at], b'/' | b'+' | b'-' | b'_'));
    std::iter::once(0).chain(separators.map(|at| at + 1))
}

/// Decodes whole groups, and a rest of two or three digits.
fn decoded(encoding: Encoding, digits: &[u8]) -> Vec<u8> {
    let whole = if digits.len() % 4 == 1 { &digits[..digits.len() - 1] } else { digits };
    let lenient = |digits: &[u8]| encoding.decode(digits).ok();
    // The decoder refuses trailing bits that are not zero: then only whole groups are decoded.
    lenient(whole).or_else(|| lenient(&whole[..whole.len() / 4 * 4])).unwrap_or_default()
}
