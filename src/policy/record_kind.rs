//! The kind of finding that an allow record allows.

use serde::{Deserialize, Serializer};

use crate::sanitize::{Untrusted, as_written};

/// The kind of finding that an allow record allows, as stored in its file. It only informs readers of the record: the
/// id decides.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Untrusted")]
pub enum RecordKind {
    /// `key`: a value in a file.
    Key,
    /// `file`: a file that is a finding by its name.
    File,
    /// `unchecked`: content that could not be read.
    Unchecked,
    /// Any other text in a file.
    Unknown(Untrusted),
}

impl RecordKind {
    /// The text for files: a value that was read is written back as it was.
    pub fn to_untrusted(&self) -> Untrusted {
        match self {
            Self::Key => "key".into(),
            Self::File => "file".into(),
            Self::Unchecked => "unchecked".into(),
            Self::Unknown(text) => text.clone(),
        }
    }

    /// For `serialize_with`: there is no `Serialize`, which would let the text into a report.
    pub(crate) fn as_written<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        as_written(&self.to_untrusted(), serializer)
    }
}

impl From<Untrusted> for RecordKind {
    fn from(text: Untrusted) -> Self {
        match text.expose() {
            b"key" => Self::Key,
            b"file" => Self::File,
            b"unchecked" => Self::Unchecked,
            _ => Self::Unknown(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_written_back_as_it_was_read() {
        let read = |text: &str| RecordKind::from(Untrusted::from(text));
        assert_eq!([read("key"), read("file")], [RecordKind::Key, RecordKind::File]);
        assert_eq!(read("unchecked"), RecordKind::Unchecked);
        for text in ["key", "file", "unchecked", "Key", "path", ""] {
            assert_eq!(read(text).to_untrusted(), text.into());
        }
    }
}
