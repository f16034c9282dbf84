//! The answer to a question for a password: `expect "*assword:"` and `send "...\r"`, `child.expect("password")` and
//! `child.sendline("...")`.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::{Literal, MAX_VALUE};
use super::cursor::Cursor;

/// So far before the question `expect` is looked for, and so far behind it the answer, in bytes.
const BEFORE: usize = 80;
const BEHIND: usize = 80;
/// What is typed ends with these.
const ENDS: [&[u8]; 4] = [b"\\r\\r", b"\\r\\n", b"\\r", b"\\n"];

/// What is sent when the name is asked for.
pub(super) fn answer(text: &[u8], name: &Range<usize>) -> Option<Literal> {
    let rest = &text[name.end..text.len().min(name.end + BEHIND)];
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
    let typed = &text[at.at..at.at + length];
    let end = ENDS.iter().find(|end| typed.ends_with(end)).map_or(0, |end| end.len());
    (length > end).then(|| Literal { span: at.at..at.at + length - end, quoted: true, scheme: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_behind_a_question() {
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
