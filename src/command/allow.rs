//! `akguard --allow`: lets one exact finding pass and leaves a record that the commit carries.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use akguard_common::error::Failure;
use akguard_common::text::escape;
use akguard_detect::secret::Secret;
use akguard_git::{Blob, Blobs, Change, ChangeSet, MergeHeads, Oid, Repository, Trust, staged, tracked_changes};
use anyhow::Result;

use super::Context;
use super::context::{logged_finding, logged_unchecked};
use super::known;
use super::progress::FingerprintProgress;
use super::scan::{AskedRange, with_range};
use super::store::{self, store};
use crate::audit::{Log, LoggedFinding};
use crate::cli::{AllowArgs, EXAMPLE_NOTES, Shared};
use crate::finding::{Finding, Unchecked};
use crate::output::{print_error, print_lines};
use crate::policy::{Actor, Reason, Record, SHORTEST_NOTE, expiry};
use crate::report::Outcome;
use crate::scan::{Options, Scanner};

/// Notes that our own messages have shown, of this version and earlier ones; those of the help texts count too. A note that
/// was not written for its finding tells the reviewer nothing.
const EXAMPLES: &[&str] = &["say why, for the reviewer", "why this may be committed"];

/// What is asked for, complete.
pub struct Request<'a> {
    /// Ids as typed.
    pub ids: &'a [String],
    /// Why.
    pub reason: Reason,
    /// In words.
    pub note: &'a str,
    /// Until when, as typed.
    pub expires: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Checks that nothing is missing.
    ///
    /// # Errors
    /// No reason or no note.
    pub fn from_args(arguments: &'a AllowArgs) -> Result<Self> {
        let Some(reason) = arguments.reason else {
            return Err(Failure::new("`--allow` needs a reason")
                .help("--reason test | false-positive | public | fix-later")
                .into());
        };
        let note = arguments.note.as_deref().ok_or_else(|| {
            Failure::new("`--allow` needs a note for the reviewer").help("say in --note why this may be committed")
        })?;
        Ok(Self { ids: &arguments.allow, reason, note, expires: arguments.expires.as_deref() })
    }
}

/// Runs `akguard --allow`.
///
/// # Errors
/// The request is not complete, names no finding, or the record cannot be staged.
pub fn run(begun: Instant, arguments: &AllowArgs, range: Option<&str>, shared: &Shared) -> Result<Outcome> {
    let request = Request::from_args(arguments)?;
    let repository = Repository::open(Trust::Checked)?;
    let files = match range {
        Some(range) => with_range(
            begun,
            &repository,
            AskedRange { range, base: None, all_ids: true },
            shared,
            |context, judgement| {
                let findings = judgement.findings.iter().map(|j| Offer::finding(&j.finding));
                let unchecked = judgement.unchecked.iter().map(|j| Offer::unchecked(&j.unchecked));
                record(&repository, context, &request, &[by_id(findings.chain(unchecked))])
            },
        )?,
        None => {
            let context = Context::staged(begun, &repository, shared.config.as_deref())?;
            record_local(&repository, &context, &request)?
        }
    };
    if !shared.quiet {
        let lines: Vec<String> =
            files.iter().map(|file| format!("akguard: recorded in {file} and staged; now commit again")).collect();
        print_lines(&lines)?;
    }
    Ok(Outcome::Clean)
}

/// Records what is asked for, for findings on this machine. Returns the files, from the top of the repository.
///
/// # Errors
/// As [`run`].
pub fn record_local(repository: &Repository, context: &Context, request: &Request<'_>) -> Result<Vec<String>> {
    // In this order: what is staged, what `commit -a` would stage, what the last stopped commit held.
    let mut places = vec![by_id(scan(repository, context, &staged(repository, MergeHeads::File)?)?.into_iter())];
    let known = |places: &[Found], id: &String| places.iter().any(|found| !matching(found, id).is_empty());
    if !request.ids.iter().all(|id| known(&places, id)) && repository.top().is_some() {
        places.push(by_id(scan(repository, context, &tracked_changes(repository)?)?.into_iter()));
    }
    if !request.ids.iter().all(|id| known(&places, id)) {
        places.push(by_id(last_block(repository, context)?.into_iter()));
    }
    record(repository, context, request, &places)
}

/// What an id can name, and the value that the note about it must not tell.
struct Offer {
    logged: LoggedFinding,
    secret: Option<Secret>,
}

impl Offer {
    fn finding(finding: &Finding<'_>) -> Self {
        Self { logged: logged_finding(finding), secret: finding.secret.clone() }
    }

    fn unchecked(unchecked: &Unchecked) -> Self {
        Self { logged: logged_unchecked(unchecked), secret: None }
    }
}

type Found = BTreeMap<String, Offer>;

fn by_id(findings: impl Iterator<Item = Offer>) -> Found {
    // The first path wins: a key at many paths is one decision.
    let mut found = Found::new();
    for finding in findings {
        if let Some(id) = finding.logged.id.clone() {
            found.entry(id).or_insert(finding);
        }
    }
    found
}

fn matching<'f>(found: &'f Found, id: &str) -> Vec<&'f Offer> {
    found.range(id.to_owned()..).take_while(|(known, _)| known.starts_with(id)).map(|(_, f)| f).collect()
}

fn scan(repository: &Repository, context: &Context, set: &ChangeSet) -> Result<Vec<Offer>> {
    let options = Options { names: true, count_added: false };
    let (sources, blobs) = (known::of(repository, context, set), Some(repository as &dyn Blobs));
    let mut scanner = Scanner::new(&context.detector, &context.config, blobs, options).knowing(&sources.known);
    scanner.set(set, None);
    let mut scan = scanner.finish();
    let progress = FingerprintProgress::default();
    scan.identify(progress.budget(true), &HashSet::new())?;
    let unchecked = scan.unchecked.iter().map(Offer::unchecked);
    Ok(scan.findings.iter().map(Offer::finding).chain(unchecked).collect())
}

/// What the last stopped commit held, from its blobs: they are still there although nothing stayed staged. Each is scanned
/// once, however many findings the log has of it.
fn last_block(repository: &Repository, context: &Context) -> Result<Vec<Offer>> {
    let Some(entry) = Log::of(repository.common_dir()).last_block() else {
        return Ok(Vec::new());
    };
    let (mut ids, mut rules_without_id) = (HashSet::new(), HashSet::new());
    let mut blobs = BTreeMap::new();
    for LoggedFinding { id, rule, path, blob } in entry.findings {
        if let Some(blob) = blob.as_deref().and_then(Oid::parse) {
            blobs.insert(path, blob);
        }
        match id {
            Some(id) => drop(ids.insert(id)),
            None => drop(rules_without_id.insert(rule)),
        }
    }
    let change = |(path, blob): (String, Oid)| Change {
        path: path.into_bytes(),
        bases: Vec::new(),
        new: Blob::Stored(blob),
        symlink: false,
    };
    let set = ChangeSet { changes: blobs.into_iter().map(change).collect(), ..ChangeSet::default() };
    let mut found = scan(repository, context, &set)?;
    let was_logged = |LoggedFinding { id, rule, .. }: &LoggedFinding| {
        id.as_ref().is_some_and(|id| ids.contains(id)) || rules_without_id.contains(rule)
    };
    found.retain(|offer| was_logged(&offer.logged));
    Ok(found)
}

fn record(repository: &Repository, context: &Context, request: &Request<'_>, places: &[Found]) -> Result<Vec<String>> {
    check_note(repository, context, request.note)?;
    if !context.config.policy.reasons.contains(&request.reason) {
        return Err(Failure::new(format!(
            "the policy of this repository does not accept the reason `{}`",
            request.reason.as_str()
        ))
        .into());
    }
    let expires = expiry(request.expires, request.reason, &context.config.policy, context.today)?;
    let findings = request.ids.iter().map(|id| choose(id, places)).collect::<Result<Vec<_>>>()?;
    if findings.iter().filter_map(|f| f.secret.as_ref()).any(|secret| secret.is_told_by(request.note)) {
        return Err(telling_note());
    }
    // What has been chosen by its id has one.
    let findings: Vec<(&str, &LoggedFinding)> =
        findings.into_iter().filter_map(|f| Some((f.logged.id.as_deref()?, &f.logged))).collect();
    store::check(repository, &findings.iter().map(|(id, _)| Record::file_of(id)).collect::<Vec<_>>())?;
    let who = repository.git().committer()?;
    let mut files = Vec::new();
    for (id, finding) in &findings {
        let record = Record {
            v: 1,
            id: (*id).to_owned(),
            rule: finding.rule.as_str().into(),
            path: finding.path.as_str().into(),
            kind: kind(&finding.rule).into(),
            reason: request.reason,
            note: request.note.trim().into(),
            who: who.as_str().into(),
            actor: Actor::current().into(),
            created: context.today.stamp().into(),
            expires: expires.map(|d| d.to_string().into()),
            tool: env!("CARGO_PKG_VERSION").into(),
            rules: context.rules(),
            approved_by: None,
            revoked: None,
        };
        store(repository, &record)?;
        files.push(record.file());
    }
    note_in_log(repository, context, "allow", findings.into_iter().map(|(_, finding)| finding.clone()).collect());
    Ok(files)
}

/// `key`, `file` or `unchecked`.
fn kind(rule: &str) -> &'static str {
    match rule {
        crate::finding::UNCHECKED => "unchecked",
        _ if crate::scan::is_file_rule(rule) => "file",
        _ => "key",
    }
}

/// Writes to the log; losing it never fails a commit, but it is said.
pub fn note_in_log(repository: &Repository, context: &Context, event: &str, findings: Vec<LoggedFinding>) {
    if let Err(why) = Log::of(repository.common_dir()).append(event, findings, context.today) {
        print_error(format!("akguard: the audit log was not written: {why}\n").as_bytes());
    }
}

fn check_note(repository: &Repository, context: &Context, note: &str) -> Result<()> {
    if note.trim().chars().count() < SHORTEST_NOTE {
        return Err(Failure::new(format!(
            "the note is too short: say in {SHORTEST_NOTE} characters or more why this may be committed"
        ))
        .into());
    }
    if EXAMPLES.iter().chain(&EXAMPLE_NOTES).any(|example| note.trim().eq_ignore_ascii_case(example)) {
        return Err(Failure::new("the note is one of the examples of akguard's own texts")
            .help("say in --note why this value may be committed")
            .into());
    }
    let known = known::of(repository, context, &ChangeSet::default()).known.scan(note.as_bytes());
    if context.detector.suspects(note) || known.map_or(true, |found| !found.is_empty()) {
        return Err(telling_note());
    }
    Ok(())
}

fn telling_note() -> anyhow::Error {
    Failure::new("the note contains what looks like a credential, and it would be committed")
        .help("say in --note why, without the value")
        .into()
}

/// The one finding that an id names.
fn choose<'f>(id: &str, places: &'f [Found]) -> Result<&'f Offer> {
    let id = id.to_ascii_lowercase();
    if !(8..=32).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Failure::new("`--allow` takes the id that the report shows: 8 to 32 hex digits")
            .help("akguard scan lists what is staged")
            .into());
    }
    let found = places.iter().map(|found| matching(found, &id)).find(|found| !found.is_empty()).unwrap_or_default();
    match found.as_slice() {
        [one] => Ok(one),
        // The id is not echoed: 32 hex digits may be a pasted key.
        [] => Err(Failure::new(
            "no finding has that id: not in what is staged, in tracked changes, or in the last stopped commit",
        )
        .help("akguard scan lists what is staged")
        .into()),
        many => {
            let paths: Vec<String> = many
                .iter()
                .map(|f| format!("{} ({})", f.logged.id.as_deref().unwrap_or_default(), escape(&f.logged.path)))
                .collect();
            Err(Failure::new(format!("that id is short for more than one finding: {}", paths.join(", ")))
                .help("give more digits")
                .into())
        }
    }
}
