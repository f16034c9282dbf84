//! Decoders: whatever the bytes, decoding ends, adds little, and every decoded byte has a place in the text.
#![no_main]

use std::io::Read;

use akguard_detect::encoding::{self, Decoded};
use akguard_detect::{decode, notebook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&mode, text)) = data.split_first() else { return };
    check(text, decode::DEPTH);
    let mut walk = notebook::Notebook::default();
    let _ = (walk.place(text, usize::from(mode) * 8), walk.place(text, usize::from(mode) * 16));
    // A stream gives what the whole would.
    let mut streamed = Vec::new();
    let read = Decoded::new(text).read_to_end(&mut streamed);
    assert!(read.is_ok());
    if let Some((first, _)) = encoding::views(text).next() {
        assert_eq!(streamed, first.of(text).into_owned());
    }
    // What is base64 of text is found again, wherever it stands.
    let words = b"some words that are text, ".repeat(1 + usize::from(mode % 4));
    let encoded = data_encoding::BASE64.encode(&words);
    let around = [text, b"\n  data: ", encoded.as_bytes(), b"\n"].concat();
    let mut found = false;
    decode::pieces(&around, None, &mut |piece| found |= piece.text == words);
    assert!(found, "base64 behind {:?}", String::from_utf8_lossy(text));
});

fn check(text: &[u8], depth: usize) {
    decode::pieces(text, None, &mut |piece| {
        assert!(piece.text.len() <= text.len(), "{} is longer than its source", piece.form);
        let mut last = 0;
        for at in 0..piece.text.len() {
            let span = piece.source(&(at..at + 1));
            assert!(span.start <= span.end && span.end <= text.len(), "{}: {span:?} of {}", piece.form, text.len());
            assert!(span.start >= last, "{}: {at} goes back to {span:?}", piece.form);
            last = span.start;
        }
        if depth > 1 {
            check(&piece.text, depth - 1);
        }
    });
}
