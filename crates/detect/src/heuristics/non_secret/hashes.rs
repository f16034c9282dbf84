//! Hashes of passwords in the forms in which programs store them.

/// How hashes begin.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "$2a$", "$2b$", "$2y$", "$argon2", "$6$", "$5$", "$1$", "$y$", "$7$", "$P$", "$H$", "$S$", "$apr1$", "$pbkdf2",
    "$scrypt$", "$sha1$", "$md5", "$bcrypt", "sha1$", "md5$", "sha256", "sha384", "sha512", "pbkdf2", "pbkdf2_sha256", "pbkdf2_sha1", "grub.pbkdf2",
    "bcrypt$", "bcrypt_sha256$", "argon2$", "argon2i", "argon2id", "scrypt:", "scrypt$", "SCRAM-SHA-", "{SSHA", "{SHA", "{SMD5}",
    "{MD5}", "{CRYPT}", "{crypt}", "{bcrypt}", "{argon2", "{pbkdf2", "{scrypt", "{PBKDF2", "{ARGON2",
    "hexsecret:", "hexkey:",
];

/// Is it the hash of a password?
pub(super) fn is_one(value: &[u8]) -> bool {
    HEADS.iter().any(|head| is_head(value, head.as_bytes())) || is_of_database(value)
}

/// Does the value begin with a head? A head that ends with a letter or digit must be followed by another character
/// (`sha256:`, `sha256$`).
fn is_head(value: &[u8], head: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(head) else { return false };
    let is_open = head.first().is_some_and(|b| b"${".contains(b)) || head.last().is_some_and(u8::is_ascii_punctuation);
    is_open || rest.first().is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// MySQL's `*` and 40 upper-case digits, PostgreSQL's `md5` and 32 digits, SQL Server's `0x0100` and 48 or more.
fn is_of_database(value: &[u8]) -> bool {
    let is_hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    let rest = |head: &[u8]| value.strip_prefix(head);
    rest(b"*").is_some_and(|rest| rest.len() == 40 && is_hex(rest))
        || rest(b"md5").is_some_and(|rest| rest.len() == 32 && is_hex(rest))
        || rest(b"0x0100").is_some_and(|rest| rest.len() >= 48 && is_hex(rest))
        || rest(b"0x0200").is_some_and(|rest| rest.len() >= 48 && is_hex(rest))
}
