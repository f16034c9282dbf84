//! The answer to a question for a password: `expect "*assword:"` and `send "...\r"`, `child.expect("password")` and
//! `child.sendline("...")`.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::{Literal, MAX_VALUE};
use super::cursor::Cursor;

/// Maximum distance from the question back to `expect`, and forward to the answer, in bytes.
const BEFORE: usize = 80;
const AFTER: usize = 80;
/// Line ends after the typed text.
const ENDS: [&[u8]; 4] = [b"\\r\\r", b"\\r\\n", b"\\r", b"\\n"];

/// The text sent in answer to a question with this name.
pub(super) fn answer(text: &[u8], name: &Range<usize>) -> Option<Literal> {
    let rest = &text[name.end..text.len().min(name.end + AFTER)];
    let send = bytes::find_text(b"send", rest)?;
    let before = &text[name.start.saturating_sub(BEFORE)..name.start];
    bytes::find_text(b"expect", before)?;
    let mut at = Cursor { text, at: name.end + send };
    // `send`, `sendline`, `send_line`
    at.word();
    at.skip(2, |b| b == b' ' || b == b'(');
    if at.eat(b"--") {
        at.blanks();
    }
    at.string_prefix();
    let quote = at.quote()?;
    let length = at.until_quote(quote, MAX_VALUE)?;
    let sent = &text[at.at..at.at + length];
    let typed = ENDS.iter().find_map(|end| sent.strip_suffix(*end)).unwrap_or(sent);
    (!typed.is_empty()).then(|| Literal { span: at.at..at.at + typed.len(), quoted: true, scheme: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_sent_after_a_question() {
        for text in [
            "expect \"*assword@:*\"\nsend \"V4lue\\r\"",
            "expect { \"password@:\" { send -- \"V4lue\\r\" } }",
            "child.expect('Password@:')\nchild.sendline('V4lue')",
            "expect -re \"assword@\"\n    exp_send \"V4lue\\n\"",
        ] {
            let end = text.find('@').unwrap();
            let text = text.replacen('@', "", 1);
            let found = answer(text.as_bytes(), &(end - 7..end)).map(|value| &text[value.span]);
            assert_eq!(found, Some("V4lue"), "{text}");
        }
        for text in ["the password@ is\nsend \"V4lue\"", "expect \"password@\"\nsend \"\\r\"", "expect password@ send"]
        {
            let end = text.find('@').unwrap();
            let text = text.replacen('@', "", 1);
            assert!(answer(text.as_bytes(), &(end - 7..end)).is_none(), "{text}");
        }
    }
}
