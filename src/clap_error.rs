//! The errors of clap in our own words: clap's would repeat the value, and the value may be a pasted key. Of what was typed
//! only the names of our own commands and options are repeated; any other word is named by its position.

use akguard_common::error::Failure;
use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::{Line, find_option, tree};

/// Words that people type for a command or an option, often those of other tools.
struct Synonyms {
    /// The command or option that they mean, as it is typed for akguard.
    meant: &'static str,
    typed: &'static [&'static str],
}

const COMMANDS: &[Synonyms] = &[
    Synonyms {
        meant: "scan",
        typed: &["check", "detect", "protect", "run", "staged", "diff", "search", "find", "files", "dir", "git"],
    },
    Synonyms { meant: "scan --history", typed: &["history", "all", "full"] },
    Synonyms { meant: "scan --range origin/main..HEAD", typed: &["range", "commits", "ci"] },
    Synonyms { meant: "scan --write-baseline", typed: &["baseline", "freeze"] },
    Synonyms { meant: "install", typed: &["init", "setup", "enable", "hooks", "upgrade", "update"] },
    Synonyms { meant: "uninstall", typed: &["remove", "disable", "deinit", "delete", "rm"] },
    Synonyms { meant: "status", typed: &["doctor", "verify", "info", "self-test"] },
    Synonyms {
        meant: "allow ID",
        typed: &["ignore", "skip", "override", "except", "accept", "permit", "whitelist", "allowlist", "suppress"],
    },
    Synonyms { meant: "audit list", typed: &["list", "ls", "overrides", "records", "exceptions", "log", "register"] },
    Synonyms { meant: "audit revoke ID", typed: &["revoke"] },
    Synonyms { meant: "audit approve ID", typed: &["approve"] },
    Synonyms { meant: "audit prune", typed: &["prune"] },
    Synonyms { meant: "rules show ID", typed: &["show", "explain", "rule"] },
    Synonyms { meant: "rules test", typed: &["test", "selftest"] },
    Synonyms { meant: "help", typed: &["usage", "man", "?"] },
];

const OPTIONS: &[Synonyms] = &[
    Synonyms { meant: "--staged", typed: &["--cached", "--index"] },
    Synonyms { meant: "--history", typed: &["--all", "--full", "--log"] },
    Synonyms { meant: "--range", typed: &["--commits", "--commit", "--since", "--log-opts"] },
    Synonyms { meant: "--write-baseline", typed: &["--baseline", "--baseline-path", "--freeze", "--create-baseline"] },
    Synonyms { meant: "--format json", typed: &["--json", "-j", "--output-format", "--report-format"] },
    Synonyms { meant: "--format csv", typed: &["--csv"] },
    Synonyms { meant: "--color never", typed: &["--no-color", "--no-colour", "--nocolor"] },
    Synonyms { meant: "--color", typed: &["--colour", "--colors"] },
    Synonyms { meant: "--yes", typed: &["-y", "-f", "--assume-yes"] },
    Synonyms { meant: "--recurse", typed: &["--recursive", "--submodules", "--recurse-submodules"] },
    Synonyms { meant: "--quiet", typed: &["--silent", "-s"] },
    Synonyms { meant: "--verbose", typed: &["--debug", "-vv", "--trace"] },
    Synonyms { meant: "--allow", typed: &["--ignore", "--skip", "--accept", "--override", "--exclude"] },
    Synonyms { meant: "--note", typed: &["--because", "--message", "-m", "--comment", "--why"] },
    Synonyms { meant: "--expires", typed: &["--until", "--expire", "--expiry", "--days"] },
    Synonyms { meant: "--config", typed: &["-c", "--config-file"] },
    Synonyms { meant: "--no-ignore", typed: &["--no-gitignore", "--ignored"] },
];

/// What is wrong with the command line, without any value of it.
pub(crate) fn explain(error: &clap::Error, line: &Line) -> Failure {
    let cause = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => invalid_value(error),
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{} needs a value", argument(error))
        }
        ErrorKind::TooManyValues => format!("{} takes no value", argument(error)),
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => unknown(error, line),
        ErrorKind::ArgumentConflict => conflict(error),
        ErrorKind::MissingRequiredArgument => format!("{} is missing", missing(error)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let root = tree();
            let names: Vec<&str> = line.find(&root).get_subcommands().map(Command::get_name).collect();
            format!("a command is missing; known: {}", names.join(", "))
        }
        ErrorKind::InvalidUtf8 => "an argument is not valid UTF-8".to_owned(),
        _ => "the command line cannot be read".to_owned(),
    };
    Failure::new(cause).help(format!("{} --help", line.command()))
}

/// The error for a word that is no command where one is expected; `akguard help` meets them, too.
pub(crate) fn unknown_command(parent: &Command, typed: &str) -> String {
    let is_root = parent.get_name() == "akguard";
    if let Some(meant) = known_as(COMMANDS, typed).filter(|_| is_root) {
        return format!("unknown command; did you mean `{meant}`?");
    }
    if !parent.has_subcommands() {
        return format!("{} has no commands", parent.get_name());
    }
    let names: Vec<&str> = parent.get_subcommands().map(Command::get_name).collect();
    format!("unknown command; known: {}", names.join(", "))
}

fn invalid_value(error: &clap::Error) -> String {
    let argument = argument(error);
    if context(error, ContextKind::InvalidValue).is_some_and(|value| value.is_empty()) {
        return format!("{argument} needs a value");
    }
    match list(error, ContextKind::ValidValue).as_slice() {
        [] => format!("{argument} does not take this value"),
        [only] => format!("{argument} must be {only}"),
        [most @ .., last] => format!("{argument} must be {} or {last}", most.join(", ")),
    }
}

/// An option or an argument that the command does not have.
fn unknown(error: &clap::Error, line: &Line) -> String {
    let root = tree();
    let command = line.find(&root);
    let typed = context(error, ContextKind::InvalidArg)
        .or_else(|| context(error, ContextKind::InvalidSubcommand))
        .unwrap_or_default();
    if !typed.starts_with('-') {
        if !command.has_subcommands() {
            let place = position(&typed, line).unwrap_or_else(|| "an argument".to_owned());
            return format!("{place} is not expected here");
        }
        // A word that other tools use for a command is no misspelling, so clap's suggestion does not count. Of the
        // commands that clap suggests the likeliest is the last.
        return match list(error, ContextKind::SuggestedSubcommand).last() {
            Some(meant) if known_as(COMMANDS, &typed).is_none() => {
                format!("unknown command; did you mean `{meant}`?")
            }
            _ => unknown_command(command, &typed),
        };
    }
    let name = typed.split('=').next().unwrap_or(&typed);
    let known_here = |option: &&str| find_option(command, option.split(' ').next().unwrap_or(option)).is_some();
    if let Some(meant) = known_as(OPTIONS, name).filter(known_here) {
        return format!("unknown option; did you mean `{meant}`?");
    }
    if let Some(owner) = owner(&root, name) {
        return match line.path.is_empty() {
            true => format!("unknown option; did you mean `akguard {owner} {name}`?"),
            false => format!("{name} cannot be combined with {}", line.path.join(" ")),
        };
    }
    match context(error, ContextKind::SuggestedArg).filter(|meant| find_option(command, meant).is_some()) {
        Some(meant) => format!("unknown option; did you mean `{meant}`?"),
        None => match position(&typed, line) {
            Some(place) => format!("unknown option: {place}"),
            None => "unknown option".to_owned(),
        },
    }
}

/// The first command that has the option; empty for one of akguard itself.
fn owner(root: &Command, name: &str) -> Option<String> {
    if find_option(root, name).is_some() {
        return Some(String::new());
    }
    for command in root.get_subcommands() {
        if find_option(command, name).is_some() {
            return Some(command.get_name().to_owned());
        }
    }
    None
}

/// The position of a word: `argument 3`. The word itself may be a secret.
fn position(typed: &str, line: &Line) -> Option<String> {
    let name = typed.split('=').next().filter(|name| !name.is_empty())?;
    let at = line.words.iter().position(|word| word.to_string_lossy().starts_with(name))?;
    if at > 0 { Some(format!("argument {at}")) } else { None }
}

fn known_as(table: &[Synonyms], typed: &str) -> Option<&'static str> {
    let found = table.iter().find(|synonyms| synonyms.typed.contains(&typed))?;
    Some(found.meant)
}

/// `--history cannot be combined with PATH`: the option first.
fn conflict(error: &clap::Error) -> String {
    let one = argument(error);
    let other = plain(&list(error, ContextKind::PriorArg).pop().unwrap_or_default());
    if one == other || other.is_empty() {
        return format!("{one} is given more than once");
    }
    if one.starts_with('-') {
        format!("{one} cannot be combined with {other}")
    } else {
        format!("{other} cannot be combined with {one}")
    }
}

/// All that is missing, as it is typed: `--allow ID`.
fn missing(error: &clap::Error) -> String {
    let names = list(error, ContextKind::InvalidArg);
    let names: Vec<String> =
        names.iter().map(|name| name.replace(['<', '>'], "").trim_end_matches("...").to_owned()).collect();
    if names.is_empty() { "an argument".to_owned() } else { names.join(", ") }
}

/// The argument that clap names: part of our own command line, not of the user's values.
fn argument(error: &clap::Error) -> String {
    match context(error, ContextKind::InvalidArg) {
        Some(name) => plain(&name),
        None => "an argument".to_owned(),
    }
}

/// `--format` of `--format <FORMAT>`, `PATH` of `[PATH]...`.
fn plain(name: &str) -> String {
    let name = name.split([' ', '=']).next().unwrap_or(name);
    name.trim_matches(['[', ']', '<', '>', '.']).to_owned()
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    list(error, kind).into_iter().next()
}

fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
