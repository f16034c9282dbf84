//! An entry of the checklist.

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemKind {
    EnvTracked,
    EnvNotIgnored,
    TemplateValue,
    BrowserSecret,
    BrowserClient,
    RecordLapses,
}

impl ItemKind {
    /// The word in JSON.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::EnvTracked => "env-tracked",
            Self::EnvNotIgnored => "env-not-ignored",
            Self::TemplateValue => "template-value",
            Self::BrowserSecret => "browser-secret",
            Self::BrowserClient => "browser-client",
            Self::RecordLapses => "record-lapses",
        }
    }
}

/// An entry; path and text are safe to print.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    pub(super) path: String,
    pub(super) line: Option<usize>,
    pub(super) text: String,
}

impl Item {
    /// One line for people.
    pub(super) fn line(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}: {}", self.path, self.text),
            None => format!("{}: {}", self.path, self.text),
        }
    }
}
