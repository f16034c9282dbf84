use proptest::prelude::*;

use super::*;

fn decoded(text: &str) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    pieces(text.as_bytes(), None, &mut |piece| {
        all.push((piece.form, String::from_utf8_lossy(&piece.text[piece.lead..]).into_owned()));
    });
    all
}

/// The part of `text` that `needle` was decoded from.
fn source<'t>(text: &'t str, needle: &str) -> &'t str {
    let mut all = Vec::new();
    pieces(text.as_bytes(), None, &mut |piece| {
        if let Some(at) = akguard_common::bytes::find_text(needle.as_bytes(), &piece.text) {
            all.push(piece.source(&(at..at + needle.len())));
        }
    });
    assert_eq!(all.len(), 1, "{text}");
    &text[all[0].clone()]
}

#[test]
fn base64_of_text() {
    let words = "the quick brown fox jumps over the lazy dog, twice a day and once a night";
    let plain = data_encoding::BASE64.encode(words.as_bytes());
    let url = data_encoding::BASE64URL_NOPAD.encode(b"?>?>?>?>?>?> and so on ???");
    for text in [format!("  data: {plain}\n"), format!("x=\"{plain}\""), format!("data:text/plain;base64,{plain}")] {
        assert!(decoded(&text).contains(&("base64", words.to_owned())), "{text}");
        assert_eq!(source(&text, words), plain.trim_end_matches('='));
    }
    assert_eq!(decoded(&url)[0].1, "?>?>?>?>?>?> and so on ???");
    for gap in ["\n", "\n    ", "\\n", "\r\n", "\",\n  \"", "\n# "] {
        let lines: Vec<&str> = plain.as_bytes().chunks(40).map(|l| std::str::from_utf8(l).unwrap()).collect();
        let text = format!("key: |\n    {}\nnext: 1\n", lines.join(gap));
        assert_eq!(decoded(&text)[0].1, words, "{gap:?}");
        assert!(source(&text, "once a night").starts_with(&lines[1][..2]) || source(&text, "once a night").len() >= 16);
    }
    // In an address neither a `-` before it makes it base64url, nor is a `/` after it a part of it.
    let address = format!("https://h/api-v2/{}/ x", data_encoding::BASE64.encode(b"words behind a path, truly so!"));
    assert!(
        decoded(&address).contains(&("base64", "words behind a path, truly so!".to_owned())),
        "{:?}",
        decoded(&address)
    );
    let names = "some_long_identifier_of_a_program/and/a/path/to/a/file and ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    assert!(decoded(names).is_empty(), "{:?}", decoded(names));
}

/// A `+` that begins a line of base64 is one of its digits.
#[test]
fn a_line_of_base64_may_begin_with_a_plus() {
    // It begins as gzip does; every line of 76 digits, 57 bytes, begins with the byte for `+`.
    let head = [0x1f, 0x8b, 8, 0];
    let bytes: Vec<u8> = (0..400u32)
        .map(|at| match at {
            0..4 => head[at as usize],
            _ if at % 57 == 0 => 0xfb,
            _ => (at * 89 % 251) as u8,
        })
        .collect();
    let encoded = data_encoding::BASE64.encode(&bytes);
    let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect();
    assert!(lines[1..].iter().all(|line| line.starts_with('+')), "{lines:?}");
    for gap in ["\n", "\r\n", "\n    "] {
        let mut found = Vec::new();
        pieces(format!("data: |\n    {}\n", lines.join(gap)).as_bytes(), None, &mut |piece| found.push(piece.text));
        assert_eq!(found, std::slice::from_ref(&bytes), "{gap:?}");
    }
}

#[test]
fn escapes() {
    assert!(decoded("a=b%2Dc%zz").contains(&("percent-encoded", "a=b-c%zz".into())));
    assert!(decoded(r"k = '\u0041b\x2dc\u{64}'").contains(&("escaped", "k = 'Ab-cd'".into())));
    assert!(decoded("a&#x2d;b&#45;c").contains(&("escaped", "a-b-c".into())));
    assert!(decoded(r"https:\/\/x").contains(&("escaped", "https://x".into())));
    assert!(decoded(r"C:\\files\\new %é% \u00e9 100% &amp;").is_empty());
    // JSON in JSON: the first level gives the escape, the second one its meaning.
    assert_eq!(decoded(r"a \\u0041"), [("escaped", r"a \u0041".to_owned())]);
    assert_eq!(source("x ab%2Dcd y", "b-c"), "b%2Dc");
    assert_eq!(source("x ab%2Dcd y", "ab-"), "ab%2D");
    assert_eq!(source(r"\u0041bc", "Abc"), r"\u0041bc");
    assert_eq!(source(r"xab\u0041", "bA"), r"b\u0041");
}

#[test]
fn a_value_over_the_border_of_a_stretch_is_whole_in_one() {
    // A stretch ends after 32 * 1024 escapes.
    let escaped = |text: &str| text.bytes().map(|byte| format!("\\u{byte:04x}")).collect::<String>();
    for before in [(32 << 10) - 10, (60 << 10) - 10] {
        let text = [escaped(&"a".repeat(before)), escaped("the-value-in-question"), escaped(&"b".repeat(500))].concat();
        assert!(decoded(&text).iter().any(|(_, piece)| piece.contains("the-value-in-question")), "{before}");
    }
}

#[test]
fn joined_literals() {
    for text in [
        "k = \"abc\" + \"def\"",
        "k = 'abc' . 'def';",
        "k = \"abc\"\n    \"def\"",
        "k = (\"abc\"  # one\n     f\"def\")",
        "k = \"abc\" +\n  // two\n  'def'",
        "k = \"abc\" \\\n  \"def\"",
        "k = `abc` + \"def\"",
        "Dim k = \"abc\" & _\n \"def\"",
        "k = \"abc\" .. 'def'",
        "k = \"abc\" <> \"def\"",
        "k = \"abc\"\"def\"",
        "K='abc'\"def\"",
        "k = \"abc\" \"def\" \"g\"",
        "auto k = u8\"abc\" u8\"def\";",
        "puts(\"abc\" \"def\");",
    ] {
        let all = decoded(text);
        assert!(
            all.iter().any(|(form, joined)| *form == decoded::JOINED_FORM && joined.contains("abcdef")),
            "{text}: {all:?}"
        );
    }
    let three = "k = \"abc\" + \"def\" + \"ghi\"; x";
    assert_eq!(decoded(three), [(decoded::JOINED_FORM, "k = \"abcdefghi\"".to_owned())]);
    assert_eq!(source(three, "cdefg"), "c\" + \"def\" + \"g");
    for text in [
        "f(\"abc\", \"def\")",
        "[\"abc\",\n \"def\"]",
        "a = \"abc\"; b = \"def\"",
        "\"\"\"abc\"\"\"",
        "x = \"\" + \"\"",
        "login \"abc\" \"def\"",
        "K=\"abc\" \"def\"",
        "KEYS=(\"abc\" \"def\")",
        "(\"abc\" \"def\")",
    ] {
        assert!(decoded(text).is_empty(), "{text}: {:?}", decoded(text));
    }
}

proptest! {
    /// The same for base64 of any bytes.
    #[test]
    fn places_of_base64_are_in_the_text(bytes in "[a-c\\x00 \n]{18,90}", wide: bool, gap in "[ \n\"]{0,3}") {
        let units = bytes.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let text = data_encoding::BASE64.encode(&if wide { units } else { bytes.into_bytes() });
        let text = format!("{}{gap}{}", &text[..text.len() / 2], &text[text.len() / 2..]);
        pieces(text.as_bytes(), None, &mut |piece| {
            let whole = piece.source(&(0..piece.text.len()));
            assert!(whole.start <= whole.end && whole.end <= text.len(), "{whole:?} of {text:?}");
        });
    }

    /// Whatever the bytes are, decoding ends and adds little, and every place is in the text.
    #[test]
    fn places_are_in_the_text(text in "[ab%\\\\ux0-9\"'+ \n=A-Z{}&#;/-]{0,300}") {
        pieces(text.as_bytes(), None, &mut |piece| {
            assert!(piece.text.len() <= text.len());
            for from in 0..piece.text.len() {
                for to in from..piece.text.len().min(from + 20) {
                    let span = piece.source(&(from..to));
                    assert!(span.start <= span.end && span.end <= text.len(), "{from}..{to} -> {span:?} of {text:?}");
                }
            }
        });
    }
}
