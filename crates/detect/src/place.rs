//! What kind of place a path is: where things are made for tests, explained, or shown to users, what looks like a secret
//! is one less often.

use super::test_place::is_test;

/// Kinds of places, by what the path says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Code and settings in use, as far as the path tells.
    #[default]
    Plain,
    /// Manuals: what is shown there is often a sample.
    Docs,
    /// Example programs, demos, templates.
    Sample,
    /// Texts that users read, in several languages.
    Locale,
    /// Made for tests ([`is_test`]).
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
const SAMPLE_WORDS: &[&str] =
    &["example", "examples", "sample", "samples", "demo", "demos", "playground", "snippets", "story", "stories"];
const LOCALE_DIRECTORIES: &[&str] =
    &["locale", "locales", "i18n", "l10n", "lang", "langs", "translations", "languages", "nls"];

impl Place {
    /// How many kinds there are.
    pub(super) const COUNT: usize = 5;

    /// The kind of a path.
    pub fn of(path: &[u8]) -> Self {
        if is_test(path) {
            return Self::Test;
        }
        let path = path.to_ascii_lowercase();
        let (directories, file) = path.split_at(path.iter().rposition(|b| b"/\\".contains(b)).map_or(0, |at| at + 1));
        let leads_through = |known: &[&str]| {
            directories.split(|b| b"/\\".contains(b)).any(|part| known.iter().any(|name| part == name.as_bytes()))
        };
        let words = || path.split(|b| !b.is_ascii_alphanumeric());
        if leads_through(LOCALE_DIRECTORIES) {
            Self::Locale
        } else if words().any(|word| SAMPLE_WORDS.iter().any(|name| word == name.as_bytes())) {
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

/// `docs/`, `docs-xml/`, `man_pages/`
fn leads_to_docs(directories: &[u8]) -> bool {
    directories
        .split(|b| !b.is_ascii_alphanumeric())
        .any(|word| DOC_DIRECTORIES.iter().any(|name| word == name.as_bytes()))
}

/// `ChangeLog`, `README.txt`, `NEWS.1`; not `license.cpp`
fn is_doc_file(file: &[u8]) -> bool {
    const NAMES: [&[u8]; 7] = [b"changelog", b"changes", b"readme", b"news", b"history", b"pkg-info", b"license"];
    let (stem, extension) = file.split_at(file.iter().position(|b| *b == b'.').unwrap_or(file.len()));
    NAMES.contains(&stem)
        && (extension.is_empty() || extension == b".txt" || extension[1..].iter().all(u8::is_ascii_digit))
}

/// `syncthing-config.5`
fn is_manual_page(file: &[u8]) -> bool {
    matches!(file, [.., name, b'.', b'1'..=b'9'] if name.is_ascii_lowercase())
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
            ("src/license.cpp", Place::Plain),
            ("src/newsletter.py", Place::Plain),
            ("docs/setup/config.yml", Place::Docs),
            ("examples/login.py", Place::Sample),
            ("config.example.json", Place::Sample),
            ("src/locales/de.json", Place::Locale),
            ("tests/examples/a.py", Place::Test),
            ("src/demographics.py", Place::Plain),
        ] {
            assert_eq!(Place::of(path.as_bytes()), place, "{path}");
        }
    }
}
