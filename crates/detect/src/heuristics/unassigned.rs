//! A value close behind a name where no sign of an assignment stands: `the airship key is ...`, a key on the next line.

use akguard_common::bytes;

use super::assignment::{Literal, MAX_VALUE};

/// Shorter words are passed over where no sign of an assignment stands, in bytes.
const MIN_NEARBY: usize = 20;

/// So far behind the name the value may begin, in bytes; a longer token than a value is, ends behind it.
const REACH: usize = 64;
const _: () = assert!(MAX_VALUE >= REACH);

/// The first long token within reach of `from`, on this line or the next ones.
pub(super) fn value(text: &[u8], from: usize) -> Option<Literal> {
    let role = |b: &u8| ROLE[usize::from(*b)];
    let mut at = from;
    // Looks back from where a token would be long enough: what is none of it there lets it skip as far.
    while let Some(last) = text.get(at..at + MIN_NEARBY)?.iter().rposition(|b| role(b) != Role::Token) {
        at += last + 1;
        if at >= from + REACH {
            return None;
        }
    }
    let length = text[at..].iter().take(MAX_VALUE + 1).take_while(|b| role(b) == Role::Token).count();
    let between = &text[from..at];
    // A part of an address, a path or a reference is none.
    let joined = between.last().is_some_and(|b| b"/.@#%&?".contains(b));
    let fits =
        length <= MAX_VALUE && !joined && !between.iter().any(|b| role(b) == Role::End) && !names_another(between);
    fits.then_some(Literal { span: at..at + length, quoted: false, scheme: None })
}

/// What a byte is for [`value`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Token,
    /// The next statement has names of its own.
    End,
    Other,
}

/// Every byte behind a secret-like word is looked at.
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
