//! `.akguard.toml` and `--config`: what they change, whose version rules, and errors that name the place, not the value.

mod broken;
mod first;
mod schema;

use akguard_detect::sample;

use crate::allow::{allow, ask, begun, line, stopped};
use crate::common::{ANTHROPIC, GITHUB, GROQ, Output, TestRepo};

pub const FILE: &str = ".akguard.toml";
const STRIPE_TEST: &str = "sk_test_{alnum:24}";
const RULE: &str = "[[rule]]\nid = \"acme-token\"\ntitle = \"Acme token\"\nseverity = \"high\"\nkeywords = [\"acme_\"]\npattern = '(?P<secret>acme_[a-z0-9]{20})'\n";
const EXCLUDE: &str = "[[exclude]]\npath = \"vendor/\"\nreason = \"not ours\"\n";

/// A repository whose HEAD holds the config.
pub fn with_config(config: &str) -> TestRepo {
    let repo = TestRepo::new();
    repo.stage(FILE, config);
    repo.commit().exits(0);
    repo
}

/// A line with a value that only RULE knows.
fn acme(repo: &TestRepo) -> String {
    line(&repo.plant_value(&sample::expand("acme_{base36:20}", 5)))
}

/// A value that no rule knows and no message may show.
fn unknown(repo: &TestRepo) -> String {
    repo.plant_value(&sample::expand("{alnum:18}", 9))
}

/// Stages a config that cannot be used: nothing is checked, the commit stops, and all say why.
#[track_caller]
pub fn refuses(repo: &TestRepo, config: impl AsRef<[u8]>, why: &str) {
    repo.stage(FILE, config);
    repo.akguard(&["hook", "pre-commit"]).exits(2).says(why);
    repo.akguard(&["scan"]).exits(2).says(why);
    repo.stops().says(why);
}

#[track_caller]
fn one_finding(output: Output, part: &str) -> Output {
    assert_eq!(TestRepo::ids(&output).len(), 1, "{}", output.text());
    output.says(part)
}

#[test]
fn a_rule_of_one_s_own_stops_the_commit() {
    let repo = with_config(RULE);
    repo.stage("a.py", acme(&repo));
    one_finding(repo.stops(), "a.py:1:8: error[acme-token]: Acme token");
    let plain = begun();
    plain.stage("a.py", acme(&plain));
    plain.passes();
}

#[test]
fn a_faulty_rule_is_named_by_its_line() {
    let repo = TestRepo::new();
    let value = unknown(&repo);
    for (from, to, why) in [
        ("[a-z0-9]{20}", value.clone() + "[", "rule: `pattern` is not a valid regular expression"),
        ("?P<secret>acme_", value.clone(), "rule: `pattern` has no capture named `secret`"),
        ("acme-token", value.clone(), "rule: `id` and `aliases` are kebab-case"),
        ("acme-token", "groq-key".to_owned(), "rule: its id is the one of another rule"),
        ("[\"acme_\"]", "[]".to_owned(), "rule: `keywords` needs at least one literal"),
    ] {
        refuses(&repo, format!("quiet = false\n\n{}", RULE.replace(from, &to)), &format!("{FILE}:3: {why}"));
    }
    refuses(
        &repo,
        RULE.replace("high", &value),
        &format!("{FILE}:4: severity must be \"low\", \"medium\", \"high\" or \"critical\""),
    );
    refuses(
        &repo,
        RULE.replace("pattern", "patern"),
        &format!("{FILE}:6: unknown key `patern`; did you mean `pattern`?"),
    );
    // The fault is in the second rule.
    let second = RULE.replace("acme-token", "other-token").replace("?P<secret>", "");
    refuses(&repo, format!("{RULE}{second}"), &format!("{FILE}:7: rule: `pattern` has no capture"));
}

#[test]
fn errors_name_line_and_key_and_show_no_value() {
    let repo = TestRepo::new();
    let value = unknown(&repo);
    for (config, why) in [
        (format!("\nquite = \"{value}\"\n"), ":2: unknown key `quite`; did you mean `quiet`?"),
        (format!("[polcy]\nreasons = [\"{value}\"]\n"), ":1: unknown key `polcy`; did you mean `policy`?"),
        (format!("{value} = true\n"), ":1: unknown key"),
        (format!("quiet = \"{value}\"\n"), ":1: quiet must be true or false"),
        (format!("block_at = \"{value}\"\n"), ":1: block_at must be \"certain\", \"likely\" or \"possible\""),
        (format!("exclude = \"{value}\"\n"), ":1: exclude must be a list in [ ]"),
        (
            format!("[policy]\nreasons = [\"{value}\"]\n"),
            ":2: each entry of reasons must be \"test\", \"false-positive\", \"public\" or \"fix-later\"",
        ),
        (format!("[policy]\nmax_expiry = \"{value}\"\n"), ": policy.max_expiry must be a number of days such as"),
        (format!("min_version = \"{value}\"\n"), ": min_version must be a version such as"),
        (format!("quiet = true\n{value} = = 1\n"), ":2: not valid TOML here"),
        (format!("quiet = \"{value}\n"), ":1: not valid TOML here"),
        (format!("quiet = true\nquiet = {value}\n"), ":2: not valid TOML here"),
    ] {
        refuses(&repo, config, &format!("{FILE}{why}"));
    }
    refuses(&repo, b"quiet = \"\xff\"\n", "the file is not UTF-8");
}

#[test]
fn a_config_that_is_a_link_is_refused() {
    let repo = TestRepo::new();
    std::os::unix::fs::symlink("elsewhere.toml", repo.path(FILE)).unwrap();
    repo.git(&["add", FILE]).exits(0);
    repo.stops().says("is not a regular file");
}

#[test]
fn the_config_in_the_work_tree_counts_only_when_it_is_staged() {
    let repo = begun();
    repo.write(FILE, EXCLUDE);
    repo.stage("vendor/a.py", line(&repo.plant(GROQ)));
    repo.stops();
}

#[test]
fn a_commit_that_changes_the_config_is_judged_by_the_old_one_and_says_so() {
    let repo = with_config(RULE);
    let says = "this commit changes .akguard.toml; HEAD's version was used to check it";
    let (value, key) = (acme(&repo), repo.plant(GROQ));
    repo.stage("a.py", &value);
    repo.stage("vendor/b.py", line(&key));
    for staged in [EXCLUDE, "block_at = \"certain\"\n"] {
        repo.stage(FILE, staged);
        repo.stops().says(says).says("error[acme-token]").says("error[groq-key]");
    }
    repo.git(&["rm", "-q", "--cached", FILE]).exits(0);
    repo.stops().says(says).says("error[acme-token]");

    // The change alone passes, and then rules.
    repo.git(&["reset", "-q"]).exits(0);
    repo.stage(FILE, EXCLUDE);
    repo.passes().says(says);
    repo.stage("a.py", &value);
    repo.stage("vendor/b.py", line(&key));
    repo.passes().says("1 excluded").is_silent_on(says);
}

#[test]
fn a_broken_staged_config_stops_the_commit_although_head_s_is_sound() {
    let repo = with_config(RULE);
    repo.stage(FILE, "quite = true\n");
    repo.stops().says(".akguard.toml:1: unknown key `quite`");
}

#[test]
fn a_broken_config_in_head_stops_all_but_the_commit_that_mends_it() {
    let repo = begun();
    repo.stage(FILE, "quite = true\n");
    repo.commit_past();
    repo.stage("a.py", "x = 1\n");
    repo.stops().says(".akguard.toml:1: unknown key `quite`");
    repo.stage(FILE, EXCLUDE);
    repo.stage("vendor/b.py", line(&repo.plant(GROQ)));
    repo.stops().says("HEAD's .akguard.toml is broken").says("error[groq-key]");
    repo.git(&["rm", "-q", "-f", "vendor/b.py"]).exits(0);
    repo.passes().says("the defaults are used");
}

#[test]
fn excluded_files_are_not_read_and_are_counted() {
    let repo = with_config(EXCLUDE);
    let key = repo.plant(GROQ);
    repo.stage("vendor/deep/a.py", line(&key));
    repo.passes().says("1 excluded");
    repo.stage("vendors/a.py", line(&key));
    one_finding(repo.stops(), "vendors/a.py:1:8: error[groq-key]");
}

#[test]
fn an_exclusion_needs_a_reason_and_a_pattern_that_can_be_read() {
    let repo = TestRepo::new();
    let value = unknown(&repo);
    let entry = |path: &str, reason: &str| format!("[[exclude]]\npath = \"{path}\"\n{reason}");
    refuses(&repo, entry(&value, ""), ".akguard.toml:1: reason is missing");
    refuses(&repo, entry(&value, "reason = \" \"\n"), "each entry of exclude needs a reason of 3 characters or more");
    let pattern = format!("[{value}");
    refuses(&repo, entry(&pattern, "reason = \"not ours\"\n"), "exclude has a path pattern that is not valid");
}

#[test]
fn block_at_moves_the_line_between_warning_and_stop() {
    for (config, stripe, groq, github) in [
        ("", "warning", "error", "error"),
        ("block_at = \"possible\"\n", "error", "error", "error"),
        ("block_at = \"likely\"\n", "warning", "error", "error"),
        ("block_at = \"certain\"\n", "warning", "warning", "error"),
    ] {
        let repo = with_config(config);
        for (template, rule, label) in
            [(STRIPE_TEST, "[stripe-secret-test]", stripe), (GROQ, "[groq-key]", groq), (GITHUB, "[github-", github)]
        {
            repo.stage("a.py", line(&repo.plant(template)));
            let output = repo.commit().exits(i32::from(label == "error"));
            one_finding(output, &format!("{label}{rule}"));
            repo.git(&["reset", "-q", "--hard", "HEAD"]).exits(0);
        }
    }
}

#[test]
fn a_quiet_config_says_nothing_on_success_and_all_on_a_stop() {
    let repo = with_config("quiet = true\n");
    repo.stage("a.py", "x = 1\n");
    assert_eq!(repo.commit().exits(0).text(), "");
    repo.stage("a.py", line(&repo.plant(GROQ)));
    one_finding(repo.stops(), "error[groq-key]");
}

#[test]
fn a_config_for_a_newer_akguard_stops_the_commit() {
    let own = env!("CARGO_PKG_VERSION");
    let repo = TestRepo::new();
    refuses(&repo, "min_version = \"99.0\"\n", &format!("asks for akguard 99.0 or newer; this is {own}"));
    repo.stage(FILE, format!("min_version = \"{own}\"\n"));
    repo.passes();
}

#[test]
fn the_policy_says_which_reasons_count() {
    let repo = begun();
    let id = stopped(&repo, "a.py", ANTHROPIC);
    ask(&repo, &id, &["--reason", "public"]).exits(0);
    repo.stage(FILE, "[policy]\nreasons = [\"test\"]\n");
    repo.git(&["commit", "-q", "-m", "policy", FILE]).exits(0);
    ask(&repo, &id, &["--reason", "public"]).exits(2).says("does not accept the reason `public`");
    repo.stops().says("the policy does not accept its allow record's reason");
    allow(&repo, &id);
    repo.passes();
}

#[test]
fn the_policy_says_how_long_fix_later_may_last() {
    let repo = with_config("[policy]\nmax_expiry = \"7d\"\n");
    let id = stopped(&repo, "a.py", ANTHROPIC);
    let later = |when: &[&str]| ask(&repo, &id, &[&["--reason", "fix-later"], when].concat());
    later(&["--expires", "8d"]).exits(2).says("`fix-later` may last 7 days at most");
    later(&["--expires", "7d"]).exits(0);
    // Without a date it lasts as long as it may.
    later(&[]).exits(0);
    repo.passes();
}

#[test]
fn a_config_file_can_be_named() {
    let repo = with_config(EXCLUDE);
    repo.write("own.toml", RULE);
    repo.stage("vendor/a.py", acme(&repo));
    for scan in [&["scan"][..], &["scan", "vendor/a.py"], &[]] {
        repo.akguard(&[&["--config", "own.toml"], scan].concat()).exits(1).says("error[acme-token]");
        repo.akguard(scan).exits(0).says("1 excluded");
    }
    let outside = TestRepo::empty();
    outside.write("own.toml", RULE);
    outside.write("a.py", acme(&outside));
    outside.akguard(&["scan", "a.py", "--config", "own.toml"]).exits(1).says("error[acme-token]");
}

#[test]
fn a_config_file_that_cannot_be_used_is_named_and_its_content_is_not() {
    let repo = begun();
    let value = unknown(&repo);
    repo.write("bad.toml", format!("quiet = \"{value}\"\n"));
    std::fs::create_dir(repo.path("folder")).unwrap();
    for (file, why) in [
        ("missing.toml", "cannot read the config missing.toml: no such file"),
        ("folder", "cannot read the config folder: "),
        ("bad.toml", "bad.toml:1: quiet must be true or false"),
    ] {
        for command in [&["scan"][..], &["scan", "README"], &["audit"], &["scan", "--history"]] {
            repo.akguard(&[command, &["--config", file]].concat()).exits(2).says(why);
        }
    }
}

#[test]
fn usage_errors_show_no_value() {
    let repo = begun();
    let (key, value) = (repo.plant(ANTHROPIC), unknown(&repo));
    for secret in [&key, &value] {
        let flag = format!("--{secret}");
        let token = format!("--token={secret}");
        for arguments in [
            &[flag.as_str()][..],
            &[&token],
            &["--token", secret],
            &["scan", &flag],
            &["scan", "--token", secret],
            &[secret],
            &["audit", secret],
            &["--format", secret],
            &["scan", "--format", secret],
            &["--color", secret],
            &["install", secret],
            &["scan", "--range", secret],
            &["scan", "--history", secret],
            &["hook", secret],
        ] {
            let output = repo.akguard(arguments).exits(2);
            assert!(output.stderr.starts_with("akguard: ") && output.stdout.is_empty(), "{}", output.text());
        }
    }
}

#[test]
fn usage_errors_say_what_was_meant() {
    let repo = begun();
    repo.akguard(&["scna"]).exits(2).says("unknown command; did you mean `scan`?");
    repo.akguard(&["--formt", "json"]).exits(2).says("did you mean `--format`?");
    repo.akguard(&["--format", "xml"]).exits(2).says("--format must be human or json");
}
