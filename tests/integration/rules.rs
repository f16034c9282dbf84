//! `akguard rules`: the list, one rule, the self-test; and `[rules]` of the config, which turns rules on and off.

mod weaker;

use akguard_detect::{Detector, sample};

use crate::allow::line;
use crate::common::{GITHUB, GROQ, Output, TestRepo};
use crate::config::{FILE, refuses, with_config};

/// A user's rule that is off by default, with samples.
const OFF: &str = "[[rule]]\nid = \"acme-token\"\ntitle = \"Acme token\"\nseverity = \"high\"\nenabled = false\nkeywords = [\"acme_\"]\npattern = '(?P<secret>acme_[a-z0-9]{20})'\n";
const SAMPLES: &str =
    "revoke = \"acme: Settings > Tokens\"\npositive = ['key = acme_{base36:20}']\nnegative = ['acme_{base36:19}']\n";

fn on() -> String {
    OFF.replace("enabled = false\n", "")
}

/// A line with a value that only the rule above knows.
fn acme(repo: &TestRepo) -> String {
    line(&repo.plant_value(&sample::expand("acme_{base36:20}", 5)))
}

fn disable(id: &str) -> String {
    format!("[rules]\ndisable = [{{ id = \"{id}\", reason = \"none of ours\" }}]\n")
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", output.stdout))
}

#[test]
fn a_value_shows_no_more_than_the_keyword_that_it_begins_with() {
    // 24 characters of keyword in another value; of this one they would be 20 of the body.
    let rule = OFF.replace("enabled = false\n", "hint = { prefix = 24, head = 2, tail = 4 }\n");
    let rule = rule.replace("[\"acme_\"]", "[\"acme_\", \"acme_of_the_test_account_\"]").replace("{20}", "{32}");
    let repo = with_config(&rule);
    let value = sample::expand("acme_{base36:32}", 7);
    repo.stage("a.py", line(&value));
    let (start, end) = (&value[..7], &value[33..]);
    for report in [repo.stops(), repo.akguard(&["scan"]).exits(1)] {
        report.says(&format!("  {start}...{end}  (id ")).is_silent_on(&value[..8]);
    }
    let report = json(&repo.akguard(&["scan", "--format", "json"]).exits(1));
    assert_eq!(report["findings"][0]["hint"], format!("{start}...{end}"));
}

#[test]
fn the_list_names_every_rule_and_what_is_off() {
    let repo = with_config(&format!("{}{OFF}", disable("groq-key")));
    // The two of the config beside those that come off.
    let off = Detector::built_in().iter().filter(|rule| !rule.enabled).count() + 2;
    for command in [&["rules"][..], &["rules", "list"]] {
        let output = repo.akguard(command).exits(0);
        for rule in Detector::built_in() {
            let start = format!("  {} ", rule.id);
            let found = output.stdout.lines().find(|l| l.starts_with(&start)).unwrap_or_else(|| panic!("no {start}"));
            assert!(found.contains(rule.title.as_ref()) && found.contains(rule.severity.as_str()), "{found}");
        }
        output
            .says("env-file ")
            .says("\nGroq\n  groq-key ")
            .says("Groq API key  (off: none of ours)")
            .says("high      likely    Acme token  (.akguard.toml:3)  (off by default)")
            .says(&format!("akguard: {} rules, {off} off\n", Detector::built_in().len() + 4));
    }
    let ids = repo.akguard(&["rules", "-q"]).exits(0).stdout;
    assert_eq!(ids.lines().count(), Detector::built_in().len() + 4);
    assert!(ids.lines().any(|l| l == "acme-token"));
}

#[test]
fn the_list_for_programs_is_frozen() {
    let repo = with_config(&format!("{}{OFF}", disable("groq-key")));
    let report = json(&repo.akguard(&["rules", "--format", "json"]).exits(0));
    assert_eq!(report["version"], 1);
    let rules = report["rules"].as_array().unwrap();
    assert_eq!(rules.len(), Detector::built_in().len() + 4);
    let one = |id: &str| rules.iter().find(|r| r["id"] == id).unwrap().clone();
    assert_eq!(
        one("acme-token").to_string(),
        r#"{"aliases":[],"beats":[],"check":null,"confidence":"likely","context":[],"context_window":0,"disabled_reason":null,"enabled":false,"env":[],"hint":{"head":0,"tail":0},"id":"acme-token","keywords":["acme_"],"place":".akguard.toml:3","provider":"","revoke":"","severity":"high","source":"","title":"Acme token"}"#
    );
    assert_eq!(
        (&one("groq-key")["enabled"], &one("groq-key")["disabled_reason"]),
        (&false.into(), &"none of ours".into())
    );
    let github = one("github-pat-classic");
    assert_eq!(github["check"], serde_json::json!({ "name": "crc62-6", "pass": "certain", "fail": "drop" }));
    assert!(github["place"].is_null() && github["enabled"] == true);
    let shown = json(&repo.akguard(&["rules", "show", "groq-key", "--format", "json"]).exits(0));
    assert_eq!(shown["rules"][0], one("groq-key"));
    repo.akguard(&["rules", "--format", "csv"]).exits(2).says("--format must be human or json");
}

#[test]
fn one_rule_says_what_it_does_and_shows_no_sample() {
    let repo = TestRepo::without_hook();
    let output = repo.akguard(&["rules", "show", "github-pat-classic"]).exits(0);
    output
        .says("github-pat-classic: GitHub")
        .says("  provider    GitHub")
        .says("  severity    ")
        .says("  confidence  likely: stops the commit")
        .says("  enabled     yes")
        .says("  keywords    ghp_")
        .says("  check       the CRC-32 of the body in the last six characters (base 62) (crc62-6): a pass makes it certain, a failure is no finding")
        .says("  env         GITHUB_TOKEN")
        .says("  revoke      https://github.com/settings/tokens")
        .says("  shown       ")
        .says("  defined     built in")
        .is_silent_on("{");
    let near = Detector::built_in().iter().find(|r| !r.context.is_empty()).unwrap();
    repo.akguard(&["rules", "show", &near.id]).exits(0).says(&format!("within {} bytes: ", near.context_window));
    let winner = Detector::built_in().iter().find(|r| !r.supersedes.is_empty()).unwrap();
    repo.akguard(&["rules", "show", &winner.id]).exits(0).says("  beats       ");
    repo.akguard(&["rules", "show", &winner.supersedes[0]]).exits(0).says("  beaten by   ").says(&winner.id);
    repo.akguard(&["rules", "show", "env-file"]).exits(0).says("env-file: environment file");
}

#[test]
fn a_rule_of_one_s_own_is_shown_by_either_name() {
    let repo = with_config(&format!("{OFF}aliases = [\"acme-key\"]\n{SAMPLES}"));
    for name in ["acme-token", "acme-key"] {
        repo.akguard(&["rules", "show", name])
            .exits(0)
            .says("acme-token: Acme token\n")
            .says("  enabled     no, unless .akguard.toml has: [rules] enable = [\"acme-token\"]")
            .says("  aliases     acme-key")
            .says("  shown       nothing of a value")
            .says("  defined     .akguard.toml:1");
    }
}

#[test]
fn an_unknown_id_is_told_the_nearest_and_not_repeated() {
    let repo = TestRepo::without_hook();
    let ask = |id: &str| repo.akguard(&["rules", "show", id]).exits(2).says("help: akguard rules list");
    ask("grok-key").says("no rule has this id; did you mean `groq-key`?").is_silent_on("grok");
    ask("openrouter").says("did you mean `openrouter-");
    ask(&repo.plant(GROQ)).says("no rule has this id\n");
    repo.akguard(&["rules", "shwo"]).exits(2).says("did you mean `show`?");
}

#[test]
fn what_a_user_s_rule_says_is_printed_without_secrets() {
    let repo = TestRepo::without_hook();
    let value = repo.plant(GITHUB);
    let config = format!("{}env = [\"{value}\"]\nrevoke = \"{value}\"\n", on().replace("Acme token", &value));
    repo.write(
        "own.toml",
        format!("[rules]\ndisable = [{{ id = \"url-credentials\", reason = \"{value}\" }}]\n{config}"),
    );
    for arguments in [&["list"][..], &["show", "acme-token"], &["show", "url-credentials"], &["test"]] {
        for format in ["human", "json"] {
            let arguments = [&["--config", "own.toml", "--format", format, "rules"], arguments].concat();
            repo.akguard(&arguments).exits(0);
        }
    }
    repo.akguard(&["--config", "own.toml", "rules", "show", "acme-token"]).says("acme-token: [redacted]");
}

#[test]
fn the_built_in_rules_stand_their_test() {
    let repo = TestRepo::empty();
    let output = repo.akguard(&["rules", "test"]).exits(0);
    let samples: usize = Detector::built_in().iter().map(|r| r.positive.len() + r.negative.len()).sum();
    let line = format!("akguard: {} rules, {} samples, all passed (N ms)\n", Detector::built_in().len(), 3 * samples);
    assert_eq!(output.text(), line);
    assert_eq!(repo.akguard(&["rules", "test", "-q"]).exits(0).text(), "");
    let report = json(&repo.akguard(&["rules", "test", "--format", "json"]).exits(0));
    assert_eq!((&report["version"], &report["rules"]), (&1.into(), &Detector::built_in().len().into()));
    assert_eq!((&report["faults"], &report["warnings"]), (&serde_json::json!([]), &serde_json::json!([])));
}

#[test]
fn a_rule_that_fails_its_samples_is_named_by_file_line_and_number() {
    let wrong =
        SAMPLES.replace("{base36:20}']", "{base36:20}', 'acme_{base36:8}']").replace("{base36:19}", "{base36:20}");
    let repo = with_config(&format!("quiet = true\n\n{}{wrong}", on()));
    let output = repo.akguard(&["rules", "test"]).exits(1);
    assert!(output.stdout.starts_with(
        ".akguard.toml:3: error[acme-token]: positive 2 is not found\n.akguard.toml:3: error[acme-token]: negative 1 is found\n"
    ));
    output.says(", 2 faults (N ms)").is_silent_on("acme_");
    let report = json(&repo.akguard(&["rules", "test", "--format", "json"]).exits(1));
    let fault =
        serde_json::json!({ "rule": "acme-token", "place": ".akguard.toml:3", "what": "positive 2 is not found" });
    assert_eq!(report["faults"][0], fault);
    // A commit is not the time to hear of it.
    repo.stage("a.py", "x = 1\n");
    repo.commit().exits(0);
    // Nor is a rule that is off spared.
    repo.write("off.toml", format!("{OFF}{wrong}"));
    repo.akguard(&["--config", "off.toml", "rules", "test"]).exits(1).says("off.toml:1: error[acme-token]: positive 2");
}

#[test]
fn what_a_user_s_rule_may_lack_is_a_warning() {
    let repo = with_config(&on());
    repo.akguard(&["rules", "test", "-q"])
        .exits(0)
        .says(".akguard.toml:1: warning[acme-token]: does not say where the value is revoked (`revoke`)\n")
        .says("warning[acme-token]: has no sample that must be found (`positive`)")
        .says("warning[acme-token]: has no sample that must not be found (`negative`)");
    let whole = with_config(&format!("{}{SAMPLES}", on()));
    assert_eq!(whole.akguard(&["rules", "test", "-q"]).exits(0).text(), "");
}

#[test]
fn the_test_says_whose_config_it_reads() {
    let repo = TestRepo::without_hook();
    repo.write(FILE, format!("{}{SAMPLES}", on()));
    let hint = format!("akguard rules test --config {}", repo.path(FILE).display());
    repo.akguard(&["rules", "test"])
        .exits(0)
        .says(&format!("akguard: no config is in force here yet: {hint}    # tests yours\n"));
    repo.akguard(&["rules", "test", "--config", FILE]).exits(0).is_silent_on("yours");
    repo.git(&["add", FILE]).exits(0);
    repo.akguard(&["rules", "test"]).exits(0).is_silent_on("yours");
    repo.commit_past();
    repo.stage(FILE, "");
    repo.akguard(&["rules", "test"])
        .exits(0)
        .says(&format!("akguard: HEAD's .akguard.toml is tested: {hint}    # tests yours\n"));
    repo.stage(FILE, "quiet = 1\n");
    repo.commit_past();
    for command in ["list", "test"] {
        repo.akguard(&["rules", command]).exits(2).says(".akguard.toml:1: quiet must be true or false");
    }
}

#[test]
fn a_bare_repository_has_head_s_rules() {
    let repo = with_config(&on());
    repo.git(&["clone", "-q", "--bare", ".", "../bare.git"]).exits(0);
    let output = repo
        .run(repo.command("akguard").args(["rules", "show", "acme-token"]).current_dir(repo.root().join("bare.git")));
    output.exits(0).says("  defined     .akguard.toml:1");
}

#[test]
fn a_rule_that_is_off_by_default_finds_nothing_until_the_config_enables_it() {
    let repo = with_config(OFF);
    repo.stage("a.py", acme(&repo));
    repo.passes().is_silent_on("[acme-token]").is_silent_on("off");
    for name in ["acme-token", "acme-key"] {
        let repo = with_config(&format!("[rules]\nenable = [\"{name}\"]\n{OFF}aliases = [\"acme-key\"]\n"));
        repo.stage("a.py", acme(&repo));
        repo.stops().says("a.py:1:8: error[acme-token]: Acme token");
        repo.akguard(&["rules", "show", "acme-token"]).exits(0).says("  enabled     yes");
    }
}

#[test]
fn a_disabled_rule_finds_nothing_and_is_counted_and_named() {
    let repo = with_config(&disable("groq-key"));
    repo.stage("a.py", line(&sample::expand(GROQ, 77)));
    repo.passes().says(", 1 rule off (N ms)").is_silent_on("[groq-key]");
    repo.akguard(&["status"]).exits(0).says("rule `groq-key` is off: none of ours");
    repo.akguard(&["rules", "show", "groq-key"]).exits(0).says("  enabled     no, by the config: none of ours");
}

#[test]
fn rules_for_file_names_can_be_disabled_too() {
    let repo = with_config(&disable("env-file"));
    repo.stage(".env", "PORT=3000\n");
    repo.passes().says("1 rule off");
    repo.stage("b/.env", line(&repo.plant(GROQ)));
    repo.stops().says("error[groq-key]").is_silent_on("env-file");
}

#[test]
fn a_commit_cannot_disable_a_rule_for_itself() {
    let repo = with_config("quiet = false\n");
    repo.stage(FILE, disable("groq-key"));
    repo.stage("a.py", line(&repo.plant(GROQ)));
    repo.stops().says("this commit changes .akguard.toml; HEAD's version was used to check it").says("error[groq-key]");
}

#[test]
fn faults_in_the_switches_are_named_with_line_and_nearest_id() {
    let repo = TestRepo::new();
    let value = repo.plant_value(&sample::expand("{alnum:18}", 9));
    for (config, why) in [
        (disable("grok-key"), ".akguard.toml:2: no rule has this id; did you mean `groq-key`?"),
        (
            format!("[rules]\nenable = [\n  \"groq-key\",\n  \"{value}\",\n]\n"),
            ".akguard.toml:4: no rule has this id\n",
        ),
        (
            disable("groq-key").replace("none of ours", " "),
            ".akguard.toml:2: each entry of rules.disable needs a reason of 3 characters or more",
        ),
        ("[rules]\ndisable = [{ id = \"groq-key\" }]\n".to_owned(), ".akguard.toml:2: reason is missing"),
        ("[rules]\ndisable = [\"groq-key\"]\n".to_owned(), ".akguard.toml:2: each entry of disable must be a table"),
        ("[rules]\ndisabled = []\n".to_owned(), ".akguard.toml:2: unknown key `disabled`; did you mean `disable`?"),
        (
            format!("{}enable = [\"groq-key\"]\n", disable("groq-key")),
            ".akguard.toml:2: rules.enable and rules.disable name `groq-key` more than once",
        ),
        (on().replace("acme-token", "env-file"), ".akguard.toml:1: rule: its id is the one of another rule"),
        (
            format!("{}aliases = [\"groq-key\"]\n", on()),
            ".akguard.toml:1: rule: one of its aliases is the id of another rule",
        ),
    ] {
        refuses(&repo, config, why);
        repo.akguard(&["status"]).says("the config cannot be read: .akguard.toml:");
    }
}
