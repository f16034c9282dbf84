//! Tries the hook of an event. Run A asks a question, to which akguard answers and refuses: once as where it cannot check, once
//! as over a finding, for a hook may stop at one of them only. Run B is an ordinary run over a harmless change, which must
//! pass: else not akguard but another job refuses.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use akguard_common::error::{Failure, io_says};
use anyhow::Result;

use super::super::event::Event;
use super::super::files::is_executable;
use super::super::lefthook;
use super::super::manager::LEFTHOOK;
use super::super::wiring_test::{RUNNING, VARIABLE, answer, as_over_a_finding};
use super::jobs::{Jobs, other_ids};
use super::trial::{Run, Trial};

/// What the two runs have shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proof {
    /// akguard does not answer.
    Nowhere,
    /// akguard answers, and the hook ends in success all the same: no finding would stop a commit.
    Ignored,
    /// akguard answers, and its refusal is the hook's.
    Stops,
    /// The hook also refuses a harmless change; its last words.
    Refuses(String),
}

/// Tries one hook.
pub(super) struct Tried<'t> {
    pub(super) trial: &'t Trial,
    pub(super) jobs: &'t Jobs,
    pub(super) event: Event,
    pub(super) nonce: &'t str,
    /// Jobs of others run, too.
    pub(super) run: bool,
}

impl Tried<'_> {
    /// # Errors
    /// A program cannot be started.
    pub(super) fn prove(&self) -> Result<Proof> {
        let mut which = Run::AkguardAlone;
        let mut asked = self.ask(which, self.nonce)?;
        if asked == Proof::Nowhere && self.run {
            which = Run::Everything;
            asked = self.ask(which, self.nonce)?;
        }
        if asked == Proof::Stops && self.event.can_stop() {
            asked = self.ask(which, &as_over_a_finding(self.nonce))?;
        }
        if asked != Proof::Stops || !takes_a_harmless_change(self.event) {
            return Ok(asked);
        }
        let run = if self.run { Run::Everything } else { Run::AkguardAlone };
        let output = self.start(run, None)?;
        Ok(if output.status.success() { Proof::Stops } else { Proof::Refuses(last_words(&output)) })
    }

    /// Run A.
    fn ask(&self, run: Run, question: &str) -> Result<Proof> {
        let output = self.start(run, Some(question))?;
        let answer = answer(question);
        let is_answered = contains(&output.stdout, answer.as_bytes()) || contains(&output.stderr, answer.as_bytes());
        Ok(match (is_answered, output.status.success()) {
            (false, _) => Proof::Nowhere,
            // After a commit nothing can be stopped: there it is enough that akguard is reached.
            (true, true) if self.event.can_stop() => Proof::Ignored,
            (true, true) => Proof::Stops,
            (true, false) => Proof::Stops,
        })
    }

    /// Runs the hook as git would.
    fn start(&self, run: Run, question: Option<&str>) -> Result<Output> {
        let arguments = self.arguments(run)?;
        let mut git = self.trial.git(run);
        git.args(["hook", "run"]);
        if self.event.has_input() {
            // git gives its own standard input to no hook.
            let mut option = OsString::from("--to-stdin=");
            option.push(self.write_input()?);
            git.arg(option);
        }
        git.arg(self.event.name()).arg("--").args(&arguments);
        let mut output = self.finish(&mut git, run, question)?;
        let is_unknown = |said: &[u8]| contains(&output.stderr, said);
        if is_unknown(b"is not a git command") || is_unknown(b"unknown option `to-stdin") {
            // git before 2.36, or before 2.41: the file itself, as git would start it.
            let path = self.trial.hooks(run).join(self.event.name());
            if is_executable(&path) {
                let mut hook = self.trial.program(&path);
                output = self.finish(hook.args(&arguments), run, question)?;
            }
        }
        Ok(output)
    }

    fn finish(&self, command: &mut Command, run: Run, question: Option<&str>) -> Result<Output> {
        command.env(RUNNING, "1").env_remove(VARIABLE);
        if let Some(question) = question {
            command.env(VARIABLE, question);
        }
        if run == Run::AkguardAlone && self.jobs.manager.is_some_and(|manager| manager != LEFTHOOK) {
            // What the user skips is skipped in a commit, too.
            let skipped = std::env::var("SKIP").unwrap_or_default();
            let named = self.jobs.config.as_ref().map(|config| self.trial.top().join(config));
            let others = other_ids(self.trial.top(), named.as_deref()).unwrap_or_default();
            command.env("SKIP", format!("{others},{skipped}"));
        }
        // The hook may take any time.
        let _held = akguard_common::watchdog::pause();
        let output = self.trial.run_hook(command, self.input()?);
        Ok(output.map_err(|e| Failure::new(format!("cannot run the hook: {}", io_says(&e))))?)
    }

    /// The arguments of the hook: git's, then those by which lefthook leaves other jobs out.
    fn arguments(&self, run: Run) -> Result<Vec<String>> {
        let mut arguments = self.of_git()?;
        if self.jobs.manager == Some(LEFTHOOK) {
            arguments.push(NO_INSTALL.to_owned());
            if run == Run::AkguardAlone {
                // A change is staged where there is one to stage, so that filters of files keep their say.
                let skipped = usize::from(takes_a_harmless_change(self.event));
                arguments.extend(lefthook::JOB_ALONE.iter().skip(skipped).map(|word| (*word).to_owned()));
            }
        }
        Ok(arguments)
    }

    fn of_git(&self) -> Result<Vec<String>> {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Ok(match self.event {
            Event::CommitMsg => {
                let path = self.trial.beside("message");
                write(&path, "A harmless message\n")?;
                vec![path.to_string_lossy().into_owned()]
            }
            Event::PostMerge => owned(&["0"]),
            Event::PostRewrite => owned(&["amend"]),
            Event::PrePush => owned(&["origin", "origin"]),
            _ => Vec::new(),
        })
    }

    /// The list that git gives on standard input.
    fn input(&self) -> Result<Stdio> {
        if !self.event.has_input() {
            return Ok(Stdio::null());
        }
        let path = self.write_input()?;
        let file = File::open(path).map_err(|e| Failure::new(format!("cannot read {INPUT}: {}", io_says(&e))))?;
        Ok(Stdio::from(file))
    }

    /// A branch that is where it was, a commit that became itself.
    fn write_input(&self) -> Result<PathBuf> {
        let head = self.trial.head()?;
        let branch = "refs/heads/akguard-status";
        let line = match self.event {
            Event::PostRewrite => format!("{head} {head}\n"),
            Event::PreReceive => format!("{head} {head} {branch}\n"),
            _ => format!("{branch} {head} {branch} {head}\n"),
        };
        let path = self.trial.beside("input");
        write(&path, &line)?;
        Ok(path)
    }
}

/// Lefthook would write the hooks of the repository again.
const NO_INSTALL: &str = "--no-auto-install";
/// What errors call the files that a hook is given.
const INPUT: &str = "the input of the trial";

/// Can this hook stop something, and is what it looks at in the work tree or in a file? For a push or after a commit there
/// is nothing harmless at hand; there the answer has to be enough.
fn takes_a_harmless_change(event: Event) -> bool {
    event.can_stop() && !event.is_push()
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|e| Failure::new(format!("cannot write {INPUT}: {}", io_says(&e))).into())
}

/// The last line that a hook has printed, the standard error first. A line of help is not the cause.
fn last_words(output: &Output) -> String {
    let last = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        text.lines().rev().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("help:")).map(str::to_owned)
    };
    last(&output.stderr).or_else(|| last(&output.stdout)).unwrap_or_default()
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|w| w == word)
}
