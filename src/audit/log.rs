//! `<common git dir>/akguard/log.jsonl`: every block and allow. Each line contains the hash of the line before it.
//!
//! The chain of hashes shows accidents; it does not stop an owner who rewrites the log. A log that cannot be written
//! stops no commit.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use akguard_common::error::{Failure, io_says};
use sha2::{Digest, Sha256};

use super::log_entry::{LogEntry, LogEvent, LoggedFinding};
use crate::policy::{Actor, Today};
use crate::safe_file;

/// The log of one repository.
pub struct Log {
    common_dir: PathBuf,
}

/// The path of the log, from the common git directory.
pub(crate) const FILE: &str = "akguard/log.jsonl";

/// Maximum number of findings in a line, so that the last line always fits into [`TAIL`].
const MAX_LOGGED: usize = 500;
/// To find the last entry, only this much of the end is read, in bytes.
const TAIL: u64 = 4 << 20;

impl Log {
    /// The log below the common git directory. Nothing is created yet.
    pub fn new(common_dir: &Path) -> Self {
        Self { common_dir: common_dir.to_owned() }
    }

    /// Appends a line under a lock.
    ///
    /// # Errors
    /// The log cannot be written; the caller reports that and continues.
    pub fn append(&self, event: LogEvent, findings: Vec<LoggedFinding>, today: Today) -> Result<(), Failure> {
        let file = safe_file::open_to_append(&self.common_dir, FILE).map_err(|error| Failure::new(error.says()))?;
        append(file, event, findings, today).map_err(|error| Failure::new(io_says(&error)))
    }

    /// The last commit or push that was stopped, or that no hook had checked, if the end of the log has one.
    pub fn last_block(&self) -> Option<LogEntry> {
        let tail = tail(&mut safe_file::open(&self.common_dir, FILE).ok()?).ok()?;
        let mut entries = tail.lines().rev().flat_map(serde_json::from_str::<LogEntry>);
        entries.find(|entry| matches!(entry.event, LogEvent::Block | LogEvent::Unscanned))
    }

    /// Checks the chain. `Ok(None)` when there is no log.
    ///
    /// # Errors
    /// The number of the first line without the hash of the line before it, or the cause why the log cannot be read.
    pub fn verify(&self) -> Result<Option<usize>, Failure> {
        let unreadable = |why: &str| Failure::new(format!("the log cannot be read: {why}"));
        let text = match safe_file::read(&self.common_dir, FILE) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| unreadable("it is damaged"))?,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(unreadable(&error.says())),
        };
        let mut prev = first_prev();
        for (number, line) in text.lines().enumerate() {
            let entry = serde_json::from_str::<LogEntry>(line);
            if !entry.is_ok_and(|entry| entry.prev == prev) {
                return Err(Failure::new(format!(
                    "the log's chain breaks at line {} of {}; move it away to begin a new one",
                    number + 1,
                    self.common_dir.join(FILE).display()
                )));
            }
            prev = hash(line);
        }
        Ok(Some(text.lines().count()))
    }
}

fn append(mut file: File, event: LogEvent, findings: Vec<LoggedFinding>, today: Today) -> std::io::Result<()> {
    file.lock()?;
    let tail = tail(&mut file)?;
    let prev = match tail.lines().last() {
        Some(last) => hash(last),
        None => first_prev(),
    };
    let findings = findings.into_iter().take(MAX_LOGGED).map(LoggedFinding::bounded).collect();
    let entry = LogEntry { v: 1, time: today.stamp(), event, actor: Actor::current(), findings, prev };
    let mut line = serde_json::to_string(&entry)?;
    // A line that a crash has cut off must not be joined with this one.
    if !tail.is_empty() && !tail.ends_with('\n') {
        line.insert(0, '\n');
    }
    line.push('\n');
    file.write_all(line.as_bytes())
}

/// What the first line has in place of a hash.
fn first_prev() -> String {
    "0".repeat(64)
}

fn hash(line: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(line.as_bytes()))
}

/// The end of the file, whole lines only.
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
    // The first line is cut off.
    match text.split_once('\n') {
        Some((_, rest)) => Ok(rest.to_owned()),
        None => Ok(String::new()),
    }
}
