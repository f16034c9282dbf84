//! Loose objects against libgit2, and damaged ones.

use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::ZlibEncoder};
use proptest::prelude::*;

use super::*;

/// A repository that holds one object in a file.
pub(crate) struct StoredObject {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) id: Oid,
    /// The bytes of the file.
    pub(crate) packed: Vec<u8>,
}

/// A repository that holds `object` (with its head) as the file of an id.
pub(crate) fn stored(object: &[u8], level: u32) -> StoredObject {
    let folder = tempfile::tempdir().unwrap();
    git2::Repository::init_bare(folder.path()).unwrap();
    let content = match bytes::find(0, object) {
        Some(nul) => &object[nul + 1..],
        None => object,
    };
    let id = Oid::hash_object(ObjectType::Blob, content).unwrap();
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(object).unwrap();
    let packed = encoder.finish().unwrap();
    write(folder.path(), id, &packed);
    StoredObject { folder, id, packed }
}

fn loose(folder: &Path) -> Loose {
    Loose::new(folder.join("objects"))
}

pub(crate) fn write(folder: &Path, id: Oid, packed: &[u8]) {
    let file = file_of(&folder.join("objects"), id);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, packed).unwrap();
}

fn blob(content: &[u8]) -> Vec<u8> {
    [format!("blob {}\0", content.len()).as_bytes(), content].concat()
}

fn contents() -> impl Strategy<Value = Vec<u8>> {
    let even = (any::<u8>(), 0..200_000_usize).prop_map(|(byte, length)| vec![byte; length]);
    let mixed = prop::collection::vec(any::<u8>(), 0..9000).prop_map(|seed| [&seed[..], &seed, &seed].concat());
    prop_oneof![even, mixed, prop::collection::vec(0..4_u8, 0..30_000)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// libgit2 is the reference implementation.
    #[test]
    fn an_object_is_what_libgit2_reads(content in contents(), level in 0..10_u32) {
        let StoredObject { folder, id, packed } = stored(&blob(&content), level);
        let odb = git2::Repository::open(folder.path()).unwrap().odb().unwrap().read(id).unwrap().data().to_vec();
        prop_assert_eq!(&odb, &content);
        drop(packed);
        let wanted = Ok(Object { kind: ObjectType::Blob, content });
        prop_assert_eq!(loose(folder.path()).read(id, &mut Inflater::new()), wanted);
    }

    /// What is damaged is said to be; a change that changes nothing may pass.
    #[test]
    fn damage_is_never_content(content in contents(), at in any::<prop::sample::Index>(), cut in any::<bool>()) {
        let StoredObject { folder, id, mut packed } = stored(&blob(&content), 6);
        let at = at.index(packed.len());
        if cut { packed.truncate(at) } else { packed[at] ^= 0x15 }
        write(folder.path(), id, &packed);
        match loose(folder.path()).read(id, &mut Inflater::new()) {
            Ok(object) => prop_assert_eq!(object.content, content),
            Err(NotFound::Damaged(_) | NotFound::TooLarge(_)) => {}
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

fn read_only(folder: &Path, id: Oid) -> Result<Object, NotFound> {
    loose(folder).read(id, &mut Inflater::new())
}

/// A content that deflates to about half, so that a cut falls into its middle.
fn content(size: usize) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut digit = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        b"0123456789abcdef"[(state >> 60) as usize]
    };
    (0..size).map(|_| digit()).collect()
}

#[test]
fn a_file_that_was_cut_off_anywhere_is_damaged() {
    for size in [10, 100_000, 5_000_000] {
        let StoredObject { folder, id, packed } = stored(&blob(&content(size)), 6);
        assert!(matches!(read_only(folder.path(), id), Ok(object) if object.content.len() == size));
        let ends = [0, 1, 2, 5, 10, packed.len() / 2, packed.len() - 5, packed.len() - 4, packed.len() - 1];
        for end in ends {
            if end >= packed.len() {
                continue;
            }
            write(folder.path(), id, &packed[..end]);
            assert!(matches!(read_only(folder.path(), id), Err(NotFound::Damaged(_))), "{end} of {}", packed.len());
        }
    }
}

#[test]
fn the_checksum_counts_and_nothing_may_follow() {
    for size in [7, 3_000_000] {
        let StoredObject { folder, id, mut packed } = stored(&blob(&content(size)), 6);
        write(folder.path(), id, &[&packed[..], b"junk"].concat());
        assert!(matches!(read_only(folder.path(), id), Err(NotFound::Damaged(_))));
        *packed.last_mut().unwrap() ^= 1;
        write(folder.path(), id, &packed);
        assert!(matches!(read_only(folder.path(), id), Err(NotFound::Damaged(_))));
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_damaged_at_once() {
    let StoredObject { folder, id, .. } = stored(&blob(b"content"), 6);
    let file = file_of(&folder.path().join("objects"), id);
    std::fs::remove_file(&file).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
    let damaged =
        |found: Result<_, _>| matches!(found, Err(NotFound::Damaged(why)) if why == regular_file::NOT_REGULAR);
    assert!(damaged(read_only(folder.path(), id)));
    assert!(matches!(loose(folder.path()).size(id), Err(NotFound::Damaged(_))));
}

#[test]
fn a_header_must_be_right() {
    let read = |object: &[u8]| {
        let StoredObject { folder, id, .. } = stored(object, 6);
        read_only(folder.path(), id)
    };
    let found = |kind, content: &[u8]| Ok(Object { kind, content: content.to_vec() });
    assert_eq!(read(b"tree 2\0ab"), found(ObjectType::Tree, b"ab"));
    assert_eq!(read(b"commit 0\0"), found(ObjectType::Commit, b""));
    assert_eq!(read(b"tag 1\0a"), found(ObjectType::Tag, b"a"));
    assert_eq!(read(b"blob 999999999999\0ab"), Err(NotFound::TooLarge(999_999_999_999)));
    for wrong in [
        "blob 3\0ab",
        "blob 1\0ab",
        "blob +2\0ab",
        "blob 02\0ab",
        "blob\0ab",
        "leaf 2\0ab",
        "blobs 2\0ab",
        "blob 2 ab",
        "",
    ] {
        assert!(matches!(read(wrong.as_bytes()), Err(NotFound::Damaged(_))), "{wrong:?}");
    }
}

#[test]
fn objects_of_any_size_are_read_and_measured() {
    for size in [0, MAX_SIZE - 20, MAX_SIZE + 1, 20 << 20] {
        let StoredObject { folder, id, .. } = stored(&blob(&vec![b'a'; size]), 9);
        assert!(matches!(read_only(folder.path(), id), Ok(object) if object.content.len() == size));
        assert_eq!(loose(folder.path()).size(id), Ok(size as u64));
    }
}

/// Where each byte is as often as a power of two, its code has a length of its own, and takes long to describe.
#[test]
fn a_size_is_known_where_the_code_of_the_bytes_is_long() {
    let bytes = (0..=255_u8).flat_map(|byte| vec![byte; 1 << (u32::from(byte) * 3 % 10)]);
    let mut content: Vec<u8> = bytes.collect();
    let mut state = 88_172_645_463_325_252_u64;
    for last in (1..content.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        content.swap(last, (state >> 20) as usize % (last + 1));
    }
    for level in 0..10 {
        let StoredObject { folder, id, .. } = stored(&blob(&content), level);
        assert_eq!(loose(folder.path()).size(id), Ok(content.len() as u64), "level {level}");
    }
}

#[test]
fn what_is_borrowed_is_found_and_what_is_nowhere_is_missing() {
    let StoredObject { folder: lender, id, packed } = stored(&blob(b"lent"), 6);
    let StoredObject { folder, .. } = stored(&blob(b"own"), 6);
    assert_eq!(read_only(folder.path(), id), Err(NotFound::Missing));
    let alternates = folder.path().join("objects/info/alternates");
    std::fs::write(&alternates, format!("# a comment\n{}\n", lender.path().join("objects").display())).unwrap();
    assert!(matches!(read_only(folder.path(), id), Ok(object) if object.content == b"lent"));
    write(lender.path(), id, &packed[..packed.len() - 3]);
    assert!(matches!(read_only(folder.path(), id), Err(NotFound::Damaged(_))));
}
