//! Converts between git's paths (bytes) and the system's.

use std::path::Path;

/// Is `path` the wanted path, or below it? True for every path where `wanted` is empty.
pub(super) fn is_at_or_below(path: &[u8], wanted: &str) -> bool {
    match path.strip_prefix(wanted.as_bytes()) {
        Some(rest) => rest.is_empty() || wanted.is_empty() || wanted.ends_with('/') || rest.starts_with(b"/"),
        None => false,
    }
}

#[cfg(unix)]
pub(super) fn bytes_path(path: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(path))
}

#[cfg(not(unix))]
pub(super) fn bytes_path(path: &[u8]) -> &Path {
    Path::new(std::str::from_utf8(path).unwrap_or("\u{fffd}"))
}

#[cfg(unix)]
pub(super) fn path_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(not(unix))]
pub(super) fn path_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}
