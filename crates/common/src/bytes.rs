//! Bytes and short texts in bytes, by memchr's searchers.
//!
//! The crate's own entry points ask the processor what it knows; until that may be asked (`processor.rs`), and in what is
//! short, the searchers that every x86-64 processor can run do as well.

#![allow(clippy::disallowed_methods)] // here they are

#[cfg(target_arch = "x86_64")]
use memchr::arch::x86_64::sse2::memchr::{One, Two};

#[cfg(target_arch = "x86_64")]
use crate::cpu;

/// The searcher for every processor, where that is the better one.
#[cfg(target_arch = "x86_64")]
fn plain<S>(searcher: Option<S>, text: &[u8]) -> Option<S> {
    const SHORT: usize = 256;
    searcher.filter(|_| text.len() < SHORT || !cpu::may_be_asked())
}

/// Where `byte` stands first.
#[inline]
pub fn find(byte: u8, text: &[u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if let Some(one) = plain(One::new(byte), text) {
        return one.find(text);
    }
    memchr::memchr(byte, text)
}

/// Where it stands last.
#[inline]
pub fn find_last(byte: u8, text: &[u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if let Some(one) = plain(One::new(byte), text) {
        return one.rfind(text);
    }
    memchr::memrchr(byte, text)
}

/// Where one of two bytes stands first.
#[inline]
pub fn find_either(first: u8, second: u8, text: &[u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if let Some(two) = plain(Two::new(first, second), text) {
        return two.find(text);
    }
    memchr::memchr2(first, second, text)
}

/// How often `byte` stands there.
#[inline]
pub fn count(byte: u8, text: &[u8]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if let Some(one) = plain(One::new(byte), text) {
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

/// Where a short text stands first; it may be compared at every byte.
#[inline]
pub fn find_text(needle: &[u8], text: &[u8]) -> Option<usize> {
    texts(needle, text).next()
}

/// Every place of a short text of a byte or more, overlapping ones too.
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
            let (text, needle) = (text.as_bytes(), needle.as_bytes());
            prop_assert_eq!(find(b'a', text), memchr::memchr(b'a', text));
            prop_assert_eq!(find_last(b'a', text), memchr::memrchr(b'a', text));
            prop_assert_eq!(find_either(b'a', b'.', text), memchr::memchr2(b'a', b'.', text));
            prop_assert_eq!(count(b'a', text), memchr::memchr_iter(b'a', text).count());
            prop_assert!(places(b'a', text).eq(memchr::memchr_iter(b'a', text)));
            prop_assert_eq!(find_text(needle, text), memchr::memmem::find(text, needle));
        }
    }
}
