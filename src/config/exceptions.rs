//! Paths that rules leave alone, as the config has them.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPath {
    pub(super) path: String,
    pub(super) reason: String,
}

/// Exceptions by path, as written.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    pub(super) excluded: Vec<RawPath>,
    pub(super) env_allowed: Vec<RawPath>,
    pub(super) env_by_values: Vec<String>,
}
