//! The rules: their schema, what is known of a pattern without trying it, and the built-in ones as data.
//!
//! The build script of `akguard-detect` turns `data/` into static tables ([`tables`]); the detector looks into them with the
//! hash functions that they were made with ([`keyword_hash`], [`word_hash`]). Users' rules go through the same schema at
//! run time ([`schema::RuleDef`]).

pub mod class;
mod heads;
pub mod keyword_hash;
pub mod pattern;
pub mod required_run;
pub mod schema;
pub mod tables;
pub mod word_hash;
