//! The built-in keywords as static tables, which the build script of this crate has written.

/// A built-in keyword, in lower case: a stretch of [`LETTERS`].
pub(super) struct Keyword {
    pub(super) at: u32,
    pub(super) length: u8,
    /// The rules that have it: a stretch of [`OWNERS`].
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

/// A keyword as it is found by a stretch.
pub(super) struct Entry {
    /// Its first eight bytes, folded; fewer where it has no more.
    pub(super) head: u64,
    pub(super) keyword: u16,
    /// Where in it the stretch stands.
    pub(super) offset: u8,
    /// Has it a part that is not fixed (`wild.rs`)? The head is what stands before that.
    pub(super) wild: bool,
    /// The last one that is found by this stretch.
    pub(super) last: bool,
}

include!(concat!(env!("OUT_DIR"), "/prefilter.rs"));
