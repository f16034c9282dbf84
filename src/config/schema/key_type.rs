//! What a key of the config may hold, and how the JSON Schema says it.

use serde_json::{Map, Value, json};

/// A key of a table.
pub(super) struct Key {
    name: &'static str,
    about: &'static str,
    is_required: bool,
    value: KeyType,
}

/// What a key's value may be.
pub(super) enum KeyType {
    Bool,
    Text(Text),
    /// A whole number from 0 to this.
    Integer(usize),
    /// Any number.
    Number,
    OneOf(Vec<&'static str>),
    List(List),
    Table(Vec<Key>),
}

/// A text in quotes.
#[derive(Default)]
pub(super) struct Text {
    pub(super) min_length: usize,
    /// A regular expression; empty for any text.
    pub(super) pattern: &'static str,
}

/// A list of values of one type.
pub(super) struct List {
    pub(super) min_items: usize,
    pub(super) of: Box<KeyType>,
}

pub(super) fn key(name: &'static str, about: &'static str, value: KeyType) -> Key {
    Key { name, about, is_required: false, value }
}

pub(super) fn required(name: &'static str, about: &'static str, value: KeyType) -> Key {
    Key { is_required: true, ..key(name, about, value) }
}

pub(super) fn any_text() -> KeyType {
    KeyType::Text(Text::default())
}

pub(super) fn min_length(min_length: usize) -> KeyType {
    KeyType::Text(Text { min_length, ..Text::default() })
}

pub(super) fn pattern(pattern: &'static str) -> KeyType {
    KeyType::Text(Text { pattern, ..Text::default() })
}

pub(super) fn list(of: KeyType) -> KeyType {
    KeyType::List(List { min_items: 0, of: Box::new(of) })
}

pub(super) fn texts() -> KeyType {
    list(any_text())
}

/// A list of texts, none of them blank.
pub(super) fn words() -> KeyType {
    list(pattern(r"\S"))
}

/// A table: no key beside these.
pub(super) fn table(keys: &[Key]) -> Map<String, Value> {
    let mut schema = Map::new();
    let mut properties = Map::new();
    let mut required = Vec::new();
    for key in keys {
        let mut property = key.value.schema();
        property.insert("description".to_owned(), key.about.into());
        properties.insert(key.name.to_owned(), Value::Object(property));
        if key.is_required {
            required.push(key.name);
        }
    }
    schema.insert("type".to_owned(), "object".into());
    schema.insert("additionalProperties".to_owned(), false.into());
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

impl KeyType {
    fn schema(&self) -> Map<String, Value> {
        let schema = match self {
            Self::Bool => json!({ "type": "boolean" }),
            Self::Text(text) => return text.schema(),
            Self::Integer(maximum) => json!({ "type": "integer", "minimum": 0, "maximum": maximum }),
            Self::Number => json!({ "type": "number" }),
            Self::OneOf(words) => json!({ "type": "string", "enum": words }),
            Self::List(list) => return list.schema(),
            Self::Table(keys) => return table(keys),
        };
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }
}

impl Text {
    fn schema(&self) -> Map<String, Value> {
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "string".into());
        if self.min_length > 0 {
            schema.insert("minLength".to_owned(), self.min_length.into());
        }
        if !self.pattern.is_empty() {
            schema.insert("pattern".to_owned(), self.pattern.into());
        }
        schema
    }
}

impl List {
    fn schema(&self) -> Map<String, Value> {
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "array".into());
        schema.insert("items".to_owned(), Value::Object(self.of.schema()));
        if self.min_items > 0 {
            schema.insert("minItems".to_owned(), self.min_items.into());
        }
        schema
    }
}
