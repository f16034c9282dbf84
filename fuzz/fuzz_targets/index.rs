//! The index: any bytes give entries or an error, and the entries are those that libgit2 reads.
#![no_main]

use std::fs::File;
use std::path::PathBuf;
use std::sync::LazyLock;

use akguard_git::fuzzing::{IndexEntry, index_entries, index_root, index_tree, listed, skipped};
use akguard_fuzz::index_file::Index;
use akguard_fuzz::{Damage, sandbox};
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    /// The whole file but its checksum.
    Bytes(&'a [u8]),
    Built(Index<'a>, Option<Damage>),
}

static FILE: LazyLock<PathBuf> = LazyLock::new(|| sandbox::directory().join("index"));

fuzz_target!(|input: Input<'_>| {
    let bytes = match &input {
        Input::Bytes(bytes) => [bytes, &[0; 20][..]].concat(),
        Input::Built(index, damage) => {
            let mut bytes = index.file();
            if let Some(damage) = damage {
                damage.apply(&mut bytes);
            }
            bytes
        }
    };
    std::fs::write(&*FILE, &bytes).expect("a file in memory");
    let root = index_root(&mut File::open(&*FILE).expect("it is there")).expect("it can be read");
    let tree = index_tree(bytes.clone());
    let entries = index_entries(bytes.clone());
    // Twice where another extension holds the word, which git does not write so.
    let is_alone = bytes.windows(4).filter(|word| word == b"TREE").count() == 1;
    if let (Some(root), Ok(tree), true) = (root, &tree, is_alone) {
        // What is found at the end is what the cache tree says, and only where that holds all entries.
        assert_eq!(Some(root), tree.map(|(id, _)| id), "another cache tree at the end");
        let count = u32::from_be_bytes(bytes[8..12].try_into().expect("four bytes"));
        assert_eq!(Some(count), tree.map(|(_, count)| count));
    }
    let _ = listed(&bytes, true, &[b"a", b"dir"]);
    let Ok(entries) = entries else { return };
    agrees_with_itself(&bytes, &entries);
    if let Some(others) = by_libgit2() {
        assert_eq!(entries, others, "libgit2 reads other entries");
    }
});

/// All ways to read the entries give the same.
fn agrees_with_itself(bytes: &[u8], entries: &[IndexEntry]) {
    let paths: Vec<&[u8]> = entries.iter().map(|entry| entry.path.as_slice()).collect();
    let held = listed(bytes, false, &paths).expect("the same entries");
    assert!(held.iter().all(|held| *held), "a path is not listed");
    for (at, path) in paths.iter().enumerate().take(4) {
        let Some(slash) = path.iter().position(|byte| *byte == b'/') else { continue };
        let directory = &path[..=slash];
        let count = paths[at..].iter().take_while(|path| path.starts_with(directory)).count();
        let next = paths.get(at + count).copied().unwrap_or_default();
        let skipped = skipped(bytes.to_vec(), at, directory, count as u32);
        assert_eq!(skipped.as_deref(), Ok(next), "{count} entries of {directory:?} from {at}");
    }
}

fn by_libgit2() -> Option<Vec<IndexEntry>> {
    let index = git2::Index::open(&FILE).ok()?;
    let entry = |entry: git2::IndexEntry| IndexEntry {
        path: entry.path,
        id: entry.id.as_bytes().to_vec(),
        mode: entry.mode,
        stage: entry.flags >> 12 & 3,
        intent_to_add: entry.flags_extended & 1 << 13 != 0,
    };
    Some(index.iter().map(entry).collect())
}
