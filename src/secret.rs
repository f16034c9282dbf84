//! The secret as a type that cannot be printed, and the fingerprint that stands for it.

use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::detect::{Hint, Rule};

/// A credential's bytes. There is no `Display`, and `Debug` is blind: only [`Secret::hint`] leaves this type.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Values shorter than this show nothing of themselves, in bytes.
pub(crate) const SHORTEST_HINTED: usize = 24;
/// So much of a value stays hidden, in bits: 16 hex digits, 20 decimal ones.
const MIN_HIDDEN_BITS: f64 = 64.0;

impl Secret {
    /// Takes the canonical bytes: decoded text, PEM with LF line ends.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, for hashing and comparing. Never for output.
    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Does the text hold eight characters in a row of it, or all of a shorter one?
    pub fn is_told_by(&self, text: &str) -> bool {
        let length = self.0.len().clamp(1, 8);
        let parts: HashSet<&[u8]> = text.as_bytes().windows(length).collect();
        self.0.windows(length).any(|part| parts.contains(part))
    }

    /// What the provider's console shows of it, such as `sk-ant-api03-R2D...igAA`; `None` when nothing may be shown.
    ///
    /// Whatever the rule asks for: the prefix is text that the rule itself tells and this value begins with, and so much
    /// stays hidden that nobody finds it by trying, with the fingerprint to try it against.
    pub fn hint(&self, rule: &Rule) -> Option<String> {
        let Hint { prefix, head, tail } = rule.hint;
        let text = std::str::from_utf8(&self.0).ok().filter(|t| t.is_ascii())?;
        // What a person has chosen is found by a word list, the sooner the more of it is known.
        if prefix + head + tail == 0 || text.len() < SHORTEST_HINTED || rule.guessable {
            return None;
        }
        let fixed = rule.fixed_prefix(&self.0);
        let prefix = prefix.min(fixed);
        let hidden = text.get(prefix + head..text.len().checked_sub(tail)?)?;
        // Fixed text may lie in what is hidden, and hides nothing.
        let random = hidden.len().checked_sub(fixed - prefix + rule.form.fixed?)?;
        if random < head + tail || bits(hidden) * (random as f64) < MIN_HIDDEN_BITS {
            return None;
        }
        Some(format!("{}...{}", &text[..prefix + head], &text[text.len() - tail..]))
    }
}

/// What each character of a random text is worth, in bits: by the alphabet that it seems to be of. One that repeats few
/// characters is of a smaller alphabet.
fn bits(text: &str) -> f64 {
    const LETTERS: usize = 26;
    let holds = |class: fn(&u8) -> bool| text.bytes().any(|b| class(&b));
    let alphabet = match text.bytes().all(|b| b.is_ascii_hexdigit()) {
        true if !holds(|b| b.is_ascii_alphabetic()) => 10,
        true => 16,
        false => {
            let classes = [
                (10, holds(u8::is_ascii_digit)),
                (LETTERS, holds(u8::is_ascii_lowercase)),
                (LETTERS, holds(u8::is_ascii_uppercase)),
                (2, holds(|b| !b.is_ascii_alphanumeric())),
            ];
            classes.into_iter().filter(|(_, used)| *used).map(|(size, _)| size).sum()
        }
    };
    let different = text.bytes().collect::<HashSet<u8>>().len();
    (alphabet.min(2 * different).max(1) as f64).log2()
}

/// Stable name of a finding: SHA-256 over a version tag, the rule's id and the secret, cut to 128 bits.
///
/// It holds no line number and, for keys, no path: the same dummy key in ten tests is one decision.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

/// Part of every fingerprint; a change of it would end all allow records.
const TAG: &[u8] = b"akguard/1";

impl Fingerprint {
    /// For values that a provider made: they are too random to be guessed from the hash.
    pub fn of_key(rule: &str, secret: &Secret) -> Self {
        Self::digest(&[TAG, b"key", rule.as_bytes(), secret.expose()])
    }

    /// For values that a person may have chosen: argon2id (19 MiB, 2 passes; about 50 ms), so that a committed record
    /// does not let anyone try a word list against it. Fixed salt: equal values must give equal ids.
    pub fn of_guessable(rule: &str, secret: &Secret) -> Self {
        // 19 MiB that are new to the process each time would cost as much again; as many are kept as cores have needed at
        // one time.
        static MEMORY: Mutex<Vec<Vec<argon2::Block>>> = Mutex::new(Vec::new());
        let kept = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
        let mut slow = [0u8; 32];
        let argon = argon2::Argon2::default();
        let mut memory = kept().pop().unwrap_or_default();
        memory.resize(argon.params().block_count(), argon2::Block::default());
        let hashed =
            argon.hash_password_into_with_memory(secret.expose(), b"akguard/1/fixed-salt", &mut slow, &mut memory);
        kept().push(memory);
        match hashed {
            Ok(()) => Self::digest(&[TAG, b"guessable", rule.as_bytes(), &slow]),
            // Only a value over 4 GiB is refused; it is no password.
            Err(_) => Self::of_key(rule, secret),
        }
    }

    /// For a file that is a finding by its name: path and blob, so that changed content asks again.
    pub fn of_file(rule: &str, path: &[u8], blob: &str) -> Self {
        Self::digest(&[TAG, b"file", rule.as_bytes(), path, blob.as_bytes()])
    }

    fn digest(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // The length before each part: no two lists of parts hash alike.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut id = [0u8; 16];
        id.copy_from_slice(&hash.finalize()[..16]);
        Self(id)
    }

    /// The first `digits` hex digits (at most 32).
    pub fn short(&self, digits: usize) -> String {
        let mut text = self.to_string();
        text.truncate(digits);
        text
    }

    /// Reads 32 hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_blind() {
        let secret = Secret::new("correct-horse-battery-staple");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(..) Some(Secret(..))");
    }

    /// A user's rule with this hint.
    fn rule(fields: &str, hint: [usize; 3]) -> Rule {
        let [prefix, head, tail] = hint;
        let toml = format!(
            "id = \"own\"\ntitle = \"Own\"\nseverity = \"high\"\n{fields}\nhint = {{ prefix = {prefix}, head = {head}, tail = {tail} }}\n"
        );
        Rule::from_def(toml::from_str(&toml).unwrap()).unwrap()
    }

    const SIMPLE: &str = "keywords = [\"abc\"]\npattern = '(?P<secret>abc[0-9a-z]{10,60})'";
    const BODY: &str = "k3v9x2q8w7m1z5r4t6y0";

    fn shown(rule: &Rule, value: &str) -> Option<String> {
        Secret::new(value).hint(rule)
    }

    #[test]
    fn short_values_and_rules_without_a_hint_show_nothing() {
        let value = format!("abc{BODY}pdnf");
        assert_eq!(shown(&rule(SIMPLE, [3, 3, 4]), "abck3v9x2q8w7"), None);
        assert_eq!(shown(&rule(SIMPLE, [0, 0, 0]), &value), None);
        assert_eq!(shown(&rule(SIMPLE, [3, 3, 4]), &value).as_deref(), Some("abck3v...pdnf"));
        assert_eq!(shown(&rule(SIMPLE, [3, 3, 4]), &value.replace("x2", "\u{e9}")), None);
    }

    #[test]
    fn a_value_of_another_keyword_shows_no_more_than_its_own() {
        let fields = "keywords = [\"tk_\", \"a_long_keyword_of_24_char\"]\npattern = '(?P<secret>(?:tk_|a_long_keyword_of_24_char)[0-9a-z]{32})'";
        let rule = rule(fields, [24, 0, 4]);
        let body = format!("{BODY}abcdefghpdnf");
        assert_eq!(shown(&rule, &format!("tk_{body}")).as_deref(), Some("tk_...pdnf"));
        let long = format!("a_long_keyword_of_24_char{body}");
        assert_eq!(shown(&rule, &long).as_deref(), Some("a_long_keyword_of_24_cha...pdnf"));
        // One that begins with none shows no prefix at all.
        assert_eq!(shown(&rule, &body).as_deref(), Some("...pdnf"));
    }

    #[test]
    fn what_stays_hidden_cannot_be_tried() {
        let (hex, digits) = ("pattern = '(?P<secret>abc[0-9a-f]{8,60})'", "pattern = '(?P<secret>abc[0-9]{8,60})'");
        let of = |pattern: &str| format!("keywords = [\"abc\"]\n{pattern}");
        // 21 characters of the body, 5 or 6 of them hidden too few.
        assert_eq!(shown(&rule(&of(hex), [3, 4, 4]), "abc0f1e2d3c4b5a69788796a5"), None);
        assert_eq!(shown(&rule(&of(hex), [3, 2, 2]), "abc0f1e2d3c4b5a697887a5b6").as_deref(), Some("abc0f...b6"));
        assert_eq!(shown(&rule(&of(digits), [3, 0, 4]), "abc31415926535897932384626"), None);
        assert_eq!(shown(&rule(&of(digits), [3, 0, 4]), "abc314159265358979323846264").as_deref(), Some("abc...6264"));
        // One letter hides nothing.
        assert_eq!(shown(&rule(&of(hex), [3, 0, 4]), &format!("abc{}", "a".repeat(40))), None);
    }

    #[test]
    fn fixed_text_in_the_middle_hides_nothing() {
        let pattern = "pattern = '(?P<secret>abc[0-9a-z]{6}FIXED-TEXT-IN-IT[0-9a-z]{6})'";
        let short = rule(&format!("keywords = [\"abc\"]\n{pattern}"), [3, 2, 2]);
        assert_eq!(shown(&short, "abck3v9x2FIXED-TEXT-IN-ITq8w7m1"), None);
        let long = rule(&format!("keywords = [\"abc\"]\n{}", pattern.replace("{6}", "{12}")), [3, 2, 2]);
        assert_eq!(shown(&long, "abck3v9x2q8w7m1FIXED-TEXT-IN-ITz5r4t6y0pdnf").as_deref(), Some("abck3...nf"));
        let without_bound = format!("keywords = [\"abc\"]\n{}", "pattern = '(?P<secret>abc(?:FIXED[0-9a-z])+)'");
        assert_eq!(shown(&rule(&without_bound, [3, 2, 2]), &format!("abc{}", "FIXEDk".repeat(9))), None);
    }

    #[test]
    fn a_version_is_part_of_the_prefix_and_the_body_is_not() {
        let of = |pattern: &str| format!("keywords = [\"abcdefgh\"]\npattern = '(?P<secret>{pattern})'");
        let version = rule(&of("abcdefgh[0-9]{2}-[0-9a-z]{20}"), [8, 0, 0]);
        assert_eq!(version.fixed_prefix(format!("abcdefgh03-{BODY}").as_bytes()), 11);
        let body = rule(&of("abcdefgh[0-9]{22}"), [8, 0, 0]);
        assert_eq!(body.fixed_prefix(b"abcdefgh0312345678901234567890"), 8);
        let any_case = rule(&of("(?i:abcdefgh)[0-9a-z]{20}"), [8, 0, 0]);
        assert_eq!(any_case.fixed_prefix(format!("AbcdEFgh{BODY}").as_bytes()), 8);
    }

    #[test]
    fn what_a_person_may_have_chosen_shows_nothing() {
        let fields = format!("{SIMPLE}\nguessable = true");
        assert_eq!(shown(&rule(&fields, [3, 3, 4]), &format!("abc{BODY}pdnf")), None);
    }

    #[test]
    fn fingerprints_are_frozen() {
        // A change here ends every allow record in every repository.
        let secret = Secret::new("value");
        assert_eq!(Fingerprint::of_key("rule", &secret).to_string(), "44b906314e6af4fb8296ea709c63e77f");
        assert_eq!(Fingerprint::of_guessable("rule", &secret).to_string(), "fcd53d66e9111463f64ffcc675354b98");
        assert_eq!(Fingerprint::of_file("env-file", b".env", "00").to_string(), "6ae03643ce69cfc386dadb1f2da17e1a");
    }

    #[test]
    fn parse_reads_what_display_writes() {
        let id = Fingerprint::of_key("rule", &Secret::new("value"));
        assert_eq!(Fingerprint::parse(&id.to_string()), Some(id));
        assert_eq!(Fingerprint::parse("7c1e90d2"), None);
    }
}
