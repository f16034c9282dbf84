//! Symbolic links in the place of akguard's own files: nothing of a repository's is read or written through one, the
//! link is named, and the command that the message gives clears the way.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::allow::{NOTE, ask, begun, overridden, record_file, stopped};
use crate::audit::LOG;
use crate::common::{GITHUB, GROQ, Output, TestRepo};
use crate::install::{is_guarded, listing};

mod hooks;

const BASELINE: &str = ".akguard/baseline.toml";

/// A folder beside the repository that holds one file, `precious`.
fn outside(repo: &TestRepo) -> PathBuf {
    let folder = repo.root().join("outside");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("precious"), "precious").unwrap();
    folder
}

#[track_caller]
fn outside_is_untouched(repo: &TestRepo) {
    let names: Vec<_> = fs::read_dir(repo.root().join("outside")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["precious"]);
    assert_eq!(fs::read_to_string(repo.root().join("outside/precious")).unwrap(), "precious");
}

fn link(repo: &TestRepo, target: &Path, at: &str) {
    fs::create_dir_all(repo.path(at).parent().unwrap()).unwrap();
    // What installing has left there.
    let _ = fs::remove_dir_all(repo.path(at));
    symlink(target, repo.path(at)).unwrap();
}

/// Pastes what the message gives as help, from another folder; `git` commands run in the repository.
#[track_caller]
fn paste_help(repo: &TestRepo, refused: &Output) {
    let (_, help) = refused.stderr.split_once("\n  help: ").expect("no help line");
    repo.run(repo.command("sh").args(["-c", help.trim()])).exits(0);
}

/// The index and the work tree's own folder, as they are.
fn state(repo: &TestRepo) -> (String, usize) {
    (repo.git(&["ls-files", "--stage"]).exits(0).stdout, listing(&repo.path(".akguard")).len())
}

/// Runs a command that must be refused by exit 2 with the link's name and change nothing; then its help is pasted until
/// the command works.
#[track_caller]
fn refused_then_works(repo: &TestRepo, link: &str, run: impl Fn() -> Output) {
    let before = state(repo);
    let first = run().exits(2).says(&format!("{link} is "));
    assert_eq!(state(repo), before);
    outside_is_untouched(repo);
    paste_help(repo, &first);
    for _ in 0..2 {
        let next = run();
        outside_is_untouched(repo);
        if next.status == 0 {
            return;
        }
        paste_help(repo, &next.exits(2));
    }
    panic!("the help of the message does not help");
}

/// Where a link may be, and the name of the record of `id`.
fn places(id: &str) -> [(String, &'static str); 3] {
    [
        (".akguard".to_owned(), "outside"),
        (".akguard/allow".to_owned(), "outside"),
        (format!(".akguard/allow/{id}.toml"), "outside/precious"),
    ]
}

/// The name of a record holds more of the id than the report shows.
fn full_id(repo: &TestRepo) -> String {
    let report = repo.akguard(&["scan", "--format", "json"]).exits(1).stdout;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    report["findings"][0]["id"].as_str().unwrap()[..16].to_owned()
}

#[test]
fn a_record_is_written_through_no_link() {
    for tracked in [true, false] {
        for number in 0..3 {
            let repo = begun();
            let id = stopped(&repo, "a.py", GROQ);
            let target = outside(&repo);
            let (at, to) = places(&full_id(&repo))[number].clone();
            link(&repo, &target.parent().unwrap().join(to), &at);
            if tracked {
                repo.git(&["add", "--force", &at]).exits(0);
            }
            refused_then_works(&repo, &at, || ask(&repo, &id, &["--reason", "test"]));
            repo.passes().says("1 allowed");
        }
    }
}

#[test]
fn no_way_to_allow_writes_through_a_link() {
    let repo = begun();
    let id = stopped(&repo, "a.py", GROQ);
    let target = outside(&repo);
    link(&repo, &target, ".akguard");
    repo.git(&["add", ".akguard"]).exits(0);
    let before = state(&repo);
    let config = [&format!("akguard.allow={id}")[..], "akguard.reason=test", &format!("akguard.note={NOTE}")[..]]
        .map(|pair| ["-c".to_owned(), pair.to_owned()]);
    let mut by_config: Vec<String> = config.concat();
    by_config.extend(["commit", "-qm", "a"].map(str::to_owned));
    repo.git(&by_config).exits(1).says(".akguard is tracked as a symbolic link");
    let by_commit = ["commit", "--allow", &id, "--reason", "test", "--note", NOTE, "-qm", "a"];
    repo.akguard(&by_commit).exits(2).says(".akguard is tracked as a symbolic link");
    assert_eq!(state(&repo), before);
    outside_is_untouched(&repo);
}

#[test]
fn of_several_records_none_is_written_when_one_cannot_be() {
    let repo = begun();
    let first = stopped(&repo, "a.py", GROQ);
    let name = full_id(&repo);
    repo.git(&["rm", "-qf", "--cached", "a.py"]).exits(0);
    let second = stopped(&repo, "b.py", GITHUB);
    repo.git(&["add", "a.py"]).exits(0);
    let target = outside(&repo);
    link(&repo, &target.join("precious"), &format!(".akguard/allow/{name}.toml"));
    let before = state(&repo);
    ask(&repo, &second, &["--allow", &first, "--reason", "test"]).exits(2).says("is a symbolic link");
    assert_eq!(state(&repo), before);
    outside_is_untouched(&repo);
}

#[test]
fn what_git_would_not_add_is_not_written_to_the_work_tree() {
    for (mode, what) in [("120000", "a symbolic link"), ("160000", "a submodule"), ("100644", "tracked")] {
        let repo = begun();
        outside(&repo);
        let id = stopped(&repo, "a.py", GROQ);
        // Only the index has it.
        let blob = match mode {
            "160000" => repo.git(&["rev-parse", "HEAD"]).stdout,
            _ => repo.git(&["rev-parse", "HEAD:README"]).stdout,
        };
        let entry = format!("{mode},{},.akguard", blob.trim());
        repo.git(&["update-index", "--add", "--cacheinfo", &entry]).exits(0);
        let before = state(&repo);
        ask(&repo, &id, &["--reason", "test"]).exits(2).says(what);
        repo.akguard(&["scan", "--write-baseline"]).exits(2).says(what);
        assert_eq!(state(&repo), before);
        refused_then_works(&repo, ".akguard", || ask(&repo, &id, &["--reason", "test"]));
    }
}

#[test]
fn the_baseline_is_written_through_no_link() {
    for (at, to) in [(".akguard", "outside"), (BASELINE, "outside/precious"), (BASELINE, "outside/new")] {
        for tracked in [true, false] {
            let repo = begun();
            let key = repo.plant(GROQ);
            repo.stage("old.py", format!("key = \"{key}\"\n"));
            repo.commit_past();
            outside(&repo);
            link(&repo, &repo.root().join(to), at);
            if tracked {
                repo.git(&["add", at]).exits(0);
            }
            refused_then_works(&repo, at, || repo.akguard(&["scan", "--write-baseline"]));
            assert!(repo.read(BASELINE).contains("groq-key"));
        }
    }
}

#[test]
fn records_are_changed_and_removed_through_no_link() {
    for at in [".akguard/allow", ".akguard"] {
        let (repo, id) = overridden();
        let file = record_file(&repo);
        let index = || repo.git(&["ls-files", "--stage", ".akguard"]).exits(0).stdout;
        // What lies behind the link is the folder as it was, with the record in it.
        let kept = repo.root().join("outside");
        fs::rename(repo.path(at), &kept).unwrap();
        link(&repo, &kept, at);
        let before = (listing(&kept), index());
        let refuses = |command: &[&str]| {
            repo.akguard(command).exits(2).says(&format!("{at} is a symbolic link"));
            assert_eq!((listing(&kept), index()), before);
        };
        refuses(&["audit", "revoke", &id]);
        refuses(&["audit", "approve", &id]);
        // Stale, so that there is something to remove.
        repo.git(&["rm", "-q", "a.py"]).exits(0);
        repo.commit_past();
        refuses(&["audit", "prune"]);
        fs::remove_file(repo.path(at)).unwrap();
        fs::rename(&kept, repo.path(at)).unwrap();
        repo.akguard(&["audit", "prune"]).exits(0).says("1 stale record removed");
        assert!(!repo.path(&file).exists() && index().is_empty());
    }
}

#[test]
fn the_log_and_the_notes_go_through_no_link() {
    for (at, to) in
        [("akguard", "outside"), ("akguard/log.jsonl", "outside/precious"), ("akguard/passed", "outside/precious")]
    {
        let repo = TestRepo::new();
        outside(&repo);
        link(&repo, &repo.root().join(to), &format!(".git/{at}"));
        // Losing the log stops no commit.
        repo.stage("a.txt", "a\n");
        repo.passes();
        let key = repo.plant(GROQ);
        repo.stage("a.py", format!("key = \"{key}\"\n"));
        let stopped = repo.stops();
        outside_is_untouched(&repo);
        if at != "akguard/passed" {
            let line = format!("the audit log was not written: {at} is a symbolic link, and akguard follows none here");
            let stopped = stopped.says(&line);
            repo.akguard(&["audit", "--check"])
                .exits(1)
                .says(&format!("the log cannot be read: {at} is a symbolic link"));
            repo.akguard(&["--allow", &TestRepo::id(&stopped), "--reason", "test", "--note", NOTE])
                .exits(0)
                .says(&line);
        } else {
            assert!(repo.read(LOG).contains("\"block\""));
        }
        outside_is_untouched(&repo);
    }
}

#[test]
fn a_git_directory_behind_a_link_is_the_users_own() {
    let repo = TestRepo::new();
    fs::rename(repo.path(".git"), repo.root().join("git elsewhere")).unwrap();
    link(&repo, &repo.root().join("git elsewhere"), ".git");
    is_guarded(&repo);
    assert!(repo.read(LOG).contains("\"block\""));
    repo.akguard(&["install"]).exits(0);
    repo.akguard(&["uninstall"]).exits(0);
}

#[test]
fn values_behind_a_link_are_not_known_and_the_link_is_named() {
    let value = akguard_detect::sample::expand("{alnum:40}", 3);
    for (at, to, name, shown) in [
        (".env", "outside/.env", "a.txt", "values of .env"),
        ("config/.env", "outside/.env", "config/a.txt", "values of config/.env"),
        ("config", "outside", "config/a.txt", "values in config/"),
        ("a/config", "outside", "a/config/b/a.txt", "values in a/config/"),
    ] {
        let repo = TestRepo::new();
        repo.plant_value(&value);
        fs::write(outside(&repo).join(".env"), format!("ACME_KEY={value}\n")).unwrap();
        repo.stage(name, format!("{value}\n"));
        if repo.path(at).is_dir() {
            fs::remove_dir_all(repo.path(at)).unwrap();
        }
        link(&repo, &repo.root().join(to), at);
        repo.akguard(&["scan", "-v"]).exits(0).says(&format!("{shown} are not known: it is a symbolic link"));
        repo.passes();
    }
}
