//! Every rule against its own samples, and the surroundings of a match.

use std::ops::Range;

use akguard_rules::schema;

use super::*;
use crate::sample::expand;
use crate::secret::Secret;
use crate::selftest;

fn detector() -> Detector {
    Detector::new(Vec::new(), 1_790_000_000)
}

#[test]
fn the_digest_says_what_the_rules_say() {
    assert!(RULES.iter().map(|rule| rule.enabled).eq(ENABLED));
    let mut finders = (0..RULES.len()).collect::<Vec<_>>();
    finders.retain(|index| RULES[*index].finder.is_some());
    assert_eq!(finders, FINDERS);
}

#[test]
fn every_rule_stands_its_self_test() {
    let sweep = selftest::sweep(&Detector::with(Vec::new(), 1_790_000_000, |_| true));
    assert_eq!(sweep.faults, []);
    assert_eq!(sweep.rules, Detector::built_in().len());
    assert!(sweep.samples >= 6 * sweep.rules, "{} samples", sweep.samples);
}

#[test]
fn a_rule_that_is_off_by_default_finds_nothing_until_it_is_turned_on() {
    let token = expand("gsk_{alnum:20}WGdyb3FY{alnum:24}", 7);
    let without = Detector::with(Vec::new(), 0, |rule| rule.id != "groq-key");
    assert!(without.scan(token.as_bytes(), FileClass::Data).unwrap().is_empty());
    assert_eq!(without.rules().count() + 1, Detector::built_in().len(), "the other rules stay on");
    let rule = |enabled: bool| {
        let text = format!(
            "id='own'\ntitle='own'\nseverity='high'\nenabled={enabled}\nkeywords=['own_']\npattern='(?P<secret>own_[a-z]{{20}})'\n"
        );
        Rule::from_def(toml::from_str::<schema::RuleDef>(&text).unwrap()).unwrap()
    };
    let text = expand("own_{lower:20}", 7);
    for (enabled, found) in [(true, 1), (false, 0)] {
        assert_eq!(Detector::new(vec![rule(enabled)], 0).scan(text.as_bytes(), FileClass::Data).unwrap().len(), found);
    }
    assert_eq!(Detector::with(vec![rule(false)], 0, |_| true).scan(text.as_bytes(), FileClass::Data).unwrap().len(), 1);
}

#[test]
fn a_match_is_found_wherever_the_window_ends() {
    let detector = detector();
    let token = expand("sk-ant-api03-{b64url:86}{anthropic-tail}", 7);
    for padding in [0, 1, 50, 139, 140, 141, 5000] {
        for (left, right) in [(padding, 0), (0, padding), (padding, padding)] {
            let text = format!("{} {token} {}", "#".repeat(left), "#".repeat(right));
            let found = detector.scan(text.as_bytes(), FileClass::Data).unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].span, left + 1..left + 1 + token.len());
        }
    }
}

#[test]
fn neighbours_and_escaped_line_ends() {
    let detector = detector();
    let token = expand("gsk_{alnum:20}WGdyb3FY{alnum:24}", 7);
    let ids = |text: String| detector.scan(text.as_bytes(), FileClass::Data).unwrap().len();
    assert_eq!(ids(token.clone()), 1);
    assert_eq!(ids(format!("x{token}")), 0, "a longer word");
    assert_eq!(ids(format!("{token}x")), 0, "a longer word");
    assert_eq!(ids(format!("{{\"a\": \"x\\n{token}\\n\"}}")), 1, "behind an escaped line end");
    assert_eq!(ids(format!("{token} {token}")), 2);
    let aiza = expand("AIzaSyD{alnum:32}", 7);
    for mark in ["%3D", "%22", "\\u0022", "\\x22", "\u{1b}[32m", "\\e[0m", "\\f", "${VAR:-", "x\n+", "x\n-", "-"] {
        assert_eq!(ids(format!("{mark}{token}")), 1, "behind {mark:?}");
        assert_eq!(ids(format!("{mark}{aiza}")), 1, "behind {mark:?}");
    }
}

/// What a rule alone finds, by place.
fn found_by(detector: &Detector, text: &[u8]) -> Vec<(Range<usize>, Secret, Confidence)> {
    let found = detector.scan(text, FileClass::Data).unwrap();
    found.into_iter().map(|c| (c.span, c.secret, c.confidence)).collect()
}

#[test]
fn what_is_known_of_a_pattern_changes_no_result() {
    for rule in Detector::built_in() {
        if rule.finder.is_some() {
            continue;
        }
        let alone = Detector::with(Vec::new(), 1_790_000_000, |other| other.id == rule.id);
        // The reference implementation: the pattern is tried wherever a keyword is near.
        let Form { reach, least, prefix, .. } = rule.form;
        let form = Form { reach, least, prefix, ..Form::NONE };
        // A user's keyword is a literal, so a wildcard is replaced by the text before it.
        let fixed = |keyword: &str| keyword.split('*').next().unwrap_or_default().to_owned().into();
        let keywords = rule.keywords.iter().map(|keyword| fixed(keyword)).collect();
        let twin = Rule { id: "twin".into(), form, keywords, ..rule.clone() };
        let plain = Detector::with(vec![twin], 1_790_000_000, |rule| rule.id == "twin");
        let mut found = 0;
        for (seed, template) in rule.positive.iter().chain(rule.negative.iter()).enumerate() {
            let sample = expand(template, seed as u64);
            let keyword = &rule.keywords[seed % rule.keywords.len()];
            let cut = &sample[..sample.len() - 1];
            for text in [
                format!("{sample} {sample}\n"),
                format!("{cut}\n{sample}x{sample}"),
                format!("x{sample}-{sample}"),
                format!("{keyword}{keyword}{sample}{}{keyword}{cut}", "\n".repeat(500)),
            ] {
                let expected = found_by(&plain, text.as_bytes());
                found += expected.len();
                assert_eq!(found_by(&alone, text.as_bytes()), expected, "{}: {template}", rule.id);
                // From the secret on, which may begin the text.
                let rest = match expected.first() {
                    Some((span, ..)) => &text.as_bytes()[span.start..],
                    None => &[],
                };
                assert_eq!(found_by(&alone, rest), found_by(&plain, rest), "{}: {template}", rule.id);
            }
        }
        assert!(found > 0, "{}", rule.id);
    }
}

#[test]
fn no_pattern_is_compiled_where_its_run_is_missing() {
    let detector = Detector::with(Vec::new(), 0, |rule| rule.id == "github-legacy-token");
    let text = |digits: usize| format!("GITHUB_TOKEN = {}\n", expand(&format!("{{hex:{digits}}}"), 7));
    assert!(detector.scan(text(39).as_bytes(), FileClass::Data).unwrap().is_empty());
    assert_eq!(detector.compiled(), 0);
    assert_eq!(detector.scan(text(40).as_bytes(), FileClass::Data).unwrap().len(), 1);
    assert_eq!(detector.compiled(), 1);
}

#[test]
fn text_made_of_near_misses_is_unchecked() {
    // Each of them begins after a `-`, where a token may begin.
    let near = "xoxd-".repeat(40_000);
    assert_eq!(detector().scan(near.as_bytes(), FileClass::Data).unwrap_err(), ScanError::TooManyNearMisses);
    // Of these only the first one begins where a token may.
    let inside = format!("{}.{}.{}", "eyJ".repeat(660), "eyJ".repeat(2000), "A".repeat(400));
    assert!(detector().scan(inside.repeat(30).as_bytes(), FileClass::Data).unwrap().is_empty());
    let begins = "-----BEGIN RSA PRIVATE KEY-----\n".repeat(10_000);
    assert!(detector().scan(begins.as_bytes(), FileClass::Data).unwrap().is_empty());
}

#[test]
fn redaction_leaves_nothing() {
    let token = expand("sk-ant-api03-{b64url:86}{anthropic-tail}", 7);
    let out = detector().redact(format!("dir/{token}/file").as_bytes());
    assert_eq!(out, b"dir/[redacted]/file");
    let groq = expand("gsk_{alnum:20}WGdyb3FY{alnum:24}", 7);
    assert_eq!(detector().redact(format!("x-{groq}9.txt").as_bytes()), b"x-[redacted]9.txt");
    for template in ["pypi-{macaroon:cHlwaS5vcmc=}a", "pypi-{macaroon:cHlwaS5vcmc=}-example", "{jwt:live}_1"] {
        let grown = expand(template, 7);
        assert_eq!(detector().redact(format!("dir/{grown}/file").as_bytes()), b"dir/[redacted]/file", "{template}");
    }
    // The first key has no end and reaches into the second, which loses to it.
    let endless = expand("sk-ant-api03-{b64url:100}", 7);
    assert_eq!(detector().redact(format!("x{endless}-{groq}.txt").as_bytes()), b"x[redacted].txt");
    assert_eq!(detector().redact(format!("{endless}{groq}.txt").as_bytes()), b"[redacted].txt");
}

#[test]
fn rules_that_are_off_redact_too() {
    let detector = Detector::with(Vec::new(), 1_790_000_000, |_| false);
    let off_by_default = Detector::built_in().iter().filter(|rule| !rule.enabled);
    let templates = off_by_default.flat_map(|rule| rule.positive.iter()).map(AsRef::as_ref);
    for template in templates.chain(["x-ghp_{alnum:30}{crc62:30}", "password = {b64url:30}", "sk-ant-new-{b64url:90}"])
    {
        let text = expand(template, 7);
        assert_eq!(detector.scan(text.as_bytes(), FileClass::Data).unwrap().len(), 0);
        let shown = detector.redact(text.as_bytes());
        assert!(shown.windows(10).any(|part| part == b"[redacted]"), "{template}");
    }
}

/// Every kind with a fixed prefix and one length that is hexadecimal behind it, between two neighbours.
#[test]
fn hexadecimal_keys_are_found_between_neighbours_in_binary_content() {
    let detector = detector();
    for template in ["dop_v1_{hex:64}", "doo_v1_{hex:64}"] {
        for (before, behind) in [("\0\u{1}name", "next"), ("\0Zb3", "\0\0"), ("\0\0", "0ab"), ("\0z", "H\u{1}")] {
            let is_missed = |seed: &u64| {
                let text = format!("{before}{}{behind}", expand(template, *seed));
                detector.scan_part(text.as_bytes(), FileClass::Data, BlobType::Binary).unwrap().is_empty()
            };
            let missed = (0..200).filter(is_missed).count();
            assert!(missed <= 4, "{template} between {before:?} and {behind:?}: {missed} of 200 are missed");
        }
    }
}

#[test]
fn pickles_of_protocol_0_are_read_and_words_are_not() {
    let detector = detector();
    for template in ["AKIA{base32:16}", "AIza{alnum:35}", "shpat_{hex:32}"] {
        let key = expand(template, 5);
        let found = |text: String| !detector.scan(text.as_bytes(), FileClass::Data).unwrap().is_empty();
        for text in [format!("V{key}\n."), format!("(dp0\nVk\np1\nV{key}\np2\ns."), format!("p1\naV{key}\np2\na.")] {
            assert!(found(text.clone()), "{text:?}");
        }
        for text in [format!("xV{key}\n"), format!("V{key} \n"), format!("\nsV{key}x\n"), format!("\nQV{key}\n")] {
            assert!(!found(text.clone()), "{text:?}");
        }
    }
}

#[test]
fn user_rules_without_a_bound_see_the_whole_text() {
    let def = toml::from_str::<schema::RuleDef>(
        "id='own'\ntitle='own'\nseverity='high'\nkeywords=['own_']\npattern='own_(?P<secret>[a-z0-9]+)$'\nleft=''\n",
    );
    let rule = Rule::from_def(def.unwrap()).unwrap();
    assert_eq!(rule.form.reach, None);
    let detector = Detector::new(vec![rule], 0);
    assert_eq!(detector.scan(b"own_k3xq9 and own_k4m8w2", FileClass::Data).unwrap().len(), 1);
}
