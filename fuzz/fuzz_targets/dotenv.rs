//! Env files and their kin: spans lie in the text and in order, no plaintext assignment is lost, time is linear.
#![no_main]

use akguard_detect::env_file::{self, Kind};
use libfuzzer_sys::fuzz_target;

const KINDS: [Kind; 4] = [Kind::Env, Kind::Template, Kind::Settings, Kind::KeyStore];
/// Formats that are one thing by their first bytes: encrypted, or a pointer of Git LFS.
const CONTAINERS: [&[u8]; 4] = [b"\0GITCRYPT\0", b"age-encryption.org/v1", b"Salted__", b"version https://git-lfs"];
/// Plain values of several looks. Without quotes: those would close one that the text has opened.
const LINES: [&str; 4] = ["PLAIN=value", "PLAIN=https://host:80/", "export PLAIN = a b", "PLAIN: value"];

fuzz_target!(|data: &[u8]| {
    let Some((&mode, text)) = data.split_first() else { return };
    env_file::kind(text);
    env_file::is_secret_name(text);
    check(text);
    // Twenty times the text: what is worse than linear shows as a timeout.
    if mode >= 0xf0 {
        check(&text.repeat(20));
    }
    let line = LINES[usize::from(mode) % LINES.len()].as_bytes();
    let first = [line, b"\n", text].concat();
    let found = env_file::values(Kind::Env, &first);
    assert_eq!(found.first(), Some(&(0..line.len())), "the first line of {:?}", lossy(&first));
    let last = [text, b"\n", line].concat();
    let found = env_file::values(Kind::Env, &last);
    if !CONTAINERS.iter().any(|head| text.starts_with(head)) {
        assert_eq!(found.last(), Some(&(text.len() + 1..last.len())), "the last line of {:?}", lossy(&last));
    }
});

fn check(text: &[u8]) {
    for kind in KINDS {
        let mut end = 0;
        for span in env_file::values(kind, text) {
            assert!(span.start >= end && span.start < span.end && span.end <= text.len(), "{kind:?} {span:?}");
            end = span.end;
        }
    }
}

fn lossy(text: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(text)
}
