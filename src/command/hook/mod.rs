//! What the installed hooks run: `akguard hook EVENT`.
//!
//! `run` is the gate. `one_shot` records the overrides of `git -c`, `own_files` is about commits that change the config
//! or the baseline, `unscanned_head` with its `passed_cache` warns about a HEAD that no hook has checked, and `render`
//! writes the report.

mod one_shot;
mod own_files;
mod passed_cache;
mod render;
mod run;
mod unscanned_head;

pub use run::run;
