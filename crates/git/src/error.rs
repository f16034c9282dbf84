//! What libgit2 says, in our words.

/// libgit2's message without its class and code.
pub(crate) fn git_says(error: &git2::Error) -> String {
    error.message().trim_end_matches('.').to_owned()
}
