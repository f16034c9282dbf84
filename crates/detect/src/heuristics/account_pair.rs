//! `auth: 'user:password'`, `stats auth user:password`: a name that says no more than `auth`, and a pair after it.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::Literal;
use super::name;

/// Maximum length of the name of an account, in bytes.
const MAX_USER: usize = 40;

/// The password of a value that is a pair of a user and a password.
pub(super) fn password(text: &[u8], name: &Range<usize>, value: &Literal) -> Option<Literal> {
    if !name::ends_with_auth(&text[name.clone()]) {
        return None;
    }
    let pair = &text[value.span.clone()];
    let colon = bytes::find(b':', pair)?;
    let user = &pair[..colon];
    let is_user = (2..=MAX_USER).contains(&colon)
        && user.iter().any(u8::is_ascii_alphabetic)
        && user.iter().all(|b| b.is_ascii_alphanumeric() || b"_.@-".contains(b));
    // `auth: http://...`, `sha256:...`
    let is_other = pair[colon..].starts_with(b"://") || user.starts_with(b"sha") || user == b"arn";
    (is_user && !is_other).then(|| Literal { span: value.span.start + colon + 1..value.span.end, ..value.clone() })
}
