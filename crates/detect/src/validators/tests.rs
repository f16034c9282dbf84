//! Every check against a sample that it proves and against samples with one character changed.

use akguard_rules::schema::CHECKS;

use super::{Input, Verdict, run};
use crate::sample::expand;

/// Which characters of a sample its check covers.
enum Covers {
    /// All of the match.
    All,
    /// All but so many at the front: another prefix of the same length is none of the check's business.
    From(usize),
    /// Structure only: these replacements break it.
    Breaks(&'static [(&'static str, &'static str)]),
}
use Covers::{All, Breaks, From};

/// Check, the value as a template, what is covered.
const TABLE: [(&str, &str, Covers); 36] = [
    ("anthropic", "sk-ant-api03-{b64url:86}{anthropic-tail}", All),
    ("crc62-6", "ghp_{alnum:30}{crc62:30}", From(4)),
    ("crc62-6", "vck_{alnum:50}{crc62:50}", From(4)),
    ("crc62-last", "salad_cloud_acme_{alnum:43}{crc62:43}", From(17)),
    ("crc62-whole", "ddp_{alnum:30}{crc62:34}", All),
    ("crc62-lower-whole", "apify_api_{alnum:30}{crc62l:40}", All),
    ("crc-hex-upper", "ATATT3xFfGF0{b64url:171}={CRCHEX:184}", All),
    ("crc-hex-upper", "ATBB{alnum:24}{CRCHEX:28}", All),
    ("crc-hex-body", "cfut_{alnum:40}{crchex:40}", From(5)),
    ("crc-hex-body", "zpka_{base36:32}{crchex_:32}", From(5)),
    ("crc-hex-little", "glsa_{alnum:32}{crchexle_:37}", All),
    ("crc-base64", "cflt{alnum:54}{crcb64:54}", All),
    ("gitlab-routable", "glpat-{b64url:32}{gitlab-tail:32}", All),
    ("crc62-last", "polar_oat_{alnum:37}{crc62:37}", From(10)),
    ("random-anthropic", "sk-ant-usr-{b64url:86}{anthropic-tail}", All),
    ("random-crc62", "ghk_{alnum:30}{crc62:30}", From(4)),
    ("random-gitlab", "glxy-{b64url:32}{gitlab-tail:32}", All),
    ("age", "{age}", All),
    ("bech32", "{bech32:nsec:52}", All),
    ("bech32", "{bech32:suiprivkey:53}", All),
    ("bitcoin", "{wif}", All),
    ("bitcoin", "{xprv}", All),
    ("nkey", "{nkey:U}", All),
    ("stellar", "{stellar}", All),
    ("azure-devops", "{azure-devops}", All),
    ("azure-entra", "{azure-entra}", All),
    ("azure-cask", "{azure-cask:AZMP}", All),
    ("azure-key", "{azure-key:+ASt}", All),
    ("discord", "{b64urltext:1[digits:17]}.{b64url:6}.{b64url:38}", Breaks(&[(".", "!")])),
    ("elastic", "{b64text:[alnum:20]:[alnum:22]}", Breaks(&[("=", "A")])),
    ("data-centre", "BBDC-{b64text:[digits:12]:[alnum:20]}", Breaks(&[("BBDC-", "BBDC-A")])),
    ("jwt", "{jwt:live}", Breaks(&[("eyJ", "eyK"), (".", "_")])),
    ("jwt-service-role", "{jwt:service}", Breaks(&[("eyJ", "eyK"), ("JvbG", "JwbG"), (".", "_")])),
    ("pypi", "pypi-{macaroon:cHlwaS5vcmc=}", Breaks(&[("pypi-Ag", "pypi-Bg"), ("cHlwaS5vcmc", "cHlwaS5vcmd")])),
    ("wireguard", "{wireguard}", Breaks(&[("=", "A")])),
    ("artifactory-key", "AKCp8{b58:68}", Breaks(&[("AKCp8", "AKCp")])),
];

/// Checks whose verdicts are graded or read what stands around the match; their own files hold their tests.
const ELSEWHERE: [&str; 34] = [
    "aes-key",
    "jwt-scalr",
    "jwt-temporal",
    "rails-secret",
    "standard-webhooks",
    "aws-id",
    "azure-sas",
    "mixed",
    "google-web",
    "password",
    "password-mixed",
    "private-key",
    "url-password",
    "artifactory-reference",
    "base64-pair",
    "bip39",
    "dsn-password",
    "grafana-cloud",
    "grafana-legacy",
    "intercom",
    "jwk",
    "key-name",
    "mapbox",
    "ngc",
    "onepassword",
    "random-base64",
    "random-body",
    "pkcs12",
    "presigned",
    "secp256k1",
    "sentry",
    "service-account",
    "snyk",
    "workos",
];

fn passes(check: &str, value: &str) -> bool {
    let input = Input { text: value.as_bytes(), span: 0..value.len(), now: 1_790_000_000 };
    matches!(run(check, &input), Verdict::Pass(_))
}

/// The value with the character at `place` changed to its neighbour in the alphabet, of the same class.
fn changed(value: &str, place: usize) -> String {
    let mut bytes = value.as_bytes().to_vec();
    bytes[place] = match bytes[place] {
        b'a' => b'b',
        b'A' => b'B',
        b'2' => b'3',
        digit if digit.is_ascii_digit() => b'2',
        upper if upper.is_ascii_uppercase() => b'A',
        _ => b'a',
    };
    String::from_utf8(bytes).unwrap()
}

#[test]
fn one_changed_character_fails_each_check() {
    for (check, template, covers) in &TABLE {
        for seed in 0..3 {
            let value = expand(template, seed);
            assert!(passes(check, &value), "{check}: {template} (seed {seed})");
            let broken: Vec<String> = match covers {
                All => (0..value.len()).map(|i| changed(&value, i)).collect(),
                From(first) => (*first..value.len()).map(|i| changed(&value, i)).collect(),
                Breaks(pairs) => pairs.iter().map(|(from, to)| value.replacen(from, to, 1)).collect(),
            };
            for (i, other) in broken.iter().enumerate() {
                assert!(*other == value || !passes(check, other), "{check}: change {i} of {template} (seed {seed})");
            }
        }
    }
}

#[test]
fn no_check_is_without_a_test() {
    for check in CHECKS {
        let here = TABLE.iter().any(|(name, ..)| *name == check);
        assert!(here != ELSEWHERE.contains(&check), "{check} is listed in one table");
    }
}

#[test]
fn each_check_has_a_rule() {
    for check in CHECKS {
        let used = crate::Detector::built_in().iter().any(|rule| rule.check.as_ref().is_some_and(|c| c.name == check));
        assert!(used, "no rule names `{check}`");
    }
}
