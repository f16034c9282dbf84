//! Values typed along the alphabet, the digits or the keyboard, also alternately.

/// The alphabet, the digits, and the rows and columns of keyboards.
const LINES: [&[u8]; 15] = [
    b"abcdefghijklmnopqrstuvwxyz",
    b"01234567890",
    b"qwertyuiop",
    b"asdfghjkl",
    b"zxcvbnm",
    b"qwertzuiop",
    b"yxcvbnm",
    b"azertyuiop",
    b"1qaz",
    b"2wsx",
    b"3edc",
    b"4rfv",
    b"5tgb",
    b"6yhn",
    b"7ujm",
];

/// Is a value, in lower case, typed that way? `1qaz2wsx3edc`, `abc123xyz789`, `q1w2e3r4`, `9f8e7d6c`.
///
/// Of values of eight random letters and digits fewer than 1 in 10,000 are: two parts of three occur once in 60,000, and
/// alternating letters and digits that both follow a line hardly ever.
pub(super) fn is_walk(lower: &[u8]) -> bool {
    const MIN_LENGTH: usize = 6;
    const MAX_LENGTH: usize = 64;
    let mut keys = lower.to_vec();
    keys.retain(|b| !b"-_.: ".contains(b));
    (MIN_LENGTH..=MAX_LENGTH).contains(&keys.len())
        && keys.iter().all(u8::is_ascii_alphanumeric)
        && (is_covered(&keys) || is_in_turns(&keys))
}

/// Do parts of three or more keys along the lines make up nearly all of it? Greedy from the left, the longest part first.
fn is_covered(keys: &[u8]) -> bool {
    let mut at = 0;
    let mut left_out = 0;
    while at < keys.len() {
        let length = walk_length(&keys[at..]);
        left_out += usize::from(length < 3);
        at += if length < 3 { 1 } else { length };
    }
    left_out * 6 <= keys.len() && left_out <= 2
}

/// Number of keys from the first one that follow a line, in either direction, or are the same one.
fn walk_length(keys: &[u8]) -> usize {
    let along = |line: &[u8], step: isize| {
        let Some(mut at) = line.iter().position(|b| *b == keys[0]) else { return 0 };
        let mut length = 1;
        while let Some(next) = at.checked_add_signed(step)
            && next < line.len()
            && keys.get(length) == Some(&line[next])
        {
            at = next;
            length += 1;
        }
        length
    };
    let same = keys.iter().take_while(|key| **key == keys[0]).count();
    LINES.iter().flat_map(|line| [along(line, 1), along(line, -1)]).fold(same, usize::max)
}

/// Do letters and digits alternate, and both follow a line: `a1b2c3d4`, `1q2w3e4r`?
fn is_in_turns(keys: &[u8]) -> bool {
    if keys.windows(2).any(|pair| pair[0].is_ascii_digit() == pair[1].is_ascii_digit()) {
        return false;
    }
    let half = |from: usize| keys.iter().copied().skip(from).step_by(2).collect::<Vec<u8>>();
    [half(0), half(1)].iter().all(|half| half.len() >= 3 && walk_length(half) == half.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn typed_along_lines() {
        for value in [
            "a1b2c3d4",
            "a1b2c3d4e5",
            "1a2b3c4d5e6f",
            "9f8e7d6c5b4a",
            "q1w2e3r4t5",
            "1q2w3e4r",
            "zaq12wsx",
            "1qaz2wsx3edc",
            "abc123xyz789",
            "abcd1234efgh5678",
            "abc-123-def-456",
            "12345-abcde-67890-fghij",
            "x1y2z3",
            "qwe123asd456",
            "aaa111bbb222",
            "qwertz123456",
            "zyx987wvu654",
        ] {
            assert!(is_walk(value.as_bytes()), "{value}");
        }
        for value in ["password", "summer2023", "a7b2c9d4", "abc9x2k4m7"] {
            assert!(!is_walk(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn random_values_are_none() {
        for template in ["{base36:8}", "{base36:12}", "{lower:8}", "{hex:12}"] {
            let walks = (0..10_000).filter(|seed| is_walk(expand(template, *seed).as_bytes())).count();
            assert!(walks <= 2, "{template}: {walks}");
        }
    }
}
