//! What is wrong with keys in this repository, beside the hook.

use akguard_git::{Place, Repository};
use anyhow::Result;

use super::item::{Item, ItemKind};
use super::{files, ignored};
use crate::check::Context;
use crate::policy::{Records, Status};

/// A record that lapses within so many days is named.
const SOON_DAYS: i32 = 14;

/// The entries, and what was not read for them.
#[derive(Debug, Default)]
pub(super) struct Checklist {
    pub(super) items: Vec<Item>,
    /// Tracked files beyond the limits.
    pub(super) unread: usize,
}

impl Checklist {
    /// Goes through the list.
    ///
    /// # Errors
    /// The index, a record or a directory cannot be read.
    pub(super) fn of(repository: &Repository, context: &Context) -> Result<Self> {
        let mut list = Self::default();
        list.unread = files::read(repository, context, &mut list.items)?;
        list.items.extend(ignored::find(repository, context)?);
        list.items.extend(lapsing(repository, context)?);
        Ok(list)
    }
}

/// The allow records that will soon let nothing pass any more.
fn lapsing(repository: &Repository, context: &Context) -> Result<Vec<Item>> {
    let records = Records::load(repository, Place::Index)?.records;
    let mut items = Vec::new();
    for record in &records {
        let status = record.status(&context.config.policy, context.today);
        let Some(days) = record.days_left(context.today).filter(|days| *days <= SOON_DAYS) else { continue };
        if !matches!(status, Status::Valid | Status::Unapproved) {
            continue;
        }
        let rule = context.sink().show(&record.rule);
        let when = match days {
            0 => "today is its last day".to_owned(),
            1 => "it lapses in 1 day".to_owned(),
            days => format!("it lapses in {days} days"),
        };
        let text = format!("{when}, and {rule} then stops commits again: remove the key, or allow it anew");
        items.push(Item { kind: ItemKind::RecordLapses, path: record.file(), line: None, text });
    }
    Ok(items)
}
