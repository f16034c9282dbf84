//! The description of a finding, more exact than its rule's: the name that a heuristic found the value under, the kind
//! of URL, and where its password is changed.

use akguard_common::bytes;
use akguard_detect::{Candidate, Rule, is_words};
use akguard_rules::schema::Heuristic;

use super::Settings;

/// The rule for passwords in URLs.
const URL: &str = "url-credentials";

/// Maximum length of a URL before its password, in bytes.
const MAX_BEFORE: usize = 300;
/// Maximum length of a shown name, in characters.
const MAX_NAME: usize = 60;

/// The description of one finding, redacted.
pub(super) struct Description {
    pub(super) title: String,
    /// What a decoder learned, unless the title says it.
    pub(super) note: Option<String>,
    /// The environment variable for the value; `None` if no name is known.
    pub(super) env: Option<String>,
    /// How to revoke it; empty if that is not known.
    pub(super) revoke: String,
}

/// The title for URLs of a scheme.
struct Scheme {
    names: &'static [&'static str],
    title: &'static str,
    env: Option<&'static str>,
}

/// Schemes of connection strings and the variables that their clients read.
const SCHEMES: [Scheme; 7] = [
    scheme(&["postgres", "postgresql"], "PostgreSQL connection string with a password", Some("DATABASE_URL")),
    scheme(&["mysql", "mysql2", "mariadb"], "MySQL connection string with a password", Some("DATABASE_URL")),
    scheme(&["mongodb", "mongodb+srv"], "MongoDB connection string with a password", Some("MONGODB_URI")),
    scheme(&["redis", "rediss"], "Redis connection string with a password", Some("REDIS_URL")),
    scheme(&["amqp", "amqps"], "AMQP connection string with a password", Some("AMQP_URL")),
    scheme(&["smtp", "smtps"], "SMTP URL with a password", Some("SMTP_URL")),
    scheme(&["ftp", "ftps", "sftp"], "FTP URL with a password", None),
];

const fn scheme(names: &'static [&'static str], title: &'static str, env: Option<&'static str>) -> Scheme {
    Scheme { names, title, env }
}

impl Settings<'_, '_> {
    /// The description of a candidate in a text.
    pub(super) fn describe(&self, candidate: &Candidate<'_>, text: &[u8]) -> Description {
        let rule = candidate.rule;
        let own = Description { note: candidate.note.clone(), ..self.of_rule(rule) };
        // A decoded value is not in this text.
        if candidate.form.is_some() {
            return own;
        }
        if rule.id == URL {
            return self.of_url(text, candidate, own);
        }
        match (rule.finder, &candidate.name) {
            (Some(finder), Some(name)) => self.of_guess(finder, &text[name.clone()], candidate, own),
            _ => own,
        }
    }

    /// The description by the rule alone.
    pub(super) fn of_rule(&self, rule: &Rule) -> Description {
        // A user's rule is text of the repository.
        let shown = |said: &str| if rule.is_own() { self.shown(said.as_bytes()) } else { said.to_owned() };
        Description {
            title: shown(&rule.title),
            note: None,
            env: rule.env.first().map(|name| shown(name)),
            revoke: shown(&rule.revoke),
        }
    }

    fn of_url(&self, text: &[u8], candidate: &Candidate<'_>, own: Description) -> Description {
        let password = &candidate.span;
        let host = host(&text[password.end..]);
        let is_known = !host.is_empty() && !candidate.secret.is_told_by(&String::from_utf8_lossy(host));
        let revoke = match is_known {
            true => format!("change this password at {}", self.shown(host)),
            false => own.revoke.clone(),
        };
        let name = scheme_before(&text[..password.start]);
        match SCHEMES.iter().find(|scheme| scheme.names.contains(&name.as_str())) {
            Some(Scheme { title, env, .. }) => {
                Description { title: (*title).to_owned(), env: env.map(str::to_owned), revoke, ..own }
            }
            None => Description { title: "URL with a password".to_owned(), env: None, revoke, ..own },
        }
    }

    /// `jwtSecret looks like a secret (48 random characters)`
    fn of_guess(&self, finder: Heuristic, name: &[u8], candidate: &Candidate<'_>, own: Description) -> Description {
        // Names are text of the commit, too: one that contains the value, or another part that looks random, is not
        // shown.
        if candidate.secret.is_told_by(&String::from_utf8_lossy(name)) || holds_drawn_part(name) {
            return own;
        }
        let name: String = self.shown(name).chars().take(MAX_NAME).collect();
        let length = candidate.secret.length();
        match (finder, &own.note) {
            (Heuristic::Password, _) => {
                Description { title: format!("{name} looks like a password ({length} characters)"), ..own }
            }
            (Heuristic::Service, Some(service)) => {
                let title = format!("{name} looks like a credential of {service} ({length} random characters)");
                Description { title, note: None, ..own }
            }
            _ => Description { title: format!("{name} looks like a secret ({length} random characters)"), ..own },
        }
    }
}

/// Does a part of a name look random? It may be a part of another secret.
fn holds_drawn_part(name: &[u8]) -> bool {
    const MIN_PART: usize = 8;
    let mut parts = name.split(|b| b"_-.".contains(b));
    let is_mixed = |part: &[u8]| part.iter().any(u8::is_ascii_digit) && part.iter().any(u8::is_ascii_alphabetic);
    parts.any(|part| part.len() >= MIN_PART && is_mixed(part) && !is_words(part))
}

/// The scheme of the URL whose password begins after `before`, in lower case; empty if there is none.
fn scheme_before(before: &[u8]) -> String {
    let near = &before[before.len().saturating_sub(MAX_BEFORE)..];
    let Some(end) = bytes::texts(b"://", near).last() else { return String::new() };
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"+.-".contains(b);
    let start = near[..end].iter().rposition(|b| !is_part(b)).map(|at| at + 1).unwrap_or(0);
    String::from_utf8_lossy(&near[start..end]).to_ascii_lowercase()
}

/// The host after a password's last `@`, without the port: a password may contain an `@` itself.
fn host(after: &[u8]) -> &[u8] {
    if !after.starts_with(b"@") {
        return &[];
    }
    let authority =
        after.iter().position(|b| b.is_ascii_whitespace() || b"/?#\"'`<>".contains(b)).unwrap_or(after.len());
    let after = &after[bytes::find_last(b'@', &after[..authority]).map(|at| at + 1).unwrap_or(0)..];
    let end = after.iter().position(|b| !(b.is_ascii_alphanumeric() || b".-_".contains(b))).unwrap_or(after.len());
    &after[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart_around_its_password() {
        let text = "x = \"mongodb+srv://app:PASSWORD@db.acme.dev:27017/x\"";
        let start = text.find("PASSWORD").unwrap();
        assert_eq!(scheme_before(&text.as_bytes()[..start]), "mongodb+srv");
        assert_eq!(host(&text.as_bytes()[start + 8..]), b"db.acme.dev");
        assert_eq!(scheme_before(b"no scheme, user:"), "");
        assert_eq!(host(b"/no host"), b"");
        assert_eq!(host(b"@"), b"");
        assert_eq!(host(b"@rest-of-it@db.acme.dev/x"), b"db.acme.dev");
    }

    #[test]
    fn a_name_with_a_drawn_part_is_not_shown() {
        for name in [concat!("password_", "k7Zq", "20xTvB"), concat!("x.Qe81", "bTzv0kMw", ".key")] {
            assert!(holds_drawn_part(name.as_bytes()), "{name}");
        }
        for name in ["db_password", "AWS_SECRET_ACCESS_KEY", "jwtSecret2", "sha256_password", "OAUTH2_TOKEN"] {
            assert!(!holds_drawn_part(name.as_bytes()), "{name}");
        }
    }
}
