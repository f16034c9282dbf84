//! What declarations put between a name and its value: types, accessors, second results, constructors.

use super::cursor::Cursor;

impl Cursor<'_> {
    /// `string =` of Go and similar languages: a type, then the assignment. Moves only if both are there.
    pub(super) fn annotation(&mut self) -> bool {
        let mut ahead = *self;
        // `char password[32] =`
        if ahead.eat(b"[") {
            ahead.skip(12, |b| b.is_ascii_alphanumeric() || b == b'_');
            if !ahead.eat(b"]") {
                return false;
            }
        }
        ahead.eat(b"As ");
        let typed =
            matches!(ahead.word(), b"string" | b"String" | b"str" | b"text" | b"byte" | b"bytes" | b"any" | b"");
        ahead.blanks();
        if typed
            && ahead.at > self.at
            && ahead.eat(b"=")
            && matches!(ahead.peek(), Some(b' ' | b'"' | b'\'' | b'`' | b'{' | b'\n'))
        {
            *self = ahead;
            return true;
        }
        false
    }

    /// `{ get; set; } =` of a property in C#. Moves only if all of it is there.
    pub(super) fn accessors(&mut self) -> bool {
        /// Longer accessors are code, in bytes.
        const MAX_ACCESSORS: usize = 40;
        let mut ahead = *self;
        if !ahead.eat(b"{ get") {
            return false;
        }
        ahead.skip(MAX_ACCESSORS, |b| b.is_ascii_alphabetic() || b" ;".contains(&b));
        if !ahead.eat(b"}") {
            return false;
        }
        ahead.blanks();
        if ahead.eat(b"= ") {
            *self = ahead;
            return true;
        }
        false
    }

    /// `, _ :=`, `, err =` of Go: a second result, then the assignment. Moves only if both are there.
    pub(super) fn ignored_result(&mut self) -> bool {
        let mut ahead = *self;
        if !(ahead.eat(b", _ ") || ahead.eat(b", err ")) {
            return false;
        }
        if ahead.eat(b"= ") || ahead.eat(b":= ") {
            *self = ahead;
            return true;
        }
        false
    }

    /// Skips the type after a colon: `: &'static str =`.
    pub(super) fn annotation_after_colon(&mut self, mark: &[u8]) {
        if mark != b":" {
            return;
        }
        let mut ahead = *self;
        ahead.blanks();
        ahead.eat(b"&'static ");
        ahead.skip(40, |b| b.is_ascii_alphanumeric() || b"_&<>[]?.".contains(&b));
        // `[u8; 32]`
        if ahead.eat(b"; ") {
            ahead.skip(24, |b| b.is_ascii_alphanumeric() || b == b'_');
            ahead.eat(b"]");
        }
        // `str | None`
        if ahead.eat(b" | ") {
            ahead.skip(24, |b| b.is_ascii_alphanumeric() || b"_.".contains(&b));
        }
        ahead.blanks();
        if ahead.at > self.at + 1 && ahead.eat(b"=") && !matches!(ahead.peek(), Some(b'=' | b'>' | b'~')) {
            *self = ahead;
        }
    }

    /// Skips up to two wrappers from the list, if a quote follows: `new String(`, `SecretStr(`.
    pub(super) fn wrappers(&mut self, known: &[&str]) {
        let mut ahead = *self;
        for _ in 0..2 {
            let from = ahead.at;
            ahead.skip(40, |b| b.is_ascii_alphanumeric() || b"_.: ".contains(&b));
            // A macro of Rust: `hex!("...")`
            ahead.eat(b"!");
            let spaced = ahead.text[from..ahead.at].ends_with(b" ");
            let name = ahead.text[from..ahead.at].trim_ascii();
            let name = name.strip_suffix(b"!").unwrap_or(name);
            let last = name.rsplit(|b| b"._: ".contains(b)).next().unwrap_or(&[]);
            let listed = known.iter().any(|k| last.eq_ignore_ascii_case(k.as_bytes()));
            // `pack "..."` of Haskell needs no bracket.
            let applied = spaced && ahead.quote_is_next();
            if !(listed && (applied || ahead.eat(b"("))) {
                return;
            }
            ahead.blanks();
            // `Data(base64Encoded: "...")`
            let mut label = ahead;
            if !label.word().is_empty() && label.eat(b": ") && label.quote_is_next() {
                ahead = label;
            }
            if matches!(ahead.peek(), Some(b'"' | b'\'' | b'`' | b'b' | b'@')) {
                *self = ahead;
            }
        }
    }
}
