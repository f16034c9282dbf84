//! Which values are searched for. A value that may be in a public file for a good reason is not secret: a false alarm about an
//! exact match, which the user cannot dispute, would be worse than a miss.

use crate::env_file::is_secret_name;
use crate::heuristics::{is_pool, is_released_name};
use crate::percent;
use crate::randomness::{is_drawn, randomness};
use crate::secret::Secret;
use crate::shipped::is_shipped_name;
use crate::{placeholder, public, validators};

/// The shortest value under a name that means a secret, in bytes: shorter ones occur in texts by chance.
const MIN_LENGTH: usize = 8;
/// The same for hexadecimal digits: fewer may be an abbreviated commit.
const MIN_HEX: usize = 12;
/// The shortest value under any other name; it must also be random beyond doubt.
const MIN_UNNAMED: usize = 24;
/// The longest value, in bytes; longer ones are documents.
const MAX_LENGTH: usize = 4096;

/// The least [`randomness`] of a value, in bits: of random values of 16 letters and digits 1 in 100 has less; words and
/// identifiers seldom have as much.
const MIN_BITS: f64 = 12.0;
/// The same for a value shorter than [`LONG`]: of random values of eight letters and digits 1 in 4 has less.
const MIN_SHORT_BITS: f64 = 8.0;
const LONG: usize = 16;
/// The bits that each character adds that is no letter or digit, as in the heuristic for passwords.
const SIGN_BITS: f64 = 1.5;

/// Names of environment variables with these endings contain secrets.
const SECRET_ENDINGS: [&str; 17] = [
    "API_KEY",
    "TOKEN",
    "SECRET",
    "SECRET_KEY",
    "ACCESS_KEY",
    "PASSWORD",
    "PASSWD",
    "PWD",
    "PASS",
    "CREDENTIALS",
    "AUTH",
    "PAT",
    "DSN",
    "CONNECTION_STRING",
    "PRIVATE_KEY",
    "LICENSE_KEY",
    "KEY",
];

/// A URL is secret only if it contains a password.
const URL_ENDINGS: [&str; 2] = ["URL", "URI"];

/// Variables of a desktop, a shell, git itself and its hooks: paths, sockets and ids of this machine.
const LOCAL: [&str; 8] = ["GIT_", "XDG_", "SSH_", "DBUS_", "GPG_", "VSCODE_", "PWD", "OLDPWD"];

/// Last words of names whose values are addresses, ids and the like, which may be in files.
#[rustfmt::skip]
const NOT_SECRET: [&str; 80] = [
    "ID", "IDS", "ADDRESS", "ADDR", "HOST", "HOSTS", "HOSTNAME", "DOMAIN", "DOMAINS", "ENDPOINT", "ORIGIN", "ORIGINS",
    "BUCKET", "REGION", "ZONE", "USER", "USERNAME", "EMAIL", "NAME", "PATH", "DIR", "FOLDER", "FILE", "PORT",
    "VERSION", "RELEASE", "IMAGE", "TAG", "SHA", "COMMIT", "REVISION", "DIGEST", "CHECKSUM", "ARN", "FINGERPRINT",
    "POOL", "DISTRIBUTION", "BUILD", "NUMBER", "TENANT", "SUBSCRIPTION", "ACCOUNT", "PROJECT", "WORKSPACE", "CHANNEL",
    "CLUSTER", "INSTANCE", "NAMESPACE", "MODEL", "ENGINE", "DEPLOYMENT", "TABLE", "DATABASE", "SCHEMA", "QUEUE",
    "TOPIC", "STREAM", "GROUP", "ROLE", "POLICY", "CERTIFICATE", "CERT", "HASH", "ETAG", "LOCALE", "TIMEZONE", "MODE",
    "ENV", "STAGE", "LEVEL", "TYPE", "FORMAT", "CONTRACT", "WALLET", "ISSUER", "AUDIENCE", "REALM", "INDEX",
    "DATE", "TIME",
];

/// Does an environment variable of that name contain a secret?
pub fn is_secret_variable(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let ends = |end: &&str| name.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    let local = LOCAL.iter().any(|l| if l.ends_with('_') { name.starts_with(l) } else { name == *l });
    !local && SECRET_ENDINGS.iter().chain(&URL_ENDINGS).any(ends)
}

/// The secrets in the value of the variable `name`: the value itself, or the passwords in a URL or connection string.
/// `samples` are the first characters of values that vendors have published.
pub fn secrets(name: &str, value: &[u8], samples: &[&[u8]]) -> Vec<Secret> {
    let upper = name.to_ascii_uppercase();
    let last = upper.rsplit(['_', '-', '.']).next().unwrap_or_default();
    if is_shipped_name(upper.as_bytes()) || public::is_public_name(name.as_bytes()) {
        return Vec::new();
    }
    let is_sample = |value: &[u8]| samples.iter().any(|sample| value.starts_with(sample));
    let worth = |name: &str, value: &[u8]| is_strong_value(name, value) && !is_sample(value);
    if let Some(password) = url_password(value) {
        return if worth("PASSWORD", &password) { vec![Secret::new(password)] } else { Vec::new() };
    }
    let mut parts: Vec<&[u8]> = value.split(|b| *b == b';').filter_map(secret_pair).collect();
    if !parts.is_empty() {
        parts.retain(|part| worth("PASSWORD", part));
        return parts.into_iter().map(Secret::new).collect();
    }
    // A URL or connection string under such a name was handled above, and the name `API_KEY_STAGE` still means a secret.
    let is_not_secret = NOT_SECRET.contains(&last) && !is_secret_name(name.as_bytes());
    if is_not_secret || !worth(name, value) {
        return Vec::new();
    }
    vec![Secret::new(value)]
}

/// Is the value one that nobody types and no document contains by chance? Under a name that means a secret strong evidence is
/// enough, under any other name it must be beyond doubt. Every known value is measured by this.
fn is_strong_value(name: &str, value: &[u8]) -> bool {
    let is_named = is_secret_name(name.as_bytes()) || is_secret_variable(name);
    let is_hash = is_hash(value);
    let least = match (is_named, is_hash) {
        (true, true) => MIN_HEX,
        (true, false) => MIN_LENGTH,
        (false, _) => MIN_UNNAMED,
    };
    if !(least..=MAX_LENGTH).contains(&value.len())
        || !value.iter().all(u8::is_ascii_graphic)
        || !value.iter().any(u8::is_ascii_alphabetic)
        || is_address(value)
        || is_path(value)
        || is_pool(value)
        || is_released_name(value)
        || public::is_public(value)
        || placeholder::reason(value).is_some()
    {
        return false;
    }
    match is_named {
        true if value.len() >= LONG => (is_hash || bits(value) >= MIN_BITS) && placeholder::entropy(value) >= 3.0,
        true => bits(value) >= MIN_SHORT_BITS && has_mixture(value) && !is_words_with_figures(value),
        false => !is_hash && bits(value) >= MIN_BITS && is_drawn(value) && has_mixture(value),
    }
}

/// [`randomness`] and the bits of the punctuation.
#[allow(clippy::cast_precision_loss)] // a few signs
fn bits(value: &[u8]) -> f64 {
    let is_sign = |byte: &u8| byte.is_ascii_punctuation() && !b"_-.".contains(byte);
    let signs: usize = value.iter().map(|byte| usize::from(is_sign(byte))).sum();
    randomness(value) + SIGN_BITS * signs as f64
}

/// Digits, punctuation, or a capital letter after a small one: a short word has none of these.
fn has_mixture(value: &[u8]) -> bool {
    value.iter().any(|b| !b.is_ascii_alphabetic())
        || value.windows(2).any(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase())
}

/// `P4ssw0rd99`, `Summer2023!`
fn is_words_with_figures(value: &[u8]) -> bool {
    let input = validators::Input { text: value, span: 0..value.len(), now: 0 };
    !matches!(validators::run(validators::CheckName::Password, &input), validators::Verdict::Pass(_))
}

/// A URL, a host, a mail address, an ARN.
fn is_address(value: &[u8]) -> bool {
    let scheme = value.windows(3).any(|w| w == b"://") || value.starts_with(b"arn:");
    let host = value.rsplit(|b| *b == b'@').next().unwrap_or(value);
    let host = host.split(|b| b":/?".contains(b)).next().unwrap_or(host);
    let mut labels = host.rsplit(|b| *b == b'.');
    let top = labels.next().is_some_and(|top| top.len() >= 2 && top.iter().all(u8::is_ascii_lowercase));
    let plain = host.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(b));
    scheme || (top && plain && labels.next().is_some_and(|label| !label.is_empty()))
}

/// A path. Base64 may begin with a slash too, but a path has no `+` and no `=`.
fn is_path(value: &[u8]) -> bool {
    let rooted = [b"/".as_slice(), b"./", b"../", b"~/", b"\\\\"].iter().any(|head| value.starts_with(head));
    (rooted && !value.iter().any(|b| b"+=".contains(b))) || value[1..].starts_with(b":\\")
}

/// Hex digits and UUIDs. They may be secrets, but also commits, digests and ids, so the name decides.
fn is_hash(value: &[u8]) -> bool {
    let digits = [b"0x".as_slice(), b"sha256:", b"sha256-"].iter().find_map(|head| value.strip_prefix(*head));
    digits.unwrap_or(value).iter().all(|b| b.is_ascii_hexdigit() || *b == b'-')
}

/// The value of a pair in a connection string: `AccountKey=...`.
fn secret_pair(part: &[u8]) -> Option<&[u8]> {
    let at = part.iter().position(|b| *b == b'=')?;
    let name = part[..at].trim_ascii();
    let word = !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || b" _".contains(b));
    (word && is_secret_name(name)).then(|| part[at + 1..].trim_ascii())
}

/// The password of a URL with credentials, decoded.
fn url_password(value: &[u8]) -> Option<Vec<u8>> {
    let start = value.windows(3).position(|w| w == b"://")? + 3;
    let rest = &value[start..];
    let authority = &rest[..rest.iter().position(|b| b"/?#".contains(b)).unwrap_or(rest.len())];
    let user = &authority[..authority.iter().rposition(|b| *b == b'@')?];
    let password = &user[user.iter().position(|b| *b == b':')? + 1..];
    Some(percent::decoded(password))
}
