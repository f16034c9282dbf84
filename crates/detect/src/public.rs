//! Values that are made to be public, wherever they are: publishable keys, client ids, tokens of a role that may only
//! read. Code, templates and known values are judged by this one table.

use akguard_common::bytes;

use super::validators;

/// First characters of such values.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    // Stripe, Clerk and services with the same form; Mapbox (public, temporary); PostHog; Supabase; PubNub.
    "pk_", "pk-", "pk.", "tk.", "phc_", "sb_publishable_", "pub-c-", "sub-c-",
    // Datadog's browser tokens, LaunchDarkly's mobile keys, Square, Flutterwave, Xendit, Razorpay, Paystack.
    "mob-", "sq0idp-", "FLWPUBK", "xnd_public_", "rzp_", "APP_USR_PUBLIC",
    // Client ids of GitHub apps and of MongoDB's service accounts; browser keys of New Relic; SonarQube's badges.
    "Iv1.", "Iv23", "Ov23", "mdb_sa_id_", "NRJS-", "sqb_",
    // The public halves of Standard Webhooks and Nostr.
    "whpk_", "npub1", "pubkey-",
    // Client ids and client-side keys of 42, Aikido, Ramp, DevCycle, Midtrans, Pagar.me, Lob, Stytch.
    "u-s4t2", "AIK_CLIENT_", "ramp_id_", "dvc_client_", "dvc_mobile_", "Mid-client-", "SB-Mid-client-", "ek_live_", "ek_test_",
    "live_pub_", "test_pub_", "public-token-", "project-live-", "project-test-",
    // The value that Django's `startproject` writes.
    "django-insecure-",
];

/// Is `value` public by design?
pub(super) fn is_public(value: &[u8]) -> bool {
    (HEADS.iter().any(|head| value.starts_with(head.as_bytes())) && !is_account_key(value) && !is_klaviyo_key(value))
        || is_browser_token(value)
        || is_seller_key(value)
        || is_plain_id(value)
        || is_public_token(value)
}

/// `pub` and 32 hexadecimal digits: Datadog's browser tokens.
fn is_browser_token(value: &[u8]) -> bool {
    value.strip_prefix(b"pub").is_some_and(|rest| rest.len() == 32 && rest.iter().all(u8::is_ascii_hexdigit))
}

/// `APP_USR-` or `TEST-` and a UUID: Mercado Pago's public key.
fn is_seller_key(value: &[u8]) -> bool {
    let rest = value.strip_prefix(b"APP_USR-").or_else(|| value.strip_prefix(b"TEST-"));
    let groups = |rest: &[u8]| rest.split(|b| *b == b'-').map(<[u8]>::len).eq([8, 4, 4, 4, 12]);
    rest.is_some_and(groups)
}

/// Ids and client keys that have an exact form: Lark's apps, Duo's integrations, Adyen's client keys.
fn is_plain_id(value: &[u8]) -> bool {
    let of = |head: &[u8], length: usize, class: fn(&u8) -> bool| {
        value.strip_prefix(head).is_some_and(|rest| rest.len() == length && rest.iter().all(class))
    };
    let lower = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let upper = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    of(b"cli_", 16, lower) || of(b"DI", 18, upper) || of(b"live_", 32, upper) || of(b"test_", 32, upper)
}

/// `pk_` and 34 hexadecimal digits: Klaviyo's private key.
fn is_klaviyo_key(value: &[u8]) -> bool {
    value.strip_prefix(b"pk_").is_some_and(|rest| rest.len() == 34 && rest.iter().all(u8::is_ascii_hexdigit))
}

/// Whole words in names of public values.
const NAMES: [&[u8]; 8] =
    [b"PUBLIC", b"PUBLISHABLE", b"ANON_KEY", b"SITEKEY", b"SITE_KEY", b"PUBKEY", b"CLIENT_ID", b"VAPID_PUB"];
/// Services whose search key is given to browsers. The search keys of Azure and Elasticsearch may also write.
const SEARCH_SERVICES: [&[u8]; 3] = [b"ALGOLIA", b"MEILI", b"TYPESENSE"];

/// Does the name of a variable say that its value is public?
pub(super) fn is_public_name(name: &[u8]) -> bool {
    let upper: Vec<u8> =
        name.iter().map(|b| if *b == b'-' || *b == b'.' { b'_' } else { b.to_ascii_uppercase() }).collect();
    let holds = |mark: &[u8]| bytes::find_text(mark, &upper).is_some();
    NAMES.iter().any(|mark| has_words(&upper, mark))
        || (has_words(&upper, b"SEARCH_KEY") && SEARCH_SERVICES.iter().any(|service| holds(service)))
}

/// Does a name contain these words, whole: `ANON_KEY`, not `CANON_KEY`?
fn has_words(name: &[u8], words: &[u8]) -> bool {
    bytes::texts(words, name).any(|at| {
        let is_begin = at == 0 || !name[at - 1].is_ascii_alphanumeric();
        // `VAPID_PUB` begins a word, `PUBLICKEY` is one.
        is_begin
            && (words.ends_with(b"PUB")
                || words == b"PUBLIC"
                || name.get(at + words.len()).is_none_or(|b| !b.is_ascii_alphanumeric()))
    })
}

/// `pk_<account>_<32 letters and digits>`: ClickUp's personal token begins as publishable keys do.
fn is_account_key(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"pk_") else { return false };
    let Some(joint) = rest.iter().position(|b| *b == b'_') else { return false };
    let account = &rest[..joint];
    let key = &rest[joint + 1..];
    (7..=9).contains(&account.len()) && account.iter().all(u8::is_ascii_digit) && key.len() == 32
}

/// A token of Supabase's role `anon`, of its demonstration stack or of a tutorial.
fn is_public_token(value: &[u8]) -> bool {
    let verdict = || {
        validators::run(validators::CheckName::Jwt, &validators::Input { text: value, span: 0..value.len(), now: 0 })
    };
    value.starts_with(b"eyJ") && matches!(verdict(), validators::Verdict::NotSecret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn made_to_be_shipped() {
        for template in [
            "pk_test_{alnum:24}",
            "pk_live_{alnum:99}",
            "pk.eyJ1Ijoi{alnum:60}.{b64url:22}",
            "phc_{alnum:43}",
            "sb_publishable_{alnum:22}_{alnum:8}",
            "{jwt:anon}",
            "Ov23{alnum:16}",
            "pub{hex:32}",
            "APP_USR-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}",
            "ramp_id_{alnum:40}",
            "cli_{base36:16}",
            "live_{upper:32}",
        ] {
            assert!(is_public(expand(template, 1).as_bytes()), "{template}");
        }
        for template in [
            "sk_test_{alnum:24}",
            "sb_secret_{alnum:22}_{alnum:8}",
            "{jwt:service}",
            "{jwt:}",
            "pk_{digits:8}_{base32:32}",
            "pk_{hex:34}",
            "pubsub{alnum:30}",
        ] {
            assert!(!is_public(expand(template, 1).as_bytes()), "{template}");
        }
    }

    #[test]
    fn names_of_what_everyone_may_see() {
        for name in
            ["SUPABASE_ANON_KEY", "NEXT_PUBLIC_KEY", "STRIPE_PUBLISHABLE_KEY", "ALGOLIA_SEARCH_KEY", "PUBLICKEY"]
        {
            assert!(is_public_name(name.as_bytes()), "{name}");
        }
        for name in ["CANON_KEY", "REPUBLIC_TOKEN", "AZURE_SEARCH_KEY", "ELASTICSEARCH_KEY", "API_KEY"] {
            assert!(!is_public_name(name.as_bytes()), "{name}");
        }
    }
}
