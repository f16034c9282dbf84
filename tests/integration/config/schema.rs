//! The JSON Schema of the config.

use std::fs;

use crate::common::TestRepo;

/// To write it anew: `cargo run -- config schema > docs/akguard.schema.json`.
#[test]
fn the_schema_in_docs_is_the_one_that_is_printed() {
    let repo = TestRepo::empty();
    let in_docs = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/akguard.schema.json")).unwrap();
    assert_eq!(repo.akguard(&["config", "schema"]).exits(0).stdout, in_docs);
}

#[test]
fn config_alone_says_what_is_missing() {
    let repo = TestRepo::empty();
    repo.akguard(&["config"]).exits(2).says("akguard: a command is missing; known: schema\n");
}
