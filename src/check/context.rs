//! What every check starts from: the config, the rules in force, the clock.

use std::path::Path;
use std::time::Instant;

use akguard_common::error::{Failure, io_says};
use akguard_detect::{Detector, Rule};
use akguard_git::{Oid, Place, Range, Repository};
use anyhow::Result;

use crate::config::{self, Config, RuleState, Stored};
use crate::policy::Today;
use crate::sanitize::{Sink, Untrusted};

/// The settings and tools of one run.
pub struct Context {
    /// When the run began.
    pub begun: Instant,
    /// The time of the run.
    pub today: Today,
    /// The config in force.
    pub config: Config,
    /// The rules in force.
    pub detector: Detector,
    /// Warnings about the config.
    pub warnings: Vec<Untrusted>,
    /// A new config, which the checked change adds: it is not in force yet.
    pub first: Option<First>,
}

/// A config that the checked change adds where there was none, or only a broken one. In force are the defaults and the
/// rules that it adds.
pub struct First {
    /// The new config.
    pub config: Config,
    /// It replaces a broken config.
    pub replaces_broken: bool,
}

impl Context {
    /// A context with a config that has been read.
    pub fn new(begun: Instant, mut config: Config) -> Self {
        let today = Today::now();
        let rules = std::mem::take(&mut config.rules);
        let on = |rule: &Rule| config.switches.state(rule) == RuleState::On;
        let detector = match config.switches.change_nothing() {
            true => Detector::new(rules, today.seconds()),
            false => Detector::with(rules, today.seconds(), on),
        };
        Self { begun, today, config, detector, warnings: Vec::new(), first: None }
    }

    /// The context for the staged changes: a `--config` file, else HEAD's config. If HEAD has none, the defaults and
    /// the rules that the staged config adds: the other settings of a commit must not weaken its own check.
    ///
    /// # Errors
    /// The config in force cannot be read or is not valid.
    pub fn staged(begun: Instant, repository: &Repository, file: Option<&Path>) -> Result<Self> {
        if let Some(file) = file {
            return Ok(Self::new(begun, from_file(file)?));
        }
        let ruling = match repository.head()? {
            Some(head) => Stored::load(repository, Place::Commit(head))?,
            None => Stored::Nothing,
        };
        let broken = match ruling {
            Stored::Valid(config) => return Ok(Self::new(begun, *config)),
            Stored::TooNew(why) => return Err(why),
            Stored::Nothing => None,
            Stored::Broken(why) => Some(why),
        };
        // A broken config must be fixable: the commit that replaces or removes it is checked with the defaults.
        let staged = Stored::load(repository, Place::Index)?.usable()?;
        let mut context = Self::by_defaults(begun, staged, broken.is_some());
        context.warnings.extend(
            broken.map(|why| format!("HEAD's {} is broken ({why}); the defaults are used", config::FILE).into()),
        );
        Ok(context)
    }

    /// The context for a range: a `--config` file, else the config of its base. If the base has none, the defaults and
    /// the rules that the config of the tip adds.
    ///
    /// # Errors
    /// The config in force cannot be read or is not valid.
    pub fn of_range(begun: Instant, repository: &Repository, range: &Range, file: Option<&Path>) -> Result<Self> {
        if let Some(file) = file {
            return Ok(Self::new(begun, from_file(file)?));
        }
        let stored = |commit: Option<Oid>| match commit {
            Some(commit) => Stored::load(repository, Place::Commit(commit)),
            None => Ok(Stored::Nothing),
        };
        let broken = match stored(range.base)? {
            Stored::Valid(config) => return Ok(Self::new(begun, *config)),
            Stored::TooNew(why) => return Err(why),
            Stored::Nothing => None,
            Stored::Broken(why) => {
                Some(format!("the base's {} is broken ({why}); the defaults are used", config::FILE))
            }
        };
        let mut unread = None;
        let added = match stored(range.tip)? {
            Stored::Nothing => None,
            Stored::Valid(config) => Some(*config),
            Stored::TooNew(why) => return Err(why),
            Stored::Broken(why) => {
                unread = Some(format!("the tip's {} is broken ({why}); it was not used", config::FILE));
                None
            }
        };
        let mut context = Self::by_defaults(begun, added, broken.is_some());
        context.warnings.extend(broken.into_iter().chain(unread).map(Untrusted::from));
        Ok(context)
    }

    /// The defaults, and the rules that a config adds which has not been reviewed.
    fn by_defaults(begun: Instant, first: Option<Config>, replaces_broken: bool) -> Self {
        let config = first.as_ref().map(Config::added_rules).unwrap_or_default();
        let first = first.map(|config| First { config, replaces_broken });
        Self { first, ..Self::new(begun, config) }
    }

    /// The context for a commit: its config, or the default.
    ///
    /// # Errors
    /// As [`Context::staged`].
    pub fn of_commit(
        begun: Instant,
        repository: &Repository,
        commit: Option<Oid>,
        file: Option<&Path>,
    ) -> Result<Self> {
        let config = match (file, commit) {
            (Some(file), _) => from_file(file)?,
            (None, Some(commit)) => Stored::load(repository, Place::Commit(commit))?.usable()?.unwrap_or_default(),
            (None, None) => Config::default(),
        };
        Ok(Self::new(begun, config))
    }

    /// Text of the repository, safe to print: without secrets and control characters.
    pub fn clean(&self, text: &str) -> String {
        self.sink().show_bytes(text.as_bytes()).to_string()
    }

    /// Makes text of the repository and of the environment safe to print.
    pub fn sink(&self) -> Sink<'_> {
        Sink::new(&self.detector)
    }

    /// The settings that weaken built-in rules, safe to print.
    pub fn weakened(&self) -> Vec<String> {
        self.config.weakened().iter().map(|line| self.clean(line)).collect()
    }

    /// Number of rules in force.
    pub fn rules(&self) -> usize {
        self.detector.rules().count()
    }
}

/// The config of a `--config` file.
///
/// # Errors
/// It cannot be read or is not valid.
pub fn from_file(file: &Path) -> Result<Config> {
    let name = akguard_common::text::escape(&file.to_string_lossy());
    let text =
        std::fs::read(file).map_err(|e| Failure::new(format!("cannot read the config {name}: {}", io_says(&e))))?;
    Config::parse(&text, &name)
}
