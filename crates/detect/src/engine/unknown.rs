//! Tests of the catch-all rules for prefixes that belong to one vendor: an unknown word after the prefix, lengths that no
//! rule names, names and placeholders that must not be reported, and rules that know a form and keep their findings.

use super::*;
use crate::sample::expand;

/// Rule and templates: `WORD` becomes a random word for each value, `X` a random letter.
const FAMILIES: [(&str, &[&str]); 36] = [
    (
        "anthropic-unknown-key",
        &[
            "sk-ant-WORD-{b64url:95}",
            "sk-ant-WORD{digits:2}-{b64url:95}",
            "sk-ant-WORD-{b64url:40}",
            "sk-ant-WORD01-{b64url:26}",
            "sk-ant-WORD-{b64url:180}",
            "sk-ant-{b64url:95}",
            "sk-ant-{alnum:48}",
            "sk-ant-sid02-{b64url:22}-{b64url:140}",
            "sk-ant-WORD.{b64url:95}",
            "sk-ant-WORD01.{b64url:40}",
        ],
    ),
    (
        "github-unknown-token",
        &[
            "ghX_{alnum:36}",
            "ghX_{alnum:60}",
            "ghX_{alnum:251}",
            "ghX_WORD_{alnum:40}",
            "ghp_WORD_{alnum:40}",
            "gho_WORD_WORD_{alnum:36}",
            "ghs_ORGWORD-{alnum:50}",
            "ghX_WORD.{alnum:40}",
            "github_pat_{alnum:90}",
            "github_pat_WORD_{alnum:22}_{alnum:59}",
        ],
    ),
    (
        "gitlab-unknown-token",
        &[
            "glXX-{b64url:26}",
            "glXXX-{b64url:26}",
            "SIE-glXXX-{b64url:30}",
            "glWORD-{b64url:64}",
            "acme-glXX-{b64url:40}",
        ],
    ),
    (
        "slack-unknown-token",
        &["xoxX-{digits:12}-{digits:13}-{alnum:24}", "xoxX-{alnum:60}", "xapp-{digits:12}-{alnum:40}"],
    ),
    (
        "stripe-unknown-live-key",
        &[
            "sk_live_{alnum:32}",
            "rk_live_{alnum:64}",
            "sk_live_{alnum:150}",
            "rk_org_{alnum:40}",
            "sk_live_WORD_{alnum:60}",
            "rk_live_WORD_WORD_{alnum:60}",
        ],
    ),
    ("google-unknown-auth-key", &["AQ.{b64url:50}", "AQ.Ab8R{b64url:60}", "AQ.{b64url:90}"]),
    ("openai-unknown-key", &["sk-WORD-{b64url:74}T3BlbkFJ{b64url:73}A", "sk-WORD_{b64url:30}T3BlbkFJ{b64url:30}"]),
    ("huggingface-unknown-token", &["hf_WORD_{alnum:40}", "hf_oauth_{alnum:60}"]),
    ("npm-unknown-token", &["npm_WORD_{alnum:36}"]),
    ("pypi-unknown-token", &["pypi-AgEX{b64url:120}"]),
    ("digitalocean-unknown-token", &["doX_v1_{hex:64}", "dop_v2_{hex:64}"]),
    ("shopify-unknown-token", &["shpXX_{hex:32}", "shpXXX_{hex:64}"]),
    ("vault-unknown-token", &["hvX.{b64url:95}", "hvX.{alnum:40}"]),
    ("atlassian-unknown-token", &["ATQTT3{b64url:120}", "ATKTT3xFf{b64url:180}"]),
    ("linear-unknown-token", &["lin_WORD_{alnum:40}", "lin_WORD_{hex:64}"]),
    ("sentry-unknown-token", &["sntrX_{hex:64}", "sntrXX_{alnum:80}"]),
    ("docker-unknown-token", &["dckr_WORD_{b64url:40}"]),
    ("figma-unknown-token", &["figX_{b64url:43}", "figX_{alnum:60}"]),
    ("postman-unknown-key", &["PMAQ-{hex:24}-{hex:34}"]),
    ("newrelic-unknown-key", &["NRAQ-{alnum:27}", "NRIW-{alnum:40}", "NRRA-{hex:42}"]),
    ("openrouter-unknown-key", &["sk-or-v2-{hex:64}", "sk-or-WORD-{alnum:60}"]),
    ("langfuse-unknown-key", &["sk-lf-WORD-{alnum:40}"]),
    ("xai-unknown-key", &["xai-WORD-{alnum:90}"]),
    ("nvidia-unknown-key", &["nvapi-WORD-{b64url:90}"]),
    ("tavily-unknown-key", &["tvly-WORD-{alnum:48}"]),
    ("tailscale-unknown-key", &["tskey-WORD-{alnum:17}-{alnum:40}"]),
    ("doppler-unknown-token", &["dp.XX.{alnum:43}", "dp.XXX.prod.{alnum:44}"]),
    ("planetscale-unknown-token", &["pscale_WORD_{alnum:43}"]),
    ("polar-unknown-token", &["polar_XXX_{alnum:43}"]),
    ("circleci-unknown-token", &["CCIPQR_{alnum:22}_{hex:40}"]),
    ("packagist-unknown-token", &["packagist_XXX_{hex:68}"]),
    ("apify-unknown-token", &["apify_WORD_{alnum:36}"]),
    ("wandb-unknown-key", &["wandb_v7_{alnum:77}"]),
    ("windsurf-unknown-key", &["sk-ws-02-{b64url:90}"]),
    ("langsmith-unknown-key", &["lsv2_XXX_{hex:32}_{hex:10}"]),
    ("datadog-unknown-token", &["ddXat_{alnum:40}"]),
];

fn detector() -> Detector {
    Detector::new(Vec::new(), 1_790_000_000)
}

/// Each run draws other words: a test with the same words every time would only test a list.
fn seed() -> u64 {
    if let Ok(seed) = std::env::var("AKGUARD_SEED") {
        return seed.parse().unwrap();
    }
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

/// A value with a random word and random letters, none of which the rule knows.
fn drawn(rule: &Rule, template: &str, seed: u64) -> String {
    /// Kinds of GitHub's that are known: right behind these a checksum is due, and behind a word none.
    const WITH_CHECKSUM: [&str; 5] = ["ghp_{", "gho_{", "ghu_{", "ghs_{", "ghr_{"];
    (seed..)
        .map(|seed| {
            let letters = expand("{lower:40}", seed);
            let word = &letters[..4 + usize::try_from(seed % 3).unwrap()];
            let mut letters = letters.chars().rev();
            let template: String = template.replace("WORD", word);
            template.chars().map(|c| if c == 'X' { letters.next().unwrap() } else { c }).collect::<String>()
        })
        .find(|template| {
            let mut known = rule.ignore_prefixes.iter().map(AsRef::as_ref).chain(WITH_CHECKSUM);
            !known.any(|known: &str| template.starts_with(known))
        })
        .map(|template| expand(&template, seed))
        .unwrap()
}

#[test]
fn unknown_words_and_lengths_stop() {
    let detector = detector();
    let seed = seed();
    for (id, templates) in FAMILIES {
        let rule = Detector::built_in().iter().find(|rule| rule.id == id).unwrap();
        assert!(rule.fallback, "{id}");
        for template in templates {
            let mut missed: Vec<u64> = (seed..seed + 25).collect();
            missed.retain(|seed| {
                let value = drawn(rule, template, *seed);
                let text = format!("client = connect(\"{value}\")\n");
                let found = detector.scan(text.as_bytes(), FileClass::Data).unwrap();
                !found.iter().any(|c| c.rule.provider == rule.provider && c.confidence >= Confidence::Likely)
            });
            // One value in a hundred contains a word or looks like one.
            assert!(missed.len() <= 3, "{id}: {template} is missed with AKGUARD_SEED of {missed:?}");
        }
    }
}

#[test]
fn every_catch_all_is_tested_here_and_has_no_rule_to_lose() {
    for rule in Detector::built_in() {
        if !rule.fallback || rule.id == "vercel-unknown-token" {
            continue;
        }
        assert!(FAMILIES.iter().any(|(id, _)| *id == rule.id), "{}", rule.id);
        assert!(rule.check.as_ref().is_some_and(|check| check.name.as_str().starts_with("random-")), "{}", rule.id);
    }
}

#[test]
fn a_checksum_proves_a_kind_that_nobody_knows() {
    let detector = detector();
    for template in [
        "sk-ant-newkind-{b64url:86}{anthropic-tail}",
        "ghk_{alnum:30}{crc62:30}",
        "vcx_{alnum:50}{crc62:50}",
        "glnew-{b64url:40}{gitlab-tail:40}",
        "SIE-glnew-{b64url:40}{gitlab-tail:40}",
        "SIE-glrt-{b64url:40}{gitlab-tail:40}",
    ] {
        for seed in 0..5 {
            let text = expand(&format!("x = \"{template}\""), seed);
            let found = detector.scan(text.as_bytes(), FileClass::Data).unwrap();
            let proven = found.first().is_some_and(|c| c.confidence == Confidence::Certain);
            assert!(proven, "{template} (seed {seed})");
            assert_eq!(found[0].span, 5..text.len() - 1, "{template}: the word of the instance belongs to it");
        }
    }
}

/// A `|` splits those values that other scanners would report as a key in this file.
#[test]
fn names_and_placeholders_stay_silent() {
    let detector = detector();
    for text in [
        "class=\"sk-ant-design-table-row-24-expanded\"",
        "sk-ant-your-api-key-goes-here-please",
        "sk-ant-|usr-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
        "sk-ant-|api03-abc123def456ghi789jkl012mno345pqr678stu901vwx234",
        "sk-ant-usr-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-ant-usr-...",
        "sk-ant-word.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-ant-design.table-row-24-expanded.module-css-map",
        "sk-ant-usr-<your key>",
        "sk-ant-usr-${KEY}",
        "sk-ant-test-key-for-the-unit-tests-only-2026",
        "ghp_your_token_here",
        "ghp_your_personal_access_token_goes_here_please",
        "ghp_example_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "gho_|word_abcdefghijklmnopqrstuvwxyz0123456789",
        "ghk_your_personal_access_token_goes_here",
        "ghx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "ght_|a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8",
        "github_pat_xxxxxxxxxxxxxxxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "glpat-xxxxxxxxxxxxxxxxxxxx",
        "glxyz-xxxxxxxxxxxxxxxxxxxx",
        "global-error-boundary-fallback-component-v2",
        "glyphicons-halflings-regular-448c34a56d699c29117adc64c43affeb.woff2",
        "glib-networking-tests-x86-64-linux-gnu-2026",
        "xoxb-your-bot-user-oauth-token-goes-here",
        "xoxq-|123456789012-1234567890123-abcdefghijklmnopqrstuvwx",
        "sk_live_your_secret_key_goes_here_please",
        "sk_live_|abc123def456ghi789jkl012mno345",
        "AQ.your-gemini-key-goes-here-between-the-two-quotes",
        "sk-word-|xxxxxxxxxxxxxxxxxxxxT3BlbkFJxxxxxxxxxxxxxxxxxxxx",
        "hf_hub_download_with_retries_and_progress_bar_2",
        "npm_config_registry_for_the_internal_mirror_2",
        "figs_per_column_and_row_of_the_second_supplement",
        "polar_to_cartesian_coordinates_in_three_dimensions_2",
        "dckr_pat_your_docker_hub_token_here",
    ]
    .map(|text| text.replace('|', ""))
    {
        let mut found = detector.scan(format!("key = \"{text}\"\n").as_bytes(), FileClass::Code).unwrap();
        found.retain(|c| c.rule.finder.is_none());
        let ids: Vec<_> = found.iter().map(|c| c.rule.id.as_ref()).collect();
        assert_eq!(ids, [] as [&str; 0], "{text}");
    }
}

#[test]
fn what_a_rule_knows_keeps_its_id() {
    let detector = Detector::with(Vec::new(), 1_790_000_000, |_| true);
    let rules = Detector::built_in().iter();
    for (rule, template) in rules.flat_map(|rule| rule.positive.iter().map(move |template| (rule, template))) {
        if rule.fallback {
            continue;
        }
        let text = expand(template, 3);
        let found = detector.scan(text.as_bytes(), FileClass::Data).unwrap();
        let other = found.iter().find(|c| c.rule.fallback);
        assert!(other.is_none(), "{}: {template} is taken by {}", rule.id, other.unwrap().rule.id);
    }
}

#[test]
fn what_a_rule_has_dropped_or_the_user_switched_off_is_not_brought_back() {
    let ids = |detector: &Detector, template: &str| {
        let text = expand(&format!("key = \"{template}\""), 1);
        let mut found = detector.scan(text.as_bytes(), FileClass::Data).unwrap();
        found.retain(|c| c.rule.finder.is_none());
        found.iter().map(|c| c.rule.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&detector(), "ghp_{alnum:36}"), [] as [&str; 0], "its checksum fails");
    assert_eq!(ids(&detector(), "sk_live_{alnum:24}"), ["stripe-secret-live"]);
    let off = Detector::with(Vec::new(), 1_790_000_000, |rule| rule.enabled && rule.id != "stripe-secret-live");
    assert_eq!(ids(&off, "sk_live_{alnum:24}"), [] as [&str; 0]);
    assert_eq!(ids(&off, "rk_org_{alnum:24}"), ["stripe-unknown-live-key"]);
}

#[test]
fn a_rule_of_the_user_s_wins_over_a_catch_all() {
    let own = "id='own'\ntitle='own'\nseverity='low'\nconfidence='possible'\nkeywords=['glxyz-']\n\
               pattern='(?P<secret>glxyz-[A-Za-z0-9_-]{26})'\n";
    let own = Rule::from_def(toml::from_str::<akguard_rules::schema::RuleDef>(own).unwrap()).unwrap();
    let found = Detector::new(vec![own], 0);
    let text = expand("key = \"glxyz-{b64url:26}\"", 1);
    let ids: Vec<_> =
        found.scan(text.as_bytes(), FileClass::Data).unwrap().iter().map(|c| c.rule.id.to_string()).collect();
    assert_eq!(ids, ["own"]);
}
