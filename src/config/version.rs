//! `min_version`: the oldest akguard that a config may be read by.

use akguard_common::error::Failure;
use anyhow::Result;

use super::error::error_at;

pub(super) fn check(wanted: &str, name: &str) -> Result<()> {
    let Some(numbers) = numbers(wanted) else {
        return Err(error_at(name, None, "min_version must be a version such as \"0.1\"").into());
    };
    if own() < numbers { Err(too_old(wanted).into()) } else { Ok(()) }
}

/// What to say of a config that is not valid here because it is for a newer akguard: that one may know its keys.
pub(super) fn newer(text: &str) -> Option<Failure> {
    let table: toml::Table = text.parse().ok()?;
    let wanted = table.get("min_version")?.as_str()?;
    (own() < numbers(wanted)?).then(|| too_old(wanted))
}

fn too_old(wanted: &str) -> Failure {
    // A long run of digits may be no version but something pasted.
    let asked = if wanted.len() < 8 { format!("akguard {wanted} or newer") } else { "a newer akguard".to_owned() };
    let cause = format!("this repository asks for {asked}; this is {}", env!("CARGO_PKG_VERSION"));
    Failure::new(cause).help("./install.sh    # in a newer checkout of akguard")
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

fn own() -> Vec<u64> {
    env!("CARGO_PKG_VERSION").split(['-', '+']).next().and_then(numbers).unwrap_or_default()
}
