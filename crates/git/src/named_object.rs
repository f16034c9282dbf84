//! What an object id names: a commit or an annotated tag, each with its message, or something else.

use akguard_common::bytes;

use super::oid::Oid;

/// An object that a ref can name.
pub(super) enum NamedObject {
    /// A commit.
    Commit {
        /// Its message.
        message: Vec<u8>,
    },
    /// An annotated tag.
    Tag {
        /// What it names.
        object: Oid,
        /// Its message, with a signature behind it.
        message: Vec<u8>,
    },
    /// A tree or a blob.
    Other,
}

impl NamedObject {
    /// Reads an object's content: headers, an empty line, the message (git's documentation, git-commit-tree and git-mktag).
    /// `None` where a commit or tag is not as git writes it.
    pub(super) fn parse(kind: &str, content: &[u8]) -> Option<Self> {
        // A commit without a message ends with its headers.
        let message = || match bytes::find_text(b"\n\n", content) {
            Some(at) => content[at + 2..].to_vec(),
            None => Vec::new(),
        };
        match kind {
            "commit" => Some(Self::Commit { message: message() }),
            "tag" => {
                let line = content.strip_prefix(b"object ")?.split(|byte| *byte == b'\n').next()?;
                let object = Oid::parse(std::str::from_utf8(line).ok()?)?;
                Some(Self::Tag { object, message: message() })
            }
            "tree" | "blob" => Some(Self::Other),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_begin_after_the_first_empty_line() {
        let commit = b"tree 4b825dc\nauthor A\ngpgsig -----BEGIN\n \n -----END\n\nwhy\n\nmore\n";
        let Some(NamedObject::Commit { message }) = NamedObject::parse("commit", commit) else { panic!("no commit") };
        assert_eq!(message, b"why\n\nmore\n");
        let Some(NamedObject::Commit { message }) = NamedObject::parse("commit", b"tree x\n") else {
            panic!("no commit")
        };
        assert_eq!(message, b"");
    }

    #[test]
    fn a_tag_names_an_object_of_either_hash() {
        for digits in [40, 64] {
            let text = format!("object {}\ntype commit\ntag v1\n\nnotes\n", "a".repeat(digits));
            let Some(NamedObject::Tag { object, message }) = NamedObject::parse("tag", text.as_bytes()) else {
                panic!("no tag")
            };
            assert_eq!((object.to_string().len(), message.as_slice()), (digits, b"notes\n".as_slice()));
        }
        assert!(NamedObject::parse("tag", b"object zz\n\n").is_none());
        assert!(NamedObject::parse("tag", b"").is_none());
    }
}
