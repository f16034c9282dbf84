//! Detection: text in, candidates out. Pure; knows no repository, no policy and no output.

pub mod decode;
mod detector;
pub mod encoding;
pub mod envfile;
pub mod mark;
pub mod notebook;
mod placeholder;
mod prefilter;
mod rule;
pub mod sample;
pub mod schema;
mod shape;

pub use detector::{Candidate, Detector};
pub use placeholder::looks_random;
pub use rule::{Confidence, Effect, Hint, Rule, Severity};
