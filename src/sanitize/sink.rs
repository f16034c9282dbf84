//! The only way from text of the repository or the environment to an output.
//!
//! A path, a note, a name or a message of another program may contain a credential, and characters that a terminal
//! obeys. Such text is [`Untrusted`]: it cannot be printed. Only a [`Sink`] turns it into [`Shown`] text, which
//! contains neither.

use std::fmt;

use akguard_common::text::{escape, escape_bytes, is_hidden};
use akguard_detect::Detector;
use akguard_detect::local_values::Known;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hidden::Hidden;
use super::window::window;

/// Shown in place of a text of which no part may be shown.
const INSTEAD: &str = "[redacted]";

/// Text that others have written. There is no `Display`, and `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Untrusted(Vec<u8>);

impl Untrusted {
    /// Takes the bytes as they are.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, to compare, to parse and to write back where they came from. Never for output.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The same as text, for what is UTF-8 by its format.
    pub fn expose_text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Untrusted(..)")
    }
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl<'de> Deserialize<'de> for Untrusted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// Writes the text back into its tracked file, for `serialize_with`: there is no `Serialize`, which would let it into a
/// report.
pub fn as_written<S: Serializer>(text: &Untrusted, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text.expose_text())
}

/// The same where the field may be missing.
pub fn as_written_if_any<S: Serializer>(text: &Option<Untrusted>, serializer: S) -> Result<S::Ok, S::Error> {
    match text {
        Some(text) => serializer.serialize_some(text.expose_text()),
        None => serializer.serialize_none(),
    }
}

/// Text without credentials. Control characters are escaped when it is written (`Display`); JSON has escapes of its
/// own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown(String);

impl Shown {
    /// The text for a report that escapes by itself (JSON).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same as an owned text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The text for a terminal, cut to a window.
    pub fn window(&self) -> String {
        window(&self.0)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape(&self.0))
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Redacts and escapes. It knows the rules in force and, after a scan, the values that this run has found.
#[derive(Clone, Copy)]
pub struct Sink<'s> {
    detector: &'s Detector,
    known: Option<&'s Known>,
    hidden: Option<&'s Hidden>,
}

impl<'s> Sink<'s> {
    /// A sink that goes by the rules alone.
    pub fn new(detector: &'s Detector) -> Self {
        Self { detector, known: None, hidden: None }
    }

    /// Redacts the values of the user's own environment, too.
    pub fn knowing(self, known: &'s Known) -> Self {
        Self { known: Some(known), ..self }
    }

    /// Redacts the values that a scan has found, too.
    pub fn hiding(self, hidden: &'s Hidden) -> Self {
        Self { hidden: Some(hidden), ..self }
    }

    /// The text as it may be shown.
    pub fn show(&self, text: &Untrusted) -> Shown {
        self.show_bytes(&text.0)
    }

    /// The same for bytes.
    pub fn show_bytes(&self, bytes: &[u8]) -> Shown {
        let clean = self.detector.redact(bytes);
        let clean = match self.known {
            Some(known) => known.redact(&clean),
            None => clean,
        };
        let text = escape_bytes(&clean);
        if self.is_broken_up(&text) {
            return Shown(INSTEAD.to_owned());
        }
        Shown(match self.hidden {
            Some(hidden) => hidden.cut_from(&text).unwrap_or(text),
            None => text,
        })
    }
}

impl Sink<'_> {
    /// Does it contain a credential with invisible characters in it? Then none of it is shown.
    fn is_broken_up(&self, text: &str) -> bool {
        if !text.chars().any(is_hidden) {
            return false;
        }
        let bare: String = text.chars().filter(|c| !is_hidden(*c)).collect();
        self.detector.redact(bare.as_bytes()) != bare.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use akguard_detect::sample::expand;

    use super::*;

    #[test]
    fn keys_and_control_characters_do_not_pass() {
        let detector = Detector::new(Vec::new(), 0);
        let key = expand("gsk_{alnum:20}WGdyb3FY{alnum:24}", 7);
        let text = Untrusted::from(format!("see {key}\u{1b}[31m\n"));
        assert_eq!(format!("{text:?}"), "Untrusted(..)");
        let shown = Sink::new(&detector).show(&text);
        assert_eq!(shown.to_string(), "see [redacted]\\u{1b}[31m\\n");
        assert_eq!(serde_json::to_string(&shown).unwrap(), "\"see [redacted]\\u001b[31m\\n\"");
        assert_eq!(Sink::new(&detector).show(&Untrusted::new(b"a\xff".to_vec())).to_string(), "a%FF");
        for hidden in ["\u{200b}", "\0", "\u{ad}", "\u{1b}", "\n", "\u{e0041}"] {
            for at in [6, 20, 40] {
                let text = format!("see {}{hidden}{} of staging", &key[..at], &key[at..]);
                let shown = Sink::new(&detector).show(&Untrusted::from(text)).to_string();
                assert!(!shown.contains(&key[30..38]), "{hidden:?} at {at}: {shown}");
            }
        }
    }
}
