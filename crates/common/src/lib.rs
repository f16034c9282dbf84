//! What every layer of akguard needs and none of them owns: searching in bytes, short texts for people and terminals, the
//! failure that users read, and what a run reports to its watchdog. Nothing here knows of git, rules or reports.

pub mod bytes;
#[cfg(target_arch = "x86_64")]
pub mod cpu;
pub mod error;
pub mod steps;
pub mod text;
pub mod watchdog;
