//! Sections that akguard adds to a git config file as text, and takes out again: every other byte stays.

use std::path::{Path, PathBuf};

use akguard_git::git_command;
use anyhow::Result;

use super::files::{Mode, read};
use super::hooks_dir::resolve;
use super::insertion;
use super::step::Step;

/// The line before each section that akguard adds.
const MADE: &str = "# Made by 'akguard install'; 'akguard uninstall' removes it.";

/// A section, with its header as git writes it.
pub(super) struct Section {
    pub(super) header: String,
    pub(super) settings: Vec<Setting>,
}

pub(super) struct Setting {
    /// As git lists it: `hook.NAME.command`.
    pub(super) full_name: String,
    pub(super) key: &'static str,
    pub(super) value: String,
}

impl Setting {
    fn line(&self) -> String {
        line(self.key, &self.value)
    }
}

/// A setting as a line; in quotes no character but these has a meaning.
pub(super) fn line(key: &str, value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\t{key} = \"{escaped}\"")
}

/// The value of such a line.
pub(super) fn value_of(line: &str, key: &str) -> Option<String> {
    let quoted = line.strip_prefix(&format!("\t{key} = \""))?.strip_suffix('"')?;
    let mut value = String::new();
    let mut rest = quoted.chars();
    while let Some(character) = rest.next() {
        value.push(match character {
            '\\' => match rest.next()? {
                'n' => '\n',
                't' => '\t',
                other => other,
            },
            other => other,
        });
    }
    Some(value)
}

/// A line of a section that akguard made.
pub(super) struct Ours<'t> {
    pub(super) header: &'t str,
    pub(super) line: &'t str,
}

/// A config file, read.
pub(super) struct ConfigFile {
    /// Links are resolved: the file that they lead to is written, as git does.
    pub(super) path: PathBuf,
    pub(super) before: Option<Vec<u8>>,
    pub(super) text: String,
}

impl ConfigFile {
    /// Reads it; one that is not there is empty.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let path = resolve(path);
        let before = read(&path)?;
        let text = String::from_utf8_lossy(before.as_deref().unwrap_or_default()).into_owned();
        Ok(Self { path, before, text })
    }

    /// Is it text that can be edited?
    pub(super) fn is_text(&self) -> bool {
        self.before.as_deref().is_none_or(|before| before == self.text.as_bytes())
    }

    /// The step that writes this text; none where it is there already.
    pub(super) fn becomes(self, after: String) -> Option<Step> {
        if self.text == after || !self.is_text() {
            return None;
        }
        let step = Step::shared(self.path, self.before, Some(after.into_bytes()), Mode::Kept);
        Some(Step { is_shared: false, ..step })
    }
}

/// The text with these sections at its end.
pub(super) fn with(text: &str, sections: &[Section]) -> String {
    let mut lines = Vec::new();
    for section in sections {
        lines.extend([MADE.to_owned(), section.header.clone()]);
        lines.extend(section.settings.iter().map(Setting::line));
    }
    insertion::insert(text, usize::MAX, &lines)
}

/// The text without what akguard added. A section in which others have written keeps its header and their lines.
pub(super) fn without(text: &str, is_ours: impl Fn(&Ours<'_>) -> bool) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut removed = Vec::new();
    for (at, header) in lines.iter().enumerate().skip(1) {
        if lines[at - 1] != MADE || !header.starts_with('[') {
            continue;
        }
        let is_end = |line: &&&str| line.trim_start().starts_with('[') || **line == MADE;
        let length = lines[at + 1..].iter().take_while(|line| !is_end(line)).count();
        let body = at + 1..at + 1 + length;
        let ours: Vec<usize> = body.clone().filter(|n| is_ours(&Ours { header, line: lines[*n] })).collect();
        if ours.is_empty() {
            continue;
        }
        let is_setting = |n: &usize| !matches!(lines[*n].trim_start().chars().next(), None | Some('#' | ';'));
        let is_shared = body.clone().any(|n| !ours.contains(&n) && is_setting(&n));
        removed.push(at - 1);
        removed.extend((!is_shared).then_some(at));
        removed.extend(ours);
    }
    removed.into_iter().rev().fold(text.to_owned(), |text, at| insertion::remove(&text, at..at + 1))
}

/// Does git read `after` as `before` with these sections at the end, and nothing else?
///
/// # Errors
/// git cannot be run.
pub(super) fn is_read_as(before: &str, sections: &[Section], after: &str) -> Result<bool> {
    let Some(mut wanted) = list(before)? else { return Ok(false) };
    for setting in sections.iter().flat_map(|section| &section.settings) {
        wanted.extend_from_slice(format!("{}\n{}\0", setting.full_name, setting.value).as_bytes());
    }
    Ok(list(after)? == Some(wanted))
}

fn list(text: &str) -> Result<Option<Vec<u8>>> {
    git_command::ask_anywhere(&["config", "--file", "-", "--null", "--list"], text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections() -> Vec<Section> {
        let setting =
            |key, value: &str| Setting { full_name: format!("hook.akguard-x.{key}"), key, value: value.to_owned() };
        let command = setting("command", "[ -x '/o'\\''hara/ak \"g\"' ] || exit 1; # no\n\tcomment");
        vec![Section { header: "[hook \"akguard-x\"]".to_owned(), settings: vec![command, setting("event", "x")] }]
    }

    fn is_ours(ours: &Ours<'_>) -> bool {
        ours.header == "[hook \"akguard-x\"]"
            && (value_of(ours.line, "command").is_some() || ours.line.starts_with("\tevent"))
    }

    #[test]
    fn what_is_added_is_what_git_reads_and_comes_out_again() {
        for text in ["", "[core]\n\tbare = false\n", "[core]\n\tbare = false", "[a]\r\n\tb = c\r\n", "# none\n\n"] {
            let after = with(text, &sections());
            assert!(is_read_as(text, &sections(), &after).unwrap(), "{after}");
            assert_eq!(without(&after, is_ours), text);
            assert_eq!(without(&with(&after, &sections()), is_ours), text);
        }
        // What git cannot read is not added to.
        let text = "[core\n\tx = y\n";
        assert!(!is_read_as(text, &sections(), &with(text, &sections())).unwrap());
    }

    #[test]
    fn what_others_wrote_into_the_section_stays() {
        let text = "[core]\n\tbare = false\n";
        let after = with(text, &sections()) + "\tenabled = false\n[user]\n\tname = a\n";
        assert_eq!(
            without(&after, is_ours),
            format!("{text}[hook \"akguard-x\"]\n\tenabled = false\n[user]\n\tname = a\n")
        );
        let after = with(text, &sections()) + "\n# of the user's\n[user]\n\tname = a\n";
        assert_eq!(without(&after, is_ours), format!("{text}\n# of the user's\n[user]\n\tname = a\n"));
    }

    #[test]
    fn a_line_gives_its_value_back() {
        for value in ["", "a", "'a' \"b\" \\ c\n\td #e ;f"] {
            assert_eq!(value_of(&line("command", value), "command").as_deref(), Some(value));
        }
    }
}
