//! Lists the names in a directory without an allocation for each: a hook lists the directories of staged files, which may
//! have thousands of entries.

use std::io;
use std::path::Path;

/// What is done where the directory's path (given without a `/` at its end) is a symbolic link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// The link is followed.
    Follow,
    /// It is an error.
    Refuse,
}

/// Calls `each` with the names in a directory, without `.` and `..`, and stops after `most`.
///
/// # Errors
/// The directory cannot be opened, or is a link and must not be. Entries that cannot be listed are left out.
#[cfg(target_os = "linux")]
pub fn names(folder: &Path, links: Links, most: usize, mut each: impl FnMut(&[u8])) -> io::Result<()> {
    use rustix::fs::{Mode, OFlags, RawDir, open};

    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let no_link = if links == Links::Refuse { OFlags::NOFOLLOW } else { OFlags::empty() };
    let folder = open(folder, flags | no_link, Mode::empty())?;
    let mut room = [std::mem::MaybeUninit::uninit(); 8 << 10];
    let mut entries = RawDir::new(folder, &mut room);
    let mut left = most;
    while let Some(Ok(entry)) = entries.next() {
        let name = entry.file_name().to_bytes();
        if name == b"." || name == b".." {
            continue;
        }
        let Some(fewer) = left.checked_sub(1) else { break };
        left = fewer;
        each(name);
    }
    Ok(())
}

/// The same for other systems.
#[cfg(not(target_os = "linux"))]
pub fn names(folder: &Path, links: Links, most: usize, mut each: impl FnMut(&[u8])) -> io::Result<()> {
    if links == Links::Refuse && std::fs::symlink_metadata(folder)?.file_type().is_symlink() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    for entry in std::fs::read_dir(folder)?.take(most).flatten() {
        each(entry.file_name().as_encoded_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_come_and_no_more_than_wanted() {
        let folder = tempfile::tempdir().unwrap();
        // More than one system call returns.
        let mut all: Vec<String> = (0..2000).map(|number| format!("{number}-a-name-of-some-length")).collect();
        for name in &all {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let listed = |most| {
            let mut found = Vec::new();
            names(folder.path(), Links::Refuse, most, |name| found.push(String::from_utf8(name.to_vec()).unwrap()))
                .unwrap();
            found.sort_unstable();
            found
        };
        all.sort_unstable();
        assert_eq!(listed(5000), all);
        assert_eq!(listed(2000), all);
        assert_eq!(listed(7).len(), 7);
        assert_eq!(listed(0).len(), 0);
        assert!(names(&folder.path().join("none"), Links::Follow, 1, |_| ()).is_err());
        assert!(names(&folder.path().join(&all[0]), Links::Follow, 1, |_| ()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_where_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", folder.path().join("link")).unwrap();
        assert!(names(&folder.path().join("link"), Links::Follow, 1, |_| ()).is_ok());
        assert!(names(&folder.path().join("link"), Links::Refuse, 1, |_| ()).is_err());
        assert!(names(&folder.path().join("real"), Links::Refuse, 1, |_| ()).is_ok());
    }
}
