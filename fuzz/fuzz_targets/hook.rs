//! The hook as a whole: whatever git's files hold, it ends, and no key passes that git would commit.
#![no_main]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use akguard::command::hook;
use akguard::report::Outcome;
use akguard_fuzz::repository::{Built, Repository};
use akguard_fuzz::sandbox;
use flate2::read::ZlibDecoder;
use libfuzzer_sys::fuzz_target;

/// The top of the work tree, which is the current directory.
static TOP: LazyLock<PathBuf> = LazyLock::new(prepare);

/// A hook of git's, without git: what that is started for is not what is tried here.
fn prepare() -> PathBuf {
    let dir = sandbox::directory();
    let names: Vec<_> = std::env::vars_os().map(|(name, _)| name).collect();
    for name in names.iter().filter(|name| !["ASAN_OPTIONS", "RUST_BACKTRACE"].iter().any(|keep| name == keep)) {
        // SAFETY: there is one thread, before the first run.
        unsafe { std::env::remove_var(name) };
    }
    let (home, top) = (dir.join("home"), dir.join("top"));
    for (name, value) in [("HOME", &home), ("XDG_CONFIG_HOME", &home), ("PATH", &home)] {
        // SAFETY: as above.
        unsafe { std::env::set_var(name, value) };
    }
    for made in [&home, &top, &top.join(".git/objects/pack"), &top.join(".git/refs/heads")] {
        fs::create_dir_all(made).expect("a directory in memory");
    }
    std::env::set_current_dir(&top).expect("the directory is there");
    top
}

fuzz_target!(|repository: Repository<'_>| {
    let built = repository.build();
    for (name, bytes) in &built.files {
        sandbox::write(&TOP.join(name), bytes);
    }
    let outcome = hook::run(Instant::now(), &["pre-commit".into()]);
    if matches!(outcome, Ok(Outcome::Clean)) && !built.new_keys.is_empty() && built.is_plain {
        assert_no_key(&built);
    }
    remove(&built.files);
});

/// No new key is in the tree that git would commit, as libgit2 makes it.
fn assert_no_key(built: &Built) {
    remove_damaged(&built.files);
    let committed = committed();
    if let Some(committed) = &committed {
        for key in &built.new_keys {
            let holds = |blob: &Vec<u8>| blob.windows(key.len()).any(|part| part == key.as_bytes());
            assert!(!committed.iter().any(holds), "a key passes");
        }
    }
    // libgit2 has written trees.
    let _ = fs::remove_dir_all(TOP.join(".git/objects"));
    fs::create_dir_all(TOP.join(".git/objects/pack")).expect("a directory in memory");
}

/// libgit2 never comes to the end of a loose object that was cut off.
fn remove_damaged(files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with(".git/objects/")) {
        let is_whole = std::io::copy(&mut ZlibDecoder::new(&bytes[..]), &mut std::io::sink()).is_ok();
        if !is_whole && name.len() == ".git/objects/".len() + 41 {
            fs::remove_file(TOP.join(name)).expect("it was written");
        }
    }
}

/// All files of the next commit; `None` where libgit2 cannot make it.
fn committed() -> Option<Vec<Vec<u8>>> {
    let repository = git2::Repository::open(&*TOP).ok()?;
    let mut index = repository.index().ok()?;
    // git leaves them out, libgit2 does not.
    if index.iter().any(|entry| entry.flags_extended & 1 << 13 != 0) {
        return None;
    }
    let tree = repository.find_tree(index.write_tree().ok()?).ok()?;
    let mut blobs = Vec::new();
    let walked = tree.walk(git2::TreeWalkMode::PreOrder, |_, entry| {
        if entry.filemode() & 0o170_000 == 0o100_000
            && let Ok(blob) = repository.find_blob(entry.id())
        {
            blobs.push(blob.content().to_vec());
        }
        git2::TreeWalkResult::Ok
    });
    walked.ok().map(|()| blobs)
}

/// Removes what was written, and what the hook has written.
fn remove(files: &BTreeMap<String, Vec<u8>>) {
    for name in files.keys() {
        let _ = fs::remove_file(TOP.join(name));
    }
    let _ = fs::remove_dir_all(TOP.join(Path::new(".git/akguard")));
}
