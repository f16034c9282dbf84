//! The baseline: the findings that an old repository had when it adopted akguard, as fingerprints in a tracked file.

use std::collections::HashSet;

use akguard_common::error::Failure;
use akguard_detect::secret::Fingerprint;
use akguard_git::{Oid, Place, Repository};
use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::Actor;
use crate::sanitize::{Untrusted, as_written};

/// The path of the file, from the top of the repository.
pub const BASELINE: &str = ".akguard/baseline.toml";

/// What a baseline was made from, and so which of its entries a scan can find stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// The files of one commit.
    Tree,
    /// Every commit.
    History,
}

/// One accepted finding, without the secret and without a hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The finding's fingerprint, 32 hex digits.
    pub id: String,
    /// The rule's id.
    #[serde(serialize_with = "as_written")]
    pub rule: Untrusted,
    /// Where it was; a key may turn up at other paths too.
    #[serde(serialize_with = "as_written")]
    pub path: Untrusted,
}

/// The file's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Format version: 1.
    pub v: u32,
    /// UTC, of the last change.
    #[serde(serialize_with = "as_written")]
    pub created: Untrusted,
    /// git's committer.
    #[serde(serialize_with = "as_written")]
    pub who: Untrusted,
    /// Who wrote it.
    #[serde(serialize_with = "Actor::as_written")]
    pub actor: Actor,
    /// akguard's version.
    #[serde(serialize_with = "as_written")]
    pub tool: Untrusted,
    /// What was scanned.
    pub covers: Covers,
    /// By path, rule and id.
    #[serde(default, rename = "finding")]
    pub findings: Vec<Entry>,
}

/// The baseline of a commit before the checked change.
pub(super) struct Reviewed {
    pub(super) baseline: Option<Baseline>,
    /// A warning for the report, if the baseline cannot be used.
    pub(super) warning: Option<String>,
}

impl Baseline {
    /// Reads the baseline of a place; `None` if there is none.
    ///
    /// # Errors
    /// It cannot be read, or is not what akguard writes.
    pub fn load(repository: &Repository, place: Place) -> Result<Option<Self>> {
        Ok(repository.file(place, BASELINE)?.map(|content| Self::parse(&content)).transpose()?)
    }

    /// The baseline for what is in `place`: that of an earlier commit. A broken one allows nothing; what is staged must
    /// then replace or remove it.
    ///
    /// # Errors
    /// The commit cannot be read, or its baseline is broken and the place does not fix it.
    pub(super) fn reviewed(repository: &Repository, commit: Oid, place: Place) -> Result<Reviewed> {
        match Self::load(repository, Place::Commit(commit)) {
            Ok(baseline) => Ok(Reviewed { baseline, warning: None }),
            Err(broken) if place == Place::Commit(commit) => Err(broken),
            Err(broken) => {
                if place == Place::Index {
                    Self::load(repository, Place::Index)?;
                }
                Ok(Reviewed { baseline: None, warning: Some(format!("{broken}; it allows nothing")) })
            }
        }
    }

    /// Reads the file; the message never quotes it.
    ///
    /// # Errors
    /// It is no version 1 baseline.
    pub fn parse(content: &[u8]) -> Result<Self, Failure> {
        let broken = |line: Option<usize>, what: &str| {
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            Failure::new(format!("{BASELINE}{line} is broken: {what}"))
                .help("akguard scan --write-baseline writes it anew; commit it by itself")
        };
        let text = std::str::from_utf8(content).map_err(|_| broken(None, "it is not UTF-8"))?;
        let read: Self = toml::from_str(text).map_err(|e: toml::de::Error| {
            let before = e.span().and_then(|span| text.get(..span.start));
            broken(before.map(|text| text.matches('\n').count() + 1), "not what akguard writes")
        })?;
        if read.v != 1 {
            return Err(broken(None, "this akguard reads version 1"));
        }
        match read.findings.iter().position(|e| Fingerprint::parse(&e.id).is_none()) {
            Some(entry) => Err(broken(None, &format!("the id of finding {} is not 32 hex digits", entry + 1))),
            None => Ok(read),
        }
    }

    /// The file's content.
    ///
    /// # Errors
    /// A field cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String> {
        Ok(format!("# Written by akguard scan --write-baseline; not to be edited.\n{}", toml::to_string(self)?))
    }

    /// The fingerprints.
    pub fn ids(&self) -> HashSet<Fingerprint> {
        self.findings.iter().filter_map(|entry| Fingerprint::parse(&entry.id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_ones_are_told_by_line_and_not_quoted() {
        let good = "v = 1\ncreated = \"\"\nwho = \"\"\nactor = \"human\"\ntool = \"\"\ncovers = \"tree\"\n";
        assert!(Baseline::parse(good.as_bytes()).unwrap().findings.is_empty());
        let entry = |id: &str| format!("{good}[[finding]]\nid = \"{id}\"\nrule = \"r\"\npath = \"p\"\n");
        assert_eq!(Baseline::parse(entry(&"0f".repeat(16)).as_bytes()).unwrap().ids().len(), 1);
        for (text, said) in [
            (format!("{good}more = \"quoted\"\n"), "baseline.toml:7 is broken: not what akguard writes"),
            (good.replace("v = 1", "v = 2"), "this akguard reads version 1"),
            (entry("quoted"), "the id of finding 1 is not 32 hex digits"),
        ] {
            let error = Baseline::parse(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(said) && !error.contains("quoted"), "{error}");
        }
    }
}
