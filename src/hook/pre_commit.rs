//! pre-commit and prek: an entry in `.pre-commit-config.yaml`, which everyone has.

use std::path::{Path, PathBuf};

use akguard_common::text::quote;
use anyhow::Result;

use super::files::{is_executable, read, shown};
use super::hooks_dir::HooksDir;
use super::job_file::{self, JobFile};
use super::plan::{Plan, Planned, Step};
use super::prek_toml;
use super::script::{self, Event, Script};
use super::yaml::{self, Obstacle};
use super::yaml_edit;

const FILES: [&str; 2] = [".pre-commit-config.yaml", ".pre-commit-config.yml"];

/// A hook for each event: akguard gets its name. `verbose` shows the warnings of a commit that passes.
const ENTRY: &str = "\
- repo: local
  hooks:
    - id: akguard
      name: akguard
      language: system
      entry: akguard hook pre-commit
      always_run: true
      pass_filenames: false
      verbose: true
      stages: [pre-commit]
    - id: akguard-merge
      name: akguard (merge)
      language: system
      entry: akguard hook pre-merge-commit
      always_run: true
      pass_filenames: false
      verbose: true
      stages: [pre-merge-commit]";

/// Plans the entry; `manager` is the tool by whose hooks it runs.
///
/// # Errors
/// The file is a link, or cannot be read.
pub(super) fn plan(hooks: &HooksDir, top: &Path, manager: &str) -> Result<Planned> {
    if let Some(moved) = runs_first(hooks)? {
        let unchanged = format!("akguard: already installed in {}, which {manager} runs first", shown(&moved));
        return Ok(Planned::Plan(Plan { unchanged, ..Plan::default() }));
    }
    if manager == "prek" && top.join(prek_toml::FILE).exists() {
        return prek_toml::plan(top, ENTRY);
    }
    let name = FILES.into_iter().find(|name| top.join(name).exists()).unwrap_or(FILES[0]);
    let file = JobFile::read(top, name)?;
    let after = match with_entry(&file) {
        Ok(after) => after,
        Err(why) => return Ok(file.by_hand(why, &entry())),
    };
    let path = shown(&file.path);
    let add = quote(file.path.as_os_str().as_encoded_bytes());
    let mut plan = Plan { unchanged: format!("akguard: already installed in {path}"), ..Plan::default() };
    plan.lines = vec![
        format!("akguard: installed in {path}"),
        format!(
            "akguard: {manager} takes it when it is staged; commit it for your team: git add {add}    # they need akguard on PATH"
        ),
        format!("akguard: for merges: {manager} install -t pre-commit -t pre-merge-commit"),
    ];
    plan.steps.extend(file.becomes(after));
    Ok(Planned::Plan(plan))
}

/// A hook of akguard's that was there before the manager came: it moves such a hook and runs it first.
fn runs_first(hooks: &HooksDir) -> Result<Option<PathBuf>> {
    let moved = hooks.dir.join("pre-commit.legacy");
    let content = read(&moved)?.unwrap_or_default();
    let is_ours = matches!(script::recognise(Event::PreCommit, &content), Script::Ours { .. });
    Ok(Some(moved).filter(|moved| is_ours && is_executable(moved)))
}

fn entry() -> Vec<String> {
    ENTRY.lines().map(str::to_owned).collect()
}

fn with_entry(file: &JobFile) -> Result<String, Obstacle> {
    if file.before.is_none() {
        return Err("is not there");
    }
    let text = file.bare(is_ours)?;
    if text.lines().any(|line| line.contains("akguard hook pre-commit") && !line.trim().starts_with('#')) {
        return Ok(text);
    }
    let root = yaml::parse(&text)?;
    let repos = root.as_ref().and_then(|root| root.get("repos")).ok_or("has no list `repos` in block style")?;
    yaml_edit::append(&text, root.as_ref(), Some(repos), &entry())
}

fn is_ours(line: &str) -> bool {
    ENTRY.lines().any(|ours| ours.trim() == line)
}

/// Plans to take the entry out.
///
/// # Errors
/// The file is a link, cannot be read, or its lines of akguard's were changed by hand.
pub(super) fn removal(top: &Path) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for file in JobFile::all(top, &FILES)? {
        let path = shown(&file.path);
        steps.extend(file.removal("", is_ours).map_err(|why| job_file::cannot_remove(&path, why))?);
    }
    steps.extend(prek_toml::removal(top, ENTRY)?);
    Ok(steps)
}
