//! The installed hook: its script, its installer, the proof that git reaches it, and what it runs.

mod consent;
mod earlier;
mod event;
mod files;
mod install;
mod place;
mod script;
mod status;
mod uninstall;

pub use event::run as run_event;
pub use install::{Done, install};
pub use place::{program, program_word};
pub use status::status;
pub use uninstall::uninstall;
