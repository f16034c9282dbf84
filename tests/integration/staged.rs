//! What the hook reads: exactly what the commit adds, in every way to commit that runs it.

use crate::common::{ANTHROPIC, GITHUB, GROQ, TestRepo};

mod content;
mod state;

/// A repository with one past commit that holds `old` in `old.py`, between other lines.
fn with_old_key() -> (TestRepo, String) {
    let repo = TestRepo::new();
    let key = repo.plant(ANTHROPIC);
    repo.stage("old.py", format!("# first\n# second\nkey = \"{key}\"\n# fourth\n# fifth\n"));
    repo.commit_past();
    (repo, key)
}

#[test]
fn staged_content_counts_and_the_work_tree_does_not() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("key = \"{key}\"\n"));
    repo.write("a.py", "key = None\n");
    repo.commit().exits(1).says("a.py:1:8: error[groq-key]");
    repo.stage("a.py", "key = None\n");
    repo.write("a.py", format!("key = \"{key}\"\n"));
    repo.commit().exits(0).says("clean");
}

#[test]
fn commit_all_is_read_through_its_own_index() {
    let repo = TestRepo::new();
    repo.stage("a.py", "one\n");
    repo.commit().exits(0);
    let key = repo.plant(GROQ);
    repo.write("a.py", format!("one\nkey = \"{key}\"\n"));
    repo.git(&["commit", "-qam", "all"]).exits(1).says("a.py:2:8: error[groq-key]");
    repo.git(&["diff", "--cached", "--quiet"]).exits(0);
}

#[test]
fn partial_commit_takes_only_the_named_path() {
    let repo = TestRepo::new();
    repo.stage("a.py", "one\n");
    repo.stage("b.py", "one\n");
    repo.commit().exits(0);
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("key = \"{key}\"\n"));
    repo.write("b.py", "two\n");
    repo.git(&["commit", "-qm", "b", "b.py"]).exits(0);
    repo.git(&["commit", "-qm", "a", "a.py"]).exits(1).says("a.py:1:8");
}

#[test]
fn only_the_taken_hunk_counts() {
    let repo = TestRepo::new();
    let filler = "line\n".repeat(20);
    repo.stage("a.py", format!("top\n{filler}end\n"));
    repo.commit().exits(0);
    let key = repo.plant(GROQ);
    repo.write("a.py", format!("top changed\n{filler}key = \"{key}\"\nend\n"));
    // The terminal of `add -p` shows the hunk, which holds the key; only its effect counts here.
    let silent = |answers: &str| {
        repo.git(&["reset", "-q"]).exits(0);
        let script = format!("printf '{answers}' | git add -p a.py >/dev/null 2>&1");
        repo.run(repo.command("sh").args(["-c", &script])).exits(0);
    };
    silent("n\\ny\\n");
    repo.commit().exits(1).says("error[groq-key]");
    silent("y\\nn\\n");
    repo.commit().exits(0);
}

#[test]
fn amend_is_judged_by_what_it_adds_to_head() {
    let (repo, _) = with_old_key();
    repo.git(&["commit", "-q", "--amend", "-m", "reworded"]).exits(0);
    let key = repo.plant(GROQ);
    repo.stage("new.py", format!("k = \"{key}\"\n"));
    repo.git(&["commit", "-q", "--amend", "-m", "more"]).exits(1).says("new.py:1:6").is_silent_on("old.py");
}

#[test]
fn orphan_branch_is_judged_against_nothing() {
    let (repo, _) = with_old_key();
    repo.git(&["checkout", "-q", "--orphan", "fresh"]).exits(0);
    repo.commit().exits(1).says("old.py:3:8: error[anthropic-api-key]");
}

#[test]
fn nothing_added_passes() {
    let (repo, _) = with_old_key();
    repo.git(&["commit", "-q", "--allow-empty", "-m", "empty"]).exits(0).says("0 files");
    repo.git(&["rm", "-q", "old.py"]).exits(0);
    repo.commit().exits(0).says("0 files");
}

#[test]
fn old_key_on_an_untouched_line_passes() {
    let (repo, key) = with_old_key();
    repo.stage("old.py", format!("# first, changed\n# second\nkey = \"{key}\"\n# fourth\n# fifth\n# sixth\n"));
    repo.commit().exits(0).says("clean");
    repo.stage("old.py", format!("# first, changed\nkey  =  \"{key}\"\n"));
    repo.commit().exits(1).says("old.py:2:10");
}

#[test]
fn renames_carry_old_keys_and_not_new_ones() {
    let (repo, key) = with_old_key();
    repo.git(&["mv", "old.py", "moved.py"]).exits(0);
    repo.commit().exits(0).says("clean");
    repo.git(&["mv", "moved.py", "again.py"]).exits(0);
    repo.stage("again.py", format!("# first\n# second\nkey = \"{key}\"\n# fourth\n# fifth\n# edited\n"));
    repo.commit().exits(0).says("clean");
    let new = repo.plant(GROQ);
    repo.git(&["mv", "again.py", "last.py"]).exits(0);
    repo.stage("last.py", format!("# first\n# second\nkey = \"{key}\"\n# fourth\n# fifth\nnew = \"{new}\"\n"));
    repo.commit().exits(1).says("last.py:6:8: error[groq-key]").is_silent_on("anthropic-api-key");
}

#[test]
fn a_copy_is_new() {
    let (repo, _) = with_old_key();
    repo.git(&["config", "diff.renames", "copies"]).exits(0);
    let content = repo.read("old.py");
    repo.stage("copy.py", content);
    repo.commit().exits(1).says("copy.py:3:8");
}

#[test]
fn symlinks_and_modes() {
    let (repo, key) = with_old_key();
    std::os::unix::fs::symlink("old.py", repo.path("link")).unwrap();
    repo.git(&["add", "link"]).exits(0);
    repo.commit().exits(0);
    // The link becomes a file with a key.
    std::fs::remove_file(repo.path("link")).unwrap();
    repo.stage("link", format!("k = \"{key}\"\n"));
    repo.commit().exits(1).says("link:1:6");
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    // A file with a key becomes a link.
    std::fs::remove_file(repo.path("old.py")).unwrap();
    std::os::unix::fs::symlink("link", repo.path("old.py")).unwrap();
    repo.git(&["add", "old.py"]).exits(0);
    repo.commit().exits(0);
    repo.git(&["reset", "-q", "--hard", "HEAD~2"]).exits(0);
    repo.git(&["update-index", "--chmod=+x", "old.py"]).exits(0);
    repo.commit().exits(0);
}

#[test]
fn announced_files_are_not_part_of_the_commit() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.write("later.py", format!("k = \"{key}\"\n"));
    repo.write(".env", "A=b\n");
    repo.git(&["add", "-N", "-f", "later.py", ".env"]).exits(0);
    repo.stage("now.py", "one\n");
    repo.commit().exits(0).says("1 file,");
}

#[test]
fn submodule_pointers_pass() {
    let repo = TestRepo::new();
    let id = "8b137891791fe96927ad78e64b0aad7bded08bdc";
    repo.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{id},sub")]).exits(0);
    repo.commit().exits(0).says("0 files");
}

#[test]
fn a_merge_is_judged_against_every_parent() {
    let repo = TestRepo::new();
    repo.stage("shared.py", "a\n");
    repo.commit_past();
    let theirs = repo.plant(ANTHROPIC);
    repo.git(&["checkout", "-q", "-b", "side"]).exits(0);
    repo.stage("shared.py", format!("b\nkey = \"{theirs}\"\n"));
    repo.stage("side.py", format!("key = \"{theirs}\"\n"));
    repo.commit_past();
    repo.git(&["checkout", "-q", "main"]).exits(0);
    repo.stage("shared.py", "c\n");
    repo.commit_past();
    repo.git(&["merge", "-q", "side"]).exits(1);
    let mine = repo.plant(GROQ);
    repo.stage("shared.py", format!("b\nc\nkey = \"{theirs}\"\nmine = \"{mine}\"\n"));
    repo.commit().exits(1).says("shared.py:4:9: error[groq-key]").is_silent_on("anthropic");
    repo.stage("shared.py", format!("b\nc\nkey = \"{theirs}\"\n"));
    repo.commit().exits(0);
}

#[test]
fn worktrees_subfolders_and_separate_git_folders() {
    let repo = TestRepo::new();
    repo.stage("dir/a.py", "one\n");
    repo.commit().exits(0);
    let key = repo.plant(GROQ);
    repo.stage("dir/a.py", format!("k = \"{key}\"\n"));
    repo.stage("b.py", format!("k = \"{key}\"\n"));
    let stopped = repo.run(repo.command("git").args(["commit", "-qm", "x"]).current_dir(repo.path("dir")));
    stopped.exits(1).says("dir/a.py:1:6").says("b.py:1:6");
    repo.git(&["reset", "-q", "--hard"]).exits(0);

    repo.git(&["worktree", "add", "-q", "../linked"]).exits(0);
    let linked = repo.root().join("linked");
    std::fs::write(linked.join("c.py"), format!("k = \"{key}\"\n")).unwrap();
    repo.run(repo.command("git").args(["add", "c.py"]).current_dir(&linked)).exits(0);
    repo.run(repo.command("git").args(["commit", "-qm", "x"]).current_dir(&linked)).exits(1).says("c.py:1:6");

    repo.git(&["init", "-q", "--separate-git-dir", "../elsewhere"]).exits(0);
    repo.stage("d.py", format!("k = \"{key}\"\n"));
    repo.commit().exits(1).says("d.py:1:6");
}

#[test]
fn attributes_and_nul_bytes_hide_nothing() {
    for attributes in ["*.py binary\n", "*.py -diff\n", "*.py -text\n", "*.py diff=none\n"] {
        let repo = TestRepo::new();
        let key = repo.plant(GROQ);
        repo.stage(".gitattributes", attributes);
        repo.stage("a.py", format!("k = \"{key}\"\n"));
        repo.commit().exits(1).says("a.py:1:6");
    }
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("old.bin", b"\0\x01\x02\n\0\n");
    repo.commit().exits(0);
    repo.stage("old.bin", [b"\0\x01\x02\n\0\nk=\"".as_slice(), key.as_bytes(), b"\"\0\n"].concat());
    repo.commit().exits(1).says("old.bin:3:4");
}

#[test]
fn utf16_is_read() {
    for (big, mark) in [(false, true), (true, true), (false, false)] {
        let repo = TestRepo::new();
        let key = repo.plant(GITHUB);
        let text = format!("{}# ä comment\r\nkey = \"{key}\"\r\n", if mark { "\u{feff}" } else { "" });
        let bytes: Vec<u8> =
            text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
        repo.stage("a.ps1", bytes);
        repo.commit().exits(1).says("a.ps1:2:8: error[github-pat-classic]");
    }
}

#[test]
fn settings_of_git_change_nothing() {
    let settings = [
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.external", "/bin/false"),
        ("diff.none.textconv", "/bin/false"),
        ("diff.none.command", "/bin/false"),
        ("diff.renames", "copies"),
        ("diff.algorithm", "histogram"),
        ("diff.relative", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("diff.interHunkContext", "9"),
        ("diff.orderFile", "/dev/null"),
        ("core.quotePath", "false"),
        ("core.bigFileThreshold", "1"),
        ("core.preloadIndex", "false"),
    ];
    for (name, value) in settings {
        let repo = TestRepo::new();
        repo.stage(".gitattributes", "*.py diff=none\n");
        repo.stage("dir/a.py", "one\ntwo\n");
        repo.commit().exits(0);
        repo.git(&["config", name, value]).exits(0);
        let key = repo.plant(GROQ);
        repo.stage("dir/a.py", format!("one\nk = \"{key}\"\ntwo\n"));
        let stopped = repo.run(repo.command("git").args(["commit", "-qm", "x"]).current_dir(repo.path("dir")));
        stopped.exits(1).says("dir/a.py:2:6: error[groq-key]");
    }
}

#[test]
fn line_ends_and_lines_that_look_like_a_diff() {
    let repo = TestRepo::new();
    let keys: Vec<String> = (0..7).map(|_| repo.plant(GROQ)).collect();
    repo.stage("crlf.py", format!("one\r\nk = \"{}\"\r\n", keys[0]));
    repo.stage("no_end.py", format!("one\nk = \"{}\"", keys[1]));
    repo.stage("feed.py", format!("one\n\u{c}k = \"{}\"\n", keys[2]));
    let odd: String = ["++ ", "-- ", "@@ -1 +1 @@ ", "diff --git "]
        .iter()
        .zip(&keys[3..])
        .map(|(head, key)| format!("{head}{key}\n"))
        .collect();
    repo.stage("odd.txt", format!("{odd}\\ No newline at end of file\n"));
    let stopped = repo.commit().exits(1);
    for place in
        ["crlf.py:2:6", "no_end.py:2:6", "feed.py:2:7", "odd.txt:1:4", "odd.txt:2:4", "odd.txt:3:13", "odd.txt:4:12"]
    {
        assert!(stopped.text().contains(place), "{place} in {}", stopped.text());
    }
}

#[test]
fn private_keys_are_looked_into() {
    let repo = TestRepo::new();
    let pem = repo.plant("{pem:openssh}");
    repo.stage("id_ed25519", &pem);
    repo.commit().exits(1).says("id_ed25519:1:1: error[private-key]");
    repo.commit_past();
    // One line inside the block is new.
    let mut lines: Vec<&str> = pem.lines().collect();
    let other = repo.plant("{pem:openssh}");
    lines =
        lines.into_iter().enumerate().map(|(i, l)| if i == 2 { other.lines().nth(2).unwrap() } else { l }).collect();
    repo.stage("id_ed25519", lines.join("\n") + "\n");
    repo.commit().exits(1).says("id_ed25519:1:1: error[private-key]");
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    for kind in
        ["encrypted", "openssh-encrypted", "legacy-encrypted", "elided", "truncated", "certificate", "ppk-encrypted"]
    {
        repo.stage(&format!("{kind}.pem"), akguard::detect::sample::expand(&format!("{{pem:{kind}}}"), 5));
    }
    repo.commit().exits(0).says("7 files");
}

#[test]
fn two_findings_on_one_line() {
    let repo = TestRepo::new();
    let (a, b) = (repo.plant(GROQ), repo.plant(ANTHROPIC));
    repo.stage("a.json", format!("{{\"a\": \"{a}\", \"b\": \"{b}\"}}\n"));
    let stopped = repo.commit().exits(1).says("2 findings in 1 file");
    let ids = TestRepo::ids(&stopped);
    repo.akguard(&["--allow", &ids[0], "--reason", "test", "--note", "a closed account"]).exits(0);
    repo.commit().exits(1).says("1 finding in 1 file").says(&ids[1]);
}
