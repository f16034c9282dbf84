//! Husky: lines in its tracked hooks call a tracked helper, which looks for the program of whoever commits.

use std::ops::Range;
use std::path::{Path, PathBuf};

use akguard_common::text::quote;
use akguard_git::git_command::Git;
use anyhow::Result;

use super::done::Wish;
use super::edited;
use super::event::Event;
use super::files::{Mode, read, shown};
use super::hooks_dir::HooksDir;
use super::husky_script::{first_place, last_place, text_of};
use super::insertion;
use super::plan::{Plan, Planned};
use super::script::search_functions;
use super::step::Step;
use crate::safe_file;

const TEMPLATE: &str = include_str!("../../hooks/helper");
/// Every helper that an earlier akguard has written: it is replaced and removed as the present one is.
const SHIPPED: [&str; 1] = [include_str!("../../hooks/helper-shipped-1")];
/// How every version of the helper begins, after the first line.
const MARK: &str = "# akguard helper, v";
/// The beginning of a hook that akguard makes: with its line alone the file is akguard's.
const CREATED: &str = "#!/bin/sh\n# Made by 'akguard install'; 'akguard uninstall' removes its line.\n";

/// The directory of husky's hooks, from the top of the work tree.
pub(super) struct Husky {
    top: PathBuf,
    dir: String,
    /// Husky's own files, without which git runs no hook, are here.
    is_installed: bool,
    /// git's hooks path leads here.
    is_in_use: bool,
}

impl Husky {
    /// The repository's husky, if its hooks path is that of husky 9 (`.husky/_`) or of husky 8 (`.husky`).
    pub(super) fn find(hooks: &HooksDir, top: &Path) -> Option<Self> {
        let is_9 = hooks.written.ends_with(".husky/_");
        let dir = if is_9 { hooks.real.parent()? } else { hooks.real.as_path() };
        if dir.file_name()? != ".husky" {
            return None;
        }
        let is_installed = !is_9 || hooks.dir.join(Event::PreCommit.name()).is_file();
        let real_top = top.canonicalize().ok()?;
        let dir = dir.strip_prefix(real_top).ok()?.to_str()?.to_owned();
        Some(Self { top: top.to_owned(), dir, is_installed, is_in_use: true })
    }

    /// What an earlier install left in the work tree, whether git still looks there or not.
    pub(super) fn left_in(git: &Git, hooks: &HooksDir, top: &Path) -> Result<Option<Self>> {
        if let Some(husky) = Self::find(hooks, top) {
            return Ok(Some(husky));
        }
        let pattern = ":(top,glob)**/.husky/akguard";
        let listed = git.ask(&["ls-files", "--full-name", "-z", "--cached", "--others", "--", pattern])?;
        let listed = listed.unwrap_or_default();
        let first = listed.split(|b| *b == 0).next().and_then(|path| std::str::from_utf8(path).ok());
        let dir = first.and_then(|path| path.strip_suffix("/akguard"));
        Ok(dir.map(|dir| Self { top: top.to_owned(), dir: dir.to_owned(), is_installed: false, is_in_use: false }))
    }

    /// Plans the helper and a line in each hook that calls it.
    ///
    /// # Errors
    /// A file is a link, or cannot be read.
    pub(super) fn plan(&self, wish: Wish) -> Result<Planned> {
        let mut plan =
            Plan { unchanged: format!("akguard: already installed in {}", self.name("pre-commit")), ..Plan::default() };
        let helper = self.read("akguard")?;
        let path = self.path("akguard");
        if let Some(present) = helper.as_deref().filter(|present| !is_helper(present)) {
            if !is_marked(present) {
                return Ok(Planned::Refused(format!("akguard: {} is not akguard's; it was left alone", shown(&path))));
            }
            plan.edited.push(path.clone());
        }
        let wanted = helper_text(TEMPLATE).into_bytes();
        if helper.as_ref() != Some(&wanted) {
            plan.steps.push(Step::shared(path, helper, Some(wanted), Mode::Kept));
        }
        for event in Event::LOCAL {
            let step = if wish.events.has(event) { self.hook_step(event)? } else { self.removal_step(event)? };
            plan.steps.extend(step);
        }
        plan.lines = self.lines(&plan);
        if !self.is_installed {
            plan.missing = Some(format!(
                "akguard: husky is not installed in this work tree, so git runs no hook; install it: npx husky    # then: {} status",
                super::program_word()
            ));
        }
        Ok(Planned::Plan(plan))
    }

    fn lines(&self, plan: &Plan) -> Vec<String> {
        let paths = plan.steps.iter().filter_map(|step| step.path.strip_prefix(&self.top).ok());
        let paths: Vec<String> = paths.map(|path| quote(path.as_os_str().as_encoded_bytes())).collect();
        let help = format!("git -C {} add {}", quote(self.top.as_os_str().as_encoded_bytes()), paths.join(" "));
        vec![
            format!("akguard: installed in {}", shown(Path::new(&self.dir))),
            format!(
                "akguard: for your team, commit these files; who has no akguard is then stopped and told\n  help: {help}"
            ),
        ]
    }

    fn hook_step(&self, event: Event) -> Result<Option<Step>> {
        let path = self.path(event.name());
        let Some(before) = self.read(event.name())? else {
            let text = format!("{CREATED}{}\n", self.call(event));
            return Ok(Some(Step::shared(path, None, Some(text.into_bytes()), Mode::Executable)));
        };
        let text = text_of(&path, &before)?;
        if self.lines_of(event, text).is_some() {
            return Ok(None);
        }
        let changes_dir = text.lines().any(|line| line.split([' ', '\t', ';', '&', '(']).any(|word| word == "cd"));
        let after = match event.has_input() {
            true => insertion::insert_into_script(text, first_place(text), &self.call_with_input(event)),
            false if changes_dir => {
                insertion::insert_into_script(text, last_place(text), &[self.call_from_anywhere(event)])
            }
            false => insertion::insert_into_script(text, last_place(text), &[self.call(event)]),
        };
        Ok(Some(Step::shared(path, Some(before), Some(after.into_bytes()), Mode::Kept)))
    }

    /// Plans to take the lines and the helper out.
    ///
    /// # Errors
    /// A file is a link, or cannot be read.
    pub(super) fn removal(&self) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for event in Event::LOCAL {
            steps.extend(self.removal_step(event)?);
        }
        let Some(helper) = self.read("akguard")? else { return Ok(steps) };
        if !is_helper(&helper) && is_marked(&helper) {
            return Err(edited::cannot_remove(&self.path("akguard"), self.is_in_use));
        }
        if is_helper(&helper) {
            steps.push(Step::shared(self.path("akguard"), Some(helper), None, Mode::Kept));
        }
        Ok(steps)
    }

    /// Takes the lines out of one hook, if it has them.
    fn removal_step(&self, event: Event) -> Result<Option<Step>> {
        let path = self.path(event.name());
        let Some(before) = self.read(event.name())? else { return Ok(None) };
        let text = text_of(&path, &before)?;
        let mut rest = text.to_owned();
        // A merge of two branches may have brought them twice.
        while let Some(lines) = self.lines_of(event, &rest) {
            rest = insertion::remove(&rest, lines);
        }
        if rest == text {
            return Ok(None);
        }
        let after = (rest != CREATED).then(|| rest.into_bytes());
        Ok(Some(Step::shared(path, Some(before), after, Mode::Kept)))
    }

    /// Where the lines of akguard's are in a hook.
    fn lines_of(&self, event: Event, text: &str) -> Option<Range<usize>> {
        let lines: Vec<&str> = text.lines().collect();
        let forms = [self.call_with_input(event), vec![self.call(event)], vec![self.call_from_anywhere(event)]];
        forms.iter().find_map(|form| {
            let at = lines.windows(form.len()).position(|window| window.iter().eq(form.iter()))?;
            Some(at..at + form.len())
        })
    }

    /// Git runs hooks at the top of the work tree, and husky runs its hooks there too. `sh` runs the helper even if it has
    /// lost its mode.
    fn call(&self, event: Event) -> String {
        format!("sh {} {} \"$@\"", quote(format!("{}/akguard", self.dir).as_bytes()), event.name())
    }

    /// The same for a hook that changes its directory.
    fn call_from_anywhere(&self, event: Event) -> String {
        format!("(cd \"$(git rev-parse --show-toplevel)\" && {})", self.call(event))
    }

    /// The same before all other commands of a hook that gets a list on standard input, which can be read once: it is kept
    /// for them.
    fn call_with_input(&self, event: Event) -> Vec<String> {
        let call = format!("printf '%s\\n' \"$akguard_in\" | {}", self.call(event));
        ["akguard_in=$(cat)", &call, "[ -z \"$akguard_in\" ] || exec <<AKGUARD", "$akguard_in", "AKGUARD"]
            .map(str::to_owned)
            .to_vec()
    }

    fn name(&self, file: &str) -> String {
        shown(&Path::new(&self.dir).join(file))
    }

    fn path(&self, file: &str) -> PathBuf {
        self.top.join(&self.dir).join(file)
    }

    /// A link may lead to a file that is not husky's: none is followed.
    fn read(&self, file: &str) -> Result<Option<Vec<u8>>> {
        let name = format!("{}/{file}", self.dir);
        match safe_file::check(&self.top, &name) {
            Err(error) if !error.is_not_found() => return Err(error.into_failure("read", &self.top, &name).into()),
            _ => {}
        }
        read(&self.path(file))
    }
}

/// Is it akguard's helper by its mark, though it may have been changed by hand?
fn is_marked(content: &[u8]) -> bool {
    String::from_utf8_lossy(content).lines().nth(1).is_some_and(|line| line.starts_with(MARK))
}

/// A helper with the functions that look for the program.
fn helper_text(template: &str) -> String {
    template.replace("@FIND@", search_functions())
}

/// Is it a helper as this or an earlier akguard has written it?
fn is_helper(content: &[u8]) -> bool {
    std::iter::once(TEMPLATE).chain(SHIPPED).any(|template| content == helper_text(template).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Repositories have this text: with another one, keep this as `hooks/helper-shipped-N` and have it recognised.
    #[test]
    fn the_shipped_helper_is_frozen() {
        let id = |template: &str| {
            let id = akguard_git::Oid::of_blob(helper_text(template).as_bytes());
            id.map(|id| id.to_string()[..12].to_owned()).unwrap_or_default()
        };
        assert_eq!([TEMPLATE, SHIPPED[0]].map(id), ["cf06a306b5c1", "79b217adda04"]);
        assert!(helper_text(TEMPLATE).lines().nth(1).is_some_and(|line| line.starts_with(MARK)));
    }
}
