//! Archives: any bytes after a magic number end as files or as unread, from memory and from a pipe. A search for
//! containers names nothing as unread.
#![no_main]

use std::io::{Cursor, Read};

use akguard::unpack::{self, Input, UnpackError, Visitor, Work};
use libfuzzer_sys::fuzz_target;

struct Reader {
    bytes: u64,
    /// Is it only a guess that there are files?
    is_guess: bool,
}

impl Visitor for Reader {
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), UnpackError> {
        assert!(path.len() < 1 << 20);
        let read = std::io::copy(content, &mut std::io::sink())?;
        self.bytes += read;
        Ok(())
    }

    fn unread(&mut self, _: &str, why: String) {
        assert!(!self.is_guess);
        assert!(!why.is_empty() && !why.contains('\n'));
    }
}

/// What the searches visit is bounded by their budget. A text that is not compressed may be visited beyond it, once a level.
fn guess(bytes: &[u8]) {
    let work = Work::default();
    work.reset(bytes.len() as u64);
    let most = (64 << 20) + bytes.len() as u64 * (16 + 12);
    let mut reader = Reader { bytes: 0, is_guess: true };
    unpack::search(bytes, &work, &mut reader);
    assert!(reader.bytes <= most);
    work.reset(bytes.len() as u64);
    let mut reader = Reader { bytes: 0, is_guess: true };
    unpack::visit(bytes, "a", &work, &mut reader);
    assert!(reader.bytes <= most);
}

fuzz_target!(|data: &[u8]| {
    let Some((&mode, rest)) = data.split_first() else { return };
    let magics: [&[u8]; 6] =
        [b"PK\x03\x04", b"\x1f\x8b\x08", b"", b"!<arch>\ndebian-binary   ", b"\x89PNG\r\n\x1a\n", b"\0\0x\x9c"];
    let bytes = [magics[usize::from(mode) % magics.len()], rest].concat();
    guess(&bytes);
    let Some(kind) = unpack::kind(&bytes) else { return };
    let most = (256 << 20) + bytes.len() as u64 * 50 + (1 << 20);
    let mut reader = Reader { bytes: 0, is_guess: false };
    unpack::walk(
        kind,
        Input::Whole(&mut Cursor::new(&bytes[..]), bytes.len() as u64),
        "a",
        &Work::default(),
        &mut reader,
    );
    assert!(reader.bytes <= most);
    let mut reader = Reader { bytes: 0, is_guess: false };
    unpack::walk(kind, Input::Stream(&mut &bytes[..]), "a", &Work::default(), &mut reader);
    assert!(reader.bytes <= most);
});
