//! Policy: every finding gets a verdict, and nothing is dropped without one.

mod expiry;
mod record;
mod verdict;

pub use expiry::{Today, expiry};
pub use record::{Actor, FOLDER, Reason, Record, Records, SHORTEST_NOTE, Status};
pub use verdict::{Judged, JudgedUnchecked, Judgement, Scope, Verdict, judge};
