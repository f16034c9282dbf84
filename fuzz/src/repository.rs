//! A whole repository in memory: a commit, what is staged on it, and the objects of both.

use std::collections::BTreeMap;

use akguard_detect::sample;
use arbitrary::Arbitrary;
use git2::{ObjectType, Oid};

use crate::pack_file::{self, Content};
use crate::{Damage, deflate, index_file};

/// What is made into files.
#[derive(Arbitrary, Debug)]
pub struct Repository<'a> {
    blobs: Vec<Blob<'a>>,
    head: Option<Vec<File>>,
    /// The other side of a merge.
    other: Option<Vec<File>>,
    staged: Vec<File>,
    index: IndexForm,
    /// Objects, by turns: in files or in a pack.
    packed: u8,
    level: u8,
    head_form: HeadForm,
    /// Files of git's with any content.
    raw: Vec<(u8, &'a [u8])>,
    damage: Vec<(u8, Damage)>,
}

#[derive(Arbitrary, Debug)]
enum Blob<'a> {
    Any(Content<'a>),
    /// A key between words.
    Key(u8),
    Letters(&'a [u8]),
}

#[derive(Arbitrary, Debug, Clone, Copy)]
struct File {
    path: u8,
    blob: u8,
    mode: u8,
}

#[derive(Arbitrary, Debug)]
struct IndexForm {
    version: u8,
    cache_tree: CacheTree,
    /// Of the entry of that number.
    stage: Option<(u8, u8)>,
    intent_to_add: Option<u8>,
}

#[derive(Arbitrary, Debug, Clone, Copy, PartialEq)]
enum CacheTree {
    None,
    Valid,
    /// Of the directories below the top only.
    Below,
    Root(u8),
}

#[derive(Arbitrary, Debug)]
enum HeadForm {
    Branch,
    Packed,
    Detached,
    Tag,
    Unborn,
    Object(u8),
}

const PATHS: [&str; 14] = [
    "a.txt",
    "b.py",
    "dir/a.json",
    "dir/b.yml",
    "dir/deep/c.rs",
    "dir/deep/d",
    "dir.x",
    "e.toml",
    ".env.local",
    "archive.zip",
    "notes.ipynb",
    ".akguard.toml",
    ".akguard/baseline.toml",
    ".gitmodules",
];
/// From here on they are akguard's own.
const OWN: usize = 11;
const MODES: [u32; 8] = [0o100_644, 0o100_644, 0o100_644, 0o100_644, 0o100_755, 0o120_000, 0o160_000, 0o100_664];
/// What may hold any bytes.
const RAW: [&str; 22] = [
    ".git/HEAD",
    ".git/config",
    ".git/index",
    ".git/MERGE_HEAD",
    ".git/CHERRY_PICK_HEAD",
    ".git/packed-refs",
    ".git/refs/heads/main",
    ".git/commondir",
    ".git/config.worktree",
    ".git/shallow",
    ".git/info/grafts",
    ".git/info/exclude",
    ".git/objects/info/alternates",
    ".git/objects/info/commit-graph",
    ".git/objects/pack/multi-pack-index",
    ".git/objects/pack/pack-1.pack",
    ".git/objects/pack/pack-1.idx",
    ".git/akguard/passed",
    ".git/refs/remotes/origin/main",
    ".env",
    ".git/info/sparse-checkout",
    "dir/.env",
];
const MAX_FILES: usize = 12;
/// What is scanned has targets of its own; in bytes.
const MAX_BLOB: usize = 4 << 10;
const CONFIG: &[u8] = b"[core]\n\trepositoryformatversion = 0\n\tbare = false\n";

/// Files by their paths from the top of the work tree, and the keys that stand in what is staged and nowhere else.
pub struct Built {
    pub files: BTreeMap<String, Vec<u8>>,
    /// Nothing was changed after all had been made.
    pub is_sound: bool,
    /// What must stop the commit where git would commit it.
    pub new_keys: Vec<String>,
    /// No file of akguard's own is among those that were written.
    pub is_plain: bool,
}

/// Path, mode, id.
type Listed = BTreeMap<&'static str, (u32, Oid)>;

#[derive(Default)]
struct Objects(BTreeMap<Oid, (ObjectType, Vec<u8>)>);

impl Objects {
    fn add(&mut self, kind: ObjectType, content: Vec<u8>) -> Oid {
        let id = Oid::hash_object(kind, &content).expect("a hash");
        self.0.insert(id, (kind, content));
        id
    }

    /// A tree with those below it; of each directory (with its `/`) the number of files and the tree are noted.
    fn tree(&mut self, files: &Listed, directory: &str, trees: &mut Vec<(String, usize, Oid)>) -> Oid {
        let mut items: BTreeMap<Vec<u8>, (u32, Oid)> = BTreeMap::new();
        let at = trees.len();
        trees.push((directory.to_owned(), 0, Oid::ZERO_SHA1));
        let below = files.iter().filter_map(|(path, file)| Some((path.strip_prefix(directory)?, *file)));
        let below: Vec<_> = below.collect();
        for (name, file) in &below {
            match name.split_once('/') {
                None => {
                    items.insert(name.as_bytes().to_vec(), *file);
                }
                Some((inner, _)) if !items.contains_key(format!("{inner}/").as_bytes()) => {
                    let id = self.tree(files, &format!("{directory}{inner}/"), trees);
                    items.insert(format!("{inner}/").into_bytes(), (0o40_000, id));
                }
                Some(_) => {}
            }
        }
        let mut content = Vec::new();
        for (name, (mode, id)) in &items {
            content.extend(format!("{mode:o} ").bytes());
            content.extend(name.strip_suffix(b"/").unwrap_or(name));
            content.push(0);
            content.extend(id.as_bytes());
        }
        let id = self.add(ObjectType::Tree, content);
        (trees[at].1, trees[at].2) = (below.len(), id);
        id
    }

    fn commit(&mut self, files: &Listed, parent: Option<Oid>) -> Oid {
        let tree = self.tree(files, "", &mut Vec::new());
        let parent = parent.map(|id| format!("parent {id}\n")).unwrap_or_default();
        let who = "A <a@example.invalid> 1700000000 +0000";
        let text = format!("tree {tree}\n{parent}author {who}\ncommitter {who}\n\nwords\n");
        self.add(ObjectType::Commit, text.into_bytes())
    }
}

impl Blob<'_> {
    fn content(&self) -> Vec<u8> {
        match self {
            Self::Any(content) => {
                let mut bytes = content.bytes();
                bytes.truncate(MAX_BLOB);
                bytes
            }
            Self::Key(seed) => format!("some words\ntoken = {}\nmore words\n", key(*seed)).into_bytes(),
            Self::Letters(bytes) => bytes.iter().map(|byte| b"abcdefghij klmno\n"[usize::from(byte % 17)]).collect(),
        }
    }
}

/// A token that any rule set must stop.
fn key(seed: u8) -> String {
    sample::expand("gsk_{alnum:20}WGdyb3FY{alnum:24}", seed.into())
}

impl Repository<'_> {
    pub fn build(&self) -> Built {
        let mut objects = Objects::default();
        let blobs: Vec<Vec<u8>> = self.blobs.iter().take(8).map(Blob::content).collect();
        let ids: Vec<Oid> = blobs.iter().map(|blob| objects.add(ObjectType::Blob, blob.clone())).collect();
        let listed = |files: &[File]| list(files, &ids);
        let (mut before, mut files) = (Vec::new(), BTreeMap::new());
        let head = self.head.as_deref().filter(|_| !matches!(self.head_form, HeadForm::Unborn)).map(listed);
        let head_id = head.as_ref().map(|files| objects.commit(files, None));
        let other = self.other.as_deref().map(listed);
        if let Some(other) = &other {
            let id = objects.commit(other, head_id);
            files.insert(".git/MERGE_HEAD".to_owned(), format!("{id}\n").into_bytes());
        }
        let staged = list(&self.staged, &ids);
        before.extend(head.iter().chain(&other).flat_map(Listed::values).map(|(_, id)| *id));
        let mut trees = Vec::new();
        objects.tree(&staged, "", &mut trees);
        files.insert(".git/index".to_owned(), self.index(&staged, &trees, &objects));
        files.insert(".git/config".to_owned(), CONFIG.to_vec());
        self.head_files(head_id, &mut objects, &mut files);
        self.store(&objects, &mut files);
        for (which, bytes) in self.raw.iter().take(3) {
            files.insert(RAW[usize::from(*which) % RAW.len()].to_owned(), bytes.to_vec());
        }
        for (which, damage) in self.damage.iter().take(3) {
            let count = files.len();
            if let Some(bytes) = files.values_mut().nth(usize::from(*which) % count) {
                damage.apply(bytes);
            }
        }
        let all = head.iter().chain(&other).chain([&staged]);
        let is_plain = all.flat_map(|files| files.keys()).all(|path| !PATHS[OWN..].contains(path));
        let has_key = |id: &Oid, key: &str| {
            objects.0.get(id).is_some_and(|(_, content)| content.windows(key.len()).any(|part| part == key.as_bytes()))
        };
        let keys =
            self.blobs.iter().filter_map(|blob| if let Blob::Key(seed) = blob { Some(key(*seed)) } else { None });
        let new_keys = keys.filter(|key| !before.iter().any(|id| has_key(id, key)));
        let new_keys = new_keys.filter(|key| staged.values().any(|(_, id)| has_key(id, key))).collect();
        Built { files, is_sound: self.raw.is_empty() && self.damage.is_empty(), new_keys, is_plain }
    }

    fn index(&self, staged: &Listed, trees: &[(String, usize, Oid)], objects: &Objects) -> Vec<u8> {
        let form = &self.index;
        let version = 2 + u32::from(form.version % 3);
        let mut out = [&b"DIRC"[..], &version.to_be_bytes(), &(staged.len() as u32).to_be_bytes()].concat();
        let mut last = "";
        for (at, (path, (mode, id))) in staged.iter().enumerate() {
            let start = out.len();
            let stage = match form.stage {
                Some((which, stage)) if usize::from(which) == at => stage & 3,
                _ => 0,
            };
            let announced = version > 2 && form.intent_to_add.is_some_and(|which| usize::from(which) == at);
            out.extend([&[0; 24][..], &mode.to_be_bytes(), &[0; 12], id.as_bytes()].concat());
            let flags = path.len() as u16 | u16::from(stage) << 12 | u16::from(announced) << 14;
            out.extend(flags.to_be_bytes());
            out.extend(if announced { &[0x20, 0][..] } else { &[] });
            if version == 4 {
                let kept = last.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
                out.extend(index_file::varint(last.len() - kept));
                out.extend(path[kept..].bytes().chain([0]));
                last = path;
            } else {
                out.extend(path.bytes());
                out.extend(vec![0; 8 - (out.len() - start) % 8]);
            }
        }
        let tree = self.cache_tree(trees, objects);
        out.extend([b"TREE", &(tree.len() as u32).to_be_bytes()[..], &tree].concat());
        out.extend([0; 20]);
        out
    }

    fn cache_tree(&self, trees: &[(String, usize, Oid)], objects: &Objects) -> Vec<u8> {
        let mut out = Vec::new();
        if self.index.cache_tree == CacheTree::None {
            return out;
        }
        for (directory, count, id) in trees {
            let name = directory.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let inner =
                |other: &str| other.strip_prefix(directory.as_str()).is_some_and(|rest| rest.matches('/').count() == 1);
            let below = trees.iter().filter(|(other, ..)| inner(other)).count();
            let id = match self.index.cache_tree {
                CacheTree::Root(which) if directory.is_empty() => {
                    objects.0.keys().nth(usize::from(which) % objects.0.len()).unwrap_or(id)
                }
                _ => id,
            };
            let is_valid = !(directory.is_empty() && self.index.cache_tree == CacheTree::Below);
            let count = if is_valid { *count as i64 } else { -1 };
            out.extend([name.as_bytes(), format!("\0{count} {below}\n").as_bytes()].concat());
            out.extend(if is_valid { id.as_bytes() } else { &[] });
        }
        out
    }

    fn head_files(&self, head: Option<Oid>, objects: &mut Objects, files: &mut BTreeMap<String, Vec<u8>>) {
        let mut write = |name: &str, text: String| drop(files.insert(name.to_owned(), text.into_bytes()));
        let branch = || "ref: refs/heads/main\n".to_owned();
        match (head, &self.head_form) {
            (None, _) | (_, HeadForm::Unborn) => write(".git/HEAD", branch()),
            (Some(id), HeadForm::Branch) => {
                write(".git/HEAD", branch());
                write(".git/refs/heads/main", format!("{id}\n"));
            }
            (Some(id), HeadForm::Packed) => {
                write(".git/HEAD", branch());
                write(
                    ".git/packed-refs",
                    format!("# pack-refs with: peeled fully-peeled sorted \n{id} refs/heads/main\n"),
                );
            }
            (Some(id), HeadForm::Detached) => write(".git/HEAD", format!("{id}\n")),
            (Some(id), HeadForm::Tag) => {
                let text = format!("object {id}\ntype commit\ntag t\ntagger A <a@example.invalid> 0 +0000\n\nwords\n");
                let tag = objects.add(ObjectType::Tag, text.into_bytes());
                write(".git/HEAD", format!("{tag}\n"));
            }
            (Some(_), HeadForm::Object(which)) => {
                let id = objects.0.keys().nth(usize::from(*which) % objects.0.len());
                write(".git/HEAD", format!("{}\n", id.copied().unwrap_or(Oid::ZERO_SHA1)));
            }
        }
    }

    /// The objects in files and in one pack.
    fn store(&self, objects: &Objects, files: &mut BTreeMap<String, Vec<u8>>) {
        let mut packed = Vec::new();
        for (at, (id, (kind, content))) in objects.0.iter().enumerate() {
            if self.packed >> (at % 8) & 1 == 1 {
                packed.push((*id, *kind, content.clone()));
                continue;
            }
            let file =
                deflate(&[format!("{} {}\0", kind.str(), content.len()).as_bytes(), content].concat(), self.level);
            let id = id.to_string();
            files.insert(format!(".git/objects/{}/{}", &id[..2], &id[2..]), file);
        }
        if !packed.is_empty() {
            let (pack, index) = pack_file::plain(&packed, self.level);
            files.insert(".git/objects/pack/pack-1.pack".to_owned(), pack);
            files.insert(".git/objects/pack/pack-1.idx".to_owned(), index);
        }
    }
}

/// Files in the order of their paths; a path that is also a directory's is left out.
fn list(files: &[File], ids: &[Oid]) -> Listed {
    let mut listed = Listed::new();
    for file in files.iter().take(MAX_FILES) {
        if let Some(id) = ids.get(usize::from(file.blob) % ids.len().max(1)) {
            listed.insert(PATHS[usize::from(file.path) % PATHS.len()], (MODES[usize::from(file.mode % 8)], *id));
        }
    }
    listed
}
