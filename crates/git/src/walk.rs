//! Walks over commits that some commits reach and others do not, as `git rev-list --topo-order --reverse` does. libgit2's
//! walk would hang on a commit file that was cut off, and follows grafts.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

use akguard_common::watchdog;
use git2::Oid;

use super::commit::Commit;
use super::commit_header::CommitHeader;
use super::object::ObjectError;
use super::object_store::ObjectStore;

/// Number of commits that are still read after the last wanted one: with wrong clocks a hidden commit may be found late to
/// reach a wanted one. git uses the same number.
const SLOP: usize = 5;

/// Where a walk begins and ends.
#[derive(Default)]
pub(super) struct Ends<'e> {
    /// The walk begins here.
    pub(super) tips: &'e [Oid],
    /// These commits, and all that they reach, are left out.
    pub(super) hidden: &'e [Oid],
    /// The ends of a shallow clone: their parents are not here.
    pub(super) shallow: HashSet<Oid>,
}

/// The commits that the tips reach and the hidden commits do not, parents before children. A commit counts as wanted where
/// dates are so wrong that only the whole history would show that it is hidden.
///
/// # Errors
/// A commit cannot be read.
pub(super) fn commits(objects: &ObjectStore<'_>, ends: Ends<'_>) -> Result<Vec<Commit>, ObjectError> {
    let Ends { tips, hidden, shallow } = ends;
    let mut walk = CommitWalk { objects, shallow, nodes: HashMap::new(), queue: BinaryHeap::new(), wanted: 0 };
    for id in tips {
        walk.reach(*id, false)?;
    }
    for id in hidden {
        walk.reach(*id, true)?;
    }
    let order = walk.run()?;
    let sorted = walk.sorted(&order);
    // Commits in a cycle are never sorted. No real commit has its own descendant's id, but a damaged file may name one.
    let left_out = walk.wanted_of(&order).len() - sorted.len();
    if left_out > 0 {
        return Err(ObjectError::Storage(format!("{left_out} commits are their own ancestors, or ancestors of such")));
    }
    Ok(sorted)
}

/// A commit that was found.
struct CommitNode {
    header: CommitHeader,
    hidden: bool,
    done: bool,
}

/// A commit in the queue: the youngest first, and among those of the same date the one that was found first.
#[derive(PartialEq, Eq)]
struct QueuedCommit {
    date: i64,
    found: usize,
    id: Oid,
}

impl Ord for QueuedCommit {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.date, other.found).cmp(&(other.date, self.found))
    }
}

impl PartialOrd for QueuedCommit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The state of a walk.
struct CommitWalk<'w, 'r> {
    objects: &'w ObjectStore<'r>,
    shallow: HashSet<Oid>,
    nodes: HashMap<Oid, CommitNode>,
    queue: BinaryHeap<QueuedCommit>,
    /// Number of commits in the queue that are not hidden.
    wanted: usize,
}

impl CommitWalk<'_, '_> {
    /// Records that a commit is reached.
    fn reach(&mut self, id: Oid, hidden: bool) -> Result<(), ObjectError> {
        match self.nodes.get(&id) {
            Some(_) if hidden => self.hide(id),
            Some(_) => {}
            None => {
                watchdog::tick();
                let mut header = CommitHeader::read(self.objects, id)?;
                if self.shallow.contains(&id) {
                    header.parents.clear();
                }
                self.queue.push(QueuedCommit { date: header.date, found: self.nodes.len(), id });
                self.nodes.insert(id, CommitNode { header, hidden, done: false });
                self.wanted += usize::from(!hidden);
            }
        }
        Ok(())
    }

    /// Hides a commit, and the ancestors of it that were found already.
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

    /// Goes back in time until no wanted commit is left in the queue. Returns the commits that were found, youngest first.
    fn run(&mut self) -> Result<Vec<Oid>, ObjectError> {
        let mut order = Vec::new();
        let mut oldest = i64::MAX;
        let mut slop = SLOP;
        while let Some(next) = self.queue.pop() {
            if self.wanted == 0 && next.date < oldest {
                match slop.checked_sub(1) {
                    Some(left) => slop = left,
                    None => break,
                }
            }
            let Some(node) = self.nodes.get_mut(&next.id) else { continue };
            node.done = true;
            let hidden = node.hidden;
            let parents = node.header.parents.clone();
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

    /// Those of the found commits that are not hidden, in the same order.
    fn wanted_of(&self, order: &[Oid]) -> Vec<Oid> {
        order.iter().copied().filter(|id| !self.nodes[id].hidden).collect()
    }

    /// The wanted commits, parents before children.
    fn sorted(&self, order: &[Oid]) -> Vec<Commit> {
        let parents = |id: &Oid| self.nodes.get(id).map(|node| node.header.parents.as_slice()).unwrap_or_default();
        let wanted = self.wanted_of(order);
        let mut children: HashMap<Oid, usize> = wanted.iter().map(|id| (*id, 0)).collect();
        for parent in wanted.iter().flat_map(parents) {
            if let Some(count) = children.get_mut(parent) {
                *count += 1;
            }
        }
        // From the tips back: a commit is ready when all of its children are sorted.
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
mod tests;
