//! What is pushed is scanned commit by commit, with the messages of commits and tags: before it leaves (`pre-push`), and where
//! it arrives (`pre-receive`). A key that a later commit removes is in the push all the same.
//!
//! `input` reads what git says is pushed, `frameworks` what pre-commit and prek tell of it, `remote` finds what the other
//! side has, and `check` checks one ref.

mod check;
mod frameworks;
mod input;
mod receive;
mod remote;
mod send;

pub(super) use receive::before_receive;
pub(super) use send::before_push;
