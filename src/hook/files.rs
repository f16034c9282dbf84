//! Hook files: how they are read, written in one step, and named in messages.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use akguard_common::error::{Failure, io_says};
use akguard_common::text::quote;
use akguard_detect::Detector;
use akguard_git::regular_file;
use anyhow::Result;

use crate::sanitize::Sink;

/// The cache of what hooks have passed, from the common git directory: `command::hook` writes it, and uninstalling
/// removes it.
pub(crate) const PASSED: &str = "akguard/passed";
/// What config hooks have reported, from the same directory.
pub(crate) const REPORTED: &str = "akguard/reported";
/// The commits that were looked at, from the common git directory; as [`PASSED`].
pub(crate) const WATCH: &str = "akguard/watch";

/// The hook file's content. A link without a target counts as an empty hook of somebody else.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(cannot("read", path, &e).into()),
        Ok(meta) if meta.is_dir() => {
            let why = format!("{} is a directory", shown(path));
            Err(Failure::new(why).help(out_of_the_way(path)).into())
        }
        Ok(meta) if !meta.is_file() && !meta.file_type().is_symlink() => {
            let why = format!("{} is a pipe or a device and no regular file", shown(path));
            Err(Failure::new(why).help(out_of_the_way(path)).into())
        }
        Ok(meta) => match regular_file::read(path) {
            Ok(content) => Ok(Some(content)),
            Err(_) if meta.file_type().is_symlink() => Ok(Some(Vec::new())),
            Err(e) => Err(cannot("read", path, &e).into()),
        },
    }
}

/// It is somebody else's, so it is not deleted.
fn out_of_the_way(path: &Path) -> String {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".old");
    format!("mv {} {}    # keeps it", quoted(path), quoted(Path::new(&aside)))
}

/// The mode of a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// As it is; readable where the file is new.
    Kept,
    Executable,
}

/// Writes a file in one step: git never sees a part of it.
pub(super) fn write(path: &Path, text: &[u8], mode: Mode) -> Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let attempt = || -> std::io::Result<()> {
        fs::create_dir_all(dir)?;
        let mut file = tempfile::Builder::new().prefix(".akguard-").tempfile_in(dir)?;
        file.write_all(text)?;
        set_mode(file.path(), mode, path)?;
        file.persist(path).map(drop).map_err(|e| e.error)
    };
    attempt().map_err(|e| cannot("write", path, &e).into())
}

#[cfg(unix)]
fn set_mode(file: &Path, mode: Mode, instead_of: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = match (mode, fs::metadata(instead_of)) {
        (Mode::Kept, Ok(present)) => present.permissions(),
        (Mode::Kept, Err(_)) => fs::Permissions::from_mode(0o644),
        (Mode::Executable, _) => fs::Permissions::from_mode(0o755),
    };
    fs::set_permissions(file, permissions)
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: Mode, _: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(super) fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub(super) fn is_executable(path: &Path) -> bool {
    path.is_file()
}

pub(super) fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot {verb} {}: {}", shown(path), io_says(error)))
        .help("run it where that directory can be written (outside of a sandbox, as its owner)")
}

pub(super) fn shown(path: &Path) -> String {
    shown_bytes(path.as_os_str().as_encoded_bytes())
}

/// A text with what others wrote in it.
pub(super) fn shown_text(text: &str) -> String {
    shown_bytes(text.as_bytes())
}

fn shown_bytes(bytes: &[u8]) -> String {
    Sink::new(&Detector::new(Vec::new(), 0)).show_bytes(bytes).to_string()
}

pub(super) fn quoted(path: &Path) -> String {
    quote(path.as_os_str().as_encoded_bytes())
}
