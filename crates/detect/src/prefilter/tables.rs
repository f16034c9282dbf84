//! The built-in keywords as static tables, which the build script of this crate has written.

/// A built-in keyword, in lower case: a range of [`LETTERS`].
pub(super) struct Keyword {
    pub(super) at: u32,
    pub(super) length: u8,
    /// The rules that have it: a range of [`OWNERS`].
    pub(super) owners: (u16, u16),
}

impl Keyword {
    pub(super) fn text(&self) -> &'static [u8] {
        &LETTERS.as_bytes()[self.at as usize..][..usize::from(self.length)]
    }

    pub(super) fn owners(&self) -> &'static [u16] {
        &OWNERS[usize::from(self.owners.0)..usize::from(self.owners.1)]
    }
}

/// A keyword that is recognised by an n-gram.
pub(super) struct Entry {
    /// Its first eight bytes, folded; fewer if it is shorter.
    pub(super) head: u64,
    pub(super) keyword: u16,
    /// Where the n-gram is in the keyword.
    pub(super) offset: u8,
    /// Has it a wildcard (`wild.rs`)? Then the head ends before that.
    pub(super) wild: bool,
    /// Is it the last one of this n-gram?
    pub(super) last: bool,
}

include!(concat!(env!("OUT_DIR"), "/prefilter.rs"));
