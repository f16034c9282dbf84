//! Pointers of Git LFS: the small text that git stores in place of a file, which itself is in LFS's own store.
//!
//! Source: git-lfs, docs/spec.md.

/// How a pointer begins; the second was in use before version 1.
const MARKS: [&[u8]; 2] = [b"version https://git-lfs.github.com/spec/v1", b"version https://hawser.github.com/spec/v1"];
/// A pointer is shorter than this, in bytes.
const MAX_POINTER: usize = 1024;
/// Hex digits of a SHA-256.
const DIGITS: usize = 64;

/// What a pointer says of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// SHA-256 of the file, as 64 lower-case hex digits.
    oid: String,
}

impl Pointer {
    /// Reads a pointer; `None` for any other text.
    pub fn parse(text: &[u8]) -> Option<Self> {
        if !is_pointer(text) || text.len() >= MAX_POINTER {
            return None;
        }
        let oid = text.split(|b| *b == b'\n').find_map(|line| line.trim_ascii_end().strip_prefix(b"oid sha256:"))?;
        let is_hex = oid.iter().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b));
        if oid.len() != DIGITS || !is_hex {
            return None;
        }
        Some(Self { oid: String::from_utf8_lossy(oid).into_owned() })
    }

    /// Where LFS keeps the file, from the repository's git directory.
    pub fn path(&self) -> String {
        let oid = &self.oid;
        format!("lfs/objects/{}/{}/{oid}", &oid[..2], &oid[2..4])
    }
}

/// Does the text begin as a pointer?
pub fn is_pointer(text: &[u8]) -> bool {
    MARKS.iter().any(|mark| text.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_pointer_has_a_path() {
        let oid = "4d7a".repeat(16);
        let pointer = |oid: &str| format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12345\n");
        let path = |text: &str| Pointer::parse(text.as_bytes()).map(|pointer| pointer.path());
        assert_eq!(path(&pointer(&oid)), Some(format!("lfs/objects/4d/7a/{oid}")));
        assert_eq!(path(&pointer(&oid).replace('\n', "\r\n")), Some(format!("lfs/objects/4d/7a/{oid}")));
        assert_eq!(path(&pointer(&oid).replace("git-lfs", "hawser")), Some(format!("lfs/objects/4d/7a/{oid}")));
        for wrong in [
            pointer(&oid[1..]),
            pointer(&oid.to_ascii_uppercase()),
            pointer(&format!("../{}", &oid[3..])),
            pointer(&oid).replace("sha256", "sha512"),
            pointer(&oid).replace("version", "Version"),
            format!("{}{}", pointer(&oid), "x".repeat(MAX_POINTER)),
        ] {
            assert_eq!(path(&wrong), None, "{wrong}");
        }
    }
}
