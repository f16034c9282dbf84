//! What others have written, made fit to be shown: without credentials, without what a terminal obeys.

mod hidden;
mod sink;

use akguard_common::text::{escape, is_hidden};

pub use self::hidden::Hidden;
pub use self::sink::{Shown, Sink, Untrusted, as_written, as_written_if_any};

/// Longest text shown of one path, in characters.
const WINDOW: usize = 160;

/// [`escape`], and long text is cut to its two ends: for paths that are only looked at.
pub fn window(text: &str) -> String {
    let out = escape(text);
    let length = out.chars().count();
    if length <= WINDOW {
        return out;
    }
    let head: String = out.chars().take(WINDOW / 2).collect();
    let tail: String = out.chars().skip(length - WINDOW / 2).collect();
    format!("{head}...{tail}")
}

/// JSON for a terminal. What is hidden stands only inside strings, where `\uNNNN` means the same.
pub fn escape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_its_ends() {
        assert_eq!(window(&"x".repeat(500)).len(), WINDOW + 3);
    }
}
