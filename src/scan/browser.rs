//! Names of variables that a build puts into the pages it makes: who opens them can read the value.

use std::ops::Range;

use akguard_common::bytes;

/// What such names begin with: Vite, Next, Create React App, Expo, Gatsby, Nuxt, Vue, SvelteKit and Astro, and others.
const PREFIXES: [&str; 16] = [
    "VITE_",
    "NEXT_PUBLIC_",
    "REACT_APP_",
    "EXPO_PUBLIC_",
    "GATSBY_",
    "NUXT_PUBLIC_",
    "VUE_APP_",
    "PUBLIC_",
    "NG_APP_",
    "STORYBOOK_",
    "PREACT_APP_",
    "SNOWPACK_PUBLIC_",
    "BUN_PUBLIC_",
    "PLASMO_PUBLIC_",
    "RENDERER_VITE_",
    "RSBUILD_PUBLIC_",
];
/// A name is looked for so far before its value, in bytes.
const BACK: usize = 160;

/// The prefix of the name that the value at `span` has, if it ships to browsers.
pub(super) fn prefix(text: &[u8], span: &Range<usize>) -> Option<&'static str> {
    let before = &text[span.start.saturating_sub(BACK)..span.start];
    let line = bytes::find_last(b'\n', before).map_or(0, |i| i + 1);
    let own = before[line..].trim_ascii_start();
    // `- name: VITE_KEY` and `value: ...` on the next line.
    let is_value = own.len() >= 5 && own[..5].eq_ignore_ascii_case(b"value") || own.is_empty();
    let from = match is_value && line > 0 {
        true => bytes::find_last(b'\n', &before[..line - 1]).map_or(0, |i| i + 1),
        false => line,
    };
    // The last name before the value; another statement has names of its own.
    let near = &before[from..];
    let near = &near[near.iter().rposition(|b| b";{".contains(b)).map_or(0, |i| i + 1)..];
    let begins = |at: usize| at == 0 || !(near[at - 1].is_ascii_alphanumeric() || near[at - 1] == b'_');
    let places = PREFIXES.iter().filter_map(|prefix| {
        let at = bytes::texts(prefix.as_bytes(), near).filter(|at| begins(*at)).last()?;
        Some((at, *prefix))
    });
    places.max_by_key(|(at, _)| *at).map(|(_, prefix)| prefix)
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
            ("ENV PUBLIC_KEY @", Some("PUBLIC_")),
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
