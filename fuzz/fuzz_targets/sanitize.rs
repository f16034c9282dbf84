//! What is printed: no text and no bytes of a repository reach the terminal as more than visible characters.
#![no_main]

use akguard::sanitize::{escape_json, window};
use akguard_common::text::{escape, escape_bytes, quote};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let text = escape_bytes(data);
    match std::str::from_utf8(data) {
        Ok(same) => assert_eq!(text, same),
        Err(_) => assert!(text.contains('%')),
    }

    let shown = escape(&text);
    assert_visible(&shown);
    assert_eq!(escape(&shown), shown, "what is visible stays");
    let cut = window(&text);
    assert_visible(&cut);
    assert!(cut.chars().count() <= 163 && (cut == shown || cut.contains("...")));

    json(&Value::String(text.clone()));
    json(&Value::Object([(text, Value::Null)].into_iter().collect()));
    if let Ok(value) = serde_json::from_slice::<Value>(data) {
        json(&value);
    }

    // No path holds a NUL byte.
    let path: Vec<u8> = data.iter().copied().filter(|b| *b != 0).collect();
    let word = quote(&path);
    assert_visible(&word);
    assert_eq!(unquote(&word), path, "{word}");
});

fn json(value: &Value) {
    let text = value.to_string();
    let escaped = escape_json(&text);
    assert_visible(&escaped);
    // Read twice, since a float may change when it is written.
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("still JSON");
    assert_eq!(parse(&escaped), parse(&text));
}

fn assert_visible(text: &str) {
    assert!(!text.chars().any(is_hidden), "{text:?}");
}

/// Controls, line ends of Unicode and `Default_Ignorable_Code_Point` of Unicode 16 (DerivedCoreProperties.txt), and the
/// interlinear marks: what a terminal obeys, or draws as nothing.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
            | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb
            | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff)
}

/// One word as bash, zsh and ksh read it: bare characters, `'...'`, `\'` between such, `$'...'` with its escapes.
fn unquote(word: &str) -> Vec<u8> {
    let mut rest = word.as_bytes();
    let mut out = Vec::new();
    assert!(!rest.is_empty(), "no word at all");
    // An option, zsh's `=program` and a home folder.
    assert!(!b"-=~".contains(&rest[0]), "{word}");
    while let Some((&first, after)) = rest.split_first() {
        match first {
            b'\'' => {
                let end = after.iter().position(|b| *b == b'\'').expect("an open quote");
                out.extend_from_slice(&after[..end]);
                rest = &after[end + 1..];
            }
            b'\\' => {
                assert_eq!(after.first(), Some(&b'\''));
                out.push(b'\'');
                rest = &after[1..];
            }
            b'$' => {
                rest = after.strip_prefix(b"'").expect("only `$'` is known");
                rest = ansi_c(rest, &mut out);
            }
            _ => {
                assert!(first.is_ascii_alphanumeric() || b"_-./,:+@%=".contains(&first), "{word}");
                out.push(first);
                rest = after;
            }
        }
    }
    out
}

/// The inside of `$'...'`; returns what follows it.
fn ansi_c<'t>(mut rest: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    loop {
        match rest {
            [b'\'', after @ ..] => return after,
            [b'\\', c @ (b'\'' | b'\\'), after @ ..] => {
                out.push(*c);
                rest = after;
            }
            [b'\\', b'x', high, low, after @ ..] => {
                let digit = |b: u8| char::from(b).to_digit(16).expect("a hex digit") as u8;
                out.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            [b'\\', ..] | [] => panic!("an unknown escape or an open quote"),
            [c, after @ ..] => {
                out.push(*c);
                rest = after;
            }
        }
    }
}
