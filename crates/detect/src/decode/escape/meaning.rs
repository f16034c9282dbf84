//! What stands at one place, and what it means.

/// What an escape stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Char(char),
    /// Nothing: the literal goes on in the next line.
    Continued,
    /// The end of a line between two strings of a JSON array, as notebooks have their source: `\n",` and the next quote.
    ArrayLine,
    /// Nothing: where a CDATA section begins or ends.
    Mark,
}

/// What is read at one place: how many bytes of the text it takes, and what they stand for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) length: usize,
    pub(super) meaning: Meaning,
}

/// An escape in its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Escape {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) meaning: Meaning,
}
