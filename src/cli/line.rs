//! The words of the command line, reordered for clap: options before a command are moved after it.

use std::ffi::{OsStr, OsString};

use akguard_common::error::Failure;
use clap::{Arg, Command, CommandFactory};

use super::Cli;

/// A reordered command line.
pub(crate) struct Line {
    /// The program, the command, its options and arguments.
    pub(crate) words: Vec<OsString>,
    /// The command, without the program: `["audit", "revoke"]`.
    pub(crate) path: Vec<String>,
}

/// The options in one word before the command that they belong to.
struct Early<'a> {
    names: Vec<String>,
    words: &'a [OsString],
}

impl Line {
    /// Reads the arguments of the process.
    ///
    /// # Errors
    /// An option before a command does not belong to it.
    pub(crate) fn read(arguments: &[OsString]) -> Result<Self, Failure> {
        let root = tree();
        let mut command = &root;
        let mut words: Vec<OsString> = arguments.first().cloned().into_iter().collect();
        let mut path = Vec::new();
        let mut early = Vec::new();
        let mut rest = arguments.get(1..).unwrap_or_default();
        while let Some(word) = rest.first().and_then(|word| word.to_str()) {
            if let Some(found) = command.find_subcommand(word) {
                words.push(word.into());
                path.push(found.get_name().to_owned());
                (command, rest) = (found, &rest[1..]);
            } else if let Some(option) = early_option(command, rest).filter(|_| command.has_subcommands()) {
                rest = &rest[option.words.len()..];
                early.push(option);
            } else {
                break;
            }
        }
        if path.is_empty() {
            return Ok(Self { words: arguments.to_vec(), path });
        }
        if let Some(name) = early.iter().flat_map(|word| &word.names).find(|name| find_option(command, name).is_none())
        {
            return Err(Failure::new(format!("{name} cannot be combined with {}", path.join(" ")))
                .help(format!("akguard {} --help", path.join(" "))));
        }
        words.extend(early.iter().flat_map(|option| option.words).cloned());
        words.extend(rest.iter().cloned());
        Ok(Self { words, path })
    }

    /// The arguments of `akguard commit`. clap does not read them, because all but akguard's own options are git's.
    pub(crate) fn commit_arguments(&self) -> Option<&[OsString]> {
        let is_help = |word: &OsString| word == OsStr::new("--help") || word == OsStr::new("-h");
        let rest = self.words.get(2..).filter(|_| self.path == ["commit"])?;
        if rest.first().is_some_and(is_help) { None } else { Some(rest) }
    }

    /// The command with the program: `akguard audit revoke`.
    pub(crate) fn command(&self) -> String {
        ["akguard"].into_iter().chain(self.path.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
    }

    /// The command in the tree of clap.
    pub(crate) fn find<'t>(&self, root: &'t Command) -> &'t Command {
        let mut command = root;
        for name in &self.path {
            command = command.find_subcommand(name).unwrap_or(command);
        }
        command
    }
}

/// All commands with all of their options.
pub(crate) fn tree() -> Command {
    let mut root = Cli::command();
    root.build();
    root
}

/// The option of a command that a word names: `--format`, `--format=json`, `-q`.
pub(crate) fn find_option<'c>(command: &'c Command, word: &str) -> Option<&'c Arg> {
    let mut options = command.get_arguments();
    if let Some(long) = word.strip_prefix("--") {
        let name = long.split('=').next().unwrap_or(long);
        return options.find(|arg| arg.get_long() == Some(name));
    }
    let mut letters = word.strip_prefix('-')?.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    options.find(|arg| arg.get_short() == Some(letter))
}

/// The options of the word at the front, with their value.
fn early_option<'a>(command: &Command, rest: &'a [OsString]) -> Option<Early<'a>> {
    let word = rest.first()?.to_str()?;
    let bundle = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'));
    let names: Vec<String> = match bundle {
        Some(letters) => letters.chars().map(|letter| format!("-{letter}")).collect(),
        None => vec![word.split('=').next().unwrap_or(word).to_owned()],
    };
    let mut has_value = false;
    for name in &names {
        has_value |= find_option(command, name)?.get_action().takes_values();
    }
    let length = if has_value && !word.contains('=') { 2 } else { 1 };
    if names.is_empty() { None } else { Some(Early { names, words: rest.get(..length)? }) }
}
