//! The names in a folder, without a value on the heap for each: a hook lists the folders of what is staged, and these may
//! hold thousands.

use std::io;
use std::path::Path;

/// Calls `each` with the names in a folder, `.` and `..` left out, and stops after `most`.
///
/// # Errors
/// The folder cannot be opened. What cannot be listed of it is left out.
#[cfg(target_os = "linux")]
pub(crate) fn names(folder: &Path, most: usize, mut each: impl FnMut(&[u8])) -> io::Result<()> {
    use rustix::fs::{Mode, OFlags, RawDir, open};

    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let folder = open(folder, flags, Mode::empty())?;
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

/// The same where the system has another way.
#[cfg(not(target_os = "linux"))]
pub(crate) fn names(folder: &Path, most: usize, mut each: impl FnMut(&[u8])) -> io::Result<()> {
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
        // More than one call of the system gives.
        let mut all: Vec<String> = (0..2000).map(|number| format!("{number}-a-name-of-some-length")).collect();
        all.iter().for_each(|name| std::fs::write(folder.path().join(name), "").unwrap());
        let listed = |most| {
            let mut found = Vec::new();
            names(folder.path(), most, |name| found.push(String::from_utf8(name.to_vec()).unwrap())).unwrap();
            found.sort_unstable();
            found
        };
        all.sort_unstable();
        assert_eq!(listed(5000), all);
        assert_eq!(listed(2000), all);
        assert_eq!(listed(7).len(), 7);
        assert_eq!(listed(0).len(), 0);
        assert!(names(&folder.path().join("none"), 1, |_| ()).is_err());
        assert!(names(&folder.path().join(&all[0]), 1, |_| ()).is_err());
    }
}
