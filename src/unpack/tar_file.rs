//! Tar archives: their entries, under the names in their headers or their metadata.

use std::io::{self, Read};

use super::tape::Entries;
use super::walker::Walker;
use super::{UnpackError, io_cause};

/// Maximum length of a text in a tar's own metadata, in bytes.
const MAX_PATH: u64 = 64 << 10;

impl Walker<'_> {
    /// A tar, entry by entry.
    pub(super) fn tar(&mut self, source: impl Read, prefix: &str, level: usize) -> Result<(), UnpackError> {
        let damaged = |error: io::Error| UnpackError::new(format!("a damaged tar archive: {}", io_cause(&error)));
        let mut entries = Entries::new(source);
        let mut pax = PaxHeader::default();
        while let Some(header) = entries.next().map_err(damaged)? {
            let kind = header.entry_type();
            if kind.is_gnu_longname() || kind.is_pax_local_extensions() || kind.is_pax_global_extensions() {
                let mut text = Vec::new();
                (&mut entries).take(MAX_PATH).read_to_end(&mut text).map_err(damaged)?;
                if !kind.is_pax_global_extensions() {
                    pax.read(kind, &text);
                }
                // Comments and attributes are scanned like any other text of the archive.
                self.visitor.file(&format!("{prefix}(tar header)"), &mut text.as_slice())?;
                continue;
            }
            if kind.is_gnu_longlink() {
                continue;
            }
            let PaxHeader { path, size } = std::mem::take(&mut pax);
            if let Some(size) = size {
                entries.holds(size);
            }
            // POSIX says that all other types are files, also unknown ones. So is any entry with data.
            let link = kind.is_symlink() || kind.is_hard_link();
            let device = kind.is_fifo() || kind.is_block_special() || kind.is_character_special();
            if entries.is_empty() && (kind.is_dir() || link || device) {
                continue;
            }
            let path = path.unwrap_or_else(|| header.path_bytes().into_owned());
            self.entry(&format!("{prefix}{}", String::from_utf8_lossy(&path)), None, &mut entries, level)?;
        }
        Ok(())
    }
}

/// What a GNU long name or a POSIX extended header (`LENGTH path=VALUE`) says about the next entry.
#[derive(Default)]
struct PaxHeader {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

impl PaxHeader {
    fn read(&mut self, kind: tar::EntryType, text: &[u8]) {
        if kind.is_gnu_longname() {
            self.path = text.split(|b| *b == 0).next().map(<[u8]>::to_vec);
            return;
        }
        for record in tar::PaxExtensions::new(text).flatten() {
            match (record.key_bytes(), record.value()) {
                (b"path", _) => self.path = Some(record.value_bytes().to_vec()),
                (b"size", Ok(size)) => self.size = size.parse().ok().or(self.size),
                _ => {}
            }
        }
    }
}
