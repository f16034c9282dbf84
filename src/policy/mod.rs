//! Policy: every finding gets a verdict, and nothing is dropped without one.

mod baseline;
mod expiry;
mod judgement;
mod mark;
mod overrides;
mod reason;
mod record;
mod settings;
mod verdict;

pub use baseline::{BASELINE, Baseline, Covers, Entry};
pub use expiry::{Today, expiry};
pub use judgement::{Allowed, Judged, JudgedUnchecked, Judgement, Verdict};
pub use overrides::Overrides;
pub use reason::Reason;
pub use record::{Actor, BrokenRecord, FOLDER, Record, Records, SHORTEST_NOTE, Status};
pub use settings::Policy;
pub use verdict::{Scope, Terms, judge};
