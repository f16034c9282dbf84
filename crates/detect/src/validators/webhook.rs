//! Secrets of webhooks that are base64 behind `whsec_` (Standard Webhooks: 24 to 64 bytes). Stripe's are a text of 32 letters
//! and digits behind the same prefix, so such a body is of this kind only where its line names a sender of it.

use data_encoding::{BASE64, BASE64_NOPAD};

use super::{Input, Verdict};

/// Bytes of a secret, at least and at most.
const LEAST: usize = 24;
const MOST: usize = 64;
/// The length of Stripe's body, in characters.
const STRIPE: usize = 32;
/// How much of the line is read, on both sides, in bytes.
const REACH: usize = 120;
/// Senders that sign by the standard, and its own name.
const SENDERS: [&str; 9] = ["svix", "clerk", "resend", "openai", "polar", "supabase", "liveblocks", "brex", "standard"];

/// `whsec_` and base64 with its padding, or without.
pub(super) fn standard(input: &Input<'_>) -> Verdict {
    let value = input.value();
    let body = value.strip_prefix(b"whsec_").unwrap_or(value);
    let decoded = if body.ends_with(b"=") { BASE64.decode(body) } else { BASE64_NOPAD.decode(body) };
    let is_key = decoded.is_ok_and(|key| (LEAST..=MOST).contains(&key.len()));
    // Stripe's command line tool prints hexadecimal digits.
    let is_hex = body.iter().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b));
    let is_stripe = body.len() == STRIPE && body.iter().all(u8::is_ascii_alphanumeric);
    Verdict::from_proof(is_key && !is_hex && (!is_stripe || is_named(input)))
}

/// Does the line name a sender?
fn is_named(input: &Input<'_>) -> bool {
    let before = &input.text[input.span.start.saturating_sub(REACH)..input.span.start];
    let after = &input.text[input.span.end..input.text.len().min(input.span.end + REACH)];
    let head = before.rsplit(|b| *b == b'\n').next().unwrap_or(before);
    let tail = after.split(|b| *b == b'\n').next().unwrap_or(after);
    let holds = |part: &[u8]| {
        let lower = part.to_ascii_lowercase();
        SENDERS.iter().any(|word| lower.windows(word.len()).any(|w| w == word.as_bytes()))
    };
    holds(head) || holds(tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    fn passes(before: &str, value: &str) -> bool {
        let text = format!("{before}{value}\nnext line: svix");
        let span = before.len()..before.len() + value.len();
        matches!(standard(&Input { text: text.as_bytes(), span, now: 0 }), Verdict::Pass(_))
    }

    #[test]
    fn published_vectors() {
        // From the page of formats, in two pieces.
        for (a, b) in
            [("whse", "c_LXvPLjjGE3jBMzwolpQAulPAfe27M/wj"), ("whse", "c_nsFQPY4AmO4BsNA0OMAIbH96NRTjinY6fmk6FhmTnSs=")]
        {
            assert!(passes("SECRET=", &[a, b].concat()));
        }
    }

    #[test]
    fn what_is_not_of_the_standard() {
        for template in ["whsec_{b64:31}", "whsec_{b64:87}B", "whsec_{hex:64}", "whsec_{alnum:32}", "whsec_{alnum:33}"]
        {
            assert!(!passes("STRIPE_SECRET=", &expand(template, 1)), "{template}");
        }
    }

    #[test]
    fn the_line_names_the_sender() {
        let value = expand("whsec_{alnum:32}", 1);
        assert!(passes("CLERK_WEBHOOK_SECRET=", &value));
        assert!(!passes("clerk\nSTRIPE_WEBHOOK_SECRET=", &value));
    }
}
