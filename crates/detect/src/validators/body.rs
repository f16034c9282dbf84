//! The body of a key after a vendor's own prefix: is it random? Names, class lists, paths of assets and the placeholders of
//! manuals have such prefixes too.

use super::{Input, Verdict, crc};
use crate::randomness::randomness;

/// The most words before the body that are skipped, and the most letters of such a word.
const MAX_WORDS: usize = 3;
const MAX_WORD: usize = 16;
/// For GitLab fewer words are skipped: its bodies may be only 20 characters long.
const GITLAB_WORDS: usize = 1;
/// A shorter body is an abbreviation or a number.
const MIN_BODY: usize = 20;
/// The fewest characters in parts of the body that are not only digits.
const MIN_LETTERED: usize = 14;
/// Names are parts of a few characters; a random body has a part of this length that mixes letters of either case or
/// digits. Of 20 random characters of base64url 5 in 1,000 have none.
const MIN_PART: usize = 8;
/// The least bits of randomness for each character. Of 3,000 random values of 20 to 95 characters three have less; words have
/// at most zero. Hexadecimal digits are harder to recognise.
const MIN_BITS: f64 = 0.4;
const MIN_HEX_BITS: f64 = 0.2;

/// Which bodies a rule takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Any,
    /// No hexadecimal digits alone: those are the checksum in the name of an asset.
    NoHex,
}

/// Any alphabet.
pub(super) fn any(input: &Input<'_>) -> Verdict {
    unproven(body(input.value(), MAX_WORDS), Alphabet::Any)
}

/// Anything but hexadecimal digits.
pub(super) fn base64(input: &Input<'_>) -> Verdict {
    unproven(body(input.value(), MAX_WORDS), Alphabet::NoHex)
}

/// Claude keys of any kind: the checksum at the end proves them, if there is one.
pub(super) fn anthropic(input: &Input<'_>) -> Verdict {
    if crc::anthropic(input.value()) { Verdict::pass() } else { any(input) }
}

/// GitHub's and Vercel's checksum, of the body after one word and an underscore.
pub(super) fn crc62(input: &Input<'_>) -> Verdict {
    if crc::crc62_after_prefix(input.value()) { Verdict::pass() } else { any(input) }
}

/// GitLab's, routable or not.
pub(super) fn gitlab(input: &Input<'_>) -> Verdict {
    match crc::gitlab_routable(input) {
        Verdict::Fail => unproven(body(input.value(), GITLAB_WORDS), Alphabet::NoHex),
        proven => proven,
    }
}

/// The verdict without a valid checksum. A random body fails the check, and the rule says what that means; anything else is
/// not secret.
fn unproven(body: &[u8], alphabet: Alphabet) -> Verdict {
    if is_random(body, alphabet) { Verdict::Fail } else { Verdict::NotSecret }
}

/// The part after the words, such as `sk-`, `ant-` and `usr-`, or `api03-`. A random body may begin like a word: of 1,000
/// bodies of 24 characters one loses more than four characters by it.
fn body(value: &[u8], words: usize) -> &[u8] {
    let mut rest = value;
    for _ in 0..words {
        let Some(end) = rest.iter().position(|b| !b.is_ascii_alphanumeric()) else { break };
        if !is_word(&rest[..end]) {
            break;
        }
        rest = &rest[end + 1..];
    }
    rest
}

/// Letters of one case, then three digits at most.
fn is_word(part: &[u8]) -> bool {
    let letters = part.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let word = &part[..letters];
    let digits = &part[letters..];
    let one_case = word.iter().all(u8::is_ascii_lowercase) || word.iter().all(u8::is_ascii_uppercase);
    (1..=MAX_WORD).contains(&letters) && one_case && digits.len() <= 3 && digits.iter().all(u8::is_ascii_digit)
}

fn is_random(body: &[u8], alphabet: Alphabet) -> bool {
    if body.len() < MIN_BODY {
        return false;
    }
    let mut joined = body.to_vec();
    joined.retain(u8::is_ascii_alphanumeric);
    #[allow(clippy::cast_precision_loss)] // lengths of tokens
    let enough = |bits: f64, length: usize, least: f64| bits >= least * length as f64;
    if is_hex(&joined) {
        return alphabet != Alphabet::NoHex && enough(randomness(&joined), joined.len(), MIN_HEX_BITS);
    }
    let is_drawn = |part: &[u8]| is_mixed(part) && (alphabet == Alphabet::Any || !is_hex(part));
    let mut bits = 0.0;
    let mut length = 0;
    let mut has_drawn_part = false;
    for part in body.split(|b| !b.is_ascii_alphanumeric()) {
        // Numbers do not count, because they may be ids, as in Slack's tokens.
        if part.iter().all(u8::is_ascii_digit) {
            continue;
        }
        bits += randomness(part);
        length += part.len();
        has_drawn_part |= part.len() >= MIN_PART && is_drawn(part);
    }
    has_drawn_part && length >= MIN_LETTERED && enough(bits, length, MIN_BITS)
}

/// Digits and letters of one case, both of them: numbers alone are ids.
fn is_hex(body: &[u8]) -> bool {
    let digits = |set: &[u8]| body.iter().all(|b| b.is_ascii_digit() || set.contains(b));
    let numbers: usize = body.iter().map(|b| usize::from(b.is_ascii_digit())).sum();
    (1..body.len()).contains(&numbers) && (digits(b"abcdef") || digits(b"ABCDEF"))
}

/// Characters of two classes at least: small letters, capitals, digits.
fn is_mixed(part: &[u8]) -> bool {
    let has = |class: fn(&u8) -> bool| usize::from(part.iter().any(class));
    has(u8::is_ascii_lowercase) + has(u8::is_ascii_uppercase) + has(u8::is_ascii_digit) > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    fn is_key(text: &str) -> bool {
        is_random(body(text.as_bytes(), MAX_WORDS), Alphabet::Any)
    }

    #[test]
    fn random_bodies_of_every_alphabet_are_keys() {
        for (template, most) in [
            ("sk-ant-{b64url:24}", 8),
            ("sk-ant-usr-{b64url:95}", 0),
            ("ghk_{alnum:36}", 0),
            ("xoxq-{digits:12}-{digits:13}-{alnum:24}", 4),
            ("lin_word_{alnum:40}", 0),
            ("dox_v1_{hex:64}", 0),
            ("hf_word_{letters:34}", 0),
            ("dckr_word_{base36:40}", 0),
            ("nr-{base36:27}", 4),
            ("sk-or-v2-{hex:64}", 0),
        ] {
            let missed = (0..1000).filter(|seed| !is_key(&expand(template, *seed))).count();
            assert!(missed <= most, "{template}: {missed} of 1,000 are missed");
        }
        let gitlab = |seed| expand("glxyz-{b64url:20}", seed);
        let is_missed = |seed: &u64| !is_random(body(gitlab(*seed).as_bytes(), GITLAB_WORDS), Alphabet::NoHex);
        // One in 32 characters is no letter and no digit, and a part of eight has to be left.
        let missed = (0..1000).filter(is_missed).count();
        assert!(missed <= 40, "{missed} of 1,000 are missed");
    }

    #[test]
    fn names_and_lists_of_classes_are_none() {
        for text in [
            "sk-ant-design-table-row-24-expanded-with-nested-cells",
            "sk-ant-your-api-key-goes-here-please",
            "ghp_your_personal_access_token_here",
            "ghb_SettingsValueFromPresetAndTitle2Chapter",
            "github_pat_for_the_release_workflow_of_2026",
            "glib-2-0-dev-multiarch-headers-and-tools",
            "global-error-boundary-fallback-component-v2",
            "glyphicons-halflings-regular-webfont-2x",
            "hf_transformers_model_for_sequence_classification",
            "lin_reg_model_with_l2_penalty_and_100_folds",
            "npm_config_registry_auth_token_for_ci_2",
            "pypi-package-with-a-very-long-name-and-2-numbers",
            "xoxb-not-a-real-token-just-for-the-docs",
            "hf_IEEE80211VHTOperationInfoChannelWidth",
        ] {
            assert!(!is_key(text), "{text}");
            assert!(!is_random(body(text.as_bytes(), GITLAB_WORDS), Alphabet::NoHex), "{text}");
        }
        for seed in 0..300 {
            let row = expand("sk-ant-design-table-row-{digits:2}-{lower:20}", seed);
            assert!(!is_key(&row), "{row}");
            let asset = expand("global-{hex:32}", seed);
            assert!(!is_random(body(asset.as_bytes(), GITLAB_WORDS), Alphabet::NoHex), "{asset}");
        }
    }

    #[test]
    fn only_words_are_taken_off() {
        for (text, words, rest) in [
            ("sk-ant-usr-AbCd1EfGh2IjKl3", 3, "AbCd1EfGh2IjKl3"),
            ("sk-ant-api03-AbCd1EfGh2IjKl3", 3, "AbCd1EfGh2IjKl3"),
            ("sk-ant-AbCd-1EfGh2IjKl3", 3, "AbCd-1EfGh2IjKl3"),
            ("sk-ant-1abcd-1EfGh2IjKl3", 3, "1abcd-1EfGh2IjKl3"),
            ("glxy-abcd-1EfGh2IjKl3", 1, "abcd-1EfGh2IjKl3"),
        ] {
            assert_eq!(body(text.as_bytes(), words), rest.as_bytes(), "{text}");
        }
    }
}
