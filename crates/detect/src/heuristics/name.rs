//! Which kind of value a name announces (`db_password`, `stripeApiKey`, `X-Auth-Token`), and which words make a name
//! harmless (`password_hash`).

use super::name_words::NameWords;
pub(super) use super::name_words::{MAX_LENGTH, is_accented};
use super::other_words::{ABOUT, LOOSE, OF_HARMLESS_KEYS, OF_HARMLESS_TOKENS, PUBLIC, PUBLIC_PAIRS};
use super::words::{
    INNER, OF_CLIENTS, OF_COOKIES, OF_KEYS, OF_SALTS, PASSWORD_ENDS, PASSWORDS, SECRET_ENDS, SECRETS, SUFFIXES, WordSet,
};

/// The kind of value that a name announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameKind {
    /// Usually chosen by a person: may be short.
    Password,
    /// Made by a machine: long and random.
    Secret,
    /// A secret only with other evidence, such as the name of a service: `key`, `auth`.
    Weak,
    /// A fact about a secret, or a public value: `password_hash`, `public_key`.
    Harmless,
}

/// Whole names of secrets that their words would not show: keys and salts of WordPress, Passport's option `secretOrKey`.
const WHOLE: [&[u8]; 7] =
    [b"NONCE_KEY", b"NONCE_SALT", b"LOGGED_IN_KEY", b"LOGGED_IN_SALT", b"SECURE_AUTH_SALT", b"secretOrKey", b"encrypt"];

/// The kind of value that `name` announces, if any.
pub(super) fn kind(name: &[u8]) -> Option<NameKind> {
    if WHOLE.contains(&name) {
        return Some(NameKind::Secret);
    }
    let words = NameWords::parse(name)?;
    // `md5secret`, and `hexsecret` of known-answer tests
    let begins = |head: &[u8]| name.get(..head.len()).is_some_and(|first| first.eq_ignore_ascii_case(head));
    let is_hash = [b"md5".as_slice(), b"sha1", b"sha256", b"sha512"].into_iter().any(begins);
    if is_hash {
        return Some(NameKind::Harmless);
    }
    let is_hex = |word: &[u8]| matches!(word, b"hexsecret" | b"hexkey" | b"hexpass");
    let harmless = |word: &[u8]| PUBLIC.contains(word) || is_hex(word);
    if (0..words.count).any(|i| (harmless(words.get(i)) && !is_inner(&words, i)) || is_of_key(&words, i))
        || is_public_pair(&words)
    {
        return Some(NameKind::Harmless);
    }
    if is_pair(&words) {
        return Some(NameKind::Secret);
    }
    let mut weak = false;
    for i in (0..words.count).rev() {
        let word = words.get(i);
        if let Some(kind) = noun(&words, i) {
            // Other words after the noun make it less certain: `PasswordSet2`.
            return Some(match kind {
                NameKind::Password if weak => NameKind::Secret,
                // `API_KEY_BACKEND`
                NameKind::Secret if weak && i > 0 && is_qualified_at(&words, i) => NameKind::Secret,
                kind if weak && kind != NameKind::Harmless => NameKind::Weak,
                kind => kind,
            });
        }
        if ABOUT.contains(word) {
            return Some(NameKind::Harmless);
        }
        weak |= !(SUFFIXES.contains(word) || word.iter().all(u8::is_ascii_digit));
    }
    None
}

/// Does the word say that the name means a key or token that is not a secret: `sort_key`, `page_token`?
fn is_of_key(words: &NameWords, i: usize) -> bool {
    let word = words.get(i);
    let is_forgery = [b"csrf".as_slice(), b"xsrf"].iter().any(|part| word.starts_with(part) || word.ends_with(part))
        || word.ends_with(b"forgery")
        || word == b"authenticity";
    let names_key = |word: &[u8]| matches!(word, b"key" | b"keys" | b"token" | b"tokens");
    if is_forgery {
        // `WTF_CSRF_SECRET_KEY` signs the tokens.
        return !(i + 1..words.count).any(|j| words.get(j) == b"secret") || words.get(words.count - 1) == b"token";
    }
    let is_loose = LOOSE.contains(word);
    if !is_loose && !OF_HARMLESS_KEYS.contains(word) {
        return false;
    }
    let is_before_key = i + 1 < words.count && names_key(words.get(i + 1));
    !is_inner(words, i) && (is_before_key || (is_loose && (0..i).any(|j| noun(words, j).is_some())))
}

/// Is it a service's name with the word for its key in browsers, without a word for a secret?
fn is_public_pair(words: &NameWords) -> bool {
    let has = |word: &str| (0..words.count).any(|i| words.get(i) == word.as_bytes());
    // Code names the result of a key agreement so; in settings two servers share one.
    let is_agreed = words.count == 2 && words.get(0) == b"shared" && words.get(1) == b"secret";
    let is_pair = || words.count > 1 && PUBLIC_PAIRS.iter().any(|(service, part)| has(service) && has(part));
    let is_private = || ["secret", "private", "admin", "master", "password", "passphrase"].into_iter().any(has);
    is_agreed || (is_pair() && !is_private())
}

/// Does the word only say how a secret is used, or which of two it is: `HASH_PEPPER_SECRET`, `COOKIE_HASH_KEY`,
/// `hash_salt`, `encryption.primary_key`? Not in `primary_key` and `hash_key` of databases.
fn is_inner(words: &NameWords, i: usize) -> bool {
    let before = (0..i).any(|j| OF_KEYS.contains(words.get(j)));
    let after = (i + 1..words.count).any(|j| matches!(words.get(j), b"secret" | b"pepper" | b"salt"));
    match words.get(i) {
        b"hash" => after || (before && words.count > i + 1),
        b"primary" => before && words.count > i + 1,
        _ => false,
    }
}

/// Does a name with a secret-like noun say by another word whose it is or what it is for: `client_secret`, `apiKey`,
/// `SECRET_KEY`; not `token`, `secret`, `keys`? Many kinds of tokens are not credentials, so only the known ones count.
pub(super) fn is_qualified(name: &[u8]) -> bool {
    let Some(words) = NameWords::parse(name) else { return false };
    if is_pair(&words) {
        return true;
    }
    let noun_at = (0..words.count).rev().find(|i| noun(&words, *i) == Some(NameKind::Secret));
    noun_at.is_some_and(|at| is_qualified_at(&words, at))
}

/// The same of the noun at `at`.
fn is_qualified_at(words: &NameWords, at: usize) -> bool {
    static OF_TOKENS: WordSet = WordSet::new(&[
        "access", "admin", "api", "app", "auth", "bearer", "bot", "deploy", "id", "personal", "private", "refresh",
        "root", "secret", "service", "session", "webhook",
    ]);
    let before = at.checked_sub(1).map(|at| words.get(at));
    match words.get(at) {
        b"creds" | b"credentials" if at + 1 < words.count => false,
        b"token" => before.is_some_and(|word| OF_TOKENS.contains(word)),
        b"secret" | b"key" | b"jwt" | b"pat" | b"bearer" => before.is_some(),
        _ => true,
    }
}

/// Is its last word `key`? `CLEARKEY` is one word.
pub(super) fn ends_with_key(name: &[u8]) -> bool {
    ends_with(name, b"key")
}

/// Is its last word `auth`: `NPM_AUTH`?
pub(super) fn ends_with_auth(name: &[u8]) -> bool {
    ends_with(name, b"auth")
}

/// Is this the last word? The end is compared first, because splitting a name into words costs more.
fn ends_with(name: &[u8], word: &[u8]) -> bool {
    let end = name.len().checked_sub(word.len()).map(|at| &name[at..]);
    end.is_some_and(|end| end.eq_ignore_ascii_case(word))
        && NameWords::parse(name).is_some_and(|words| words.count > 0 && words.get(words.count - 1) == word)
}

/// Keys and tokens in other languages: a word for the key, and anywhere in the name a word for its purpose.
fn is_pair(words: &NameWords) -> bool {
    const KEYS: [&[u8]; 7] = [b"cle", b"chave", b"clave", b"llave", b"chiave", b"token", b"schlussel"];
    const OPENS: [&[u8]; 12] = [
        b"api", b"secrete", b"secreta", b"segreta", b"privee", b"privada", b"privata", b"acces", b"acceso", b"acesso",
        b"accesso", b"geheim",
    ];
    // `token_api` is a name of its own in English.
    let is_one = |word: &[u8], i: usize| OPENS.contains(&words.get(i)) && !(word == b"token" && words.get(i) == b"api");
    let key = (0..words.count).find(|i| KEYS.contains(&words.get(*i)));
    key.is_some_and(|key| {
        let is_about = (key + 1..words.count).any(|i| ABOUT.contains(words.get(i)));
        !is_about && (0..words.count).any(|i| is_one(words.get(key), i))
    })
}

/// Does it have more than one word: `MQTT_PASSWORD`?
pub(super) fn is_compound(name: &[u8]) -> bool {
    NameWords::parse(name).is_some_and(|words| words.count > 1)
}

/// Does a call of this name take the secret? `setPassword(`, `client.token(`; not `password.encode(`, `check_password(`.
pub(super) fn is_setter(name: &[u8]) -> bool {
    static ASKS: WordSet = WordSet::new(&[
        "check", "verify", "is", "has", "assert", "expect", "validate", "test", "match", "compare", "hash", "get",
        "parse", "lookup", "find", "read", "load", "fetch", "delete", "remove", "contains",
    ]);
    let last = name.rsplit(|b| *b == b'.').next().unwrap_or(name);
    let asks = NameWords::parse(last).is_some_and(|words| words.count > 0 && ASKS.contains(words.get(0)));
    !asks && kind(last).is_some_and(|kind| kind != NameKind::Harmless)
}

/// Does the name say no more than the service's own, which is `length` bytes of it at `at`? `alchemy`, `alchemy_prod`.
pub(super) fn is_bare(name: &[u8], at: usize, length: usize) -> bool {
    let rest = [&name[..at], b"_", &name[at + length..]].concat();
    NameWords::parse(&rest).is_some_and(|words| {
        let says_nothing =
            |word: &[u8]| SUFFIXES.contains(word) || OF_CLIENTS.contains(word) || word.iter().all(u8::is_ascii_digit);
        (0..words.count).all(|i| says_nothing(words.get(i)))
    })
}

/// The kind of value that one word announces, with the words before it.
fn noun(words: &NameWords, i: usize) -> Option<NameKind> {
    let word = words.get(i);
    let longer = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end.as_bytes()));
    if PASSWORDS.contains(word) || longer(PASSWORD_ENDS) || (word.len() > 4 && word.ends_with(b"pw")) {
        return Some(NameKind::Password);
    }
    if word == b"token" && i > 0 && OF_HARMLESS_TOKENS.contains(words.get(i - 1)) {
        return Some(NameKind::Harmless);
    }
    if SECRETS.contains(word) || longer(SECRET_ENDS) {
        return Some(NameKind::Secret);
    }
    match word {
        b"key" | b"keys" => {
            let owner = (0..i).rev().find(|i| !INNER.contains(words.get(*i)));
            let of = owner.is_some_and(|i| OF_KEYS.contains(words.get(i)));
            // `X-Acme-Key` of a header.
            let header = i > 0 && words.get(0) == b"x";
            Some(if of || header { NameKind::Secret } else { NameKind::Weak })
        }
        b"salt" => {
            let of = i.checked_sub(1).is_some_and(|i| OF_SALTS.contains(words.get(i)));
            Some(if of { NameKind::Secret } else { NameKind::Weak })
        }
        b"cookie" => {
            let of = i.checked_sub(1).is_some_and(|i| OF_COOKIES.contains(words.get(i)));
            Some(if of { NameKind::Secret } else { NameKind::Weak })
        }
        b"auth" | b"dsn" => Some(NameKind::Weak),
        // `APPKEY`; `airshipkey`, if that is a service; not `monkey`.
        grown => {
            let owner = grown.strip_suffix(b"key")?;
            Some(if OF_KEYS.contains(owner) { NameKind::Secret } else { NameKind::Weak })
        }
    }
}

#[cfg(test)]
mod tests;
