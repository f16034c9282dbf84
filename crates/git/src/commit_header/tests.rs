//! Headers of commits as git writes them, and broken ones.

use super::*;

const TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// A commit with these parents and this line of its committer.
pub(crate) fn text(parents: &[Oid], committer: &str) -> String {
    let parents: String = parents.iter().map(|parent| format!("parent {parent}\n")).collect();
    format!("tree {TREE}\n{parents}author A <a@example.invalid> 0 +0000\ncommitter {committer}\n\nwhy\n")
}

#[test]
fn headers() {
    let parent = Oid::from_str(TREE).unwrap();
    let parsed = CommitHeader::parse(text(&[parent, parent], "A > B <a@example.invalid> 17 +0100").as_bytes()).unwrap();
    assert_eq!((parsed.parents, parsed.date), (vec![parent, parent], 17));
    assert_eq!(CommitHeader::parse(text(&[], "A <a@example.invalid> -5 +0000").as_bytes()).unwrap().date, -5);
    assert_eq!(CommitHeader::parse(text(&[], "nobody").as_bytes()).unwrap().date, 0);
    for broken in ["", "tree", "tree 4b825dc6\n", &text(&[], "A")[1..]] {
        assert!(CommitHeader::parse(broken.as_bytes()).is_none(), "{broken:?}");
    }
    let short = text(&[parent], "A <a> 1 +0000").replace("parent 4", "parent ");
    assert!(CommitHeader::parse(short.as_bytes()).is_none());
}
