//! Decoders for text in another form: base64, percent and unicode escapes, strings that are joined from literals. Each
//! decoded text knows where each of its bytes came from.
//!
//! Time and memory are bounded by the text: a decoder reads it once, its output is no longer than its input, and decoded text
//! is decoded once more at most ([`DEPTH`] levels in all).

mod base64;
mod bits;
mod concat;
mod decoded;
mod escape;
mod file;
mod text_check;

use self::decoded::{Anchor, SourceMap};
pub use self::decoded::{DecodedText, EncodedFile};

/// Levels of encoding that are decoded: percent escapes inside of base64 are two.
pub const DEPTH: usize = 2;

/// Every part of `text` that is written in another form, decoded once. `inside` is the form that the text itself was decoded
/// from: joined text is not joined again.
pub fn pieces(text: &[u8], inside: Option<&str>, found: &mut dyn FnMut(DecodedText)) {
    base64::pieces(text, found);
    escape::pieces(text, found);
    if inside != Some(decoded::JOINED_FORM) {
        concat::pieces(text, found);
    }
}

#[cfg(test)]
mod tests;
