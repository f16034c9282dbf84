//! What got past the guard once, or stopped it for nothing. One test per find.

use crate::common::{ANTHROPIC, GROQ, TestRepo};

#[test]
fn assume_unchanged_hides_no_new_file() {
    let repo = TestRepo::new();
    repo.git(&["config", "core.ignoreStat", "true"]).exits(0);
    let key = repo.plant(GROQ);
    repo.stage("a", format!("k = \"{key}\"\n"));
    repo.stage(".env", "A=b\n");
    repo.commit().exits(1).says("a:1:6: error[groq-key]").says(".env:1: error[env-file]");
    repo.git(&["config", "--unset", "core.ignoreStat"]).exits(0);
    repo.git(&["rm", "-q", "-r", "-f", "--cached", "."]).exits(0);
    repo.stage("b", format!("k = \"{key}\"\n"));
    repo.git(&["update-index", "--assume-unchanged", "b"]).exits(0);
    repo.commit().exits(1).says("b:1:6");
}

#[test]
fn mixed_encodings_hide_nothing() {
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let utf32 = |text: &str| -> Vec<u8> { text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect() };
    let repo = TestRepo::new();
    let key = repo.plant(ANTHROPIC);
    let line = format!("k = \"{key}\"\n");
    let chinese = "\u{4e2d}\u{6587}".repeat(300);
    let files: [(&str, Vec<u8>); 6] = [
        ("tail", [b"plain text first\n".repeat(60), utf16(&line)].concat()),
        ("head", [b"\xff\xfe".to_vec(), utf16("first\n"), line.clone().into_bytes()].concat()),
        ("mark", [b"\xff\xfe".as_slice(), line.as_bytes()].concat()),
        ("odd", [utf16(&line), b"\n".to_vec()].concat()),
        ("chinese", utf16(&format!("{chinese}\n{line}"))),
        ("wide", utf32(&line)),
    ];
    for (name, content) in &files {
        repo.stage(name, content);
    }
    let stopped = repo.commit().exits(1).says("6 findings in 6 files");
    for (name, _) in files {
        assert!(stopped.text().contains(&format!("{name}:")), "{name} is missing:\n{}", stopped.text());
    }
}

#[test]
fn a_broken_config_in_head_can_be_mended() {
    let repo = TestRepo::new();
    repo.stage(".akguard.toml", "quiet = 5\n");
    repo.commit_past();
    repo.stage("a", "one\n");
    repo.commit().exits(1).says("quiet must be true or false");
    let key = repo.plant(GROQ);
    repo.stage(".akguard.toml", "quiet = false\n[[exclude]]\npath = \"**\"\nreason = \"all of it\"\n");
    repo.stage("b", format!("k = \"{key}\"\n"));
    repo.commit().exits(1).says("the defaults are used").says("b:1:6");
    repo.git(&["rm", "-q", "-f", "b"]).exits(0);
    repo.commit().exits(0).says("the defaults are used");
}

#[test]
fn a_config_that_a_commit_brings_or_removes_is_announced() {
    let repo = TestRepo::new();
    repo.stage(".akguard.toml", "quiet = true\n");
    repo.commit().exits(0).says("note: HEAD has no .akguard.toml yet, so the defaults were used");
    repo.git(&["rm", "-q", ".akguard.toml"]).exits(0);
    repo.commit().exits(0).says("this commit changes .akguard.toml; HEAD's version was used to check it");
}

#[test]
fn records_made_by_hand_are_held_to_the_policy() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a", format!("k = \"{key}\"\n"));
    let id = TestRepo::id(&repo.commit());
    repo.akguard(&["--allow", &id, "--reason", "fix-later", "--note", "moved out next week"]).exits(0);
    let file = repo.git(&["ls-files", ".akguard"]).stdout.trim().to_owned();
    let good = repo.read(&file);
    let last = good.lines().find(|l| l.starts_with("expires")).unwrap().to_owned();
    for (bad, why) in [
        (good.replace(&last, ""), "has no last day"),
        (good.replace(&last, "expires = \"9999-12-31\""), "longer than the policy lets"),
        (good.replace("moved out next week", "short"), "has no note of 10 characters or more"),
    ] {
        repo.stage(&file, bad);
        repo.commit().exits(1).says(why);
    }
    // A link whose target text is a record is none.
    std::fs::remove_file(repo.path(&file)).unwrap();
    repo.git(&["rm", "-q", "--cached", &file]).exits(0);
    let blob = repo.run_with_input(repo.command("git").args(["hash-object", "-w", "--stdin"]), good.as_bytes()).stdout;
    repo.git(&["update-index", "--add", "--cacheinfo", &format!("120000,{},{file}", blob.trim())]).exits(0);
    repo.commit().exits(1).says("a:1:6");
}

#[test]
fn a_found_value_in_a_path_does_not_show() {
    let repo = TestRepo::new();
    let value = repo.plant_value("Xk29sLq8vTw4Zp7r");
    repo.stage(&format!("dir/{value}/db.yml"), format!("url: postgres://app:{value}@db.prod.acme.io/x\n"));
    repo.commit().exits(1).says("dir/[redacted]/db.yml:1:21: error[url-credentials]");
}

#[test]
fn many_findings_after_commit_all_name_no_path() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let file = format!("{key}/list.py");
    repo.stage(&file, "one\n");
    repo.commit_past();
    let keys: String = (0..10).map(|_| format!("k = \"{}\"\n", repo.plant(GROQ))).collect();
    repo.write(&file, keys);
    repo.git(&["commit", "-qam", "x"]).exits(1).says("and 2 more: git add -u :/ && akguard scan");
    repo.run(repo.command("sh").args(["-c", "git add -u :/ && akguard scan"])).exits(1).says("10 findings");
}

#[test]
fn many_findings_of_a_commit_that_names_its_paths_stage_those_alone() {
    let repo = TestRepo::new();
    repo.stage("a [1]/list.py", "one\n");
    repo.stage("other.py", "one\n");
    repo.commit_past();
    let keys: String = (0..10).map(|_| format!("k = \"{}\"\n", repo.plant(GROQ))).collect();
    repo.write("a [1]/list.py", keys);
    repo.write("other.py", "two\n");
    let command = "git add ':(top,literal)a [1]/list.py' && akguard scan";
    repo.git(&["commit", "-qm", "x", "a [1]/list.py"]).exits(1).says(&format!("and 2 more: {command}"));
    repo.run(repo.command("sh").args(["-c", command])).exits(1).says("10 findings");
    assert_eq!(repo.git(&["diff", "--cached", "--name-only"]).stdout.trim(), "a [1]/list.py");
}

#[test]
fn a_large_rewrite_is_told_by_its_lines() {
    let repo = TestRepo::new();
    let old = repo.plant(GROQ);
    let text = |word: &str| -> String { (0..40_000).map(|i| format!("{word} {i} and some more of it\n")).collect() };
    repo.stage("a", format!("{}k = \"{old}\"\n{}", text("first"), text("second")));
    repo.commit_past();
    let new = repo.plant(ANTHROPIC);
    repo.stage("a", format!("{}k = \"{old}\"\nn = \"{new}\"\n{}", text("third"), text("fourth")));
    repo.commit().exits(1).says("a:40002:6: error[anthropic-api-key]").is_silent_on("groq-key");
}

#[test]
fn hostile_text_ends_as_unchecked() {
    let repo = TestRepo::new();
    repo.stage("a", format!("{}\n", "xoxd-".repeat(40_000)));
    repo.commit().exits(1).says("a: error: not checked: too many near misses");
    repo.git(&["rm", "-q", "-f", "a"]).exits(0);
    let urls: String = (0..10_001).map(|i| format!("postgres://app:Xk29sLq8vT{i}@db.prod.acme.io/x\n")).collect();
    repo.stage("b", urls);
    repo.commit().exits(1).says("b: error: not checked: more than 10000 findings are in it");
}

#[test]
fn an_override_may_stand_before_the_word_commit() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a", format!("k = \"{key}\"\n"));
    let id = TestRepo::id(&repo.commit());
    let note = ["--reason", "test", "--note", "a closed account"];
    repo.akguard(&[&["--allow", &id], &note[..], &["commit", "-q", "-m", "x"]].concat()).exits(0).says("1 allowed");
    repo.akguard(&[&["--allow", &id], &note[..], &["scan"]].concat()).exits(2);
}

#[test]
fn history_sees_the_detached_head_of_a_linked_work_tree() {
    let repo = TestRepo::new();
    repo.stage("a", "one\n");
    repo.commit().exits(0);
    repo.git(&["worktree", "add", "-q", "--detach", "../linked"]).exits(0);
    let key = repo.plant(GROQ);
    let linked = repo.root().join("linked");
    std::fs::write(linked.join("b"), format!("k = \"{key}\"\n")).unwrap();
    repo.run(repo.command("git").args(["add", "b"]).current_dir(&linked)).exits(0);
    repo.run(repo.command("git").args(["commit", "-q", "--no-verify", "-m", "x"]).current_dir(&linked)).exits(0);
    repo.akguard(&["scan", "--history"]).exits(1).says(":b:1:6: error[groq-key]");
    std::fs::remove_file(repo.path(".git/worktrees/linked/HEAD")).unwrap();
    repo.akguard(&["scan", "--history"]).exits(2).says("cannot read the linked work trees");
}
