//! The words of a name: `dbPassword_2` is `db`, `password`, `2`.

/// Longer names are data, in bytes.
pub(super) const MAX_LENGTH: usize = 80;
/// Names with more words are not names of values.
const MAX_WORDS: usize = 14;

/// The words of a name in lower case: `dbPassword_2` is `db`, `password`, `2`.
pub(super) struct NameWords {
    text: [u8; MAX_LENGTH],
    ends: [usize; MAX_WORDS],
    pub(super) count: usize,
}

impl NameWords {
    pub(super) fn parse(name: &[u8]) -> Option<Self> {
        let mut words = Self { text: [0; MAX_LENGTH], ends: [0; MAX_WORDS], count: 0 };
        let mut length = 0;
        let mut begun = 0;
        let mut end = |length: usize, begun: &mut usize| {
            if length > *begun {
                *words.ends.get_mut(words.count)? = length;
                words.count += 1;
                *begun = length;
            }
            Some(())
        };
        let mut before = Letter::None;
        for i in 0..name.len() {
            let Some(byte) = folded(name, i) else { continue };
            let letter = LETTER[usize::from(byte)];
            let case_change = letter == Letter::Upper
                && (before == Letter::Lower
                    || (before == Letter::Upper && name.get(i + 1).is_some_and(u8::is_ascii_lowercase)));
            if letter == Letter::None || case_change || (letter == Letter::Digit) != (before == Letter::Digit) {
                end(length, &mut begun)?;
            }
            if letter != Letter::None {
                *words.text.get_mut(length)? = byte.to_ascii_lowercase();
                length += 1;
            }
            before = letter;
        }
        end(length, &mut begun)?;
        Some(words)
    }

    pub(super) fn get(&self, i: usize) -> &[u8] {
        let from = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.text[from..self.ends[i]]
    }
}

/// Is the byte at `i` one of a Latin letter beyond ASCII (`ñ`, `ü`, `ł`)?
pub(super) fn is_accented(text: &[u8], i: usize) -> bool {
    let is_lead = |i: usize| text.get(i).is_some_and(|b| matches!(b, 0xc3..=0xc5));
    let is_rest = |i: usize| text.get(i).is_some_and(|b| matches!(b, 0x80..=0xbf));
    (is_lead(i) && is_rest(i + 1)) || (is_rest(i) && i.checked_sub(1).is_some_and(is_lead))
}

/// The byte at `i` without accents: `contraseña` is `contrasena`. `None` for the first byte of a letter, which does not say
/// yet which letter it is.
fn folded(name: &[u8], i: usize) -> Option<u8> {
    if !is_accented(name, i) {
        return Some(name[i]);
    }
    if matches!(name[i], 0xc3..=0xc5) {
        return None;
    }
    // In UTF-8: the letters of Latin-1 that occur in keywords, and some of Polish, Turkish and Hungarian.
    let letter = match (name[i - 1], name[i]) {
        (0xc3, 0x80..=0x85 | 0xa0..=0xa5) | (0xc4, 0x85) => b'a',
        (0xc3, 0x87 | 0xa7) | (0xc4, 0x87 | 0x8d) => b'c',
        (0xc3, 0x88..=0x8b | 0xa8..=0xab) | (0xc4, 0x99) => b'e',
        (0xc3, 0x8c..=0x8f | 0xac..=0xaf) | (0xc4, 0xb1) => b'i',
        (0xc3, 0x91 | 0xb1) => b'n',
        (0xc3, 0x92..=0x98 | 0xb2..=0xb8) | (0xc5, 0x91) => b'o',
        (0xc3, 0x99..=0x9c | 0xb9..=0xbc) | (0xc5, 0xb1) => b'u',
        (0xc5, 0x81 | 0x82) => b'l',
        (0xc5, 0x9e | 0x9f | 0xa1) => b's',
        _ => b'x',
    };
    Some(letter)
}

/// The class of a byte in a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letter {
    Lower,
    Upper,
    Digit,
    None,
}

static LETTER: [Letter; 256] = {
    let mut letters = [Letter::None; 256];
    let mut byte = 0;
    while byte < 256 {
        letters[byte] = match byte as u8 {
            b'a'..=b'z' => Letter::Lower,
            b'A'..=b'Z' => Letter::Upper,
            b'0'..=b'9' => Letter::Digit,
            _ => Letter::None,
        };
        byte += 1;
    }
    letters
};
