//! Packs: any pack and any index of it give objects or errors; an object is the one that was asked for, or what libgit2
//! reads from the same files.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use akguard_git::fuzzing::{Found, Store};
use akguard_fuzz::pack_file::{Built, Pack, Packed};
use akguard_fuzz::{Damage, sandbox};
use arbitrary::Arbitrary;
use git2::{ErrorClass, ObjectType, Oid, Repository};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    pack: Pack<'a>,
    in_pack: Vec<Damage>,
    in_index: Vec<Damage>,
}

static REPOSITORY: LazyLock<PathBuf> = LazyLock::new(sandbox::bare_repository);
/// Our own reader leaves to libgit2 what comes after so many objects.
const MAX_READ: usize = 60;

fuzz_target!(|input: Input<'_>| {
    let Built { mut pack, mut index, objects } = input.pack.build();
    for damage in input.in_pack.iter().take(4) {
        damage.apply(&mut pack);
    }
    for damage in input.in_index.iter().take(4) {
        damage.apply(&mut index);
    }
    // git reads packs of version 3, libgit2 does not.
    if pack.get(7) == Some(&3) {
        pack[7] = 2;
    }
    let is_sound = input.in_pack.is_empty() && input.in_index.is_empty();
    let dir = REPOSITORY.join("objects/pack");
    let files = [("pack-1.pack", pack), ("pack-1.idx", index)];
    for (name, bytes) in &files {
        sandbox::write(&dir.join(name), bytes);
    }
    let store = Store::open(&REPOSITORY);
    let repository = Repository::open_bare(&*REPOSITORY).expect("a repository");
    for object in objects.iter().take(MAX_READ) {
        check(&store, &repository, object, is_sound);
    }
    let none = Oid::hash_object(ObjectType::Blob, b"is not there").expect("a hash");
    assert!(!matches!(store.own(none), Found::Object(..)) || !is_sound, "an object that is not there");
    let _ = store.object(&repository, none);
    for (name, _) in &files {
        std::fs::remove_file(dir.join(name)).expect("it was written");
    }
});

fn check(store: &Store, repository: &Repository, object: &Packed, is_sound: bool) {
    let id = object.id;
    let own = store.own(id);
    let whole = store.object(repository, id);
    if let Some((kind, content)) = object.is.as_ref().filter(|_| is_sound) {
        assert_eq!(whole.as_ref(), Ok(&(*kind, content.clone())), "a sound object, which is {own:?}");
    }
    let Found::Object(kind, content) = own else { return };
    assert_eq!(whole, Ok((kind, content.clone())), "the same object read twice");
    if Oid::hash_object(kind, &content) == Ok(id) {
        return;
    }
    // git hashes nothing that it reads; what it would not read, we do not either.
    let odb = repository.odb().expect("objects");
    let other = match odb.read(id) {
        // libdeflate takes the reserved codes of distances, which zlib refuses: git reads nothing there.
        Err(e) if e.class() == ErrorClass::Zlib => return,
        other => other.expect("libgit2 reads it, too"),
    };
    assert!(other.kind() == kind && other.data() == content, "libgit2 reads another object");
}
