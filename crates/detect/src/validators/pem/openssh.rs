//! `openssh-key-v1` (OpenSSH, PROTOCOL.key): cipher, kdf, kdf options, number of keys, public key, private part.

use super::State;

pub(super) fn state(bytes: &[u8]) -> State {
    let Some(mut rest) = bytes.strip_prefix(b"openssh-key-v1\0") else { return State::Damaged };
    match string(&mut rest) {
        None => State::Damaged,
        Some(b"none") => key(rest).unwrap_or(State::Damaged),
        Some(_) => State::Protected,
    }
}

/// Checks what follows the cipher `none`. An unencrypted key begins with two equal numbers; after them are its type,
/// which the public key has too, its parts, a comment, and the bytes 1, 2, 3 ... as padding.
fn key(mut rest: &[u8]) -> Option<State> {
    string(&mut rest)?;
    string(&mut rest)?;
    rest = rest.get(4..)?;
    let mut public = string(&mut rest)?;
    let mut private = string(&mut rest)?;
    if private.len() <= 8 || private[..4] != private[4..8] {
        return None;
    }
    private = &private[8..];
    let kind = string(&mut private);
    let is_same = kind.is_some_and(|kind| !kind.is_empty()) && kind == string(&mut public);
    let is_whole = strings(public) && strings(without_padding(private));
    Some(if is_same && is_whole { State::Proven } else { State::Alike })
}

fn without_padding(private: &[u8]) -> &[u8] {
    // The padding fills a block of 8 bytes, also without a cipher.
    for count in (1..8).rev() {
        let end = private.len().saturating_sub(count);
        if private[end..].iter().copied().eq(1..=count as u8) {
            return &private[..end];
        }
    }
    private
}

/// Does it consist of strings, one at least?
pub(super) fn strings(mut rest: &[u8]) -> bool {
    let is_any = !rest.is_empty();
    while !rest.is_empty() {
        if string(&mut rest).is_none() {
            return false;
        }
    }
    is_any
}

/// SSH's string (RFC 4251, section 5): four bytes of length, then the data.
pub(super) fn string<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (data, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(data)
}
