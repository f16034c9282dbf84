//! What all refs of a push send, and the refs that are checked together. The commits are walked once, however many refs
//! there are.

use std::collections::{HashMap, HashSet};

use akguard_common::error::Failure;
use akguard_git::{Change, Commit, End, Oid, Place, Range, Repository};
use anyhow::Result;

use super::input::PushedRef;
use crate::config;
use crate::policy::{BASELINE, FOLDER};

/// A ref that sends something.
pub(super) struct SentRef<'p> {
    pub(super) pushed: &'p PushedRef,
    /// The commit that it leads to.
    pub(super) tip: Oid,
    /// It is an annotated tag.
    pub(super) has_message: bool,
}

/// Refs with the same overrides and policy, whose commits are checked once.
#[derive(Default)]
pub(super) struct Group<'p> {
    pub(super) refs: Vec<SentRef<'p>>,
    pub(super) tag_messages: Vec<Change>,
    /// The commit whose config and baseline count; `None`: the defaults.
    pub(super) base: Option<Oid>,
}

/// Which commit's config and baseline count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// For each ref what the other side has there or before it.
    OfEachRef,
    /// This one for all refs; `None`: the defaults.
    Fixed(Option<Oid>),
}

/// What a push sends.
pub(super) struct Outgoing<'p> {
    /// All commits that the other side does not have, parents before children.
    commits: Vec<Commit>,
    pub(super) groups: Vec<Group<'p>>,
}

impl<'p> Outgoing<'p> {
    /// Finds what the refs send.
    ///
    /// # Errors
    /// A ref names no commit, or a commit cannot be read.
    pub(super) fn find(repository: &Repository, refs: &'p [PushedRef], known: &[Oid], base: Base) -> Result<Self> {
        let mut sent: Vec<(SentRef<'p>, Vec<Change>)> = Vec::new();
        for pushed in refs {
            let Some(id) = pushed.new else { continue };
            let object = repository.pushed(id)?;
            let End::Commit(tip) = object.end else { return Err(no_commit(pushed).into()) };
            let has_message = !object.tag_messages.is_empty();
            sent.push((SentRef { pushed, tip, has_message }, object.tag_messages));
        }
        let tips: Vec<Oid> = sent.iter().map(|(sent, _)| sent.tip).collect();
        let mut outgoing = Self { commits: repository.outgoing(&tips, known)?, groups: Vec::new() };
        let new: HashSet<Oid> = outgoing.commits.iter().map(|commit| commit.id).collect();
        let mut by_key: HashMap<String, usize> = HashMap::new();
        let mut keys: HashMap<(Oid, Option<Oid>), String> = HashMap::new();
        for (sent, mut messages) in sent {
            if !new.contains(&sent.tip) && !sent.has_message {
                continue;
            }
            let base = outgoing.base(repository, &sent, base)?;
            let key = match keys.get(&(sent.tip, base)) {
                Some(key) => key.clone(),
                None => key(repository, sent.tip, base)?,
            };
            let at = *by_key.entry(key.clone()).or_insert(outgoing.groups.len());
            keys.insert((sent.tip, base), key);
            if at == outgoing.groups.len() {
                outgoing.groups.push(Group { base, ..Group::default() });
            }
            outgoing.groups[at].refs.push(sent);
            outgoing.groups[at].tag_messages.append(&mut messages);
        }
        Ok(outgoing)
    }

    /// A new ref's base is a commit before all that is new, which the other side has.
    fn base(&self, repository: &Repository, sent: &SentRef<'_>, base: Base) -> Result<Option<Oid>> {
        if let Base::Fixed(base) = base {
            return Ok(base);
        }
        if let Some(old) = sent.pushed.old
            && let Some(old) = repository.commit_of(old)?
        {
            return Ok(Some(old));
        }
        Ok(match self.commits.first() {
            Some(first) => first.parents.first().copied(),
            None => Some(sent.tip),
        })
    }

    /// The commits of a group as a range.
    pub(super) fn range(&self, group: &Group<'_>) -> Range {
        let parents: HashMap<Oid, &[Oid]> = self.commits.iter().map(|c| (c.id, c.parents.as_slice())).collect();
        let mut reached = HashSet::new();
        let mut waiting: Vec<Oid> = group.refs.iter().map(|sent| sent.tip).collect();
        while let Some(id) = waiting.pop() {
            if let Some(parents) = parents.get(&id)
                && reached.insert(id)
            {
                waiting.extend(*parents);
            }
        }
        let commits = self.commits.iter().filter(|commit| reached.contains(&commit.id)).cloned().collect();
        let tip = group.refs.first().map(|sent| sent.tip);
        Range { commits, base: group.base, tip, note: None }
    }
}

impl Group<'_> {
    /// The refs that bring one of these commits, or all where a tag's message is stopped.
    pub(super) fn refs_with(&self, range: &Range, stopped: &[Oid], in_message: bool) -> Vec<&PushedRef> {
        let mut with: HashSet<Oid> = HashSet::new();
        for commit in &range.commits {
            if stopped.contains(&commit.id) || commit.parents.iter().any(|parent| with.contains(parent)) {
                with.insert(commit.id);
            }
        }
        let brings = |sent: &&SentRef<'_>| with.contains(&sent.tip) || in_message && sent.has_message;
        self.refs.iter().filter(brings).map(|sent| sent.pushed).collect()
    }
}

/// What a check depends on besides its commits: the overrides and rules of the tip, the policy of the base.
fn key(repository: &Repository, tip: Oid, base: Option<Oid>) -> Result<String> {
    let mut key = format!("{}\n", base.is_some());
    let places = [(Some(tip), [FOLDER, config::FILE]), (base, [BASELINE, config::FILE])];
    for (commit, paths) in places {
        let Some(commit) = commit else { continue };
        for path in paths {
            for (name, id) in repository.entries(Place::Commit(commit), path)? {
                key.push_str(&format!("{} {id}\n", String::from_utf8_lossy(&name)));
            }
            key.push('\n');
        }
    }
    Ok(key)
}

fn no_commit(pushed: &PushedRef) -> Failure {
    let name = akguard_common::text::escape(pushed.short_name());
    Failure::new(format!("{name} names a file or a directory and no commit, and akguard checks pushed commits only"))
        .help("leave this ref out of the push; what it names can be read with: akguard scan PATH")
}
