//! Short texts as they are written for people, for terminals and for shells.
//!
//! Text from the repository is escaped before it is printed: others choose the paths, and a terminal obeys escape
//! sequences.

/// Bytes as text: invalid UTF-8 becomes `%NN`. Not yet safe for a terminal.
pub fn escape_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for b in chunk.invalid() {
            text.push_str(&format!("%{b:02X}"));
        }
    }
    text
}

/// Text for a terminal: control, bidi and zero-width characters are escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// Is the character invisible, or does it move, hide or reorder its neighbours? True for controls, line ends, interlinear
/// marks and Unicode's `Default_Ignorable_Code_Point`.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The text as one word for the shell, always in single quotes.
pub fn in_quotes(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The bytes as one word for the shell: bare, in single quotes, or as `$'...'` where they contain invalid UTF-8 or hidden
/// characters. bash, zsh and ksh understand `$'...'`. A bare word does not begin like an option or like zsh's `=program`.
pub fn quote(bytes: &[u8]) -> String {
    let bare = |b: &u8| b.is_ascii_alphanumeric() || b"_-./,:+@%=".contains(b);
    if !bytes.is_empty() && bytes.iter().all(bare) && !b"-=".contains(&bytes[0]) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(is_hidden) => in_quotes(text),
        _ => in_ansi_c_quotes(bytes),
    }
}

/// `$'...'`, with `\xNN` for each byte of a hidden character and for invalid UTF-8.
fn in_ansi_c_quotes(bytes: &[u8]) -> String {
    let mut out = String::from("$'");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\'' | '\\' => out.extend(['\\', c]),
                c if is_hidden(c) => push_hex(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut out),
                c => out.push(c),
            }
        }
        push_hex(chunk.invalid(), &mut out);
    }
    out.push('\'');
    out
}

fn push_hex(bytes: &[u8], out: &mut String) {
    for b in bytes {
        out.push_str(&format!("\\x{b:02x}"));
    }
}

/// `1 value`, `2 values`.
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn terminal_sequences_are_escaped() {
        assert_eq!(escape("a\u{1b}[31mb\n\u{202e}c\u{200b}"), "a\\u{1b}[31mb\\n\\u{202e}c\\u{200b}");
        // A Hangul filler, a shorthand control and a combining joiner are invisible.
        assert_eq!(escape("\u{3164}\u{1bca0}\u{34f}"), "\\u{3164}\\u{1bca0}\\u{34f}");
        assert_eq!(escape_bytes(b"a\xffb"), "a%FFb");
    }

    #[test]
    fn shell_words() {
        assert_eq!(quote(b"src/a.py"), "src/a.py");
        assert_eq!(quote(b"a b"), "'a b'");
        assert_eq!(quote(b"it's"), "'it'\\''s'");
        assert_eq!(quote(b"-n"), "'-n'");
        assert_eq!(quote(b"=ls"), "'=ls'");
        assert_eq!(quote(b"a\nb\x1b\xff'"), "$'a\\x0ab\\x1b\\xff\\''");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in "\\PC*|.*") {
            prop_assert!(!escape(&text).chars().any(is_hidden));
            prop_assert!(!quote(text.as_bytes()).chars().any(is_hidden));
        }
    }
}
