//! The words that names are made of, by what they say of the value.

/// Words in lower case. Which lengths and first letters they have tells most others from them.
pub(super) struct Set {
    words: &'static [&'static str],
    /// By length: a bit for each first letter.
    heads: [u32; 16],
}

impl Set {
    pub(super) const fn of(words: &'static [&'static str]) -> Self {
        let (mut heads, mut i) = ([0; 16], 0);
        while i < words.len() {
            heads[words[i].len()] |= 1 << (words[i].as_bytes()[0] & 31);
            i += 1;
        }
        Self { words, heads }
    }

    pub(super) fn contains(&self, word: &[u8]) -> bool {
        let head = word.first().map_or(0, |first| first & 31);
        self.heads.get(word.len()).is_some_and(|heads| heads >> head & 1 != 0)
            && self.words.iter().any(|known| known.as_bytes().first() == word.first() && known.as_bytes() == word)
    }
}

pub(super) static PASSWORDS: Set = Set::of(&[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "passwort",
    "kennwort",
    "senha",
    "contrasena",
    "pwd",
    "pswd",
    "psw",
    "passw",
    "pass",
    "pw",
    "requirepass",
]);
/// Endings of a word that says the same: `dbpassword`.
pub(super) const PASSWORD_ENDS: &[&str] = &["password", "passwd", "passphrase", "pwd"];

pub(super) static SECRETS: Set = Set::of(&[
    "secret",
    "token",
    "apikey",
    "credential",
    "credentials",
    "creds",
    "authorization",
    "bearer",
    "jwt",
    "pat",
    "authkey",
    "passkey",
]);
pub(super) const SECRET_ENDS: &[&str] =
    &["token", "secret", "apikey", "accesskey", "secretkey", "authkey", "privatekey"];

/// What makes a `key` a secret one.
pub(super) static OF_KEYS: Set = Set::of(&[
    "api",
    "access",
    "secret",
    "private",
    "priv",
    "auth",
    "account",
    "master",
    "encryption",
    "encrypt",
    "signing",
    "sign",
    "signature",
    "shared",
    "storage",
    "service",
    "app",
    "application",
    "client",
    "admin",
    "consumer",
    "subscription",
    "license",
    "hmac",
    "jwt",
    "cookie",
    "deploy",
    "developer",
    "integration",
    "server",
    "crypto",
    "cipher",
    "aes",
    "webhook",
    "write",
    "ingest",
    "ingestion",
    "security",
    "management",
    "project",
    "root",
]);

/// Words after the noun that change nothing.
pub(super) static SUFFIXES: Set = Set::of(&[
    "value",
    "val",
    "str",
    "string",
    "plain",
    "plaintext",
    "raw",
    "base",
    "b64",
    "hex",
    "env",
    "var",
    "prod",
    "production",
    "dev",
    "development",
    "test",
    "testing",
    "staging",
    "stage",
    "live",
    "sandbox",
    "local",
    "default",
    "main",
    "primary",
    "secondary",
    "old",
    "new",
    "current",
    "literal",
]);

/// Words of what is given a credential: `AblyClient("...")`.
pub(super) static OF_CLIENTS: Set = Set::of(&[
    "client", "api", "sdk", "init", "connect", "create", "provider", "service", "auth", "login", "config", "com",
]);

/// Words that make any name harmless.
pub(super) static PUBLIC: Set = Set::of(&[
    "public",
    "publishable",
    "pub",
    "hash",
    "hashed",
    "digest",
    "checksum",
    "fingerprint",
    "thumbprint",
    "csrf",
    "xsrf",
    "nonce",
    "sitekey",
    "site",
    "length",
    "cursor",
    "continuation",
    "page",
    "pagination",
    "sync",
    "keyword",
    "keyboard",
    "placeholder",
    "regex",
    "pattern",
    "primary",
    "foreign",
    "partition",
    "cache",
    "sort",
    "i18n",
    "invalid",
    "etag",
    "integrity",
    "translation",
    "label",
    "resume",
    "next",
    "anti",
    "forgery",
    "commit",
    "rev",
    "revision",
    "sha",
    "md5",
    "uuid",
    "guid",
    "encrypted",
    "ciphertext",
    "authenticity",
    "idempotency",
]);

/// Words before a `token` that make it a nonce, a place in a list or a proof for all to see.
pub(super) static OF_HARMLESS_TOKENS: Set = Set::of(&[
    "request",
    "change",
    "action",
    "lock",
    "verification",
    "form",
    "state",
    "cancel",
    "cancellation",
    "special",
    "version",
]);

/// Keys that their services give to every browser: a word of the name and another.
pub(super) const PUBLIC_PAIRS: &[(&str, &str)] = &[
    ("algolia", "search"),
    ("mixpanel", "token"),
    ("amplitude", "key"),
    ("segment", "write"),
    ("posthog", "project"),
    ("launchdarkly", "client"),
    ("pubnub", "subscribe"),
    // Not a service's, but as harmless: the outcome of a key agreement, a fingerprint.
    ("shared", "secret"),
    ("gpg", "key"),
];

/// Words behind the noun that speak of it and do not hold it.
pub(super) static ABOUT: Set = Set::of(&[
    "name",
    "names",
    "id",
    "ids",
    "url",
    "uri",
    "path",
    "file",
    "filename",
    "dir",
    "folder",
    "field",
    "column",
    "size",
    "type",
    "kind",
    "count",
    "limit",
    "max",
    "min",
    "policy",
    "reset",
    "hint",
    "prompt",
    "error",
    "msg",
    "message",
    "title",
    "description",
    "expiry",
    "expires",
    "expiration",
    "ttl",
    "lifetime",
    "index",
    "format",
    "prefix",
    "suffix",
    "endpoint",
    "host",
    "issuer",
    "version",
    "algorithm",
    "alg",
    "strength",
    "manager",
    "store",
    "handler",
    "callback",
    "enabled",
    "required",
    "class",
    "style",
    "input",
    "form",
    "button",
    "ref",
    "reference",
    "arn",
    "location",
    "provider",
    "mode",
    "parser",
    "stream",
    "len",
    "fieldname",
    "sid",
]);
