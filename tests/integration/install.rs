//! Putting the hook in and taking it out: nothing of the user's is lost, and git really gets to akguard.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::common::{GROQ, Output, TestRepo};

pub mod config_hooks;
mod consent;
mod earlier;
mod forced;
mod global;
pub mod gone;
mod hooks_path;
mod kinds;
mod questions;
mod real_config_hooks;
mod recurse;
mod search;
mod shell;
mod status;
mod status_checklist;
mod status_doubts;
mod status_json;
mod status_trial;
mod uninstall;
mod upgrade;

/// Every file below a folder: its mode, and its bytes or where it links to.
pub fn listing(folder: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        // git's maintenance in the background takes its locks away.
        let Ok(meta) = fs::symlink_metadata(&path) else { continue };
        if meta.is_dir() {
            files.extend(listing(&path));
        }
        let content = match fs::read_link(&path) {
            Ok(target) => target.into_os_string().into_encoded_bytes(),
            Err(_) => fs::read(&path).unwrap_or_default(),
        };
        files.insert(path, (meta.permissions().mode(), content));
    }
    files
}

/// Stages a key and commits: the hook must stop it. Leaves nothing staged.
#[track_caller]
pub fn is_guarded(repo: &TestRepo) -> Output {
    let key = repo.plant(GROQ);
    repo.stage("leak.py", format!("key = \"{key}\"\n"));
    let stopped = repo.stops().says("leak.py:1:8: error[groq-key]");
    repo.git(&["rm", "--quiet", "--force", "leak.py"]).exits(0);
    stopped
}

/// Waits for something that another process does.
#[track_caller]
pub fn wait_for(is_there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_there() {
        assert!(begun.elapsed() < Duration::from_secs(120), "it did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Writes an earlier pre-commit hook with this mode.
pub fn write_hook(repo: &TestRepo, text: impl AsRef<[u8]>, mode: u32) {
    repo.write(".git/hooks/pre-commit", text);
    fs::set_permissions(repo.path(".git/hooks/pre-commit"), fs::Permissions::from_mode(mode)).unwrap();
}

/// akguard as a user without the right to write what is read-only.
pub fn powerless(repo: &TestRepo) -> Command {
    let id = repo.run(repo.command("id").arg("-u")).stdout;
    if id.trim() != "0" {
        return repo.command("akguard");
    }
    for folder in ["", "home"] {
        fs::set_permissions(repo.root().join(folder), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = repo.command("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_akguard")]);
    command
}

#[test]
fn a_fresh_hook_is_executable_and_holds_the_programs_path() {
    let repo = TestRepo::without_hook();
    repo.akguard(&["install"])
        .exits(0)
        .says(&format!("akguard: installed in {}", repo.path(".git/hooks/pre-commit").display()));
    let baked = format!("akguard_bin='{}'\n", repo.root().join("bin/akguard").display());
    assert!(repo.read(".git/hooks/pre-commit").contains(&baked));
    let mode = fs::metadata(repo.path(".git/hooks/pre-commit")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
    is_guarded(&repo);
}

#[test]
fn a_second_install_makes_the_hook_executable_again() {
    let repo = TestRepo::new();
    fs::set_permissions(repo.path(".git/hooks/pre-commit"), fs::Permissions::from_mode(0o644)).unwrap();
    repo.akguard(&["install"]).exits(0).says("akguard: installed in");
    is_guarded(&repo);
}

#[test]
fn an_install_from_another_path_rewrites_the_path() {
    let repo = TestRepo::new();
    let other = repo.program_in("other place");
    repo.run(repo.command(other.to_str().unwrap()).arg("install")).exits(0).says("the hook now calls this program");
    assert!(repo.read(".git/hooks/pre-commit").contains(&format!("akguard_bin='{}'\n", other.display())));
    is_guarded(&repo);
}

#[test]
fn uninstall_without_a_hook_says_so() {
    let repo = TestRepo::without_hook();
    repo.akguard(&["uninstall"]).exits(0).says("no hook is installed here");
}

#[test]
fn uninstall_leaves_a_foreign_hook_alone() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\nexit 0\n", 0o755);
    let before = listing(&repo.path(".git/hooks"));
    repo.akguard(&["uninstall"]).exits(1).says("is not akguard's hook; it was left alone");
    assert_eq!(listing(&repo.path(".git/hooks")), before);
}

#[test]
fn a_hook_changed_by_hand_is_left_alone() {
    let repo = TestRepo::new();
    let text = repo.read(".git/hooks/pre-commit").replace("hook --script", "hook  --script");
    write_hook(&repo, text, 0o755);
    let before = listing(&repo.path(".git/hooks"));
    repo.akguard(&["install"]).exits(1).says("has been changed by hand; it was left alone");
    let refused = repo.akguard(&["uninstall"]).exits(1).says("has been changed by hand; it was left alone");
    assert_eq!(listing(&repo.path(".git/hooks")), before);
    // The help is true as it stands.
    let (_, help) = refused.stderr.split_once("\n  help: ").unwrap();
    repo.run(repo.command("sh").args(["-c", help])).exits(0);
    assert!(!repo.path(".git/hooks/pre-commit").exists());
}

#[test]
fn lines_that_another_tool_appended_survive() {
    let repo = TestRepo::new();
    let theirs = "echo theirs >>said\n";
    write_hook(&repo, repo.read(".git/hooks/pre-commit") + theirs, 0o755);
    let other = repo.program_in("other place");
    repo.run(repo.command(other.to_str().unwrap()).arg("install")).exits(0);
    assert!(repo.read(".git/hooks/pre-commit").ends_with(theirs));
    repo.stage("a.txt", "a\n");
    repo.passes();
    assert_eq!(repo.read("said"), "theirs\n");

    repo.akguard(&["uninstall"]).exits(0);
    assert!(repo.read(".git/hooks/pre-commit").ends_with(theirs));
    repo.stage("a.txt", "b\n");
    repo.commit().exits(0).is_silent_on("akguard");
    assert_eq!(repo.read("said"), "theirs\ntheirs\n");
}

#[test]
fn appended_lines_and_an_earlier_hook_are_for_the_user_to_join() {
    let repo = TestRepo::without_hook();
    write_hook(&repo, "#!/bin/sh\nexit 0\n", 0o755);
    repo.akguard(&["install"]).exits(0);
    write_hook(&repo, repo.read(".git/hooks/pre-commit") + "echo theirs\n", 0o755);
    let before = listing(&repo.path(".git/hooks"));
    repo.akguard(&["uninstall"]).exits(1).says("join them by hand");
    assert_eq!(listing(&repo.path(".git/hooks")), before);
}

#[test]
fn a_missing_hooks_folder_is_created() {
    let repo = TestRepo::empty();
    repo.git(&["init", "--quiet", "--template=", "."]).exits(0);
    assert!(!repo.path(".git/hooks").exists());
    repo.akguard(&["install"]).exits(0);
    is_guarded(&repo);
}

#[test]
fn a_file_in_the_place_of_the_hooks_folder_is_one_clear_line() {
    let repo = TestRepo::without_hook();
    fs::remove_dir_all(repo.path(".git/hooks")).unwrap();
    repo.write(".git/hooks", "mine\n");
    let refused = repo.akguard(&["install"]).exits(2).says("akguard: cannot ");
    assert_eq!(refused.stderr.lines().count(), 2, "{}", refused.stderr);
    assert_eq!(repo.read(".git/hooks"), "mine\n");
}

#[test]
fn a_place_without_commits_is_refused() {
    let repo = TestRepo::empty();
    for command in ["install", "uninstall", "status"] {
        repo.akguard(&[command]).exits(2).says("akguard: not a git repository").says("help: ");
    }
    repo.git(&["init", "--quiet", "--bare", "."]).exits(0);
    let before = listing(&repo.top());
    // A server has another hook: second_line::receive.
    repo.akguard(&["install"]).exits(0).says("hooks/pre-receive");
    repo.akguard(&["uninstall"]).exits(0);
    assert_eq!(listing(&repo.top()), before);
}
