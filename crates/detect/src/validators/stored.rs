//! Keys that stand in files of their own form: Kubernetes' encryption keys, Rails' secret for each environment.

use data_encoding::BASE64;

use super::{Input, Verdict};
use crate::placeholder;

/// How far before a value its environment is looked for, in bytes.
const REACH: usize = 600;

/// Base64 of 16, 24 or 32 bytes: a key for AES. The manual's own keys are sentences.
pub(super) fn aes(value: &[u8]) -> Verdict {
    let Ok(key) = BASE64.decode(value) else { return Verdict::Fail };
    if ![16, 24, 32].contains(&key.len()) {
        return Verdict::Fail;
    }
    let is_text = key.iter().all(|b| (b' '..=b'~').contains(b));
    if is_text && (key.contains(&b' ') || placeholder::reason(&key).is_some()) {
        return Verdict::NotSecret;
    }
    Verdict::pass()
}

/// A value below `development:` or `test:` is for this machine only.
pub(super) fn rails(input: &Input<'_>) -> Verdict {
    if is_local(input.text, input.span.start) { Verdict::NotSecret } else { Verdict::pass() }
}

/// Is what begins at `at` below `development:` or `test:`?
pub(crate) fn is_local(text: &[u8], at: usize) -> bool {
    let start = text[..at].iter().rposition(|b| *b == b'\n').map(|newline| newline + 1).unwrap_or(0);
    let depth = indent(&text[start..at]);
    let near = &text[start.saturating_sub(REACH)..start];
    let parent = near.rsplit(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty() && indent(line) < depth);
    parent.map(<[u8]>::trim_ascii).is_some_and(|line| line.starts_with(b"development:") || line.starts_with(b"test:"))
}

fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|b| **b == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn keys_for_aes() {
        for template in ["{b64:42}A=", "{b64:32}", "{b64:21}w=="] {
            assert!(matches!(aes(expand(template, 1).as_bytes()), Verdict::Pass(_)), "{template}");
        }
        for template in ["{b64of:secret is secure}", "{b64of:this is password}"] {
            assert!(matches!(aes(expand(template, 1).as_bytes()), Verdict::NotSecret), "{template}");
        }
        for template in ["{b64:40}", "{b64:41}A=", "secret"] {
            assert!(matches!(aes(expand(template, 1).as_bytes()), Verdict::Fail), "{template}");
        }
    }

    #[test]
    fn environments_of_rails() {
        for (before, local) in [
            ("test:\n  secret_key_base: ", true),
            ("development: &default\n\n  a: b\n  secret_key_base: ", true),
            ("test:\n  a: b\nproduction:\n  secret_key_base: ", false),
            ("test:\nSECRET_KEY_BASE=", false),
            ("SECRET_KEY_BASE=", false),
        ] {
            let text = [before, "0"].concat();
            let verdict = rails(&Input { text: text.as_bytes(), span: before.len()..text.len(), now: 0 });
            assert_eq!(matches!(verdict, Verdict::NotSecret), local, "{before}");
        }
    }
}
