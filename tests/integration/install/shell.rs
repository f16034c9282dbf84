//! `install.sh`: builds, places the program, installs the hook. cargo is played by a stub.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use super::is_guarded;
use crate::common::TestRepo;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/install.sh");

/// A folder of programs that is the whole PATH: real tools, and a cargo that has built already.
fn tools(repo: &TestRepo) {
    let folder = repo.root().join("tools");
    fs::create_dir(&folder).unwrap();
    for tool in ["sh", "git", "cc", "awk", "sed", "mktemp", "mkdir", "chmod", "cp", "mv", "rm"] {
        let search = std::env::var_os("PATH").unwrap();
        let real = std::env::split_paths(&search).map(|f| f.join(tool)).find(|f| f.is_file());
        symlink(real.unwrap_or_else(|| panic!("{tool} is not on PATH")), folder.join(tool)).unwrap();
    }
    let built = env!("CARGO_BIN_EXE_akguard");
    let build = format!("echo '{{\"reason\":\"compiler-artifact\",\"executable\":\"{built}\"}}'");
    stub(
        repo,
        "cargo",
        &format!(
            "case $1 in --version) echo 'cargo 1.999.0' ;; -vV) echo 'host: x86_64-unknown-linux-gnu' ;; build | rustc) {build} ;; esac"
        ),
    );
}

fn stub(repo: &TestRepo, name: &str, text: &str) {
    let path = repo.root().join("tools").join(name);
    let _ = fs::remove_file(&path);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn script(repo: &TestRepo) -> Command {
    let mut command = repo.command(SCRIPT);
    command.env("PATH", repo.root().join("tools")).env("AKGUARD_PREFIX", repo.root().join("my prefix"));
    command
}

#[test]
fn it_is_a_script_that_any_sh_reads() {
    let repo = TestRepo::empty();
    repo.run(repo.command("sh").args(["-n", SCRIPT])).exits(0);
    repo.run(repo.command(SCRIPT).arg("--help")).exits(0).says("AKGUARD_PREFIX");
}

#[test]
fn it_builds_places_and_installs_and_a_second_run_upgrades() {
    let repo = TestRepo::without_hook();
    tools(&repo);
    let version = env!("CARGO_PKG_VERSION");
    let program = repo.root().join("my prefix/bin/akguard");
    repo.run(script(&repo).arg("../repo").current_dir(repo.root().join("home")))
        .exits(0)
        .says(&format!("installed {version}: {}", program.display()))
        .says("not on PATH yet, add: export PATH=")
        .says("akguard: installed in");
    let baked = format!("akguard_bin='{}'", program.display());
    assert!(repo.read(".git/hooks/pre-commit").contains(&baked));
    is_guarded(&repo);

    fs::write(&program, "#!/bin/sh\necho 'akguard 0.0.1'\n").unwrap();
    repo.run(&mut script(&repo))
        .exits(0)
        .says(&format!("upgraded 0.0.1 -> {version}: "))
        .says("next: cd REPOSITORY && ")
        .is_silent_on("akguard: ");
    repo.run(script(&repo).arg(repo.top())).exits(0).says("reinstalled").says("already installed");
    let left: Vec<_> = super::listing(program.parent().unwrap()).into_keys().collect();
    assert_eq!(left, [program]);
}

#[test]
fn on_a_terminal_cargo_shows_its_progress() {
    let repo = TestRepo::empty();
    tools(&repo);
    // cargo writes its progress to standard error, and leaves it out when it is told `--quiet`.
    let build = fs::read_to_string(repo.root().join("tools/cargo")).unwrap();
    let shows = "case \" $* \" in *' --release '*) case \" $* \" in *' --quiet '*) ;; *) echo 'Compiling 3/9' >&2 ;; esac ;; esac";
    stub(&repo, "cargo", &format!("{shows}\n{build}"));
    repo.run(&mut script(&repo)).exits(0).says("installed ").is_silent_on("Compiling");
    let mut terminal = repo.command("script");
    let tools = repo.root().join("tools");
    terminal.args(["-qec", &format!("PATH='{}' '{SCRIPT}'", tools.display()), "/dev/null"]);
    terminal.env("TERM", "xterm").env("AKGUARD_PREFIX", repo.root().join("my prefix"));
    repo.run(&mut terminal).exits(0).says("Compiling 3/9").says("installed ");
}

#[test]
fn a_missing_tool_is_one_clear_line() {
    for (tool, line) in [
        ("cargo", "install.sh: cargo is missing: install Rust from rustup.rs"),
        ("git", "install.sh: git is missing: install git (Debian: apt-get install git)"),
        ("cc", "install.sh: a C compiler is missing: install gcc or clang (Debian: apt-get install gcc)"),
    ] {
        let repo = TestRepo::without_hook();
        tools(&repo);
        fs::remove_file(repo.root().join("tools").join(tool)).unwrap();
        let refused = repo.run(script(&repo).arg(repo.top())).exits(2);
        assert_eq!(refused.text(), format!("{line}\n"));
        assert!(!repo.root().join("my prefix").exists());
    }
}

#[test]
fn a_tool_that_is_too_old_or_fails_is_one_clear_line() {
    for (tool, text, line) in [
        ("git", "echo git version 2.30.9", "install.sh: git 2.30.9 is too old: install git 2.31 or newer"),
        ("cargo", "echo cargo 1.70.0", "rustup update stable"),
        ("cargo", "exit 1", "install.sh: cargo does not run: rustup default stable"),
        (
            "cargo",
            "[ $1 = --version ] && echo cargo 1.999.0",
            "install.sh: the build failed: see cargo's message above",
        ),
    ] {
        let repo = TestRepo::without_hook();
        tools(&repo);
        stub(&repo, tool, text);
        let refused = repo.run(&mut script(&repo)).exits(2).says(line);
        assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
        assert!(!repo.root().join("my prefix/bin/akguard").exists());
    }
}

#[test]
fn a_wrong_repository_is_named_before_anything_is_built() {
    let repo = TestRepo::empty();
    tools(&repo);
    repo.run(script(&repo).arg(repo.top())).exits(2).says("is not a git repository: git -C ").is_silent_on("building");
    repo.run(script(&repo).arg("nowhere")).exits(2).says("is not a directory").is_silent_on("building");
    repo.run(script(&repo).arg("--prefix")).exits(2).says("unknown option --prefix: ./install.sh --help");
    assert!(!repo.root().join("my prefix").exists());
}
