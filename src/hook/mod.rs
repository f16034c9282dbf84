//! The installed hook: its script, its installer, and the proof that git reaches it.

mod consent;
mod files;
mod install;
mod place;
mod script;
mod status;
mod uninstall;

pub(crate) use files::PASSED;
pub use install::{Done, install};
pub use place::{program, program_word};
pub(crate) use script::{Event, VERSION};
pub use status::status;
pub use uninstall::uninstall;
