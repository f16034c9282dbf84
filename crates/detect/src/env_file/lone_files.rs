//! Files of one secret or one pair, in a format that only their name identifies: Postfix's `sasl_passwd`, the user and
//! password of a VPN, Erlang's cookie, MongoDB's key file, Docker's secrets, Tor's keys of clients.

use std::ops::Range;

use akguard_common::bytes;

use super::is_secret_name;
use super::settings::is_credential_value;
use crate::placeholder::count;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileForm {
    /// Lines of a host and `user:password`.
    Relays,
    /// The name of a user on the first line, the password on the second one.
    Pair,
    /// One value and nothing else.
    Value,
    /// More characters of base64 than anything else has.
    KeyFile,
    /// `<address>:descriptor:x25519:<key>` of an onion service.
    Onion,
}

/// Lengths of key files, in characters. MongoDB and RabbitMQ usually make them of 756 bytes; shorter files may be something else.
const MIN_KEY_FILE: usize = 700;
const MAX_KEY_FILE: usize = 4096;
/// Maximum length of a value, in bytes; a longer one is data.
const MAX_VALUE: usize = 512;

/// Does the path, in lower case, name such a file?
pub(super) fn is(path: &[u8]) -> bool {
    form(path).is_some()
}

fn form(path: &[u8]) -> Option<FileForm> {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or(path);
    let folder = path[..path.len() - name.len()].strip_suffix(b"/").unwrap_or_default();
    let is_between = |head: &[u8], end: &[u8]| {
        let rest = name.strip_prefix(head).and_then(|rest| rest.strip_suffix(end));
        rest.is_some_and(|rest| rest.first().is_none_or(|b| !b.is_ascii_alphabetic()))
    };
    let pairs: [(&[u8], &[u8]); 5] = [
        (b"auth", b".txt"),
        (b"credentials", b".txt"),
        (b"login", b".conf"),
        (b"login", b".txt"),
        (b"userpass", b".txt"),
    ];
    let is_of_secrets = || folder == b"secrets" || folder.ends_with(b"/secrets");
    match name {
        b"sasl_passwd" | b"sasl_password" => Some(FileForm::Relays),
        b".erlang.cookie" => Some(FileForm::Value),
        _ if name.ends_with(b".auth_private") => Some(FileForm::Onion),
        _ if name.ends_with(b"keyfile") => Some(FileForm::KeyFile),
        _ if pairs.iter().any(|(head, end)| is_between(head, end)) => Some(FileForm::Pair),
        _ if is_of_secrets() && is_secret_name(name.strip_suffix(b".txt").unwrap_or(name)) => Some(FileForm::Value),
        _ => None,
    }
}

/// The secrets in the file at `path`.
pub(super) fn values(path: &[u8], text: &[u8]) -> Vec<Range<usize>> {
    let whole = text.trim_ascii();
    let start = text.len() - text.trim_ascii_start().len();
    let all = start..start + whole.len();
    let found = match form(&path.to_ascii_lowercase()) {
        Some(FileForm::Relays) => return relays(text),
        Some(FileForm::Pair) => second_line(whole).map(|line| start + line.start..start + line.end),
        Some(FileForm::Value) => is_value(whole).then_some(all),
        Some(FileForm::KeyFile) => is_key_file(whole).then_some(all),
        Some(FileForm::Onion) => onion_key(whole).map(|key| start + key.start..start + key.end),
        None => None,
    };
    found.into_iter().collect()
}

fn relays(text: &[u8]) -> Vec<Range<usize>> {
    let mut from = 0;
    let mut found = Vec::new();
    for line in text.split(|b| *b == b'\n') {
        if let Some(password) = password_of_relay(line.trim_ascii_end()) {
            found.push(from + password.start..from + password.end);
        }
        from += line.len() + 1;
    }
    found
}

/// The password in a line such as `[smtp.acme.io]:587 user:password`.
fn password_of_relay(line: &[u8]) -> Option<Range<usize>> {
    if line.starts_with(b"#") {
        return None;
    }
    let blank = line.iter().position(u8::is_ascii_whitespace)?;
    let colon = blank + bytes::find(b':', &line[blank..])?;
    is_credential_value(&line[colon + 1..]).then_some(colon + 1..line.len())
}

/// The second one of two lines without blanks.
fn second_line(whole: &[u8]) -> Option<Range<usize>> {
    let end = bytes::find(b'\n', whole)?;
    let user = whole[..end].trim_ascii();
    let password = whole[end + 1..].trim_ascii();
    let is_word = |line: &[u8]| !line.is_empty() && !line.iter().any(u8::is_ascii_whitespace);
    let is_pair = is_word(user) && is_word(password) && !user.contains(&b'=') && is_credential_value(password);
    is_pair.then(|| whole.len() - password.len()..whole.len())
}

fn is_value(whole: &[u8]) -> bool {
    let is_word = !whole.iter().any(u8::is_ascii_whitespace) && whole.len() <= MAX_VALUE;
    is_word && is_credential_value(whole)
}

fn is_key_file(whole: &[u8]) -> bool {
    let is_sized = (MIN_KEY_FILE..=MAX_KEY_FILE).contains(&whole.len());
    let is_base64 = |b: &u8| b.is_ascii_alphanumeric() || b"+/=\r\n".contains(b);
    // Words have far more lower-case letters than upper-case ones.
    let upper = count(whole, u8::is_ascii_uppercase);
    is_sized && whole.iter().all(is_base64) && upper * 4 >= whole.len()
}

fn onion_key(whole: &[u8]) -> Option<Range<usize>> {
    const MARK: &[u8] = b":descriptor:x25519:";
    let at = bytes::find_text(MARK, whole)?;
    let key = at + MARK.len()..whole.len();
    let is_base32 = |text: &[u8]| text.iter().all(|b| b.is_ascii_alphabetic() || (b'2'..=b'7').contains(b));
    (at == 56 && key.len() == 52 && is_base32(&whole[..at]) && is_base32(&whole[key.clone()])).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn files_of_one_secret() {
        for (path, template) in [
            ("etc/postfix/sasl_passwd", "# relay\n[smtp.acme.io]:587 robot@acme.io:{alnum:16}\n"),
            ("vpn/auth.txt", "robot\n{alnum:16}\n"),
            ("vpn/auth-user-pass.txt", "robot\n{alnum:16}"),
            ("credentials_prod.txt", "robot@acme.io\r\n{alnum:16}\r\n"),
            ("login.conf", "robot\n{alnum:16}\n"),
            ("home/.erlang.cookie", "{upper:20}"),
            (
                "etc/mongo-keyfile",
                "{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n{b64:64}\n",
            ),
            ("secrets/db_password", "{alnum:24}\n"),
            ("deploy/secrets/jwt_secret.txt", "{hex:64}"),
            ("run/secrets/api_token", "{alnum:40}"),
            ("tor/shop.auth_private", "{base32:56}:descriptor:x25519:{base32:52}\n"),
        ] {
            assert!(is(path.as_bytes()), "{path}");
            let found = (0..20).filter(|seed| values(path.as_bytes(), expand(template, *seed).as_bytes()).len() == 1);
            assert!(found.count() >= 18, "{path}");
        }
    }

    #[test]
    fn files_without_a_secret() {
        for (path, template) in [
            ("etc/postfix/sasl_passwd", "[smtp.acme.io]:587 user:password\n"),
            ("etc/postfix/sasl_passwd", "# [smtp.acme.io]:587 robot:{alnum:16}\n"),
            ("vpn/auth.txt", "username\npassword\n"),
            ("auth.txt", "These are the authors.\nSee {alnum:16}\n"),
            ("auth.txt", "robot\n{alnum:16}\nmore\n"),
            ("secrets/db_password", "changeme\n"),
            ("secrets/db_password", "${{DB_PASSWORD}"),
            ("secrets/db_password", "The password is kept elsewhere.\n"),
            ("etc/mongo-keyfile", "{b64:64}"),
            ("tor/shop.auth_private", "{base32:56}:descriptor:x25519:KEY\n"),
            (".erlang.cookie", "cookie"),
        ] {
            assert!(is(path.as_bytes()), "{path}");
            assert!(values(path.as_bytes(), expand(template, 3).as_bytes()).is_empty(), "{path}: {template}");
        }
        for path in
            ["authors.txt", "src/auth.rs", "secrets/readme.md", "secrets.yml", "secrets/app.rb", "loginform.conf"]
        {
            assert!(!is(path.as_bytes()), "{path}");
        }
    }
}
