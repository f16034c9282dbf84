//! Settings files that often contain credentials: values under secret-like names in INI, JSON, TOML and shell syntax, and
//! netrc's `password x`.

use std::ops::Range;
use std::sync::OnceLock;

use akguard_rules::pattern;
use regex::bytes::Regex;

use super::is_secret_name;
use crate::heuristics::is_harmless_value;
use crate::{placeholder, validators};

/// Minimum length of a value, in bytes; a shorter one is a word or a flag.
const MIN_LENGTH: usize = 6;

/// A value, its name and its quotes.
struct Pair<'t> {
    name: Option<&'t [u8]>,
    value: &'t [u8],
    quoted: bool,
}

/// The spans of the credentials in a settings file.
pub(super) fn settings(text: &[u8]) -> Vec<Range<usize>> {
    static PAIR: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r#"(?:(?P<name>[A-Za-z0-9_.-]{2,64})["']?[ \t]{0,8}[:=][ \t]{0,8}|password[ \t]{1,8})["']?(?:(?i:bearer|basic|token)[ \t]{1,8})?(?P<value>[^\s"',;]{6,4096})"#;
    let compile = || pattern::compile(pattern).ok();
    let Some(regex) = PAIR.get_or_init(compile).as_ref() else {
        return Vec::new();
    };
    let pairs = regex.captures_iter(text).filter_map(|found| {
        let name = found.name("name");
        let value = found.name("value")?;
        let quoted = value.start() > 0 && b"\"'".contains(&text[value.start() - 1]);
        let length = if quoted { value.len() } else { unquoted_length(value.as_bytes()) };
        let span = value.start()..value.start() + length;
        let pair = Pair { name: name.map(|name| name.as_bytes()), value: &text[span.clone()], quoted };
        is_credential(&pair).then_some(span)
    });
    pairs.collect()
}

/// Would the value be a credential under any name?
pub(super) fn is_credential_value(value: &[u8]) -> bool {
    is_credential(&Pair { name: None, value, quoted: true })
}

/// Length of an unquoted value. A flag or a number of compact JSON ends at the bracket: `"password":true}]`.
fn unquoted_length(value: &[u8]) -> usize {
    let end = value.iter().position(|b| b"}])".contains(b)).unwrap_or(value.len());
    let is_flag = matches!(&value[..end], b"true" | b"false" | b"null") || value[..end].iter().all(u8::is_ascii_digit);
    if is_flag { end } else { value.len() }
}

/// Is the value under the name of a secret, neither a reference nor words?
fn is_credential(pair: &Pair<'_>) -> bool {
    let value = pair.value;
    if value.len() < MIN_LENGTH || !pair.name.is_none_or(is_secret_name) || !value.is_ascii() {
        return false;
    }
    let call = value.ends_with(b")") && value.contains(&b'(');
    let code = call || value.starts_with(b"op://") || value.first().is_some_and(|b| b"({[<$`".contains(b));
    // `key` alone usually names an entry of a bucket or a map: there hexadecimal digits are the checksum of a file.
    let sum = pair.name == Some(b"key") && value.iter().all(u8::is_ascii_hexdigit);
    let is_drawn = || {
        let input = validators::Input { text: value, span: 0..value.len(), now: 0 };
        matches!(validators::run(validators::CheckName::Password, &input), validators::Verdict::Pass(_))
    };
    !code
        && !sum
        && placeholder::reason(value).is_none()
        && !is_path(value)
        && !is_harmless_value(value, pair.quoted || value.starts_with(b"/"))
        && is_drawn()
}

/// `./secrets/gcp.json`, `certs/server.key`. Base64 may contain slashes too, but then also digits, upper-case letters or
/// punctuation.
fn is_path(value: &[u8]) -> bool {
    let rooted = [b"/".as_slice(), b"./", b"../", b"~/", b"~", b"\\\\"].iter().any(|head| value.starts_with(head));
    let plain = value.iter().all(|b| b.is_ascii_lowercase() || b"/-_.".contains(b));
    (rooted && !value.iter().any(|b| b"+=".contains(b)))
        || value.get(1..).is_some_and(|v| v.starts_with(b":\\"))
        || plain && value.contains(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn credentials() {
        for template in [
            "//r/:_authToken={alnum:32}",
            "machine h login me password {alnum:16}",
            "{{\"env\": {{\"X_API_KEY\": \"{hex:32}\"}}",
            "export DB_PASSWORD={alnum:14}",
            "_auth = {b64:43}=",
            "\"master_password\":\"{alnum:10}!{alnum:6}\"}",
            "token: Bearer {b64url:40}",
        ] {
            let found = (0..50).filter(|seed| settings(expand(template, *seed).as_bytes()).len() == 1).count();
            assert!(found >= 47, "{template}: {found} of 50");
        }
    }

    #[test]
    fn other_values() {
        for template in [
            "export GOOGLE_APPLICATION_CREDENTIALS=./secrets/gcp.json",
            "export SSH_KEY=~/.ssh/id_ed25519",
            "SECRET=secrets/prod/api",
            "export TLS_KEY=certs/server-key.pem",
            "export TOKEN=$(pass show x)",
            "export TOKEN=`cat .token`",
            "NODE_AUTH=disabled",
            "{{\"inputs\":[{{\"id\":\"k\",\"password\":true}],\"servers\":{{}}",
            "{{\"key\":123456789}",
            "{{\"secret\":false}}}",
            "{{\"password\": \"Password\", \"confirmPassword\": \"Confirm your password\", \"token\": \"Zugangs-Token\"}",
            "{{\"password\": \"Contrase\u{f1}a1\", \"apiKey\": \"\u{30d1}\u{30b9}\u{30ef}\u{30fc}\u{30c9}\"}",
            "\"kms_key\": \"arn:aws:kms:eu-west-1:{digits:12}:key/x\"",
            "\"hash_key\": \"{hex:32}\", \"key\": \"{hex:64}\", \"source_code_hash\": \"{b64:43}=\"",
            "\"object_key\": \"state/prod.json\"",
            "\"password\": \"$2b$12${alnum:53}\"",
            "\"ssh_key\": \"ssh-ed25519 AAAA{b64:64}\"",
            "machine h login me password S3cretP@ssw0rd!",
            "PUBLISHABLE=pk_live_{alnum:24}",
            "STRIPE_KEY=pk_live_{alnum:24}",
            "API_KEY=gpt-4o-mini-2024-07-18",
        ] {
            for seed in 0..5 {
                let text = expand(template, seed);
                assert!(settings(text.as_bytes()).is_empty(), "{template}");
            }
        }
    }
}
