//! Default values for variables that are not set: `process.env.TOKEN || "..."`, `getenv("TOKEN", "...")`,
//! `ENV.fetch("TOKEN") { "..." }`, `System.getenv("TOKEN") ?: "..."`, `env::var("TOKEN").unwrap_or("...".into())`,
//! `${TOKEN:-...}`. One bounded pass over the expression.

use akguard_common::bytes;

use super::assignment::{Literal, MAX_VALUE};
use super::cursor::Cursor;
use super::literal::WRAPPERS;
use super::words::WordSet;

/// Maximum length of an expression, in bytes.
const MAX_EXPRESSION: usize = 240;
/// Maximum number of nested brackets.
const MAX_DEPTH: usize = 6;
/// Maximum length of a name in `${NAME:-`, in bytes.
const MAX_REFERENCE: usize = 80;

/// Operators between a value that may be missing and its default.
const OPERATORS: [&[u8]; 6] = [b"||", b"??", b"?:", b"? ", b"or ", b"// "];

/// Calls whose second argument is the default. All with `env`, `get` or `default` in their name count too.
static GETTERS: WordSet =
    WordSet::new(&["fetch", "config", "option", "lookup", "str", "pop", "variable", "setting", "property"]);
/// Methods whose only argument is the default.
static FALLBACKS: WordSet = WordSet::new(&[
    "or",
    "or_else",
    "orelse",
    "orelseget",
    "get_or",
    "getorelse",
    "unwrap_or",
    "unwrap_or_else",
    "value_or",
    "valueor",
    "ifempty",
    "default",
    "default_value",
    "withdefault",
    "frommaybe",
]);

/// The default of the name that ends before `at`: `TOKEN || "..."`.
pub(super) fn beside(mut at: Cursor<'_>) -> Option<Literal> {
    at.skip(4, |b| b")]}\"'".contains(&b));
    at.skip(40, |b| b.is_ascii_whitespace());
    let rest = &at.text[at.at..];
    let method = || {
        let mut ahead = at;
        ahead.eat(b".") && FALLBACKS.contains(&ahead.word().to_ascii_lowercase())
    };
    if OPERATORS.iter().any(|operator| rest.starts_with(operator)) || method() { after(at) } else { None }
}

/// The default in the expression at `at`.
pub(super) fn after(at: Cursor<'_>) -> Option<Literal> {
    let rest = &at.text[at.at..at.text.len().min(at.at + MAX_EXPRESSION)];
    if rest.starts_with(b"${") {
        return of_reference(at);
    }
    // Nearly all expressions contain no literal.
    let statement = &rest[..bytes::find(b';', rest).unwrap_or(rest.len())];
    if !statement.iter().any(|b| b"\"'`".contains(b)) {
        return None;
    }
    Expression {
        at,
        end: at.at + rest.len(),
        is_default: false,
        is_ternary: false,
        last: b"",
        calls: [Bracket::Other; MAX_DEPTH],
        depth: 0,
        closed: Bracket::Other,
    }
    .read()
}

/// `${NAME:-value}` of shells, `${NAME:value}` of Spring.
fn of_reference(mut at: Cursor<'_>) -> Option<Literal> {
    at.at += 2;
    at.skip(MAX_REFERENCE, |b| b.is_ascii_alphanumeric() || b"_.".contains(&b));
    if !(at.eat(b":-") || at.eat(b":=") || at.eat(b":") || at.eat(b"-")) {
        return None;
    }
    if let Some(quote) = at.quote() {
        let length = at.until_quote(quote, MAX_VALUE)?;
        return Some(Literal { span: at.at..at.at + length, quoted: true, scheme: None });
    }
    let span = at.run(MAX_VALUE, |b| b.is_ascii_whitespace() || b"}\"'`".contains(&b))?;
    Some(Literal { span, quoted: false, scheme: None })
}

/// What an open bracket belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// A call whose second argument is a default.
    Getter,
    Other,
}

/// An expression that is being read.
struct Expression<'t> {
    at: Cursor<'t>,
    end: usize,
    /// Would a literal here be the default?
    is_default: bool,
    /// Has a `?` been read?
    is_ternary: bool,
    /// The name before the cursor.
    last: &'t [u8],
    calls: [Bracket; MAX_DEPTH],
    depth: usize,
    /// The bracket that was closed last.
    closed: Bracket,
}

impl<'t> Expression<'t> {
    fn read(mut self) -> Option<Literal> {
        while self.at.at < self.end {
            let byte = self.at.peek()?;
            match byte {
                b'"' | b'\'' | b'`' => {
                    let value = self.literal()?;
                    if self.is_default {
                        return Some(value);
                    }
                }
                b'(' | b'[' | b'{' => self.open(byte)?,
                b')' | b']' | b'}' => self.close()?,
                b';' => return None,
                b',' if self.depth == 0 => return None,
                b',' => self.separate(),
                b'\n' => {
                    if !self.continues() {
                        return None;
                    }
                }
                b if b.is_ascii_alphabetic() || b == b'_' => self.name(),
                _ => self.sign(),
            }
        }
        None
    }

    fn literal(&mut self) -> Option<Literal> {
        let quote = self.at.quote()?;
        let length = self.at.until_quote(quote, MAX_VALUE)?;
        let span = self.at.at..self.at.at + length;
        self.at = self.at.after(span.end, quote);
        Some(Literal { span, quoted: true, scheme: None })
    }

    fn open(&mut self, byte: u8) -> Option<()> {
        let name = self.last.to_ascii_lowercase();
        let has = |part: &[u8]| bytes::find_text(part, &name).is_some();
        let getter = byte == b'(' && (GETTERS.contains(&name) || has(b"env") || has(b"get") || has(b"default"));
        // `ENV.fetch("TOKEN") { "..." }`
        self.is_default |=
            (byte == b'(' && FALLBACKS.contains(&name)) || (byte == b'{' && self.closed == Bracket::Getter);
        *self.calls.get_mut(self.depth)? = if getter { Bracket::Getter } else { Bracket::Other };
        self.depth += 1;
        self.last = b"";
        self.at.next();
        Some(())
    }

    fn close(&mut self) -> Option<()> {
        self.depth = self.depth.checked_sub(1)?;
        self.closed = self.calls[self.depth];
        self.is_default = false;
        self.at.next();
        Some(())
    }

    fn separate(&mut self) {
        self.is_default = self.calls[self.depth - 1] == Bracket::Getter;
        self.at.next();
    }

    /// Does the expression continue after a line end: inside of brackets, or before an operator?
    fn continues(&mut self) -> bool {
        self.at.skip(MAX_EXPRESSION, |b| b.is_ascii_whitespace());
        let rest = &self.at.text[self.at.at..];
        self.depth > 0
            || self.is_default
            || [b"||".as_slice(), b"??", b"?", b":", b".", b"or "].iter().any(|next| rest.starts_with(next))
    }

    fn name(&mut self) {
        let from = self.at.at;
        self.at.skip(40, |b| b.is_ascii_alphanumeric() || b == b'_');
        let name = &self.at.text[from..self.at.at];
        // The prefix of a literal (`b"`, `f'`), and the parameter in `|_|`.
        if name == b"_" || (name.len() <= 2 && matches!(self.at.peek(), Some(b'"' | b'\'' | b'`'))) {
            return;
        }
        let wraps = WRAPPERS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        let mut ahead = self.at;
        ahead.blanks();
        let is_given = matches!(ahead.peek(), Some(b'=' | b':')) && ahead.text.get(ahead.at + 1) != Some(&b'=');
        match name {
            b"or" | b"else" => self.is_default = true,
            b"default" | b"unset" | b"fallback" | b"default_value" | b"defaultValue" if is_given => {
                self.is_default = true;
                ahead.next();
                self.at = ahead;
            }
            _ => self.is_default &= wraps,
        }
        self.last = name;
    }

    fn sign(&mut self) {
        let rest = &self.at.text[self.at.at..];
        if [b"||".as_slice(), b"??", b"?:", b"//"].iter().any(|operator| rest.starts_with(operator)) {
            self.is_default = true;
            self.at.at += 2;
            return;
        }
        match rest[0] {
            b'?' if rest.get(1) != Some(&b'.') => {
                self.is_ternary = true;
                self.is_default = true;
            }
            b':' if self.is_ternary => self.is_default = true,
            b'=' | b'!' => self.is_default = false,
            _ => {}
        }
        self.at.next();
    }
}

#[cfg(test)]
mod tests;
