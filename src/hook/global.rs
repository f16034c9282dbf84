//! `--global`: every repository of the user. git 2.54 and newer have config hooks for that; for older ones hooks go into the
//! template directory, from which `git init` and `git clone` copy. A global `core.hooksPath` is never set: it would silence
//! the hooks that repositories have of their own.

use std::fs;
use std::path::{Path, PathBuf};

use akguard_common::error::Failure;
use akguard_git::git_command::{self, ask_anywhere};
use anyhow::Result;

use super::carry_out::carry_out;
use super::config_file::{self, ConfigFile, Ours, Section, Setting};
use super::config_hook::{self, Level};
use super::done::{Done, Method, Wish};
use super::event::Event;
use super::files::{Mode, cannot, read, shown};
use super::hooks_dir::{HooksDir, SharedBy, resolve};
use super::manager::manager;
use super::plan::{Plan, Planned};
use super::program::program_word;
use super::step::Step;
use super::uninstall::{self, Search};
use super::user_files::{global_config, own_template};
use super::{git_versions, plain};

const INIT: &str = "[init]";
const TEMPLATE: &str = "templateDir";

/// Installs for every repository of the user.
///
/// # Errors
/// git has no way for it, or a file cannot be read or written.
pub(super) fn install(wish: Wish) -> Result<Done> {
    if wish.team {
        return Err(Failure::new("--team cannot be combined with --global").help("leave out --team").into());
    }
    let has_config_hooks = wish.method != Some(Method::Files) && git_versions::has_config_hooks();
    if has_config_hooks || wish.method == Some(Method::Config) {
        let help = format!("{} install --global    # uses a template directory", program_word());
        let plan = config_hook::plan_in(&global_config()?, Level::Global, &events(wish), help)?;
        return carry_out(plan, None, Path::new("/"), wish);
    }
    check_hooks_path()?;
    let template = Template::find()?;
    let plan = template.plan(wish)?;
    carry_out(plan, Some(&template.hooks), Path::new("/"), wish)
}

/// Those of repositories in which people commit: a server is for its owner to set up.
fn events(wish: Wish) -> Vec<Event> {
    Event::LOCAL.into_iter().filter(|event| wish.events.has(*event)).collect()
}

/// Removes what was installed for every repository.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn uninstall() -> Result<Done> {
    let config = ConfigFile::read(&global_config()?)?;
    let own = own_template()?;
    let mut dirs = vec![own.clone()];
    dirs.extend(template_dir()?.filter(|dir| *dir != own));
    let mut all = Vec::new();
    for dir in &dirs {
        let hooks = hooks_of(dir, None);
        match uninstall::find(&hooks, &hooks.dir)? {
            Search::Found(found) => all.extend(found.ours),
            Search::Refused(refusal) => return Ok(Done::Refused(refusal)),
        }
    }
    let hooks_step = config_hook::removal_in(&config.path)?;
    let text = match &hooks_step {
        Some(step) => String::from_utf8_lossy(step.after.as_deref().unwrap_or_default()).into_owned(),
        None => config.text.clone(),
    };
    let rest = config_file::without(&text, |ours| is_template_line(ours, &own));
    let name = shown(&config.path);
    let plan = Plan { steps: config.becomes(rest).into_iter().collect(), ..Plan::default() };
    plan.apply()?;
    let mut lines: Vec<String> = plan.steps.iter().map(|_| format!("akguard: removed from {name}")).collect();
    lines.extend(uninstall::uninstall_all(&all)?);
    remove_default_files(&own)?;
    // Only empty directories are removed; any other content is not akguard's.
    for dir in
        [own.join("hooks"), own.join("info"), own.clone()].iter().chain(own.parent().map(Path::to_owned).as_ref())
    {
        let _ = fs::remove_dir(dir);
    }
    if lines.is_empty() {
        return Ok(Done::Unchanged("akguard: nothing is installed globally".to_owned()));
    }
    lines.push(
        "akguard: hooks that repositories got from the template stay in them: akguard uninstall, in each".to_owned(),
    );
    Ok(Done::Changed(lines))
}

/// The template directory that git copies from.
struct Template {
    hooks: HooksDir,
    /// It is not configured yet.
    is_new: bool,
}

impl Template {
    fn find() -> Result<Self> {
        let own = own_template()?;
        let present = template_dir()?;
        let is_new = present.is_none();
        let dir = present.unwrap_or_else(|| own.clone());
        if !dir.is_absolute() {
            let cause = format!(
                "init.templateDir is a relative path, {}: it is another directory wherever git runs",
                shown(&dir)
            );
            return Err(Failure::new(cause).help("git config --global init.templateDir ~/.git-template").into());
        }
        let shared_by = (dir != own).then_some(SharedBy::Template);
        Ok(Self { hooks: hooks_of(&dir, shared_by), is_new })
    }

    fn plan(&self, wish: Wish) -> Result<Planned> {
        for event in Event::LOCAL {
            let path = self.hooks.hook(event);
            if let Some(name) = manager(&read(&path)?.unwrap_or_default()) {
                return Ok(Planned::Refused(format!(
                    "akguard: {} is {name}'s hook, which works under no other name; it was left alone\n  help: {} install    # in each repository",
                    shown(&path),
                    program_word()
                )));
            }
        }
        let Planned::Plan(mut plan) = plain::plan(&self.hooks, wish)? else {
            return Err(Failure::new("the template directory cannot be planned for").into());
        };
        let covers = "akguard: repositories that you make or clone from now on get these hooks; those that are there already do not";
        let note = format!("{covers}\n  help: {} install    # in each of those", program_word());
        plan.unchanged.push_str(&format!("\n{note}"));
        plan.lines.push(note);
        if !self.is_new {
            return Ok(Planned::Plan(plan));
        }
        let file = ConfigFile::read(&global_config()?)?;
        plan.steps.extend(self.default_files()?);
        let sections = [self.section()];
        let after = config_file::with(&file.text, &sections);
        if !file.is_text() || !config_file::is_read_as(&file.text, &sections, &after)? {
            let cause = format!("lines cannot be added safely to {}", shown(&file.path));
            let dir = akguard_common::text::quote(self.dir().as_os_str().as_encoded_bytes());
            return Err(Failure::new(cause).help(format!("git config --global init.templateDir {dir}")).into());
        }
        plan.steps.extend(file.becomes(after));
        Ok(Planned::Plan(plan))
    }

    /// What git's own template has, which this one takes the place of: without it `.git/info` would be missing.
    fn default_files(&self) -> Result<Vec<Step>> {
        let step = |file: git_command::TemplateFile| {
            let path = self.dir().join(file.name);
            let is_new = !path.exists();
            is_new.then(|| Step { is_shared: false, ..Step::shared(path, None, Some(file.content), Mode::Kept) })
        };
        Ok(git_command::default_template()?.into_iter().filter_map(step).collect())
    }

    fn dir(&self) -> &Path {
        self.hooks.dir.parent().unwrap_or(&self.hooks.dir)
    }

    fn section(&self) -> Section {
        let value = self.dir().to_string_lossy().into_owned();
        let setting = Setting { full_name: "init.templatedir".to_owned(), key: TEMPLATE, value };
        Section { header: INIT.to_owned(), settings: vec![setting] }
    }
}

/// Takes out of akguard's own template what it has from git's, unless it was changed since.
fn remove_default_files(own: &Path) -> Result<()> {
    if !own.exists() {
        return Ok(());
    }
    for file in git_command::default_template()? {
        let path = own.join(file.name);
        if read(&path)?.as_ref() == Some(&file.content) {
            fs::remove_file(&path).map_err(|e| cannot("remove", &path, &e))?;
        }
    }
    Ok(())
}

fn is_template_line(ours: &Ours<'_>, own: &Path) -> bool {
    ours.header == INIT && ours.line == config_file::line(TEMPLATE, &own.to_string_lossy())
}

fn hooks_of(template: &Path, shared_by: Option<SharedBy>) -> HooksDir {
    let dir = template.join("hooks");
    HooksDir { real: resolve(&dir), written: dir.clone(), dir, shared_by, per_worktree: false, is_bare: false }
}

/// `init.templateDir` of the user or the system.
fn template_dir() -> Result<Option<PathBuf>> {
    let said = ask_anywhere(&["config", "--null", "--type=path", "--get", "init.templateDir"], b"")?;
    let said = said.map(|said| git_command::path_of(said.strip_suffix(b"\0").unwrap_or(&said)));
    Ok(said.filter(|dir| !dir.as_os_str().is_empty()))
}

/// With a global hooks path git looks at no repository's own hooks, and so at none from a template.
fn check_hooks_path() -> Result<()> {
    let Some(said) = ask_anywhere(&["config", "--show-scope", "--null", "--get", "core.hooksPath"], b"")? else {
        return Ok(());
    };
    let scope = String::from_utf8_lossy(said.split(|b| *b == 0).next().unwrap_or_default()).into_owned();
    let cause =
        format!("core.hooksPath is set in the {scope} configuration, so git runs no hook from a template directory");
    Err(Failure::new(cause)
        .help(format!(
            "git config --{scope} --get core.hooksPath    # whose is it? Without it: {} install --global",
            program_word()
        ))
        .into())
}
