//! The allow record: a tracked file, one per finding, which reviewers see, and which survives rebase, squash and clone.

use akguard_detect::secret::Fingerprint;
use akguard_git::{Place, Repository};
use anyhow::Result;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{Actor, MIN_NOTE, Policy, Reason, RecordError, RecordKind, Today};
use crate::sanitize::{Untrusted, as_written, as_written_if_any};

/// The directory of the records, from the top of the repository.
pub const FOLDER: &str = ".akguard/allow/";

/// One override as it is in its file, without the secret and without a hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Format version: 1.
    pub v: u32,
    /// The finding's fingerprint, 32 hex digits.
    pub id: String,
    /// The rule's id.
    #[serde(serialize_with = "as_written")]
    pub rule: Untrusted,
    /// Where it was found first; a key may turn up at other paths too.
    #[serde(serialize_with = "as_written")]
    pub path: Untrusted,
    /// What kind of finding it allows.
    #[serde(serialize_with = "RecordKind::as_written")]
    pub kind: RecordKind,
    /// Why it may pass.
    pub reason: Reason,
    /// The note for reviewers.
    #[serde(serialize_with = "as_written")]
    pub note: Untrusted,
    /// git's committer.
    #[serde(serialize_with = "as_written")]
    pub who: Untrusted,
    /// Who made it.
    #[serde(serialize_with = "Actor::as_written")]
    pub actor: Actor,
    /// UTC.
    #[serde(serialize_with = "as_written")]
    pub created: Untrusted,
    /// Last day on which it counts.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_written_if_any")]
    pub expires: Option<Untrusted>,
    /// akguard's version.
    #[serde(serialize_with = "as_written")]
    pub tool: Untrusted,
    /// How many rules were in force.
    pub rules: usize,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_written_if_any")]
    pub approved_by: Option<Untrusted>,
    /// Who revoked it, and when.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_written_if_any")]
    pub revoked: Option<Untrusted>,
}

/// Does a record count today?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It counts.
    Valid,
    /// It was made by an agent, and the policy wants a human's approval: it counts on this machine, but not in ranges.
    Unapproved,
    /// Its last day is over.
    Expired,
    /// It was revoked.
    Revoked,
    /// It breaks the policy, and so never counted; the reason.
    Invalid(&'static str),
}

impl Status {
    /// The word in lists and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid | Self::Unapproved => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Invalid(_) => "invalid",
        }
    }
}

impl Record {
    /// The file's path from the top of the repository.
    pub fn file(&self) -> String {
        Self::file_of(&self.id)
    }

    /// The path of the record for a fingerprint, whose first 16 digits name the file.
    pub fn file_of(id: &str) -> String {
        format!("{FOLDER}{}.toml", id.get(..16).unwrap_or(id))
    }

    /// Reads a record's file; the message never quotes it.
    ///
    /// # Errors
    /// It is not a version 1 record, or not the one its name says.
    pub fn parse(name: &str, content: &[u8]) -> Result<Self, RecordError> {
        let record: Self =
            std::str::from_utf8(content).ok().and_then(|text| toml::from_str(text).ok()).ok_or(RecordError::Format)?;
        let named = record.file().ends_with(&format!("/{name}"));
        if record.v != 1 || Fingerprint::parse(&record.id).is_none() || !named {
            return Err(RecordError::OtherRecord);
        }
        if record.note.expose_text().trim().chars().count() < MIN_NOTE {
            return Err(RecordError::Note);
        }
        if record.expires.as_ref().is_some_and(|e| e.expose_text().parse::<Date>().is_err()) {
            return Err(RecordError::Expires);
        }
        Ok(record)
    }

    /// The file's content.
    ///
    /// # Errors
    /// A field cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String> {
        Ok(toml::to_string(self)?)
    }

    /// Does it count today, by this policy? Hooks, ranges and audits all ask here.
    pub fn status(&self, policy: &Policy, today: Today) -> Status {
        if self.revoked.is_some() {
            return Status::Revoked;
        }
        if self.last_day().is_some_and(|last| last < today.date()) {
            return Status::Expired;
        }
        if let Some(why) = self.beyond(policy, today) {
            return Status::Invalid(why);
        }
        if policy.agents_need_approval && self.lacks_approval() {
            return Status::Unapproved;
        }
        Status::Valid
    }

    /// How a record, perhaps one written by hand, breaks the policy. A date in the future would evade every limit;
    /// `fix-later` needs a last day, within the limit of the policy.
    fn beyond(&self, policy: &Policy, today: Today) -> Option<&'static str> {
        let Some(made) = self.made() else {
            return Some("its allow record has no readable date in `created`");
        };
        if today.is_future(made) {
            return Some("its allow record is dated in the future");
        }
        if !policy.reasons.contains(&self.reason) {
            return Some("the policy does not accept its allow record's reason");
        }
        if self.reason != Reason::FixLater {
            return None;
        }
        let Some(last) = self.last_day() else {
            return Some("its allow record is for fix-later and has no last day");
        };
        let made = made.to_zoned(TimeZone::UTC).date();
        let too_late = last > made.saturating_add(policy.max_expiry_days.days());
        too_late.then_some("its allow record lasts longer than the policy lets fix-later last")
    }

    /// How many days it still counts after today; `None` where it has no last day, or that day is over.
    pub fn days_left(&self, today: Today) -> Option<i32> {
        let days = today.date().until(self.last_day()?).ok()?.get_days();
        (days >= 0).then_some(days)
    }

    fn last_day(&self) -> Option<Date> {
        self.expires.as_ref()?.expose_text().parse().ok()
    }

    /// When it was made; a day alone, as a person may write it, begins at midnight.
    fn made(&self) -> Option<Timestamp> {
        let created = self.created.expose_text();
        let day = || created.parse::<Date>().ok()?.to_datetime(Time::midnight()).to_zoned(TimeZone::UTC).ok();
        created.parse().ok().or_else(|| day().map(|day| day.timestamp()))
    }

    /// Was it not made by a human, nor approved by one?
    pub fn lacks_approval(&self) -> bool {
        self.actor != Actor::Human && self.approved_by.is_none()
    }
}

/// The records of one place.
#[derive(Debug, Default)]
pub struct Records {
    /// The readable ones.
    pub records: Vec<Record>,
    /// Files that are not valid records. They allow nothing.
    pub broken: Vec<BrokenRecord>,
}

/// A file that is not a valid record.
#[derive(Debug)]
pub struct BrokenRecord {
    /// Its path from the top of the repository.
    pub path: Untrusted,
    /// What is wrong with it.
    pub why: RecordError,
}

impl Records {
    /// Reads all records of a place.
    ///
    /// # Errors
    /// The place cannot be read.
    pub fn load(repository: &Repository, place: Place) -> Result<Self> {
        let mut records = Self::default();
        for (name, content) in repository.folder(place, FOLDER)? {
            match Record::parse(&name, &content) {
                Ok(record) => records.records.push(record),
                Err(why) => {
                    let path = Untrusted::from(format!("{FOLDER}{name}"));
                    records.broken.push(BrokenRecord { path, why });
                }
            }
        }
        Ok(records)
    }

    /// The record for a fingerprint.
    pub fn get(&self, id: Fingerprint) -> Option<&Record> {
        let id = id.to_string();
        self.records.iter().find(|r| r.id == id)
    }
}
