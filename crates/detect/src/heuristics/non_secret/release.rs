//! Names of releases: AI models, container images with their tags, versions with dates. They are long and full of digits,
//! and never secrets.
//!
//! Recognised by the grammar that they share, not by lists: parts between `-`, `.`, `/`, `:`, `@` and `_`, each of them a
//! word, a number, a date or a size. The list of families only helps where words are rare.

use super::super::slices::trailing;
use crate::placeholder::count;
use crate::randomness::randomness;

/// Families of models and parts of tags: a name that contains one needs no other word.
#[rustfmt::skip]
const FAMILIES: &[&str] = &[
    "claude", "gpt", "chatgpt", "davinci", "babbage", "whisper", "tts", "dall", "sora", "codex", "embedding", "embed",
    "rerank", "gemini", "gemma", "palm", "bison", "imagen", "veo", "mistral", "ministral", "magistral", "mixtral",
    "codestral", "devstral", "pixtral", "voxtral", "command", "aya", "grok", "deepseek", "qwen", "qwq", "kimi",
    "moonshot", "glm", "chatglm", "minimax", "abab", "doubao", "seed", "seedance", "seedream", "ernie", "hunyuan",
    "yi", "llama", "codellama", "nemotron", "nova", "titan", "jamba", "phi", "granite", "falcon", "mpt", "dbrx",
    "olmo", "vicuna", "bge", "gte", "minilm", "nomic", "voyage", "jina", "sonar", "pplx", "flux", "sdxl", "diffusion",
    "playground", "eleven", "aura", "instruct", "turbo", "haiku", "sonnet", "opus", "starcoder", "wizardlm", "solar",
    "lfm", "reka", "inflection", "bert", "clip", "mini", "nano", "wav2vec", "xlm", "lyria", "ideogram", "recraft", "kling", "hailuo",
    "gguf", "gptq", "awq", "maverick", "scout", "alpine", "debian", "ubuntu", "bookworm", "bullseye", "buster",
    "trixie", "noble", "jammy", "focal", "slim", "distroless", "centos", "rocky", "fedora", "ubi", "rhel", "photon",
    "windowsservercore", "nanoserver", "release", "nightly", "snapshot", "alpha", "beta", "preview", "latest",
    "stable", "canary", "edge", "jdk", "jre", "openjdk", "temurin", "cuda", "cudnn",
];

/// What precedes the revision in a tag.
#[rustfmt::skip]
const BRANCHES: &[&[u8]] = &[
    b"sha", b"main", b"master", b"dev", b"develop", b"release", b"commit", b"build", b"git", b"nightly", b"edge",
    b"staging", b"prod", b"rev", b"canary", b"snapshot", b"alpha", b"beta", b"rc",
];

/// Longer values are data, in bytes.
const MAX_LENGTH: usize = 200;
/// A text with fewer bits of randomness reads as words.
const WORD_BITS: f64 = 4.0;

/// The parts of a name between its separators.
fn parts(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    name.split(|b| b"-_./:@+".contains(b)).filter(|part| !part.is_empty())
}

/// Is it the name of a release?
pub(crate) fn is_name(value: &[u8]) -> bool {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"-_./:@+".contains(b);
    if value.len() > MAX_LENGTH || !value.iter().all(is_name) {
        return false;
    }
    let pinned = without_revision(value);
    let named = pinned.unwrap_or(value);
    // `ft:<model>:<organization>::<id>`
    let named = match named.strip_prefix(b"ft:") {
        Some(tuned) => tuned.split(|b| *b == b':').next().unwrap_or_default(),
        None => named,
    };
    if !parts(named).all(is_part) {
        return false;
    }
    let numbered = parts(named).map(|part| usize::from(part.iter().any(u8::is_ascii_digit))).sum::<usize>();
    let total = parts(named).count();
    let is_family = || parts(named).any(|part| FAMILIES.iter().any(|family| is_of(part, family)));
    // `17.5.1-ce.0-20241022`
    let is_version = || numbered >= 3 && total >= 4 && count(named, u8::is_ascii_alphabetic) <= 4;
    pinned.is_some()
        || is_version()
        || total >= 2 && numbered >= 1 && is_family()
        || numbered >= 2 && total >= 3 && is_worded(named)
}

/// Does the name without its digits read as words?
fn is_worded(name: &[u8]) -> bool {
    let mut rest = name.to_vec();
    rest.retain(|b| !b.is_ascii_digit());
    count(&rest, u8::is_ascii_alphabetic) >= 4 && randomness(&rest) < WORD_BITS
}

/// The name before a revision that pins it: `name@sha256:<digest>`, `owner/name:<64 digits>`, `name:sha-<digits>`,
/// `name:main-<digits>`, `1.2-3-g<digits>`; `None` if no revision does.
fn without_revision(value: &[u8]) -> Option<&[u8]> {
    let joint = value.iter().rposition(|b| b"-:@".contains(b))?;
    let head = &value[..joint];
    let last = &value[joint + 1..];
    match value[joint] {
        b':' => without_digest(head, last),
        b'-' if is_revision_after(head, last) => Some(head),
        // A time after a revision: `main-1a2b3c4-1729012345`.
        b'-' if last.len() == 10 && last.iter().all(u8::is_ascii_digit) => without_short_revision(head),
        _ => None,
    }
}

/// The name before a `:` and a digest or a whole revision. The name must be a path: `id:digits` may be a user and a
/// password.
fn without_digest<'v>(head: &'v [u8], digits: &[u8]) -> Option<&'v [u8]> {
    let is_revision = is_lower_hex(digits) && digits.iter().any(u8::is_ascii_alphabetic);
    if !is_revision || !matches!(digits.len(), 40 | 64 | 128) {
        return None;
    }
    let name = head.strip_suffix(b"@sha256").or_else(|| head.strip_suffix(b"@sha512")).unwrap_or(head);
    name.contains(&b'/').then_some(name)
}

/// Is the text after the last `-` of a name a revision?
fn is_revision_after(head: &[u8], last: &[u8]) -> bool {
    let marked = last.strip_prefix(b"g");
    let digits = marked.unwrap_or(last);
    if !is_lower_hex(digits) {
        return false;
    }
    let is_short = (7..=12).contains(&digits.len());
    let follows_branch = || BRANCHES.iter().any(|branch| head.ends_with(branch));
    // Go's: `v0.0.0-20240102150405-0a1b2c3d4e5f`.
    let follows_time = || trailing(head, u8::is_ascii_digit).len() == 14;
    (is_short && marked.is_some())
        || ((is_short || digits.len() == 40) && follows_branch())
        || (digits.len() == 12 && follows_time())
}

fn is_lower_hex(digits: &[u8]) -> bool {
    digits.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn without_short_revision(value: &[u8]) -> Option<&[u8]> {
    let joint = value.iter().rposition(|b| *b == b'-')?;
    let last = &value[joint + 1..];
    ((7..=12).contains(&last.len()) && last.iter().all(u8::is_ascii_hexdigit)).then_some(&value[..joint])
}

/// Is it a word, a number, a version, a size or a time? In these, digits and letters alternate only a few times.
fn is_part(part: &[u8]) -> bool {
    const MAX_NUMBER: usize = 14;
    const MAX_WORD: usize = 24;
    let digits = count(part, u8::is_ascii_digit);
    let letters = part.len() - digits;
    if digits == 0 {
        return letters <= MAX_WORD;
    }
    if letters == 0 {
        return digits <= MAX_NUMBER;
    }
    let turns: usize =
        part.windows(2).map(|pair| usize::from(pair[0].is_ascii_digit() != pair[1].is_ascii_digit())).sum();
    let starts_with_digit = part[0].is_ascii_digit();
    match turns {
        // `70b`, `128k`, `20241013T`, `11Z`; `v3`, `rc1`, `llama3`, `ubuntu22`.
        1 if starts_with_digit => letters <= 5 && digits <= 8,
        1 => digits <= 4 || (digits <= 8 && letters <= 3),
        // `8x22b`, `13T13`, `20241013T133411Z`; `v3p1`, `qwen2b`, `a22b`.
        2 | 3 => part.len() <= 8 || (starts_with_digit && letters <= 2 && part.len() <= 16),
        _ => part.len() <= 4,
    }
}

/// Is the part this word, with a number at either end or without one?
fn is_of(part: &[u8], family: &str) -> bool {
    let is_number = |rest: &[u8]| rest.iter().all(|b| b.is_ascii_digit() || b"xvV".contains(b));
    part.get(..family.len()).is_some_and(|head| head.eq_ignore_ascii_case(family.as_bytes()))
        && is_number(&part[family.len()..])
}

#[cfg(test)]
mod tests;
