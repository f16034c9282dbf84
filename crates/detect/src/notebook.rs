//! Where in a Jupyter notebook (nbformat 4) a place is: which cell, and whether in its source or its output.

use akguard_common::bytes;

/// A part of a notebook's cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What was typed.
    Source,
    /// What running it printed.
    Output,
    /// Attachments and metadata.
    Other,
}

/// A parser of a notebook's text, which has read it as far as it was asked for.
///
/// Reads JSON leniently: brackets, strings and the keys of the open levels. Only the first three levels are kept;
/// deeper ones are counted.
#[derive(Debug, Default)]
pub struct Notebook {
    at: usize,
    levels: Vec<Level>,
    deeper: usize,
}

impl Notebook {
    /// The cell (from 1) and the part of it that contains the byte at `offset`; `None` outside of all cells. With rising
    /// offsets the text is read once.
    pub fn place(&mut self, text: &[u8], offset: usize) -> Option<(usize, Part)> {
        if offset < self.at {
            *self = Self::default();
        }
        self.walk(text, offset);
        let [top, cells, cell] = self.levels.as_slice() else { return None };
        let part = match cell.key.as_slice() {
            b"source" => Part::Source,
            b"outputs" => Part::Output,
            _ => Part::Other,
        };
        (top.key == b"cells" && cells.array).then_some((cells.index + 1, part))
    }

    /// Reads up to `offset`, or to the start of the string that contains it.
    fn walk(&mut self, text: &[u8], offset: usize) {
        while self.at <= offset && self.at < text.len() {
            match text[self.at] {
                b'{' | b'[' if self.levels.len() == 3 => self.deeper += 1,
                open @ (b'{' | b'[') => self.levels.push(Level { array: open == b'[', index: 0, key: Vec::new() }),
                b'}' | b']' if self.deeper > 0 => self.deeper -= 1,
                b'}' | b']' => drop(self.levels.pop()),
                b',' if self.deeper == 0 => {
                    if let Some(level) = self.levels.last_mut() {
                        level.index += 1;
                    }
                }
                b'"' => {
                    let end = string_end(text, self.at + 1);
                    if end > offset {
                        return;
                    }
                    let is_key = text[end..].iter().skip(1).find(|b| !b.is_ascii_whitespace()) == Some(&b':');
                    if is_key
                        && self.deeper == 0
                        && let Some(level) = self.levels.last_mut()
                        && !level.array
                    {
                        level.key = text[self.at + 1..end].to_vec();
                    }
                    self.at = end;
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}

/// An open bracket: the number of commas so far, and the last key.
#[derive(Debug)]
struct Level {
    array: bool,
    index: usize,
    key: Vec<u8>,
}

/// The closing quote of the string that begins at `start`, or the text's last byte.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(step) = text.get(at..).and_then(|rest| bytes::find_either(b'"', b'\\', rest)) {
        at += step;
        if text[at] == b'"' {
            return at;
        }
        at += 2;
    }
    text.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_parts() {
        let text = br#"{"metadata": {"cells": [1]}, "cells": [
            {"cell_type": "code", "source": ["a = \"A\"\n", "b"], "outputs": []},
            {"source": "x", "outputs": [{"data": {"text/plain": ["B", "C"]}}], "attachments": {"D": 1}}
        ], "nbformat": 4, "E": [["F"]]}"#;
        let at = |needle: &[u8]| Notebook::default().place(text, bytes::find_text(needle, text).unwrap());
        assert_eq!(at(b"A\\\""), Some((1, Part::Source)));
        assert_eq!(at(b"\"x\""), Some((2, Part::Source)));
        assert_eq!(at(b"B"), Some((2, Part::Output)));
        assert_eq!(at(b"C\""), Some((2, Part::Output)));
        assert_eq!(at(b"1}}"), Some((2, Part::Other)));
        let mut walk = Notebook::default();
        let places = (0..text.len()).map(|offset| walk.place(text, offset));
        assert!(places.enumerate().all(|(offset, place)| place == Notebook::default().place(text, offset)));
        for outside in [b"1]}".as_slice(), b"F", b"nbformat"] {
            assert_eq!(at(outside), None);
        }
        for broken in [b"".as_slice(), b"\"", b"[[[", b"}}}", b"{\"a\\"] {
            assert_eq!(Notebook::default().place(broken, broken.len()), None);
        }
    }
}
