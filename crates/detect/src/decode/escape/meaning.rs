//! An escape and its meaning.

/// The meaning of an escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Char(char),
    /// Nothing: the literal continues on the next line.
    Continued,
    /// The end of a line between two strings of a JSON array, as in the source of notebooks: `\n",` and the next quote.
    ArrayLine,
    /// Nothing: the start or the end of a CDATA section.
    Mark,
}

/// An escape that was read: its length in bytes of the text, and its meaning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) length: usize,
    pub(super) meaning: Meaning,
}

/// An escape with its span in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Escape {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) meaning: Meaning,
}
