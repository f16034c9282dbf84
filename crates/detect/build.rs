//! Checks the built-in rules and turns them into static tables, so that the hook parses nothing.

#![allow(clippy::expect_used)] // a build that cannot go on stops

use std::path::PathBuf;

use akguard_rules::tables;

fn main() {
    println!("cargo:rerun-if-changed=src/randomness.txt");
    println!("cargo:rerun-if-changed={}", tables::data().display());
    let target = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let words = std::fs::read("src/randomness.txt").expect("the model of words is part of the source");
    tables::write(&target, words);
}
