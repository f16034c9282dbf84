use std::collections::HashMap;

use akguard_detect::Detector;
use akguard_git::{Blob, Blobs, Change, ChangeSet, Content, Oid};

use super::scanner::Scanner;
use super::{PathPolicy, Settings};

/// Excludes no path; file names mean what they always do.
struct NoExceptions;

impl PathPolicy for NoExceptions {
    fn is_excluded(&self, _path: &[u8]) -> bool {
        false
    }

    fn kind(&self, path: &[u8]) -> Option<akguard_detect::env_file::Kind> {
        akguard_detect::env_file::kind(path)
    }
}

/// A repository's blobs, in memory.
struct AtHand(HashMap<Oid, Vec<u8>>);

impl Blobs for AtHand {
    fn read(&self, id: &Oid) -> Result<Content<'_>, String> {
        self.0.get(id).map(|bytes| Content::Owned(bytes.clone())).ok_or_else(|| "it is not there".to_owned())
    }

    fn size(&self, id: &Oid) -> Option<u64> {
        self.0.get(id).map(|bytes| bytes.len() as u64)
    }
}

fn id(number: usize) -> Oid {
    Oid::parse(&format!("{number:040x}")).unwrap()
}

/// A commit, and the contents of its files.
struct Commit {
    blobs: AtHand,
    set: ChangeSet,
}

/// Twenty changed files of ordinary code, and a text at the end of the last one.
fn commit(last: &str) -> Commit {
    let line = |n: usize| format!("    let value_{n} = part_{}::read(\"file_{n}\", {n})?;\n", n % 7);
    let mut blobs = HashMap::new();
    let mut set = ChangeSet::default();
    for file in 0..20 {
        let old: String = (0..200).map(line).collect();
        let end = if file == 19 { last } else { "" };
        blobs.insert(id(100 + file), old.clone().into_bytes());
        blobs.insert(id(200 + file), format!("{old}{}{end}", line(file)).into_bytes());
        let path = format!("src/file_{file}.rs").into_bytes();
        let new = Blob::Stored(id(200 + file));
        set.changes.push(Change { path, bases: vec![Some(id(100 + file))], new, symlink: false });
    }
    Commit { blobs: AtHand(blobs), set }
}

#[test]
fn a_clean_commit_compiles_no_pattern_and_compares_no_lines() {
    let work = |last: &str| {
        let Commit { blobs, set } = commit(last);
        let detector = Detector::new(Vec::new(), 0);
        let settings =
            Settings { detector: &detector, paths: &NoExceptions, known: None, names: true, count_added: false };
        let mut scanner = Scanner::new(settings, Some(&blobs));
        for change in &set.changes {
            scanner.change(change, &set.deleted);
        }
        let scan = scanner.finish();
        assert_eq!(scan.stats.files, 20);
        [detector.compiled(), scan.stats.diffs, scan.findings.len()]
    };
    assert_eq!(work(""), [0, 0, 0]);
    let rule = Detector::built_in().iter().find(|rule| rule.id == "anthropic-api-key").unwrap();
    let sample = akguard_detect::sample::expand(&rule.positive[0], 7);
    let [patterns, diffs, findings] = work(&sample);
    assert!(patterns > 0);
    assert_eq!([diffs, findings], [1, 1]);
}
