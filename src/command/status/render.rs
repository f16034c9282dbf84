//! Writes the report for people and for programs.

use akguard_common::text::plural;
use anyhow::Result;

use super::Report;
use super::item::Item;
use crate::hook::{EventStatus, Other};
use crate::report::json;
use crate::report::json::v1::{V1Status, V1StatusCi, V1StatusEvent, V1StatusItem, V1StatusPlace};

/// Entries of the checklist beyond this number are counted.
const MAX_SHOWN: usize = 20;

impl Report {
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = self.hooks.lines();
        lines.extend(self.weakened.iter().cloned());
        lines.push(self.ci.line());
        lines.extend(self.checklist.items.iter().take(MAX_SHOWN).map(|item| format!("key safety: {}", item.line())));
        let more = self.checklist.items.len().saturating_sub(MAX_SHOWN);
        if more > 0 {
            lines.push(format!("key safety: and {more} more: {} status --format json", crate::hook::program_word()));
        }
        if self.checklist.unread > 0 {
            let files = plural(self.checklist.unread, "tracked file");
            lines.push(format!("key safety: not read, beyond the limits of this list: {files}"));
        }
        lines.extend(self.error.iter().map(|why| format!("the config cannot be read: {why}")));
        lines
    }

    pub(super) fn json(&self) -> Result<String> {
        let hooks = &self.hooks;
        let outcome = match hooks.state().exit_status() {
            0 => "guarded",
            1 => "unguarded",
            _ => "unproven",
        };
        Ok(json::line(&V1Status {
            version: 1,
            outcome,
            git: &hooks.git,
            events: hooks.events.iter().map(event).collect(),
            submodules: places(&hooks.others.asked, "submodule"),
            worktrees: places(&hooks.others.asked, "worktree"),
            unasked: hooks.others.left_out,
            help: &hooks.help,
            weakened: &self.weakened,
            ci: V1StatusCi { files: &self.ci.running, read: self.ci.read },
            checklist: self.checklist.items.iter().map(item).collect(),
            unread: self.checklist.unread,
            error: self.error.as_deref(),
        })?)
    }
}

fn event(event: &EventStatus) -> V1StatusEvent<'_> {
    V1StatusEvent {
        event: event.event,
        state: event.state.as_str(),
        hook: &event.hook,
        why: Some(event.why.as_str()).filter(|why| !why.is_empty()),
        jobs: &event.jobs,
        outdated: event.is_outdated,
    }
}

fn places<'a>(others: &'a [Other], kind: &str) -> Vec<V1StatusPlace<'a>> {
    let of_kind = others.iter().filter(|other| other.kind == kind);
    of_kind.map(|other| V1StatusPlace { path: &other.path, state: other.state.map(|state| state.as_str()) }).collect()
}

fn item(item: &Item) -> V1StatusItem<'_> {
    V1StatusItem { kind: item.kind.as_str(), path: &item.path, line: item.line, text: &item.text }
}
