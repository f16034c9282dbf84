//! Classifies an `AIza` key, which does not say itself what it is for. It is a web key, which ships to browsers, if
//! Firebase's settings are in the same literal, or if its name or address says Firebase or Maps. Any other key may give
//! access to Gemini and other paid services.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use akguard_common::bytes;

use super::{Input, Verdict};

/// The literal around the key is searched in this many bytes on each side.
const REACH: usize = 2048;
/// The name of the key is searched in this many bytes before it.
const NAME: usize = 160;
/// Lines that are searched on each side, in formats without brackets.
const LINES: usize = 8;

/// Names that mean Gemini: such a key is never a web key.
static SERVERS: Words = LazyLock::new(|| {
    any_case(&[
        "gemini",
        "genai",
        "gen_ai",
        "generative",
        "vertex",
        "google_ai",
        "googleai",
        "aistudio",
        "x-goog-api-key",
    ])
});
/// Names of keys that ship: Firebase's and those of maps on pages and in apps.
static CLIENTS: Words = LazyLock::new(|| any_case(&["firebase", "geo.api_key", "current_key"]));
/// Firebase's other settings, which have no other use.
static SETTINGS: Words = LazyLock::new(|| {
    any_case(&[
        "authdomain",
        "auth_domain",
        "projectid",
        "project_id",
        "messagingsenderid",
        "messaging_sender_id",
        "gcm_sender_id",
        "gcmsenderid",
        "storagebucket",
        "storage_bucket",
        "google_app_id",
        "firebaseapp.com",
        "firebaseoptions",
        "firebaseconfig",
    ])
});
/// The same without those that another service may have too, for a list of settings without brackets.
static OWN_SETTINGS: Words = LazyLock::new(|| {
    any_case(&[
        "authdomain",
        "auth_domain",
        "messagingsenderid",
        "messaging_sender_id",
        "gcm_sender_id",
        "gcmsenderid",
        "google_app_id",
        "firebaseapp.com",
        "firebaseoptions",
        "firebaseconfig",
    ])
});
/// Calls that take Firebase's settings.
static CALLS: Words = LazyLock::new(|| any_case(&["firebase", "initializeapp"]));
/// Hosts of maps.
static MAP_HOSTS: Words = LazyLock::new(|| any_case(&["maps.googleapis.com", "google.com/maps"]));
/// The host of Gemini.
static GEMINI_HOST: Words = LazyLock::new(|| any_case(&["generativelanguage"]));
/// Names of a table's column or of a markup's attribute: the name of the key is then on the line above.
static BARE_NAMES: Words = LazyLock::new(|| any_case(&["value", "string", "default", "content"]));

/// Words that are searched for in any case. The search is built once, because a text may have a key on every line.
type Words = LazyLock<AhoCorasick>;

#[allow(clippy::expect_used)] // fixed short words
fn any_case(words: &[&str]) -> AhoCorasick {
    let mut search = AhoCorasickBuilder::new();
    search.ascii_case_insensitive(true).build(words).expect("short words build")
}

/// Passes for a key that ships.
pub(super) fn web(input: &Input<'_>) -> Verdict {
    let text = input.text;
    let span = &input.span;
    let before = &text[span.start.saturating_sub(REACH)..span.start];
    let address = part_after(before, b" \t\r\n\"'`<>");
    if MAP_HOSTS.is_match(address) {
        return Verdict::pass();
    }
    let name = name(before);
    if SERVERS.is_match(&name) || GEMINI_HOST.is_match(address) {
        return Verdict::Fail;
    }
    if CLIENTS.is_match(&name) || names_maps(&name) {
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

/// The name of the key: the text back to the beginning of its statement, and the line above if that says only `value`.
fn name(before: &[u8]) -> Vec<u8> {
    let own = part_after(before, b"\r\n;{}(,");
    let from = match BARE_NAMES.is_match(own) || own.trim_ascii().len() < 3 {
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

/// Are Firebase's other settings in the same object, list of arguments or property list, or on the lines around?
fn is_in_settings(before: &[u8], after: &[u8]) -> bool {
    if let Some(open) = opening(before) {
        let called = part_after(&before[..open], b"\n;");
        let literal = [&before[open..], &after[..closing(after)]].concat();
        if SERVERS.is_match(called) || SERVERS.is_match(&literal) {
            return false;
        }
        if CALLS.is_match(called) || SETTINGS.is_match(&literal) {
            return true;
        }
    }
    if let Some(open) = bytes::texts(b"<dict>", before).last() {
        let end = bytes::find_text(b"</dict>", after).unwrap_or(after.len());
        return SETTINGS.is_match(&[&before[open..], &after[..end]].concat());
    }
    if is_variable(before) {
        return false;
    }
    let around = [last_lines(before), first_lines(after)].concat();
    OWN_SETTINGS.is_match(&around) && !SERVERS.is_match(&around)
}

/// Where the bracket opened that has not closed.
fn opening(before: &[u8]) -> Option<usize> {
    let back = unmatched(before.iter().rev(), b"})]", b"{([")?;
    Some(before.len() - 1 - back)
}

/// Where that bracket closes, or the end of the text.
fn closing(after: &[u8]) -> usize {
    unmatched(after.iter(), b"{([", b"})]").unwrap_or(after.len())
}

/// The place of the first byte of `enders` that has no byte of `starters` before it to match.
fn unmatched<'t>(bytes: impl Iterator<Item = &'t u8>, starters: &[u8], enders: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    for (place, byte) in bytes.enumerate() {
        if starters.contains(byte) {
            depth += 1;
        } else if enders.contains(byte) {
            if depth == 0 {
                return Some(place);
            }
            depth -= 1;
        }
    }
    None
}

/// The lines before, up to an empty one.
fn last_lines(before: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> =
        before.split(|b| *b == b'\n').rev().take(LINES).take_while(|l| !l.trim_ascii().is_empty()).collect();
    lines.join(&b'\n')
}

/// The rest of the line and the lines after it, up to an empty one.
fn first_lines(after: &[u8]) -> Vec<u8> {
    // The rest of its own line may be empty.
    let is_line = |line: &(usize, &[u8])| line.0 == 0 || !line.1.trim_ascii().is_empty();
    let lines = after.split(|b| *b == b'\n').take(LINES).enumerate().take_while(is_line).map(|(_, line)| line);
    lines.collect::<Vec<&[u8]>>().join(&b'\n')
}

#[cfg(test)]
mod tests;
