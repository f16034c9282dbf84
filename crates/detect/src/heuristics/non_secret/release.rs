//! Names of what is released: models of every vendor, container images with their tags, versions with dates. Long, full of
//! figures, and no secret under any name.
//!
//! Told by the grammar that they share, not by lists: parts between `-`, `.`, `/`, `:`, `@` and `_`, each of them a word, a
//! number, a date or a size. A list of families only helps where words are rare.

use crate::randomness::randomness;

/// Families of models and parts of tags: a name that holds one needs no other word.
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

/// What stands before the revision in a tag.
#[rustfmt::skip]
const BRANCHES: &[&[u8]] = &[
    b"sha", b"main", b"master", b"dev", b"develop", b"release", b"commit", b"build", b"git", b"nightly", b"edge",
    b"staging", b"prod", b"rev", b"canary", b"snapshot", b"alpha", b"beta", b"rc",
];

/// Longer values are data, in bytes.
const MAX_LENGTH: usize = 200;
/// Like a password's least: a part with fewer bits reads as a word.
const WORD_BITS: f64 = 4.0;

/// Is it such a name?
pub(crate) fn is_name(value: &[u8]) -> bool {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"-_./:@+".contains(b);
    if value.len() > MAX_LENGTH || !value.iter().all(is_name) {
        return false;
    }
    let (named, pinned) = without_revision(value);
    // `ft:<model>:<organization>::<id>`
    let named = match named.strip_prefix(b"ft:") {
        Some(tuned) => tuned.split(|b| *b == b':').next().unwrap_or_default(),
        None => named,
    };
    let parts = || named.split(|b| b"-_./:@+".contains(b)).filter(|part| !part.is_empty());
    if !parts().all(is_part) {
        return false;
    }
    let figures = parts().filter(|part| part.iter().any(u8::is_ascii_digit)).count();
    let is_family = parts().any(|part| FAMILIES.iter().any(|family| is_of(part, family)));
    // `17.5.1-ce.0-20241022`
    let is_version =
        || figures >= 3 && parts().count() >= 4 && named.iter().filter(|b| b.is_ascii_alphabetic()).count() <= 4;
    let letters: Vec<u8> = named.iter().copied().filter(|b| !b.is_ascii_digit()).collect();
    let is_worded =
        || letters.iter().filter(|b| b.is_ascii_alphabetic()).count() >= 4 && randomness(&letters) < WORD_BITS;
    pinned
        || is_version()
        || parts().count() >= 2 && figures >= 1 && is_family
        || figures >= 2 && is_worded() && parts().count() >= 3
}

/// The name before a revision that pins it: `name@sha256:<digest>`, `owner/name:<64 digits>`, `name:sha-<digits>`,
/// `name:main-<digits>`, `1.2-3-g<digits>`.
fn without_revision(value: &[u8]) -> (&[u8], bool) {
    let Some(joint) = value.iter().rposition(|b| b"-:@".contains(b)) else { return (value, false) };
    let (head, last) = (&value[..joint], &value[joint + 1..]);
    let digits = last.strip_prefix(b"g").filter(|_| value[joint] == b'-').unwrap_or(last);
    let is_hex = digits.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_revision = is_hex && digits.iter().any(u8::is_ascii_alphabetic);
    let length = digits.len();
    match value[joint] {
        // A tag is a whole revision only where a path names the repository: `id:digits` may be a pair.
        b':' if is_revision && matches!(length, 40 | 64 | 128) => {
            let head = head.strip_suffix(b"@sha256").or_else(|| head.strip_suffix(b"@sha512")).unwrap_or(head);
            if head.contains(&b'/') || head.len() + 8 <= joint { (head, true) } else { (value, false) }
        }
        b'-' if digits.len() < last.len() && is_hex && (7..=12).contains(&length) => (head, true),
        b'-' if is_hex && (7..=12).contains(&length) && BRANCHES.iter().any(|branch| head.ends_with(branch)) => {
            (head, true)
        }
        // Go's: `v0.0.0-20240102150405-0a1b2c3d4e5f`.
        b'-' if is_hex && length == 12 && head.iter().rev().take_while(|b| b.is_ascii_digit()).count() == 14 => {
            (head, true)
        }
        b'-' if is_hex && length == 40 && BRANCHES.iter().any(|branch| head.ends_with(branch)) => (head, true),
        // The time after a revision: `main-1a2b3c4-1729012345`.
        b'-' if length == 10 && last.iter().all(u8::is_ascii_digit) => match without_revision_once(head) {
            Some(head) => (head, true),
            None => (value, false),
        },
        _ => (value, false),
    }
}

fn without_revision_once(value: &[u8]) -> Option<&[u8]> {
    let joint = value.iter().rposition(|b| *b == b'-')?;
    let last = &value[joint + 1..];
    ((7..=12).contains(&last.len()) && last.iter().all(u8::is_ascii_hexdigit)).then_some(&value[..joint])
}

/// A word, a number, a version, a size, a time: figures and letters do not take turns more often than these have it.
fn is_part(part: &[u8]) -> bool {
    const MAX_NUMBER: usize = 14;
    const MAX_WORD: usize = 24;
    let digits = part.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = part.len() - digits;
    if digits == 0 {
        return letters <= MAX_WORD;
    }
    if letters == 0 {
        return digits <= MAX_NUMBER;
    }
    let turns = part.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
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
    let Some((head, rest)) = part.split_at_checked(family.len()) else { return false };
    head.eq_ignore_ascii_case(family.as_bytes()) && is_number(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn models_and_images() {
        let mut wrong = Vec::new();
        for name in [
            "claude-haiku-4-5-20251001",
            "claude-sonnet-4-5@20250929",
            "us.anthropic.claude-sonnet-4-20250514-v1:0",
            "gpt-4o-mini-2024-07-18",
            "gpt-4-0125-preview",
            "o3-mini-2025-01-31",
            "o1-preview-2024-09-12",
            "tts-1-hd-1106",
            "ft:gpt-4o-mini-2024-07-18:acme:support:9xQ2bZ7k",
            "text-embedding-3-large",
            "groq:llama-3.3-70b-versatile",
            "gemini-2.5-flash-preview-04-17",
            "models/gemini-1.5-flash-8b-001",
            "open-mixtral-8x22b",
            "command-r-plus-08-2024",
            "grok-2-vision-1212",
            "deepseek-r1-distill-llama-70b",
            "qwen3-235b-a22b-instruct-2507",
            "kimi-k2-0711-preview",
            "doubao-seed-1-6-thinking-250615",
            "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
            "llama3.1:70b-instruct-q4_K_M",
            "accounts/fireworks/models/llama-v3p1-405b-instruct",
            "@cf/meta/llama-3.1-8b-instruct-fp8",
            "jamba-1.5-large-2405",
            "BAAI/bge-large-en-v1.5",
            "stable-diffusion-xl-1024-v1-0",
            "eleven_turbo_v2_5",
            "phi-3.5-mini-instruct",
            "mistralai/Mixtral-8x7B-Instruct-v0.1",
            "anthropic/claude-3.5-haiku-20241022:beta",
            "glm-4.5-air-20250728",
            "bitnami/jenkins:2.516.2-debian-12-r0",
            "minio/minio:RELEASE.2024-10-13T13-34-11Z",
            "2025.7.23-debian-12-r3",
            "postgres:16.4-alpine3.20",
            "nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04",
            "17.5.1-ce.0-20241022",
        ] {
            if !is_name(name.as_bytes()) {
                wrong.push(name);
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
        for template in [
            "stability-ai/sdxl:{hex:63}a",
            "ghcr.io/acme/api@sha256:a{hex:63}",
            "acme/token-service:v1.2.3-45-ga{hex:7}",
            "ghcr.io/acme/api:sha-a{hex:6}",
            "0.0.0-20240102150405-{hex:12}",
            "ghcr.io/acme/api:main-a{hex:6}-1729012345",
            "registry.acme.dev/acme/app:{hex:39}a",
        ] {
            assert!((0..20).all(|seed| is_name(expand(template, seed).as_bytes())), "{template}");
        }
    }

    #[test]
    fn random_values_are_no_names() {
        for template in [
            "{alnum:20}",
            "{alnum:8}-{alnum:8}-{alnum:8}",
            "{hex:32}",
            "{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
            "{base36:6}-{base36:6}",
            "acme-{alnum:24}",
            "sk-{alnum:32}",
            "acme_live_{alnum:24}",
            "{base36:4}-{base36:4}-{base36:4}-{base36:4}",
            "user:{hex:40}",
            "{lower:4}-{digits:4}-{lower:4}",
            "{lower:6}-{lower:6}-{digits:4}",
            "{b64url:43}",
            "gemini-{alnum:32}",
            "{hex:40}",
            "prod.{hex:64}",
        ] {
            let taken = (0..2_000).filter(|seed| is_name(expand(template, *seed).as_bytes())).count();
            assert!(taken <= 10, "{template}: {taken} of 2,000");
        }
        for value in ["summer-2023", "blue-horse-42", "Tr0ub4dor-3"] {
            assert!(!is_name(value.as_bytes()), "{value}");
        }
    }
}
