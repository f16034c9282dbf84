//! Archives: any bytes behind a mark end as files or as unread, from memory and from a pipe.
#![no_main]

use std::io::{Cursor, Read};

use akguard::unpack::{self, Input, Visitor};
use libfuzzer_sys::fuzz_target;

struct Reader {
    bytes: u64,
}

impl Visitor for Reader {
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), String> {
        assert!(path.len() < 1 << 20);
        let read = std::io::copy(content, &mut std::io::sink()).map_err(|e| e.to_string())?;
        self.bytes += read;
        Ok(())
    }

    fn unread(&mut self, _: &str, why: String) {
        assert!(!why.is_empty() && !why.contains('\n'));
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&mode, rest)) = data.split_first() else { return };
    let mark: &[u8] = [b"PK\x03\x04".as_slice(), b"\x1f\x8b\x08", b""][usize::from(mode) % 3];
    let bytes = [mark, rest].concat();
    let Some(kind) = unpack::kind(&bytes) else { return };
    let most = (256 << 20) + bytes.len() as u64 * 50 + (1 << 20);
    let mut reader = Reader { bytes: 0 };
    unpack::walk(kind, Input::Whole(&mut Cursor::new(&bytes[..]), bytes.len() as u64), "a", &mut reader);
    assert!(reader.bytes <= most);
    let mut reader = Reader { bytes: 0 };
    unpack::walk(kind, Input::Stream(&mut &bytes[..]), "a", &mut reader);
    assert!(reader.bytes <= most);
});
