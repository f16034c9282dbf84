//! PuTTY's file (PuTTY's manual, appendix C): usable with `Encryption: none`, and complete if the MAC line follows the
//! private lines. Proven if both halves have the algorithm that the first line names.

use data_encoding::BASE64;
use memchr::memmem;

use super::body::unescape;
use super::openssh::{string, strings};
use super::{Proof, Verdict, has};

/// Shorter private halves are samples, in base64 characters.
const MIN_BODY: usize = 32;

/// Checks a file: `rest` begins with it, and it is at `start` in the text.
pub(super) fn check(rest: &[u8], start: usize) -> Verdict {
    let rest = match memmem::find(&rest[1..], b"PuTTY-User-Key-File") {
        Some(next) => &rest[..next + 1],
        None => rest,
    };
    let find = |word: &[u8]| memmem::find(rest, word);
    let Some(private) = find(b"Private-Lines: ") else { return Verdict::NotSecret };
    let Some(mac) = find(b"Private-MAC: ") else { return Verdict::NotSecret };
    if !has(rest, b"Encryption: none") || mac < private {
        return Verdict::NotSecret;
    }
    let body = base64(&rest[private..mac]);
    if body.len() < MIN_BODY {
        return Verdict::NotSecret;
    }
    let public = find(b"Public-Lines: ").and_then(|at| Some(base64(rest.get(at..private)?)));
    let end = mac + b"Private-MAC: ".len();
    let replaces = Some((start..start + end, [b"PuTTY\n", body.as_slice()].concat()));
    let proof = Proof { replaces, note: None };
    match public.is_some_and(|public| is_pair(rest, &public, &body)) {
        true => Verdict::Pass(proof),
        false => Verdict::Unproven(proof),
    }
}

/// The base64 after the line that says how many lines it has.
fn base64(lines: &[u8]) -> Vec<u8> {
    unescape(lines).split(|b| *b == b'\n').skip(1).flat_map(longest_base64).copied().collect()
}

/// Has the public half the named algorithm, and do both halves consist of strings?
fn is_pair(file: &[u8], public: &[u8], private: &[u8]) -> bool {
    let Ok(public) = BASE64.decode(public) else { return false };
    let Ok(private) = BASE64.decode(private) else { return false };
    let mut rest = public.as_slice();
    let Some(algorithm) = string(&mut rest) else { return false };
    let line = &file[..memmem::find(file, b"Encryption").unwrap_or(file.len())];
    !algorithm.is_empty() && has(line, algorithm) && strings(rest) && strings(&private)
}

/// The longest run of base64 characters of a line, without quotes, indentation, comment marks and `+` signs.
fn longest_base64(line: &[u8]) -> &[u8] {
    let in_run = |b: &u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
    line.split(|b| !in_run(b)).max_by_key(|run| run.len()).unwrap_or(&[])
}
