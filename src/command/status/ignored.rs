//! `.env` files that the next `git add` would stage.

use akguard_common::text::quote;
use akguard_detect::env_file::Kind;
use akguard_git::Repository;
use anyhow::Result;

use super::item::{Item, ItemKind};
use crate::check::Context;
use crate::scan::PathPolicy;

const ENV: &str = ".env";

/// The untracked ones that git does not ignore; where there are none, whether it would ignore one.
///
/// # Errors
/// git cannot be started.
pub(super) fn find(repository: &Repository, context: &Context) -> Result<Vec<Item>> {
    if repository.top().is_none() {
        return Ok(Vec::new());
    }
    let mut names = repository.git().untracked()?;
    names.retain(|name| context.config.kind(name) == Some(Kind::Env));
    let mut items: Vec<Item> = names.iter().map(|name| item(context, name)).collect();
    let is_asked = items.is_empty() && context.config.kind(ENV.as_bytes()) == Some(Kind::Env);
    if is_asked && !repository.is_tracked(ENV)? && !repository.ignores(ENV) {
        let text = format!("git would not ignore it: {}", ignore(ENV));
        items.push(Item { kind: ItemKind::EnvNotIgnored, path: ENV.to_owned(), line: None, text });
    }
    Ok(items)
}

fn item(context: &Context, name: &[u8]) -> Item {
    let path = context.sink().show_bytes(name).to_string();
    let pattern = String::from_utf8_lossy(name);
    // What is a pattern to git, or was cut out of the path, is no line for a file.
    let is_plain = pattern == path && !pattern.contains(['*', '?', '[', '\\', '!', '#', ' ']);
    let text = match is_plain {
        true => format!("git does not ignore this environment file: {}", ignore(&format!("/{pattern}"))),
        false => "git does not ignore this environment file; add it to .gitignore".to_owned(),
    };
    Item { kind: ItemKind::EnvNotIgnored, path, line: None, text }
}

/// A command that pastes in every directory.
fn ignore(pattern: &str) -> String {
    format!("echo {} >> \"$(git rev-parse --show-toplevel)/.gitignore\"", quote(pattern.as_bytes()))
}
