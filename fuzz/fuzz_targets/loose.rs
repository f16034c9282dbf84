//! Loose objects: any file gives an object or an error at once; an object is the one that was asked for, or what libgit2
//! reads from the same file.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use akguard_git::fuzzing::{Found, Store};
use akguard_fuzz::pack_file::Content;
use akguard_fuzz::{Damage, deflate, sandbox};
use arbitrary::Arbitrary;
use git2::{ErrorClass, ObjectType, Oid, Repository};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    /// The file as it is.
    File(&'a [u8]),
    /// What is deflated.
    Inflated(&'a [u8], u8),
    Object {
        kind: u8,
        content: Content<'a>,
        level: u8,
        /// Added to the size that the header names.
        size: i8,
        damage: Vec<Damage>,
    },
}

const KINDS: [ObjectType; 4] = [ObjectType::Blob, ObjectType::Tree, ObjectType::Commit, ObjectType::Tag];

static REPOSITORY: LazyLock<PathBuf> = LazyLock::new(sandbox::bare_repository);

thread_local! {
    /// Of which nothing is read: libgit2 keeps what it has read.
    static SHARED: Repository = Repository::open_bare(&*REPOSITORY).expect("a repository");
}

/// A file, and what must be read from it where nothing is wrong with it.
struct Made {
    id: Oid,
    file: Vec<u8>,
    is: Option<(ObjectType, Vec<u8>)>,
}

fuzz_target!(|input: Input<'_>| {
    let Made { id, file, is } = input.make();
    let path = sandbox::loose_file(&REPOSITORY, &id.to_string());
    sandbox::write(&path, &file);
    check(id, is);
    std::fs::remove_file(path).expect("it was written");
});

fn check(id: Oid, is: Option<(ObjectType, Vec<u8>)>) {
    let store = Store::open(&REPOSITORY);
    let found = store.own(id);
    assert!(!matches!(found, Found::Missing | Found::Unknown), "the file is there, and libgit2 may not read it");
    let size = store.loose_size(id);
    if let Some((kind, content)) = is {
        assert_eq!(size, Some(content.len() as u64));
        assert_eq!(found, Found::Object(kind, content), "a sound object");
    }
    let Found::Object(kind, content) = found else {
        let whole = SHARED.with(|shared| store.object(shared, id));
        assert!(whole.is_err(), "what is damaged is not asked for");
        return;
    };
    // The two inflaters do not refuse the same damage that changes nothing.
    assert!(size.is_none_or(|size| size == content.len() as u64), "another size");
    assert_eq!(SHARED.with(|shared| store.object(shared, id)), Ok((kind, content.clone())));
    if Oid::hash_object(kind, &content) == Ok(id) {
        return;
    }
    // git hashes nothing that it reads; what it would not read, we do not either.
    let repository = Repository::open_bare(&*REPOSITORY).expect("a repository");
    let odb = repository.odb().expect("objects");
    let other = match odb.read(id) {
        // libdeflate takes the reserved codes of distances, which zlib refuses: git reads nothing there.
        Err(e) if e.class() == ErrorClass::Zlib => return,
        other => other.expect("libgit2 reads it, too"),
    };
    assert!(other.kind() == kind && other.data() == content, "libgit2 reads another object");
}

impl Input<'_> {
    fn make(&self) -> Made {
        let some = Oid::hash_object(ObjectType::Blob, b"another one").expect("a hash");
        let (kind, content, level, size, damage) = match self {
            Self::File(file) => return Made { id: some, file: file.to_vec(), is: None },
            Self::Inflated(bytes, level) => return Made { id: some, file: deflate(bytes, *level), is: None },
            Self::Object { kind, content, level, size, damage } => (kind, content, level, size, damage),
        };
        let (kind, content) = (KINDS[usize::from(*kind % 4)], content.bytes());
        let size = if *size > 100 { content.len().saturating_add_signed((*size - 110).into()) } else { content.len() };
        let head = format!("{} {size}\0", kind.str());
        let mut file = deflate(&[head.as_bytes(), &content].concat(), *level);
        let sound = file.clone();
        for damage in damage.iter().take(4) {
            damage.apply(&mut file);
        }
        let is_sound = file == sound && size == content.len();
        let id = Oid::hash_object(kind, &content).expect("a hash");
        Made { id, file, is: is_sound.then_some((kind, content)) }
    }
}
