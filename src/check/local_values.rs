//! Secret values of this machine: the user's own `.env` files that git does not track, and environment variables named
//! like secrets. They are read into memory for one scan of what is staged, and kept nowhere.
//!
//! This is in addition to the rules: a source that cannot be read is named under `-v` and stops no commit, so that a
//! user with an unreadable file is no worse off than one without any.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};
use std::io::Read;
use std::path::Path;

use akguard_common::bytes;
use akguard_common::text::escape_bytes;
use akguard_detect::encoding::Decoding;
use akguard_detect::env_file::{self, Kind};
use akguard_detect::local_values::{Known, Value, is_secret_variable, secrets};
use akguard_detect::looks_random;
use akguard_detect::secret::Secret;
use akguard_git::dir::Links;
use akguard_git::{ChangeSet, Place, Repository};

use super::Context;
use super::unread::{MAX_FILE_SIZE, MAX_FILES, Unread};
use crate::safe_file;
use crate::scan::PathPolicy;

/// Maximum number of directories that are searched: the top first, then those nearest to it.
const MAX_DIRS: usize = 200;
/// Maximum number of names that are read from one directory.
const MAX_NAMES: usize = 5_000;
/// A longer name of a variable is not shown, in bytes.
const MAX_NAME: usize = 64;

/// The secret values of this machine, and what could not be read.
#[derive(Default)]
pub(super) struct LocalValues {
    /// The values, ready for the search.
    pub(super) known: Known,
    /// Files that were skipped, and why.
    pub(super) unread: Vec<String>,
}

/// Does a text contain what looks like a credential, or a secret value of this machine?
pub fn holds_credential(repository: &Repository, context: &Context, text: &str) -> bool {
    if context.detector.suspects(text) {
        return true;
    }
    let found = read(repository, context, &[]).known.scan(text.as_bytes());
    // A text that cannot be searched may contain one.
    found.is_err() || found.is_ok_and(|found| !found.is_empty())
}

/// Collects the secret values for change sets: from the `.env` files at the top and in the directories that their files
/// are in, at any depth, of this work tree and the main one; and from the environment.
pub(super) fn read(repository: &Repository, context: &Context, sets: &[&ChangeSet]) -> LocalValues {
    if !context.config.known_values {
        return LocalValues::default();
    }
    let samples = OnceCell::new();
    let mut reader = Reader {
        repository,
        context,
        samples,
        values: Vec::new(),
        unread: Vec::new(),
        links: Vec::new(),
        templates: Vec::new(),
        files: 0,
    };
    let folders = folders(sets);
    for (top, tree) in [(repository.top(), ""), (repository.main_top(), " of the main work tree")] {
        let Some(top) = top else { continue };
        for folder in &folders {
            reader.folder(top, folder, tree);
        }
        reader.links.clear();
    }
    reader.environment();
    let defaults = reader.drop_defaults();
    LocalValues { known: Known::new(reader.values).with_defaults(defaults), unread: reader.unread }
}

/// The top (empty) and every directory on the path of a changed file, those nearest to the top first.
fn folders(sets: &[&ChangeSet]) -> Vec<String> {
    let mut folders = BTreeSet::from([(0, String::new())]);
    for change in sets.iter().flat_map(|set| &set.changes) {
        let Ok(path) = std::str::from_utf8(&change.path) else { continue };
        for (depth, (end, _)) in path.match_indices('/').enumerate() {
            folders.insert((depth + 1, path[..=end].to_owned()));
        }
    }
    folders.into_iter().map(|(_, folder)| folder).take(MAX_DIRS).collect()
}

fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_symlink())
}

/// A quick test of a file's name, for directories with thousands of files.
fn may_be_env(name: &[u8]) -> bool {
    bytes::find_either(b'v', b'V', name).is_some()
        && (name.windows(3).any(|part| part.eq_ignore_ascii_case(b"env")) || name.ends_with(b".vars"))
}

/// The first characters of published values, from the rules' `ignore_prefixes`. A short prefix is a word and no sample.
fn samples(context: &Context) -> Vec<&[u8]> {
    let spared = context.detector.rules().flat_map(|rule| rule.ignore_prefixes.iter());
    spared.filter(|head| head.len() >= 8).map(|head| head.as_bytes()).collect()
}

struct Reader<'r> {
    repository: &'r Repository,
    context: &'r Context,
    /// See [`samples`]; collected with the first value.
    samples: OnceCell<Vec<&'r [u8]>>,
    values: Vec<Value>,
    unread: Vec<String>,
    /// Directories that are symbolic links in the work tree; what is below them is not in the repository.
    links: Vec<String>,
    /// Templates (`.env.example`) in the same directories, which may be in HEAD.
    templates: Vec<String>,
    files: usize,
}

impl<'r> Reader<'r> {
    /// Reads the `.env` files of one directory, whose path ends with `/`.
    fn folder(&mut self, top: &Path, folder: &str, tree: &str) {
        // A directory comes after its parents, so a link above it is known.
        if self.links.iter().any(|link| folder.starts_with(link)) {
            return;
        }
        let mut names: Vec<String> = Vec::new();
        // An empty name is the top itself.
        let path = top.join(folder.trim_end_matches('/'));
        let links = if folder.is_empty() { Links::Follow } else { Links::Refuse };
        let listed = akguard_git::dir::names(&path, links, MAX_NAMES, |name| {
            // Nearly all names are rejected here.
            if !may_be_env(name) {
                return;
            }
            match (self.context.config.kind(name), std::str::from_utf8(name)) {
                (Some(Kind::Env), Ok(name)) => names.push(format!("{folder}{name}")),
                (Some(Kind::Template), Ok(name)) => self.templates.push(format!("{folder}{name}")),
                _ => {}
            }
        });
        // A directory of the commit that is missing in the work tree (a sparse checkout) has no file either.
        if listed.is_err() && links == Links::Refuse && is_link(&path) {
            self.unread.push(format!("values in {}{tree} are not known: it is a symbolic link", self.shown(folder)));
            self.links.push(folder.to_owned());
        }
        names.sort_unstable();
        for path in names {
            if let Err(why) = self.file(top, &path, tree) {
                self.unread.push(format!("values of {}{tree} are not known: {why}", self.shown(&path)));
            }
        }
    }

    fn file(&mut self, top: &Path, path: &str, tree: &str) -> Result<(), Unread> {
        // A link may lead out of the repository, and a pipe has no end.
        let meta = std::fs::symlink_metadata(top.join(path)).map_err(Unread::Io)?;
        if meta.file_type().is_symlink() {
            return Err(Unread::Link);
        }
        if !meta.is_file() {
            return Ok(());
        }
        // A tracked file is not secret.
        if self.context.config.kind(path.as_bytes()) != Some(Kind::Env)
            || self.repository.is_tracked(path).map_err(Unread::Index)?
        {
            return Ok(());
        }
        self.files += 1;
        if self.files > MAX_FILES {
            return Err(Unread::TooMany);
        }
        let mut content = Vec::new();
        let open = safe_file::open(top, path).map_err(Unread::Open)?;
        open.take(MAX_FILE_SIZE + 1).read_to_end(&mut content).map_err(Unread::Io)?;
        if content.len() as u64 > MAX_FILE_SIZE {
            return Err(Unread::TooLarge);
        }
        let place = format!("{}{tree}", self.shown(path));
        for (name, value) in env_file::assigned(&Decoding::Text.of(&content)) {
            self.add(&String::from_utf8_lossy(name), value, &place);
        }
        Ok(())
    }

    fn environment(&mut self) {
        for (name, value) in std::env::vars_os() {
            if let Some(name) = name.to_str().filter(|name| is_secret_variable(name)) {
                self.add(name, value.as_encoded_bytes(), "the environment");
            }
        }
    }

    fn add(&mut self, name: &str, value: &[u8], place: &str) {
        // In a broken line of a key, what looks like a name may be a part of the key.
        let plain = name.len() <= MAX_NAME && !looks_random(name.as_bytes());
        let from = if plain { format!("{name} in {place}") } else { format!("a variable in {place}") };
        let found = secrets(name, value, self.samples.get_or_init(|| samples(self.context)));
        self.values.extend(found.into_iter().map(|secret| Value { secret, from: from.clone() }));
    }

    /// Removes the values that a template in HEAD contains: everybody has them. Returns all values of the templates.
    fn drop_defaults(&mut self) -> HashSet<Secret> {
        let mut defaults: HashSet<Secret> = HashSet::new();
        if self.values.is_empty() || self.templates.is_empty() {
            return defaults;
        }
        let Ok(Some(head)) = self.repository.head() else { return defaults };
        for path in self.templates.iter().take(MAX_FILES) {
            // A template that cannot be read removes no value.
            let Ok(Some(content)) = self.repository.file(Place::Commit(head), path) else { continue };
            for (name, value) in env_file::assigned(&Decoding::Text.of(&content)) {
                defaults.insert(Secret::new(value));
                defaults.extend(secrets(&String::from_utf8_lossy(name), value, &[]));
            }
        }
        self.values.retain(|value| !defaults.contains(&value.secret));
        defaults
    }

    fn shown(&self, path: &str) -> String {
        escape_bytes(&self.context.detector.redact(path.as_bytes()))
    }
}
