//! The words in names, by what they say about the value.

/// Words in lower case. The table of their lengths and first letters rules out most other words without a comparison.
pub(super) struct WordSet {
    words: &'static [&'static str],
    /// For each length, a bit for each first letter.
    heads: [u32; 16],
}

impl WordSet {
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let mut heads = [0; 16];
        let mut i = 0;
        while i < words.len() {
            heads[words[i].len()] |= 1 << (words[i].as_bytes()[0] & 31);
            i += 1;
        }
        Self { words, heads }
    }

    pub(super) fn contains(&self, word: &[u8]) -> bool {
        let Some(first) = word.first() else { return false };
        self.heads.get(word.len()).is_some_and(|heads| heads >> (first & 31) & 1 != 0)
            && self.words.iter().any(|known| known.as_bytes().first() == Some(first) && known.as_bytes() == word)
    }
}

pub(super) static PASSWORDS: WordSet = WordSet::new(&[
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
    "psk",
    "userpw",
    "storepass",
    "sshpass",
    "keypass",
    "userpass",
    "dbpass",
    "adminpass",
    "rootpass",
    "mypass",
    "smtppass",
    "mailpass",
    "dbpw",
    // `expect "*assword:"`
    "assword",
    // French, Spanish, Portuguese, Italian, Dutch, Nordic, Slavic, Hungarian, Turkish, Indonesian.
    "motdepasse",
    "passe",
    "mdp",
    "contrasenia",
    "contrasenya",
    "clave",
    "palavrapasse",
    "parola",
    "wachtwoord",
    "losenord",
    "passord",
    "adgangskode",
    "salasana",
    "haslo",
    "heslo",
    "lozinka",
    "geslo",
    "parol",
    "jelszo",
    "sifre",
    "sandi",
]);
/// Endings of a word with the same meaning: `dbpassword`.
pub(super) const PASSWORD_ENDS: &[&str] = &["password", "passwd", "passphrase", "pwd", "passwort", "kennwort"];

pub(super) static SECRETS: WordSet = WordSet::new(&[
    "secret",
    "secrets",
    "pepper",
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
    // German, French, Spanish, Portuguese, Italian.
    "geheim",
    "geheimnis",
    "schluessel",
    "schlussel",
    "jeton",
    "secreto",
    "segredo",
    "segreto",
]);
pub(super) const SECRET_ENDS: &[&str] =
    &["token", "secret", "apikey", "accesskey", "secretkey", "authkey", "privatekey"];

/// Words that make a `key` a secret one.
pub(super) static OF_KEYS: WordSet = WordSet::new(&[
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
    "instrumentation",
    "fernet",
    "session",
    "sessions",
    "cookies",
    "jwe",
    "jws",
    "wallet",
    "vapid",
    "flask",
    "rails",
    "laravel",
    "securecookie",
    "enc",
    "decryption",
    "decrypt",
    "auth0",
    "rpc",
    "cron",
    "deterministic",
]);

/// Words that make a `salt` a secret one.
pub(super) static OF_SALTS: WordSet = WordSet::new(&[
    "secret",
    "auth",
    "app",
    "password",
    "jwt",
    "token",
    "cookie",
    "cookies",
    "session",
    "security",
    "hashids",
    "encryption",
    "secure",
    "api",
    "key",
    "signing",
    "hash",
    "derivation",
]);

/// Words between a word of [`OF_KEYS`] and the `key`: `COOKIE_HASH_KEY`, `encryption.primary_key`.
pub(super) static INNER: WordSet = WordSet::new(&["hash", "block", "primary", "secondary", "derivation"]);

/// Words that make a `cookie` a secret shared by programs.
pub(super) static OF_COOKIES: WordSet =
    WordSet::new(&["erlang", "rabbitmq", "secure", "magic", "node", "cluster", "distribution"]);

/// Words after the noun that change nothing.
pub(super) static SUFFIXES: WordSet = WordSet::new(&[
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

/// Words in the names of calls that take a credential: `AblyClient("...")`.
pub(super) static OF_CLIENTS: WordSet = WordSet::new(&[
    "client", "api", "sdk", "init", "connect", "create", "provider", "service", "auth", "login", "config", "com",
]);
