//! The kind of place that a path is. In tests, documentation, examples and translations a value that looks like a secret is
//! one less often.

use akguard_common::bytes;

use super::test_place::is_test;

/// Kinds of places, by what the path says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Code and settings in use, as far as the path shows.
    #[default]
    Plain,
    /// Manuals: a value in one is often a sample.
    Docs,
    /// Example programs, demos, templates.
    Sample,
    /// Texts that users read, in several languages.
    Locale,
    /// Made for tests (the table of test places).
    Test,
}

const DOC_DIRECTORIES: &[&str] = &[
    "doc",
    "docs",
    "documentation",
    "man",
    "manpage",
    "manpages",
    "manual",
    "guide",
    "guides",
    "tutorial",
    "tutorials",
];
const DOC_ENDS: &[&str] = &[".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".org", ".tex"];
/// Words in the name of a directory or file.
const SAMPLE_WORDS: &[&str] = &["example", "examples", "sample", "samples"];
/// Names of directories and words in the names of files: `apps/demo-api` is a program in use.
const DEMO_WORDS: &[&str] = &["demo", "demos", "playground", "snippets", "story", "stories"];
const LOCALE_DIRECTORIES: &[&str] = &["locale", "locales", "i18n", "l10n", "translations", "nls"];
/// The same, where a language follows: `lang/de/`, `languages/pt_BR.json`.
const LANGUAGE_DIRECTORIES: &[&str] = &["lang", "langs", "languages"];

impl Place {
    /// How many kinds there are.
    pub(super) const COUNT: usize = 5;

    /// The kind of a path.
    pub fn from_path(path: &[u8]) -> Self {
        if is_test(path) {
            return Self::Test;
        }
        let path = path.to_ascii_lowercase();
        let file = path.rsplit(|b| b"/\\".contains(b)).next().unwrap_or(&path);
        let directories = &path[..path.len() - file.len()];
        let leads_through = |known: &[&str]| {
            directories.split(|b| b"/\\".contains(b)).any(|part| known.iter().any(|name| part == name.as_bytes()))
        };
        let holds = |text: &[u8], known: &[&str]| {
            text.split(|b| !b.is_ascii_alphanumeric()).any(|word| known.iter().any(|name| word == name.as_bytes()))
        };
        if leads_through(LOCALE_DIRECTORIES) || leads_to_language(&path) {
            Self::Locale
        } else if holds(&path, SAMPLE_WORDS) || leads_through(DEMO_WORDS) || holds(file, DEMO_WORDS) {
            Self::Sample
        } else if leads_to_docs(directories)
            || is_manual_page(file)
            || is_doc_file(file)
            || DOC_ENDS.iter().any(|end| file.ends_with(end.as_bytes()))
        {
            Self::Docs
        } else {
            Self::Plain
        }
    }
}

/// `lang/de/`, `languages/pt_BR.json`; not `lang/parser/`
fn leads_to_language(path: &[u8]) -> bool {
    let parts: Vec<&[u8]> = path.split(|b| b"/\\".contains(b)).collect();
    let is_language = |part: &[u8]| {
        let code = part.split(|b| b"-_.".contains(b)).next().unwrap_or(part);
        matches!(code.len(), 2 | 3) && code.iter().all(u8::is_ascii_lowercase) && code != b"src" && code != b"lib"
    };
    parts
        .windows(2)
        .any(|pair| LANGUAGE_DIRECTORIES.iter().any(|name| pair[0] == name.as_bytes()) && is_language(pair[1]))
}

/// `docs/`, `docs-xml/`, `man_pages/`; not `manual-billing/`
fn leads_to_docs(directories: &[u8]) -> bool {
    const BEGINS: [&[u8]; 4] = [b"doc", b"docs", b"documentation", b"man"];
    directories.split(|b| b"/\\".contains(b)).any(|part| {
        let first = part.split(|b| !b.is_ascii_alphanumeric()).next().unwrap_or(part);
        DOC_DIRECTORIES.iter().any(|name| part == name.as_bytes()) || BEGINS.contains(&first)
    })
}

/// `ChangeLog`, `README.txt`, `NEWS.1`; not `license.cpp`
fn is_doc_file(file: &[u8]) -> bool {
    const NAMES: [&[u8]; 11] = [
        b"changelog",
        b"changes",
        b"readme",
        b"news",
        b"history",
        b"pkg-info",
        b"license",
        b"manual",
        b"faq",
        b"tutorial",
        b"howto",
    ];
    let stem = file.split(|b| *b == b'.').next().unwrap_or(file);
    let extension = &file[stem.len()..];
    NAMES.contains(&stem)
        && (extension.is_empty() || extension == b".txt" || extension[1..].iter().all(u8::is_ascii_digit))
}

/// `app-config.5`; not `app.log.1`
fn is_manual_page(file: &[u8]) -> bool {
    bytes::count(b'.', file) == 1 && matches!(file, [.., name, b'.', b'1'..=b'9'] if name.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_by_their_paths() {
        for (path, place) in [
            ("src/main.rs", Place::Plain),
            ("config/settings.yml", Place::Plain),
            ("README.md", Place::Docs),
            ("man/app-config.5", Place::Docs),
            ("debian/app-config.5", Place::Docs),
            ("notes.txt", Place::Plain),
            ("docs-xml/a.xml", Place::Docs),
            ("ChangeLog", Place::Docs),
            ("MANUAL.txt", Place::Docs),
            ("src/license.cpp", Place::Plain),
            ("src/newsletter.py", Place::Plain),
            ("docs/setup/config.yml", Place::Docs),
            ("examples/login.py", Place::Sample),
            ("config.example.json", Place::Sample),
            ("src/locales/de.json", Place::Locale),
            ("tests/examples/a.py", Place::Test),
            ("src/demographics.py", Place::Plain),
            ("services/manual-billing/app.py", Place::Plain),
            ("services/tour-guide/app.py", Place::Plain),
            ("logs/app.log.1", Place::Plain),
            ("apps/demo-api/config.yml", Place::Plain),
            ("demo/config.yml", Place::Sample),
            ("src/login.stories.tsx", Place::Sample),
            ("src/lang/parser.rs", Place::Plain),
            ("lang/de/messages.php", Place::Locale),
        ] {
            assert_eq!(Place::from_path(path.as_bytes()), place, "{path}");
        }
    }
}
