//! Passwords in the source names of databases: `user:password@tcp(host:3306)/db`, `jdbc:oracle:thin:user/password@host`.

use super::{Input, Verdict, url};

/// The span is the password; before it are the user and a `:` or a `/`.
pub(super) fn check(input: &Input<'_>) -> Verdict {
    let before = &input.text[..input.span.start.saturating_sub(1)];
    let length = before.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || b"_.-".contains(b)).count();
    url::without_host(&before[before.len() - length..], input.value())
}
