//! Values that are made to be shipped to everybody, wherever they are: publishable keys, client ids, tokens of the role that
//! may only read. Code, templates and known values judge them by this one table.

use akguard_common::bytes;

use super::shape;

/// How they begin.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    // Stripe and Clerk, and those who copied them; Mapbox (public, temporary); PostHog; Supabase; PubNub.
    "pk_", "pk-", "pk.", "tk.", "phc_", "sb_publishable_", "pub-c-", "sub-c-",
    // Datadog's browser tokens, LaunchDarkly's mobile keys, Square, Flutterwave, Xendit, Razorpay, Paystack.
    "pub", "mob-", "sq0idp-", "FLWPUBK", "xnd_public_", "rzp_", "APP_USR_PUBLIC",
    // Client ids of GitHub apps and of MongoDB's service accounts; browser keys of New Relic; SonarQube's badges.
    "Iv1.", "Iv23", "Ov23", "mdb_sa_id_", "NRJS-", "sqb_",
    // The public halves of Standard Webhooks and Nostr.
    "whpk_", "npub1", "pubkey-",
    // What Django's `startproject` writes, and what it is called there.
    "django-insecure-",
];

/// Is `value` public by design?
pub(super) fn is_public(value: &[u8]) -> bool {
    (HEADS.iter().any(|head| value.starts_with(head.as_bytes())) && !is_account_key(value)) || is_public_token(value)
}

/// Parts of names that say so.
const NAMES: [&[u8]; 9] = [
    b"PUBLIC",
    b"PUBLISHABLE",
    b"ANON_KEY",
    b"SITEKEY",
    b"SITE_KEY",
    b"PUBKEY",
    b"CLIENT_ID",
    b"VAPID_PUB",
    b"SEARCH_KEY",
];

/// Does the name of a variable say that its value is for everyone's eyes?
pub(super) fn is_public_name(name: &[u8]) -> bool {
    let upper: Vec<u8> =
        name.iter().map(|b| if *b == b'-' || *b == b'.' { b'_' } else { b.to_ascii_uppercase() }).collect();
    NAMES.iter().any(|mark| bytes::find_text(mark, &upper).is_some())
}

/// `pk_<account>_<32 letters and digits>`: ClickUp's personal token begins as publishable keys do.
fn is_account_key(value: &[u8]) -> bool {
    let Some((account, key)) = value.strip_prefix(b"pk_").and_then(|rest| {
        let joint = rest.iter().position(|b| *b == b'_')?;
        Some((&rest[..joint], &rest[joint + 1..]))
    }) else {
        return false;
    };
    (7..=9).contains(&account.len()) && account.iter().all(u8::is_ascii_digit) && key.len() == 32
}

/// Supabase's `anon`, the demonstration stack's, a tutorial's.
fn is_public_token(value: &[u8]) -> bool {
    let verdict = || shape::run("jwt", &shape::Input { text: value, span: 0..value.len(), now: 0 });
    value.starts_with(b"eyJ") && matches!(verdict(), shape::Verdict::NotSecret)
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
        ] {
            assert!(is_public(expand(template, 1).as_bytes()), "{template}");
        }
        for template in [
            "sk_test_{alnum:24}",
            "sb_secret_{alnum:22}_{alnum:8}",
            "{jwt:service}",
            "{jwt:}",
            "pk_{digits:8}_{base32:32}",
        ] {
            assert!(!is_public(expand(template, 1).as_bytes()), "{template}");
        }
    }
}
