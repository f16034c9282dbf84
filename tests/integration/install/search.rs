//! The program is not where it was installed, or git has to be found: nothing that a commit can bring is run.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::gone::paste;
use crate::common::{GROQ, Output, TestRepo};

/// Programs that the hook or akguard start by name.
const NAMES: [&str; 6] = ["akguard", "git", "sed", "readlink", "printf", "sh"];

/// The developer's PATH, without an akguard.
fn clean_path() -> Vec<PathBuf> {
    let developers = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&developers)
        .filter(|folder| folder.is_absolute() && !folder.join("akguard").exists())
        .collect()
}

fn real(name: &str) -> PathBuf {
    clean_path().into_iter().map(|folder| folder.join(name)).find(|file| file.is_file()).unwrap()
}

/// Puts programs into a folder that leave a mark when they run.
fn fakes(repo: &TestRepo, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for name in NAMES {
        let file = folder.join(name);
        fs::write(&file, format!("#!/bin/sh\necho {name} >>'{}/ran'\n", repo.root().display())).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// A repository that tracks such programs in many places, with the hook installed and its program gone.
fn with_tracked_programs() -> TestRepo {
    let repo = TestRepo::new();
    for folder in ["", "bin", "node_modules/.bin", "sub/dir"] {
        fakes(&repo, &repo.path(folder));
    }
    symlink(repo.path("bin"), repo.root().join("outside")).unwrap();
    fs::create_dir(repo.root().join("links")).unwrap();
    for name in NAMES {
        symlink(repo.path("bin").join(name), repo.root().join("links").join(name)).unwrap();
    }
    symlink(repo.root().join("bin"), repo.path("turned")).unwrap();
    symlink(repo.path("bin"), repo.root().join("bin2")).unwrap();
    symlink(repo.root().join("bin2"), repo.root().join("twice")).unwrap();
    repo.git(&["add", "--all"]).exits(0);
    repo.commit_past();
    fs::rename(repo.root().join("bin/akguard"), repo.root().join("gone")).unwrap();
    repo
}

/// Entries of PATH that lead into the work tree, or through it.
fn entries(repo: &TestRepo) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        ["", ".", "./", "bin", "./bin", "node_modules/.bin", "sub/../bin"].map(PathBuf::from).into();
    all.extend(["", "bin", "node_modules/.bin", "sub/dir", ".git/../bin", "turned"].map(|folder| repo.path(folder)));
    all.extend(["outside", "links", "twice", "../{}/repo/bin"].map(|folder| {
        let own = repo.root().file_name().unwrap().to_str().unwrap();
        repo.root().join(folder.replace("{}", own))
    }));
    all
}

fn search(first: &[PathBuf]) -> std::ffi::OsString {
    std::env::join_paths(first.iter().cloned().chain(clean_path())).unwrap()
}

#[track_caller]
fn nothing_ran(repo: &TestRepo, what: &str) {
    let ran = fs::read_to_string(repo.root().join("ran")).unwrap_or_default();
    assert_eq!(ran, "", "{what}");
}

fn commit(repo: &TestRepo, path: &[PathBuf]) -> Output {
    let git = real("git");
    repo.run(repo.command(git.to_str().unwrap()).args(["commit", "-qm", "a"]).env("PATH", search(path)))
}

#[test]
fn the_fallback_runs_nothing_that_a_commit_can_bring() {
    let repo = with_tracked_programs();
    repo.stage("a.txt", "a\n");
    for entry in entries(&repo) {
        let stopped = commit(&repo, std::slice::from_ref(&entry)).exits(1).says("akguard: commit stopped: the ");
        assert_eq!(stopped.stderr.lines().count(), 2, "{}", stopped.stderr);
        nothing_ran(&repo, &entry.display().to_string());
    }
    commit(&repo, &entries(&repo)).exits(1);
    nothing_ran(&repo, "all");
}

#[test]
fn the_fallback_finds_the_program_behind_such_entries() {
    let repo = with_tracked_programs();
    let key = repo.plant(GROQ);
    repo.stage("leak.py", format!("key = \"{key}\"\n"));
    let mut path = entries(&repo);
    fs::create_dir(repo.root().join("real")).unwrap();
    symlink(env!("CARGO_BIN_EXE_akguard"), repo.root().join("real/akguard")).unwrap();
    symlink(repo.root().join("real"), repo.root().join("by link")).unwrap();
    for folder in ["real", "by link"] {
        path.push(repo.root().join(folder));
        commit(&repo, &path).exits(1).says("leak.py:1:8: error[groq-key]");
        nothing_ran(&repo, folder);
        path.pop();
    }
}

#[test]
fn every_shell_searches_alike() {
    let repo = with_tracked_programs();
    repo.stage("a.txt", "a\n");
    for shell in [&["dash"][..], &["bash"], &["bash", "--posix"], &["busybox", "ash"], &["mksh"]] {
        let program = clean_path().iter().map(|f| f.join(shell[0])).find(|f| f.is_file());
        let Some(program) = program else {
            assert!(std::env::var_os("CI").is_none(), "{} is missing", shell[0]);
            continue;
        };
        let hook = |path: &[PathBuf]| {
            let mut command = repo.command(program.to_str().unwrap());
            repo.run(command.args(&shell[1..]).arg(".git/hooks/pre-commit").env("PATH", search(path)))
        };
        for entry in entries(&repo) {
            hook(std::slice::from_ref(&entry)).exits(1).says("akguard: commit stopped: the ");
            nothing_ran(&repo, &format!("{shell:?} {}", entry.display()));
        }
        let mut path = entries(&repo);
        fs::create_dir_all(repo.root().join("real")).unwrap();
        let _ = symlink(env!("CARGO_BIN_EXE_akguard"), repo.root().join("real/akguard"));
        path.push(repo.root().join("real"));
        hook(&path).exits(0).says(", clean");
        nothing_ran(&repo, shell[0]);
    }
}

#[test]
fn other_work_trees_of_the_repository_do_not_count() {
    let repo = with_tracked_programs();
    let linked = repo.root().join("linked tree");
    repo.git(&["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]).exits(0);
    let git = real("git");
    for (here, entry) in [(&repo.top(), &linked), (&linked, &repo.top())] {
        fs::write(here.join("a.txt"), "a\n").unwrap();
        let run = |arguments: &[&str]| {
            let path = search(&[entry.join("bin")]);
            repo.run(repo.command(git.to_str().unwrap()).args(arguments).env("PATH", path).current_dir(here))
        };
        run(&["add", "a.txt"]).exits(0);
        run(&["commit", "-qm", "a"]).exits(1).says("lies in a work tree of this repository");
        nothing_ran(&repo, &entry.display().to_string());
    }
}

#[test]
fn the_work_tree_around_a_submodule_does_not_count() {
    let repo = with_tracked_programs();
    let origin = repo.root().join("origin");
    repo.git(&["init", "--quiet", origin.to_str().unwrap()]).exits(0);
    repo.run(repo.command("git").args(["commit", "-qm", "a", "--allow-empty"]).current_dir(&origin)).exits(0);
    repo.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin.to_str().unwrap(), "module"])
        .exits(0);
    let module = repo.path("module");
    repo.run(repo.command("akguard").arg("install").current_dir(&module)).exits(0);
    let hook = repo.path(".git/modules/module/hooks/pre-commit");
    let text = fs::read_to_string(&hook).unwrap();
    let baked = text.lines().find(|line| line.starts_with("akguard_bin=")).unwrap();
    fs::write(&hook, text.replace(baked, "akguard_bin=''")).unwrap();
    fs::write(module.join("a.txt"), "a\n").unwrap();
    let git = real("git");
    for arguments in [&["add", "a.txt"][..], &["commit", "-qm", "a"]] {
        let path = search(&[repo.path("bin")]);
        let done = repo.run(repo.command(git.to_str().unwrap()).args(arguments).env("PATH", path).current_dir(&module));
        if arguments[0] == "commit" {
            done.exits(1).says("lies in a work tree of this repository");
        }
    }
    nothing_ran(&repo, "the superproject's bin");
}

#[test]
fn a_home_that_is_the_work_tree_is_told_how_to_go_on() {
    let repo = TestRepo::new();
    let own = repo.path("it's mine/.cargo/bin/akguard");
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_akguard"), &own).unwrap();
    fs::remove_file(repo.root().join("bin/akguard")).unwrap();
    repo.stage("a.txt", "a\n");
    let git = real("git");
    let mut command = repo.command(git.to_str().unwrap());
    command.args(["commit", "-qm", "a"]).env("PATH", search(&[])).env("HOME", repo.path("it's mine"));
    command.env("GIT_CONFIG_GLOBAL", repo.root().join("home/.gitconfig"));
    let stopped = repo.run(&mut command).exits(1).says("the only akguard found lies in a work tree");
    let (_, rest) = stopped.stderr.split_once("if it is yours, run ").unwrap();
    let install = rest.split_once(", else").unwrap().0.to_owned();
    repo.run(repo.command("sh").args(["-c", &install])).exits(0);
    repo.run(&mut command).exits(0).says(", clean");
}

#[test]
fn the_way_out_of_a_hook_with_a_program_in_the_work_tree_pastes() {
    let repo = with_tracked_programs();
    repo.stage("a.txt", "a\n");
    let stopped = commit(&repo, &[repo.path("bin")]).exits(1);
    assert!(paste(&repo, &stopped).contains(" && rm pre-commit pre-merge-commit "));
    commit(&repo, &[repo.path("bin")]).exits(0);
    nothing_ran(&repo, "bin");
}

/// akguard with these entries first on PATH.
fn akguard(repo: &TestRepo, path: &[PathBuf], arguments: &[&str]) -> Output {
    repo.run(repo.command("akguard").args(arguments).env("PATH", search(path)))
}

#[test]
fn the_program_starts_no_git_of_the_work_tree() {
    let repo = with_tracked_programs();
    for (number, entry) in entries(&repo).into_iter().enumerate() {
        let (path, key) = ([entry.clone()], repo.plant(GROQ));
        akguard(&repo, &path, &["status"]);
        akguard(&repo, &path, &["install"]).exits(0);
        repo.stage(&format!("leak{number}.py"), format!("key = \"{key}\"\n"));
        let scan = akguard(&repo, &path, &["scan"]).exits(1);
        let id = TestRepo::id(&scan);
        let note = "an example that opens nothing";
        akguard(&repo, &path, &["commit", "--allow", &id, "--reason", "test", "--note", note, "-qm", "a"]).exits(0);
        akguard(&repo, &path, &["audit"]).exits(0);
        akguard(&repo, &path, &["uninstall"]).exits(0);
        nothing_ran(&repo, &entry.display().to_string());
    }
}

#[test]
fn install_bakes_no_path_into_the_work_tree_that_leads_elsewhere() {
    let repo = TestRepo::without_hook();
    symlink(repo.root().join("bin"), repo.path("tools")).unwrap();
    let found = repo.path("tools/akguard");
    repo.run(repo.command(found.to_str().unwrap()).arg("install").env("PATH", search(&[repo.path("tools")]))).exits(0);
    assert!(!repo.read(".git/hooks/pre-commit").contains("/tools/"));
    super::is_guarded(&repo);
}

#[test]
fn without_a_path_the_systems_own_folders_count() {
    let repo = TestRepo::new();
    if ["/usr/bin/git", "/bin/git"].iter().any(|git| Path::new(git).exists()) {
        repo.run(repo.command("akguard").arg("status").env_remove("PATH")).says("pre-commit: git 2.");
    }
}

#[test]
fn a_missing_git_is_named() {
    let repo = with_tracked_programs();
    let path = std::env::join_paths([repo.path("bin")]).unwrap();
    repo.run(repo.command("akguard").arg("install").env("PATH", path))
        .exits(2)
        .says("cannot run git: no such file or directory")
        .says("help: install git, or put it on PATH, outside of this repository");
    nothing_ran(&repo, "bin");
}
