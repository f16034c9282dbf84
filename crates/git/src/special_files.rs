//! Finds named pipes and devices where git keeps files, before git or libgit2 is used: to open one of them may block for
//! ever.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use akguard_common::text::quote;

use super::alternates;
use super::paths::bytes_path;
use crate::regular_file::{self, is_special};

/// Files that git and libgit2 open in the git directory of a work tree.
const OWN: [&str; 6] = ["HEAD", "config.worktree", "commondir", "index", "MERGE_HEAD", "info/sparse-checkout"];
/// Files that they open in the git directory that all work trees share.
const SHARED: [&str; 6] =
    ["config", "packed-refs", "shallow", "info/grafts", "objects/info/alternates", "objects/pack/multi-pack-index"];

/// The git directory around the current directory, as far as needed to look at its files; `None` outside a repository.
fn git_dir() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("GIT_DIR")
        && !named.is_empty()
    {
        return Some(named.into());
    }
    let here = std::env::current_dir().ok()?;
    here.ancestors().find_map(|dir| {
        let dot_git = dir.join(".git");
        match std::fs::metadata(&dot_git) {
            Ok(meta) if meta.is_dir() => Some(dot_git),
            Ok(meta) if meta.is_file() => named_by(&dot_git, b"gitdir: ").map(|named| dir.join(named)),
            Ok(_) => Some(dot_git),
            // Perhaps a bare repository.
            Err(_) => dir.join("objects").is_dir().then(|| dir.to_path_buf()),
        }
    })
}

/// The path in a small file of git's, after a prefix.
fn named_by(file: &Path, word: &[u8]) -> Option<PathBuf> {
    let content = regular_file::read(file).ok()?;
    Some(bytes_path(content.strip_prefix(word)?.trim_ascii_end()).to_owned())
}

/// The first special file of the repository around the current directory, as a message.
pub(super) fn in_repository() -> Option<String> {
    let git_dir = git_dir()?;
    let own = OWN.iter().map(|name| git_dir.join(name));
    if is_special(&git_dir) {
        return Some(says(&git_dir));
    }
    if let Some(special) = own.into_iter().find(|file| is_special(file)) {
        return Some(says(&special));
    }
    let common = named_by(&git_dir.join("commondir"), b"").map(|common| git_dir.join(common));
    let common = common.unwrap_or_else(|| git_dir.clone());
    let branch = named_by(&git_dir.join("HEAD"), b"ref: ").map(|name| common.join(name));
    let shared = SHARED.iter().map(|name| common.join(name)).chain(branch);
    let special = shared.into_iter().find(|file| is_special(file)).map(|file| says(&file));
    special.or_else(|| in_config(&common.join("config"))).or_else(|| in_config(&git_dir.join("config.worktree")))
}

/// Maximum depth of included configs, as in git.
const MAX_INCLUDES: usize = 10;
/// Maximum size of a config in bytes; in larger files no includes are searched for.
const MAX_CONFIG: u64 = 1 << 20;

/// The first special file among a config and the files that it includes, as a message. Every key `path` counts as an
/// include, in whatever section.
pub(super) fn in_config(config: &Path) -> Option<String> {
    // By depth, so that every file is reached at its smallest depth.
    let mut waiting = VecDeque::from([(config.to_path_buf(), 0)]);
    let mut seen = BTreeSet::new();
    while let Some((file, depth)) = waiting.pop_front() {
        if is_special(&file) {
            return Some(says(&file));
        }
        let is_small = std::fs::metadata(&file).is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_CONFIG);
        if depth == MAX_INCLUDES || !is_small {
            continue;
        }
        // Each file is read once, because files may include each other several times.
        if depth > 0 && !file.canonicalize().is_ok_and(|real| seen.insert(real)) {
            continue;
        }
        let text = regular_file::read(&file).unwrap_or_default();
        waiting.extend(text.split(|b| *b == b'\n').filter_map(|line| Some((named_path(&file, line)?, depth + 1))));
    }
    None
}

/// The file that a line `path = NAME` of a config names.
fn named_path(config: &Path, line: &[u8]) -> Option<PathBuf> {
    // A section may precede it on the same line.
    let line = line.rsplit(|b| *b == b']').next().unwrap_or(line).trim_ascii();
    let (key, value) = line.split_at_checked(line.iter().position(|b| *b == b'=')?)?;
    if !key.trim_ascii().eq_ignore_ascii_case(b"path") {
        return None;
    }
    let value = value[1..].trim_ascii();
    let value = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value);
    if let Some(name) = value.strip_prefix(b"~/") {
        return Some(Path::new(&std::env::var_os("HOME")?).join(bytes_path(name)));
    }
    Some(config.parent()?.join(bytes_path(value)))
}

/// The first special file among all that git itself may open for an object, a ref or a comparison, as a message.
pub(super) fn in_what_git_reads(common_dir: &Path) -> Option<String> {
    let objects = common_dir.join("objects");
    let named = ["info/exclude", "info/attributes"].map(|name| common_dir.join(name));
    if let Some(special) =
        named.into_iter().find(|file| is_special(file)).or_else(|| in_dir(&common_dir.join("reftable")))
    {
        return Some(says(&special));
    }
    let lenders = alternates::list(&objects);
    let special =
        std::iter::once(&objects).chain(&lenders).find_map(|dir| in_loose_objects(dir).or_else(|| in_objects(dir)));
    special.or_else(|| in_refs(common_dir))
}

/// The first special file among those that name attributes, as a message: git reads them where it looks at a file of the
/// work tree. `dirs` are the directories of tracked files.
pub(super) fn in_attributes<'a>(common_dir: &Path, dirs: impl IntoIterator<Item = &'a Path>) -> Option<String> {
    let own = std::iter::once(common_dir.join("info/attributes"));
    let mut files = own.chain(dirs.into_iter().map(|dir| dir.join(".gitattributes")));
    files.find(|file| is_special(file)).map(|file| says(&file))
}

/// The first special file among packs and the files that help to read them, as a message.
pub(super) fn in_objects(objects: &Path) -> Option<String> {
    let named = ["info/alternates", "info/commit-graph", "info/packs"].map(|name| objects.join(name));
    let graphs = ["info/commit-graphs", "pack"].map(|name| objects.join(name));
    let special = named.into_iter().find(|file| is_special(file));
    special.or_else(|| graphs.iter().find_map(|dir| in_dir(dir))).map(|file| says(&file))
}

/// The first special file among loose objects, as a message.
fn in_loose_objects(objects: &Path) -> Option<String> {
    for entry in std::fs::read_dir(objects).ok()?.flatten() {
        // The first two digits of the ids.
        if entry.file_name().len() != 2 {
            continue;
        }
        if let Some(file) = in_dir(&entry.path()) {
            return Some(says(&file));
        }
    }
    None
}

/// The first special file among those that name linked work trees, as a message.
pub(super) fn in_worktrees(common_dir: &Path) -> Option<String> {
    let entries = std::fs::read_dir(common_dir.join("worktrees")).ok()?;
    entries.flatten().find_map(|entry| in_dir(&entry.path())).map(|file| says(&file))
}

/// The first special file below `refs`, as a message.
pub(super) fn in_refs(common_dir: &Path) -> Option<String> {
    let mut waiting = vec![common_dir.join("refs")];
    while let Some(dir) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&dir) else { continue };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => waiting.push(entry.path()),
                Ok(kind) if kind.is_file() => {}
                _ if is_special(&entry.path()) => return Some(says(&entry.path())),
                _ => {}
            }
        }
    }
    None
}

fn in_dir(dir: &Path) -> Option<PathBuf> {
    for entry in std::fs::read_dir(dir).ok()?.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file && is_special(&entry.path()) {
            return Some(entry.path());
        }
    }
    None
}

fn says(file: &Path) -> String {
    let name = quote(AsRef::<OsStr>::as_ref(file).as_encoded_bytes());
    format!("{name} is a pipe or a device and no regular file")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// git gives up at the first one; to look into each again would take as long as 40 to the 10th power.
    #[test]
    fn configs_that_include_themselves_are_looked_into_once() {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("config");
        let text = "[include]\npath = config\npath = ./config\npath = other\npath = none\n".repeat(10);
        std::fs::write(&config, &text).unwrap();
        std::fs::write(dir.path().join("other"), &text).unwrap();
        assert_eq!(in_config(&config), None);
        std::fs::write(dir.path().join("other"), [&text, "path = pipe\n"].concat()).unwrap();
        let pipe = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(in_config(&config), Some(says(&pipe)));
    }
}
