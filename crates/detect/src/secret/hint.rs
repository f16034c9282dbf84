//! What a report may show of a value.

use std::collections::HashSet;

use super::{MIN_HINTED, Secret};
use crate::{Hint, Rule, is_drawn};

/// Minimum part of a value that stays hidden, in bits: 16 hex digits, 20 decimal ones.
const MIN_HIDDEN_BITS: f64 = 64.0;
/// Bits of a decimal digit.
const DIGIT_BITS: f64 = std::f64::consts::LOG2_10;

impl Secret {
    /// What the provider's console shows of it, such as `sk-ant-api03-R2D...igAA`; `None` when nothing may be shown.
    ///
    /// Whatever the rule asks for, the prefix is only text that the rule itself contains and this value begins with,
    /// and enough stays hidden that nobody can find the value by trial against its fingerprint.
    pub fn hint(&self, rule: &Rule) -> Option<String> {
        let Hint { prefix, head, tail } = rule.hint;
        let text = std::str::from_utf8(&self.0).ok()?;
        // A value that a person has chosen can be found with a word list, the faster the more of it is known.
        if !text.is_ascii() || prefix + head + tail == 0 || text.len() < MIN_HINTED || rule.guessable {
            return None;
        }
        let fixed = rule.fixed_prefix(&self.0);
        let prefix = prefix.min(fixed);
        let hidden = text.get(prefix + head..text.len().checked_sub(tail)?)?;
        // The hidden part may contain fixed text, which hides nothing.
        let random = hidden.len().checked_sub(fixed - prefix + rule.form.fixed?)?;
        // It is not known which characters are fixed: in a user's rule the others may be digits alone.
        let is_mixed = rule.is_own() && random < hidden.len();
        let each = if is_mixed { bits(hidden).min(DIGIT_BITS) } else { bits(hidden) };
        if random < head + tail || each * (random as f64) < MIN_HIDDEN_BITS {
            return None;
        }
        // Words can be found with a word list. Whether the values of a rule are random only its author knows.
        if rule.is_own() && !is_drawn(hidden.as_bytes()) {
            return None;
        }
        Some(format!("{}...{}", &text[..prefix + head], &text[text.len() - tail..]))
    }
}

/// Bits of each character of a random text, by the alphabet that it seems to have. A text of few different characters
/// has a smaller alphabet.
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
            classes.into_iter().map(|(size, used)| if used { size } else { 0 }).sum()
        }
    };
    let different = text.bytes().collect::<HashSet<u8>>().len();
    (alphabet.min(2 * different).max(1) as f64).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let hex = "pattern = '(?P<secret>abc[0-9a-f]{8,60})'";
        let digits = "pattern = '(?P<secret>abc[0-9]{8,60})'";
        let of = |pattern: &str| format!("keywords = [\"abc\"]\n{pattern}");
        // 21 characters of the body, of which 5 or 6 too few are hidden.
        assert_eq!(shown(&rule(&of(hex), [3, 4, 4]), "abc0f1e2d3c4b5a69788796a5"), None);
        assert_eq!(shown(&rule(&of(hex), [3, 2, 2]), "abc0f1e2d3c4b5a697887a5b6").as_deref(), Some("abc0f...b6"));
        assert_eq!(shown(&rule(&of(digits), [3, 0, 4]), "abc31415926535897932384626"), None);
        assert_eq!(shown(&rule(&of(digits), [3, 0, 4]), "abc314159265358979323846264").as_deref(), Some("abc...6264"));
        // One letter hides nothing.
        assert_eq!(shown(&rule(&of(hex), [3, 0, 4]), &format!("abc{}", "a".repeat(40))), None);
    }

    /// Whether or not the author of a rule thought of word lists.
    #[test]
    fn words_and_what_is_fixed_but_for_its_case_hide_nothing() {
        let shown_of = |pattern: &str, value: &str| {
            shown(&rule(&format!("keywords = [\"abc\", \"pw=\"]\npattern = '{pattern}'"), [3, 4, 4]), value)
        };
        for (pattern, value) in [
            ("(?P<secret>abc[0-9]{6}(?i:productionenvironment)[0-9]{6})", "abc610398productionenvironment300108"),
            ("(?i)(?P<secret>abc[0-9]{6}productionenvironment[0-9]{6})", "abc127908productionenvironment255730"),
            ("(?P<secret>abc[0-9]{4}:[A-Za-z.]{10,40}:[0-9]{4})", "abc9808:billing.Service.production:0427"),
            ("(?P<secret>abc[0-9]{6}[a-z]*[0-9]{2})", "abc155369productionenvironmentdatabase36"),
            (
                "(?P<secret>abc[0-9]{8}-PRODUCTION_environment-Xyz[0-9]{11})",
                "abc94591203-PRODUCTION_environment-Xyz30201883706",
            ),
            ("(?P<secret>pw=[A-Za-z0-9!]{8,200})", "pw=MyCompanyPassword2026!Winter"),
            ("(?P<secret>pw=[A-Za-z0-9!]{8,200})", "pw=Hunter2Hunter2Hunter2Hunter2Hunter2"),
        ] {
            assert_eq!(shown_of(pattern, value), None, "{value}");
        }
    }

    #[test]
    fn fixed_text_in_the_middle_hides_nothing() {
        let pattern = "pattern = '(?P<secret>abc[0-9a-z]{6}FIXED-TEXT-IN-IT[0-9a-z]{6})'";
        let short = rule(&format!("keywords = [\"abc\"]\n{pattern}"), [3, 2, 2]);
        assert_eq!(shown(&short, "abck3v9x2FIXED-TEXT-IN-ITq8w7m1"), None);
        let long = rule(&format!("keywords = [\"abc\"]\n{}", pattern.replace("{6}", "{22}")), [3, 2, 2]);
        assert_eq!(
            shown(&long, "abck3v9x2q8w7m1z5r4t6y0wqFIXED-TEXT-IN-ITz5r4t6y0pdnfk3v9x2q8w7").as_deref(),
            Some("abck3...w7")
        );
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
}
