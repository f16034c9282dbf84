//! What the installed hooks run.

mod one_shot;
mod own_files;
mod passed_cache;
mod render;
mod run;
mod unscanned_head;

pub use run::run;
