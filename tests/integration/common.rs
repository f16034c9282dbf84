//! A hermetic world for each test: a repository, a home and an environment of its own, and secrets that are made when
//! the test runs. Whatever a command prints or writes is searched for every planted secret; the test fails if one shows.

mod snapshot;

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use akguard_detect::{Detector, FileClass, sample};

use self::snapshot::Snapshot;

/// What a command did.
#[derive(Debug)]
pub struct Output {
    /// Exit status; -1 when a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Output {
    #[track_caller]
    pub fn exits(self, status: i32) -> Self {
        assert_eq!(self.status, status, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Both streams, with what changes from run to run replaced.
    pub fn text(&self) -> String {
        let both = format!("{}{}", self.stdout, self.stderr);
        both.lines().map(|line| without_time(line) + "\n").collect()
    }

    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(self.text().contains(part), "does not say {part:?}:\n{}", self.text());
        self
    }

    #[track_caller]
    #[allow(clippy::wrong_self_convention)] // reads as a sentence in a chain
    pub fn is_silent_on(self, part: &str) -> Self {
        assert!(!self.text().contains(part), "says {part:?}:\n{}", self.text());
        self
    }
}

/// A line of the report with its elapsed time replaced.
pub fn without_time(line: &str) -> String {
    match (line.rfind(" ("), line.ends_with(" ms)")) {
        (Some(at), true) => format!("{} (N ms)", &line[..at]),
        _ => line.to_owned(),
    }
}

/// A secret value, and the parts of it that the report may show.
struct Planted {
    value: Vec<u8>,
    shown: Vec<Vec<u8>>,
}

pub struct TestRepo {
    root: tempfile::TempDir,
    planted: RefCell<Vec<Planted>>,
    seed: RefCell<u64>,
}

/// The values of an Anthropic key, the most used kind here.
pub const ANTHROPIC: &str = "sk-ant-api03-{b64url:86}{anthropic-tail}";
pub const GITHUB: &str = "ghp_{alnum:30}{crc62:30}";
pub const GROQ: &str = "gsk_{alnum:20}WGdyb3FY{alnum:24}";

impl TestRepo {
    /// A repository with the hook installed and no commit yet.
    pub fn new() -> Self {
        static INSTALLED: LazyLock<Snapshot> = LazyLock::new(|| {
            let repo = TestRepo::without_hook();
            repo.akguard(&["install"]).exits(0);
            Snapshot::of(&repo)
        });
        Self::with(&INSTALLED)
    }

    pub fn without_hook() -> Self {
        static INITIAL: LazyLock<Snapshot> = LazyLock::new(|| {
            let repo = TestRepo::empty();
            repo.git(&["init", "--quiet", "--initial-branch=main", "."]).exits(0);
            Snapshot::of(&repo)
        });
        Self::with(&INITIAL)
    }

    fn with(snapshot: &Snapshot) -> Self {
        let repo = Self::empty();
        snapshot.unpack(&repo);
        repo
    }

    /// Only the folders; no repository.
    pub fn empty() -> Self {
        let root = tempfile::Builder::new().prefix("akguard-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        for folder in ["repo", "home", "bin"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        // Messages name `akguard`, as for a user who has it on PATH.
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_akguard"), root.path().join("bin/akguard")).unwrap();
        // Without git's maintenance, a process after each commit that would find nothing to do.
        fs::write(
            root.path().join("home/.gitconfig"),
            "[user]\n\tname = Ada Example\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n[maintenance]\n\tauto = false\n[advice]\n\tdefaultBranchName = false\n[safe]\n\tdirectory = *\n",
        )
        .unwrap();
        Self { root, planted: RefCell::default(), seed: RefCell::new(1) }
    }

    /// The top of the repository.
    pub fn top(&self) -> PathBuf {
        self.root.path().join("repo")
    }

    /// The folder that holds repository, home and bin.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.top().join(name)
    }

    /// The program under a further path, in a folder that no PATH names.
    pub fn program_in(&self, folder: &str) -> PathBuf {
        let path = self.root.path().join(folder).join("akguard");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let real = env!("CARGO_BIN_EXE_akguard");
        fs::hard_link(real, &path).or_else(|_| fs::copy(real, &path).map(drop)).unwrap();
        path
    }

    /// Makes a secret from a template and remembers its random part.
    pub fn plant(&self, template: &str) -> String {
        *self.seed.borrow_mut() += 1;
        let text = sample::expand(template, *self.seed.borrow());
        let another = sample::expand(template, *self.seed.borrow() + 1_000_000);
        let detector = Detector::new(Vec::new(), 1_790_000_000);
        let found = detector.scan(text.as_bytes(), FileClass::Data).unwrap();
        assert!(!found.is_empty(), "the template {template} makes nothing that akguard finds");
        for candidate in found {
            let hint = candidate.secret.hint(candidate.rule).unwrap_or_default();
            let value = &text.as_bytes()[candidate.span.clone()];
            // The head that another key of the kind has too is public; a rule's name or another hint may hold it.
            let rest = another.as_bytes().get(candidate.span.start..).unwrap_or_default();
            let head = value.iter().zip(rest).take_while(|(a, b)| a == b).count();
            // With its three dots: of a value that goes on with a dot, they are what the next character looks like.
            self.remember(&value[head..], vec![hint.into_bytes()]);
        }
        text
    }

    /// A seed that no other value of this repository has.
    pub fn next_seed(&self) -> u64 {
        *self.seed.borrow_mut() += 1;
        *self.seed.borrow()
    }

    /// Remembers a value that must not show, of a kind that no rule knows.
    pub fn plant_value(&self, value: &str) -> String {
        self.remember(value.as_bytes(), Vec::new());
        value.to_owned()
    }

    fn remember(&self, value: &[u8], shown: Vec<Vec<u8>>) {
        self.planted.borrow_mut().push(Planted { value: value.to_vec(), shown });
    }

    /// Fails when 8 characters in a row of a planted secret stand in `text`, beyond what its hint shows.
    #[track_caller]
    pub fn assert_no_secret(&self, text: &[u8], place: &str) {
        for planted in self.planted.borrow().iter() {
            // A seed phrase is made of everyday words (`machine`), which our own messages have too; two in a row they do
            // not.
            let phrase =
                planted.value.contains(&b' ') && planted.value.iter().all(|b| *b == b' ' || b.is_ascii_lowercase());
            for window in planted.value.windows(planted.value.len().clamp(1, 8)) {
                let allowed = planted.shown.iter().any(|part| contains(part, window));
                let armour = window.starts_with(b"-----")
                    || window.ends_with(b"-----")
                    || contains(b"-----BEGIN RSA OPENSSH EC PRIVATE KEY-----", window);
                let word = phrase && !window.trim_ascii().contains(&b' ');
                assert!(
                    allowed || armour || word || !contains(text, window),
                    "{place} holds {:?} of a planted secret:\n{}",
                    String::from_utf8_lossy(window),
                    String::from_utf8_lossy(text)
                );
            }
        }
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        String::from_utf8(fs::read(self.path(name)).unwrap()).unwrap()
    }

    pub fn write_executable(&self, name: &str, content: &str) {
        self.write(name, content);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Writes and stages.
    pub fn stage(&self, name: &str, content: impl AsRef<[u8]>) {
        self.write(name, content);
        self.git(&["--literal-pathspecs", "add", "--force", "--", name]).exits(0);
    }

    /// `git commit` of what is staged, through the hook.
    pub fn commit(&self) -> Output {
        self.git(&["commit", "--quiet", "-m", "a commit"])
    }

    /// Commits what is staged; the hook must stop it.
    #[track_caller]
    pub fn stops(&self) -> Output {
        self.commit().exits(1).says("akguard: commit stopped: ")
    }

    /// Commits what is staged; the hook must look at it and let it pass.
    #[track_caller]
    pub fn passes(&self) -> Output {
        self.commit().exits(0).says(", clean")
    }

    /// Commits what is staged; the hook must warn of so many possible secrets and let it pass.
    #[track_caller]
    pub fn warns(&self, count: usize) -> Output {
        let secrets = if count == 1 { "possible secret" } else { "possible secrets" };
        self.commit()
            .exits(0)
            .says(&format!("akguard: {count} {secrets} in this commit, not stopped"))
            .is_silent_on("clean")
    }

    /// Commits without asking the hook: the past.
    #[track_caller]
    pub fn commit_past(&self) {
        self.git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", "past"]).exits(0);
    }

    #[track_caller]
    pub fn git<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Output {
        self.run(self.command("git").args(arguments))
    }

    #[track_caller]
    pub fn akguard<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Output {
        self.run(self.command("akguard").args(arguments))
    }

    /// A command in the top folder with the test's own environment and nothing of the developer's.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(if program == "akguard" { env!("CARGO_BIN_EXE_akguard") } else { program });
        let path = format!("{}:{}", self.root.path().join("bin").display(), std::env::var("PATH").unwrap());
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.root.path().join("home"))
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CEILING_DIRECTORIES", self.root.path())
            .current_dir(self.top())
            .stdin(Stdio::null());
        // A program that counts what it runs (scripts/coverage) writes its counts there.
        command.envs(std::env::var_os("LLVM_PROFILE_FILE").map(|file| ("LLVM_PROFILE_FILE", file)));
        command
    }

    /// Runs a command; neither of its streams may hold a secret.
    #[track_caller]
    pub fn run(&self, command: &mut Command) -> Output {
        let output = command.output().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
        self.assert_no_secret(&output.stdout, "standard output");
        self.assert_no_secret(&output.stderr, "standard error");
        Output {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs a command with something on standard input.
    #[track_caller]
    pub fn run_with_input(&self, command: &mut Command, input: &[u8]) -> Output {
        let file = self.root.path().join("stdin");
        fs::write(&file, input).unwrap();
        self.run(command.stdin(fs::File::open(file).unwrap()))
    }

    /// Ids of the findings, in the order of a human report.
    pub fn ids(output: &Output) -> Vec<String> {
        output.text().split("(id ").skip(1).map(|rest| rest[..rest.find(')').unwrap()].to_owned()).collect()
    }

    /// The only id of a report.
    #[track_caller]
    pub fn id(output: &Output) -> String {
        let ids = Self::ids(output);
        assert_eq!(ids.len(), 1, "{}", output.text());
        ids.into_iter().next().unwrap()
    }
}

impl Drop for TestRepo {
    /// Records and log are searched too, at the end of every test.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        for folder in [self.path(".akguard"), self.path(".git/akguard")] {
            for file in walk(&folder) {
                self.assert_no_secret(&fs::read(&file).unwrap(), &file.display().to_string());
            }
        }
    }
}

pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path) } else { vec![path] }
        })
        .collect()
}

#[allow(clippy::disallowed_methods)] // not the program's own search, which would then be held against itself
fn contains(text: &[u8], word: &[u8]) -> bool {
    !word.is_empty() && memchr::memmem::find(text, word).is_some()
}
