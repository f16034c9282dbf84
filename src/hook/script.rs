//! The hook script as shipped in `hooks/`, filled in and recognised.

/// The template, embedded.
const TEMPLATE: &str = include_str!("../../hooks/pre-commit");
/// How every version of our script begins, after the first line.
const MARK: &str = "# akguard hook, v";

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

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Beside => "pre-commit.akguard-prev",
            Self::SameName => "akguard-prev.d/pre-commit",
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
pub(super) fn render(program: &str, slot: Slot) -> String {
    let quoted = format!("'{}'", program.replace('\'', "'\\''"));
    TEMPLATE.replace("@BIN@", &quoted).replace("@PREV@", slot.name())
}

/// Recognises a hook file.
pub(super) fn recognise(content: &[u8]) -> Script {
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
            let appended = text.strip_prefix(&render(&program, slot))?;
            Some(Script::Ours { program: program.clone(), slot, appended: appended.to_owned() })
        })
        .unwrap_or(Script::Edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rendered_is_recognised() {
        for program in ["/usr/bin/akguard", "", "/home/o'hara/my bin/akguard"] {
            for slot in Slot::ALL {
                let text = render(program, slot);
                assert!(!text.contains("@BIN@") && !text.contains("@PREV@"), "a placeholder is left");
                let ours = |appended: &str| Script::Ours { program: program.into(), slot, appended: appended.into() };
                assert_eq!(recognise(text.as_bytes()), ours(""));
                assert_eq!(recognise(format!("{text}more\n").as_bytes()), ours("more\n"));
                assert_eq!(recognise(text.replace("exit $?", "exit 0").as_bytes()), Script::Edited);
            }
        }
        assert_eq!(recognise(b"#!/bin/sh\necho hi\n"), Script::Foreign);
    }
}
