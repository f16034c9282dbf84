//! The settings of libgit2 for the whole process.

use crate::error::git_says;
use crate::trust::Trust;

/// Sets them, before the first repository is opened.
#[allow(unsafe_code)]
pub(crate) fn prepare(trust: Trust) -> Result<(), git2::Error> {
    /// The message of a failure, which is the same for every caller.
    static FAILURE: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let set = || -> Result<(), git2::Error> {
        // As in git, the content of an object is not hashed each time it is read. zlib's checksum is still verified.
        git2::opts::strict_hash_verification(false);
        // Extensions that change nothing for a reader: `noop` tests git itself, a partial clone only lacks old blobs.
        // SAFETY: called before any other thread uses libgit2; the option is a process-wide list that libgit2 copies.
        unsafe { git2::opts::set_extensions(&["noop-v1", "partialclone"])? };
        if trust == Trust::Hook || cfg!(unix) {
            // git checked the owner before it ran the hook, also by settings that libgit2 does not read
            // (`git -c safe.directory`); for other commands we check it ([`crate::owner`]).
            // SAFETY: as above; the option is one process-wide flag.
            unsafe { git2::opts::set_verify_owner_validation(false)? };
        }
        Ok(())
    };
    match FAILURE.get_or_init(|| set().err().map(|e| git_says(&e))) {
        Some(why) => Err(git2::Error::from_str(&format!("libgit2 cannot be set up: {why}"))),
        None => Ok(()),
    }
}
