//! Reads tracked files for the checklist, within limits: `.env` files and templates first.

use akguard_common::text::quote;
use akguard_detect::env_file::Kind;
use akguard_git::{Blob, Blobs, Change, ChangeSet, Oid, Repository};
use anyhow::Result;

use super::item::{Item, ItemKind};
use crate::check::{self, Context};
use crate::finding::Finding;
use crate::policy::Verdict;
use crate::scan::PathPolicy;

/// Limits of what is read. A scan of the history reads everything.
const MAX_FILES: usize = 5000;
const MAX_BYTES: u64 = 32 << 20;
const MAX_FILE_BYTES: u64 = 2 << 20;

/// With this option an SDK agrees to run in a browser, where everyone can read its key.
const IN_BROWSER: &str = "dangerouslyAllowBrowser";
/// Files in which code for browsers is written.
const SOURCES: [&str; 9] = [".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".vue", ".svelte"];

/// Adds what tracked files show, and returns how many were left out.
///
/// # Errors
/// The index cannot be read, or a thread fails.
pub(super) fn read(repository: &Repository, context: &Context, items: &mut Vec<Item>) -> Result<usize> {
    let chosen = choose(repository, context)?;
    let evaluation = check::chosen(repository, context, &chosen.set)?;
    let sink = context.sink().hiding(&evaluation.hidden);
    for judged in &evaluation.findings {
        if matches!(judged.verdict, Verdict::Allow(_)) {
            continue;
        }
        items.extend(item(context, &judged.finding, |path| sink.show_bytes(path).to_string()));
    }
    // A value of the file is a finding of its own; the file is named once.
    items.dedup_by(|a, b| a.kind == b.kind && a.path == b.path && a.kind == ItemKind::EnvTracked);
    for change in &chosen.set.changes {
        let Blob::Stored(id) = &change.new else { continue };
        if !SOURCES.iter().any(|end| change.path.ends_with(end.as_bytes())) {
            continue;
        }
        let Ok(content) = repository.read(id) else { continue };
        items.extend(line_in_browser(&content).map(|line| Item {
            kind: ItemKind::BrowserClient,
            path: sink.show_bytes(&change.path).to_string(),
            line: Some(line),
            text: format!("{IN_BROWSER}: everyone who opens the page can read the key; call the service from a server"),
        }));
    }
    Ok(chosen.left_out)
}

/// What is read.
struct Chosen {
    set: ChangeSet,
    left_out: usize,
}

fn choose(repository: &Repository, context: &Context) -> Result<Chosen> {
    let mut files = repository.tracked()?;
    files.retain(|(path, _, symlink)| !symlink && !context.config.is_excluded(path));
    // A stable sort: the others keep the order of their paths.
    files.sort_by_key(|(path, _, _)| context.config.kind(path).is_none());
    let mut chosen = Chosen { set: ChangeSet::default(), left_out: 0 };
    let mut left = MAX_BYTES;
    for (path, blob, symlink) in files {
        if chosen.set.changes.len() >= MAX_FILES {
            chosen.left_out += 1;
            continue;
        }
        let size = size(repository, &blob);
        if size > MAX_FILE_BYTES || size > left {
            chosen.left_out += 1;
            continue;
        }
        left -= size;
        chosen.set.changes.push(Change { path, bases: vec![None], new: Blob::Stored(blob), symlink });
    }
    chosen.set.changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(chosen)
}

/// The size of a blob. Not every reader knows it without reading the blob; one that cannot be read is left out.
fn size(repository: &Repository, blob: &Oid) -> u64 {
    let read = || repository.read(blob).map(|content| content.len() as u64).ok();
    repository.size(blob).or_else(read).unwrap_or(u64::MAX)
}

/// The entry for a finding, if it belongs on the list.
fn item(context: &Context, finding: &Finding<'_>, show: impl Fn(&[u8]) -> String) -> Option<Item> {
    let path = show(&finding.path);
    let line = Some(finding.start.line);
    let kind = context.config.kind(&finding.path);
    if kind == Some(Kind::Env) {
        let name = show(quote(&finding.path).as_bytes());
        let text =
            format!("this environment file is tracked: git rm --cached :/{name}    # keeps your copy; then ignore it");
        return Some(Item { kind: ItemKind::EnvTracked, path, line: None, text });
    }
    if kind == Some(Kind::Template) {
        let text = format!("a template with a value that looks real ({}): put a placeholder there", finding.rule.id);
        return Some(Item { kind: ItemKind::TemplateValue, path, line, text });
    }
    let prefix = finding.shipped?;
    let text = format!(
        "a secret ({}) under a name that begins with {prefix}: builds put its value into pages that everyone can read",
        finding.rule.id
    );
    Some(Item { kind: ItemKind::BrowserSecret, path, line, text })
}

/// The line on which an SDK is told that it may run in a browser, outside of comments.
fn line_in_browser(text: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(text);
    let is_on = |line: &str| {
        let Some((before, after)) = line.split_once(IN_BROWSER) else { return false };
        let value = after.trim_start_matches([' ', ':', '=', '{', '"', '\'']);
        value.starts_with("true") && !before.trim_start().starts_with("//")
    };
    text.lines().position(is_on).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sdk_in_the_browser() {
        for (text, expected) in [
            ("new OpenAI({\n  dangerouslyAllowBrowser: true,\n})", Some(2)),
            ("{\"dangerouslyAllowBrowser\":true}", Some(1)),
            ("<Client dangerouslyAllowBrowser={true} />", Some(1)),
            ("dangerouslyAllowBrowser: false", None),
            ("// dangerouslyAllowBrowser: true", None),
            ("dangerouslyAllowBrowser?: boolean", None),
        ] {
            assert_eq!(line_in_browser(text.as_bytes()), expected, "{text}");
        }
    }
}
