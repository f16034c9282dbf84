//! Keys under a name that says no more than `key`: recognised by words of cryptography around them, or by a name of more
//! words and a very random value.

use std::ops::Range;

use akguard_common::bytes;

use super::grade::Under;
use super::name;
use super::non_secret::is_known_answer;
use super::uuid::is_uuid;

/// Maximum distance of a word of [`WORDS`] before the name or after the value, in bytes.
const NEAR: usize = 300;
/// Words in code that encrypts or signs.
const WORDS: &[&[u8]] = &[
    b"aes",
    b"cipher",
    b"crypt",
    b"hmac",
    b"fernet",
    b"signing",
    b"hs256",
    b"hs512",
    b"jwt",
    b"nacl",
    b"securecookie",
];

/// Does the value have the size of a key for a cipher, and does the text around it mention one?
pub(super) fn is_of_cipher(text: &[u8], name: &Range<usize>, value: &Range<usize>) -> bool {
    name::ends_with_key(&text[name.clone()]) && is_key_size(&text[value.clone()]) && mentions_cipher(text, name, value)
}

/// `CENSUS_KEY`, `llmGatewayKey`: the name says whose key it is, and few other random values have such names. Upper case,
/// as in environment variables, makes it more certain.
pub(super) fn named(text: &[u8], name: &Range<usize>, value: &Range<usize>) -> Option<Under> {
    let name = &text[name.clone()];
    if !(name::ends_with_key(name) || name::ends_with_auth(name))
        || !name::is_compound(name)
        || is_uuid(&text[value.clone()])
    {
        return None;
    }
    let is_upper = !name.iter().any(u8::is_ascii_lowercase);
    if is_upper {
        return Some(Under::Weak);
    }
    // `basicAuth` names functions and classes.
    name::ends_with_key(name).then_some(Under::Bare)
}

/// 16, 24, 32 or 64 bytes, in hexadecimal digits or in base64; 16 letters and digits may be the bytes themselves.
fn is_key_size(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"base64:").unwrap_or(value);
    if value.iter().all(u8::is_ascii_hexdigit) {
        return matches!(value.len(), 32 | 48 | 64 | 128);
    }
    let is_base64 = value.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(b));
    is_base64 && matches!(value.len(), 16 | 22 | 24 | 32 | 43 | 44 | 86 | 88)
}

fn mentions_cipher(text: &[u8], name: &Range<usize>, value: &Range<usize>) -> bool {
    let before = text[name.start.saturating_sub(NEAR)..name.start].to_ascii_lowercase();
    let after = text[value.end..text.len().min(value.end + NEAR)].to_ascii_lowercase();
    if is_known_answer(text, value) {
        return false;
    }
    WORDS.iter().any(|word| [&before, &after].iter().any(|near| bytes::find_text(word, near).is_some()))
}

#[cfg(test)]
mod tests {
    use crate::sample::expand;
    use crate::{Confidence, Detector, FileClass};

    fn stops(text: &str) -> usize {
        let detector = Detector::new(Vec::new(), 0);
        let is_stopped = |seed: &u64| {
            let text = expand(text, *seed);
            let found = detector.scan(text.as_bytes(), FileClass::Code).unwrap();
            found.iter().any(|c| c.confidence >= Confidence::Likely)
        };
        (0..20).filter(is_stopped).count()
    }

    #[test]
    fn keys_of_ciphers_and_of_named_services() {
        for text in [
            "class AesHelper {{\n  private static final String KEY = \"{hex:64}\";\n}",
            "byte[] key = Convert.FromBase64String(\"{b64:43}=\"); // Encrypt\n",
            "CENSUS_KEY = \"{alnum:40}\"\n",
            "const llmGatewayKey = '{alnum:64}';\n",
            "os.environ[\"LLM_GATEWAY_KEY\"] = \"{alnum:48}\"\n",
        ] {
            assert!(stops(text) >= 18, "{text}: {} of 20", stops(text));
        }
        for text in [
            "class Map {{\n  String KEY = \"{hex:64}\";\n}",
            "key = \"{hex:40}\"\n",
            "const cacheKey = '{alnum:48}';\n",
            "const sortKey = '{alnum:48}';\n",
            "const translation_key = '{alnum:48}';\n",
            "monkey = '{alnum:48}'\n",
            "ELEMENT_KEY = '{uuid}'\n",
            "enum Systems {{ // encrypted\n  CLEARKEY = '{hex:32}',\n}\n",
        ] {
            assert_eq!(stops(text), 0, "{text}");
        }
    }
}
