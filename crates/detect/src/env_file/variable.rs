//! Names of variables and settings that announce a secret.

/// Words that announce a secret at the end of a name.
const SECRETS: [&[u8]; 17] = [
    b"key",
    b"token",
    b"secret",
    b"password",
    b"passwd",
    b"pwd",
    b"pass",
    b"passphrase",
    b"passcode",
    b"credential",
    b"credentials",
    b"creds",
    b"auth",
    b"pat",
    b"authorization",
    b"bearer",
    b"keys",
];
/// The same in words written together: `authtoken`, `dbpassword`.
const ENDS: [&[u8]; 12] = [
    b"password",
    b"passwd",
    b"passphrase",
    b"token",
    b"secret",
    b"apikey",
    b"secretkey",
    b"accesskey",
    b"authkey",
    b"privatekey",
    b"masterkey",
    b"pwd",
];
/// Words after them that change nothing.
const SUFFIXES: [&[u8]; 17] = [
    b"base",
    b"prod",
    b"production",
    b"dev",
    b"development",
    b"staging",
    b"stage",
    b"test",
    b"live",
    b"local",
    b"default",
    b"old",
    b"new",
    b"value",
    b"b64",
    b"base64",
    b"main",
];
/// Words before a `key` or `token` that is not a secret: a column of a table, an entry of a cache or bucket, a translation.
const OTHERS: [&[u8]; 26] = [
    b"partition",
    b"hash",
    b"range",
    b"sort",
    b"primary",
    b"foreign",
    b"unique",
    b"cache",
    b"object",
    b"row",
    b"index",
    b"map",
    b"routing",
    b"group",
    b"idempotency",
    b"dedup",
    b"translation",
    b"i18n",
    b"kms",
    b"tag",
    b"label",
    b"host",
    b"next",
    b"page",
    b"continuation",
    b"csrf",
];

/// Does the name announce a secret? (`_API_KEY`, `TOKEN`, `db.password`; not `PUBLIC_KEY`, `KEY_ID` or `partition_key`.)
pub fn is_secret_name(name: &[u8]) -> bool {
    const PUBLIC: [&[u8]; 5] = [b"public", b"publishable", b"pubkey", b"sitekey", b"site_key"];
    let lower = snake(name);
    if PUBLIC.iter().any(|p| lower.windows(p.len()).any(|w| w == *p)) {
        return false;
    }
    // An empty word between two separators is skipped like a suffix.
    let is_suffix = |word: &&[u8]| SUFFIXES.contains(word) || word.iter().all(u8::is_ascii_digit);
    let mut words = lower.rsplit(|b| !b.is_ascii_alphanumeric()).skip_while(is_suffix);
    let Some(last) = words.next() else { return false };
    let last = without_digits(last);
    let is_secret = SECRETS.contains(&last) || ENDS.iter().any(|end| last.ends_with(end));
    is_secret && words.find(|word| !word.is_empty()).is_none_or(|before| !OTHERS.contains(&before))
}

/// `password2` is `password`.
fn without_digits(word: &[u8]) -> &[u8] {
    let digits = word.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    &word[..word.len() - digits]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "API_KEY",
            "TOKEN",
            "db.password",
            "_authToken",
            "dbpassword",
            "STRIPE_SECRET_KEY",
            "KEY",
            "API_KEY_2",
            "PASSWORD2",
            "DB_PASS",
            "GH_PAT",
            "NPM_AUTH",
            "API_TOKEN_PROD",
            "clientSecret",
            "apikey",
            "AWS_SECRET_ACCESS_KEY",
            "secret",
        ] {
            assert!(is_secret_name(name.as_bytes()), "{name}");
        }
        for name in [
            "PUBLIC_KEY",
            "KEY_ID",
            "partition_key",
            "hash_key",
            "kms_key",
            "compat",
            "monkey",
            "source_code_hash",
            "object_key",
            "NEXT_PUBLIC_KEY",
            "user_pool",
            "bypass",
            "author",
            "PATH",
            "nextPageToken",
            "",
        ] {
            assert!(!is_secret_name(name.as_bytes()), "{name}");
        }
    }
}
