//! Contexts that make a value harmless, whatever it looks like: another label, an enumeration, a link, ciphertext.

use std::ops::Range;

use akguard_common::bytes;
use akguard_rules::schema::Heuristic;

use super::super::slices::{last_line, trailing};
use super::super::uuid::is_uuid;
use super::super::{HeuristicMatch, byte_list};
use super::known_answer::is_known_answer;
use super::{ciphertext, links, spelled};
use crate::validators;

/// Maximum distance to the beginning of an enumeration, in bytes.
const BACK: usize = 4096;
/// Maximum distance to words on the same line, in bytes.
const NEAR: usize = 120;

/// Does the context of a guess rule it out?
pub(in crate::heuristics) fn is_harmless_in_context(text: &[u8], guess: &HeuristicMatch) -> bool {
    let span = &guess.span;
    let name = match &guess.name {
        Some(name) => &text[name.clone()],
        None => &[],
    };
    ciphertext::is_around(text, span.start, span.end)
        || links::is_public_link(text, span)
        || is_nonce(name)
        || is_of_session(name)
        || is_client_pair(name)
        || is_fingerprint(name, &text[span.clone()])
        || (plain(name) == b"secretkeybase" && validators::is_local(text, span.start))
        || is_labelled(text, span)
        || is_known_answer(text, span)
        || is_meeting(text, span, name)
        || guess.name.as_ref().is_some_and(|name| is_checksum_of(&text[..name.start]))
        || (guess.service.is_some_and(|service| service.name == "age") && mentions_http_age(text, span.start))
        || (guess.finder != Heuristic::Password
            && !byte_list::is_list(&text[span.clone()])
            && spelled::is_spelled_out(&text[span.clone()]))
        || (is_uuid(&text[span.clone()]) && is_identifier(text, span, name))
}

/// A name in lower case, without separators.
fn plain(name: &[u8]) -> Vec<u8> {
    let mut plain = name.to_ascii_lowercase();
    plain.retain(u8::is_ascii_alphanumeric);
    plain
}

/// `https://<host>/j/<number>?pwd=...`: the link to a meeting, made to be shared.
fn is_meeting(text: &[u8], span: &Range<usize>, name: &[u8]) -> bool {
    let before = text[span.start.saturating_sub(NEAR)..span.start].to_ascii_lowercase();
    name == b"pwd" && before.ends_with(b"?pwd=") && bytes::find_text(b"/j/", &before).is_some()
}

/// `nonce = "..."`, `salt: "..."`: used once and sent along, or stored beside the hash. `AUTH_SALT` is a secret.
fn is_nonce(name: &[u8]) -> bool {
    const NONCES: [&[u8]; 9] =
        [b"salt", b"nonce", b"iv", b"cnonce", b"opaque", b"passwordsalt", b"saltvalue", b"salthex", b"noncevalue"];
    NONCES.contains(&plain(name).as_slice())
}

/// `ice-pwd` of SDP (RFC 8839): valid during one call.
fn is_of_session(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 3] = [b"icepwd", b"icepassword", b"iceufrag"];
    // `icePwd`, `a=ice-pwd`, `remote_ice_password`; not `service_password`.
    let start = name.iter().enumerate().rposition(|(i, _)| {
        let is_begin = i == 0
            || !name[i - 1].is_ascii_alphanumeric()
            || (name[i].is_ascii_uppercase() && name[i - 1].is_ascii_lowercase());
        is_begin && name[i..].len() >= 3 && name[i..i + 3].eq_ignore_ascii_case(b"ice")
    });
    start.is_some_and(|start| NAMES.contains(&plain(&name[start..]).as_slice()))
}

/// `signingkey = ...` of git's configuration: the fingerprint of a GnuPG key.
fn is_fingerprint(name: &[u8], value: &[u8]) -> bool {
    matches!(value.len(), 8 | 16 | 40)
        && value.iter().all(u8::is_ascii_hexdigit)
        && plain(name).ends_with(b"signingkey")
}

/// Keys that a service's library uses in the browser, beside a secret of another name: `PUSHER_KEY`, `VAPID_KEY`.
fn is_client_pair(name: &[u8]) -> bool {
    let name = plain(name);
    let contains = |word: &[u8]| bytes::find_text(word, &name).is_some();
    let pairs: [(&[u8], &[u8]); 7] = [
        (b"applicationserver", b"key"),
        (b"instrumentation", b"key"),
        (b"pusher", b"key"),
        (b"disqus", b"publickey"),
        (b"vapid", b"key"),
        (b"onesignal", b"appid"),
        (b"walletconnect", b"project"),
    ];
    let private = [b"secret".as_slice(), b"priv", b"rest", b"master", b"encryption", b"auth", b"signing"];
    pairs.iter().any(|(service, key)| contains(service) && contains(key)) && !private.iter().any(|word| contains(word))
}

/// `checksum/secret: ...`: a Kubernetes annotation that restarts the users of the secret when it changes.
fn is_checksum_of(before_name: &[u8]) -> bool {
    const MARKS: [&[u8]; 5] = [b"checksum/", b"checksum-", b"hash/", b"sha256/", b"digest/"];
    // In `checksum/github-secret` the part of the name found here is `secret`.
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
    let head = before(before_name, trailing(before_name, is_part));
    MARKS.iter().any(|mark| before_name.ends_with(mark) || head.ends_with(mark))
}

/// `text` without `end`, with which it ends.
fn before<'t>(text: &'t [u8], end: &[u8]) -> &'t [u8] {
    &text[..text.len() - end.len()]
}

/// Does a label right before the value call it something else than the name farther left: `token(nonce="..."`?
fn is_labelled(text: &[u8], span: &Range<usize>) -> bool {
    #[rustfmt::skip]
    const LABELS: &[&str] = &[
        "nonce", "iv", "salt", "cnonce", "opaque", "tag", "mac", "aad", "etag", "hash", "digest", "checksum", "sha",
        "sha1", "sha256", "sha512", "md5", "integrity", "fingerprint", "thumbprint", "rev", "ref", "revision",
        "commit", "version", "image", "model", "model_id", "modelid", "model_name", "engine", "deployment", "uuid",
        "guid", "aaguid", "kid", "jti", "request_id", "requestid", "trace_id", "traceid", "span_id", "session_id",
        "sessionid", "correlation_id", "state", "code_challenge", "boundary", "tenant_id", "tenantid",
        "subscription_id", "subscriptionid", "object_id", "objectid", "account_id", "project_id", "projectid",
        "channel", "channel_id", "user_id", "userid", "zone_id", "app_id", "appid", "client_id", "clientid", "chunk",
        "signature", "sig", "response", "hm", "pin-sha256", "digest_value",
    ];
    let line = last_line(&text[span.start.saturating_sub(NEAR)..span.start]);
    let head = trimmed(line, b"\"'`bBrRuU \t");
    let Some(head) = head.strip_suffix(b"=").or_else(|| head.strip_suffix(b":")).or_else(|| head.strip_suffix(b"=>"))
    else {
        return false;
    };
    let head = trimmed(head, b"\"'`]: \t");
    let found = trailing(head, |b| b.is_ascii_alphanumeric() || b"_-".contains(b));
    LABELS.iter().any(|label| found.eq_ignore_ascii_case(label.as_bytes()))
}

/// The text without such bytes at its end.
fn trimmed<'t>(text: &'t [u8], ends: &[u8]) -> &'t [u8] {
    before(text, trailing(text, |b| ends.contains(b)))
}

/// `max-age`, `s-maxage`, `Age:`: how long a response is fresh, not the encryption program `age`.
fn mentions_http_age(text: &[u8], at: usize) -> bool {
    let near = text[at.saturating_sub(2 * NEAR)..at].to_ascii_lowercase();
    [b"maxage".as_slice(), b"max_age", b"max-age", b"minage", b"average", b"age:", b"\"age\""]
        .iter()
        .any(|word| bytes::find_text(word, &near).is_some())
}

/// Is a UUID an identifier: a member of an enumeration, the key of a map, an authenticator's model, a type?
fn is_identifier(text: &[u8], span: &Range<usize>, name: &[u8]) -> bool {
    let before = &text[span.start.saturating_sub(BACK)..span.start];
    let near = &before[before.len().saturating_sub(NEAR)..];
    is_key(&text[span.end..])
        || is_in_enumeration(before)
        || is_typed(near)
        || bytes::find_text(b"aaguid", &near.to_ascii_lowercase()).is_some()
        || is_product(name)
        || is_role(name)
        || is_credential_id(text, span, name)
}

/// `keyVaultSecretsUser = "<uuid>"`: a role defined by a cloud provider.
fn is_role(name: &[u8]) -> bool {
    const ROLES: [&[u8]; 9] =
        [b"user", b"users", b"reader", b"officer", b"operator", b"owner", b"contributor", b"role", b"roleid"];
    let name = plain(name);
    ROLES.iter().any(|role| name.ends_with(role))
}

/// `credentials('<uuid>')`: the id of a credential that the build server (Jenkins) keeps.
fn is_credential_id(text: &[u8], span: &Range<usize>, name: &[u8]) -> bool {
    let before = &text[..span.start];
    let is_call = before.ends_with(b"('") || before.ends_with(b"(\"");
    is_call && matches!(plain(name).as_slice(), b"credentials" | b"credentialsid" | b"withcredentials")
}

/// `"<uuid>": ...`, `"<uuid>" => ...`: a key of a map.
fn is_key(after: &[u8]) -> bool {
    let Some(rest) = after.strip_prefix(b"\"").or_else(|| after.strip_prefix(b"'")) else { return false };
    let rest = rest.trim_ascii_start();
    rest.starts_with(b":") || rest.starts_with(b"=>")
}

/// Is the last block that opened before it, and has not closed, that of an `enum`?
fn is_in_enumeration(before: &[u8]) -> bool {
    let Some(open) = bytes::find_last(b'{', before) else { return false };
    let head = trailing(&before[..open], |b| !b"\n;{}".contains(b));
    bytes::find(b'}', &before[open..]).is_none() && head.split(|b| !b.is_ascii_alphabetic()).any(|word| word == b"enum")
}

/// `new Guid("..."`, `Uuid::parse_str("..."`, `uuid!("..."`, `[Guid("..."`.
fn is_typed(near: &[u8]) -> bool {
    let head = trimmed(near, b"\"'`({");
    let call = near.len() > head.len() && near[head.len()..].contains(&b'(');
    let name = trailing(head, |b| b.is_ascii_alphanumeric() || b"_.:!".contains(b)).to_ascii_lowercase();
    call && (bytes::find_text(b"guid", &name).is_some() || bytes::find_text(b"uuid", &name).is_some())
}

/// `NordPass`, `OnePassword`: the name of a product and nothing else.
fn is_product(name: &[u8]) -> bool {
    let is_pascal = name.first().is_some_and(u8::is_ascii_uppercase) && name.iter().any(u8::is_ascii_lowercase);
    let name = plain(name);
    let stem = [b"passxc".as_slice(), b"password", b"pass"].iter().find_map(|end| name.strip_suffix(*end));
    is_pascal
        && stem.is_some_and(|stem| {
            [b"one".as_slice(), b"1", b"nord", b"last", b"kee", b"proton", b"myki", b"ro"].contains(&stem)
        })
}

#[cfg(test)]
mod tests;
