//! Errors of libgit2 in messages.

/// libgit2's message without its class and code.
pub(crate) fn git_says(error: &git2::Error) -> String {
    error.message().trim_end_matches('.').to_owned()
}
