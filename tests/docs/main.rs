//! What the pages and the files around the code claim: links, promises, workflows, owners. No program is run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod dependencies;
mod forge;
mod kinds;
mod links;
mod pages;
mod security;
mod tree;
mod workflows;
