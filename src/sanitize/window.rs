//! Cuts long texts to their two ends.

use akguard_common::text::escape;

/// Maximum length of a text, in characters.
const WINDOW: usize = 160;

/// [`escape`], and a long text is cut to its two ends: for paths that people only read.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_its_ends() {
        assert_eq!(window(&"x".repeat(500)).len(), WINDOW + 3);
    }
}
