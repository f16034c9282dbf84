//! Searches for bytes and short texts, by memchr's searchers.
//!
//! memchr's own entry points detect the processor's features first, which is slow in a virtual machine (`cpu.rs`). Until
//! detection is allowed, and in short texts, the SSE2 searchers that every x86-64 processor can run are used instead.

#![allow(clippy::disallowed_methods)] // this module wraps them

#[cfg(target_arch = "x86_64")]
use memchr::arch::x86_64::sse2::memchr::{One, Two};

#[cfg(target_arch = "x86_64")]
use crate::cpu;

/// The SSE2 searcher, where it is the better choice.
#[cfg(target_arch = "x86_64")]
fn baseline<S>(searcher: Option<S>, text: &[u8]) -> Option<S> {
    /// In bytes.
    const SHORT: usize = 256;
    if text.len() < SHORT || !cpu::may_be_asked() { searcher } else { None }
}

/// The first place of `byte`.
#[inline]
pub fn find(byte: u8, text: &[u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if let Some(one) = baseline(One::new(byte), text) {
        return one.find(text);
    }
    memchr::memchr(byte, text)
}

/// The last place of `byte`.
#[inline]
pub fn find_last(byte: u8, text: &[u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if let Some(one) = baseline(One::new(byte), text) {
        return one.rfind(text);
    }
    memchr::memrchr(byte, text)
}

/// The first place of either of two bytes.
#[inline]
pub fn find_either(first: u8, second: u8, text: &[u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if let Some(two) = baseline(Two::new(first, second), text) {
        return two.find(text);
    }
    memchr::memchr2(first, second, text)
}

/// How often `byte` occurs.
#[inline]
pub fn count(byte: u8, text: &[u8]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if let Some(one) = baseline(One::new(byte), text) {
        return one.count(text);
    }
    memchr::memchr_iter(byte, text).count()
}

/// Every place of `byte`.
#[inline]
pub fn places(byte: u8, text: &[u8]) -> impl Iterator<Item = usize> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let place = from + find(byte, &text[from..])?;
        from = place + 1;
        Some(place)
    })
}

/// The first place of a short text. Not for long ones: the text is compared at every occurrence of its first byte.
#[inline]
pub fn find_text(needle: &[u8], text: &[u8]) -> Option<usize> {
    texts(needle, text).next()
}

/// Every place of a short text, which must not be empty; places may overlap.
#[inline]
pub fn texts(needle: &[u8], text: &[u8]) -> impl Iterator<Item = usize> {
    places(needle[0], text).filter(move |at| text[*at..].starts_with(needle))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_find_what_memchr_finds(text in "[ab.]{0,300}", needle in "[ab.]{1,4}") {
            let text = text.as_bytes();
            let needle = needle.as_bytes();
            prop_assert_eq!(find(b'a', text), memchr::memchr(b'a', text));
            prop_assert_eq!(find_last(b'a', text), memchr::memrchr(b'a', text));
            prop_assert_eq!(find_either(b'a', b'.', text), memchr::memchr2(b'a', b'.', text));
            prop_assert_eq!(count(b'a', text), memchr::memchr_iter(b'a', text).count());
            prop_assert!(places(b'a', text).eq(memchr::memchr_iter(b'a', text)));
            prop_assert_eq!(find_text(needle, text), memchr::memmem::find(text, needle));
        }
    }
}
