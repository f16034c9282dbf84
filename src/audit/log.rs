//! `<common git dir>/akguard/log.jsonl`: every block and allow, each line holding the hash of the one before.
//!
//! It finds accidents; it does not stop an owner who rewrites it. Losing it never fails a commit.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use akguard_common::error::io_says;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::policy::Today;
use crate::safe_file;

/// A finding as the log keeps it: no secret, no hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedFinding {
    /// Fingerprint, 32 hex digits; none where it was not computed, or no override may name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Rule id, or `unchecked`.
    pub rule: String,
    /// Path as printed.
    pub path: String,
    /// The content it was found in, so that it can be found again when nothing stayed staged.
    pub blob: Option<String>,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Format version: 1.
    pub v: u32,
    /// UTC.
    pub time: String,
    /// `block`, `allow`, `approve` or `revoke`.
    pub event: String,
    /// `human` or `agent:NAME`.
    pub actor: String,
    /// What it was about.
    pub findings: Vec<LoggedFinding>,
    /// SHA-256 of the line before, in hex; zeros on the first line.
    pub prev: String,
}

/// The log of one repository.
pub struct Log {
    common_dir: PathBuf,
}

/// From the common git directory.
pub(crate) const FILE: &str = "akguard/log.jsonl";

/// A line holds this many findings at most, so that the last line always lies within [`TAIL`].
const MOST_LOGGED: usize = 500;
/// A longer path is cut, in bytes.
const LONGEST_PATH: usize = 1000;

impl LoggedFinding {
    fn bounded(mut self) -> Self {
        let end = (0..=LONGEST_PATH.min(self.path.len())).rev().find(|i| self.path.is_char_boundary(*i)).unwrap_or(0);
        self.path.truncate(end);
        self
    }
}

/// Only this much of the end is read to find the last block, in bytes.
const TAIL: u64 = 4 << 20;

impl Log {
    /// The log below the common git folder. Nothing is created yet.
    pub fn of(common_dir: &Path) -> Self {
        Self { common_dir: common_dir.to_owned() }
    }

    /// Appends a line under a lock.
    ///
    /// # Errors
    /// The log cannot be written; the caller says so and goes on.
    pub fn append(&self, event: &str, findings: Vec<LoggedFinding>, today: Today) -> Result<(), String> {
        let file = safe_file::open_to_append(&self.common_dir, FILE).map_err(|error| error.says())?;
        append(file, event, findings, today).map_err(|e| io_says(&e))
    }

    /// The last `block`, if the end of the log holds one.
    pub fn last_block(&self) -> Option<Entry> {
        let tail = tail(&mut safe_file::open(&self.common_dir, FILE).ok()?).ok()?;
        tail.lines().rev().filter_map(|line| serde_json::from_str::<Entry>(line).ok()).find(|e| e.event == "block")
    }

    /// Checks the chain. `Ok(None)` when there is no log.
    ///
    /// # Errors
    /// The number of the first line that does not follow from the one before, or the cause why it cannot be read.
    pub fn verify(&self) -> Result<Option<usize>, String> {
        let text = match safe_file::read(&self.common_dir, FILE) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| "the log cannot be read: it is damaged".to_owned())?,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(format!("the log cannot be read: {}", error.says())),
        };
        let mut prev = "0".repeat(64);
        for (number, line) in text.lines().enumerate() {
            let entry = serde_json::from_str::<Entry>(line).ok();
            if entry.is_none_or(|e| e.prev != prev) {
                return Err(format!(
                    "the log's chain breaks at line {} of {}; move it away to begin a new one",
                    number + 1,
                    self.common_dir.join(FILE).display()
                ));
            }
            prev = hash(line);
        }
        Ok(Some(text.lines().count()))
    }
}

fn append(mut file: File, event: &str, findings: Vec<LoggedFinding>, today: Today) -> std::io::Result<()> {
    file.lock()?;
    let tail = tail(&mut file)?;
    let prev = tail.lines().last().map_or_else(|| "0".repeat(64), hash);
    let actor = crate::policy::Actor::current();
    let findings = findings.into_iter().take(MOST_LOGGED).map(LoggedFinding::bounded).collect();
    let entry = Entry { v: 1, time: today.stamp(), event: event.to_owned(), actor, findings, prev };
    let mut line = serde_json::to_string(&entry)?;
    // A line that was cut off by a crash must not swallow this one.
    if !tail.is_empty() && !tail.ends_with('\n') {
        line.insert(0, '\n');
    }
    line.push('\n');
    file.write_all(line.as_bytes())
}

fn hash(line: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(line.as_bytes()))
}

/// The end of the file, from a whole line on.
fn tail(file: &mut File) -> std::io::Result<String> {
    let length = file.seek(SeekFrom::End(0))?;
    let from = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if from == 0 {
        return Ok(text);
    }
    Ok(text.split_once('\n').map_or_else(String::new, |(_, rest)| rest.to_owned()))
}
