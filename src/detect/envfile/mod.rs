//! Files that are secrets by their name: `.env` and its siblings, judged by name first and content second.

mod dotenv;

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use self::dotenv::{is_encrypted, plaintext};
use super::placeholder::{self, looks_random};

/// What a path's last part says about the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `.env`, `.env.*`, `*.env`: holds real values by convention.
    Env,
    /// `.env.example` and the like: meant to be committed, judged by its values.
    Template,
    /// `.npmrc`, `.netrc`, `.mcp.json` ...: a settings file that often holds credentials, judged by its values.
    Settings,
    /// A key store: binary, protected by a password of unknown worth.
    KeyStore,
}

/// Name parts that make an env file a template.
const TEMPLATE_PARTS: [&[u8]; 13] = [
    b"erb",
    b"j2",
    b"jinja",
    b"hbs",
    b"example",
    b"sample",
    b"template",
    b"dist",
    b"defaults",
    b"default",
    b"schema",
    b"tmpl",
    b"tpl",
];

/// Settings files, by the end of their path.
const SETTINGS: [&[u8]; 16] = [
    b".envrc",
    b".npmrc",
    b".pypirc",
    b".netrc",
    b"_netrc",
    b".git-credentials",
    b".aws/credentials",
    b"credentials.json",
    b".mcp.json",
    b"mcp.json",
    b"claude_desktop_config.json",
    b".claude/settings.local.json",
    b".codex/auth.json",
    b".streamlit/secrets.toml",
    b".tfstate",
    b".tfstate.backup",
];

const KEY_STORES: [&[u8]; 5] = [b".p12", b".pfx", b".jks", b".keystore", b".bks"];

/// What kind of file `path` is, if it is any of these.
pub fn kind(path: &[u8]) -> Option<Kind> {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit(|b| *b == b'/').next().unwrap_or(&lower);
    let code = [b".ts".as_slice(), b".js", b".mjs", b".cjs", b".py", b".rb", b".go", b".rs"]
        .iter()
        .any(|end| name.ends_with(end));
    let env = name == b".env"
        || [b".env.".as_slice(), b".env-", b".env_", b".env~"].iter().any(|head| name.starts_with(head))
        || [b".env".as_slice(), b".flaskenv", b".dev.vars"].iter().any(|end| name.ends_with(end));
    if env && !code {
        let template = name.split(|b| b".-_".contains(b)).any(|part| TEMPLATE_PARTS.contains(&part));
        return Some(if template { Kind::Template } else { Kind::Env });
    }
    if SETTINGS.iter().any(|end| {
        lower.ends_with(end)
            && (end.starts_with(b".tf") || lower.len() == end.len() || lower[lower.len() - end.len() - 1] == b'/')
    }) {
        return Some(Kind::Settings);
    }
    let store = KEY_STORES.iter().any(|end| name.ends_with(end)) && name != b"debug.keystore";
    store.then_some(Kind::KeyStore)
}

/// Where a file of that kind holds plaintext values worth a stop: one span for each; empty means it passes.
pub fn values(kind: Kind, text: &[u8]) -> Vec<Range<usize>> {
    if is_encrypted(text) {
        return Vec::new();
    }
    match kind {
        #[allow(clippy::single_range_in_vec_init)] // one span: the pointer's mark
        Kind::Env if is_lfs_pointer(text) => vec![0..LFS_MARK.len()],
        Kind::Env => plaintext(text).into_iter().map(|a| a.span).collect(),
        Kind::Template => plaintext(text)
            .into_iter()
            .filter(|a| is_secret_name(a.name) && looks_random(a.value))
            .map(|a| a.span)
            .collect(),
        Kind::Settings => settings(text),
        #[allow(clippy::single_range_in_vec_init)] // one span: the whole file
        Kind::KeyStore if text.len() > 32 => vec![0..text.len()],
        Kind::KeyStore => Vec::new(),
    }
}

/// The names and plaintext values that a `.env` file assigns.
pub fn assigned(text: &[u8]) -> Vec<(&[u8], &[u8])> {
    if is_encrypted(text) || is_lfs_pointer(text) {
        return Vec::new();
    }
    plaintext(text).into_iter().map(|a| (a.name, a.value)).collect()
}

/// How a Git LFS pointer begins (git-lfs, docs/spec.md): the file itself goes to the LFS server.
const LFS_MARK: &[u8] = b"version https://git-lfs.github.com/spec/v1";

/// Does the text stand for a file that Git LFS uploads?
pub fn is_lfs_pointer(text: &[u8]) -> bool {
    text.starts_with(LFS_MARK)
}

/// Does the name promise a secret? (`_API_KEY`, `TOKEN`, `db.password`; not `PUBLIC_KEY` or `KEY_ID`.)
pub fn is_secret_name(name: &[u8]) -> bool {
    const SECRET: [&[u8]; 14] = [
        b"key",
        b"token",
        b"secret",
        b"password",
        b"passwd",
        b"pwd",
        b"pass",
        b"credential",
        b"credentials",
        b"auth",
        b"pat",
        b"passphrase",
        b"authtoken",
        b"authorization",
    ];
    const PUBLIC: [&[u8]; 5] = [b"public", b"publishable", b"pubkey", b"sitekey", b"site_key"];
    let lower: Vec<u8> = snake(name);
    !PUBLIC.iter().any(|p| lower.windows(p.len()).any(|w| w == *p)) && SECRET.iter().any(|s| lower.ends_with(s))
}

/// `camelCase` to `camel_case`, all in lower case.
fn snake(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len() + 4);
    for (i, byte) in name.iter().enumerate() {
        if byte.is_ascii_uppercase() && i > 0 && name[i - 1].is_ascii_lowercase() {
            out.push(b'_');
        }
        out.push(byte.to_ascii_lowercase());
    }
    out
}

/// Secret-named values in INI, JSON, TOML and shell form, and netrc's `password x`.
fn settings(text: &[u8]) -> Vec<Range<usize>> {
    static PAIR: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = r#"(?:(?P<name>[A-Za-z0-9_.-]{2,64})["']?[ \t]{0,8}[:=][ \t]{0,8}|password[ \t]{1,8})["']?(?:(?i:bearer|basic|token)[ \t]{1,8})?(?P<value>[^\s"',;]{6,4096})"#;
    let compile = || super::pattern::compile(pattern).ok();
    let Some(regex) = PAIR.get_or_init(compile).as_ref() else {
        return Vec::new();
    };
    regex
        .captures_iter(text)
        .filter_map(|pair| {
            let value = pair.name("value")?;
            let secret = pair.name("name").is_none_or(|name| is_secret_name(name.as_bytes()));
            let bytes = value.as_bytes();
            let call = bytes.ends_with(b")") && bytes.contains(&b'(');
            let code = call || bytes.starts_with(b"op://") || bytes.first().is_some_and(|b| b"({[<$".contains(b));
            let real = secret && !code && placeholder::reason(value.as_bytes()).is_none();
            real.then(|| value.range())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(kind: Kind, text: &str) -> usize {
        values(kind, text.as_bytes()).len()
    }

    #[test]
    fn names() {
        for (path, expected) in [
            (".env", Some(Kind::Env)),
            ("a/b/.env.production", Some(Kind::Env)),
            ("docker/prod.env", Some(Kind::Env)),
            (".ENV", Some(Kind::Env)),
            (".env.example", Some(Kind::Template)),
            ("x/.env.local.sample", Some(Kind::Template)),
            ("example.env", Some(Kind::Template)),
            (".env-template", Some(Kind::Template)),
            ("environment.ts", None),
            ("src/env.rs", None),
            ("src/.env.d.ts", None),
            (".env_prod", Some(Kind::Env)),
            ("app/.flaskenv", Some(Kind::Env)),
            (".env.j2", Some(Kind::Template)),
            (".env/bin/activate", None),
            ("home/.npmrc", Some(Kind::Settings)),
            ("my.npmrc", None),
            (".aws/credentials", Some(Kind::Settings)),
            ("infra/prod.tfstate", Some(Kind::Settings)),
            ("keys/app.p12", Some(Kind::KeyStore)),
            ("android/debug.keystore", None),
        ] {
            assert_eq!(kind(path.as_bytes()), expected, "{path}");
        }
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
    fn templates_and_settings_are_judged_by_value() {
        assert_eq!(count(Kind::Template, "API_KEY=your-api-key-here\nPORT=3000\nDB_PASSWORD=\nS_SECRET=${X}\n"), 0);
        let value = crate::detect::sample::expand("{alnum:32}", 1);
        assert_eq!(count(Kind::Template, &format!("API_KEY={value}\nBUILD_ID={value}\n")), 1);
        assert_eq!(count(Kind::Settings, "//r/:_authToken=${NPM_TOKEN}\n"), 0);
        assert_eq!(count(Kind::Settings, &format!("//r/:_authToken={value}\n")), 1);
        assert_eq!(count(Kind::Settings, &format!("machine h login me password {value}\n")), 1);
        assert_eq!(count(Kind::Settings, &format!("{{\"env\": {{\"X_API_KEY\": \"{value}\", \"url\": \"x\"}}}}")), 1);
    }
}
