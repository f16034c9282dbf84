//! A value shortly after a name, without an assignment: `the airship key is ...`, a key on the next line.

use akguard_common::bytes;

use super::assignment::{Literal, MAX_VALUE};

/// Minimum length of a value without an assignment, in bytes.
const MIN_LENGTH: usize = 20;

/// Maximum distance from the name to the start of the value, in bytes. At most [`MAX_VALUE`], so that a token longer
/// than a value ends beyond it.
const REACH: usize = 64;
const _: () = assert!(MAX_VALUE >= REACH);

/// The first long token within reach of `from`, on this line or the next ones.
pub(super) fn value(text: &[u8], from: usize) -> Option<Literal> {
    let role = |b: &u8| ROLE[usize::from(*b)];
    let mut at = from;
    // Skips backwards as Boyer-Moore does: a token of the minimum length cannot contain the last byte that is not in one.
    while let Some(last) = text.get(at..at + MIN_LENGTH)?.iter().rposition(|b| role(b) != Role::Token) {
        at += last + 1;
        if at >= from + REACH {
            return None;
        }
    }
    let length = text[at..].iter().take(MAX_VALUE + 1).take_while(|b| role(b) == Role::Token).count();
    let between = &text[from..at];
    // A part of an address, a path or a reference is not a value.
    let joined = between.last().is_some_and(|b| b"/.@#%&?".contains(b));
    let fits =
        length <= MAX_VALUE && !joined && !between.iter().any(|b| role(b) == Role::End) && !names_another(between);
    fits.then_some(Literal { span: at..at + length, quoted: false, scheme: None })
}

/// The meaning of a byte for [`value`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Token,
    /// Ends the statement; the next one has other names.
    End,
    Other,
}

/// A table, because every byte after a secret-like word is looked up.
static ROLE: [Role; 256] = {
    let mut roles = [Role::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        roles[byte] = match byte as u8 {
            b'+' | b'/' | b'=' | b'_' | b'-' => Role::Token,
            b';' | b'{' | b'}' => Role::End,
            b if b.is_ascii_alphanumeric() => Role::Token,
            _ => Role::Other,
        };
        byte += 1;
    }
    roles
};

/// Does the text between a name and a value call the value something else?
fn names_another(between: &[u8]) -> bool {
    const OTHERS: [&[u8]; 8] = [b"sha", b"sum", b"hash", b"rev", b"commit", b"digest", b"public", b"uuid"];
    let between = between.to_ascii_lowercase();
    OTHERS.iter().any(|other| bytes::find_text(other, &between).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_token_near_a_word_is_its_value() {
        let token = crate::sample::expand("{alnum:40}", 3);
        let found = |between: &str| {
            let text = format!("{between}{token} .");
            value(text.as_bytes(), 0).map(|literal| literal.span)
        };
        assert_eq!(found(" is "), Some(4..44));
        assert_eq!(found(" sha256 "), None);
        assert_eq!(found(" of the commit "), None);
        assert_eq!(found(" at acme.dev/"), None);
    }
}
