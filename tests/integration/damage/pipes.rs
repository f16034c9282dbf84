//! Named pipes in place of files: whoever opens one without a writer waits for ever.

use std::fs;
use std::path::PathBuf;

use super::{id_of, loose_file, pack_of, replace, run};
use crate::common::TestRepo;

fn make_pipe(file: &PathBuf) {
    let _ = fs::remove_file(file);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(file).status().unwrap().success());
}

#[test]
fn a_pipe_where_git_keeps_a_file_stops_the_commit_at_once() {
    let names = [
        "HEAD",
        "config",
        "index",
        "packed-refs",
        "refs/heads/main",
        "shallow",
        "MERGE_HEAD",
        "info/grafts",
        "objects/info/alternates",
        "objects/pack/multi-pack-index",
    ];
    for name in names {
        let repo = TestRepo::new();
        repo.stage("a", "1\n");
        repo.commit_past();
        repo.stage("b", "2\n");
        make_pipe(&repo.path(".git").join(name));
        run(&repo, &["hook", "pre-commit"]).exits(2).says("akguard: commit stopped: ").says("is a pipe or a device");
        run(&repo, &["scan"]).exits(2);
        run(&repo, &["scan", "--history"]).exits(2);
    }
}

#[test]
fn a_pipe_among_objects_and_refs_is_told_at_once() {
    let repo = TestRepo::new();
    repo.stage("a", "1\n");
    repo.commit_past();
    make_pipe(&repo.path(".git/refs/tags/pipe"));
    run(&repo, &["scan", "--history"]).exits(2).says("is a pipe or a device");
    fs::remove_file(repo.path(".git/refs/tags/pipe")).unwrap();
    repo.stage("b", "2\n");
    let object = loose_file(&repo, &id_of(&repo, ":b"));
    make_pipe(&object);
    run(&repo, &["hook", "pre-commit"]).exits(2).says("it is not a regular file");
    repo.git(&["reset", "--quiet"]).exits(0);
    // git itself would wait for it.
    fs::remove_file(object).unwrap();
    repo.git(&["gc", "--quiet", "--prune=now"]).exits(0);
    for ending in ["pack", "idx"] {
        let file = pack_of(&repo, ending);
        let whole = fs::read(&file).unwrap();
        make_pipe(&file);
        run(&repo, &["scan", "--history"]).exits(2);
        replace(&file, &whole);
    }
}

/// An expression such as `HEAD~1` is git's to read, which opens what the clean path of the hook never does.
#[test]
fn a_pipe_that_only_git_would_open_is_told_at_once() {
    let lender = TestRepo::without_hook();
    lender.stage("a", "1\n");
    lender.commit_past();
    lender.git(&["gc", "--quiet", "--prune=now"]).exits(0);
    let repo = TestRepo::without_hook();
    for number in 0..3 {
        repo.stage("a", format!("{number}\n"));
        repo.commit_past();
    }
    repo.git(&["gc", "--quiet", "--prune=now"]).exits(0);
    let borrowed = lender.path(".git/objects");
    fs::write(repo.path(".git/objects/info/alternates"), format!("{}\n", borrowed.display())).unwrap();
    let own = repo.path(".git/objects");
    let places = [
        pack_of(&repo, "idx"),
        own.join("info/commit-graph"),
        own.join("info/commit-graphs/commit-graph-chain"),
        pack_of(&lender, "idx"),
        repo.path(".git/refs/heads/pipe"),
    ];
    for place in places {
        let whole = fs::read(&place).ok();
        make_pipe(&place);
        let said = run(&repo, &["scan", "--range", "HEAD~2..HEAD"]).exits(2);
        assert!(said.text().contains("is a pipe or a device"), "{}: {}", place.display(), said.text());
        fs::remove_file(&place).unwrap();
        if let Some(whole) = whole {
            fs::write(&place, whole).unwrap();
        }
    }
    run(&repo, &["scan", "--range", "HEAD~2..HEAD"]).exits(0);
}

/// Files beside the objects that git, the installer or the search for programs would open.
#[test]
fn a_pipe_among_hooks_attributes_and_work_trees_is_not_waited_for() {
    let (hooks, attributes) = (&[&["status"][..], &["install"], &["uninstall"]], &[&NO_SUCH_ID[..]]);
    let everything = &[&["hook", "pre-commit"][..], &["scan"], &["scan", "."], &["scan", "--history"], &["status"]];
    let places: [(&str, &[&[&str]]); 7] = [
        (".git/hooks/pre-commit", hooks),
        (".git/hooks/pre-merge-commit", hooks),
        (".git/info/exclude", &[&["uninstall"]]),
        (".gitattributes", attributes),
        ("dir/.gitattributes", attributes),
        (".git/info/attributes", attributes),
        (".git/worktrees/linked/gitdir", everything),
    ];
    for (place, commands) in places {
        for arguments in commands {
            let repo = TestRepo::without_hook();
            repo.stage("dir/a", "1\n");
            repo.commit_past();
            repo.stage("dir/a", "2\n");
            repo.write("dir/a", "3\n");
            make_pipe(&repo.path(place));
            let output = run(&repo, arguments);
            assert!((0..=2).contains(&output.status), "{place} {arguments:?}: {}", output.text());
        }
    }
}

const NO_SUCH_ID: [&str; 6] = ["allow", "00000000", "--reason", "test", "--note", "a key that was revoked"];

#[test]
fn a_pipe_in_a_form_that_git_reads_stops_at_once() {
    let forms: [(&str, &[&str]); 2] = [
        ("--object-format=sha256", &["info/exclude", "info/attributes"]),
        ("--ref-format=reftable", &["reftable/tables.list", "reftable/x.ref"]),
    ];
    for (form, places) in forms {
        for place in places {
            let repo = TestRepo::without_hook();
            fs::remove_dir_all(repo.path(".git")).unwrap();
            // git before 2.45 knows no reftable.
            if repo.git(&["init", "--quiet", form, "."]).status != 0 {
                continue;
            }
            repo.stage("a", "1\n");
            make_pipe(&repo.path(".git").join(place));
            for arguments in [&["hook", "pre-commit"][..], &["scan"], &["scan", "--history"], &["audit"]] {
                run(&repo, arguments).exits(2).says("is a pipe or a device");
            }
        }
    }
}

/// Another repository than the one around the current directory.
#[test]
fn a_pipe_for_the_index_of_a_scanned_repository_is_not_waited_for() {
    let repo = TestRepo::without_hook();
    repo.git(&["init", "--quiet", "nested"]).exits(0);
    repo.write("nested/key.txt", format!("k = '{}'\n", repo.plant(crate::common::GROQ)));
    make_pipe(&repo.path("nested/.git/index"));
    run(&repo, &["scan", "nested"]).exits(1).says("key.txt:1");
}

#[test]
fn a_pipe_that_a_config_includes_is_told_at_once() {
    let repo = TestRepo::new();
    repo.stage("a", "1\n");
    repo.commit_past();
    repo.stage("b", "2\n");
    make_pipe(&repo.root().join("pipe"));
    let config = repo.path(".git/config");
    let text = fs::read_to_string(&config).unwrap();
    let includes = ["[include]\n\tpath = ../../pipe\n", "[includeIf \"gitdir:**\"] path = \"../../pipe\"\n"];
    for include in includes {
        fs::write(&config, format!("{text}{include}")).unwrap();
        for arguments in
            [&["hook", "pre-commit"][..], &["scan"], &["scan", "."], &["scan", "--history"], &["audit"], &["status"]]
        {
            run(&repo, arguments).exits(2).says("is a pipe or a device");
        }
    }
}

#[test]
fn a_pipe_among_ignore_rules_is_not_waited_for() {
    for name in [".gitignore", "dir/.gitignore", ".git/info/exclude"] {
        let repo = TestRepo::new();
        repo.write("dir/key.txt", format!("k = '{}'\n", repo.plant(crate::common::GROQ)));
        make_pipe(&repo.path(name));
        run(&repo, &["scan", "."]).exits(1).says("dir/key.txt:1");
    }
}

#[test]
fn a_pipe_in_place_of_an_object_that_git_reads_is_told_at_once() {
    let sha256 = TestRepo::without_hook();
    fs::remove_dir_all(sha256.path(".git")).unwrap();
    sha256.git(&["init", "--quiet", "--object-format=sha256", "."]).exits(0);
    for repo in [TestRepo::without_hook(), sha256] {
        for number in 0..3 {
            repo.stage("a", format!("{number}\n"));
            repo.commit_past();
        }
        let file = loose_file(&repo, &id_of(&repo, "HEAD~1"));
        make_pipe(&file);
        for arguments in [&["scan", "--range", "HEAD~2..HEAD"][..], &["scan", "--history"]] {
            run(&repo, arguments).exits(2);
        }
    }
}

/// The notes of what has passed only save work: a pipe in their place costs another look.
#[test]
fn a_pipe_in_place_of_the_notes_stops_nothing() {
    let repo = TestRepo::new();
    repo.stage("a", "1\n");
    make_pipe(&repo.path(".git/akguard/passed"));
    run(&repo, &["hook", "pre-commit"]).exits(0);
    fs::remove_file(repo.path(".git/akguard/passed")).unwrap();
}

#[test]
fn a_pipe_that_the_user_names_is_waited_for() {
    let repo = TestRepo::without_hook();
    let pipe = repo.root().join("pipe");
    make_pipe(&pipe);
    let write = format!("sleep 2; echo \"k = '{}'\" >{}", repo.plant(crate::common::GROQ), pipe.display());
    let mut writer = std::process::Command::new("sh").args(["-c", &write]).spawn().unwrap();
    let mut command = repo.command("akguard");
    let output = repo.run(command.arg("scan").arg(&pipe).env("AKGUARD_WATCHDOG_SECONDS", "1"));
    output.exits(1).says("1 finding");
    writer.wait().unwrap();
}
