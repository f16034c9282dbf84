//! Files that contain only secrets, without names for them: the keys of Rails' credentials, password files of web servers,
//! systems and databases.

use std::ops::Range;

use akguard_common::bytes;

use crate::placeholder;

/// Whole names.
const NAMES: [&[u8]; 7] = [b".htpasswd", b"htpasswd", b".htdigest", b"shadow", b"gshadow", b".pgpass", b"pgpass.conf"];
/// Ends of paths.
const ENDS: [&[u8]; 4] = [b"config/master.key", b"config/secrets.yml.key", b".my.cnf", b".mylogin.cnf"];

/// Does the path, in lower case, name such a file?
pub(super) fn is(path: &[u8]) -> bool {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or(path);
    let whole = |end: &[u8]| path.len() == end.len() || path[path.len() - end.len() - 1] == b'/';
    NAMES.contains(&name)
        || name.ends_with(b".pgpass")
        || ENDS.iter().any(|end| path.ends_with(end) && whole(end))
        || is_rails_key(path, name)
}

/// `config/credentials/production.key`
fn is_rails_key(path: &[u8], name: &[u8]) -> bool {
    let dir = &path[..path.len() - name.len()];
    name.ends_with(b".key") && (dir == b"config/credentials/" || dir.ends_with(b"/config/credentials/"))
}

/// The secrets in such a file: a key that is the whole text, or one in each line.
pub(super) fn values(text: &[u8]) -> Vec<Range<usize>> {
    /// Keys of Rails: 16 or 32 bytes in hexadecimal digits.
    const KEYS: [usize; 2] = [32, 64];
    let start = text.len() - text.trim_ascii_start().len();
    let whole = text.trim_ascii();
    if KEYS.contains(&whole.len()) && whole.iter().all(u8::is_ascii_hexdigit) && placeholder::reason(whole).is_none() {
        #[allow(clippy::single_range_in_vec_init)] // one span
        return vec![start..start + whole.len()];
    }
    lines(text).filter_map(|line| of_line(text, line)).collect()
}

fn lines(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        if rest.is_empty() {
            return None;
        }
        let length = bytes::find(b'\n', rest).unwrap_or(rest.len());
        let line = from..from + length;
        from += length + 1;
        Some(line)
    })
}

/// `user:realm:<32 digits>` of `.htdigest`: MD5 of the three, without work.
fn of_digest(content: &[u8]) -> Option<usize> {
    let mut fields = content.rsplit(|b| *b == b':');
    let digest = fields.next()?;
    let is_digest = digest.len() == 32 && digest.iter().all(u8::is_ascii_hexdigit);
    let is_line = fields.clone().count() == 2 && fields.all(|field| !field.is_empty());
    (is_digest && is_line && placeholder::reason(digest).is_none()).then_some(content.len() - digest.len())
}

/// `user:$6$...`, `host:port:database:user:password`.
fn of_line(text: &[u8], line: Range<usize>) -> Option<Range<usize>> {
    /// How hashes begin: of `crypt`, of Apache, of LDAP.
    const HASHES: [&[u8]; 11] =
        [b"$1$", b"$2a$", b"$2b$", b"$2y$", b"$5$", b"$6$", b"$7$", b"$y$", b"$apr1$", b"$argon2", b"{SHA}"];
    let content = text[line.clone()].trim_ascii_end();
    if content.starts_with(b"#") {
        return None;
    }
    if let Some(at) = of_digest(content) {
        return Some(line.start + at..line.start + content.len());
    }
    let mut fields = content.split(|b| *b == b':');
    let user = fields.next()?;
    let hash = fields.next()?;
    let at = line.start + user.len() + 1;
    let is_hash = HASHES.iter().any(|head| hash.starts_with(head)) || is_crypt(hash);
    if !user.is_empty()
        && is_hash
        && placeholder::reason(hash.get(4..)?).is_none_or(|why| why == placeholder::Reason::Reference)
    {
        return Some(at..at + hash.len());
    }
    let password = fields.nth(2)?;
    let port = hash == b"*" || (!hash.is_empty() && hash.iter().all(u8::is_ascii_digit));
    let real = fields.next().is_none() && password.len() >= 6 && placeholder::reason(password).is_none();
    let end = line.start + content.len();
    (port && real).then(|| end - password.len()..end)
}

/// The old form of `crypt`: 13 characters, the last one of 16 possible ones.
fn is_crypt(hash: &[u8]) -> bool {
    hash.len() == 13
        && hash.iter().all(|b| b.is_ascii_alphanumeric() || b"./".contains(b))
        && hash.iter().any(u8::is_ascii_digit)
        && hash.iter().any(u8::is_ascii_uppercase)
        && b".26AEIMQUYcgkosw".contains(&hash[12])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn files_without_names() {
        for path in [
            "config/master.key",
            "app/config/credentials/production.key",
            "etc/shadow",
            ".htpasswd",
            ".pgpass",
            ".my.cnf",
        ] {
            assert!(is(path.as_bytes()), "{path}");
        }
        for path in ["master.key", "credentials/a.key", "shadow.c", "box-shadow", "config/credentials.rb", "x.my.cnf"] {
            assert!(!is(path.as_bytes()), "{path}");
        }
        for (template, count) in [
            ("{hex:32}", 1),
            ("{hex:32}\n", 1),
            ("{x:32}", 0),
            ("root:$6${alnum:16}${alnum:86}:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n", 1),
            ("ci:$apr1${alnum:8}${alnum:22}\n# x:y\nweb:$2y$10${alnum:53}\n", 2),
            ("ci:{{SHA}{b64:27}=\n", 1),
            ("ci:Acme staff:{hex:32}\nweb:Acme staff:{hex:32}\n", 2),
            ("db7:5432:*:app:{alnum:16}\n", 1),
            ("db7:*:main:app:your-password\n", 0),
            ("hostname:port:database:username:password\n", 0),
            ("a: b\nc: d\n", 0),
            ("", 0),
        ] {
            assert_eq!(values(expand(template, 4).as_bytes()).len(), count, "{template}");
        }
    }
}
