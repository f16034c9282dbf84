//! For systems that open nothing by descriptor: each component is tested for a link first.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Error, Mode};

/// The whole path, if there is no link in it. With `create` its directories are created.
fn checked(top: &Path, parts: &[&str], create: bool) -> Result<PathBuf, Error> {
    let name = parts.join("/");
    super::check(top, &name)?;
    let path = top.join(&name);
    if let Some(folder) = path.parent().filter(|_| create) {
        fs::create_dir_all(folder)?;
    }
    Ok(path)
}

pub(super) fn open(top: &Path, parts: &[&str], mode: Mode) -> Result<File, Error> {
    let path = checked(top, parts, mode != Mode::Read)?;
    let mut options = OpenOptions::new();
    match mode {
        Mode::Read => options.read(true),
        Mode::Append => options.read(true).append(true).create(true),
        Mode::Update => options.write(true).create(true).truncate(false),
    };
    Ok(options.open(path)?)
}

pub(super) fn replace(top: &Path, parts: &[&str], content: &[u8]) -> Result<(), Error> {
    let path = checked(top, parts, true)?;
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(top))?;
    file.write_all(content)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

pub(super) fn remove(top: &Path, parts: &[&str]) -> Result<(), Error> {
    Ok(fs::remove_file(checked(top, parts, false)?)?)
}
