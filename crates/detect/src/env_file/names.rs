//! Names of files that contain secrets.

use akguard_common::bytes;

use super::{lone_files, secret_files};
use crate::file_class::FileClass;

/// The kind of a file, by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `.env`, `.env.*`, `*.env`: contains real values by convention.
    Env,
    /// `.env.example` and the like: meant to be committed, classified by its values.
    Template,
    /// `.npmrc`, `.netrc`, `.mcp.json` ...: a settings file that often contains credentials, classified by its values.
    Settings,
    /// A key store: binary, protected by a password of unknown strength.
    KeyStore,
}

/// Name parts that make an env file a template.
const TEMPLATE_PARTS: [&[u8]; 13] = [
    b"erb",
    b"j2",
    b"jinja",
    b"hbs",
    b"example",
    b"sample",
    b"template",
    b"dist",
    b"defaults",
    b"default",
    b"schema",
    b"tmpl",
    b"tpl",
];

/// Settings files, by the end of their path.
const SETTINGS: [&[u8]; 18] = [
    b".envrc",
    b".npmrc",
    b".pypirc",
    b".netrc",
    b"_netrc",
    b".git-credentials",
    b".aws/credentials",
    b"credentials.json",
    b".mcp.json",
    b"mcp.json",
    b"claude_desktop_config.json",
    b".claude/settings.local.json",
    b".codex/auth.json",
    b".streamlit/secrets.toml",
    b".tfstate",
    b".tfstate.backup",
    b"key.properties",
    b"keystore.properties",
];

const KEY_STORES: [&[u8]; 5] = [b".p12", b".pfx", b".jks", b".keystore", b".bks"];

/// Names that say so little that the content decides.
const BY_CONTENT: [&[u8]; 2] = [b".secrets", b"env_file"];
/// Directories of environment files, at any depth.
const DIRS: [&[u8]; 2] = [b".env.d", b".envs"];
/// Whole names that mean the same as `.env`.
const SAME: [&[u8]; 2] = [b".envfile", b".environment"];
/// Names of environments, in `env.production` and `app.env.local`.
const ENVIRONMENTS: [&[u8]; 5] = [b"production", b"prod", b"local", b"staging", b"development"];
/// Endings of copies and of editors' backups.
const COPIES: [&[u8]; 8] = [b"~", b".bak", b".backup", b".old", b".orig", b".save", b".copy", b" copy"];
/// Endings of code, of YAML and of Markdown: no name before them makes an environment file of it.
const OTHER_ENDS: [&[u8]; 16] = [
    b".yml",
    b".yaml",
    b".md",
    b".mdx",
    b".markdown",
    b".rst",
    b".adoc",
    b".html",
    b".htm",
    b".css",
    b".scss",
    b".vue",
    b".svelte",
    b".jsx",
    b".tsx",
    b".d.ts",
];
/// Names of files that are never settings.
const OTHER_NAMES: [&[u8]; 5] = [b"makefile", b"dockerfile", b"license", b"readme", b"changelog"];

/// The kind of the file at `path`, if it has one. Case does not count: some file systems ignore it.
pub fn kind(path: &[u8]) -> Option<Kind> {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit(|b| *b == b'/').next().unwrap_or(&lower);
    if is_plain(name) && !is_code(name) && !OTHER_ENDS.iter().any(|end| name.ends_with(end)) {
        return Some(env_or_template(name));
    }
    if is_copy(name) && !is_other(name) {
        return Some(env_or_template(name));
    }
    if is_settings(&lower) || secret_files::is(&lower) || lone_files::is(&lower) {
        return Some(Kind::Settings);
    }
    if is_by_content(&lower, name) && !is_other(name) {
        return Some(if is_template(name) { Kind::Template } else { Kind::Settings });
    }
    let is_store = KEY_STORES.iter().any(|end| name.ends_with(end)) && name != b"debug.keystore";
    is_store.then_some(Kind::KeyStore)
}

/// Is it an environment file only because its name is similar to one: a copy, another spelling?
pub(super) fn is_neighbour(path: &[u8]) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit(|b| *b == b'/').next().unwrap_or(&lower);
    !is_plain(name) || is_code(name)
}

fn env_or_template(name: &[u8]) -> Kind {
    if is_template(name) { Kind::Template } else { Kind::Env }
}

fn is_template(name: &[u8]) -> bool {
    name.split(|b| b".-_ ".contains(b)).any(|part| TEMPLATE_PARTS.contains(&part))
}

/// The names that the tools themselves read: `.env`, `.env.local`, `prod.env`.
fn is_plain(name: &[u8]) -> bool {
    name == b".env"
        || [b".env.".as_slice(), b".env-", b".env_", b".env~"].iter().any(|head| name.starts_with(head))
        || [b".env".as_slice(), b".flaskenv", b".dev.vars"].iter().any(|end| name.ends_with(end))
}

/// A copy of one of those, or another spelling of it: `.env copy`, `.env (1)`, `.env2`, `#.env#`, `prod.env.bak`,
/// `.envfile`, `env.production`.
fn is_copy(name: &[u8]) -> bool {
    // Most names have no `env` in them.
    if bytes::find_text(b"env", name).is_none() {
        return false;
    }
    let name = original(name);
    let follows = |head: &[u8]| name.strip_prefix(head).is_some_and(|rest| rest.first().is_none_or(|b| !is_word(*b)));
    let is_dotted =
        name.strip_prefix(b".env").is_some_and(|rest| rest.first().is_none_or(|b| !b.is_ascii_alphabetic()));
    is_dotted || SAME.iter().any(|same| follows(same)) || name.ends_with(b".env") || names_environment(name)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The name that a copy's was made from.
fn original(name: &[u8]) -> &[u8] {
    let mut name = name.trim_ascii();
    // Emacs: `#.env#`, and the link `.#.env`.
    name = name.strip_prefix(b"#").and_then(|rest| rest.strip_suffix(b"#")).unwrap_or(name);
    name = name.strip_prefix(b".#").unwrap_or(name);
    name = name.strip_prefix(b"copy of ").unwrap_or(name);
    // A copy of a copy.
    for _ in 0..3 {
        name = match name.strip_suffix(b")").and_then(|rest| without_digits(rest).strip_suffix(b"(")) {
            Some(rest) => rest.trim_ascii_end(),
            None => without_digits(name).trim_ascii_end(),
        };
        if let Some(rest) = COPIES.iter().find_map(|end| name.strip_suffix(*end)) {
            name = rest.strip_suffix(b" -").unwrap_or(rest).trim_ascii_end();
        }
    }
    name
}

fn without_digits(name: &[u8]) -> &[u8] {
    let digits = name.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let rest = &name[..name.len() - digits];
    if digits == 0 { rest } else { rest.strip_suffix(b".").unwrap_or(rest) }
}

/// `env.production`, `app.env.local`: the part after `env` is the whole rest, or ends at the next dot.
fn names_environment(name: &[u8]) -> bool {
    let mut parts = name.split(|b| *b == b'.').skip_while(|part| *part != b"env").skip(1);
    parts.next().is_some_and(|part| ENVIRONMENTS.contains(&part))
}

/// Settings files are named by the end of their path.
fn is_settings(path: &[u8]) -> bool {
    SETTINGS.iter().any(|end| {
        let is_whole = || path.len() == end.len() || path[path.len() - end.len() - 1] == b'/';
        path.ends_with(end) && (end.starts_with(b".tf") || is_whole())
    })
}

fn is_by_content(path: &[u8], name: &[u8]) -> bool {
    if BY_CONTENT.contains(&name) || name.starts_with(b".dev.vars") || name.starts_with(b".envrc.") {
        return true;
    }
    let is_there = bytes::find_text(b".env", path).is_some();
    let dirs = path.strip_suffix(name).unwrap_or_default();
    is_there && dirs.split(|b| *b == b'/').any(|dir| DIRS.contains(&dir))
}

/// Code named after the file that it reads: `.env.ts`.
fn is_code(name: &[u8]) -> bool {
    let ends = [b".ts".as_slice(), b".js", b".mjs", b".cjs", b".py", b".rb", b".go", b".rs"];
    ends.iter().any(|end| name.ends_with(end))
}

fn is_other(name: &[u8]) -> bool {
    is_code(name)
        || FileClass::from_path(name) == FileClass::Code
        || OTHER_NAMES.contains(&name)
        || OTHER_ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests;
