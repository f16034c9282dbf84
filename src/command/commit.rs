//! `akguard commit`: records overrides, then runs `git commit` with the rest.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Instant;

use akguard_common::error::{Failure, io_says};
use akguard_git::{Repository, Trust, git_command};
use anyhow::Result;
use clap::ValueEnum;

use super::allow::{Request, record_local};
use crate::check::Context;
use crate::cli::AllowArgs;
use crate::output::print_error;
use crate::policy::Reason;

/// Runs the command. The result is git's own exit status.
///
/// # Errors
/// The override fails, an argument would bypass the hook, or git cannot be started.
pub fn run(begun: Instant, arguments: &[OsString]) -> Result<u8> {
    let Words { allow, config, mut git } = split(arguments)?;
    refuse_bypass(&git)?;
    if !allow.allow.is_empty() {
        if git.iter().any(|a| a.to_string_lossy().starts_with("--pathspec-from-file")) {
            let cause = "--allow cannot add its record to a commit whose paths come from a file";
            return Err(Failure::new(cause).help("name the paths themselves").into());
        }
        let repository = Repository::open(Trust::Checked)?;
        let context = Context::staged(begun, &repository, config.as_deref())?;
        let files = record_local(&repository, &context, &Request::from_args(&allow)?)?;
        for file in &files {
            print_error(format!("akguard: recorded in {file}\n").as_bytes());
        }
        if names_paths(&git) {
            // A partial commit contains only the paths that it names, so it must name the record too.
            if !git.iter().any(|a| a == "--") {
                git.push("--".into());
            }
            git.extend(files.iter().map(|file| OsString::from(format!(":/{file}"))));
        }
    }
    let status = git_command::users_own()?.arg("commit").args(&git).status();
    let status = status.map_err(|e| {
        Failure::new(format!("cannot run git: {}", io_says(&e)))
            .help("install git, or put it on PATH, outside of this repository")
    })?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2))
}

/// The words after `akguard commit`.
#[derive(Debug, Default)]
struct Words {
    allow: AllowArgs,
    config: Option<PathBuf>,
    /// The arguments for git.
    git: Vec<OsString>,
}

/// Separates akguard's options from git's arguments. A `--` before the first of git's arguments ends akguard's options
/// and is dropped; any other `--` goes to git.
fn split(arguments: &[OsString]) -> Result<Words> {
    let mut words = Words::default();
    let mut own = true;
    let mut iter = arguments.iter();
    while let Some(argument) = iter.next() {
        let text = argument.to_string_lossy();
        let mut parts = text.splitn(2, '=');
        let name = parts.next().unwrap_or_default();
        let inline = parts.next().map(str::to_owned);
        if !own || !OWN.contains(&name) {
            let separator = own && text == "--";
            if !(separator && words.git.is_empty()) {
                words.git.push(argument.clone());
            }
            own &= !separator;
            continue;
        }
        let value = inline.or_else(|| iter.next().map(|v| v.to_string_lossy().into_owned()));
        let value = value.ok_or_else(|| Failure::new(format!("{name} needs a value")).help(HELP))?;
        words.take(name, value)?;
    }
    let Words { allow, config, .. } = &words;
    let needs_allow = allow.reason.is_some() || allow.note.is_some() || allow.expires.is_some() || config.is_some();
    if allow.allow.is_empty() && needs_allow {
        return Err(Failure::new("--reason, --note, --expires and --config need --allow").help(HELP).into());
    }
    Ok(words)
}

/// akguard's own options; all of them take a value.
const OWN: [&str; 5] = ["--allow", "--reason", "--note", "--expires", "--config"];

const HELP: &str = "akguard commit --help";

impl Words {
    /// Stores the value of one of akguard's own options.
    fn take(&mut self, name: &str, value: String) -> Result<()> {
        let is_new = match name {
            "--allow" => {
                self.allow.allow.push(value);
                true
            }
            "--note" => self.allow.note.replace(value).is_none(),
            "--expires" => self.allow.expires.replace(value).is_none(),
            "--config" => self.config.replace(value.into()).is_none(),
            _ => {
                let reason = Reason::from_str(&value, false).map_err(|_| {
                    Failure::new("--reason must be test, false-positive, public or fix-later").help(HELP)
                })?;
                self.allow.reason.replace(reason).is_none()
            }
        };
        if is_new { Ok(()) } else { Err(Failure::new(format!("{name} is given more than once")).help(HELP).into()) }
    }
}

/// Options of git commit that take the next argument as their value.
const WITH_VALUE: [&str; 17] = [
    "-m",
    "-F",
    "-C",
    "-c",
    "-t",
    "--message",
    "--file",
    "--reuse-message",
    "--reedit-message",
    "--template",
    "--author",
    "--date",
    "--cleanup",
    "--fixup",
    "--squash",
    "--trailer",
    "--pathspec-from-file",
];

/// The options and the paths before `--`, in order; the separate values of options are skipped.
fn without_values(arguments: &[OsString]) -> impl Iterator<Item = (usize, &OsStr)> {
    let mut skip = false;
    arguments.iter().enumerate().take_while(|(_, a)| *a != "--").filter_map(move |(i, argument)| {
        if std::mem::take(&mut skip) {
            return None;
        }
        skip = takes_next(&argument.to_string_lossy());
        Some((i, argument.as_os_str()))
    })
}

/// Is the next argument the value of this option: `-m`, also at the end of a bundle such as `-am`?
fn takes_next(option: &str) -> bool {
    if WITH_VALUE.contains(&option) {
        return true;
    }
    let bundle = option.strip_prefix('-').filter(|b| !b.starts_with('-') && b.len() > 1);
    bundle.is_some_and(|b| b.find(|c| "mFCct".contains(c)) == Some(b.len() - 1))
}

/// Refuses what bypasses the hook: `-n`, `--no-verify` in any abbreviation that git accepts, and another hooks path.
fn refuse_bypass(arguments: &[OsString]) -> Result<()> {
    let bypass = without_values(arguments).any(|(_, option)| {
        let text = option.to_string_lossy();
        // The letters of a bundle before the first one that takes a value.
        let letters = text
            .strip_prefix('-')
            .filter(|b| !b.starts_with('-'))
            .map(|b| b.split(|c| "mFCctSu".contains(c)).next().unwrap_or(""));
        letters.is_some_and(|l| l.contains('n'))
            || (text.starts_with("--no-v") && "--no-verify".starts_with(text.as_ref()))
    });
    let hooks_path = without_values(arguments).any(|(i, option)| {
        let text = option.to_string_lossy().to_ascii_lowercase();
        let value =
            if text == "-c" { arguments.get(i + 1).map(|a| a.to_string_lossy().to_ascii_lowercase()) } else { None };
        text.starts_with("-ccore.hookspath") || value.is_some_and(|v| v.starts_with("core.hookspath"))
    });
    if bypass || hooks_path {
        return Err(Failure::new("akguard commit does not bypass the hook")
            .help("leave this option out; to let one finding pass, on record: akguard commit --help")
            .into());
    }
    Ok(())
}

fn first_path(arguments: &[OsString]) -> Option<usize> {
    without_values(arguments).find(|(_, a)| !a.to_string_lossy().starts_with('-')).map(|(i, _)| i)
}

fn names_paths(arguments: &[OsString]) -> bool {
    first_path(arguments).is_some() || arguments.iter().position(|a| a == "--").is_some_and(|i| i + 1 < arguments.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').filter(|w| !w.is_empty()).map(OsString::from).collect()
    }

    #[test]
    fn bypasses_are_refused() {
        for text in
            ["-n", "-an", "-nm x", "--no-verify", "--no-veri", "-c core.hooksPath=/dev/null", "-ccore.hookspath="]
        {
            assert!(refuse_bypass(&words(text)).is_err(), "{text}");
        }
        for text in [
            "-m note",
            "-am note",
            "-mn",
            "-m -n",
            "--no-edit",
            "-- -n",
            "-F n",
            "-Sn",
            "--message no",
            "-unormal",
            "-m core.hooksPath",
        ] {
            assert!(refuse_bypass(&words(text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn own_options_are_separated_from_gits() {
        let typed = "--allow 7c1e90d2 --reason=test --note because --config own.toml -m x -- a.py";
        let Words { allow, config, git } = split(&words(typed)).unwrap();
        assert_eq!((allow.allow.len(), allow.note.as_deref()), (1, Some("because")));
        assert_eq!(config.as_deref(), Some(std::path::Path::new("own.toml")));
        assert_eq!(git, words("-m x -- a.py"));
        let Words { allow, git, .. } = split(&words("-- -m --allow -- a")).unwrap();
        assert!(allow.allow.is_empty());
        assert_eq!(git, words("-m --allow -- a"));
        for refused in ["--note x", "--config x", "--allow x --note x --note y", "--allow", "--allow x --reason why"] {
            assert!(split(&words(refused)).is_err(), "{refused}");
        }
    }

    #[test]
    fn paths_are_told_from_values() {
        for text in ["-m x a.py", "a.py", "-a -m x -- a"] {
            assert!(names_paths(&words(text)), "{text}");
        }
        for text in ["-m x", "-am x", "--author me --amend", ""] {
            assert!(!names_paths(&words(text)), "{text}");
        }
    }
}
