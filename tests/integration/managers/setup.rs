//! A repository in which pre-commit or prek runs akguard, with the lines that the reference shows.

use std::path::PathBuf;
use std::process::Command;

use super::tool;
use crate::common::{Output, TestRepo};

const REFERENCE: &str = include_str!("../../../docs/reference.md");
const MANIFEST: &str = include_str!("../../../.pre-commit-hooks.yaml");

/// The two programs that read `.pre-commit-config.yaml`.
pub const BOTH: [&str; 2] = ["pre-commit", "prek"];

/// A repository with one of the two programs.
pub struct Managed {
    pub repo: TestRepo,
    program: PathBuf,
}

impl Managed {
    /// With the lines of the reference in its config, and the program's hooks installed.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let managed = Self::over(TestRepo::without_hook(), name);
        managed.tool(&["install"]).exits(0);
        managed
    }

    /// With the lines of the reference in its config, over what the repository has already.
    #[track_caller]
    pub fn over(repo: TestRepo, name: &str) -> Self {
        let managed = Self { program: tool(&format!("python/bin/{name}")), repo };
        let config = managed.config();
        managed.repo.stage(".pre-commit-config.yaml", config);
        managed.repo.commit_past();
        managed
    }

    /// The lines of the reference; the program is the one under test, so that no test builds it.
    #[track_caller]
    pub fn config(&self) -> String {
        let shown = REFERENCE.split("<!-- pre-commit config -->").nth(1).unwrap().split("```").nth(1).unwrap();
        let mut config = shown.split_once('\n').unwrap().1.to_owned();
        let (origin, revision) = self.origin();
        for (from, to) in [
            ("https://example.com/akguard", origin.as_str()),
            ("COMMIT", revision.as_str()),
            ("- id: akguard\n", "- id: akguard\n        language: system\n"),
            ("- id: akguard-message\n", "- id: akguard-message\n        language: system\n"),
            ("- id: akguard-after\n", "- id: akguard-after\n        language: system\n"),
            ("- id: akguard-push\n", "- id: akguard-push\n        language: system\n"),
        ] {
            assert_eq!(config.matches(from).count(), 1, "{from} in:\n{config}");
            config = config.replace(from, to);
        }
        config
    }

    /// A repository with the manifest, as a clone of akguard has it, and its commit.
    fn origin(&self) -> (String, String) {
        let path = self.repo.root().join("origin");
        let git =
            |arguments: &[&str]| self.repo.run(self.repo.command("git").current_dir(&path).args(arguments)).exits(0);
        if !path.exists() {
            std::fs::create_dir(&path).unwrap();
            std::fs::write(path.join(".pre-commit-hooks.yaml"), MANIFEST).unwrap();
            git(&["init", "--quiet", "."]);
            git(&["add", "."]);
            git(&["commit", "--quiet", "-m", "akguard"]);
        }
        let revision = git(&["rev-parse", "HEAD"]).stdout.trim().to_owned();
        (path.display().to_string(), revision)
    }

    /// The program, to be run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.repo.command(self.program.to_str().unwrap());
        command.args(arguments);
        command
    }

    #[track_caller]
    pub fn tool(&self, arguments: &[&str]) -> Output {
        self.repo.run(&mut self.command(arguments))
    }

    /// `run` with further arguments: it must fail over what akguard says.
    #[track_caller]
    pub fn fails(&self, arguments: &[&str]) -> Output {
        self.tool(&[&["run"], arguments].concat()).exits(1).says("Failed").is_silent_on("Passed")
    }

    /// `run` with further arguments: it must look and pass.
    #[track_caller]
    pub fn passes(&self, arguments: &[&str]) -> Output {
        self.tool(&[&["run"], arguments].concat()).exits(0).says("Passed").says(", clean")
    }
}
