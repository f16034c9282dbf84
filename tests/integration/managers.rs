//! Hook managers run akguard: the real tools, which `scripts/tools` installs.

mod named;
mod precommit;
mod setup;
