//! `prek.toml`, which prek reads instead of `.pre-commit-config.yaml` where it is: the same entry, in TOML, at the file's end.

use std::path::Path;

use akguard_common::text::quote;
use anyhow::Result;
use toml::{Table, Value};

use super::event::Event;
use super::files::shown;
use super::insertion;
use super::job_file::{self, JobFile};
use super::plan::{Plan, Planned};
use super::step::Step;
use super::yaml::Obstacle;
use super::yaml_edit::{self, BEGIN, END, Without};

pub(super) const FILE: &str = "prek.toml";

const UNREADABLE: Obstacle = "is not TOML that akguard can read";
const OTHER_FORM: Obstacle = "has its repos in another form than [[repos]]";

/// Plans the entry; `yaml` is the entry as `.pre-commit-config.yaml` has it.
///
/// # Errors
/// The file is a link, or cannot be read.
pub(super) fn plan(top: &Path, yaml: &[String]) -> Result<Planned> {
    let file = JobFile::read(top, FILE)?;
    let entry = entry(yaml);
    let after = match with_entry(&file, &entry) {
        Ok(after) => after,
        Err(why) => return Ok(file.by_hand(why, &entry)),
    };
    let path = shown(&file.path);
    let add = quote(file.path.as_os_str().as_encoded_bytes());
    let mut plan = Plan { unchanged: format!("akguard: already installed in {path}"), ..Plan::default() };
    plan.lines = vec![
        format!("akguard: installed in {path}"),
        format!("akguard: commit it for your team: git add {add}    # they need akguard on PATH"),
        format!("akguard: for merges, messages and pushes: {}", format_args!("prek install{}", Event::install_types())),
    ];
    plan.steps.extend(file.becomes(after));
    Ok(Planned::Plan(plan))
}

/// Plans to take the entry out.
///
/// # Errors
/// The file cannot be read, or its lines of akguard's were changed by hand.
pub(super) fn removal(top: &Path, yaml: &[String]) -> Result<Option<Step>> {
    let Some(file) = JobFile::all(top, &[FILE])?.into_iter().next() else { return Ok(None) };
    let Ok(text) = String::from_utf8(file.before.clone().unwrap_or_default()) else { return Ok(None) };
    match bare(&text, &entry(yaml)) {
        Ok(bare) => Ok(file.becomes(bare)),
        Err(why) => Err(job_file::cannot_remove(&shown(&file.path), why).into()),
    }
}

/// The lines of the entry in TOML: one table for each hook.
fn entry(yaml: &[String]) -> Vec<String> {
    let mut lines = vec!["[[repos]]".to_owned(), "repo = \"local\"".to_owned()];
    for line in yaml.iter().map(|line| line.trim()) {
        let line = match line.strip_prefix("- ") {
            Some(first) if first.starts_with("id: ") => {
                lines.extend([String::new(), "[[repos.hooks]]".to_owned()]);
                first
            }
            Some(_) => continue,
            None => line,
        };
        let Some(pair) = line.split_once(": ") else { continue };
        lines.push(format!("{} = {}", pair.0, value(pair.1)));
    }
    lines
}

fn value(yaml: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.trim());
    match yaml.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(list) => format!("[{}]", list.split(',').map(quoted).collect::<Vec<_>>().join(", ")),
        None if matches!(yaml, "true" | "false") => yaml.to_owned(),
        None => quoted(yaml),
    }
}

fn bare(text: &str, ours: &[String]) -> Result<String, Obstacle> {
    match yaml_edit::cut(text, |line| ours.iter().any(|own| own == line)) {
        Without::Same => Ok(text.to_owned()),
        Without::Text(rest) if parse(&rest).is_ok() => Ok(rest),
        Without::Text(_) | Without::Edited => Err("has lines of akguard's that were changed by hand"),
    }
}

fn parse(text: &str) -> Result<Table, Obstacle> {
    text.parse().map_err(|_| UNREADABLE)
}

/// The text with the entry at its end, and the proof that the parser sees nothing else than one more repository.
fn with_entry(file: &JobFile, entry: &[String]) -> Result<String, Obstacle> {
    let text = std::str::from_utf8(file.before.as_deref().unwrap_or_default()).map_err(|_| "is not UTF-8")?;
    let text = bare(text, entry)?;
    let is_call = |line: &str| line.contains("akguard hook pre-commit") && !line.trim().starts_with('#');
    let mut wanted = parse(&text)?;
    if text.lines().any(is_call) {
        return Ok(text);
    }
    let lines = [&[BEGIN.to_owned()], entry, &[END.to_owned()]].concat();
    let after = insertion::insert(&text, usize::MAX, &lines);
    let added = parse(&entry.join("\n"))?.remove("repos");
    let Some(Value::Array(added)) = added else { return Err(OTHER_FORM) };
    let repos = wanted.entry("repos").or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(repos) = repos else { return Err(OTHER_FORM) };
    repos.extend(added);
    match parse(&after) {
        Ok(read) if read == wanted => Ok(after),
        _ => Err(OTHER_FORM),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml() -> Vec<String> {
        "- repo: local\n  hooks:\n    - id: one\n      entry: akguard hook pre-commit\n      always_run: true\n      stages: [a, b]".lines().map(str::to_owned).collect()
    }

    fn file(text: &str) -> JobFile {
        JobFile { path: FILE.into(), before: Some(text.as_bytes().to_vec()) }
    }

    #[test]
    fn the_entry_is_the_same_in_toml() {
        let lines = entry(&yaml());
        assert_eq!(
            lines[3..],
            [
                "[[repos.hooks]]",
                "id = \"one\"",
                "entry = \"akguard hook pre-commit\"",
                "always_run = true",
                "stages = [\"a\", \"b\"]"
            ]
        );
    }

    #[test]
    fn it_goes_to_the_end_and_comes_out_again() {
        for text in [
            "",
            "fail_fast = true",
            "[[repos]]\nrepo = \"local\"\n[[repos.hooks]]\nid = \"x\"\n\n[other]\na = 1   # one\n",
            "[[repos]]\r\nrepo = \"builtin\"\r\nhooks = [{ id = \"x\" }]\r\n",
        ] {
            let after = with_entry(&file(text), &entry(&yaml())).unwrap_or_else(|why| panic!("{text:?} {why}"));
            assert!(after.contains("akguard hook pre-commit"));
            assert_eq!(bare(&after, &entry(&yaml())).unwrap(), text);
            assert_eq!(with_entry(&file(&after), &entry(&yaml())).unwrap(), after);
        }
    }

    #[test]
    fn what_is_in_another_form_is_left_alone() {
        for text in
            ["repos = [{ repo = \"local\" }]\n", "repos = 1\n", "[repos]\na = 1\n", "x = \"\"\"\n", "a = 1\na = 2\n"]
        {
            assert!(with_entry(&file(text), &entry(&yaml())).is_err(), "{text:?}");
        }
    }
}
