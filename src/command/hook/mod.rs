//! What the installed hooks run: `akguard hook EVENT`.
//!
//! `run` is the gate. `arguments` reads what called it, `named` the files and `refs` the range that pre-commit and prek
//! name. `double_run` tells that a config hook has reported the same already. `one_shot` records the overrides of `git -c`, `own_files` is about commits that change the config
//! or the baseline, `unscanned_head` with its `passed_cache` warns about a HEAD that no hook has checked, and `render`
//! writes the report.

mod arguments;
mod called;
mod double_run;
mod named;
mod one_shot;
mod own_files;
mod passed_cache;
mod refs;
mod render;
mod run;
mod unscanned_head;

pub use run::run;
