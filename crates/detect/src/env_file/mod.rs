//! Files that contain secrets by their name: `.env` and similar ones, classified by name first and content second.

mod dotenv;
mod lone_files;
mod names;
mod secret_files;
mod settings;
mod variable;

use std::ops::Range;

use akguard_common::bytes;

use self::dotenv::{Assignment, is_encrypted, plaintext};
use self::settings::settings;
use super::heuristics::is_harmless_value;
use super::placeholder::{self, looks_random};
use super::{lfs, public, validators};

pub use self::names::{Kind, kind};
pub use self::variable::is_secret_name;

/// The spans of the plaintext values in a file of this kind that stop a commit; empty if the file passes.
pub fn values(kind: Kind, text: &[u8]) -> Vec<Range<usize>> {
    if is_encrypted(text) {
        return Vec::new();
    }
    match kind {
        #[allow(clippy::single_range_in_vec_init)] // one span: the pointer's first line
        Kind::Env if lfs::is_pointer(text) => vec![0..bytes::find(b'\n', text).unwrap_or(text.len())],
        Kind::Env => plaintext(text).into_iter().map(|a| a.span).collect(),
        Kind::Template => {
            let mut found = plaintext(text);
            found.retain(|a| is_secret_name(a.name) && looks_random(a.value) && !is_shipped(a, text));
            found.into_iter().map(|a| a.span).collect()
        }
        Kind::Settings => [secret_files::values(text), settings(text)].concat(),
        #[allow(clippy::single_range_in_vec_init)] // one span: the whole file
        Kind::KeyStore if text.len() > 32 => vec![0..text.len()],
        Kind::KeyStore => Vec::new(),
    }
}

/// The same for a file at `path`. A file whose name is only similar to `.env`, and which is in HEAD already (`is_tracked`),
/// was committed as something else: there only values under the names of secrets count.
pub fn values_at(kind: Kind, path: &[u8], is_tracked: bool, text: &[u8]) -> Vec<Range<usize>> {
    if kind == Kind::Settings && !is_encrypted(text) {
        return [values(kind, text), lone_files::values(path, text)].concat();
    }
    if !(is_tracked && kind == Kind::Env && names::is_neighbour(path)) || is_encrypted(text) || lfs::is_pointer(text) {
        return values(kind, text);
    }
    let mut found = plaintext(text);
    found.retain(|a| is_secret_name(a.name) && placeholder::reason(a.value).is_none() && !public::is_public(a.value));
    found.into_iter().map(|a| a.span).collect()
}

/// Does this value belong in a template: public by design, encrypted, the name of something?
fn is_shipped(a: &Assignment<'_>, text: &[u8]) -> bool {
    let is_web_key = || {
        let line = &text[a.span.clone()];
        let at = line.windows(a.value.len().max(1)).position(|part| part == a.value).unwrap_or(0) + a.span.start;
        let input = validators::Input { text, span: at..at + a.value.len(), now: 0 };
        a.value.starts_with(b"AIza")
            && matches!(validators::run(validators::CheckName::GoogleWeb, &input), validators::Verdict::Pass(_))
    };
    public::is_public_name(a.name) || is_harmless_value(a.value, true) || is_web_key()
}

/// The names and plaintext values that a `.env` file assigns.
pub fn assigned(text: &[u8]) -> Vec<(&[u8], &[u8])> {
    if is_encrypted(text) || lfs::is_pointer(text) {
        return Vec::new();
    }
    plaintext(text).into_iter().map(|a| (a.name, a.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(kind: Kind, text: &str) -> usize {
        values(kind, text.as_bytes()).len()
    }

    #[test]
    fn env_values() {
        assert_eq!(count(Kind::Env, "# only a comment\n\n"), 0);
        assert_eq!(count(Kind::Env, "A=1\nexport B = 'two'\n# C=3\nD=\nE=\"x\ny\"\r\nF=z"), 4);
        assert_eq!(count(Kind::Env, "export const X = 5;\nfunction f() {}\n"), 0);
    }

    #[test]
    fn encrypted_files_pass_and_one_plaintext_value_among_them_does_not() {
        let dotenvx = "DOTENV_PUBLIC_KEY=\"03ab\"\nA=\"encrypted:BD7cQx0aZk19vPq2\"\n";
        assert_eq!(count(Kind::Env, dotenvx), 0);
        assert_eq!(count(Kind::Env, &format!("{dotenvx}B=plain\n")), 1);
        let sops = "A=ENC[AES256_GCM,data:xx]\nsops_version=3.9\nsops_mac=ENC[AES256_GCM,data:yy]\n";
        assert_eq!(count(Kind::Env, sops), 0);
        assert_eq!(count(Kind::Env, &format!("{sops}B=plain\n")), 1);
        assert_eq!(count(Kind::Env, "\0GITCRYPT\0\x01\x02A=b\n"), 0);
        assert_eq!(count(Kind::Env, "$ANSIBLE_VAULT;1.1;AES256\n3132\n33\n"), 0);
        assert_eq!(count(Kind::Env, "$ANSIBLE_VAULT;1.1;AES256\n3132\nA=b\n"), 1);
        let age = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\nZQ==\n-----END AGE ENCRYPTED FILE-----\n";
        assert_eq!(count(Kind::Env, age), 0);
        assert_ne!(count(Kind::Env, &format!("{age}A=b\n")), 0);
        let pgp = "-----BEGIN PGP MESSAGE-----\nVersion: GnuPG v2\n\nhQEMA\n=x7Pq\n-----END PGP MESSAGE-----\n";
        assert_eq!(count(Kind::Env, pgp), 0);
        assert_ne!(count(Kind::Env, &format!("{pgp}A=https://host:80/\n")), 0);
        assert_ne!(count(Kind::Env, &format!("{pgp}A: b\n")), 0);
    }

    #[test]
    fn templates_and_settings_are_classified_by_value() {
        assert_eq!(count(Kind::Template, "API_KEY=your-api-key-here\nPORT=3000\nDB_PASSWORD=\nS_SECRET=${X}\n"), 0);
        let value = crate::sample::expand("{alnum:32}", 1);
        assert_eq!(count(Kind::Template, &format!("API_KEY={value}\nBUILD_ID={value}\n")), 1);
        for public in [
            "A_KEY=pk_test_{alnum:24}",
            "A_KEY=phc_{alnum:43}",
            "VITE_ANON_KEY={jwt:anon}",
            "X_FIREBASE_KEY=AIzaSy{b64url:33}",
        ] {
            assert_eq!(count(Kind::Template, &crate::sample::expand(public, 1)), 0, "{public}");
        }
        for secret in ["A_KEY=sk_test_{alnum:24}", "VITE_API_KEY=AIzaSy{b64url:33}", "GEMINI_API_KEY=AIzaSy{b64url:33}"]
        {
            assert_eq!(count(Kind::Template, &crate::sample::expand(secret, 1)), 1, "{secret}");
        }
        assert_eq!(count(Kind::Settings, "//r/:_authToken=${NPM_TOKEN}\n"), 0);
        assert_eq!(count(Kind::Settings, &format!("//r/:_authToken={value}\n")), 1);
        assert_eq!(count(Kind::Settings, &format!("machine h login me password {value}\n")), 1);
        assert_eq!(count(Kind::Settings, &format!("{{\"env\": {{\"X_API_KEY\": \"{value}\", \"url\": \"x\"}}}}")), 1);
    }
}
