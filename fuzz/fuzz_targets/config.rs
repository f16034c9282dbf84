//! `.akguard.toml`: any bytes give a config or an error, and the error holds no value of the file.
#![no_main]

use std::ops::Range;

use akguard::config::Config;
use akguard_common::error::Failure;
use libfuzzer_sys::fuzz_target;
use toml::de::{DeTable, DeValue};

const NAME: &str = ".akguard.toml";
/// So many characters in a row of a value may not show.
const SHOWN: usize = 8;

/// What a config is written of, behind a first byte that begins no ASCII text: one byte for a key (or a table's head),
/// one for its value.
const KEYS: [&str; 36] = [
    "[env_files]\n",
    "[[exclude]]\n",
    "[[rule]]\n",
    "[policy]\n",
    "min_version",
    "block_at",
    "quiet",
    "env_files",
    "allow",
    "judge_by_values",
    "exclude",
    "path",
    "reason",
    "rule",
    "id",
    "title",
    "severity",
    "confidence",
    "keywords",
    "pattern",
    "left",
    "right",
    "check",
    "context",
    "context_window",
    "min_entropy",
    "hint",
    "aliases",
    "beats",
    "policy",
    "reasons",
    "max_expiry",
    "agents_need_approval",
    "pastedkey",
    "\"pastedkey0f9e8d7c\"",
    "PASTEDKEY",
];

const VALUES: [&str; 24] = [
    "\"pasted-value-0f9e8d7c\"",
    "'pastedvaluepastedvalue'",
    "\"\"\"\npastedvalue\npastedvalue = pasted\n\"\"\"",
    "\"\\u0070astedvaluepasted\"",
    "\"12345678.90\"",
    "1234567890123",
    "12345678.9012",
    "2031-05-17T10:11:12.131415Z",
    "[\n\"pastedvaluepasted\",\n\"pastedvalue2\"]",
    "[{ path = \"pasted[value/pasted\", reason = \"pastedvaluepasted\" }]",
    "{ name = \"pastedvaluepasted\", pass = \"keep\" }",
    "{ pastedvaluepastedvalue = 1 }",
    "{ prefix = 4, head = 1, tail = 123456789 }",
    "\"high\"",
    "\"likely\"",
    "\"test\"",
    "[\"test\"]",
    "\"acme-key\"",
    "[\"acme_\"]",
    "'(?P<secret>acme_[0-9a-f]{32})'",
    "'(?P<pastedvaluepasted>acme_[0-9a-f'",
    "\"12345678d\"",
    "true",
    "3",
];

fuzz_target!(|data: &[u8]| {
    let spelled;
    let data = match data {
        [0x80..=0xff, lines @ ..] => {
            spelled = spell(lines);
            &spelled
        }
        _ => data,
    };
    let Some(message) = message(data) else { return };
    assert!(message.starts_with(NAME) || message.starts_with("this repository asks for"), "{message}");
    assert!(!message.contains('\n') && message.len() < 400, "{message}");
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(table) = DeTable::parse(text) else {
        assert!(message.contains(": not valid TOML here"), "{message}");
        return;
    };
    let mut values = Vec::new();
    for value in table.get_ref().values() {
        collect(value.get_ref(), value.span(), &mut values);
    }
    for (value, span) in values {
        if echoes(&message, &value) {
            assert!(!follows(text, &span), "{message:?} holds a value of {text:?}");
        }
    }
});

fn spell(data: &[u8]) -> Vec<u8> {
    let line = |pair: &[u8]| {
        let key = KEYS[usize::from(pair[0]) % KEYS.len()];
        let value = VALUES[usize::from(pair[1]) % VALUES.len()];
        if key.ends_with('\n') { key.to_owned() } else { format!("{key} = {value}\n") }
    };
    data.chunks_exact(2).map(line).collect::<String>().into_bytes()
}

/// What the error says, help and all; none for a valid config.
fn message(data: &[u8]) -> Option<String> {
    let error = Config::parse(data, NAME).err()?;
    let help = error.downcast_ref::<Failure>().and_then(Failure::help_text).unwrap_or_default();
    Some(format!("{error:#} {help}"))
}

/// All values that are no tables, as they are meant, and where they stand.
fn collect(value: &DeValue<'_>, span: Range<usize>, found: &mut Vec<(String, Range<usize>)>) {
    match value {
        DeValue::String(text) => found.push((text.to_string(), span)),
        DeValue::Integer(number) => found.push((number.as_str().to_owned(), span)),
        DeValue::Float(number) => found.push((number.as_str().to_owned(), span)),
        DeValue::Boolean(_) => {}
        DeValue::Datetime(date) => found.push((date.to_string(), span)),
        DeValue::Array(items) => {
            for item in items {
                collect(item.get_ref(), item.span(), found);
            }
        }
        DeValue::Table(table) => {
            for item in table.values() {
                collect(item.get_ref(), item.span(), found);
            }
        }
    }
}

fn windows(value: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = value.char_indices().map(|(i, _)| i).chain([value.len()]).collect();
    (0..starts.len().saturating_sub(SHOWN)).map(move |i| &value[starts[i]..starts[i + SHOWN]])
}

fn echoes(message: &str, value: &str) -> bool {
    windows(value).any(|window| message.contains(window))
}

/// Does the message change with the value, or does it hold the same words by itself? Every letter and digit of the
/// value is replaced by its neighbour.
fn follows(text: &str, span: &Range<usize>) -> bool {
    let raw = &text[span.clone()];
    if raw.contains('\\') {
        return false;
    }
    let turned: String = raw.chars().map(turn).collect();
    let changed = [&text[..span.start], &turned, &text[span.end..]].concat();
    message(changed.as_bytes()).is_some_and(|message| echoes(&message, &turned))
}

fn turn(c: char) -> char {
    match c {
        'z' => 'a',
        'Z' => 'A',
        '9' => '1',
        'a'..'z' | 'A'..'Z' | '0'..'9' => char::from(c as u8 + 1),
        other => other,
    }
}
