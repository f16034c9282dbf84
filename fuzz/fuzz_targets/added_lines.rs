//! Added lines: nothing new is ever called old, against one base or several, by diff or by counting.
#![no_main]

use std::collections::HashMap;

use akguard_git::{Added, added_within};
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    new: Text<'a>,
    bases: Vec<Text<'a>>,
    /// Lines are counted instead of compared in order.
    by_count: bool,
}

#[derive(Arbitrary, Debug)]
enum Text<'a> {
    Bytes(&'a [u8]),
    /// Lines of a small vocabulary, so that the texts have much in common.
    Lines(&'a [u8]),
}

const MAX_BASES: usize = 3;

fuzz_target!(|input: Input<'_>| {
    let limit = if input.by_count { 0 } else { usize::MAX };
    let added = |new: &[u8], bases: &[Vec<u8>]| added_within(new, bases, limit);
    let new = input.new.bytes();
    let bases: Vec<Vec<u8>> = input.bases.iter().take(MAX_BASES).map(Text::bytes).collect();
    let lines: Vec<&[u8]> = new.split_inclusive(|b| *b == b'\n').collect();
    let result = added(&new, &bases);
    agrees(&result, lines.len());
    let singles: Vec<Added> = bases.iter().map(|base| added(&new, std::slice::from_ref(base))).collect();
    for i in 0..lines.len() {
        assert_eq!(result.touches(i, i), singles.iter().all(|single| single.touches(i, i)), "line {i}");
    }
    for (base, single) in bases.iter().zip(&singles) {
        agrees(single, lines.len());
        let kept = lines.iter().enumerate().filter(|(i, _)| !single.touches(*i, *i)).map(|(_, line)| *line);
        let old = base.split_inclusive(|b| *b == b'\n');
        if !input.by_count {
            let mut rest = old;
            for line in kept {
                assert!(rest.any(|o| o == line), "{new:?} against {base:?}");
            }
        } else {
            let mut left: HashMap<&[u8], usize> = HashMap::new();
            for line in old {
                *left.entry(line).or_default() += 1;
            }
            for line in kept {
                let count = left.get_mut(line).expect("a new line is called old");
                *count = count.checked_sub(1).expect("a line is called old too often");
            }
        }
        assert!(new != *base || single.count(lines.len()) == 0, "the same text");
        assert!(!base.is_empty() || single.count(lines.len()) == lines.len(), "an empty base");
    }
});

/// `count` and `touches` say the same.
fn agrees(added: &Added, lines: usize) {
    let each: Vec<bool> = (0..lines).map(|i| added.touches(i, i)).collect();
    assert_eq!(added.count(lines), each.iter().filter(|a| **a).count());
    for first in 0..lines.min(12) {
        let mut any = false;
        for (last, own) in each.iter().enumerate().skip(first).take(12) {
            any |= own;
            assert_eq!(added.touches(first, last), any, "{first} to {last}");
        }
    }
}

impl Text<'_> {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Lines(codes) => codes.iter().take(400).flat_map(|code| line(*code)).collect(),
        }
    }
}

fn line(code: u8) -> Vec<u8> {
    const ENDS: [&[u8]; 4] = [b"\n", b"\n", b"\r\n", b""];
    [&[b'a' + code % 5], &b"\0xy"[..usize::from(code >> 6)], ENDS[usize::from(code >> 4 & 3)]].concat()
}
