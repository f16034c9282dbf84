//! Names of variables whose value a build puts into its pages: everybody who opens a page can read it.

use std::ops::Range;

use akguard_common::bytes;
use akguard_detect::shipped::PREFIXES;

/// A name is searched in this many bytes before its value.
const BACK: usize = 160;

/// The prefix of the value's name, if builds ship it to browsers. The value is at `span`.
pub(super) fn prefix(text: &[u8], span: &Range<usize>) -> Option<&'static str> {
    let before = &text[span.start.saturating_sub(BACK)..span.start];
    let line = bytes::find_last(b'\n', before).map(|i| i + 1).unwrap_or(0);
    let own = before[line..].trim_ascii_start();
    // `- name: VITE_KEY` and `value: ...` on the next line.
    let is_value = own.len() >= 5 && own[..5].eq_ignore_ascii_case(b"value") || own.is_empty();
    let from = match is_value && line > 0 {
        true => bytes::find_last(b'\n', &before[..line - 1]).map(|i| i + 1).unwrap_or(0),
        false => line,
    };
    // The last name before the value: between the prefix and the value are only the rest of the name and an assignment.
    let near = &before[from..];
    let is_own = |at: usize, prefix: &str| {
        let is_begin = at == 0 || !(near[at - 1].is_ascii_alphanumeric() || near[at - 1] == b'_');
        let rest = &near[at + prefix.len()..];
        let rest = &rest[rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count()..];
        let is_between = |b: &u8| b.is_ascii_whitespace() || b"\"'`:=,>|-?".contains(b);
        is_begin && (rest.iter().all(is_between) || is_value_key(rest))
    };
    PREFIXES.iter().copied().find(|prefix| bytes::texts(prefix.as_bytes(), near).any(|at| is_own(at, prefix)))
}

/// `", "value": "`, or a line end and `value: `: the key of the value that its sibling names.
fn is_value_key(rest: &[u8]) -> bool {
    let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let mut words = rest.split(|b| !word(b)).filter(|part| !part.is_empty());
    words.next().is_some_and(|key| key.eq_ignore_ascii_case(b"value")) && words.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_ship() {
        for (text, expected) in [
            ("VITE_OPENAI_KEY=@", Some("VITE_")),
            ("NEXT_PUBLIC_KEY: '@'", Some("NEXT_PUBLIC_")),
            ("{\"EXPO_PUBLIC_KEY\": \"@\"}", Some("EXPO_PUBLIC_")),
            ("- name: REACT_APP_KEY\n  value: @", Some("REACT_APP_")),
            ("ENV PUBLIC_API_KEY @", Some("PUBLIC_")),
            ("{\"name\": \"VITE_KEY\", \"value\": \"@\"}", Some("VITE_")),
            ("{\"VITE_URL\": \"x\", \"OPENAI_KEY\": \"@\"}", None),
            ("-e VITE_URL=x -e OPENAI_KEY=@", None),
            ("OPENAI_KEY=@", None),
            ("INVITE_KEY=@", None),
            ("VITE_PORT=1\nOPENAI_KEY=@", None),
            ("const a = VITE_PORT; const key = '@'", None),
            ("@", None),
        ] {
            let at = text.find('@').unwrap();
            assert_eq!(prefix(text.as_bytes(), &(at..at + 1)), expected, "{text}");
        }
    }
}
