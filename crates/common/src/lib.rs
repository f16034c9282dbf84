//! What every layer of akguard uses: searching in bytes, short texts for people and terminals, the failure that users read,
//! and what a run reports to its watchdog. Nothing here depends on git, rules or reports.

pub mod bytes;
#[cfg(target_arch = "x86_64")]
pub mod cpu;
pub mod error;
pub mod steps;
pub mod text;
pub mod watchdog;
