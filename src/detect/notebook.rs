//! Where in a Jupyter notebook (nbformat 4) a place is: which cell, and whether in its source or its output.

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

/// The cell (from 1) and the part of it that holds the byte at `offset`; `None` outside of all cells.
///
/// Reads JSON leniently up to the offset: brackets, strings and the keys on the way down.
pub fn place(text: &[u8], offset: usize) -> Option<(usize, Part)> {
    let mut levels: Vec<Level> = Vec::new();
    let mut at = 0;
    while at <= offset.min(text.len().checked_sub(1)?) {
        match text[at] {
            open @ (b'{' | b'[') => levels.push(Level { array: open == b'[', index: 0, key: Vec::new() }),
            b'}' | b']' => drop(levels.pop()),
            b',' => {
                if let Some(level) = levels.last_mut() {
                    level.index += 1;
                }
            }
            b'"' => {
                let end = string_end(text, at + 1);
                if end > offset {
                    break;
                }
                let is_key = text[end..].iter().skip(1).find(|b| !b.is_ascii_whitespace()) == Some(&b':');
                if let Some(level) = levels.last_mut().filter(|level| is_key && !level.array) {
                    level.key = text[at + 1..end].to_vec();
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    let [top, cells, cell, ..] = levels.as_slice() else { return None };
    let part = match cell.key.as_slice() {
        b"source" => Part::Source,
        b"outputs" => Part::Output,
        _ => Part::Other,
    };
    (top.key == b"cells" && cells.array).then_some((cells.index + 1, part))
}

/// An open bracket: how many commas so far, and the last key.
struct Level {
    array: bool,
    index: usize,
    key: Vec<u8>,
}

/// The closing quote of the string that begins at `start`, or the text's last byte.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(step) = text.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
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
        let at = |needle: &[u8]| place(text, memchr::memmem::find(text, needle).unwrap());
        assert_eq!(at(b"A\\\""), Some((1, Part::Source)));
        assert_eq!(at(b"\"x\""), Some((2, Part::Source)));
        assert_eq!(at(b"B"), Some((2, Part::Output)));
        assert_eq!(at(b"C\""), Some((2, Part::Output)));
        assert_eq!(at(b"1}}"), Some((2, Part::Other)));
        for outside in [b"1]}".as_slice(), b"F", b"nbformat"] {
            assert_eq!(at(outside), None);
        }
        for broken in [b"".as_slice(), b"\"", b"[[[", b"}}}", b"{\"a\\"] {
            assert_eq!(place(broken, broken.len()), None);
        }
    }
}
