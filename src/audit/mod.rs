//! The audit: a hash-chained log of what happened on this machine, and the register of allow records.

mod log;
mod log_entry;
mod register;

pub(crate) use log::FILE as LOG_FILE;
pub use log::Log;
pub use log_entry::{LogEntry, LogEvent, LoggedFinding};
pub use register::{Frozen, Line, Marked, Register, State};
