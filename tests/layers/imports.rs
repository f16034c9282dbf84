//! The modules and crates that a source names: in `use` trees and in paths of its code.

use std::collections::BTreeSet;

/// Names of top-level modules of the program (`scan`) and of crates (`akguard_git`). An item of the crate's root that is no
/// module counts by its own name, which no layer has: what stands in `lib.rs` is above all.
pub(crate) fn imports(text: &str, module: &[String], is_program: bool) -> BTreeSet<String> {
    let tokens = tokens(text);
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_begin = at == 0 || tokens[at - 1] != "::";
        let word = tokens[at].as_str();
        if is_begin && word.starts_with("akguard_") {
            found.insert(word.to_owned());
        } else if is_begin && is_program && ["crate", "super"].contains(&word) {
            let mut paths = Vec::new();
            walk(&tokens, at, &mut Vec::new(), &mut paths);
            found.extend(paths.iter().filter_map(|path| of_root(path, module.len())));
        }
        at += 1;
    }
    found
}

/// All paths of a text that may lead to a module of its crate, as they are written, each from its first word on.
pub(crate) fn paths(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let mut paths = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_begin = at == 0 || tokens[at - 1] != "::";
        let is_path = tokens.get(at + 1).is_some_and(|token| token == "::");
        at = if is_begin && is_path && is_word(&tokens[at]) {
            walk(&tokens, at, &mut Vec::new(), &mut paths)
        } else {
            at + 1
        };
    }
    paths
}

/// What a path names in the root of the crate, if it leads there. A test module adds a `super`.
fn of_root(path: &[String], depth: usize) -> Option<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let rest = if path[0] == "crate" { &path[1..] } else { &path[ups..] };
    let leads_there = path[0] == "crate" || ups >= depth;
    let first = rest.first().filter(|first| leads_there && *first != "*" && *first != "self")?;
    Some(first.clone())
}

/// Adds the paths of the tree at `at`, each from its first word on. Returns where the tree ends.
fn walk(tokens: &[String], at: usize, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> usize {
    let length = before.len();
    let mut at = at;
    before.push(tokens[at].clone());
    while tokens.get(at + 1).is_some_and(|token| token == "::") {
        let Some(next) = tokens.get(at + 2) else { break };
        if next == "{" {
            at = walk_list(tokens, at + 3, before, paths);
            before.truncate(length);
            return at;
        }
        if !is_word(next) && next != "*" {
            break;
        }
        before.push(next.clone());
        at += 2;
    }
    paths.push(before.clone());
    before.truncate(length);
    at + 1
}

/// The same for what stands in braces.
fn walk_list(tokens: &[String], at: usize, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> usize {
    let mut at = at;
    while let Some(token) = tokens.get(at) {
        if token == "}" {
            return at + 1;
        }
        at = if is_word(token) || token == "*" { walk(tokens, at, before, paths) } else { at + 1 };
    }
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Words, `::` and single characters, without comments and texts.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if let Some(skipped) = skipped(rest) {
            skipped
        } else if is_word(rest) {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length up to the end mark that is first from `body` on, with the mark; all of the text where there is none.
fn length_with(text: &str, body: usize, end: &str) -> usize {
    match text[body..].find(end) {
        Some(at) => body + at + end.len(),
        None => text.len(),
    }
}

/// How long the comment or the text is that begins here.
fn skipped(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(length_with(rest, 0, "*/"));
    }
    if let Some(raw) = rest.strip_prefix('r')
        && let hashes = raw.len() - raw.trim_start_matches('#').len()
        && raw[hashes..].starts_with('"')
    {
        let end = format!("\"{}", "#".repeat(hashes));
        let body = 2 + hashes;
        return Some(length_with(rest, body, &end));
    }
    // A quote as a character, which is not the begin of a text.
    for quote in ["'\"'", "'\\\"'"] {
        if rest.starts_with(quote) {
            return Some(quote.len());
        }
    }
    rest.starts_with('"').then(|| text_length(rest))
}

fn text_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
