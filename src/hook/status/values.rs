//! The files of hook managers as values, whatever their form: only to be read, so anchors and aliases are followed.

use std::collections::HashMap;
use std::path::Path;

use akguard_git::regular_file;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use serde_json::{Map, Value};

/// Files of managers are short. Aliases of aliases can make a few lines huge, so what they make is counted.
const MAX_BYTES: usize = 1 << 20;
const MAX_NODES: usize = 100_000;
const MAX_DEPTH: usize = 64;

/// Reads a file by the form that its name tells; `None` where it is not understood.
pub(super) fn read(path: &Path) -> Option<Value> {
    let text = regular_file::read_text(path).ok().filter(|text| text.len() <= MAX_BYTES)?;
    match path.extension()?.to_str()? {
        "yml" | "yaml" => yaml(&text),
        "toml" => toml::from_str(&text).ok(),
        "json" => serde_json::from_str(&text).ok(),
        _ => None,
    }
}

/// The first document of a YAML text. Scalars stay as they are written, but for `true` and `false` without quotes.
fn yaml(text: &str) -> Option<Value> {
    let mut reader = Reader { events: Parser::new_from_str(text), anchors: HashMap::new(), nodes: 0 };
    loop {
        match reader.next()? {
            Event::StreamEnd => return Some(Value::Null),
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            event => return reader.node(event, 0),
        }
    }
}

struct Reader<E> {
    events: E,
    /// The values with an anchor, by its number.
    anchors: HashMap<usize, Value>,
    nodes: usize,
}

impl<'t, E: Iterator<Item = Result<(Event<'t>, Span), ScanError>>> Reader<E> {
    fn next(&mut self) -> Option<Event<'t>> {
        Some(self.events.next()?.ok()?.0)
    }

    fn node(&mut self, event: Event<'t>, depth: usize) -> Option<Value> {
        self.count(1)?;
        if depth > MAX_DEPTH {
            return None;
        }
        match event {
            Event::Scalar(text, style, anchor, _) => Some(self.known_as(anchor, scalar(&text, style))),
            Event::SequenceStart(anchor, _) => {
                let items = self.items(depth)?;
                Some(self.known_as(anchor, Value::Array(items)))
            }
            Event::MappingStart(anchor, _) => {
                let pairs = self.pairs(depth)?;
                Some(self.known_as(anchor, Value::Object(pairs)))
            }
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor)?.clone();
                self.count(size(&known))?;
                Some(known)
            }
            _ => None,
        }
    }

    fn items(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Some(items),
                event => items.push(self.node(event, depth + 1)?),
            }
        }
    }

    /// What the mapping says itself wins over what `<<` brings in.
    fn pairs(&mut self, depth: usize) -> Option<Map<String, Value>> {
        let mut pairs = Map::new();
        let mut merged = Vec::new();
        loop {
            let key = match self.next()? {
                Event::MappingEnd => break,
                event => self.node(event, depth + 1)?,
            };
            let event = self.next()?;
            let value = self.node(event, depth + 1)?;
            match (key.as_str(), value) {
                (Some("<<"), Value::Array(several)) => merged.extend(several),
                (Some("<<"), one) => merged.push(one),
                (Some(key), value) => drop(pairs.insert(key.to_owned(), value)),
                (None, value) => drop(pairs.insert(key.to_string(), value)),
            }
        }
        for (key, value) in merged.into_iter().filter_map(object).flatten() {
            pairs.entry(key).or_insert(value);
        }
        Some(pairs)
    }

    fn known_as(&mut self, anchor: usize, value: Value) -> Value {
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        value
    }

    fn count(&mut self, nodes: usize) -> Option<()> {
        self.nodes += nodes;
        (self.nodes <= MAX_NODES).then_some(())
    }
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(pairs) => Some(pairs),
        _ => None,
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match text {
        _ if style != ScalarStyle::Plain => text.into(),
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        "" | "~" | "null" => Value::Null,
        _ => text.into(),
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(pairs) => 1 + pairs.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn aliases_and_merges_are_followed() {
        let text =
            "base: &base\n  glob: '*.rs'\n  run: a\njob:\n  <<: *base\n  run: b\nlist: [1, *base, \"true\", true, ~]\n";
        let base = json!({"glob": "*.rs", "run": "a"});
        let expected =
            json!({"base": base, "job": {"glob": "*.rs", "run": "b"}, "list": ["1", base, "true", true, null]});
        assert_eq!(yaml(text), Some(expected));
        assert_eq!(yaml(""), Some(Value::Null));
        assert_eq!(yaml("a: *none\n"), None);
        assert_eq!(yaml("a: [\n"), None);
    }

    #[test]
    fn aliases_of_aliases_come_to_an_end() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..20 {
            let alias = format!("*a{}", level - 1);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 10].join(", ")));
        }
        assert_eq!(yaml(&text), None);
        assert_eq!(yaml(&"[".repeat(100_000)), None);
    }
}
