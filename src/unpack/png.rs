//! The texts of a PNG picture (PNG 3rd edition, 11.3.3): tEXt, zTXt and iTXt, of which two may be compressed.

use std::io::Read;

use akguard_common::bytes;
use flate2::bufread::ZlibDecoder;

use super::walker::Walker;

const MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The longest keyword of a text.
const MAX_KEYWORD: usize = 79;
/// What a chunk costs besides its bytes, and what a text does (see `Work`).
const CHUNK_COST: u64 = 64;
const TEXT_COST: u64 = 2 << 10;

pub(super) fn is_png(content: &[u8]) -> bool {
    content.starts_with(MAGIC)
}

/// A chunk of a picture.
struct Chunk<'c> {
    kind: &'c [u8],
    data: &'c [u8],
    /// The offset after its checksum.
    end: usize,
}

impl<'c> Chunk<'c> {
    fn at(content: &'c [u8], at: usize) -> Option<Self> {
        let (length, rest) = content[at..].split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_at_checked(4)?;
        let length = u32::from_be_bytes(*length) as usize;
        let (data, rest) = rest.split_at_checked(length)?;
        let end = content.len() - rest.len() + 4;
        (end <= content.len()).then_some(Self { kind, data, end })
    }

    fn text(&self) -> Option<Text<'c>> {
        let Split { before: keyword, after: rest } = at_zero(self.data)?;
        if keyword.len() > MAX_KEYWORD {
            return None;
        }
        match (self.kind, rest) {
            (b"tEXt", text) => Some(Text { keyword, text, is_compressed: false }),
            (b"zTXt", [0, text @ ..]) => Some(Text { keyword, text, is_compressed: true }),
            (b"iTXt", [compressed @ (0 | 1), 0, rest @ ..]) => {
                let after_language = at_zero(rest)?.after;
                let text = at_zero(after_language)?.after;
                Some(Text { keyword, text, is_compressed: *compressed == 1 })
            }
            _ => None,
        }
    }
}

struct Text<'c> {
    keyword: &'c [u8],
    text: &'c [u8],
    is_compressed: bool,
}

/// A text at its first zero byte, which is in neither part.
struct Split<'c> {
    before: &'c [u8],
    after: &'c [u8],
}

fn at_zero(bytes: &[u8]) -> Option<Split<'_>> {
    let zero = bytes::find(0, bytes)?;
    Some(Split { before: &bytes[..zero], after: &bytes[zero + 1..] })
}

impl Walker<'_> {
    /// Visits a picture's texts, as `keyword: text`. Returns where the picture ends, or where it is damaged.
    pub(super) fn png(&mut self, content: &[u8], prefix: &str, level: usize) -> usize {
        let mut at = MAGIC.len();
        while let Some(chunk) = Chunk::at(content, at) {
            if !self.work.spend(CHUNK_COST) {
                break;
            }
            if let Some(text) = chunk.text() {
                self.png_text(&text, &format!("{prefix}(PNG text at byte {at})"), level);
            }
            at = chunk.end;
            if chunk.kind == b"IEND" {
                break;
            }
        }
        at
    }

    fn png_text(&mut self, text: &Text<'_>, path: &str, level: usize) {
        if !self.work.spend(TEXT_COST + text.text.len() as u64) {
            return;
        }
        let keyword = [text.keyword, b": "].concat();
        let content: Box<dyn Read + '_> =
            if text.is_compressed { Box::new(ZlibDecoder::new(text.text)) } else { Box::new(text.text) };
        let mut content = keyword.chain(self.metered(content));
        // What does not decode was no text.
        let _ = self.try_entry(path, None, &mut content, level);
    }
}
