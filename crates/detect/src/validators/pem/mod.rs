//! Private keys, whose content is parsed: RFC 7468 PEM, OpenSSH's PROTOCOL.key, PuTTY's appendix C.
//!
//! A key whose body is encrypted, elided, cut off or missing is no finding: the BEGIN line alone occurs in every parser and
//! manual. A body proves a key only if its structure was read to its end and its parts are consistent with each other. One
//! that only begins like a key, or a long one with an error in it, is a likely key.

#![allow(clippy::disallowed_methods)] // not run on texts without a match, and the texts may be long

mod bare;
mod body;
mod der;
mod openssh;
mod pgp;
mod putty;
mod state;
#[cfg(test)]
mod tests;

use memchr::memmem;

use self::body::Body;
pub(super) use self::state::State;
use self::state::has;
use super::{Input, Proof, Verdict};

/// Maximum length of a private key's text, in bytes.
const MAX_LENGTH: usize = 64 << 10;
/// A body that looks complete and has this many base64 characters counts although its structure is damaged.
const MIN_DAMAGED: usize = 640;

/// Checks a key. The pattern matches the first line (or PuTTY's); the rest is read here.
pub(super) fn check(input: &Input<'_>) -> Verdict {
    let head = input.value();
    let rest = &input.text[input.span.start..(input.span.start + MAX_LENGTH).min(input.text.len())];
    if head.starts_with(b"PuTTY") {
        return putty::check(rest, input.span.start);
    }
    let Some(label) = head.strip_prefix(b"-----BEGIN ").and_then(|rest| rest.strip_suffix(b"-----")) else {
        return bare::check(input);
    };
    // A body ends before the next key begins.
    let next = match memmem::find(&rest[1..], b"-----BEGIN") {
        Some(at) => at + 1,
        None => rest.len(),
    };
    let footer = [b"-----END ", label, b"-----"].concat();
    let end = memmem::find(&rest[..next], &footer);
    let Some(body) = Body::read(&rest[head.len().min(next)..end.unwrap_or(next)]) else { return Verdict::NotSecret };
    let state = |bytes: &[u8]| match label {
        b"ENCRYPTED PRIVATE KEY" => State::Protected,
        b"PGP PRIVATE KEY BLOCK" => pgp::state(bytes, body.crc24),
        b"OPENSSH PRIVATE KEY" => openssh::state(bytes),
        _ if body.encrypted => State::Protected,
        _ => der::state(bytes),
    };
    // The surest of the possible bodies; of equal ones the first.
    let mut best: Option<(State, &[u8])> = None;
    for bytes in &body.readings {
        let state = state(bytes);
        if best.is_none_or(|(known, _)| state > known) {
            best = Some((state, bytes));
        }
    }
    let Some((state, bytes)) = best else { return Verdict::NotSecret };
    let length = match end {
        Some(end) => end + footer.len(),
        None => head.len(),
    };
    let span = input.span.start..input.span.start + length;
    let canonical = [label, b"\n", bytes].concat();
    let proof = Proof { replaces: Some((span, canonical)), note: None };
    match state {
        State::Proven => Verdict::Pass(proof),
        State::Alike => Verdict::Unproven(proof),
        // A key that was pasted with an error in it exists without the error elsewhere.
        State::Damaged if end.is_some() && body.dense && body.length >= MIN_DAMAGED => Verdict::Unproven(proof),
        State::Protected | State::Damaged => Verdict::NotSecret,
    }
}
