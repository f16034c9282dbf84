//! What an `AIza` key is for, which the key itself does not say. It is a web key, which ships to browsers, if Firebase's
//! settings are in the same literal, or if its name or address says Firebase or Maps. Any other key may give access to Gemini
//! and other paid services.

use akguard_common::bytes;

use super::{Input, Verdict};

/// The literal around the key is searched in this many bytes on each side.
const REACH: usize = 2048;
/// The name of the key is searched in this many bytes before it.
const NAME: usize = 160;
/// Lines that are searched on each side, in formats without brackets.
const LINES: usize = 8;

/// Names that mean Gemini: such a key is never a web key.
const SERVERS: [&[u8]; 9] = [
    b"gemini",
    b"genai",
    b"gen_ai",
    b"generative",
    b"vertex",
    b"google_ai",
    b"googleai",
    b"aistudio",
    b"x-goog-api-key",
];
/// Names of keys that ship: Firebase's and those of maps on pages and in apps.
const CLIENTS: [&[u8]; 3] = [b"firebase", b"geo.api_key", b"current_key"];
/// Firebase's other settings, which have no other use.
const SETTINGS: [&[u8]; 14] = [
    b"authdomain",
    b"auth_domain",
    b"projectid",
    b"project_id",
    b"messagingsenderid",
    b"messaging_sender_id",
    b"gcm_sender_id",
    b"gcmsenderid",
    b"storagebucket",
    b"storage_bucket",
    b"google_app_id",
    b"firebaseapp.com",
    b"firebaseoptions",
    b"firebaseconfig",
];
/// Settings that may belong to another service in a list of settings without brackets.
const SHARED: [&[u8]; 4] = [b"projectid", b"project_id", b"storagebucket", b"storage_bucket"];

/// Passes for a key that ships.
pub(super) fn web(input: &Input<'_>) -> Verdict {
    let text = input.text;
    let span = &input.span;
    let before = &text[span.start.saturating_sub(REACH)..span.start];
    let address = part_after(before, b" \t\r\n\"'`<>");
    if holds(address, &[b"maps.googleapis.com", b"google.com/maps"]) {
        return Verdict::pass();
    }
    let name = name(before);
    if holds(&name, &SERVERS) || holds(address, &[b"generativelanguage"]) {
        return Verdict::Fail;
    }
    if holds(&name, &CLIENTS) || names_maps(&name) {
        return Verdict::pass();
    }
    let after = &text[span.end..text.len().min(span.end + REACH)];
    Verdict::from_proof(is_in_settings(before, after))
}

/// `MAPS_KEY`, `googleMapsKey`; not `SITEMAPS_KEY`.
fn names_maps(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    bytes::texts(b"maps", &lower).any(|at| {
        let before = &lower[..at];
        let is_case_change = name[at].is_ascii_uppercase() && at > 0 && name[at - 1].is_ascii_lowercase();
        is_case_change || before.ends_with(b"google") || before.last().is_none_or(|b| !b.is_ascii_alphabetic())
    })
}

/// Is the key the value of a variable of the environment: `GOOGLE_API_KEY=`? The lines around are about other variables.
fn is_variable(before: &[u8]) -> bool {
    let line = part_after(before, b"\r\n").trim_ascii_start();
    let line = line.strip_prefix(b"export ").unwrap_or(line);
    let name = line.iter().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || **b == b'_').count();
    name > 2 && line.get(name) == Some(&b'=')
}

/// What the key is called: the text back to the begin of its statement, and the line above where that says only `value`.
fn name(before: &[u8]) -> Vec<u8> {
    let own = part_after(before, b"\r\n;{}(,");
    let is_bare = [b"value".as_slice(), b"string", b"default", b"content"].iter().any(|word| holds(own, &[word]));
    let from = match is_bare || own.trim_ascii().len() < 3 {
        true => before.len().saturating_sub(NAME),
        false => before.len() - own.len(),
    };
    before[from.max(before.len().saturating_sub(NAME))..].to_vec()
}

/// The end of the text after the last of these bytes.
fn part_after<'t>(text: &'t [u8], ends: &[u8]) -> &'t [u8] {
    match text.iter().rposition(|b| ends.contains(b)) {
        Some(at) => &text[at + 1..],
        None => text,
    }
}

fn holds(text: &[u8], words: &[&[u8]]) -> bool {
    let lower = text.to_ascii_lowercase();
    words.iter().any(|word| bytes::find_text(word, &lower).is_some())
}

/// Are Firebase's other settings in the same object, list of arguments or property list, or on the lines around?
fn is_in_settings(before: &[u8], after: &[u8]) -> bool {
    if let Some(open) = opening(before) {
        let called = part_after(&before[..open], b"\n;");
        let literal = [&before[open..], &after[..closing(after)]].concat();
        if holds(called, &SERVERS) || holds(&literal, &SERVERS) {
            return false;
        }
        if holds(called, &[b"firebase", b"initializeapp"]) || holds(&literal, &SETTINGS) {
            return true;
        }
    }
    if let Some(open) = bytes::texts(b"<dict>", before).last() {
        let end = bytes::find_text(b"</dict>", after).unwrap_or(after.len());
        return holds(&[&before[open..], &after[..end]].concat(), &SETTINGS);
    }
    if is_variable(before) {
        return false;
    }
    let around = [last_lines(before), first_lines(after)].concat();
    let mut settings = SETTINGS.to_vec();
    settings.retain(|word| !SHARED.contains(word));
    holds(&around, &settings) && !holds(&around, &SERVERS)
}

/// Where the bracket opened that has not closed.
fn opening(before: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    before.iter().rposition(|b| match b {
        b'}' | b')' | b']' => {
            depth += 1;
            false
        }
        b'{' | b'(' | b'[' if depth == 0 => true,
        b'{' | b'(' | b'[' => {
            depth -= 1;
            false
        }
        _ => false,
    })
}

fn closing(after: &[u8]) -> usize {
    let mut depth = 0usize;
    let close = after.iter().position(|b| match b {
        b'{' | b'(' | b'[' => {
            depth += 1;
            false
        }
        b'}' | b')' | b']' if depth == 0 => true,
        b'}' | b')' | b']' => {
            depth -= 1;
            false
        }
        _ => false,
    });
    close.unwrap_or(after.len())
}

/// The lines before, up to an empty one.
fn last_lines(before: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> =
        before.split(|b| *b == b'\n').rev().take(LINES).take_while(|l| !l.trim_ascii().is_empty()).collect();
    lines.join(&b'\n')
}

/// The rest of the line and those behind it, up to an empty one.
fn first_lines(after: &[u8]) -> Vec<u8> {
    // The rest of its own line may be empty.
    let is_line = |line: &(usize, &[u8])| line.0 == 0 || !line.1.trim_ascii().is_empty();
    let lines = after.split(|b| *b == b'\n').take(LINES).enumerate().take_while(is_line).map(|(_, line)| line);
    lines.collect::<Vec<&[u8]>>().join(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_web(text: &str) -> bool {
        let at = text.find("KEY@").unwrap();
        matches!(web(&Input { text: text.as_bytes(), span: at..at + 4, now: 0 }), Verdict::Pass(_))
    }

    #[test]
    fn firebase_and_maps() {
        for text in [
            "VITE_FIREBASE_API_KEY=KEY@",
            "const googleMapsKey = 'KEY@';",
            "const c = {\n  apiKey: \"KEY@\",\n  authDomain: \"x\",\n}",
            "const c = { projectId: 'x', nested: { a: 1 }, apiKey: 'KEY@' }",
            "static const FirebaseOptions web = FirebaseOptions(\n apiKey: 'KEY@',\n messagingSenderId: '1',\n);",
            "initializeApp({ apiKey: 'KEY@' })",
            "\"api_key\": [ { \"current_key\": \"KEY@\" } ]",
            "<dict>\n<key>API_KEY</key>\n<string>KEY@</string>\n<key>GCM_SENDER_ID</key>\n<string>1</string></dict>",
            "<meta-data android:name=\"com.google.android.geo.API_KEY\" android:value=\"KEY@\"/>",
            "<script src=\"https://maps.googleapis.com/maps/api/js?key=KEY@\">",
            "firebase:\n  apiKey: KEY@\n  authDomain: x.firebaseapp.com\n",
            "- name: MAPS_KEY\n  value: KEY@\n",
            "FirebaseOptions.Builder()\n  .setApiKey(\"KEY@\")\n  .setProjectId(\"x\")",
        ] {
            assert!(is_web(text), "{text}");
        }
    }

    #[test]
    fn everything_else() {
        for text in [
            "GEMINI_API_KEY=KEY@",
            "API_KEY=KEY@",
            "VITE_GOOGLE_API_KEY=KEY@",
            "NEXT_PUBLIC_API_KEY=KEY@",
            "new GoogleGenAI({ apiKey: \"KEY@\" })",
            "genai.configure(api_key=\"KEY@\")",
            "ai({ apiKey: 'KEY@', projectId: 'x', model: 'gemini-pro' })",
            "const firebase = { apiKey: 'x', authDomain: 'y' };\nconst geminiKey = 'KEY@';",
            "FIREBASE_GEMINI_KEY=KEY@",
            "<key>API_KEY</key>\n<string>KEY@</string>",
            "https://generativelanguage.googleapis.com/v1beta/models?key=KEY@",
            "const firebase = init();\n\nconst apiKey = 'KEY@';",
            "SITEMAPS_KEY=KEY@",
            "FIREBASE_AUTH_DOMAIN=x.firebaseapp.com\nGOOGLE_API_KEY=KEY@",
        ] {
            assert!(!is_web(text), "{text}");
        }
    }
}
