//! The command line: help, the words that people type, and options that a command would ignore.

pub mod help;
mod options;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod start;
mod words;
