//! The program as its users meet it: real git, real hooks, in hermetic repositories.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::use_debug, missing_docs, unreachable_pub)]

mod allow;
mod audit;
mod bad_input;
mod baseline;
mod cli;
mod common;
mod config;
mod content;
mod damage;
mod env_files;
mod foreign;
mod guesses;
mod install;
mod known;
mod links;
mod managers;
mod marks;
mod peers;
mod readme;
mod regressions;
mod report;
mod rules;
mod scan;
mod second_line;
mod staged;
mod story;
