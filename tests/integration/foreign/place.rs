//! Which repository it is, and whether it is vouched for: by git's rules, before anything is started.

use std::fs;
use std::path::Path;

use super::{akguard_in, git_in, give_away, no_git, sprung, write_key};
use crate::common::{GROQ, TestRepo};

/// Every command that reads or writes a repository.
const COMMANDS: [&[&str]; 11] = [
    &["scan"],
    &["scan", "--history"],
    &["scan", "--range", "HEAD~1..HEAD"],
    &["scan", "--write-baseline"],
    &["--allow", "00000000", "--reason", "test", "--note", "a key that was revoked"],
    &["commit", "-m", "x"],
    &["audit"],
    &["audit", "prune"],
    &["install"],
    &["uninstall"],
    &["status"],
];

#[test]
fn another_users_repository_is_refused_before_git_is_started() {
    for form in [&["--object-format=sha1"][..], &["--object-format=sha256"], &["--bare"]] {
        let repo = TestRepo::empty();
        repo.git(&[&["init", "-q", "."][..], form].concat()).exits(0);
        if !give_away(&repo, &repo.top()) {
            return;
        }
        no_git(&repo);
        for arguments in COMMANDS {
            let refused = repo.akguard(arguments).exits(2).says("akguard: the repository belongs to another user");
            let (_, trust) = refused.stderr.split_once("\n  help: ").expect("no way out is named");
            assert!(trust.starts_with("git config --global --add safe.directory /"), "{trust}");
        }
        assert!(sprung(&repo).is_empty(), "git has been started");
    }
}

#[test]
fn the_owner_of_each_part_counts() {
    for part in [".git", "."] {
        let repo = TestRepo::without_hook();
        repo.stage("a.txt", "hello\n");
        if repo.run(repo.command("id").arg("-u")).stdout.trim() != "0" {
            return;
        }
        fs::write(repo.root().join("home/.gitconfig"), "").unwrap();
        repo.run(repo.command("chown").args(["65534:65534", part])).exits(0);
        repo.git(&["status"]).exits(128).says("dubious ownership");
        repo.akguard(&["scan"]).exits(2).says("belongs to another user");
        // Under sudo, the user who called it; git says so too.
        for (user, status) in [("65534", 0), ("65533", 2)] {
            repo.run(repo.command("akguard").arg("scan").env("SUDO_UID", user)).exits(status);
        }
    }
}

#[test]
fn safe_directory_counts_where_the_user_sets_it() {
    let repo = TestRepo::without_hook();
    repo.stage("a.txt", "hello\n");
    if !give_away(&repo, &repo.top()) {
        return;
    }
    // What the repository says of itself is not heard.
    repo.git(&["config", "--file", ".git/config", "safe.directory", "*"]).exits(0);
    repo.akguard(&["scan"]).exits(2);
    let top = repo.top().canonicalize().unwrap();
    for (value, status) in [
        (top.display().to_string(), 0),
        (format!("{}/*", top.parent().unwrap().display()), 0),
        ("*".to_owned(), 0),
        (format!("{}/other", top.display()), 2),
    ] {
        let config = format!("[safe]\n\tdirectory = {value}\n");
        fs::write(repo.root().join("home/.gitconfig"), &config).unwrap();
        repo.akguard(&["scan"]).exits(status);
        fs::write(repo.root().join("home/.gitconfig"), format!("{config}\tdirectory =\n")).unwrap();
        repo.akguard(&["scan"]).exits(2);
        fs::write(repo.root().join("home/.gitconfig"), "").unwrap();
        let mut command = repo.command("akguard");
        command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "safe.directory").env("GIT_CONFIG_VALUE_0", value);
        repo.run(command.arg("scan")).exits(status);
    }
}

#[test]
fn who_names_a_git_directory_trusts_it() {
    let repo = TestRepo::without_hook();
    write_key(&repo, &repo.top(), "a.txt");
    repo.git(&["add", "."]).exits(0);
    repo.commit_past();
    fs::rename(repo.path(".git"), repo.path("data")).unwrap();
    repo.git(&["init", "-q", "."]).exits(0);
    let data = repo.path("data");
    let refused = akguard_in(&repo, &data, &["scan", "--history"]).exits(2).says("is in the work tree of");
    let (_, help) = refused.stderr.split_once("help: ").unwrap();
    repo.run(repo.command("sh").args(["-c", help]).current_dir(&data)).exits(1).says("a.txt:1:8");
}

#[test]
fn a_bare_repository_is_refused_only_inside_of_a_work_tree() {
    let repo = TestRepo::without_hook();
    write_key(&repo, &repo.top(), "a.txt");
    repo.git(&["add", "."]).exits(0);
    repo.commit_past();
    // Beside it.
    repo.git(&["clone", "-q", "--bare", ".", "../bare.git"]).exits(0);
    let history = |folder: &Path| akguard_in(&repo, folder, &["scan", "--history"]);
    history(&repo.root().join("bare.git")).exits(1).says("a.txt:1:8");
    // Inside of it, also from a directory below and through a link.
    repo.git(&["clone", "-q", "--bare", ".", "bare.git"]).exits(0);
    std::os::unix::fs::symlink(repo.path("bare.git"), repo.root().join("link")).unwrap();
    for folder in [repo.path("bare.git"), repo.path("bare.git/refs/heads"), repo.root().join("link")] {
        history(&folder).exits(2).says("looks like a git directory");
    }
    // A git directory of its own that a `.git` file beside it leads to.
    repo.git(&["clone", "-q", "--bare", ".", "../project/.bare"]).exits(0);
    let project = repo.root().join("project");
    fs::write(project.join(".git"), "gitdir: ./.bare\n").unwrap();
    for folder in [project.join(".bare"), project.clone()] {
        history(&folder).exits(1).says("a.txt:1:8");
    }
    git_in(&repo, &project, &["worktree", "add", "-q", "tree"]).exits(0);
    history(&project.join("tree")).exits(1).says("a.txt:1:8");
    // Inside of `.git` itself.
    history(&repo.path(".git")).exits(1).says("a.txt:1:8");
}

#[test]
fn where_there_is_no_repository_nothing_is_started() {
    let repo = TestRepo::empty();
    no_git(&repo);
    for arguments in COMMANDS {
        repo.akguard(arguments).exits(2).says("not a git repository").says("help: ");
    }
    assert!(sprung(&repo).is_empty(), "git has been started");
}

/// git and akguard see the same repository and the same work tree.
#[test]
fn the_work_tree_is_where_git_has_it() {
    let repo = TestRepo::empty();
    repo.git(&["init", "-q", "--object-format=sha256", "."]).exits(0);
    repo.stage("sub/a.txt", "hello\n");
    repo.commit_past();
    repo.stage("sub/key.txt", format!("key = \"{}\"\n", repo.plant(GROQ)));
    let home = repo.root().join("home");
    let home = home.to_str().unwrap();
    let git = repo.path(".git");
    let git = git.to_str().unwrap();
    for (folder, environment, work_tree) in [
        ("repo", vec![], ""),
        ("repo/sub", vec![], ""),
        ("repo", vec![("GIT_DIR", ".git")], ""),
        ("repo/sub", vec![("GIT_DIR", git), ("GIT_WORK_TREE", "..")], ""),
        ("home", vec![("GIT_DIR", git)], ""),
        ("repo", vec![], home),
    ] {
        if !work_tree.is_empty() {
            repo.git(&["config", "core.worktree", work_tree]).exits(0);
        }
        let mut command = repo.command("akguard");
        command.current_dir(repo.root().join(folder)).envs(environment);
        repo.run(command.arg("scan")).exits(1).says("sub/key.txt:1:8: error[groq-key]");
    }
}
