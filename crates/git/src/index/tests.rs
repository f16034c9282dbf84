use std::io::{Seek, Write};

use proptest::prelude::*;

use super::entries::Entries;
use super::full_index::FullIndex;
use super::tail;

/// An index as git writes it: entries in order, a cache tree (or what is given for it), other extensions, a checksum.
fn index(version: u32, entries: &[(&str, u16)], tree: &[u8], others: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = [&b"DIRC"[..], &version.to_be_bytes(), &(entries.len() as u32).to_be_bytes()].concat();
    let mut before = "";
    for (path, stage) in entries {
        let start = out.len();
        let extended = version > 2 && path.starts_with("new");
        out.extend([0; 24]);
        out.extend(0o100_644_u32.to_be_bytes());
        out.extend([7; 12 + 20]);
        let flags = path.len().min(0xfff) as u16 | stage << 12 | if extended { 0x4000 } else { 0 };
        out.extend(flags.to_be_bytes());
        out.extend(if extended { &[0x20, 0][..] } else { &[] });
        if version == 4 {
            let kept = before.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
            let cut = before.len() - kept;
            // Two bytes are enough here, and what they hold counts one more.
            out.extend(if cut < 128 { vec![cut as u8] } else { vec![0x80 | ((cut >> 7) - 1) as u8, cut as u8 & 127] });
            out.extend(&path.as_bytes()[kept..]);
            out.push(0);
        } else {
            out.extend(path.as_bytes());
            out.extend(vec![0; 8 - (out.len() - start) % 8]);
        }
        before = path;
    }
    for (name, body) in others.iter().filter(|(name, _)| *name == b"link").chain(&[(b"TREE", tree)]) {
        out.extend([&name[..], &(body.len() as u32).to_be_bytes(), body].concat());
    }
    for (name, body) in others.iter().filter(|(name, _)| *name != b"link") {
        out.extend([&name[..], &(body.len() as u32).to_be_bytes(), body].concat());
    }
    out.extend([0; 20]);
    out
}

fn long() -> String {
    "b/".repeat(2500) + "file"
}

/// `new` is added by `git add -N`.
fn sample(long: &str) -> [(&str, u16); 6] {
    [("a.b", 0), ("a/x", 1), ("a/x", 3), (long, 0), ("bc", 0), ("new", 0)]
}

/// A cache tree: the top is not valid, `a` is not, `b` is.
fn cache_tree() -> Vec<u8> {
    [&b"\0-1 2\na\0-1 0\nb\x001 0\n"[..], &[9; 20]].concat()
}

#[test]
fn all_versions_hold_the_same() {
    let long = long();
    for version in 2..=4 {
        let whole = FullIndex::parse(index(version, &sample(&long), &cache_tree(), &[(b"UNTR", b"x")])).unwrap();
        let mut entries = whole.entries().unwrap();
        for (path, stage) in sample(&long) {
            let here = entries.here().unwrap();
            assert_eq!(
                (entries.path(), here.stage, here.mode),
                (path.as_bytes(), stage, 0o100_644),
                "version {version}"
            );
            assert_eq!((here.id.as_bytes(), here.intent_to_add), (&[7; 20][..], version > 2 && path == "new"));
            entries.step().unwrap();
        }
        assert!(entries.here().is_none());
        let paths = |path: &str| whole.files(path).unwrap().into_iter().map(|(p, _)| p).collect::<Vec<_>>();
        assert_eq!(paths("bc"), [b"bc"]);
        assert_eq!(paths("a"), Vec::<Vec<u8>>::new());
        assert_eq!(paths("b").len(), 1);
        assert_eq!(paths("").len(), 4);
        let below = whole.cache.below(&whole.bytes, 0);
        assert_eq!(below, [(&b"a"[..], 1), (b"b", 2)]);
        let tree = git2::Oid::from_bytes(&[9; 20]).unwrap();
        assert_eq!([0, 1, 2].map(|node| whole.cache.tree(node)), [None, None, Some((tree, 1))]);
        // A directory with a valid tree is skipped at once.
        let mut entries = whole.entries().unwrap();
        for _ in 0..3 {
            entries.step().unwrap();
        }
        entries.leave(b"b/", 1).unwrap();
        assert_eq!(entries.path(), b"bc");
        assert!(entries.leave(b"b/", 1).is_err());
    }
}

#[test]
fn what_only_git_knows_is_refused() {
    let refused = |bytes: Vec<u8>, why: &str| assert_eq!(FullIndex::parse(bytes).err().unwrap(), why);
    let entries = [("a", 0)];
    refused(index(2, &entries, &cache_tree(), &[(b"link", &[0; 20])]), "the index is split");
    refused(index(2, &entries, &cache_tree(), &[(b"sdir", b"")]), "the index is sparse");
    refused(index(2, &entries, b"", &[(b"new!", b"")]), "the index has an extension that akguard does not know");
    refused(index(5, &[], b"", &[]), "the index has a version that akguard does not know");
    refused(b"x".repeat(40), "it is no index");
    refused(Vec::new(), "the index is cut off");
    for unsorted in [[("b", 0), ("a", 0)], [("a", 0), ("a", 0)], [("a", 0), ("a", 1)], [("a", 2), ("a", 1)]] {
        for version in [2, 4] {
            let whole = FullIndex::parse(index(version, &unsorted, b"", &[])).unwrap();
            assert_eq!(whole.files("").unwrap_err(), "the entries of the index are not in order");
        }
    }
}

#[test]
fn the_tree_at_the_end() {
    let valid = [&b"\x001 0\n"[..], &[9; 20]].concat();
    let tree = git2::Oid::from_bytes(&[9; 20]).unwrap();
    let find = |bytes: &[u8]| tail::find(1, &bytes[12..]);
    let entries = [("TREE", 0)];
    assert_eq!(find(&index(2, &entries, &valid, &[])), Some(tree));
    assert_eq!(find(&index(4, &entries, &valid, &[(b"UNTR", b"TREE\0\0\0\0"), (b"EOIE", &[1; 24])])), Some(tree));
    // What must be understood, what has changed, and what has more or fewer entries.
    assert_eq!(find(&index(2, &entries, &valid, &[(b"sdir", b"")])), None);
    assert_eq!(find(&index(2, &entries, b"\0-1 0\n", &[])), None);
    assert_eq!(tail::find(2, &index(2, &entries, &valid, &[])), None);
    let whole = index(2, &entries, &valid, &[]);
    for end in 0..whole.len() {
        assert_eq!(tail::find(1, &whole[..end]), None, "cut at {end}");
    }
}

/// git reads the extensions in their order, and takes the last one.
#[test]
fn of_two_cache_trees_the_last_counts() {
    let valid = |byte: u8| [&b"\x001 0\n"[..], &[byte; 20]].concat();
    for (second, wanted) in [(valid(8), git2::Oid::from_bytes(&[8; 20]).ok()), (b"\0-1 0\n".to_vec(), None)] {
        let bytes = index(2, &[("a", 0)], &valid(9), &[(b"TREE", &second)]);
        assert_eq!(tail::find(1, &bytes[12..]), wanted);
        assert_eq!(FullIndex::parse(bytes).unwrap().root(), wanted);
    }
}

/// The names of untracked files, as the untracked cache has them, in the form of a cache tree.
#[test]
fn names_of_untracked_files_pass_for_no_cache_tree() {
    let forged = git2::Oid::from_bytes(&[9; 20]).unwrap();
    let names = |size: usize| {
        let head = [&b"TREE"[..], &(size as u32).to_be_bytes(), b"\x001 0\n", &[9; 20]].concat();
        [&head[..], &vec![b'n'; size - (head.len() - 8)]].concat()
    };
    // The least size without a NUL but the one behind `TREE`.
    let body = names(0x01_0101);
    assert!(!body[5..8].contains(&0));
    let bytes = index(2, &[("a", 0)], b"\0-1 0\n", &[(b"UNTR", &body)]);
    assert_eq!(tail::find(1, &bytes[12..]), Some(forged), "it would be taken for one");
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    file.rewind().unwrap();
    assert_eq!(tail::root(&mut file).unwrap(), None);
    assert_eq!(FullIndex::parse(bytes).unwrap().root(), None);
}

/// git goes by the length that the flags name.
#[test]
fn a_path_is_as_long_as_it_says() {
    for version in [2, 4] {
        let whole = index(version, &[("ab", 0), ("cd", 0)], b"", &[]);
        let files = |at: usize, byte: u8| {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            FullIndex::parse(bytes).and_then(|whole| whole.files("").map(|files| files.len()))
        };
        let flags = 12 + 61;
        let name = flags + if version == 4 { 2 } else { 1 };
        assert_eq!(files(flags, 2), Ok(2));
        for length in [0, 1, 3] {
            assert!(files(flags, length).is_err(), "{length} in version {version}");
        }
        assert!(files(name + 1, 0).is_err(), "a NUL in version {version}");
    }
}

/// Everything that is done with the bytes of an index.
fn read(bytes: Vec<u8>) {
    for count in 0..3 {
        tail::find(count, &bytes);
    }
    let Ok(whole) = FullIndex::parse(bytes) else { return };
    let count = if Entries::<20>::new(&whole.bytes).is_ok() { whole.bytes.len() } else { 0 };
    for path in ["", "a/", "b", "bc"] {
        if let Ok(files) = whole.files(path) {
            assert!(files.len() <= count);
        }
    }
    for node in whole.cache.root().into_iter().flat_map(|root| root..9) {
        if let Some((_, count)) = whole.cache.tree(node) {
            whole.cache.below(&whole.bytes, node);
            let _ = whole.entries().and_then(|mut entries| entries.leave(b"", count));
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_are_too_much(
        version in 2_u32..=4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = index(version, &[("a.b", 0), ("a/x", 1), ("b/c", 0), ("bc", 0), ("new", 0)], &cache_tree(), &[(b"UNTR", b"xyz")]);
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read(bytes);
    }

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read([&b"DIRC\0\0\0\x04"[..], &bytes].concat());
        read(bytes);
    }
}
