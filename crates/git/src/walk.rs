//! Commits that tips reach and others do not, walked over the commits themselves: `git rev-list --topo-order --reverse`.
//! libgit2's own walk would hang on a commit that was cut off, and believes grafts.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

use akguard_common::{bytes, watchdog};
use git2::{ObjectType, Oid};

use super::commit::Commit;
use super::object::ObjectError;
use super::object_store::ObjectStore;

/// Number of commits still read after the last wanted one: with wrong clocks an excluded commit may reach a wanted one
/// late. git uses the same number.
const SLOP: usize = 5;

/// What a walk begins with, and where it ends.
#[derive(Default)]
pub(super) struct Ends<'e> {
    /// Where it begins.
    pub(super) tips: &'e [Oid],
    /// These, and all that they reach, are left out.
    pub(super) hidden: &'e [Oid],
    /// Where a shallow clone ends: their parents are not here.
    pub(super) shallow: HashSet<Oid>,
}

/// The commits that the tips reach and what is hidden does not, parents before children. Where dates are so wrong that it
/// would take the whole history to tell, a commit counts as wanted.
///
/// # Errors
/// A commit cannot be read.
pub(super) fn commits(objects: &ObjectStore<'_>, ends: Ends<'_>) -> Result<Vec<Commit>, ObjectError> {
    let Ends { tips, hidden, shallow } = ends;
    let mut walk = Walk { objects, shallow, nodes: HashMap::new(), queue: BinaryHeap::new(), wanted: 0 };
    for (ids, is_hidden) in [(tips, false), (hidden, true)] {
        for id in ids {
            walk.reach(*id, is_hidden)?;
        }
    }
    let order = walk.run()?;
    let sorted = walk.sorted(&order);
    // A commit that is its own ancestor comes after none of its children. An id cannot be of such a commit, but a file may.
    let left_out = order.iter().filter(|id| !walk.nodes[id].hidden).count() - sorted.len();
    if left_out > 0 {
        return Err(ObjectError::Storage(format!("{left_out} commits are their own ancestors, or ancestors of such")));
    }
    Ok(sorted)
}

/// The commit that an object is or, by annotated tags, stands for; `None` where it is or names something else.
///
/// # Errors
/// An object cannot be read.
pub(super) fn peel(objects: &ObjectStore<'_>, mut id: Oid) -> Result<Option<Oid>, ObjectError> {
    // A tag of a tag is rare, and of more than a few a joke.
    for _ in 0..16 {
        let object = objects.read(id)?;
        match object.kind() {
            ObjectType::Commit => return Ok(Some(id)),
            ObjectType::Tag => match tagged(object.content()) {
                Some(named) => id = named,
                None => return Err(ObjectError::Damaged(id, "it names nothing".to_owned())),
            },
            _ => return Ok(None),
        }
    }
    Ok(None)
}

fn tagged(content: &[u8]) -> Option<Oid> {
    id_at(content.strip_prefix(b"object ")?).map(|(id, _)| id)
}

/// What a commit says of itself, as far as a walk needs it.
pub(super) struct Header {
    pub(super) parents: Vec<Oid>,
    /// Of the committer, in seconds since 1970.
    date: i64,
}

/// Reads a commit's header.
///
/// # Errors
/// It cannot be read, or is no commit.
pub(super) fn header(objects: &ObjectStore<'_>, id: Oid) -> Result<Header, ObjectError> {
    let object = objects.read(id)?;
    if object.kind() != ObjectType::Commit {
        return Err(ObjectError::Damaged(id, "it is not a commit".to_owned()));
    }
    parse(object.content()).ok_or_else(|| ObjectError::Damaged(id, "it is not as git writes commits".to_owned()))
}

/// `tree ID`, `parent ID` for each, `author`, `committer NAME <MAIL> SECONDS ZONE`, an empty line, the message (git's
/// documentation, git-commit-tree and git-cat-file).
fn parse(content: &[u8]) -> Option<Header> {
    let (_, mut rest) = id_at(content.strip_prefix(b"tree ")?)?;
    let mut parents = Vec::new();
    while let Some(line) = rest.strip_prefix(b"parent ") {
        let (parent, after) = id_at(line)?;
        parents.push(parent);
        rest = after;
    }
    let lines = || rest.split(|b| *b == b'\n').take_while(|line| !line.is_empty());
    let committer = lines().find_map(|line| line.strip_prefix(b"committer "));
    Some(Header { parents, date: committer.and_then(seconds).unwrap_or(0) })
}

/// Some tools wrote invalid dates: they count as the oldest.
fn seconds(committer: &[u8]) -> Option<i64> {
    let after_mail = &committer[bytes::find_last(b'>', committer)? + 1..];
    std::str::from_utf8(after_mail).ok()?.split_whitespace().next()?.parse().ok()
}

/// The id at the beginning of a line, and what follows the line.
fn id_at(line: &[u8]) -> Option<(Oid, &[u8])> {
    let (hex, rest) = line.split_at_checked(40)?;
    let id = Oid::from_str(std::str::from_utf8(hex).ok()?).ok()?;
    Some((id, rest.strip_prefix(b"\n")?))
}

struct Node {
    header: Header,
    hidden: bool,
    done: bool,
}

/// A commit that waits; the youngest first, and of two that are as young the one that was found first.
#[derive(PartialEq, Eq)]
struct Waiting {
    date: i64,
    found: usize,
    id: Oid,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.date, other.found).cmp(&(other.date, self.found))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

struct Walk<'w, 'r> {
    objects: &'w ObjectStore<'r>,
    shallow: HashSet<Oid>,
    nodes: HashMap<Oid, Node>,
    queue: BinaryHeap<Waiting>,
    /// How many that are not hidden wait.
    wanted: usize,
}

impl Walk<'_, '_> {
    /// Notes that a commit is reached.
    fn reach(&mut self, id: Oid, hidden: bool) -> Result<(), ObjectError> {
        match self.nodes.get(&id) {
            Some(_) if hidden => self.hide(id),
            Some(_) => {}
            None => {
                watchdog::tick();
                let mut header = header(self.objects, id)?;
                if self.shallow.contains(&id) {
                    header.parents.clear();
                }
                self.queue.push(Waiting { date: header.date, found: self.nodes.len(), id });
                self.nodes.insert(id, Node { header, hidden, done: false });
                self.wanted += usize::from(!hidden);
            }
        }
        Ok(())
    }

    /// Hides a commit, and what has been found behind it already.
    fn hide(&mut self, id: Oid) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let Some(node) = self.nodes.get_mut(&id) else { continue };
            if node.hidden {
                continue;
            }
            node.hidden = true;
            if node.done {
                waiting.extend(&node.header.parents);
            } else {
                self.wanted -= 1;
            }
        }
    }

    /// Goes back in time until nothing that is wanted waits. Returns what was found, the youngest first.
    fn run(&mut self) -> Result<Vec<Oid>, ObjectError> {
        let (mut order, mut oldest, mut slop) = (Vec::new(), i64::MAX, SLOP);
        while let Some(next) = self.queue.pop() {
            if self.wanted == 0 && next.date < oldest {
                match slop.checked_sub(1) {
                    Some(left) => slop = left,
                    None => break,
                }
            }
            let Some(node) = self.nodes.get_mut(&next.id) else { continue };
            node.done = true;
            let (hidden, parents) = (node.hidden, node.header.parents.clone());
            if !hidden {
                self.wanted -= 1;
                oldest = oldest.min(next.date);
                order.push(next.id);
            }
            for parent in parents {
                self.reach(parent, hidden)?;
            }
        }
        Ok(order)
    }

    /// What is wanted of the found ones, parents before children.
    fn sorted(&self, order: &[Oid]) -> Vec<Commit> {
        let parents = |id: &Oid| self.nodes.get(id).map(|node| node.header.parents.as_slice()).unwrap_or_default();
        let wanted: Vec<Oid> = order.iter().copied().filter(|id| !self.nodes[id].hidden).collect();
        let mut children: HashMap<Oid, usize> = wanted.iter().map(|id| (*id, 0)).collect();
        for parent in wanted.iter().flat_map(parents) {
            if let Some(count) = children.get_mut(parent) {
                *count += 1;
            }
        }
        // From the tips back: a commit comes when all of its children have.
        let mut ready: Vec<Oid> = wanted.iter().rev().copied().filter(|id| children[id] == 0).collect();
        let mut sorted = Vec::with_capacity(wanted.len());
        while let Some(id) = ready.pop() {
            let all = parents(&id);
            sorted.push(Commit { id: id.into(), parents: all.iter().map(|parent| (*parent).into()).collect() });
            for parent in all {
                if let Some(count) = children.get_mut(parent) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(*parent);
                    }
                }
            }
        }
        sorted.reverse();
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    fn text(parents: &[Oid], committer: &str) -> String {
        let parents: String = parents.iter().map(|parent| format!("parent {parent}\n")).collect();
        format!("tree {TREE}\n{parents}author A <a@example.invalid> 0 +0000\ncommitter {committer}\n\nwhy\n")
    }

    #[test]
    fn headers() {
        let parent = Oid::from_str(TREE).unwrap();
        let parsed = parse(text(&[parent, parent], "A > B <a@example.invalid> 17 +0100").as_bytes()).unwrap();
        assert_eq!((parsed.parents, parsed.date), (vec![parent, parent], 17));
        assert_eq!(parse(text(&[], "A <a@example.invalid> -5 +0000").as_bytes()).unwrap().date, -5);
        assert_eq!(parse(text(&[], "nobody").as_bytes()).unwrap().date, 0);
        for broken in ["", "tree", "tree 4b825dc6\n", &text(&[], "A")[1..]] {
            assert!(parse(broken.as_bytes()).is_none(), "{broken:?}");
        }
        let short = text(&[parent], "A <a> 1 +0000").replace("parent 4", "parent ");
        assert!(parse(short.as_bytes()).is_none());
    }

    /// A repository whose commits have the given parents (by number) and dates.
    fn repository(history: &[(&[usize], i64)]) -> (tempfile::TempDir, git2::Repository, Vec<Oid>) {
        let dir = tempfile::tempdir().unwrap();
        let repository = git2::Repository::init_bare(dir.path()).unwrap();
        let odb = repository.odb().unwrap();
        odb.write(ObjectType::Tree, b"").unwrap();
        let mut ids: Vec<Oid> = Vec::new();
        for (number, (parents, date)) in history.iter().enumerate() {
            let parents: Vec<Oid> = parents.iter().map(|parent| ids[*parent]).collect();
            let text = format!("{}{number}\n", text(&parents, &format!("A <a@example.invalid> {date} +0000")));
            ids.push(odb.write(ObjectType::Commit, text.as_bytes()).unwrap());
        }
        drop(odb);
        (dir, repository, ids)
    }

    fn walked(history: &[(&[usize], i64)], tips: &[usize], hidden: &[usize]) -> Vec<usize> {
        let (_dir, repository, ids) = repository(history);
        let quick = super::super::objects::Objects::of(repository.path());
        let objects = ObjectStore::new(&quick, &repository);
        let named = |numbers: &[usize]| numbers.iter().map(|number| ids[*number]).collect::<Vec<_>>();
        let (tips, hidden) = (named(tips), named(hidden));
        let ends = Ends { tips: &tips, hidden: &hidden, ..Ends::default() };
        let found = commits(&objects, ends).unwrap();
        let number = |commit: &Commit| ids.iter().position(|id| commit.id == (*id).into()).unwrap();
        found.iter().map(number).collect()
    }

    #[test]
    fn parents_come_first_and_hidden_ones_not_at_all() {
        let fork: &[(&[usize], i64)] = &[(&[], 1), (&[0], 2), (&[0], 3), (&[1, 2], 4), (&[3], 5)];
        assert_eq!(walked(fork, &[4], &[]).len(), 5);
        let position = |found: &[usize], commit| found.iter().position(|c| *c == commit).unwrap();
        let all = walked(fork, &[4], &[]);
        for (child, (parents, _)) in fork.iter().enumerate() {
            assert!(parents.iter().all(|parent| position(&all, *parent) < position(&all, child)), "{all:?}");
        }
        assert_eq!(walked(fork, &[4], &[1]), [2, 3, 4]);
        assert_eq!(walked(fork, &[4], &[3]), [4]);
        assert_eq!(walked(fork, &[1], &[4]), [0; 0]);
        assert_eq!(walked(fork, &[4, 2], &[4]), [0; 0]);
        assert_eq!(walked(fork, &[1, 2], &[0]).len(), 2);
    }

    #[test]
    fn dates_that_run_backwards_hide_nothing_that_is_wanted() {
        // The hidden tip is dated before its parents.
        let skewed: &[(&[usize], i64)] = &[(&[], 100), (&[0], 90), (&[1], 1), (&[1], 95), (&[3], 2)];
        assert_eq!(walked(skewed, &[4], &[2]), [3, 4]);
        assert_eq!(walked(skewed, &[4], &[3]), [4]);
        let equal: &[(&[usize], i64)] = &[(&[], 7), (&[0], 7), (&[1], 7), (&[2], 7), (&[1], 7)];
        assert_eq!(walked(equal, &[3], &[4]), [2, 3]);
    }

    /// No id is of such a commit, but the file of any object may hold one.
    #[test]
    fn a_commit_that_is_its_own_ancestor_is_an_error() {
        let (dir, repository, ids) = repository(&[(&[], 1), (&[0], 2)]);
        let text = text(&[ids[1]], "A <a@example.invalid> 1 +0000");
        let (_other, _, file) = crate::loose::tests::stored(format!("commit {}\0{text}", text.len()).as_bytes(), 6);
        let name = ids[0].to_string();
        std::fs::remove_file(dir.path().join("objects").join(&name[..2]).join(&name[2..])).unwrap();
        crate::loose::tests::write(dir.path(), ids[0], &file);
        let quick = super::super::objects::Objects::of(dir.path());
        let objects = ObjectStore::new(&quick, &repository);
        let ends = Ends { tips: &ids[1..], ..Ends::default() };
        assert!(matches!(commits(&objects, ends), Err(ObjectError::Storage(why)) if why.starts_with("2 commits")));
    }
}
