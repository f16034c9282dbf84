//! One file per command: arguments in, one call of each stage, outcome out.

pub mod allow;
pub mod audit;
pub mod baseline;
pub mod commit;
pub mod context;
pub mod first_config;
pub mod hook;
pub mod known;
mod progress;
mod report;
pub mod rules;
pub mod scan;
pub mod status;
mod store;

pub use context::Context;
