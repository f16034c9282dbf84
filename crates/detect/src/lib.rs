#![doc = include_str!("../README.md")]

pub mod decode;
mod detector;
pub mod encoding;
pub mod envfile;
pub mod generic;
pub mod known;
pub mod mark;
pub mod notebook;
pub mod place;
mod placeholder;
mod prefilter;
mod public;
mod rule;
pub mod sample;
pub mod secret;
pub mod selftest;
pub mod setting;
mod shape;
pub mod shipped;
mod test_place;
mod wild;
mod wordness;

pub use detector::{Candidate, Detector};
pub use placeholder::looks_random;
pub use rule::{Check, Confidence, Effect, Hint, Rule, Severity};
pub use setting::Setting;
pub use shape::words as check_words;
pub(crate) use wordness::is_drawn;
pub use wordness::is_words;
