//! Quotes and brackets around literals in many languages.

use super::cursor::Cursor;

/// How a literal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    byte: u8,
    /// Written `\"`, inside another literal.
    escaped: bool,
    /// `"""`: its text may begin and end on lines of its own.
    triple: bool,
}

/// Maximum length of a literal in brackets, in bytes.
const MAX_BRACKETED: usize = 200;

impl Cursor<'_> {
    /// Skips the prefix of a quote: `b"`, `r'`, `@"`, `&"`.
    pub(super) fn string_prefix(&mut self) {
        let from = self.at;
        self.skip(3, |b| b"bBrRuUfFLN8@&$#".contains(&b));
        if !matches!(self.peek(), Some(b'"' | b'\'' | b'`')) {
            self.at = from;
        }
    }

    /// `<Password><Value>...`: moves into an element for the value of the element around it.
    pub(super) fn inner_element(&mut self) {
        const HOLDERS: [&[u8]; 6] = [b"value", b"string", b"plaintext", b"text", b"literal", b"content"];
        let mut ahead = *self;
        ahead.skip(40, |b| b.is_ascii_whitespace());
        if !ahead.eat(b"<") {
            return;
        }
        let word = ahead.word();
        if ahead.eat(b">") && HOLDERS.iter().any(|holder| word.eq_ignore_ascii_case(holder)) {
            *self = ahead;
        }
    }

    /// A literal in brackets: `[[...]]` of Lua, `q{...}` and `%q(...)` of Perl and Ruby.
    pub(super) fn bracketed(mut self) -> Option<std::ops::Range<usize>> {
        let heads = [b"[[".as_slice(), b"q{", b"q(", b"q[", b"qq{", b"%q(", b"%q{", b"%("];
        let head = heads.into_iter().find(|head| self.eat(head))?;
        // `[["a", 1]]` is a list of lists.
        if head == b"[[" && matches!(self.peek(), Some(b'"' | b'\'' | b'[' | b'{' | b' ')) {
            return None;
        }
        let close = match head.last() {
            Some(b'{') => b'}',
            Some(b'(') => b')',
            _ => b']',
        };
        let run = self.run(MAX_BRACKETED, |b| b == close || b == b'\n')?;
        (self.text.get(run.end) == Some(&close)).then_some(run)
    }

    pub(super) fn quote_is_next(&self) -> bool {
        matches!(self.peek(), Some(b'"' | b'\'' | b'`'))
    }

    /// The quote that opens a literal, if there is one; moves past it.
    pub(super) fn quote(&mut self) -> Option<Quote> {
        let escaped = self.text[self.at..].starts_with(b"\\");
        let byte = *self.text.get(self.at + usize::from(escaped))?;
        if !b"\"'`".contains(&byte) {
            return None;
        }
        self.at += 1 + usize::from(escaped);
        // `"""`
        let triple = self.text[self.at..].starts_with(&[byte, byte]);
        if triple {
            self.at += 2;
            self.skip(40, |b| b.is_ascii_whitespace());
        }
        Some(Quote { byte, escaped, triple })
    }

    /// Length of the literal that begins with `quote`, if it ends on this line and is not longer than `max`.
    pub(super) fn until_quote(&self, quote: Quote, max: usize) -> Option<usize> {
        let rest = &self.text[self.at..self.text.len().min(self.at + max + 2)];
        let mut i = 0;
        while i < rest.len() {
            match rest[i] {
                b'\n' if quote.triple => return Some(rest[..i].trim_ascii_end().len()),
                b'\n' => return None,
                b'\\' if quote.escaped && rest.get(i + 1) == Some(&quote.byte) => return Some(i),
                b'\\' => i += 1,
                byte if byte == quote.byte => return Some(i),
                _ => {}
            }
            i += 1;
        }
        None
    }

    /// The quote of a literal inside of the one with the quote `outer`: another kind, or an escaped one.
    pub(super) fn inner_quote(&mut self, outer: Quote) -> Option<Quote> {
        let escaped = self.peek() == Some(b'\\');
        let differs = self.quote_is_next() && self.peek() != Some(outer.byte);
        if (escaped && !outer.escaped) || differs { self.quote() } else { None }
    }

    /// The cursor after the quote that ends a literal at `end`.
    pub(super) fn after(mut self, end: usize, quote: Quote) -> Self {
        self.at = end;
        self.eat(b"\\");
        while self.peek() == Some(quote.byte) {
            self.next();
        }
        self
    }

    /// Skips a bracket or a cast before a quote: `["...", `, `{ "..."`, `(char *) "..."`.
    pub(super) fn opener(&mut self) {
        let mut ahead = *self;
        if ahead.eat(b"TEXT(") || ahead.eat(b"_T(") {
            *self = ahead;
        }
        // `<<"..."` of Erlang
        ahead.eat(b"<<");
        ahead.eat(b"[]");
        match ahead.peek() {
            Some(b'[' | b'{') => ahead.next(),
            Some(b'(') => {
                ahead.next();
                ahead.skip(24, |b| b.is_ascii_alphanumeric() || b" _*".contains(&b));
                if !ahead.eat(b")") {
                    return;
                }
            }
            _ => {}
        }
        ahead.skip(40, |b| b.is_ascii_whitespace());
        let mut quote = ahead;
        quote.string_prefix();
        if quote.quote().is_some() || ahead.text[self.at..].starts_with(b"[]") {
            *self = ahead;
        }
    }
}
