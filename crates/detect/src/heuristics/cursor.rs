//! A position in a text that moves forward from a name to its value.

use akguard_common::bytes;

use super::slices::last_line;

/// A position that moves forward only.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'t> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
}

/// Maximum length of a line that is read backwards, in bytes.
const BEFORE: usize = 400;
/// Maximum distance from the start of a block to its default, in bytes.
const BLOCK: usize = 300;

impl<'t> Cursor<'t> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    pub(super) fn next(&mut self) {
        self.at += 1;
    }

    pub(super) fn eat(&mut self, what: &[u8]) -> bool {
        // Most texts differ in the first byte, which saves a call of `memcmp`.
        let rest = &self.text[self.at..];
        let found = rest.first() == what.first() && rest.starts_with(what);
        self.at += if found { what.len() } else { 0 };
        found
    }

    pub(super) fn skip(&mut self, max: usize, skipped: impl Fn(u8) -> bool) {
        let end = self.text.len().min(self.at + max);
        while self.at < end && skipped(self.text[self.at]) {
            self.at += 1;
        }
    }

    pub(super) fn blanks(&mut self) {
        self.skip(40, |b| b == b' ' || b == b'\t');
    }

    /// Skips blanks, line ends, and the `|` or `>` of a YAML block.
    pub(super) fn gap(&mut self, max: usize) {
        // `**Password:** value` of Markdown
        self.eat(b"**");
        self.blanks();
        let before = self.at;
        if matches!(self.peek(), Some(b'|' | b'>')) {
            self.next();
            self.skip(2, |b| b"-+".contains(&b));
            if !matches!(self.peek(), Some(b'\n' | b'\r')) {
                self.at = before;
                return;
            }
        }
        let line = self.at;
        self.skip(max, |b| b.is_ascii_whitespace());
        // After an empty value the next line is another name, unless it is indented.
        let new_line = self.text[line..self.at].contains(&b'\n');
        let indented = self.at > 0 && self.text[self.at - 1] != b'\n';
        if new_line && !indented {
            self.at = line;
        }
    }

    /// Skips quotes and brackets after a name. Returns whether the name is quoted or the end of a line or an element.
    pub(super) fn closers(&mut self) -> bool {
        let from = self.at;
        self.eat(b"\\");
        let quoted = matches!(self.peek(), Some(b'"' | b'\'' | b'`'));
        if !quoted {
            self.at = from;
            // `${TOKEN}` of a list of settings
            self.eat(b"}");
            // `env[DB_PASS] = ...` of PHP's pools
            if self.peek() == Some(b']') && self.text[self.at..].starts_with(b"] = ") {
                self.next();
            }
            // `<key>token</key>`
            return self.peek() == Some(b'<')
                || self.text[self.at..].starts_with(b"\n")
                || self.text[self.at..].starts_with(b"\r\n");
        }
        self.next();
        self.skip(1, |b| b == b']');
        true
    }

    /// `--password <value>'`, `--password [value]'` in an option's declaration: moves to the closing quote.
    pub(super) fn argument_of_option(&mut self) {
        const MAX_ARGUMENT: usize = 30;
        let rest = &self.text[self.at..self.text.len().min(self.at + MAX_ARGUMENT)];
        if !matches!(rest, [b' ' | b'=', b'<' | b'[', ..]) {
            return;
        }
        if let Some(end) = rest.iter().position(|b| b">]".contains(b))
            && rest.get(end + 1).is_some_and(|b| b"\"'".contains(b))
        {
            self.at += end + 1;
        }
    }

    /// Is there nothing on the line except the name at `start` and the value that ends at `end`?
    pub(super) fn is_alone(&self, start: usize, end: usize) -> bool {
        // The name may be on the line above: `- name: DB_PASSWORD` and `value: ...`.
        let line = bytes::find_last(b'\n', &self.text[start..end]).map(|at| start + at + 1);
        let before = match line {
            Some(line) => self.text[line..self.at].trim_ascii_start().strip_prefix(b"value:").unwrap_or(b"?"),
            None => self.line_before(start).trim_ascii_start(),
        };
        let before = before.strip_prefix(b"export").or(before.strip_prefix(b"-")).unwrap_or(before);
        let is_head = before.iter().all(|b| b.is_ascii_whitespace());
        is_head && matches!(self.text.get(end), None | Some(b'\n' | b'\r'))
    }

    pub(super) fn word(&mut self) -> &'t [u8] {
        let from = self.at;
        self.skip(24, |b| b.is_ascii_alphanumeric() || b == b'_');
        &self.text[from..self.at]
    }

    /// The bytes up to one that ends them; `None` if there are none or too many.
    pub(super) fn run(&self, max: usize, ends: impl Fn(u8) -> bool) -> Option<std::ops::Range<usize>> {
        let rest = &self.text[self.at..self.text.len().min(self.at + max + 1)];
        let length = rest.iter().position(|b| ends(*b)).unwrap_or(rest.len());
        (length > 0 && length <= max).then_some(self.at..self.at + length)
    }

    /// The last [`BEFORE`] bytes of the line before `start`.
    fn line_before(&self, start: usize) -> &'t [u8] {
        last_line(&self.text[start.saturating_sub(BEFORE)..start])
    }

    /// Number of blanks at the start of the line of `start`.
    pub(super) fn indent(&self, start: usize) -> usize {
        self.line_before(start).iter().take_while(|b| **b == b' ').count()
    }

    /// Does a tag open before `start` and not close?
    pub(super) fn inside_tag(&self, start: usize) -> bool {
        let line = self.line_before(start);
        bytes::find_last(b'<', line).is_some_and(|open| bytes::find(b'>', &line[open..]).is_none())
    }

    /// Is `start` inside a literal: is the number of quotes before it on its line odd?
    pub(super) fn inside_string(&self, start: usize) -> bool {
        let line = self.line_before(start);
        b"\"'`".iter().any(|quote| bytes::count(*quote, line) % 2 == 1)
    }

    /// After a `{`: moves to the word `default`, if it occurs in this block.
    pub(super) fn default_of_block(&mut self) {
        if self.at == 0 || self.text[self.at - 1] != b'{' {
            return;
        }
        let block = &self.text[self.at..self.text.len().min(self.at + BLOCK)];
        let end = bytes::find(b'}', block).unwrap_or(block.len());
        if let Some(i) = bytes::find_text(b"default", &block[..end]) {
            self.at += i;
        }
    }
}
