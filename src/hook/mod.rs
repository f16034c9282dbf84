//! The installed hook: its script, its installer, and the proof that git reaches it.

mod consent;
mod files;
mod hooks_dir;
mod install;
mod manager;
mod program;
mod script;
mod status;
mod uninstall;

pub(crate) use files::PASSED;
pub use install::{Done, install};
pub use program::{program, program_word};
pub(crate) use script::{Event, VERSION};
pub use status::{HookStatus, status};
pub use uninstall::uninstall;
