//! The installed hook: its script, its installer, and the proof that git reaches it.

mod consent;
mod done;
mod event;
mod files;
mod hooks_dir;
mod husky;
mod insertion;
mod install;
mod job_file;
mod lefthook;
mod manager;
mod plain;
mod plan;
mod pre_commit;
mod program;
mod script;
mod status;
mod uninstall;
mod watch_state;
mod wiring_test;
mod yaml;
mod yaml_edit;

pub use done::{Done, Wish};
pub use event::{Event, Events};
pub(crate) use files::PASSED;
pub use install::install;
pub use program::{program, program_word};
pub(crate) use script::VERSION;
pub use status::{EventStatus, HookStatus, Other, Others, State, status};
pub use uninstall::uninstall;
pub(crate) use watch_state::WatchState;
pub(crate) use wiring_test::{VARIABLE, answer};
