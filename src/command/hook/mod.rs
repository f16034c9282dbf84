//! What the installed hooks run.

mod earlier;
mod event;

pub use event::run;
