//! One file or directory per command: reads the arguments, calls `check`, writes a report.

pub mod allow;
pub mod audit;
pub mod baseline;
mod color;
pub mod commit;
pub mod first_config;
pub mod hook;
mod logged;
mod progress;
mod report;
pub mod rules;
pub mod scan;
pub mod status;
mod store;
