//! Tokens that are base64 of a text with a known form: `tok:` (Intercom), `key_` (WorkOS), two halves with a colon
//! (Elastic, NVIDIA NGC, Basic authentication, RFC 7617), digits and a colon (data-centre tokens of Atlassian), JSON with
//! known members (Grafana, Sentry's RFC 0091, 1Password, Mapbox), JFrog's reference tokens, Discord's ids.

use akguard_common::bytes;
use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, Encoding};
use serde_json::{Map, Value};

use super::{Verdict, login};
use crate::placeholder;

/// The base64 digits without the `=` at their end.
pub(super) fn without_padding(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., b'='] = text {
        text = rest;
    }
    text
}

/// Decodes either alphabet, with or without padding. Unused bits after the last byte are ignored.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let encoding: &Encoding = if text.iter().any(|b| b"-_".contains(b)) { &BASE64URL_NOPAD } else { &BASE64_NOPAD };
    let mut relaxed = encoding.specification();
    relaxed.check_trailing_bits = false;
    relaxed.encoding().ok()?.decode(without_padding(text)).ok()
}

fn split_colon(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = text.iter().position(|b| *b == b':')?;
    Some((&text[..colon], &text[colon + 1..]))
}

fn is_word(text: &[u8], length: usize) -> bool {
    text.len() == length && text.iter().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))
}

fn is_uuid(text: &[u8]) -> bool {
    let groups: Vec<usize> = text.split(|b| *b == b'-').map(<[u8]>::len).collect();
    groups == [8, 4, 4, 4, 12] && text.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-')
}

/// Intercom: `tok:` and printable text.
pub(super) fn intercom(token: &[u8]) -> bool {
    decode(token).is_some_and(|t| t.starts_with(b"tok:") && t.len() > 20 && t.iter().all(u8::is_ascii_graphic))
}

/// WorkOS: after `sk_live_` or `sk_test_` the text `key_<id>,<secret>`.
pub(super) fn workos(token: &[u8]) -> bool {
    let Some(text) = token.get(8..).and_then(decode) else { return false };
    text.starts_with(b"key_") && text.iter().all(u8::is_ascii_graphic) && bytes::count(b',', &text) == 1
}

/// Elastic: an id of 20 characters and a key of 22.
pub(super) fn elastic(token: &[u8]) -> bool {
    decode(token).is_some_and(|t| split_colon(&t).is_some_and(|(id, key)| is_word(id, 20) && is_word(key, 22)))
}

/// NVIDIA NGC, old form: 26 characters and a UUID.
pub(super) fn ngc(token: &[u8]) -> bool {
    decode(token).is_some_and(|t| split_colon(&t).is_some_and(|(id, key)| is_word(id, 26) && is_uuid(key)))
}

/// Jira, Confluence and Bitbucket in a data centre: an id in digits, a colon, 20 or more random bytes.
pub(super) fn data_centre(token: &[u8]) -> bool {
    let body = token.strip_prefix(b"BBDC-").unwrap_or(token);
    decode(body).is_some_and(|t| {
        split_colon(&t).is_some_and(|(id, key)| {
            (4..=16).contains(&id.len()) && id.iter().all(u8::is_ascii_digit) && (16..=32).contains(&key.len())
        })
    })
}

/// Is the random part, which no decoder can prove, no placeholder such as `xxxxxx`?
fn is_real(random: &[u8]) -> bool {
    placeholder::reason(random).is_none()
}

/// `user:password` in printable text: headers, `.npmrc`, Docker's config.
pub(super) fn pair(token: &[u8]) -> Verdict {
    let Some(text) = printable(token) else { return Verdict::Fail };
    match split_colon(&text) {
        Some((user, password)) if user.len() >= 2 && password.len() >= 4 => {
            // RFC 7617 prints it.
            if is_real(password) && password != b"open sesame" {
                login::worth(user, password)
            } else {
                Verdict::NotSecret
            }
        }
        Some((_, [])) => Verdict::NotSecret,
        _ => Verdict::Fail,
    }
}

/// `user:password` of a Basic header (RFC 7617), decoded but not checked.
pub(crate) fn basic(token: &[u8]) -> Option<Vec<u8>> {
    let text = printable(token)?;
    split_colon(&text)?;
    Some(text)
}

/// The decoded text, if all of it is printable ASCII.
fn printable(token: &[u8]) -> Option<Vec<u8>> {
    let text = decode(token)?;
    text.iter().all(|b| (b' '..=b'~').contains(b)).then_some(text)
}

/// Discord: the part before the first dot is a snowflake, 17 to 20 digits.
pub(super) fn discord(token: &[u8]) -> bool {
    let mut parts = token.split(|b| *b == b'.');
    let id = parts.next().and_then(decode);
    id.is_some_and(|id| (17..=20).contains(&id.len()) && id.iter().all(u8::is_ascii_digit)) && parts.all(is_real)
}

/// JFrog: `reftkn:<two digits>:<end in seconds, or zeros>:<random>`; one that has ended is weak.
pub(super) fn artifactory(token: &[u8], now: i64) -> Verdict {
    let Some(text) = decode(token) else {
        return Verdict::Fail;
    };
    let parts: Vec<&[u8]> = text.split(|b| *b == b':').collect();
    let [b"reftkn", version, end, random] = parts.as_slice() else {
        return Verdict::Fail;
    };
    let end = std::str::from_utf8(end).ok().and_then(|end| end.parse::<i64>().ok());
    match end {
        Some(end) if version.len() == 2 && random.len() >= 8 => {
            if end != 0 && end < now {
                Verdict::Weak
            } else {
                Verdict::pass()
            }
        }
        _ => Verdict::Fail,
    }
}

/// Snyk: after the id an object with the expiry date in seconds (`e`), the host, an id and the subject. An expired token is
/// weak.
pub(super) fn snyk(token: &[u8], now: i64) -> Verdict {
    let Some(payload) = token.split(|b| *b == b'.').nth(2).and_then(object) else { return Verdict::Fail };
    if !["h", "j", "s"].iter().all(|key| payload.get(*key).is_some_and(Value::is_string)) {
        return Verdict::Fail;
    }
    match payload.get("e").and_then(Value::as_i64) {
        Some(end) if end < now => Verdict::Weak,
        _ => Verdict::pass(),
    }
}

fn object(text: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&decode(text)?).ok()? {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

fn has(text: &[u8], members: &[&str]) -> bool {
    object(text).is_some_and(|map| members.iter().all(|m| map.contains_key(*m)))
}

/// The part of `token` that begins its JSON.
fn from_json(token: &[u8]) -> &[u8] {
    &token[token.windows(3).position(|w| w == b"eyJ").unwrap_or(0)..]
}

/// Grafana Cloud, `glc_`: members o, n, k.
pub(super) fn grafana_cloud(token: &[u8]) -> bool {
    has(from_json(token), &["o", "n", "k"])
}

/// Grafana's old API key: members k, n, id.
pub(super) fn grafana_legacy(token: &[u8]) -> bool {
    has(token, &["k", "n", "id"])
}

/// Sentry, `sntrys_`: JSON with time and addresses, then `_` and 32 bytes.
pub(super) fn sentry(token: &[u8]) -> bool {
    let json = from_json(token);
    // The alphabet of the secret contains `_` too, so its length tells where it begins.
    let Some(split) = json.len().checked_sub(44) else { return false };
    if json[split] != b'_' {
        return false;
    }
    let random = &json[split + 1..];
    let secret = decode(random).is_some_and(|bytes| bytes.len() == 32) && is_real(random);
    secret && has(&json[..split], &["iat", "url", "org"])
}

/// 1Password service accounts, `ops_`.
pub(super) fn onepassword(token: &[u8]) -> bool {
    has(from_json(token), &["email", "muk", "secretKey"])
}

/// Mapbox: the middle part names a user and an id.
pub(super) fn mapbox(token: &[u8]) -> bool {
    let mut parts = token.split(|b| *b == b'.').skip(1);
    parts.next().is_some_and(|middle| has(middle, &["u", "a"])) && parts.all(is_real)
}

#[cfg(test)]
mod tests;
