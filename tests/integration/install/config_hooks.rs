//! git's own config hooks (git 2.54 and newer). Where such a git is on PATH, the tests drive it; elsewhere they say that they
//! did not. A git that does what `hook.NAME.*` is documented to do (facts of hooks: all hooks run, the file last, one failure
//! is enough) stands in for the rest: what is written, what is reported, what is removed.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{is_guarded, listing, write_hook};
use crate::common::{GROQ, Output, TestRepo};

/// Runs the config hooks of a commit and then the hook file, as git 2.54 does; all else is the real git's.
const STAND_IN: &str = r#"#!/bin/sh
real=REAL
case " $* " in *" version "*) echo "git version 2.55.0"; exit 0 ;; esac
words=" $* " event=pre-commit failed=0 input=/dev/null
case $words in
  *" hook run "*)
    while [ "$1" != run ]; do shift; done
    shift
    case $1 in --to-stdin=*) input=${1#--to-stdin=}; shift ;; esac
    event=$1
    shift
    if [ "$1" = -- ]; then shift; fi
    ;;
  " commit "*) GIT_INDEX_FILE=.git/index; export GIT_INDEX_FILE; set -- "$@" --no-verify ;;
  *) exec "$real" "$@" ;;
esac
name=hook.akguard-$event
# The arguments of a commit are none of its hook.
for_hook() { case $words in " commit "*) ;; *) printf '%s ' "$@" ;; esac; }
if [ -n "$("$real" config "$name.event")" ]; then
  command=$("$real" config "$name.command")
  sh -c "$command \"\$@\"" "$command" $(for_hook "$@") <"$input" || failed=1
fi
file=$("$real" rev-parse --git-path hooks)/$event
if [ -x "$file" ]; then "$file" $(for_hook "$@") <"$input" || failed=1; fi
if [ "$failed" = 1 ]; then exit 1; fi
case $words in " commit "*) unset GIT_INDEX_FILE; exec "$real" "$@" ;; esac
"#;

fn version(git: &Path) -> String {
    let output = Command::new(git).arg("version").output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().trim_start_matches("git version ").to_owned()
}

/// The gits on PATH.
fn gits() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path).map(|dir| dir.join("git")).filter(|git| git.is_file()).collect()
}

/// A git on PATH that has config hooks.
pub fn new_git() -> Option<PathBuf> {
    gits().into_iter().find(|git| {
        let version = version(git);
        let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
        (parts.next(), parts.next()) >= (Some(2), Some(54))
    })
}

/// Is the first git on PATH such a one? Says so where it is not.
#[allow(clippy::print_stdout)]
pub fn first_git_is_new(test: &str) -> bool {
    let is_new = new_git().is_some() && new_git() == gits().into_iter().next();
    if !is_new {
        println!("{test}: config hooks were not tried: the first git on PATH is older than 2.54");
    }
    is_new
}

/// The same, and a line that says so where there is none.
#[allow(clippy::print_stdout)]
pub fn real_git(test: &str) -> Option<PathBuf> {
    let found = new_git();
    if found.is_none() {
        let seen: Vec<String> = gits().iter().map(|git| format!("{} ({})", git.display(), version(git))).collect();
        println!("{test}: not run with a real git: none on PATH is 2.54 or newer: {}", seen.join(", "));
    }
    found
}

/// Where the old git is found after the stand-in.
fn old_git() -> PathBuf {
    gits().into_iter().find(|git| version(git).starts_with("2.4")).unwrap_or_else(|| gits().remove(0))
}

/// A repository with a git that has config hooks first on PATH.
pub struct New {
    pub repo: TestRepo,
    dir: PathBuf,
}

impl New {
    pub fn over(repo: TestRepo) -> Self {
        let real = gits().remove(0);
        repo.write_executable("../new git/git", &STAND_IN.replace("REAL", &format!("'{}'", real.display())));
        let dir = repo.root().join("new git");
        Self { repo, dir }
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = self.repo.command(program);
        let path = command.get_envs().find(|(name, _)| *name == "PATH").unwrap().1.unwrap().to_owned();
        let dirs = std::iter::once(self.dir.clone()).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(dirs).unwrap());
        if program == "git" {
            let mut git = Command::new(self.dir.join("git"));
            git.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(self.repo.top());
            return git;
        }
        command
    }

    #[track_caller]
    pub fn akguard(&self, arguments: &[&str]) -> Output {
        self.repo.run(self.command("akguard").args(arguments))
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> Output {
        self.repo.run(self.command("git").args(arguments))
    }

    /// Commits a key; returns what was said.
    #[track_caller]
    fn stops(&self) -> Output {
        let key = self.repo.plant(GROQ);
        self.repo.stage("leak.py", format!("key = \"{key}\"\n"));
        let stopped = self.git(&["commit", "-qm", "a"]).exits(1).says("leak.py:1:8: error[groq-key]");
        self.repo.git(&["rm", "-qf", "leak.py"]).exits(0);
        stopped
    }
}

pub fn times(output: &Output, part: &str) -> usize {
    output.text().matches(part).count()
}

#[test]
fn an_older_git_is_refused_and_the_help_is_true() {
    let Some(old) = gits().into_iter().next().filter(|_| new_git().is_none()) else {
        println!("not run: the git on PATH is new");
        return;
    };
    let repo = TestRepo::without_hook();
    let before = listing(&repo.top());
    let cause = format!("git {} ({}) has no config hooks: they came with git 2.54", version(&old), old.display());
    let refused = repo.akguard(&["install", "--method", "config"]).exits(2).says(&cause);
    assert_eq!(listing(&repo.top()), before);
    let (_, help) = refused.stderr.split_once("\n  help: ").unwrap();
    repo.run(repo.command("sh").args(["-c", help])).exits(0);
    is_guarded(&repo);
}

#[test]
fn it_is_written_reached_and_taken_out_again() {
    for end in ["", "# no line end"] {
        let new = New::over(TestRepo::without_hook());
        let config = new.repo.read(".git/config") + end;
        new.repo.write(".git/config", &config);
        new.akguard(&["install", "--method", "config", "--print"]).exits(0).says("+ [hook \"akguard-pre-commit\"]");
        assert_eq!(new.repo.read(".git/config"), config);
        let installed = new.akguard(&["install", "--method", "config"]).exits(0);
        // Another git on PATH ignores the entry.
        let old = old_git();
        installed.says(&format!("akguard: git {} ({}) ignores these hooks", version(&old), old.display()));
        assert!(!new.repo.read(".git/config").contains(new.repo.top().to_str().unwrap()), "a path of the repository");
        new.akguard(&["install", "--method", "config"]).exits(0).says("already installed");
        new.stops();
        new.akguard(&["status"]).exits(0).is_silent_on("does not reach");
        new.repo.stage("a.txt", "a\n");
        new.git(&["commit", "-qm", "a"]).exits(0).says(", clean");
        new.akguard(&["uninstall"]).exits(0).says("akguard: removed from ");
        assert_eq!(new.repo.read(".git/config"), config);
    }
}

#[test]
fn no_hooks_path_of_others_is_in_its_way() {
    let new = New::over(TestRepo::without_hook());
    new.repo.git(&["config", "--global", "core.hooksPath", "/dev/null"]).exits(0);
    let refused = new.akguard(&["install"]).exits(2).says("core.hooksPath comes from the global configuration");
    let (_, help) = refused.stderr.split_once("\n  help: ").unwrap();
    new.repo.run(new.command("sh").args(["-c", help])).exits(0);
    new.stops();
    new.akguard(&["uninstall"]).exits(0);
    assert!(!new.repo.read(".git/config").contains("akguard"));
}

#[test]
fn the_question_offers_it() {
    let new = New::over(TestRepo::without_hook());
    let hooks = new.repo.root().join("elsewhere");
    new.repo.git(&["config", "core.hooksPath", hooks.to_str().unwrap()]).exits(0);
    new.akguard(&["install"]).exits(1).says("\n  help: akguard install --method config    # ");
    assert!(!hooks.exists());
}

#[test]
fn what_one_run_has_reported_the_other_does_not_report_again() {
    let new = New::over(TestRepo::without_hook());
    new.akguard(&["install"]).exits(0);
    new.akguard(&["install", "--method", "config"]).exits(0);
    let log = || new.repo.read(".git/akguard/log.jsonl").lines().count();
    for commits in 1..=2 {
        let stopped = new.stops();
        assert_eq!(times(&stopped, "akguard: commit stopped"), 1, "{}", stopped.text());
        assert_eq!(log(), commits);
    }
    new.repo.stage("a.txt", "a\n");
    let passed = new.git(&["commit", "-qm", "a"]).exits(0);
    assert_eq!(times(&passed, ", clean"), 1, "{}", passed.text());
    // The same commit again is another commit, with a report of its own.
    let key = new.repo.plant(GROQ);
    new.repo.stage("leak.py", format!("key = \"{key}\"\n"));
    for _ in 0..2 {
        assert_eq!(times(&new.git(&["commit", "-qm", "a"]).exits(1), "akguard: commit stopped"), 1);
    }
    new.akguard(&["uninstall"]).exits(0);
    assert!(!new.repo.path(".git/akguard").exists());
}

/// A hook that stages between the two runs changes what is committed: the second report is another one.
#[test]
fn what_is_staged_between_the_runs_is_reported() {
    let new = New::over(TestRepo::without_hook());
    write_hook(&new.repo, "#!/bin/sh\ngit add late.py\n", 0o755);
    new.akguard(&["install"]).exits(0);
    new.akguard(&["install", "--method", "config"]).exits(0);
    let key = new.repo.plant(GROQ);
    new.repo.write("late.py", format!("key = \"{key}\"\n"));
    new.repo.stage("a.txt", "a\n");
    let stopped = new.git(&["commit", "-qm", "a"]).exits(1).says("1 file, 1 line, clean");
    assert_eq!(times(&stopped, "late.py:1:8: error[groq-key]"), 1, "{}", stopped.text());
}

#[test]
fn without_the_program_nothing_is_committed() {
    let new = New::over(TestRepo::without_hook());
    let program = new.repo.program_in("mine");
    let path = program.to_str().unwrap();
    std::fs::remove_file(new.repo.root().join("bin/akguard")).unwrap();
    new.repo.run(new.command(path).args(["install", "--method", "config"])).exits(0);
    std::fs::remove_file(&program).unwrap();
    new.repo.stage("a.txt", "a\n");
    let stopped = new.git(&["commit", "-qm", "a"]).exits(1).says("the akguard program is gone");
    let (_, command) = stopped.stderr.split_once("take this hook out: ").unwrap();
    new.repo.run(new.command("sh").args(["-c", command])).exits(0);
    new.git(&["commit", "-qm", "a"]).exits(0);
}

#[test]
fn an_edited_command_takes_force_and_the_users_own_lines_stay() {
    let new = New::over(TestRepo::without_hook());
    let config = new.repo.read(".git/config");
    new.akguard(&["install", "--method", "config"]).exits(0);
    new.repo.git(&["config", "hook.akguard-pre-commit.enabled", "false"]).exits(0);
    new.akguard(&["install", "--method", "config"])
        .exits(1)
        .says("git config --unset-all hook.akguard-pre-commit.enabled");
    let text = new.repo.read(".git/config").replace("--from=config pre-commit\"", "--from=config pre-commit || true\"");
    new.repo.write(".git/config", &text);
    new.akguard(&["install", "--method", "config"]).exits(1).says("changed by hand").says("|| true");
    assert_eq!(new.repo.read(".git/config"), text);
    new.akguard(&["install", "--method", "config", "--force"]).exits(1).says("enabled is false");
    new.repo.git(&["config", "--unset-all", "hook.akguard-pre-commit.enabled"]).exits(0);
    new.stops();
    new.repo.git(&["config", "hook.akguard-pre-commit.enabled", "true"]).exits(0);
    new.akguard(&["uninstall"]).exits(0);
    let rest = new.repo.read(".git/config");
    assert!(rest.starts_with(&config) && rest.contains("\tenabled = true\n"), "{rest}");
    assert!(!rest.contains("command = ") && !rest.contains("event = "), "{rest}");
}
