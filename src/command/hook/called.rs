//! By which word people call the akguard that runs here.

use std::path::Path;

use akguard_common::text::quote;

use crate::hook::program_word;

/// The word for the commands that a report offers. pre-commit and prek put the program that they have built on the PATH of
/// their hooks, and on no other: there `akguard` would not be found, and its own path is.
pub(super) fn word() -> String {
    match std::env::current_exe() {
        Ok(own) if is_in_environment(&own) => quote(own.as_os_str().as_encoded_bytes()),
        _ => program_word(),
    }
}

/// Is it `rustenv-<version>/bin/akguard` (pre-commit) or `rust-<name>/bin/akguard` (prek)?
fn is_in_environment(program: &Path) -> bool {
    let environment = program.ancestors().nth(2).and_then(Path::file_name);
    environment.is_some_and(|name| {
        let name = name.as_encoded_bytes();
        name.starts_with(b"rustenv-") || name.starts_with(b"rust-")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pre_commit_and_prek_have_built_is_called_by_its_path() {
        for path in
            ["/home/ada/.cache/pre-commit/repo0a/rustenv-system/bin/akguard", "/c/prek/hooks/rust-Mx1/bin/akguard"]
        {
            assert!(is_in_environment(Path::new(path)), "{path}");
        }
        for path in ["/home/ada/.local/bin/akguard", "/home/ada/.cargo/bin/akguard", "/akguard"] {
            assert!(!is_in_environment(Path::new(path)), "{path}");
        }
    }
}
