//! A config in HEAD that cannot be used stops every commit but the one that replaces it or takes it away: nobody is
//! locked out, and the defaults judge that commit. So too what is broken in `.akguard/`.

use std::fs;
use std::os::unix::fs::symlink;

use super::{EXCLUDE, FILE, RULE, acme};
use crate::allow::{begun, line};
use crate::common::{GROQ, TestRepo};

const BASELINE: &str = ".akguard/baseline.toml";

type Break = fn(&TestRepo);

/// Ways to spoil the config, and what is then said of it.
const BROKEN: [(Break, &str); 6] = [
    (|repo| symlink("real.toml", repo.path(FILE)).unwrap(), ".akguard.toml is not a regular file"),
    (|repo| repo.write(".akguard.toml/x", "quiet = true\n"), ".akguard.toml is not a regular file"),
    (|repo| repo.write(FILE, "quite = true\n"), ".akguard.toml:1: unknown key `quite`"),
    (|repo| repo.write(FILE, RULE.replace("?P<secret>", "")), ".akguard.toml:1: rule: `pattern` has no capture"),
    (|repo| repo.write(FILE, b"quiet = \"\xff\"\n"), ".akguard.toml: the file is not UTF-8"),
    (|repo| repo.write(FILE, "quiet = = true\n"), ".akguard.toml:1: not valid TOML here"),
];

/// A repository of one of git's forms (so that either reader is tried) whose HEAD has a broken config.
fn spoiled(form: &str, spoil: Break) -> TestRepo {
    let repo = TestRepo::empty();
    repo.git(&["init", "-q", "--initial-branch=main", &format!("--object-format={form}"), "."]).exits(0);
    repo.akguard(&["install"]).exits(0);
    repo.stage("README", "hello\n");
    repo.passes();
    repo.git(&["tag", "base"]).exits(0);
    spoil(&repo);
    repo.git(&["add", "-f", FILE]).exits(0);
    repo.commit_past();
    repo
}

fn take_away(repo: &TestRepo) {
    let _ = fs::remove_dir_all(repo.path(FILE));
    let _ = fs::remove_file(repo.path(FILE));
    repo.git(&["add", "-A", ":/.akguard.toml"]).exits(0);
}

#[test]
fn only_the_commit_that_mends_it_passes() {
    for form in ["sha1", "sha256"] {
        for (spoil, why) in BROKEN {
            let repo = spoiled(form, spoil);
            repo.stage("a.py", "x = 1\n");
            repo.commit()
                .exits(1)
                .says(why)
                .says(", then: git add -A :/.akguard.toml    # until then every commit is stopped\n");
            repo.akguard(&["scan"]).exits(2).says(why);
            // Taken away, beside a key and without it.
            take_away(&repo);
            repo.stage("vendor/k.py", line(&repo.plant(GROQ)));
            repo.stops().says("HEAD's .akguard.toml is broken (").says(why).says("error[groq-key]");
            repo.git(&["rm", "-q", "-f", "vendor/k.py"]).exits(0);
            repo.passes().says("; the defaults are used").is_silent_on("note:");
            // Replaced, beside a key that only the new one leaves out and without it.
            repo.git(&["reset", "-q", "--soft", "HEAD~1"]).exits(0);
            repo.stage(FILE, format!("{EXCLUDE}{RULE}"));
            repo.stage("vendor/k.py", line(&repo.plant(GROQ)));
            repo.stage("b.py", acme(&repo));
            let next = "so commit it first: git commit .akguard.toml\n";
            repo.stops().says("error[groq-key]").says("error[acme-token]").says(next);
            repo.git(&["rm", "-q", "-f", "vendor/k.py", "b.py"]).exits(0);
            repo.passes();
            repo.stage("vendor/k.py", line(&repo.plant(GROQ)));
            repo.passes().says("1 excluded");
        }
    }
}

#[test]
fn one_broken_config_is_not_replaced_by_another() {
    for (spoil, _) in BROKEN {
        let repo = spoiled("sha1", spoil);
        take_away(&repo);
        repo.stage(FILE, "quiet = 1\n");
        repo.commit().exits(1).says(".akguard.toml:1: quiet must be true or false");
    }
}

#[test]
fn a_config_whose_blob_is_lost_can_be_taken_away() {
    for form in ["sha1", "sha256"] {
        let repo = spoiled(form, |repo| repo.write(FILE, "quiet = false\n"));
        let id = repo.git(&["rev-parse", "HEAD:.akguard.toml"]).exits(0).stdout;
        fs::remove_file(repo.path(&format!(".git/objects/{}/{}", &id[..2], id[2..].trim()))).unwrap();
        repo.stage("a.py", "x = 1\n");
        repo.commit().exits(1).says("cannot read .akguard.toml: its content is missing").says(", then: git add -A");
        repo.git(&["rm", "-q", "--cached", FILE]).exits(0);
        repo.passes().says("the defaults are used");
    }
}

#[test]
fn a_range_from_a_broken_base_is_judged_by_the_defaults_and_says_so() {
    for form in ["sha1", "sha256"] {
        for (spoil, why) in BROKEN {
            let repo = spoiled(form, spoil);
            repo.git(&["tag", "-f", "base"]).exits(0);
            take_away(&repo);
            repo.stage(FILE, EXCLUDE);
            repo.commit_past();
            let clean = repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0);
            clean
                .says(&format!("the base's .akguard.toml is broken ({why}"))
                .says("); the defaults are used")
                .says("clean");
            repo.stage("vendor/k.py", line(&repo.plant(GROQ)));
            repo.commit_past();
            repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says("error[groq-key]");
            // From the mended one on it rules.
            repo.akguard(&["scan", "--range", "HEAD~1..HEAD"]).exits(0).says("1 excluded").is_silent_on("broken");
        }
    }
}

#[test]
fn a_broken_config_at_the_tip_is_named() {
    let repo = spoiled("sha1", |repo| repo.write(FILE, "quite = true\n"));
    repo.akguard(&["scan", "--range", "base..HEAD"]).exits(0).says("the tip's .akguard.toml is broken (").says("clean");
}

#[test]
fn a_config_for_a_newer_akguard_is_not_gone_round() {
    // With keys that only the newer one knows, too.
    for config in ["min_version = \"99.0\"\n", "min_version = \"99.0\"\nnew_key = 1\n[new]\nx = 1\n"] {
        let repo = spoiled("sha1", |repo| repo.write(FILE, ""));
        repo.stage(FILE, config);
        repo.commit_past();
        let why = "this repository asks for akguard 99.0 or newer";
        repo.stage("a.py", "x = 1\n");
        repo.commit().exits(1).says(why).says("help: ./install.sh    # in a newer checkout of akguard\n");
        repo.git(&["rm", "-q", "-f", FILE]).exits(0);
        repo.commit().exits(1).says(why);
        repo.stage(FILE, "quiet = false\n");
        repo.commit().exits(1).says(why);
        repo.commit_past();
        repo.akguard(&["scan", "--range", "HEAD~1..HEAD"]).exits(2).says(why);
    }
}

#[test]
fn what_stands_in_the_place_of_our_folder_can_be_taken_away() {
    let spoils: [(&str, Break); 5] = [
        (".akguard", |repo| symlink("elsewhere", repo.path(".akguard")).unwrap()),
        (".akguard", |repo| repo.write(".akguard", "a file\n")),
        (".akguard", |repo| repo.write(".akguard/allow", "a file\n")),
        (".akguard", |repo| repo.write(".akguard/allow/x/y.toml", "deep\n")),
        (".akguard", |repo| repo.write(".akguard/allow/0123456789abcdef.toml", "no record\n")),
    ];
    for (name, spoil) in spoils {
        let repo = begun();
        spoil(&repo);
        repo.git(&["add", "-f", name]).exits(0);
        repo.commit_past();
        repo.stage("k.py", line(&repo.plant(GROQ)));
        repo.stops().says("error[groq-key]");
        repo.git(&["rm", "-q", "-r", "-f", name]).exits(0);
        repo.stops().says("error[groq-key]");
        repo.git(&["rm", "-q", "-f", "k.py"]).exits(0);
        repo.passes();
    }
}

#[test]
fn a_baseline_that_cannot_be_used_can_be_taken_away() {
    let spoils: [Break; 3] = [
        |repo| {
            fs::create_dir(repo.path(".akguard")).unwrap();
            symlink("/dev/null", repo.path(BASELINE)).unwrap();
        },
        |repo| repo.write(BASELINE, "not one\n"),
        |repo| repo.write(".akguard/baseline.toml/x", "a folder\n"),
    ];
    for spoil in spoils {
        let repo = begun();
        spoil(&repo);
        repo.git(&["add", "-f", ".akguard"]).exits(0);
        // It does not come in.
        repo.commit().exits(1).says("baseline.toml").says("help: ");
        repo.commit_past();
        repo.git(&["tag", "-f", "base"]).exits(0);
        repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]).exits(0);
        repo.stage("k.py", line(&repo.plant(GROQ)));
        repo.akguard(&["scan"]).exits(2).says("baseline.toml").says("help: ");
        repo.git(&["rm", "-q", "-r", "-f", ".akguard"]).exits(0);
        repo.stops().says("baseline.toml").says("; it allows nothing").says("error[groq-key]");
        repo.commit_past();
        repo.akguard(&["scan", "--range", "base..HEAD"]).exits(1).says("; it allows nothing").says("error[groq-key]");
        repo.git(&["reset", "-q", "--soft", "HEAD~1"]).exits(0);
        repo.git(&["rm", "-q", "-f", "k.py"]).exits(0);
        repo.passes();
    }
}
