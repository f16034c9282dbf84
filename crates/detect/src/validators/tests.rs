//! Every check against a sample that it proves and against samples with one character changed.

use akguard_rules::check_name::CheckName;

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
const TABLE: [(CheckName, &str, Covers); 36] = [
    (CheckName::Anthropic, "sk-ant-api03-{b64url:86}{anthropic-tail}", All),
    (CheckName::Crc62AfterPrefix, "ghp_{alnum:30}{crc62:30}", From(4)),
    (CheckName::Crc62AfterPrefix, "vck_{alnum:50}{crc62:50}", From(4)),
    (CheckName::Crc62AfterLast, "salad_cloud_acme_{alnum:43}{crc62:43}", From(17)),
    (CheckName::Crc62Whole, "ddp_{alnum:30}{crc62:34}", All),
    (CheckName::Crc62LowerWhole, "apify_api_{alnum:30}{crc62l:40}", All),
    (CheckName::CrcHexUpper, "ATATT3xFfGF0{b64url:171}={CRCHEX:184}", All),
    (CheckName::CrcHexUpper, "ATBB{alnum:24}{CRCHEX:28}", All),
    (CheckName::CrcHexBody, "cfut_{alnum:40}{crchex:40}", From(5)),
    (CheckName::CrcHexBody, "zpka_{base36:32}{crchex_:32}", From(5)),
    (CheckName::CrcHexLittle, "glsa_{alnum:32}{crchexle_:37}", All),
    (CheckName::CrcBase64, "cflt{alnum:54}{crcb64:54}", All),
    (CheckName::GitlabRoutable, "glpat-{b64url:32}{gitlab-tail:32}", All),
    (CheckName::Polar, "polar_oat_{alnum:37}{crc62:37}", From(10)),
    (CheckName::RandomAnthropic, "sk-ant-usr-{b64url:86}{anthropic-tail}", All),
    (CheckName::RandomCrc62, "ghk_{alnum:30}{crc62:30}", From(4)),
    (CheckName::RandomGitlab, "glxy-{b64url:32}{gitlab-tail:32}", All),
    (CheckName::Age, "{age}", All),
    (CheckName::Bech32, "{bech32:nsec:52}", All),
    (CheckName::Bech32, "{bech32:suiprivkey:53}", All),
    (CheckName::Bitcoin, "{wif}", All),
    (CheckName::Bitcoin, "{xprv}", All),
    (CheckName::Nkey, "{nkey:U}", All),
    (CheckName::Stellar, "{stellar}", All),
    (CheckName::AzureDevops, "{azure-devops}", All),
    (CheckName::AzureEntra, "{azure-entra}", All),
    (CheckName::AzureCask, "{azure-cask:AZMP}", All),
    (CheckName::AzureKey, "{azure-key:+ASt}", All),
    (CheckName::Discord, "{b64urltext:1[digits:17]}.{b64url:6}.{b64url:38}", Breaks(&[(".", "!")])),
    (CheckName::Elastic, "{b64text:[alnum:20]:[alnum:22]}", Breaks(&[("=", "A")])),
    (CheckName::DataCentre, "BBDC-{b64text:[digits:12]:[alnum:20]}", Breaks(&[("BBDC-", "BBDC-A")])),
    (CheckName::Jwt, "{jwt:live}", Breaks(&[("eyJ", "eyK"), (".", "_")])),
    (CheckName::JwtServiceRole, "{jwt:service}", Breaks(&[("eyJ", "eyK"), ("JvbG", "JwbG"), (".", "_")])),
    (
        CheckName::Pypi,
        "pypi-{macaroon:cHlwaS5vcmc=}",
        Breaks(&[("pypi-Ag", "pypi-Bg"), ("cHlwaS5vcmc", "cHlwaS5vcmd")]),
    ),
    (CheckName::Wireguard, "{wireguard}", Breaks(&[("=", "A")])),
    (CheckName::ArtifactoryKey, "AKCp8{b58:68}", Breaks(&[("AKCp8", "AKCp")])),
];

/// Checks whose verdicts are graded or read what stands around the match; their own files hold their tests.
const ELSEWHERE: [CheckName; 35] = [
    CheckName::AesKey,
    CheckName::JwtScalr,
    CheckName::JwtTemporal,
    CheckName::RailsSecret,
    CheckName::StandardWebhooks,
    CheckName::Xor62,
    CheckName::AwsId,
    CheckName::AzureSas,
    CheckName::Mixed,
    CheckName::GoogleWeb,
    CheckName::Password,
    CheckName::PasswordMixed,
    CheckName::PrivateKey,
    CheckName::UrlPassword,
    CheckName::ArtifactoryReference,
    CheckName::Base64Pair,
    CheckName::Bip39,
    CheckName::DsnPassword,
    CheckName::GrafanaCloud,
    CheckName::GrafanaLegacy,
    CheckName::Intercom,
    CheckName::Jwk,
    CheckName::KeyName,
    CheckName::Mapbox,
    CheckName::Ngc,
    CheckName::OnePassword,
    CheckName::RandomBase64,
    CheckName::RandomBody,
    CheckName::Pkcs12,
    CheckName::Presigned,
    CheckName::Secp256k1,
    CheckName::Sentry,
    CheckName::ServiceAccount,
    CheckName::Snyk,
    CheckName::Workos,
];

fn passes(check: CheckName, value: &str) -> bool {
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
    for &(check, template, ref covers) in &TABLE {
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
    for &check in CheckName::ALL {
        let here = TABLE.iter().any(|(name, ..)| *name == check);
        assert!(here != ELSEWHERE.contains(&check), "{check} is listed in one table");
    }
}

#[test]
fn each_check_has_a_rule() {
    for &check in CheckName::ALL {
        let used = crate::Detector::built_in().iter().any(|rule| rule.check.as_ref().is_some_and(|c| c.name == check));
        assert!(used, "no rule names `{check}`");
    }
}
