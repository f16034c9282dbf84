//! Detection: text in, candidates out. Pure; knows no repository, no policy and no output.

mod detector;
pub mod encoding;
pub mod envfile;
mod placeholder;
mod prefilter;
mod rule;
pub mod sample;
pub mod schema;
mod shape;

pub use detector::{Candidate, Detector};
pub use placeholder::looks_random;
pub use rule::{Confidence, Effect, Hint, Rule, Severity};
