//! Literals compared with a name: `password.equals("...")`, `"...".equals(password)`, `"..." == password`.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::{Literal, MAX_VALUE};

/// Methods of the name that compare it.
const METHODS: [&[u8]; 6] =
    [b".equals", b".Equals", b".equalsIgnoreCase", b".contentEquals", b".isEqualToString", b".compareTo"];

/// The name without the method that compares it, where one is called.
pub(super) fn compared(text: &[u8], name: Range<usize>) -> Range<usize> {
    if text.get(name.end) != Some(&b'(') {
        return name;
    }
    match METHODS.iter().find(|method| text[name.clone()].ends_with(method)) {
        Some(method) => name.start..name.end - method.len(),
        None => name,
    }
}

/// Where the argument of the method of [`compared`] begins.
pub(super) fn method(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    if !rest.starts_with(b".") {
        return None;
    }
    let method = METHODS.iter().find(|method| rest.starts_with(method) && rest.get(method.len()) == Some(&b'('))?;
    Some(at + method.len() + 1)
}

/// The literal before the name it is compared with.
pub(super) fn before(text: &[u8], name: &Range<usize>) -> Option<Literal> {
    // PHP's `$` belongs to the name; the dots of `req.password` are part of the identifier already.
    let head = text[..name.start].strip_suffix(b"$").unwrap_or(&text[..name.start]);
    let head = head.trim_ascii_end();
    let is_operator = [b"==".as_slice(), b"!="].iter().find_map(|sign| head.strip_suffix(*sign));
    let is_method = || METHODS.iter().find_map(|method| head.strip_suffix(b"(")?.strip_suffix(*method));
    let head = is_operator.map(|head| head.strip_suffix(b"=").unwrap_or(head)).or_else(is_method)?.trim_ascii_end();
    let quote = *head.last()?;
    if !b"\"'".contains(&quote) {
        return None;
    }
    let close = head.len() - 1;
    let from = close.saturating_sub(MAX_VALUE);
    let open = from + bytes::find_last(quote, &head[from..close])? + 1;
    let span = open..close;
    let is_line = !span.is_empty() && !text[span.clone()].contains(&b'\n');
    is_line.then_some(Literal { span, quoted: true, scheme: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_before_a_name() {
        for text in ["if (\"V4lue\".equals(pass@)", "'V4lue' === pass@", "\"V4lue\" != $pass@", "\"V4lue\"==pass@"] {
            let end = text.find('@').unwrap();
            let found = before(text.as_bytes(), &(end - 4..end)).map(|value| &text[value.span]);
            assert_eq!(found, Some("V4lue"), "{text}");
        }
        for text in ["V4lue == pass@", "'a\nb' == pass@", "\"\" == pass@", "(\"V4lue\", pass@", "pass@", "== pass@"] {
            let end = text.find('@').unwrap();
            assert_eq!(before(text.as_bytes(), &(end - 4..end)), None, "{text}");
        }
    }
}
