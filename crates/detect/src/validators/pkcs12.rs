//! PKCS#12 bundles in base64 (RFC 7292): a DER sequence of version 3 and a content info of type data. The pattern matches the
//! first characters; the total length is in the first four bytes.

use std::ops::Range;

use data_encoding::BASE64_NOPAD;

use super::{Input, Proof, Verdict};

/// 06 09 and the object identifier 1.2.840.113549.1.7.1.
const DATA: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
/// The largest bundle that is read, in bytes.
const MAX_SIZE: usize = 64 << 10;

/// Checks a bundle, which may continue over line ends.
pub(super) fn check(input: &Input<'_>) -> Verdict {
    match bundle(input.text, input.span.start) {
        Some(replaces) => Verdict::Pass(Proof { replaces: Some(replaces), ..Proof::default() }),
        None => Verdict::Fail,
    }
}

fn bundle(text: &[u8], start: usize) -> Option<(Range<usize>, Vec<u8>)> {
    let mut digits = Vec::new();
    let mut end = start;
    let rest = text.get(start..)?;
    for (i, byte) in rest.iter().enumerate().take(2 * MAX_SIZE) {
        match byte {
            b'n' | b'r' if i > 0 && rest[i - 1] == b'\\' => {}
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'+' | b'/' => {
                digits.push(*byte);
                end = start + i + 1;
            }
            b'\n' | b'\r' | b' ' | b'\t' => {}
            b'\\' if matches!(rest.get(i + 1), Some(b'n' | b'r')) => {}
            _ => break,
        }
        if digits.len() >= 8 {
            let head = BASE64_NOPAD.decode(&digits[..8]).ok()?;
            let length = 4 + usize::from(u16::from_be_bytes([head[2], head[3]]));
            if head[..2] != [0x30, 0x82] || head[4..6] != [2, 1] || length < 100 {
                return None;
            }
            if digits.len() >= (length * 4).div_ceil(3) {
                let whole = digits.len() / 4 * 4;
                let bytes = BASE64_NOPAD.decode(&digits).or_else(|_| BASE64_NOPAD.decode(&digits[..whole])).ok()?;
                let is_bundle = bytes.len() >= 26
                    && bytes[6] == 3
                    && bytes[7] == 0x30
                    && bytes[9..26].windows(11).any(|w| w == DATA);
                return is_bundle.then_some((start..end, digits));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    /// A last digit that holds a part of another byte is left out.
    #[test]
    fn what_follows_in_the_same_run_is_no_part_of_it() {
        let inner = [&[0x30, 0x82, 1, 0x10], DATA.as_slice(), &[7; 300]].concat();
        let length = u16::try_from(inner.len() + 3).unwrap().to_be_bytes();
        let bytes = [&[0x30, 0x82], length.as_slice(), &[2, 1, 3], &inner].concat();
        for more in 0..4 {
            let text = BASE64.encode(&[bytes.as_slice(), &[0xff; 4][..more]].concat());
            let (span, digits) = bundle(text.as_bytes(), 0).unwrap();
            let length = (bytes.len() * 4).div_ceil(3);
            assert_eq!((span, digits.len()), (0..length, length), "{more}");
        }
    }

    #[test]
    fn one_line_or_many() {
        let inner = [&[0x30, 0x82, 1, 0x10], DATA.as_slice(), &[7; 300]].concat();
        let length = u16::try_from(inner.len() + 3).unwrap().to_be_bytes();
        let text = BASE64.encode(&[&[0x30, 0x82], length.as_slice(), &[2, 1, 3], &inner].concat());
        let lines =
            text.as_bytes().chunks(64).map(|c| std::str::from_utf8(c).unwrap()).collect::<Vec<_>>().join("\n  ");
        for form in [text.clone(), lines] {
            let (span, digits) = bundle(form.as_bytes(), 0).unwrap();
            assert_eq!(digits, text.trim_end_matches('=').as_bytes());
            assert_eq!(form[span].chars().last(), text.trim_end_matches('=').chars().last());
        }
        assert!(bundle(&text.as_bytes()[..200], 0).is_none(), "cut");
        assert!(bundle(text.replace("IBAz", "IBAj").as_bytes(), 0).is_none(), "another version");
    }
}
