//! No option is ignored: tried with each command in each of its modes, it changes what happens, or it is refused.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use super::help::commands;
use crate::common::{GITHUB, TestRepo, walk, without_time};

/// A repository to which a run can be done again and again.
struct World {
    repo: TestRepo,
    /// Of a finding that is staged, and of two records.
    ids: [String; 3],
    /// A run since it was saved may have changed it.
    may_differ: Cell<bool>,
}

/// What a run said and left behind.
#[derive(Debug, PartialEq, Eq)]
struct Observed {
    status: i32,
    said: String,
    files: BTreeMap<PathBuf, String>,
}

const NOTE: &str = "an account that is closed";

/// A rule that fails its own test, and a sample that warns.
const RULE: &str = "[[rule]]\nid = \"own-token\"\ntitle = \"Own\"\nseverity = \"high\"\nkeywords = [\"own_\"]\n\
     pattern = '(?P<secret>own_[0-9a-f]{32})'\nrevoke = \"here\"\npositive = [\"own_{hex:31}\"]\n";

impl World {
    /// Keys everywhere, a rule that fails, a record that has expired, a hooks directory that is a link.
    fn loud() -> Self {
        let repo = TestRepo::without_hook();
        repo.stage(".gitignore", "ignored/\n");
        repo.stage(".akguard.toml", RULE);
        let record = ["--reason", "test", "--note", NOTE];
        let mut ids = Vec::new();
        for name in ["a.py", "b.py"] {
            let key = repo.plant(GITHUB);
            repo.stage(name, format!("key = \"{key}\"\n"));
            let id = TestRepo::ids(&repo.akguard(&["scan"]).exits(1)).pop().unwrap();
            let mut allow = repo.command("akguard");
            // Made by an agent, so that there is something to approve.
            repo.run(allow.args(["--allow", &id]).args(record).env("CLAUDECODE", "1")).exits(0);
            ids.push(id);
        }
        let file = walk(&repo.path(".akguard/allow")).pop().unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text + "expires = \"2020-01-01\"\n").unwrap();
        repo.git(&["add", "-A"]).exits(0);
        repo.commit_past();
        let key = repo.plant(GITHUB);
        repo.write("ignored/k.py", format!("key = \"{}\"\n", repo.plant(GITHUB)));
        repo.write("broken.toml", "quiet = 3\n");
        repo.stage("c.py", format!("key = \"{key}\"\n"));
        repo.commit_past();
        repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD~1"]).exits(0);
        let key = repo.plant(GITHUB);
        repo.stage("d.py", format!("key = \"{key}\"\n"));
        let id = TestRepo::ids(&repo.akguard(&["scan"]).exits(1)).pop().unwrap();
        std::fs::create_dir(repo.root().join("hooks")).unwrap();
        std::fs::remove_dir_all(repo.path(".git/hooks")).unwrap();
        std::os::unix::fs::symlink(repo.root().join("hooks"), repo.path(".git/hooks")).unwrap();
        Self { ids: [id, ids.remove(0), ids.remove(0)], repo, may_differ: Cell::new(false) }.saved()
    }

    /// Nothing to find.
    fn calm() -> Self {
        let repo = TestRepo::new();
        repo.write("broken.toml", "quiet = 3\n");
        for name in ["a.txt", "b.txt"] {
            repo.stage(name, "text\n");
            repo.passes();
        }
        repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD~1"]).exits(0);
        repo.stage("c.txt", "text\n");
        let ids = ["00000000", "11111111", "22222222"].map(str::to_owned);
        Self { repo, ids, may_differ: Cell::new(false) }.saved()
    }

    fn saved(self) -> Self {
        self.shell("cp -a repo saved && cp -a hooks saved-hooks 2>/dev/null || :");
        self
    }

    fn shell(&self, line: &str) {
        let mut shell = Command::new("sh");
        assert!(shell.args(["-ec", line]).current_dir(self.repo.root()).status().unwrap().success());
    }

    /// Runs akguard in the repository as it was saved.
    fn run(&self, arguments: &[&str]) -> Observed {
        if self.may_differ.replace(true) {
            self.shell("rm -rf repo hooks && cp -a saved repo && { cp -a saved-hooks hooks 2>/dev/null || :; }");
        }
        let words: Vec<&str> = arguments.iter().map(|word| self.named(word)).collect();
        let output = self.repo.akguard(&words);
        let millis = regex::Regex::new("\"millis\":[0-9]+").unwrap();
        let text: String = output.text().lines().map(|line| without_time(line) + "\n").collect();
        let said = millis.replace_all(&text, "\"millis\":N").into_owned();
        Observed { status: output.status, said, files: self.files() }
    }

    /// `ID0` is an id of this world.
    fn named<'a>(&'a self, word: &'a str) -> &'a str {
        match word {
            "ID0" => &self.ids[0],
            "ID1" => &self.ids[1],
            "ID2" => &self.ids[2],
            _ => word,
        }
    }

    /// What a run may have written, without times.
    fn files(&self) -> BTreeMap<PathBuf, String> {
        let read = |file: PathBuf| {
            let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
            let lines = text.lines().filter(|line| !line.starts_with("created") && !line.starts_with("revoked"));
            (file, lines.collect::<Vec<_>>().join("\n"))
        };
        let dirs = [self.repo.path(".akguard"), self.repo.path(".git/hooks"), self.repo.root().join("hooks")];
        dirs.iter().flat_map(|dir| walk(dir)).map(read).collect()
    }
}

/// The commands, in each of their modes.
const MODES: &[&[&str]] = &[
    &[],
    &["--allow", "ID0", "--reason", "test", "--note", NOTE],
    &["--format", "json"],
    &["scan"],
    &["scan", "."],
    &["scan", "-"],
    &["scan", "--range", "0000000000000000000000000000000000000000..HEAD"],
    &["scan", "--history"],
    &["scan", "--write-baseline"],
    &["scan", "--write-baseline", "."],
    &["scan", "--format", "json"],
    &["scan", "--format", "json", "."],
    &["scan", "--format", "json", "--history"],
    &["allow", "ID0", "--reason", "test", "--note", NOTE],
    &["commit", "--allow", "ID0", "--reason", "test", "--note", NOTE, "-qm", "x"],
    &["commit", "-qm", "x"],
    &["install"],
    &["uninstall"],
    &["status"],
    &["audit"],
    &["audit", "list"],
    &["audit", "revoke", "ID1"],
    &["audit", "approve", "ID1"],
    &["audit", "prune"],
    &["rules"],
    &["rules", "list"],
    &["rules", "show", "groq-key"],
    &["rules", "test"],
    &["config", "schema"],
    &["help"],
    &["version"],
];

/// What is only said for clarity: these options name the default.
fn is_default(mode: &[&str], option: &str) -> bool {
    option == "--staged" && matches!(mode, [] | ["scan"] | ["--format", ..] | ["scan", "--format", "json"])
}

/// More passwords than a scan computes ids for are nowhere here; `guesses.rs` has them. Standard input is empty, and a
/// report without a finding has no colour. No hook has jobs of others here; `install/status_trial.rs` has them.
fn is_tried_elsewhere(mode: &[&str], option: &str) -> bool {
    // After `commit` an option that is not ours is git's.
    let is_ours = ["--allow", "--reason", "--note", "--expires", "--config"].contains(&option);
    if mode.first() == Some(&"commit") && !is_ours {
        return true;
    }
    if mode.first() == Some(&"status") && option == "--run" {
        return true;
    }
    // No hook here was changed by hand, and there are no submodules: `install/forced.rs`, `install/recurse.rs`.
    let is_install = matches!(mode.first(), Some(&"install" | &"uninstall"));
    if is_install && ["--force", "--recurse"].contains(&option) {
        return true;
    }
    mode.first() == Some(&"scan") && (option == "--ids" || (option == "--color" && mode.last() == Some(&"-")))
}

/// An option as it is tried.
fn words(option: &str) -> Vec<&str> {
    let value = match option {
        "--format" => "json",
        "--color" => "always",
        "--config" => "broken.toml",
        "--range" => "HEAD~1..HEAD",
        "--base" => "origin/main",
        "--allow" => "ID2",
        "--reason" => "public",
        "--note" => "another note, which is as long",
        "--expires" => "3d",
        "--method" => "config",
        "--without" => "pre-push",
        "--staged" | "--quiet" | "--verbose" | "--history" | "--no-ignore" | "--write-baseline" | "--yes"
        | "--print" | "--team" | "--check" | "--ids" | "--run" | "--force" | "--recurse" | "--global" => {
            return vec![option];
        }
        _ => panic!("say how {option} is tried"),
    };
    vec![option, value]
}

/// The options of all commands.
fn options() -> BTreeSet<String> {
    let mut options = BTreeSet::new();
    for (_, command) in commands() {
        let long = command.get_arguments().filter_map(|arg| arg.get_long());
        options.extend(long.filter(|name| !["help", "version"].contains(name)).map(|name| format!("--{name}")));
    }
    options
}

/// Is this the answer to an option that does not belong there? Behind `commit` git gives it.
fn is_refusal(mode: &[&str], observed: &Observed) -> bool {
    let words = [
        " cannot be combined with ",
        "unknown option",
        " is missing\n",
        " is given more than once\n",
        " is not expected here\n",
        "need --allow\n",
    ];
    let by_us = observed.status == 2 && words.iter().any(|part| observed.said.contains(part));
    by_us || (mode.first() == Some(&"commit") && observed.status == 129)
}

#[test]
fn every_command_has_a_mode_here() {
    for (path, command) in commands() {
        let has_mode = MODES.iter().any(|mode| mode.iter().zip(&path).filter(|(a, b)| *a == b).count() == path.len());
        assert!(has_mode || command.has_subcommands(), "{path:?}");
    }
}

#[test]
fn no_option_is_ignored() {
    let worlds = [World::loud(), World::calm()];
    let saved = worlds[0].run(&["version"]).files;
    let mut effects = BTreeSet::new();
    for mode in MODES {
        let before: Vec<Observed> = worlds.iter().map(|world| world.run(mode)).collect();
        for option in options() {
            let typed = [mode, &words(&option)[..]].concat();
            let after = worlds[0].run(&typed);
            if is_refusal(mode, &after) {
                // git refuses its options after the record was written.
                let is_untouched = after.files == saved || mode.first() == Some(&"commit");
                assert!(is_untouched, "{typed:?} was refused and wrote");
                // Most are refused: nothing has to be put back.
                worlds[0].may_differ.set(after.status != 2 || mode.first() == Some(&"commit"));
                continue;
            }
            let is_same = after == before[0] && worlds[1].run(&typed) == before[1];
            if is_tried_elsewhere(mode, &option) {
                effects.insert(option);
                continue;
            }
            assert_eq!(is_same, is_default(mode, &option), "{typed:?} ignores {option}:\n{}", after.said);
            effects.insert(option);
        }
    }
    // Those of the modes are refused a second time.
    effects
        .extend(MODES.iter().copied().flatten().filter(|word| word.starts_with("--")).map(|word| (*word).to_owned()));
    assert_eq!(effects, options(), "an option that no command takes");
}
