//! Zip archives (PKWARE APPNOTE 6.3), read through their central directory.

use std::io::{self, Read, SeekFrom};

use akguard_common::bytes;

use super::walker::Walker;
use super::{SeekableSource, UnpackError};

/// Maximum number of bytes between two entries of a zip that are searched.
const MAX_GAP: u64 = 16 << 20;

impl Walker<'_> {
    /// A zip, entry by entry.
    pub(super) fn zip(&mut self, source: impl SeekableSource, prefix: &str, level: usize) -> Result<(), UnpackError> {
        let mut archive = zip::ZipArchive::new(source).map_err(|_| UnpackError::new("a damaged zip archive"))?;
        let mut named = Vec::new();
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
            let entry = archive.by_index(index).map_err(|e| match e {
                zip::result::ZipError::UnsupportedArchive(why) => why.to_lowercase(),
                _ => "damaged".to_owned(),
            });
            match entry {
                Ok(entry) => {
                    let end = entry.data_start().map(|start| start + entry.compressed_size());
                    named.push(Extent { start: entry.header_start(), end: end.unwrap_or(0) });
                    if !entry.is_dir() || entry.size() > 0 {
                        let mut content = self.metered(entry);
                        self.entry(&format!("{prefix}{name}"), None, &mut content, level)?;
                    }
                }
                Err(why) => {
                    let why = format!("a zip entry that cannot be unpacked: {why}");
                    self.unread(&format!("{prefix}{name}"), why);
                }
            }
        }
        let base = archive.offset();
        let directory = archive.central_directory_start();
        if hides_entries(&mut archive.into_inner(), base, directory, named)? {
            self.unread(prefix.trim_end_matches("!/"), "a zip with entries that its directory does not name".into());
        }
        Ok(())
    }
}

/// The bytes of an entry: its header and its data.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Extent {
    start: u64,
    end: u64,
}

/// Has a zip entries that its directory does not name: removed ones, a second one of the same name, or another archive
/// before it? `named` are the entries that it names; between them and before the directory no entry may begin.
fn hides_entries(zip: &mut dyn SeekableSource, base: u64, directory: u64, mut named: Vec<Extent>) -> io::Result<bool> {
    named.sort_unstable();
    named.push(Extent { start: directory, end: directory });
    let mut at = 0;
    for Extent { start, end } in named {
        // The offsets of an archive after a prefix may be counted from the file's start or from the archive's.
        let start = start.max(if at == 0 { base.min(start) } else { 0 });
        if start >= at + 30 {
            zip.seek(SeekFrom::Start(at))?;
            let mut gap = Vec::new();
            zip.take((start - at).min(MAX_GAP)).read_to_end(&mut gap)?;
            if bytes::find_text(b"PK\x03\x04", &gap).is_some() {
                return Ok(true);
            }
        }
        at = at.max(end);
    }
    Ok(false)
}
