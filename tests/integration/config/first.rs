//! The first config of a repository does not judge the commit that brings it; of its own file only rules that it adds count.

use super::{EXCLUDE, FILE, RULE, acme, begun, with_config};
use crate::allow::line;
use crate::common::{GROQ, TestRepo};

const NOTE: &str = "note: HEAD has no .akguard.toml yet, so the defaults were used";

/// Configs that would let the key of `blessed` pass.
fn weak() -> [String; 7] {
    [
        EXCLUDE.to_owned(),
        "block_at = \"certain\"\n".to_owned(),
        "[rules]\ndisable = [{ id = \"groq-key\", reason = \"none of ours\" }]\n".to_owned(),
        format!("{}supersedes = [\"groq-key\"]\nconfidence = \"possible\"\n", groq_rule("gsk_[A-Za-z0-9]{52}")),
        format!("{EXCLUDE}{RULE}"),
        "[env_files]\nallow = [{ path = \"vendor/.env\", reason = \"no secret\" }]\n".to_owned(),
        "[env_files]\njudge_by_values = [\"vendor/.env\"]\n".to_owned(),
    ]
}

fn groq_rule(pattern: &str) -> String {
    RULE.replace("acme-token", "team-id").replace("acme_[a-z0-9]{20}", pattern).replace("acme_", "gsk_")
}

/// A commit that brings a config, and a file that the config would let pass.
fn blessed(repo: &TestRepo, config: &str) {
    let key = repo.plant(GROQ);
    repo.stage(FILE, config);
    repo.stage("vendor/a.py", line(&key));
    repo.stage("vendor/.env", "PORT=3000\n");
}

#[test]
fn the_first_config_does_not_bless_its_commit() {
    for config in weak() {
        for repo in [begun(), TestRepo::new()] {
            blessed(&repo, &config);
            repo.stops().says("error[groq-key]").says("error[env-file]");
            repo.akguard(&["scan"]).exits(1).says("error[groq-key]").says("error[env-file]");
            let paths = repo.akguard(&["scan", "vendor/a.py"]).exits(1);
            paths.says("error[groq-key]");
        }
    }
}

#[test]
fn a_range_is_judged_by_the_defaults_where_its_base_has_no_config() {
    for config in weak() {
        let repo = begun();
        blessed(&repo, &config);
        repo.commit_past();
        repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says("error[groq-key]").says("error[env-file]");
    }
}

#[test]
fn rules_that_it_adds_count_at_once() {
    for repo in [begun(), TestRepo::new()] {
        repo.stage(FILE, RULE);
        repo.stage("a.py", acme(&repo));
        repo.stops().says("error[acme-token]").says("so the defaults and the 1 rule that it adds were used");
        repo.akguard(&["scan"]).exits(1).says("error[acme-token]");
        repo.akguard(&["scan", "a.py"]).exits(1).says("error[acme-token]");
    }
    let repo = begun();
    repo.stage(FILE, format!("{EXCLUDE}{RULE}"));
    repo.stage("vendor/a.py", acme(&repo));
    repo.commit_past();
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says("vendor/a.py:1:8: error[acme-token]");
}

#[test]
fn a_rule_that_it_keeps_off_does_not_count() {
    let repo = begun();
    repo.stage(FILE, format!("{RULE}enabled = false\n"));
    repo.stage("a.py", acme(&repo));
    repo.passes();
}

#[test]
fn the_stop_names_the_commit_of_the_config_as_the_next_command() {
    let next = "so commit it first: git commit .akguard.toml\n";
    for repo in [begun(), TestRepo::new()] {
        repo.stage(FILE, EXCLUDE);
        repo.stage("vendor/a.py", line(&repo.plant(GROQ)));
        repo.stops().says(NOTE).says(next);
        repo.akguard(&["scan"]).exits(1).says(NOTE).says(next);
        repo.git(&["commit", "-q", "-m", "config", FILE]).exits(0).says(NOTE);
        repo.passes().says("1 excluded");
    }
}

#[test]
fn from_a_folder_the_command_names_the_file_from_the_top() {
    let repo = begun();
    repo.stage(FILE, EXCLUDE);
    repo.stage("vendor/a.py", line(&repo.plant(GROQ)));
    let in_folder =
        |program: &str, words: &[&str]| repo.run(repo.command(program).args(words).current_dir(repo.path("vendor")));
    let next = "so commit it first: git commit :/.akguard.toml\n";
    in_folder("git", &["commit", "-q", "-m", "x"]).exits(1).says(next);
    in_folder("akguard", &["scan"]).exits(1).says(next);
    in_folder("git", &["commit", "-q", "-m", "config", ":/.akguard.toml"]).exits(0);
    in_folder("git", &["commit", "-q", "-m", "x"]).exits(0).says("1 excluded");
}

#[test]
fn the_command_is_named_only_where_the_config_would_change_the_verdict() {
    let repo = begun();
    repo.stage(FILE, format!("{EXCLUDE}{RULE}"));
    repo.stage("a.py", line(&repo.plant(GROQ)));
    repo.stops().says(NOTE.split(" were").next().unwrap()).is_silent_on("git commit .akguard.toml");
    repo.stage("b.py", acme(&repo));
    repo.stops().is_silent_on("git commit .akguard.toml");
}

/// Two branches, the second one about to be merged into the first.
fn merging() -> TestRepo {
    let repo = begun();
    repo.git(&["checkout", "-qb", "side"]).exits(0);
    repo.stage("side.txt", "side\n");
    repo.passes();
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("main.txt", "main\n");
    repo.passes();
    repo
}

#[test]
fn in_a_merge_the_config_waits_for_its_end() {
    let repo = merging();
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]).exits(0);
    repo.stage(FILE, EXCLUDE);
    repo.stage("vendor/a.py", line(&repo.plant(GROQ)));
    repo.stops()
        .says("git rm -q --cached :/.akguard.toml    # finish the merge without it and without what is stopped")
        .says("then commit it: git add :/.akguard.toml && git commit\n")
        .is_silent_on("git commit .akguard.toml");
    repo.git(&["rm", "-q", "--cached", ":/.akguard.toml"]).exits(0);
    repo.git(&["rm", "-q", "--cached", "vendor/a.py"]).exits(0);
    repo.passes();
    repo.git(&["add", ":/.akguard.toml"]).exits(0);
    repo.passes();
    repo.git(&["add", "vendor"]).exits(0);
    repo.passes().says("1 excluded");
}

#[test]
fn a_config_that_a_merge_brings_is_read_before_it_is_merged() {
    let repo = merging();
    repo.git(&["checkout", "-q", "side"]).exits(0);
    repo.stage(FILE, "quite = true\n");
    repo.commit_past();
    repo.git(&["checkout", "-q", "main"]).exits(0);
    for base in [None, Some("quiet = false\n")] {
        if let Some(config) = base {
            // Both sides have one, and theirs is taken.
            repo.stage(FILE, config);
            repo.passes();
        }
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "-X", "theirs", "side"]);
        repo.git(&["checkout", "-q", "side", "--", FILE]).exits(0);
        repo.commit().exits(1).says(".akguard.toml:1: unknown key `quite`");
        repo.git(&["merge", "--abort"]).exits(0);
    }
}

#[test]
fn a_config_of_head_judges_as_before() {
    let repo = with_config(EXCLUDE);
    repo.stage(FILE, RULE);
    repo.stage("vendor/a.py", line(&repo.plant(GROQ)));
    repo.stage("b.py", acme(&repo));
    repo.passes().says("this commit changes .akguard.toml; HEAD's version was used to check it").is_silent_on("note:");
}

#[test]
fn the_test_of_rules_says_which_of_a_staged_config_it_leaves_out() {
    let repo = TestRepo::without_hook();
    repo.stage(FILE, format!("{RULE}{}beats = [\"groq-key\"]\n", groq_rule("gsk_[A-Za-z0-9]{52}")));
    repo.akguard(&["rules", "test"])
        .says("of the staged .akguard.toml only the rules that beat no other are tested: akguard rules test --config ");
}
