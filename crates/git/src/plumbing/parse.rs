//! Parses what git's plumbing commands print.

use crate::commit::Commit;
use crate::delta::{Delta, FileEntry, is_gitlink};
use crate::oid::Oid;
use crate::place::Place;

/// A file in the output of `git ls-files --stage` (`MODE ID STAGE`) or `git ls-tree` (`MODE TYPE ID`), then a tab and the path.
pub(super) struct ListedFile<'s> {
    pub(super) path: &'s [u8],
    /// `None` for a submodule and for a side of a conflict.
    pub(super) entry: Option<FileEntry>,
}

impl<'s> ListedFile<'s> {
    pub(super) fn parse(line: &'s [u8], place: Place) -> Option<Self> {
        let (words, path) = line.split_at(line.iter().position(|b| *b == b'\t')?);
        let words: Vec<&str> = std::str::from_utf8(words).ok()?.split(' ').collect();
        let is_index = place == Place::Index;
        let id = Oid::parse(if is_index { words.get(1)? } else { words.get(2)? })?;
        let mode = u32::from_str_radix(words.first()?, 8).ok()?;
        let is_conflict = is_index && words.get(2) != Some(&"0");
        let entry = if is_conflict { None } else { FileEntry::from_mode(id, mode) };
        Some(Self { path: &path[1..], entry })
    }
}

/// Parses a commit's id and those of its parents after it.
pub(super) fn to_commit(line: &str) -> Option<Commit> {
    let mut ids = line.split(' ').map(Oid::parse);
    Some(Commit { id: ids.next()??, parents: ids.collect::<Option<_>>()? })
}

/// Parses `:OLDMODE NEWMODE OLDID NEWID STATUS` NUL path NUL, repeated.
pub(super) fn parse_raw(raw: &[u8]) -> Option<Vec<Delta>> {
    let mut fields = raw.split(|b| *b == 0);
    let mut deltas = Vec::new();
    while let Some(head) = fields.next()
        && !head.is_empty()
    {
        let path = fields.next()?;
        if path.is_empty() {
            return None;
        }
        deltas.push(parse_delta(head, path)?);
    }
    Some(deltas)
}

/// Parses `:OLDMODE NEWMODE OLDID NEWID STATUS`.
fn parse_delta(head: &[u8], path: &[u8]) -> Option<Delta> {
    let words: Vec<&str> = std::str::from_utf8(head).ok()?.strip_prefix(':')?.split(' ').collect();
    let [old_mode, new_mode, old_id, new_id, status] = words[..] else { return None };
    let old_mode = u32::from_str_radix(old_mode, 8).ok()?;
    let new_mode = u32::from_str_radix(new_mode, 8).ok()?;
    let side = |mode: u32, id: &str| -> Option<Option<FileEntry>> {
        let id = Oid::parse(id)?;
        Some(if id.is_zero() { None } else { FileEntry::from_mode(id, mode) })
    };
    let old = side(old_mode, old_id)?;
    let new = side(new_mode, new_id)?;
    let unmerged = status.starts_with('U');
    let new_submodule = !unmerged && old_mode == 0 && is_gitlink(new_mode);
    Some(Delta { path: path.to_vec(), old, new, unmerged, new_submodule })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_differences() {
        let a = "a".repeat(40);
        let b = "b".repeat(64);
        let zero = "0".repeat(40);
        let raw = format!(
            ":100644 100755 {a} {b} M\0x y\0:000000 120000 {zero} {a} A\0l\0:160000 100644 {a} {b} T\0s\0:100644 000000 {a} {zero} U\0u\0:000000 160000 {zero} {a} A\0m\0"
        );
        let deltas = parse_raw(raw.as_bytes()).unwrap();
        assert_eq!(deltas.len(), 5);
        assert_eq!(deltas[0].path, b"x y");
        assert!(deltas[0].old.is_some() && deltas[0].new.is_some_and(|e| e.id.as_bytes().len() == 32));
        assert!(deltas[1].old.is_none() && deltas[1].new.is_some_and(|e| e.symlink));
        assert!(deltas[2].old.is_none() && deltas[2].new.is_some());
        assert!(deltas[3].unmerged);
        assert!(deltas[4].new_submodule && deltas[..4].iter().all(|delta| !delta.new_submodule));
        for broken in [":100644 100755 a b M\0x\0", "100644\0x\0", &raw[..raw.len() - 2]] {
            assert_eq!(parse_raw(broken.as_bytes()), None);
        }
        assert_eq!(parse_raw(b""), Some(Vec::new()));
    }
}
