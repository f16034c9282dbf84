//! The commits of a range. An end that a pipeline left empty, or that this clone does not have, is an error and not a range
//! without commits.

use akguard_common::error::Failure;
use akguard_common::text::quote;
use anyhow::Result;

use super::commit::Commit;
use super::oid::Oid;
use super::repository::Repository;

/// A range that has been read.
#[derive(Debug)]
pub struct Range {
    /// Its commits, parents before children.
    pub commits: Vec<Commit>,
    /// The commit before it, from which policy is read; `None` where the range begins a history.
    pub base: Option<Oid>,
    /// Its newest commit, from which records are read; `None` where a branch is deleted.
    pub tip: Option<Oid>,
    /// A note for the report.
    pub note: Option<String>,
}

/// A range as typed.
#[derive(Clone, Copy)]
enum Typed<'t> {
    /// `A..B`
    Between(&'t str, &'t str),
    /// `A^!`
    One(&'t str),
}

impl<'t> Typed<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        if let Some((left, right)) = text.split_once("..") {
            return Some(Self::Between(left, right));
        }
        let revision = text.strip_suffix("^!")?;
        (!revision.is_empty()).then_some(Self::One(revision))
    }
}

/// An id of zeros only: git passes it for a branch that is created or deleted.
fn is_no_commit(revision: &str) -> bool {
    matches!(revision.len(), 40 | 64) && revision.bytes().all(|b| b == b'0')
}

impl Repository {
    /// The commits of `A..B` or `A^!`. All zeros for A mean a new branch: the commits of B that the ref `known` does not have.
    ///
    /// # Errors
    /// No such range, an end that is empty or not here, or a shallow clone.
    pub fn range(&self, text: &str, known: Option<&str>) -> Result<Range> {
        if let Some((left, right)) = text.split_once("...") {
            return Err(Failure::new("`A...B` names commits of both sides; what B adds to A is A..B")
                .help(self.right_form(left, right))
                .into());
        }
        match Typed::parse(text) {
            None => Err(Failure::new("a range is written A..B").help(self.right_form("", "")).into()),
            Some(Typed::One(revision)) => self.one_commit(revision),
            Some(Typed::Between(left, right)) => self.between(left, right, known),
        }
    }

    fn between(&self, left: &str, right: &str, known: Option<&str>) -> Result<Range> {
        if left.is_empty() || right.is_empty() {
            let side = if left.is_empty() { "left" } else { "right" };
            let cause = format!("the {side} side of the range is empty: is a variable of the pipeline not set?");
            let every = "or every commit: akguard scan --history";
            return Err(Failure::new(cause).help(format!("{}    # {every}", self.right_form(left, right))).into());
        }
        match (is_no_commit(left), is_no_commit(right)) {
            (true, true) => Err(Failure::new("both sides of the range are all zeros, so it names no commit")
                .help(self.right_form("", ""))
                .into()),
            (false, true) => {
                let note = Some("0 commits: the branch is deleted".to_owned());
                Ok(Range { commits: Vec::new(), base: None, tip: None, note })
            }
            (true, false) => self.new_branch(right, known),
            (false, false) => self.two_commits(left, right),
        }
    }

    /// An example of a command for a range, with the typed ends that are commits of this repository.
    fn right_form(&self, left: &str, right: &str) -> String {
        let is_here = |revision: &str| !revision.is_empty() && matches!(self.reader.commit(revision), Ok(Some(_)));
        let left = if is_here(left) { left } else { "origin/main" };
        let right = if is_here(right) { right } else { "HEAD" };
        format!("akguard scan --range {}", quote(format!("{left}..{right}").as_bytes()))
    }

    fn one_commit(&self, revision: &str) -> Result<Range> {
        let id = self.end("commit", revision)?;
        let commit = self.reader.commit_info(id)?;
        let base = commit.parents.first().copied();
        let note = base.is_none().then(|| format!("{revision} has no parent: {BY_DEFAULTS}"));
        self.checked(Range { commits: vec![commit], base, tip: Some(id), note })
    }

    fn two_commits(&self, left: &str, right: &str) -> Result<Range> {
        let base = self.end("left side", left)?;
        let tip = self.end("right side", right)?;
        let commits = self.reader.commits(Some(&[tip]), &[base])?;
        let note = match (commits.is_empty(), base == tip) {
            (false, _) => None,
            (true, true) => Some(format!("0 commits ({left} is {right})")),
            (true, false) => Some(format!("0 commits ({left} contains {right})")),
        };
        self.checked(Range { commits, base: Some(base), tip: Some(tip), note })
    }

    /// A ref that contains the tip does not tell what is new: the push may just have moved the ref there.
    fn new_branch(&self, right: &str, known: Option<&str>) -> Result<Range> {
        let tip = self.end("right side", right)?;
        let mut why = "no --base is given".to_owned();
        if let Some(name) = known {
            if name.is_empty() {
                return Err(empty_base().into());
            }
            let base = self.end("--base", name)?;
            let commits = self.reader.commits(Some(&[tip]), &[base])?;
            if !commits.is_empty() {
                let note = format!("a new branch: {} of {right} that {name} does not have", count(&commits));
                return self.checked(Range { commits, base: Some(base), tip: Some(tip), note: Some(note) });
            }
            why = format!("{name} contains {right}");
        }
        let commits = self.reader.commits(Some(&[tip]), &[])?;
        let note = format!("a new branch: the whole history of {right}, {} ({why}); {BY_DEFAULTS}", count(&commits));
        self.checked(Range { commits, base: None, tip: Some(tip), note: Some(note) })
    }

    fn checked(&self, range: Range) -> Result<Range> {
        self.check_depth(&range.commits)?;
        Ok(range)
    }

    /// The commit that an end of the range names.
    fn end(&self, what: &str, revision: &str) -> Result<Oid> {
        if let Some(id) = self.reader.commit(revision)? {
            return Ok(id);
        }
        let help = match self.is_shallow() {
            true => "git fetch --unshallow    # this clone is shallow",
            false => "git fetch --all --tags    # then: git log --oneline --all shows what is here",
        };
        Err(Failure::new(format!("the {what} of the range is not a commit of this repository")).help(help).into())
    }
}

/// Where there is no commit before the range, nobody has reviewed a config or a baseline.
const BY_DEFAULTS: &str = "there is no earlier commit, so no reviewed config or baseline applies";

fn empty_base() -> Failure {
    Failure::new("--base is empty: is a variable of the pipeline not set?")
        .help("akguard scan --history    # every commit; or name a ref: --base origin/main")
}

fn count(commits: &[Commit]) -> String {
    format!("{} commit{}", commits.len(), if commits.len() == 1 { "" } else { "s" })
}
