//! Passwords and keys with punctuation anywhere: `$` and `<` at their start, braces, commas, blanks. In a text with
//! words such punctuation would mean a reference, a list or markup.

use akguard_common::bytes;

use super::non_secret::is_common;
use crate::placeholder::count;
use crate::randomness::randomness;

/// Shorter values cannot be distinguished from a piece of code, in bytes.
const MIN_LENGTH: usize = 10;
const MAX_LENGTH: usize = 200;
/// Blanks are allowed in values of this length: the salts of WordPress have them.
const MIN_SPACED: usize = 40;
/// A run of letters of one case that is this long may be a word.
const MAX_LETTERS: usize = 6;
/// Minimum bits of randomness of the whole value, and of each 10 bytes of it.
const MIN_BITS: f64 = 5.0;
const BITS_OF_TEN: f64 = 2.5;
/// The name of a variable has fewer bits.
const WORD_BITS: f64 = 4.0;

/// A value with these bits and this length, in bytes, is random even if it contains a short mark or a common word.
const SURE_BITS: f64 = 40.0;
const MIN_SURE: usize = 24;

/// Contained in references, markup and patterns.
const MARKS: [&[u8]; 17] = [
    b"[0-9", b"${", b"#{", b"{{", b"}}", b"$(", b"%(", b"://", b"<%", b"\\u", b"\\n", b"\\d", b"\\w", b"\\s", b"(?",
    b":{", b"\":",
];
/// The same, but a long random value may contain one by chance.
const SHORT_MARKS: [&[u8]; 10] = [b".*", b".+", b"%s", b"%d", b"%v", b"()", b"[]", b"</", b"/>", b"a-z"];

/// Does the value consist of random letters, digits and punctuation?
pub(super) fn is(value: &[u8]) -> bool {
    // The `,` or `;` at the end belongs to the list or the statement.
    let value = value.strip_suffix(b",").or_else(|| value.strip_suffix(b";")).unwrap_or(value);
    let blanks = bytes::count(b' ', value);
    let signs = count(value, |b| b.is_ascii_punctuation() && !b"_-.".contains(b));
    let letters = count(value, u8::is_ascii_alphabetic);
    let digits = count(value, u8::is_ascii_digit);
    let is_text = value.iter().all(|b| b.is_ascii_graphic() || *b == b' ');
    let spaced = blanks == 0 || (value.len() >= MIN_SPACED && blanks * 8 <= value.len() && signs * 6 >= value.len());
    let contains = |marks: &[&[u8]]| marks.iter().any(|mark| bytes::find_text(mark, value).is_some());
    let is_sure = value.len() >= MIN_SURE && randomness(value) >= SURE_BITS;
    (MIN_LENGTH..=MAX_LENGTH).contains(&value.len())
        && !(value.starts_with(b"{") && value.ends_with(b"}"))
        && !contains_field(value)
        && is_text
        && spaced
        && !is_list(value)
        && !is_wrapped(value)
        && (letters >= 3 && signs > 0 && digits + signs > 1)
        && !is_call(value)
        && !is_query(value)
        && turns(value) * 3 >= value.len()
        && !contains(&MARKS)
        && !has_word(value)
        && !is_variable(value)
        && is_random(value)
        && (is_sure || !(contains(&SHORT_MARKS) || is_common(value)))
}

/// `{name}`, `{0}`, `{user.id:>8}`: a field that a format string or a template fills.
pub(super) fn contains_field(value: &[u8]) -> bool {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"_.:!<>[]- ".contains(b);
    let in_braces = bytes::places(b'{', value).any(|open| {
        let rest = &value[open + 1..];
        let length = rest.iter().take_while(|b| is_part(b)).count();
        rest.get(length) == Some(&b'}')
    });
    // `[upper:6]`
    let in_brackets = || {
        bytes::places(b'[', value).any(|open| {
            let rest = &value[open + 1..];
            let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b':').count();
            rest.get(length) == Some(&b']') && rest[..length].contains(&b':')
        })
    };
    in_braces || in_brackets()
}

/// How often a byte is followed by one of another class: lower-case letter, upper-case letter, digit, anything else.
fn turns(value: &[u8]) -> usize {
    let class = |b: u8| match b {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    value.windows(2).map(|pair| usize::from(class(pair[0]) != class(pair[1]))).sum()
}

/// Does it contain a word: a run of letters of one case, or a name in brackets (`{name}`, `<name>`, `%name%`)?
fn has_word(value: &[u8]) -> bool {
    let mut runs = value.split(|b| !b.is_ascii_alphabetic());
    let is_long = |run: &[u8]| {
        let is_one_case = || run[1..].iter().all(u8::is_ascii_lowercase) || run.iter().all(u8::is_ascii_uppercase);
        run.len() >= MAX_LETTERS && is_one_case() && randomness(run) < WORD_BITS
    };
    let wrapped = |open: u8, close: u8| {
        bytes::find(open, value).is_some_and(|from| {
            let inner = &value[from + 1..];
            let name =
                |to: usize| inner[..to].iter().all(u8::is_ascii_alphabetic) && randomness(&inner[..to]) < WORD_BITS;
            bytes::find(close, inner).is_some_and(|to| to > 1 && name(to))
        })
    };
    runs.any(is_long) || wrapped(b'{', b'}') || wrapped(b'<', b'>') || wrapped(b'%', b'%')
}

/// `{<id>}`, `urn:...`
fn is_wrapped(value: &[u8]) -> bool {
    let scheme = value.iter().take_while(|b| b.is_ascii_lowercase()).count();
    (value.starts_with(b"{") && value.ends_with(b"}")) || (scheme >= 3 && value.get(scheme) == Some(&b':'))
}

/// `1,2,3,4,A,B`: nearly every other byte is the same punctuation character.
fn is_list(value: &[u8]) -> bool {
    let mut counts = [0usize; 128];
    for byte in value {
        if byte.is_ascii_punctuation() {
            counts[usize::from(*byte)] += 1;
        }
    }
    counts.iter().any(|count| count * 5 >= value.len() * 2)
}

/// `a=1&b=2`
fn is_query(value: &[u8]) -> bool {
    let mut parts = value.split(|b| *b == b'&');
    let is_pair = |part: &[u8]| bytes::find(b'=', part).is_some_and(|i| i > 0);
    parts.next().is_some_and(is_pair) && parts.next().is_some_and(is_pair)
}

/// `ENC(...)`, `ENC[...]`, `name(...)`.
fn is_call(value: &[u8]) -> bool {
    let letters = value.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_.".contains(b)).count();
    letters >= 3 && matches!((value.get(letters), value.last()), (Some(b'('), Some(b')')) | (Some(b'['), Some(b']')))
}

/// `$name` and `$NAME`, also with something else after it.
fn is_variable(value: &[u8]) -> bool {
    let Some(name) = value.strip_prefix(b"$") else { return false };
    let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    length == name.len() || (length >= 3 && randomness(&name[..length]) < WORD_BITS)
}

fn is_random(value: &[u8]) -> bool {
    let bits = randomness(value);
    #[allow(clippy::cast_precision_loss)] // a short value
    let length = value.len() as f64;
    bits >= MIN_BITS && bits * 10.0 >= BITS_OF_TEN * length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_templates_are_filled_elsewhere() {
        for text in [
            "sk-proj-{alnum:74}T3Blb",
            "Kx7!pQ_{user.id:>8}#9m",
            "key_{0}_Xk7pQ2!vLm9",
            "{{b64text:ci:[alnum:16]}x!9Qk",
        ] {
            assert!(!is(text.as_bytes()), "{text}");
        }
        assert!(is(b"Kx7!{pQ$2vLm9#}aB"));
    }
    use crate::sample::expand;

    #[test]
    fn signs_anywhere() {
        for (template, least) in [
            ("${alnum:5}#{alnum:4}!{alnum:3}", 75),
            ("/{alnum:6},{alnum:6}:{alnum:3}", 75),
            ("<{alnum:5}>{alnum:4}?{alnum:4}", 75),
            ("%{alnum:6}({alnum:4}&{alnum:2}", 75),
            ("{alnum:8}(-{alnum:6}$^{alnum:7}&)={alnum:8}#@{alnum:6}%{alnum:4}", 90),
            ("{alnum:4}@{alnum:4}${alnum:4}*{alnum:4}(-{alnum:4}%{alnum:4}+{alnum:4}={alnum:4})", 90),
        ] {
            let found = (0..100).filter(|seed| is(expand(template, *seed).as_bytes())).count();
            assert!(found >= least, "{template}: {found} of 100");
        }
        for text in [
            "$DB_PASSWORD!1",
            "${X:-9}aB3#x",
            "{token}:A1b2",
            "<password>A1!",
            "%s:%s@9Ab/x",
            "getPassword(1)!A2",
            "^[A-Z0-9]{8}$",
            "user:password1@host",
            "$password123",
            "a1=b2&c3=d4&e5=f6",
            "1,2,3,4,A,B,C",
            "Passwort1!",
            "P@ssw0rd1!",
        ] {
            assert!(!is(text.as_bytes()), "{text}");
        }
    }
}
