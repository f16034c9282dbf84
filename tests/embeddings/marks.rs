//! Text with two marks in it, which go with the secret through every escape and prefix; in the end they tell where it
//! must be found. The expected place comes from here alone, never from a scan.

use std::ops::Range;

/// Before the secret and behind it: characters for private use, which no escape here touches.
pub const MARKS: [char; 2] = ['\u{e000}', '\u{e001}'];

/// Line and column in characters, both from 1.
pub type Place = (usize, usize);

/// `text` with the marks around `span`.
pub fn mark(text: &str, span: Range<usize>) -> String {
    let [open, close] = MARKS;
    format!("{}{open}{}{close}{}", &text[..span.start], &text[span.clone()], &text[span.end..])
}

/// The text without its marks, and where they stood.
pub fn unmark(marked: &str) -> (String, Range<usize>) {
    let [open, close] = MARKS.map(|m| marked.find(m).unwrap());
    (marked.replace(MARKS, ""), open..close - MARKS[0].len_utf8())
}

/// The place of an offset as an editor shows it.
pub fn place(text: &str, offset: usize) -> Place {
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Each character but the marks goes through `write`.
pub fn each(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if MARKS.contains(&c) { c.into() } else { write(c) }).collect()
}

/// Each line between `before` and `after`.
pub fn lines(text: &str, before: &str, after: &str) -> String {
    let whole = text.strip_suffix('\n').unwrap_or(text);
    whole.split('\n').map(|line| format!("{before}{line}{after}\n")).collect()
}

/// In base64, in lines of `width`. The marks stand at the first and behind the last digit that hold a bit of the
/// secret.
pub fn base64(marked: &str, width: usize) -> String {
    let (text, span) = unmark(marked);
    let digits = data_encoding::BASE64.encode(text.as_bytes());
    let first = span.start * 8 / 6;
    let last = (span.end * 8).div_ceil(6);
    let marked = mark(&digits, first..last);
    let mut count = 0;
    let wrapped = each(&marked, |c| c.into());
    let mut out = String::new();
    for c in wrapped.chars() {
        if !MARKS.contains(&c) {
            if count > 0 && count % width == 0 {
                // A line ends behind the secret's end and before its start.
                let closed = out.ends_with(MARKS[0]);
                out.truncate(out.len() - if closed { MARKS[0].len_utf8() } else { 0 });
                out.push('\n');
                out.extend(closed.then_some(MARKS[0]));
            }
            count += 1;
        }
        out.push(c);
    }
    out
}
