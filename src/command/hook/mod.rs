//! What the installed hooks run: `akguard hook EVENT`.
//!
//! `run` takes each event to its module, `arguments` reads what called it. `gate` checks what is about to be committed,
//! `named` the files and `refs` the range that pre-commit and prek name, `message` the commit's message. `unscanned` looks
//! at commits that passed no hook, with the `passed_cache` of what did; `push` checks what leaves or arrives. `double_run`
//! tells that a config hook has reported the same already. `one_shot` records the overrides of `git -c`, `own_files` is about commits that change the config or the baseline, and `render`
//! writes the reports.

mod arguments;
mod called;
mod double_run;
mod gate;
mod message;
mod named;
mod one_shot;
mod own_files;
mod passed_cache;
mod push;
mod refs;
mod render;
mod run;
mod unscanned;

pub use run::run;
