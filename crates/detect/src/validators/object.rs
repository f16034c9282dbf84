//! Values in JSON objects that say what they are: Google's service-account files, private JSON Web Keys (RFC 7517, RFC
//! 7518, RFC 8037). The pattern matches the value; the object around it is parsed here.

use std::ops::Range;

use serde_json::{Map, Value};

use super::{Input, Verdict, jwk_text, pem};

/// The object begins at most this far before the value, in bytes.
const BEFORE: usize = 16 << 10;
/// The longest object, in bytes.
const LENGTH: usize = 64 << 10;
/// Maximum number of braces before the value that are tried as the start of the object.
const DEPTH: usize = 3;

/// First characters of the private values that RFC 7515, 7517 and 8037 print.
const PUBLISHED: [&str; 7] = [
    "870MB6gfuTJ4HtUn",
    "X4cTteJY_gn4FYPs",
    "GawgguFyGrWKav7A",
    "AyM1SysPpbyDfgZl",
    "nWGxne_9WmC6hEr0",
    "jpsQnnGQmL-YBIff",
    "Eq5xpGnNCivDflJs",
];

/// The objects around `span`, the innermost first.
fn around(text: &[u8], span: &Range<usize>) -> impl Iterator<Item = Map<String, Value>> {
    let from = span.start.saturating_sub(BEFORE);
    let braces = (from..span.start).rev().filter(|i| text[*i] == b'{').take(DEPTH);
    braces.filter_map(move |start| {
        let slice = &text[start..text.len().min(start + LENGTH)];
        let mut values = serde_json::Deserializer::from_slice(slice).into_iter::<Value>();
        match values.next()?.ok()? {
            Value::Object(map) if start + values.byte_offset() >= span.end => Some(map),
            _ => None,
        }
    })
}

fn text_of<'m>(map: &'m Map<String, Value>, key: &str) -> &'m str {
    map.get(key).and_then(Value::as_str).unwrap_or("")
}

/// The beginning of a private key in a service account's file; the key itself is checked as any other.
pub(super) fn service_account(input: &Input<'_>) -> Verdict {
    let objects: Vec<_> = around(input.text, &input.span).collect();
    // No JSON object (escaped, or a part of a program): the key alone decides.
    if objects.is_empty() {
        return pem::check(input);
    }
    let Some(map) = objects.iter().find(|map| text_of(map, "type") == "service_account") else {
        return Verdict::Fail;
    };
    let id = text_of(map, "private_key_id");
    let mail = text_of(map, "client_email");
    if id.len() != 40 || !id.bytes().all(|b| b.is_ascii_hexdigit()) || !mail.ends_with("gserviceaccount.com") {
        return Verdict::Fail;
    }
    match pem::check(input) {
        Verdict::Pass(mut proof) => {
            let project = text_of(map, "project_id");
            if (1..=63).contains(&project.len())
                && project.bytes().all(|b| b.is_ascii_alphanumeric() || b"-:.".contains(&b))
            {
                proof.note = Some(format!("project {project}"));
            }
            Verdict::Pass(proof)
        }
        other => other,
    }
}

/// The `d` of an RSA, EC or OKP key, the `k` of an oct one.
pub(super) fn jwk(input: &Input<'_>) -> Verdict {
    let value = input.value();
    let length = value.len();
    let map = around(input.text, &input.span).find(|map| map.contains_key("kty"));
    // Text that is no JSON may be an object of a program.
    let plain = if map.is_none() { jwk_text::around(input.text, &input.span) } else { b"" };
    let member = |key: &str| match &map {
        Some(map) => text_of(map, key).as_bytes(),
        None => jwk_text::member(plain, key.as_bytes()).unwrap_or_default(),
    };
    let fits = match member("kty") {
        b"EC" | b"OKP" => member("d") == value && private_length(member("crv")) == Some(length),
        b"RSA" => member("d") == value && length >= 160 && length <= member("n").len() + 2,
        b"oct" => member("k") == value && length >= 22,
        _ => false,
    };
    if PUBLISHED.iter().any(|head| value.starts_with(head.as_bytes())) {
        return Verdict::NotSecret;
    }
    Verdict::from_proof(fits)
}

/// Length of the curve's private value, in characters of base64url.
fn private_length(curve: &[u8]) -> Option<usize> {
    match curve {
        b"P-256" | b"secp256k1" | b"Ed25519" | b"X25519" => Some(43),
        b"P-384" => Some(64),
        b"P-521" => Some(88),
        b"Ed448" => Some(76),
        b"X448" => Some(75),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    fn judge(text: &str, value: &str, check: fn(&Input<'_>) -> Verdict) -> Verdict {
        let start = text.find(value).unwrap();
        check(&Input { text: text.as_bytes(), span: start..start + value.len(), now: 0 })
    }

    #[test]
    fn keys_by_type() {
        let d = expand("{b64url:43}", 1);
        let key = |kty: &str, more: &str| format!(r#"x = {{"keys": [{{"use": "sig", "kty": "{kty}", {more}}}]}}"#);
        assert!(matches!(judge(&key("OKP", &format!(r#""crv": "Ed25519", "d": "{d}""#)), &d, jwk), Verdict::Pass(_)));
        assert!(matches!(judge(&key("EC", &format!(r#""crv": "P-384", "d": "{d}""#)), &d, jwk), Verdict::Fail));
        assert!(matches!(judge(&key("oct", &format!(r#""k": "{d}""#)), &d, jwk), Verdict::Pass(_)));
        assert!(matches!(judge(&format!(r#"{{"d": "{d}"}}"#), &d, jwk), Verdict::Fail));
        let sample = "nWGxne_9WmC6hEr0";
        assert!(matches!(judge(&key("oct", &format!(r#""k": "{sample}{d}""#)), sample, jwk), Verdict::NotSecret));
    }

    #[test]
    fn service_accounts_have_an_id_and_a_mail_address() {
        let head = "-----BEGIN PRIVATE KEY-----";
        let pem = expand("{pem:pkcs8}", 1).replace('\n', "\\n");
        let id = expand("{hex:40}", 1);
        let file = |kind: &str| {
            format!(
                r#"{{"type": "{kind}", "project_id": "acme-prod", "private_key_id": "{id}", "private_key": "{pem}", "client_email": "ci@acme-prod.iam.gserviceaccount.com"}}"#
            )
        };
        let Verdict::Pass(proof) = judge(&file("service_account"), head, service_account) else { panic!("not found") };
        assert_eq!(proof.note.as_deref(), Some("project acme-prod"));
        assert!(matches!(judge(&file("other"), head, service_account), Verdict::Fail));
    }
}
