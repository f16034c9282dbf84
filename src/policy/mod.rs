//! Policy: every finding gets a verdict, and nothing is dropped without one.

mod actor;
mod baseline;
mod evaluation;
mod expiry;
mod inline_marks;
mod overrides;
mod reason;
mod record;
mod record_error;
mod record_kind;
mod settings;
mod verdict;

pub use actor::Actor;
pub use baseline::{BASELINE, Baseline, Covers, Entry};
pub use evaluation::{Allowed, Evaluation, Judged, JudgedUnchecked, Verdict};
pub use expiry::{Today, expiry};
pub use overrides::Overrides;
pub use reason::Reason;
pub use record::{BrokenRecord, FOLDER, Record, Records, Status};
pub use record_error::{MIN_NOTE, RecordError};
pub use record_kind::RecordKind;
pub use settings::Policy;
pub use verdict::{Scope, Terms, evaluate};
