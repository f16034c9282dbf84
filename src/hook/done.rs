//! What installing is asked for, and what installing and uninstalling did.

use super::event::Events;
use super::program::program_word;

/// Where hooks are installed or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// This repository.
    #[default]
    Here,
    /// This repository and all of its submodules.
    Recurse,
    /// Every repository of the user, as far as git has a way for that.
    Global,
}

/// By what git is led to akguard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Hook files, or the files of a hook manager.
    Files,
    /// git's own config hooks.
    Config,
}

/// What the user asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Write without asking.
    pub yes: bool,
    /// Show what would be written, and write nothing.
    pub print: bool,
    /// Write into the file that the whole team has, where there is also one of the user's own.
    pub team: bool,
    /// Write over copies of akguard's own files that were changed by hand.
    pub force: bool,
    /// The events of which hooks are installed.
    pub events: Events,
    /// Where.
    pub scope: Scope,
    /// By what; none is the way that the set-up needs.
    pub method: Option<Method>,
}

impl Wish {
    /// The command that asks for the same, without what only answers a question.
    pub(super) fn command(self) -> String {
        let options = [
            (self.scope == Scope::Recurse, "--recurse"),
            (self.scope == Scope::Global, "--global"),
            (self.method == Some(Method::Config), "--method config"),
            (self.method == Some(Method::Files), "--method files"),
            (self.team, "--team"),
            (self.force, "--force"),
        ];
        let given = options.into_iter().filter(|option| option.0).map(|option| option.1);
        let word = program_word();
        ["install"].into_iter().chain(given).fold(word, |command, option| format!("{command} {option}"))
    }
}

/// What was done, in words.
#[derive(Debug, PartialEq, Eq)]
pub enum Done {
    /// Lines for the user.
    Changed(Vec<String>),
    /// There was nothing to do.
    Unchanged(String),
    /// A hook there is not akguard's, or consent is missing; nothing was touched.
    Refused(String),
    /// Lines for the user: all was written, but git does not reach akguard yet.
    Incomplete(Vec<String>),
}

impl Done {
    /// The same with one more line; a refusal is about one thing alone.
    pub(super) fn with(self, line: String) -> Self {
        match self {
            Self::Changed(lines) => Self::Changed([lines, vec![line]].concat()),
            Self::Incomplete(lines) => Self::Incomplete([lines, vec![line]].concat()),
            Self::Unchanged(only) => Self::Changed(vec![only, line]),
            Self::Refused(text) => Self::Refused(text),
        }
    }
}
