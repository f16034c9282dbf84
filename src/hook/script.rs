//! The hook script as shipped in `hooks/`, filled in and recognised.

/// The template, embedded.
const TEMPLATE: &str = include_str!("../../hooks/hook");
/// How every version of our script begins, after the first line.
const MARK: &str = "# akguard hook, v";

/// What git calls a hook for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// Before a commit.
    PreCommit,
    /// Before the commit of a merge without conflicts, for which git does not run `pre-commit`.
    PreMergeCommit,
}

impl Event {
    pub(super) const ALL: [Self; 2] = [Self::PreCommit, Self::PreMergeCommit];

    /// The hook's file name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// Where an earlier hook is kept, from the hooks folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// Beside ours: relative links and helpers next to the hook keep working.
    Beside,
    /// In a folder of its own under its own name: a hook that reads its name keeps working.
    SameName,
}

impl Slot {
    pub(super) const ALL: [Self; 2] = [Self::Beside, Self::SameName];

    pub(super) fn name(self, event: Event) -> String {
        match self {
            Self::Beside => format!("{}.akguard-prev", event.name()),
            Self::SameName => format!("akguard-prev.d/{}", event.name()),
        }
    }

    /// The slot in which a hook still works: by what its text says of its own name.
    pub(super) fn for_hook(content: &[u8]) -> Self {
        let text = String::from_utf8_lossy(content);
        let reads_own_name =
            ["basename", "${0##", "argv[0]", "$PROGRAM_NAME", "__FILE__"].iter().any(|w| text.contains(w));
        if reads_own_name { Self::SameName } else { Self::Beside }
    }
}

/// What a hook file turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Ours, as installed, with the program path it holds and lines that others appended.
    Ours { program: String, slot: Slot, appended: String },
    /// Ours by its mark, but changed by hand.
    Edited,
    /// Somebody else's.
    Foreign,
}

/// The script for a program path (empty: looked for on PATH).
pub(super) fn render(event: Event, program: &str, slot: Slot) -> String {
    let quoted = format!("'{}'", program.replace('\'', "'\\''"));
    TEMPLATE.replace("@EVENT@", event.name()).replace("@BIN@", &quoted).replace("@PREV@", &slot.name(event))
}

/// Recognises a hook file.
pub(super) fn recognise(event: Event, content: &[u8]) -> Script {
    let Ok(text) = std::str::from_utf8(content) else {
        return Script::Foreign;
    };
    if !text.lines().nth(1).is_some_and(|line| line.starts_with(MARK)) {
        return Script::Foreign;
    }
    let quoted = text.lines().find_map(|line| line.strip_prefix("akguard_bin='")?.strip_suffix('\''));
    let program = quoted.map(|q| q.replace("'\\''", "'")).unwrap_or_default();
    Slot::ALL
        .into_iter()
        .find_map(|slot| {
            let appended = text.strip_prefix(&render(event, &program, slot))?;
            Some(Script::Ours { program: program.clone(), slot, appended: appended.to_owned() })
        })
        .unwrap_or(Script::Edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rendered_is_recognised() {
        let event = Event::PreMergeCommit;
        for program in ["/usr/bin/akguard", "", "/home/o'hara/my bin/akguard"] {
            for slot in Slot::ALL {
                let text = render(event, program, slot);
                assert!(["@BIN@", "@PREV@", "@EVENT@"].iter().all(|mark| !text.contains(mark)), "a mark is left");
                let ours = |appended: &str| Script::Ours { program: program.into(), slot, appended: appended.into() };
                assert_eq!(recognise(event, text.as_bytes()), ours(""));
                assert_eq!(recognise(event, format!("{text}more\n").as_bytes()), ours("more\n"));
                assert_eq!(recognise(event, text.replace("exit $?", "exit 0").as_bytes()), Script::Edited);
                assert_eq!(recognise(Event::PreCommit, text.as_bytes()), Script::Edited);
            }
        }
        assert_eq!(recognise(event, b"#!/bin/sh\necho hi\n"), Script::Foreign);
        assert_eq!(Event::named("pre-merge-commit"), Some(event));
    }
}
