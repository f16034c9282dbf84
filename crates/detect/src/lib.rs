#![doc = include_str!("../README.md")]

pub mod decode;
pub mod encoding;
mod engine;
pub mod env_file;
pub mod file_class;
pub mod heuristics;
pub mod inline_allow;
pub mod lfs;
pub mod local_values;
pub mod notebook;
mod percent;
pub mod place;
mod placeholder;
mod prefilter;
mod public;
mod randomness;
mod rule;
pub mod sample;
pub mod secret;
pub mod selftest;
pub mod shipped;
mod test_place;
mod validators;
mod wild;

pub use engine::{Candidate, Detector, ScanError};
pub use file_class::FileClass;
pub use placeholder::looks_random;
pub(crate) use randomness::is_drawn;
pub use randomness::is_words;
pub use rule::{Check, CheckName, Confidence, Effect, Hint, InvalidRule, Rule, Severity};
pub use validators::proves as check_proves;
