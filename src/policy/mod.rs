//! Policy: every finding gets a verdict, and nothing is dropped without one.

mod baseline;
mod expiry;
mod mark;
mod overrides;
mod record;
mod settings;
mod verdict;

pub use baseline::{BASELINE, Baseline, Covers, Entry};
pub use expiry::{Today, expiry};
pub use overrides::Overrides;
pub use record::{Actor, BrokenRecord, FOLDER, Reason, Record, Records, SHORTEST_NOTE, Status};
pub use settings::Policy;
pub use verdict::{Allowed, Judged, JudgedUnchecked, Judgement, Scope, Terms, Verdict, judge};
