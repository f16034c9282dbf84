//! Packs against libgit2, and damaged ones.

use std::io::Write;
use std::process::Stdio;

use git2::{ObjectType, Repository};
use proptest::prelude::*;

use super::index::ID;
use super::*;

/// A repository whose objects are all in one pack.
pub(crate) struct PackedObjects {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) ids: Vec<Oid>,
}

/// A repository with these texts in one pack, and no other object. libgit2 names the bases of deltas by their ids, git by
/// their distance.
pub(crate) fn packed(texts: &[Vec<u8>], by_git: bool) -> PackedObjects {
    let folder = tempfile::tempdir().unwrap();
    let repository = Repository::init_bare(folder.path()).unwrap();
    // Objects are in memory until they are packed.
    let odb = repository.odb().unwrap();
    odb.add_new_mempack_backend(1000).unwrap();
    let mut builder = repository.packbuilder().unwrap();
    builder.set_threads(1);
    let mut ids: Vec<Oid> = texts.iter().map(|text| repository.blob(text).unwrap()).collect();
    let mut tree = repository.treebuilder(None).unwrap();
    for (i, id) in ids.iter().enumerate() {
        drop(tree.insert(format!("file{i}"), *id, 0o100_644));
    }
    ids.push(tree.write().unwrap());
    // Alike ones come together by the name, and become deltas.
    for id in &ids {
        builder.insert_object(*id, Some("name")).unwrap();
    }
    let packs = folder.path().join("objects/pack");
    builder.write(&packs, 0).unwrap();
    if by_git {
        repack(folder.path(), &packs, &ids);
    }
    PackedObjects { folder, ids }
}

fn repack(folder: &Path, packs: &Path, ids: &[Oid]) {
    let before: Vec<PathBuf> = std::fs::read_dir(packs).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut git = std::process::Command::new("git");
    git.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", folder).env("GIT_DIR", folder);
    git.args(["pack-objects", "-q", "--delta-base-offset"]).arg(folder.join("new"));
    let mut git = git.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let names: String = ids.iter().map(|id| format!("{id} name\n")).collect();
    git.stdin.take().unwrap().write_all(names.as_bytes()).unwrap();
    assert!(git.wait().unwrap().success());
    for file in before {
        std::fs::remove_file(file).unwrap();
    }
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        if let Some(rest) = name.strip_prefix("new-") {
            std::fs::rename(entry.path(), packs.join(format!("pack-{rest}"))).unwrap();
        }
    }
}

fn packs(folder: &Path) -> Packs {
    Packs::new(&folder.join("objects"))
}

fn texts() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let line = prop_oneof!["[a-z]{1,30}\n", Just("the same line again and again\n".to_owned())];
    let one = prop::collection::vec(line, 1..200).prop_map(|lines| lines.concat().into_bytes());
    let noise = prop::collection::vec(any::<u8>(), 0..6000);
    (prop::collection::vec(prop_oneof![one, noise], 1..6), prop::collection::vec(any::<prop::sample::Index>(), 0..20))
        .prop_map(|(mut all, changes)| {
            // What grew out of another one makes deltas.
            for change in changes {
                let mut next = change.get(&all).clone();
                let at = change.index(next.len() + 1);
                next.splice(at..at, *b"changed");
                all.push(next);
            }
            all
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// libgit2 is the reference implementation.
    #[test]
    fn an_object_is_what_libgit2_reads(texts in texts(), by_git: bool) {
        let PackedObjects { folder, ids } = packed(&texts, by_git);
        let repository = Repository::open(folder.path()).unwrap();
        let odb = repository.odb().unwrap();
        let packs = packs(folder.path());
        let mut inflater = Inflater::new();
        for id in &ids {
            let object = packs.read(*id, &mut inflater).unwrap();
            let reference = odb.read(*id).unwrap();
            prop_assert_eq!((object.kind, object.content.as_slice()), (reference.kind(), reference.data()));
        }
        let missing = Oid::hash_object(ObjectType::Blob, b"is not there").unwrap();
        prop_assert_eq!(packs.read(missing, &mut inflater), Err(NotFound::Missing));
    }

    /// Damage ends as nothing, or as what some object of the pack holds: an index may name the wrong place.
    #[test]
    fn damage_is_no_panic(texts in texts(), flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=u8::MAX), 1..9), cut: bool, in_pack: bool) {
        let PackedObjects { folder, ids } = packed(&texts, false);
        let files = std::fs::read_dir(folder.path().join("objects/pack")).unwrap().flatten().map(|e| e.path());
        let file = files.into_iter().find(|p| p.extension().is_some_and(|e| e == if in_pack { "pack" } else { "idx" })).unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        for (at, flip) in &flips {
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
        }
        bytes.truncate(if cut { flips[0].0.index(bytes.len()) } else { bytes.len() });
        std::fs::remove_file(&file).unwrap();
        std::fs::write(&file, bytes).unwrap();
        let packs = packs(folder.path());
        for id in ids {
            drop(packs.read(id, &mut Inflater::new()));
        }
    }
}

#[test]
fn among_thousands_each_is_found() {
    let texts: Vec<Vec<u8>> = (0..40_000).map(|i| format!("{i}").into_bytes()).collect();
    let PackedObjects { folder, ids } = packed(&texts, false);
    let mut inflater = Inflater::new();
    for (id, text) in ids.iter().zip(&texts).step_by(701) {
        assert_eq!(packs(folder.path()).read(*id, &mut inflater).unwrap().content, *text);
    }
}

#[test]
fn after_some_libgit2_is_better() {
    let PackedObjects { folder, ids } = packed(&[b"text".to_vec()], false);
    let packs = packs(folder.path());
    let mut inflater = Inflater::new();
    for _ in 0..MAX_READ {
        drop(packs.read(ids[0], &mut inflater).unwrap());
    }
    assert_eq!(packs.read(ids[0], &mut inflater), Err(NotFound::Unknown));
}

#[test]
fn what_cannot_be_read_is_left_to_libgit2() {
    let read = |spoil: &dyn Fn(&Path)| {
        let PackedObjects { folder, ids } = packed(&[b"text".to_vec()], false);
        spoil(&folder.path().join("objects/pack"));
        packs(folder.path()).read(ids[0], &mut Inflater::new())
    };
    let each = |packs: &Path, end: &str, change: &dyn Fn(PathBuf)| {
        for entry in std::fs::read_dir(packs).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_some_and(|e| e == end) {
                change(file);
            }
        }
    };
    read(&|_| ()).unwrap();
    assert_eq!(read(&|packs| std::fs::remove_dir_all(packs).unwrap()), Err(NotFound::Missing));
    assert_eq!(read(&|packs| each(packs, "pack", &|file| std::fs::remove_file(file).unwrap())), Err(NotFound::Unknown));
    assert_eq!(
        read(&|packs| each(packs, "idx", &|file| std::fs::write(file, "other").unwrap())),
        Err(NotFound::Unknown)
    );
    // Another size than its counts give, and counts that are not in order.
    let change_index = |change: &dyn Fn(&mut Vec<u8>)| {
        read(&|packs| {
            each(packs, "idx", &|file| {
                let mut bytes = std::fs::read(&file).unwrap();
                change(&mut bytes);
                std::fs::remove_file(&file).unwrap();
                std::fs::write(&file, bytes).unwrap();
            });
        })
    };
    change_index(&|_| ()).unwrap();
    assert_eq!(change_index(&|bytes| drop(bytes.splice(1080..1080, [0; 20]))), Err(NotFound::Unknown));
    assert_eq!(change_index(&|bytes| drop(bytes.drain(1040..1048))), Err(NotFound::Unknown));
    assert_eq!(change_index(&|bytes| bytes[8 + 3] = 9), Err(NotFound::Unknown));
    let many = |packs: &Path| {
        for i in 0..MAX_PACKS {
            std::fs::write(packs.join(format!("{i}.idx")), "").unwrap();
        }
    };
    assert_eq!(read(&many), Err(NotFound::Unknown));
}

#[test]
fn a_pack_that_does_not_end_as_its_index_says_is_damaged() {
    let PackedObjects { folder, ids } = packed(&[b"text".to_vec()], false);
    let files = std::fs::read_dir(folder.path().join("objects/pack")).unwrap().map(|entry| entry.unwrap().path());
    let pack = files.into_iter().find(|file| file.extension().is_some_and(|e| e == "pack")).unwrap();
    let whole = std::fs::read(&pack).unwrap();
    std::fs::remove_file(&pack).unwrap();
    let count = |by: u8| [&whole[..11], &[whole[11] + by], &whole[12..]].concat();
    let read = |bytes: &[u8]| {
        std::fs::write(&pack, bytes).unwrap();
        packs(folder.path()).read(ids[0], &mut Inflater::new())
    };
    read(&count(0)).unwrap();
    for bytes in [&whole[..whole.len() - 1], &count(1), &[b"JACK", &whole[4..]].concat(), b""] {
        assert_eq!(read(bytes), Err(NotFound::damaged(DAMAGED)));
    }
}

/// libgit2 would fill 64 GB with zeros.
#[test]
fn an_entry_that_no_pack_of_this_size_holds_is_damaged() {
    let PackedObjects { folder, ids } = packed(&[b"text".to_vec()], false);
    let files = std::fs::read_dir(folder.path().join("objects/pack")).unwrap().map(|entry| entry.unwrap().path());
    let pack = files.into_iter().find(|file| file.extension().is_some_and(|e| e == "pack")).unwrap();
    let whole = std::fs::read(&pack).unwrap();
    std::fs::remove_file(&pack).unwrap();
    let read = |size: &[u8]| {
        // The first entry, whichever it is.
        let bytes = [&whole[..12], size, &whole[12 + size.len()..]].concat();
        std::fs::write(&pack, bytes).unwrap();
        let packs = packs(folder.path());
        let read = |id: &Oid| packs.read(*id, &mut Inflater::new());
        ids.iter().map(read).find(|read| read.is_err())
    };
    assert_eq!(read(&[]), None);
    // 64 GB, and 2 MB, which deflate to 2 KB at least.
    assert_eq!(read(&[0xb0, 0x80, 0x80, 0x80, 0x80, 0x01]), Some(Err(NotFound::damaged(DAMAGED))));
    assert_eq!(read(&[0xb0, 0x80, 0x80, 0x08]), Some(Err(NotFound::damaged(DAMAGED))));
}

#[test]
fn deltas_in_a_circle_are_damage() {
    let texts: Vec<Vec<u8>> =
        (0..6).map(|n| format!("{}{n}\n", "a line that all of them have\n".repeat(60)).into()).collect();
    let PackedObjects { folder, ids } = packed(&texts, false);
    let names = std::fs::read_dir(folder.path().join("objects/pack")).unwrap().flatten().map(|entry| entry.path());
    let files: Vec<PathBuf> = names.collect();
    let with_end = |end: &str| files.iter().find(|file| file.extension().is_some_and(|e| e == end)).unwrap().clone();
    let index = with_end("idx");
    let pack = with_end("pack");
    let opened = Pack::open(&index).unwrap();
    let mut bytes = std::fs::read(&pack).unwrap();
    let mut changed = Vec::new();
    for id in &ids {
        let at = opened.index.offset(*id).unwrap().unwrap() as usize;
        if bytes[at] >> 4 & 7 != 7 {
            continue;
        }
        let length = bytes[at..].iter().take_while(|b| **b >= 128).count() + 1;
        // It is its own base.
        bytes[at + length..at + length + ID as usize].copy_from_slice(id.as_bytes());
        changed.push(*id);
    }
    assert!(!changed.is_empty());
    let mut permissions = std::fs::metadata(&pack).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false)] // a test's own file
    permissions.set_readonly(false);
    std::fs::set_permissions(&pack, permissions).unwrap();
    std::fs::write(&pack, bytes).unwrap();
    for id in changed {
        let read = packs(folder.path()).read(id, &mut Inflater::new());
        assert!(matches!(read, Err(NotFound::Damaged(_))), "{read:?}");
    }
}
