//! Which values are worth looking for: what could stand in a public file for a good reason is no secret, and a false
//! alarm that cannot be argued with would be worse than a miss.

use crate::env_file::is_secret_name;
use crate::heuristics::{is_pool, is_released_name};
use crate::randomness::{is_drawn, randomness};
use crate::secret::Secret;
use crate::shipped::is_shipped_name;
use crate::{placeholder, public, validators};

/// Under a name that means a secret shorter values count too, in bytes: fewer stand somewhere by chance.
const MIN_LENGTH: usize = 8;
/// So many hexadecimal digits are no abbreviated commit.
const MIN_HEX: usize = 12;
/// Under any other name a value has to be long, and drawn at random beyond doubt.
const MIN_UNNAMED: usize = 24;
/// Longer ones are documents, in bytes.
const MAX_LENGTH: usize = 4096;

/// What [`randomness`] says of a value at least, in bits: by chance 1 of 100 values of 16 letters and digits has less, and
/// words and identifiers seldom have as much.
const MIN_BITS: f64 = 12.0;
/// The same of a shorter value: 1 in 4 random ones of eight letters and digits has less.
const MIN_SHORT_BITS: f64 = 8.0;
const LONG: usize = 16;
/// What each sign adds that is no letter or digit, as for a guess at a password.
const SIGN_BITS: f64 = 1.5;

/// Names of environment variables that end so hold secrets.
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

/// URLs hold a secret only where they hold a password.
const URL_ENDINGS: [&str; 2] = ["URL", "URI"];

/// Variables of a desktop, a shell, git itself and its hooks: paths, sockets and ids of this machine.
const LOCAL: [&str; 8] = ["GIT_", "XDG_", "SSH_", "DBUS_", "GPG_", "VSCODE_", "PWD", "OLDPWD"];

/// Last words of names whose values say where or which, and belong into files.
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

/// Does an environment variable of that name hold a secret?
pub fn is_secret_variable(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let ends = |end: &&str| name.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    let local = LOCAL.iter().any(|l| if l.ends_with('_') { name.starts_with(l) } else { name == *l });
    !local && SECRET_ENDINGS.iter().chain(&URL_ENDINGS).any(ends)
}

/// The secrets in the value of the variable `name`: the value itself, or the passwords in a URL or connection string.
/// `samples` are heads of values that vendors have published.
pub fn secrets(name: &str, value: &[u8], samples: &[&[u8]]) -> Vec<Secret> {
    let upper = name.to_ascii_uppercase();
    let last = upper.rsplit(['_', '-', '.']).next().unwrap_or_default();
    if is_shipped_name(upper.as_bytes()) || public::is_public_name(name.as_bytes()) {
        return Vec::new();
    }
    let is_sample = |value: &[u8]| samples.iter().any(|sample| value.starts_with(sample));
    let worth = |name: &str, value: &[u8]| is_strong_value(name, value) && !is_sample(value);
    if let Some(password) = url_password(value) {
        return Some(password).filter(|p| worth("PASSWORD", p)).map(Secret::new).into_iter().collect();
    }
    let mut parts = value.split(|b| *b == b';').filter_map(secret_pair).peekable();
    if parts.peek().is_some() {
        return parts.filter(|part| worth("PASSWORD", part)).map(Secret::new).collect();
    }
    // `DATABASE=postgres://user:password@host` holds a secret all the same.
    // So does `API_KEY_STAGE`.
    if NOT_SECRET.contains(&last) && !is_secret_name(name.as_bytes()) {
        return Vec::new();
    }
    Some(value).filter(|value| worth(name, value)).map(Secret::new).into_iter().collect()
}

/// Is the value one that nobody types and no document holds by chance: under a name that means a secret a strong guess, else
/// beyond doubt? The one measure for known values.
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

#[allow(clippy::cast_precision_loss)] // a few signs
fn bits(value: &[u8]) -> f64 {
    let signs = value.iter().filter(|b| b.is_ascii_punctuation() && !b"_-.".contains(b)).count();
    randomness(value) + SIGN_BITS * signs as f64
}

/// Letters, and figures, signs or capitals amid small letters: a short word has none of these.
fn has_mixture(value: &[u8]) -> bool {
    value.iter().any(|b| !b.is_ascii_alphabetic())
        || value.windows(2).any(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase())
}

/// `P4ssw0rd99`, `Summer2023!`
fn is_words_with_figures(value: &[u8]) -> bool {
    let input = validators::Input { text: value, span: 0..value.len(), now: 0 };
    !matches!(validators::run("password", &input), validators::Verdict::Pass(_))
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

/// Base64 may begin with a slash too; a path has no `+` and no `=`.
fn is_path(value: &[u8]) -> bool {
    let rooted = [b"/".as_slice(), b"./", b"../", b"~/", b"\\\\"].iter().any(|head| value.starts_with(head));
    (rooted && !value.iter().any(|b| b"+=".contains(b))) || value[1..].starts_with(b":\\")
}

/// Hex digits and UUIDs: secrets, but commits, digests and ids as well, so the name decides.
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
    let end = value[start..].iter().position(|b| b"/?#".contains(b)).map_or(value.len(), |i| start + i);
    let authority = &value[start..end];
    let user = &authority[..authority.iter().rposition(|b| *b == b'@')?];
    let password = &user[user.iter().position(|b| *b == b':')? + 1..];
    Some(decoded(password))
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((first, tail)) = rest.split_first() {
        let escape = tail.get(..2).filter(|_| *first == b'%');
        let byte =
            escape.and_then(|e| data_encoding::HEXLOWER_PERMISSIVE.decode(e).ok()).and_then(|b| b.first().copied());
        out.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    out
}
