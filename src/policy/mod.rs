//! Policy: every finding gets a verdict, and nothing is dropped without one.

mod baseline;
mod evaluation;
mod expiry;
mod inline_marks;
mod overrides;
mod reason;
mod record;
mod settings;
mod verdict;

pub use baseline::{BASELINE, Baseline, Covers, Entry};
pub use evaluation::{Allowed, Evaluation, Judged, JudgedUnchecked, Verdict};
pub use expiry::{Today, expiry};
pub use overrides::Overrides;
pub use reason::Reason;
pub use record::{Actor, BrokenRecord, FOLDER, MIN_NOTE, Record, Records, Status};
pub use settings::Policy;
pub use verdict::{Scope, Terms, evaluate};
