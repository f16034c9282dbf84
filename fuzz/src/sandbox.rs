//! A directory of this process in memory.

use std::fs;
use std::path::{Path, PathBuf};

/// Makes an empty directory for this process.
pub fn directory() -> PathBuf {
    let dir = Path::new("/dev/shm").join(format!("akguard-fuzz-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("a directory in memory");
    remove_left_over();
    dir
}

/// Removes what processes that are gone have left there.
fn remove_left_over() {
    for entry in fs::read_dir("/dev/shm").into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix("akguard-fuzz-");
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A bare repository in it, without an object.
pub fn bare_repository() -> PathBuf {
    // As the program has it, and git.
    git2::opts::strict_hash_verification(false);
    let dir = directory().join("repo.git");
    write(&dir.join("HEAD"), b"ref: refs/heads/main\n");
    write(&dir.join("config"), b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
    for name in ["objects/pack", "refs/heads"] {
        fs::create_dir_all(dir.join(name)).expect("a directory");
    }
    dir
}

/// Writes a file, with the directories above it.
pub fn write(file: &Path, bytes: &[u8]) {
    if fs::write(file, bytes).is_err() {
        fs::create_dir_all(file.parent().expect("a directory above")).expect("a directory");
        fs::write(file, bytes).expect("a file in memory");
    }
}

/// The file of a loose object.
pub fn loose_file(git_dir: &Path, id: &str) -> PathBuf {
    git_dir.join("objects").join(&id[..2]).join(&id[2..])
}
