//! The hook script: the template (`hooks/hook`) is filled in, and installed scripts are recognised.

use akguard_common::text::in_quotes;

use super::event::Event;

/// The template, embedded. Before it is changed, its text goes to `hooks/shipped-N` and to [`SHIPPED`].
const TEMPLATE: &str = include_str!("../../hooks/hook");
/// Every template that an earlier akguard has installed, the newest first: hooks made from them can still be upgraded
/// and removed. The first three know no event but `pre-commit`, the next two only that and `pre-merge-commit`.
const SHIPPED: [&str; 5] = [
    include_str!("../../hooks/shipped-5"),
    include_str!("../../hooks/shipped-4"),
    include_str!("../../hooks/shipped-3"),
    include_str!("../../hooks/shipped-2"),
    include_str!("../../hooks/shipped-1"),
];
/// The version that [`TEMPLATE`] passes to the program, which accepts every older one too.
pub(crate) const VERSION: u32 = 3;
/// How every version of the script begins, after the first line.
const MARK: &str = "# akguard hook, v";

/// The part of the template that looks for the program: `akguard_outside` and `akguard_find`.
pub(super) fn search_functions() -> &'static str {
    let from = TEMPLATE.find("# True where neither").unwrap_or_default();
    let to = TEMPLATE.find("akguard_quote() {").unwrap_or(TEMPLATE.len());
    TEMPLATE[from..to].trim_end()
}

/// Where an earlier hook is kept, from the hooks directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BackupLocation {
    /// Beside akguard's: relative links and helpers next to the hook keep working.
    Beside,
    /// In a directory of its own under its own name: a hook that reads its name keeps working.
    SameName,
}

impl BackupLocation {
    pub(super) const ALL: [Self; 2] = [Self::Beside, Self::SameName];

    pub(super) fn name(self, event: Event) -> String {
        match self {
            Self::Beside => format!("{}.akguard-prev", event.name()),
            Self::SameName => format!("akguard-prev.d/{}", event.name()),
        }
    }

    /// The location in which a hook keeps working, which depends on whether it reads its own name.
    pub(super) fn for_hook(content: &[u8]) -> Self {
        let text = String::from_utf8_lossy(content);
        let reads_own_name =
            ["basename", "${0##", "argv[0]", "$PROGRAM_NAME", "__FILE__"].iter().any(|w| text.contains(w));
        if reads_own_name { Self::SameName } else { Self::Beside }
    }
}

/// What a hook file is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// akguard's, as this or an earlier version installed it, with the program path in it and the lines that others
    /// appended.
    Ours { program: String, backup: BackupLocation, appended: String, current: bool },
    /// akguard's by its mark, but changed by hand.
    Edited,
    /// A hook of somebody else.
    Foreign,
}

/// The script for a program path (empty: the script itself searches PATH).
pub(super) fn render(event: Event, program: &str, backup: BackupLocation) -> String {
    fill_in(TEMPLATE, event, program, backup)
}

fn fill_in(template: &str, event: Event, program: &str, backup: BackupLocation) -> String {
    let stopped = if event.can_stop() { format!("{} stopped: ", event.what()) } else { String::new() };
    template
        .replace("@EVENT@", event.name())
        .replace("@STOPPED@", &stopped)
        .replace("@WHAT@", event.what())
        .replace("@BIN@", &in_quotes(program))
        .replace("@PREV@", &backup.name(event))
}

/// The templates that can have made a hook of this event, the present one first.
fn templates(event: Event) -> impl Iterator<Item = &'static str> {
    let knows = move |text: &&str| match event {
        Event::PreCommit => true,
        Event::PreMergeCommit => text.contains("@EVENT@"),
        _ => text.contains("@WHAT@"),
    };
    std::iter::once(TEMPLATE).chain(SHIPPED).filter(knows)
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
    for template in templates(event) {
        for backup in BackupLocation::ALL {
            if let Some(appended) = text.strip_prefix(&fill_in(template, event, &program, backup)) {
                return Script::Ours { program, backup, appended: appended.to_owned(), current: template == TEMPLATE };
            }
        }
    }
    Script::Edited
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAMS: [&str; 3] = ["/usr/bin/akguard", "", "/home/o'hara/my bin/akguard"];

    #[test]
    fn what_is_rendered_is_recognised() {
        let event = Event::PreMergeCommit;
        for program in PROGRAMS {
            for backup in BackupLocation::ALL {
                let text = render(event, program, backup);
                assert!(
                    ["@BIN@", "@PREV@", "@EVENT@", "@STOPPED@", "@WHAT@"].iter().all(|mark| !text.contains(mark)),
                    "a mark is left"
                );
                let ours = |appended: &str| Script::Ours {
                    program: program.into(),
                    backup,
                    appended: appended.into(),
                    current: true,
                };
                assert_eq!(recognise(event, text.as_bytes()), ours(""));
                assert_eq!(recognise(event, format!("{text}more\n").as_bytes()), ours("more\n"));
                assert_eq!(recognise(event, text.replace("exit $?", "exit 0").as_bytes()), Script::Edited);
                assert_eq!(recognise(Event::PreCommit, text.as_bytes()), Script::Edited);
            }
        }
        assert_eq!(recognise(event, b"#!/bin/sh\necho hi\n"), Script::Foreign);
    }

    #[test]
    fn what_was_ever_shipped_is_recognised() {
        for (at, template) in SHIPPED.into_iter().enumerate() {
            for (event, backup, program) in [Event::PreCommit, Event::PreMergeCommit]
                .into_iter()
                .flat_map(|event| BackupLocation::ALL.map(|backup| (event, backup)))
                .flat_map(|(event, backup)| PROGRAMS.map(|program| (event, backup, program)))
            {
                let text = fill_in(template, event, program, backup) + "more\n";
                // The first three were made for pre-commit alone.
                let wanted = if at <= 1 || event == Event::PreCommit {
                    Script::Ours { program: program.into(), backup, appended: "more\n".into(), current: false }
                } else {
                    Script::Edited
                };
                assert_eq!(recognise(event, text.as_bytes()), wanted, "shipped-{}", SHIPPED.len() - at);
            }
        }
    }

    /// Installed hooks have these texts: a changed text would not be recognised any more. A new text of `hooks/hook` is
    /// added here, and the old one goes to `hooks/shipped-N`.
    #[test]
    fn shipped_templates_are_frozen() {
        let blob = |text: &str| akguard_git::Oid::of_blob(text.as_bytes()).unwrap().to_string();
        let ids: Vec<String> =
            std::iter::once(TEMPLATE).chain(SHIPPED).map(|text| blob(text)[..12].to_owned()).collect();
        assert_eq!(
            ids,
            ["69cc73b93c04", "d473d28176e7", "e4391817a146", "4b1655e99aa9", "2e1284f83963", "23f631c502c3"]
        );
        assert!(
            TEMPLATE.contains(&format!("--script-version={VERSION} "))
                && TEMPLATE.contains(&format!("{MARK}{VERSION},"))
        );
    }
}
