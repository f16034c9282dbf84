//! Addresses that contain their own permission and its end: AWS (Signature Version 4, query parameters), Google Cloud
//! Storage (V4 signing), Azure's shared access signatures (`se`), and Bedrock's short keys, which are such an address
//! in base64. An expired one is weak.

use data_encoding::BASE64_NOPAD;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::wrapped::without_padding;
use super::{Input, Verdict};

/// Maximum length of the address before and after the signature, in bytes.
const REACH: usize = 2048;
/// First characters of a Bedrock key.
const BEDROCK: &[u8] = b"bedrock-api-key-";

/// The span is the signature or a Bedrock key.
pub(super) fn check(input: &Input<'_>) -> Verdict {
    let query = match input.value().strip_prefix(BEDROCK) {
        Some(body) => match BASE64_NOPAD.decode(without_padding(body)) {
            Ok(address) => address,
            Err(_) => return Verdict::NotSecret,
        },
        None => around(input).to_vec(),
    };
    let query = String::from_utf8_lossy(&query).replace("%3A", ":").replace("%3a", ":").replace("&amp;", "&");
    match end(&query) {
        Some(end) if end < input.now => Verdict::Weak,
        Some(_) => Verdict::pass(),
        None => Verdict::Fail,
    }
}

/// The address around the span.
fn around<'t>(input: &Input<'t>) -> &'t [u8] {
    let stops = |b: &u8| b.is_ascii_whitespace() || b"\"'`<>\\".contains(b);
    let mut start = input.span.start.saturating_sub(REACH);
    let mut end = input.text.len().min(input.span.end + REACH);
    if let Some(at) = input.text[start..input.span.start].iter().rposition(stops) {
        start += at + 1;
    }
    if let Some(at) = input.text[input.span.end..end].iter().position(stops) {
        end = input.span.end + at;
    }
    &input.text[start..end]
}

fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split(['?', '&', ';']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// When the permission ends, in seconds since 1970.
fn end(query: &str) -> Option<i64> {
    for vendor in ["X-Amz", "X-Goog"] {
        let date = parameter(query, &format!("{vendor}-Date"));
        let seconds = parameter(query, &format!("{vendor}-Expires"));
        if let Some(date) = date
            && let Some(seconds) = seconds
        {
            return Some(date.parse::<Timestamp>().ok()?.as_second().saturating_add(seconds.parse().ok()?));
        }
    }
    if let Some(end) = parameter(query, "se") {
        let whole = if end.matches(':').count() == 1 { end.replace('Z', ":00Z") } else { end.to_owned() };
        let day =
            || Some(end.parse::<Date>().ok()?.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?.timestamp().as_second());
        return whole.parse::<Timestamp>().ok().map(|t| t.as_second()).or_else(day);
    }
    parameter(query, "Expires")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    #[test]
    fn ends() {
        let at = |date: &str| date.parse::<Timestamp>().unwrap().as_second();
        let table = [
            ("X-Amz-Date=20260102T030405Z&X-Amz-Expires=60", "2026-01-02T03:05:05Z"),
            ("sv=2024-11-04&se=2026-01-02T03:04:05Z&sr=b", "2026-01-02T03:04:05Z"),
            ("sv=2024-11-04&se=2026-01-02T03:04Z", "2026-01-02T03:04:00Z"),
            ("sv=2024-11-04&se=2026-01-02", "2026-01-02T00:00:00Z"),
            ("Expires=1767323045&Signature=x", "2026-01-02T03:04:05Z"),
        ];
        for (query, date) in table {
            assert_eq!(end(&format!("https://h/p?{query}")), Some(at(date)), "{query}");
        }
        assert_eq!(end("https://h/p?sig=x"), None);
    }

    #[test]
    fn grades() {
        let query = "X-Amz-Date=20260102T030405Z&X-Amz-Expires=60&X-Amz-Signature=";
        let text = format!("see https://h/p?{query}abcdef now");
        let start = text.find("abcdef").unwrap();
        let verdict = |now| check(&Input { text: text.as_bytes(), span: start..start + 6, now });
        assert!(matches!(verdict(0), Verdict::Pass(_)));
        assert!(matches!(verdict(1_800_000_000), Verdict::Weak));
        let key = format!("bedrock-api-key-{}", BASE64.encode(format!("bedrock.amazonaws.com/?{query}a").as_bytes()));
        let verdict = |now| check(&Input { text: key.as_bytes(), span: 0..key.len(), now });
        assert!(matches!(verdict(0), Verdict::Pass(_)));
        assert!(matches!(verdict(1_800_000_000), Verdict::Weak));
    }
}
