use super::*;

fn encoded(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

#[test]
fn utf16_with_and_without_mark() {
    let text = "key = value\nüber 日本\n";
    for big in [false, true] {
        let marked = encoded(&format!("\u{feff}{text}"), big);
        assert_eq!(decode(&marked), text.as_bytes());
        assert_eq!(decode(&encoded(text, big)), text.as_bytes());
    }
}

#[test]
fn streams_are_decoded_as_a_whole_would_be() {
    let text = "key = value \u{1F600} über 日本\n".repeat(9000);
    for blob in [encoded(&text, true), encoded(&format!("\u{feff}{text}"), false), text.clone().into_bytes()] {
        let mut out = Vec::new();
        Decoded::new(&blob[..]).read_to_end(&mut out).unwrap();
        assert_eq!(out, text.as_bytes());
    }
    for blob in [b"".as_slice(), b"a", b"\xff\xfea"] {
        let mut out = Vec::new();
        Decoded::new(blob).read_to_end(&mut out).unwrap();
        assert!(out.len() <= 1);
    }
}

#[test]
fn other_bytes_stay() {
    for blob in [b"plain".as_slice(), b"a\0b\0\0\0c", b"\xff\xd8\xff\xe0 jpeg", b"", b"\0"] {
        assert_eq!(decode(blob), blob);
    }
}
