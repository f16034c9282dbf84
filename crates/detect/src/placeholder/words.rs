//! Words that make a value a placeholder.

/// Words of five letters or more that make any value a placeholder: one of them occurs by chance in about 1 of 30,000
/// values of 95 base64 characters (95 / 32^5 for each).
const WORDS: [&[u8]; 33] = [
    b"example",
    b"placeholder",
    b"changeme",
    b"change-me",
    b"change_me",
    b"replace",
    b"yourkey",
    b"yourapi",
    b"your-",
    b"your_",
    b"yoursecret",
    b"yourtoken",
    b"yourpass",
    b"insert-",
    b"insert_",
    b"redacted",
    b"dummy",
    b"sample",
    b"notreal",
    b"not-real",
    b"not_a_real",
    b"fakekey",
    b"foobar",
    b"lorem",
    b"undefined",
    b"qwerty",
    b"goeshere",
    b"yourwebhook",
    b"deadbeef",
    b"process.env",
    b"os.environ",
    b"x-oauth-basic",
    b"x-access-token",
];

/// Shorter words count only as a whole part between `-`, `_`, `.` or the ends.
const PARTS: [&[u8]; 12] =
    [b"test", b"fake", b"todo", b"here", b"your", b"mock", b"none", b"null", b"xxxx", b"secret", b"token", b"apikey"];

/// Does it contain such a word, or consist of words?
pub(super) fn consists_of_words(value: &[u8], lower: &[u8]) -> bool {
    // A word of five letters occurs too often in a long random value.
    contains_word(lower, if value.len() <= 200 { 0 } else { 7 }) || is_made_of_words(value, lower)
}

/// Words with `-`, `_` or `.` between them: one of [`PARTS`] among parts without digits, or three lower-case words.
fn is_made_of_words(value: &[u8], lower: &[u8]) -> bool {
    let parts = || lower.split(|b| b"-_.".contains(b));
    let random = |part: &[u8]| {
        part.len() >= 6 && part.iter().any(u8::is_ascii_digit) && part.iter().any(u8::is_ascii_alphabetic)
    };
    let words = value.iter().all(|b| b.is_ascii_lowercase() || b"-_.".contains(b));
    (parts().any(|part| PARTS.contains(&part)) && (value.len() < 8 || !parts().any(random)))
        || (words && parts().map(|part| usize::from(part.len() > 1)).sum::<usize>() >= 3)
}

/// Does it contain one of [`WORDS`] of at least `least` bytes? One pass: most bytes begin no word.
fn contains_word(lower: &[u8], least: usize) -> bool {
    /// For each byte, a bit for each word that it begins.
    static BEGIN: [u64; 256] = {
        let mut begin = [0; 256];
        let mut i = 0;
        while i < WORDS.len() {
            begin[WORDS[i][0] as usize] |= 1 << i;
            i += 1;
        }
        begin
    };
    lower.iter().enumerate().any(|(at, byte)| {
        let mut words = BEGIN[usize::from(*byte)];
        let rest = &lower[at..];
        std::iter::from_fn(|| {
            let word = WORDS.get(words.trailing_zeros() as usize)?;
            words &= words - 1;
            Some(word)
        })
        .any(|word| word.len() >= least && rest.get(1) == word.get(1) && rest.starts_with(word))
    })
}
