//! Tables that are written as tables. A derived struct would also take a list of its values, in an order that no one wrote
//! down.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// A value that is read from a table, and from nothing else.
#[derive(Debug)]
pub struct TableOnly<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TableOnly<T> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        table(value).map(Self)
    }
}

/// Reads a table, for `deserialize_with`.
///
/// # Errors
/// It is something else, or not the table that is wanted.
pub fn table<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<T, D::Error> {
    value.deserialize_map(TableVisitor(PhantomData))
}

/// The same for a key that may be missing.
///
/// # Errors
/// As [`table`].
pub fn optional_table<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    table(value).map(Some)
}

/// Reads a list of tables, for `deserialize_with`.
///
/// # Errors
/// It is no list, or as [`table`].
pub fn tables<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Vec<T>, D::Error> {
    let list = Vec::<TableOnly<T>>::deserialize(value)?;
    Ok(list.into_iter().map(|TableOnly(entry)| entry).collect())
}

struct TableVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for TableVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}
