//! Texts that other people will read: does one contain what looks like a credential, and the text without it.

use std::ops::Range;

use super::Detector;
use super::boundaries::Boundaries;
use super::scope::Scope;
use crate::encoding::BlobType;
use crate::file_class::FileClass;
use crate::placeholder;

impl Detector {
    /// Does a note that others will read contain what looks like a credential? `true` for one that cannot be checked.
    pub fn suspects(&self, note: &str) -> bool {
        let found = self.scan(note.as_bytes(), FileClass::Data).map(|found| !found.is_empty());
        found.unwrap_or(true) || note.split_whitespace().any(|word| placeholder::looks_random(word.as_bytes()))
    }

    /// `text` with every candidate in it replaced: for paths, error messages and whatever else is printed. All rules count,
    /// those that are off too.
    pub fn redact(&self, text: &[u8]) -> Vec<u8> {
        // All candidates, overlapping ones too: the one that wins may end inside the next key.
        let scope = Scope { text, blob_type: BlobType::Text, boundaries: Boundaries::Ignored };
        let Ok(found) = self.candidates(scope, FileClass::Data) else {
            return b"[not shown]".to_vec();
        };
        let mut spans: Vec<Range<usize>> = found.into_iter().map(|c| c.span).collect();
        spans.sort_by_key(|span| span.start);
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        for span in spans {
            if span.start >= at {
                out.extend_from_slice(&text[at..span.start]);
                out.extend_from_slice(b"[redacted]");
            }
            at = at.max(span.end);
        }
        out.extend_from_slice(&text[at..]);
        out
    }
}
