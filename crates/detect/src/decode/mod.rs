//! What is written in another form: base64, percent and unicode escapes, strings put together from pieces. Each decoder
//! gives stretches of decoded text that know where each of their bytes came from.
//!
//! Time and memory are bounded by the text: a decoder reads it once, its output is no longer than its input, and what
//! has been decoded is looked into once more ([`DEPTH`] levels in all).

mod base64;
mod bits;
mod concat;
mod decoded;
mod escape;
mod file;
mod text_check;

use self::decoded::Map;
pub use self::decoded::{EncodedFile, Piece};

/// Levels of encoding that are undone: a base64 text that holds percent escapes has two.
pub const DEPTH: usize = 2;

/// Every stretch of `text` that is written in another form, decoded once. `inside` is the form that the text itself was
/// decoded from: what has been joined is not joined again.
pub fn pieces(text: &[u8], inside: Option<&str>, found: &mut dyn FnMut(Piece)) {
    base64::pieces(text, found);
    escape::pieces(text, found);
    if inside != Some(decoded::JOINED_FORM) {
        concat::pieces(text, found);
    }
}

#[cfg(test)]
mod tests;
