//! Containers inside of a content that is no archive by its first bytes: a gzip stream after a header of another format, the
//! streams of a PDF, a zip after a picture, a program's compressed sections.
//!
//! That there is a container is a guess: two to six bytes look like one. So a stream is read only if all of it decodes,
//! its checksum included, and nothing is reported as unread. Each attempt, each byte that it reads and each that it
//! unpacks is deducted from the file's budget ([`Work`](super::Work)), so that the search ends however many guesses a
//! hostile file contains.

use std::io::Cursor;

use akguard_common::bytes;

use super::form::{self, EmbeddedFormat, Hit};
use super::stream::Peeked;
use super::walker::{MAX_LEVELS, Walker};
use super::{UnpackError, png};

/// What a place costs that looks like a container, in bytes.
const HIT_COST: u64 = 64;
/// Shorter content contains no credential, in bytes.
const MIN_CONTENT: usize = 16;

/// May there be containers in it? Ordinary text has none and is not searched. Without a zero byte there is no gzip
/// header, no length of an archive and hardly a file that contains other files.
pub fn may_hold_containers(content: &[u8]) -> bool {
    content.starts_with(b"%PDF-") || form::is_zlib(content) || bytes::find(0, content).is_some()
}

impl Walker<'_> {
    /// Visits what is in the containers of a content. `prefix` goes before their names.
    pub(super) fn embedded(&mut self, content: &[u8], prefix: &str, level: usize) {
        if level > MAX_LEVELS || !may_hold_containers(content) {
            return;
        }
        self.guessed(|walker| {
            let from = if png::is_png(content) { walker.png(content, prefix, level) } else { 0 };
            walker.search(content, from, prefix, level);
        });
    }

    /// The same from an offset on. Returns the number of decoders that were started.
    pub(super) fn search(&mut self, content: &[u8], from: usize, prefix: &str, level: usize) -> usize {
        let mut from = from;
        let mut attempts = 0;
        while let Some(hit) = form::next(content, from) {
            from = hit.at + 1;
            if !self.work.spend(HIT_COST) {
                break;
            }
            if !hit.form.may_be_at(content, hit.at) {
                continue;
            }
            if !self.work.spend(hit.form.cost()) {
                break;
            }
            attempts += 1;
            // What has been read is not searched again.
            from = from.max(self.attempt(content, &hit, prefix, level).unwrap_or(0));
        }
        attempts
    }

    /// Visits what is in one container. Returns where it ends; `None` where there is no container.
    fn attempt(&mut self, content: &[u8], hit: &Hit, prefix: &str, level: usize) -> Option<usize> {
        if hit.form == EmbeddedFormat::Zip {
            let range = form::zip_range(content, hit.at)?;
            // An end record may claim any number of bytes before it, so they are deducted first.
            if !self.work.spend(range.len() as u64 * 2) {
                return None;
            }
            let path = format!("{prefix}(zip at byte {})!/", range.start);
            let end = range.end;
            return self.zip(Cursor::new(&content[range]), &path, level).ok().map(|()| end);
        }
        let mut rest = &content[hit.at..];
        let path = format!("{prefix}({} at byte {})", hit.form.name(), hit.at);
        let done = self.unpacked(hit.form, &mut rest, &path, level);
        let end = content.len() - rest.len();
        let is_paid = self.work.spend((end - hit.at) as u64);
        (done.is_ok() && is_paid && hit.form != EmbeddedFormat::Xz).then_some(end)
    }

    fn unpacked(
        &mut self,
        form: EmbeddedFormat,
        source: &mut &[u8],
        path: &str,
        level: usize,
    ) -> Result<(), UnpackError> {
        let content = form.open(source)?;
        let mut content = Peeked::new(self.metered(content));
        if content.peek(MIN_CONTENT)?.len() < MIN_CONTENT {
            return Ok(());
        }
        self.try_entry(path, None, &mut content, level)
    }
}
