//! Reads regular files only: a named pipe or a device where git keeps a file would block the hook, or never end.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// The error message of [`open`] and [`read`] for anything but a regular file.
pub(crate) const NOT_REGULAR: &str = "it is not a regular file";

/// Opens a file for reading without waiting: a pipe without a writer would otherwise block.
///
/// # Errors
/// The file cannot be opened.
pub(crate) fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path)
}

/// Opens a regular file for reading; links are followed.
///
/// # Errors
/// It cannot be opened, or is something else than a regular file.
pub fn open(path: &Path) -> io::Result<File> {
    let file = open_without_waiting(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other(NOT_REGULAR));
    }
    Ok(file)
}

/// Reads a regular file.
///
/// # Errors
/// As [`open`], or it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    open(path)?.read_to_end(&mut content)?;
    Ok(content)
}

/// Reads a regular file as text.
///
/// # Errors
/// As [`read`], or it is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// Is there something at this path that is neither a regular file nor a directory? Links are followed.
pub fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn pipes_and_directories_are_refused_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(read(&pipe).unwrap_err().to_string(), NOT_REGULAR);
        assert!(is_special(&pipe) && !is_special(dir.path()));
        assert_eq!(read(dir.path()).unwrap_err().to_string(), NOT_REGULAR);
        std::os::unix::fs::symlink(&pipe, dir.path().join("link")).unwrap();
        assert!(is_special(&dir.path().join("link")) && read(&dir.path().join("link")).is_err());
        let file = dir.path().join("file");
        std::fs::write(&file, "text").unwrap();
        assert_eq!(read_text(&file).unwrap(), "text");
        assert!(!is_special(&file) && !is_special(&dir.path().join("none")));
        assert_eq!(read(&dir.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
