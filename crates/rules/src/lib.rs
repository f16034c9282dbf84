//! The rules: their schema, the analysis of their patterns, and the built-in rules as data.
//!
//! The build script of `akguard-detect` turns `data/` into static tables ([`tables`]); build script and detector share the
//! hash functions of these tables ([`keyword_hash`], [`word_hash`]). Users' rules go through the same schema at run time
//! ([`schema::RuleDef`]).

pub mod check_name;
pub mod class;
pub mod error;
mod heads;
pub mod keyword_hash;
pub mod levels;
pub mod pattern;
pub mod required_run;
pub mod schema;
pub mod table;
pub mod tables;
mod validate;
pub mod word_hash;
