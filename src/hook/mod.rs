//! The installed hook: its script, its installer, the proof that git reaches it, and what it runs.

mod earlier;
mod event;
mod install;
mod place;
mod script;
mod status;

pub use event::run as run_event;
pub use install::{Done, install, uninstall};
pub use place::{program, program_word};
pub use status::status;
