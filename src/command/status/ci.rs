//! Is akguard run in CI? A hook does not see every commit; a check of ranges does.

use std::fs;
use std::path::{Path, PathBuf};

use crate::hook::program_word;
use crate::sanitize::Sink;

/// Files of CI systems, from the top.
const FILES: [&str; 14] = [
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    ".azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "Jenkinsfile",
    ".travis.yml",
    ".drone.yml",
    ".woodpecker.yml",
    ".cirrus.yml",
    "appveyor.yml",
    ".appveyor.yml",
    ".build.yml",
    ".ci/run",
];
/// Directories of which each file counts.
const DIRECTORIES: [&str; 7] = [
    ".github/workflows",
    ".github/actions",
    ".gitea/workflows",
    ".forgejo/workflows",
    ".woodpecker",
    ".buildkite",
    ".gitlab/ci",
];
/// Limits: such files are few and short.
const MAX_FILES: usize = 500;
const MAX_BYTES: u64 = 1 << 20;

/// What the files of CI systems say.
#[derive(Debug, Default)]
pub(super) struct Ci {
    /// Those that run akguard, safe to print.
    pub(super) running: Vec<String>,
    /// How many were read.
    pub(super) read: usize,
}

impl Ci {
    /// Reads the files of CI systems in a work tree.
    pub(super) fn find(top: &Path) -> Self {
        let detector = akguard_detect::Detector::new(Vec::new(), 0);
        let sink = Sink::new(&detector);
        let by_manager = [".pre-commit-config.yaml", ".pre-commit-config.yml", "prek.toml"];
        let has_manager =
            by_manager.iter().any(|name| names_word(&read(&top.join(name)).unwrap_or_default(), "akguard"));
        let mut ci = Self::default();
        for path in files(top) {
            let Some(text) = read(&path) else { continue };
            ci.read += 1;
            let runs_manager = names_word(&text, "pre-commit") || names_word(&text, "prek");
            if names_word(&text, "akguard") || (has_manager && runs_manager) {
                let name = path.strip_prefix(top).unwrap_or(&path);
                ci.running.push(sink.show_bytes(name.as_os_str().as_encoded_bytes()).to_string());
            }
        }
        ci
    }

    /// One line for people.
    pub(super) fn line(&self) -> String {
        if !self.running.is_empty() {
            return format!("CI: akguard is run by {}", self.running.join(", "));
        }
        let found = match self.read {
            0 => "no file of a CI system was found".to_owned(),
            1 => "the one file of a CI system does not run akguard".to_owned(),
            read => format!("none of the {read} files of CI systems runs akguard"),
        };
        format!("CI: {found}    # there {} scan --range A..B checks what no hook has seen", program_word())
    }
}

fn files(top: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = FILES.iter().map(|name| top.join(name)).collect();
    for dir in DIRECTORIES {
        let entries = fs::read_dir(top.join(dir)).into_iter().flatten().flatten();
        found.extend(entries.map(|entry| entry.path()));
    }
    found.sort();
    found.truncate(MAX_FILES);
    found
}

/// The text of a regular file; none of a link, a pipe or what is too long.
fn read(path: &Path) -> Option<String> {
    let meta = fs::symlink_metadata(path).ok()?;
    if !meta.is_file() || meta.len() > MAX_BYTES {
        return None;
    }
    fs::read(path).ok().map(|content| String::from_utf8_lossy(&content).into_owned())
}

/// Is the word on a line that is no comment?
fn names_word(text: &str, word: &str) -> bool {
    let is_comment = |line: &str| ["#", "//"].iter().any(|mark| line.trim_start().starts_with(mark));
    text.lines().any(|line| line.contains(word) && !is_comment(line))
}
