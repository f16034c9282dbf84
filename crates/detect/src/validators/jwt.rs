//! JSON Web Tokens (RFC 7519): header and payload must be JSON objects; the claims decide what the token is worth.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value};

use super::{Proof, Verdict};

/// An issuer's token has at least one of these claims.
const CLAIMS: [&str; 12] =
    ["exp", "iat", "nbf", "sub", "iss", "aud", "jti", "role", "scope", "scp", "client_id", "token_type"];

/// Reads the token; `now` is in seconds since 1970.
pub(super) fn check(token: &[u8], now: i64) -> Verdict {
    // A token with an issuer's prefix (`ghs_<id>_`) begins at its header.
    let start = token.windows(3).position(|w| w == b"eyJ").unwrap_or(0);
    let mut parts = token[start..].split(|b| *b == b'.');
    let Some(header) = parts.next().and_then(object) else { return Verdict::Fail };
    let Some(payload) = parts.next().and_then(object) else { return Verdict::Fail };
    let Some(signature) = parts.next() else { return Verdict::Fail };
    let Some(algorithm) = header.get("alg").and_then(Value::as_str) else {
        return Verdict::Fail;
    };
    if algorithm.eq_ignore_ascii_case("none") || signature.is_empty() || is_public(&payload) {
        return Verdict::NotSecret;
    }
    match payload.get("exp").and_then(Value::as_f64) {
        #[allow(clippy::cast_precision_loss)] // seconds
        Some(expiry) if expiry < now as f64 => Verdict::Weak,
        // A token without any claim of an issuer is a tutorial's.
        _ if !CLAIMS.iter().any(|claim| payload.contains_key(*claim)) => Verdict::Weak,
        _ if payload.get("role").and_then(Value::as_str) == Some("service_role") => {
            Verdict::Pass(Proof { note: Some("role service_role: full access".into()), ..Proof::default() })
        }
        _ => Verdict::pass(),
    }
}

/// As [`check`], for Supabase's role that may do everything; a token of any other role fails.
pub(super) fn service_role(token: &[u8], now: i64) -> Verdict {
    let payload = token.split(|b| *b == b'.').nth(1).and_then(object);
    match payload.as_ref().and_then(|p| p.get("role")).and_then(Value::as_str) {
        Some("service_role") => check(token, now),
        _ => Verdict::Fail,
    }
}

fn object(part: &[u8]) -> Option<Map<String, Value>> {
    let json = BASE64URL_NOPAD.decode(part).ok()?;
    match serde_json::from_slice(&json).ok()? {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// Is the token made to be public (Supabase's `anon`), or a tutorial's sample?
fn is_public(payload: &Map<String, Value>) -> bool {
    let claim = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or("");
    claim("role") == "anon"
        || claim("iss") == "supabase-demo"
        || claim("sub") == "1234567890"
        || claim("name") == "John Doe"
}
