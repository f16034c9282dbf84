//! Secrets without a form of their own: a secret-like name and a value that looks random.
//!
//! `assignment` finds the literal assigned to a name, `name` classifies the name, `value` the literal, `service` knows
//! the vendors, `command` the options that take passwords. Every match is a guess, and `grade` says how sure it is
//! (`docs/detection.md` explains the thresholds).

mod account;
mod account_pair;
mod assignment;
mod byte_list;
mod calls;
mod chosen;
mod columns;
mod command;
mod commands;
mod cursor;
mod declaration;
mod defaults;
mod dialogue;
mod evidence;
mod form;
mod given;
pub mod grade;
mod guard;
mod guess;
mod headers;
mod key_material;
mod literal;
mod name;
mod name_words;
mod named;
mod noise;
mod non_secret;
mod operator;
mod other_words;
mod parents;
mod positional;
mod quote;
mod service;
mod sibling;
mod slices;
mod unassigned;
mod uuid;
mod value;
mod weights;
mod words;

use std::ops::Range;

pub(super) use self::guess::HeuristicMatch;
pub(crate) use self::non_secret::{is_harmless_value, is_pool, is_public_link, is_released_name};
pub use self::service::{Service, services};

use akguard_common::bytes;
use akguard_rules::schema::Heuristic;

use self::assignment::Literal;
use self::calls::Use;
use self::evidence::MatchContext;
use self::grade::{Shape, Under};
use self::name::NameKind;
use self::service::ServiceWord;
use self::slices::first_line;
use self::value::Look;
use super::file_class::FileClass;
use super::validators;

/// Longer lines of code come from a bundler and are not guessed at, in bytes.
const MAX_LINE: usize = 4096;

/// Limit of keyword hits in one text: `MIN_HITS`, and one more for each `BYTES_PER_HIT` bytes of text. Nobody writes
/// text with more keywords.
const MIN_HITS: usize = 8_192;
const BYTES_PER_HIT: usize = 16;

/// The heuristics on one text: turns the prefilter's hits, in the order of the text, into matches.
pub(super) struct HeuristicScan<'t> {
    text: &'t [u8],
    file_class: FileClass,
    guesses: Vec<HeuristicMatch>,
    /// Number of hits that may still be examined.
    hits: usize,
}

impl<'t> HeuristicScan<'t> {
    pub(super) fn new(text: &'t [u8], file_class: FileClass) -> Self {
        let hits = MIN_HITS + text.len() / BYTES_PER_HIT;
        Self { text, file_class, hits, guesses: Vec::new() }
    }

    /// Examines a keyword, at `hit`, of a rule with this heuristic.
    pub(super) fn hit(&mut self, finder: Heuristic, hit: &Range<usize>) {
        if self.file_class == FileClass::Opaque || self.hits == 0 {
            return;
        }
        self.hits -= 1;
        let guess = match finder {
            Heuristic::Command => self.command(hit),
            Heuristic::Service => self.service(hit),
            Heuristic::Call => self.call(hit),
            Heuristic::Basic | Heuristic::Bearer if self.text[hit.clone()].ends_with(b" ") => self.header(hit),
            Heuristic::Basic | Heuristic::Bearer => self.named(hit),
            Heuristic::Password | Heuristic::Secret => self.named(hit),
        };
        let Some(guess) = guess else { return };
        if non_secret::is_harmless_in_context(self.text, &guess) {
            return;
        }
        let known = self.guesses.iter().rev().take(8).any(|g| g.span == guess.span && g.finder == guess.finder);
        if !known && !is_bundled(self.text, &guess.span, self.file_class) {
            self.guesses.push(guess);
        }
    }

    pub(super) fn finish(self) -> Vec<HeuristicMatch> {
        self.guesses
    }

    /// The password argument of a well-known command.
    fn command(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        let password = command::password(self.text, hit)?;
        let context = MatchContext::new(Under::Place);
        Some(self.guess(Heuristic::Command, &password.literal, password.look, &context, None))
    }

    /// `"Bearer ..."` and `"Basic ..."` without the name of a header.
    fn header(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        let value = headers::value(self.text, hit)?;
        let is_basic = value.scheme == Some("basic");
        let look = if is_basic { self.basic(&value) } else { self.look(&value, NameKind::Secret, false) }?;
        let finder = if is_basic { Heuristic::Basic } else { Heuristic::Bearer };
        Some(self.guess(finder, &value, look, &MatchContext::new(Under::Place), None))
    }

    /// A call that takes a secret as one of its arguments.
    fn call(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        positional::secrets(self.text, hit).into_iter().find_map(|given| {
            let mut look = self.look(&given.value, given.kind, false)?;
            if given.usage == Use::Account {
                if chosen::is_letters(&self.text[given.value.span.clone()]) {
                    return None;
                }
                // Database seeds and tests create accounts: whatever the password looks like, a person chose it.
                look.shape = Shape::Words;
            }
            Some(self.guess(Heuristic::Call, &given.value, look, &MatchContext::new(Under::Place), None))
        })
    }

    /// A service's name: its value, if that has the service's form or is very random.
    fn service(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        let word = service::at(self.text, hit)?;
        let name = assignment::identifier(self.text, hit)?;
        if !name::is_bare(&self.text[name.clone()], hit.start - name.start, hit.len()) || is_scheme(self.text, &name) {
            return None;
        }
        let is_hex = |value: &Literal| self.text[value.span.clone()].iter().all(u8::is_ascii_hexdigit);
        let formed = |value: &Literal| word.service().has_form(&self.text[value.span.clone()]);
        let value = assignment::value(self.text, &name, self.file_class).or_else(|| {
            // `airship <key>`; with words in between it is a sentence, and hex digits are a commit id.
            let value = unassigned::value(self.text, name.end)?;
            let beside = !self.text[name.end..value.span.start].iter().any(u8::is_ascii_alphanumeric);
            (beside && !is_hex(&value) && (self.file_class == FileClass::Data || formed(&value))).then_some(value)
        })?;
        let assigned = self.text[name.end..value.span.start].iter().any(|b| b"=:>,(".contains(b));
        // An everyday word, or hex digits (a commit id), need an assignment.
        if !assigned && (word.common || is_hex(&value)) || (word.common && is_hex(&value)) {
            return None;
        }
        let formed = formed(&value);
        let look = self.look(&value, NameKind::Weak, formed)?;
        let under = if assigned { Under::Bare } else { Under::Unassigned };
        let found = MatchContext { under, name: Some(&name), formed };
        Some(self.guess(Heuristic::Service, &value, look, &found, Some(word)))
    }

    fn guess(
        &self,
        finder: Heuristic,
        value: &Literal,
        look: Look,
        found: &MatchContext<'_>,
        service: Option<&ServiceWord>,
    ) -> HeuristicMatch {
        HeuristicMatch {
            finder,
            span: value.span.clone(),
            service: service.map(ServiceWord::service),
            name: found.name.cloned(),
            evidence: evidence::seen(self.text, value, look, found),
        }
    }

    fn look(&self, value: &Literal, kind: NameKind, formed: bool) -> Option<Look> {
        // A list of bytes is classified by the hexadecimal digits of all its bytes.
        match byte_list::digits(&self.text[value.span.clone()]) {
            Some(digits) => {
                let all = Literal { span: 0..digits.len(), quoted: true, scheme: None };
                value::assess(&digits, &all, if kind == NameKind::Password { NameKind::Secret } else { kind }, formed)
            }
            None => value::assess(self.text, value, kind, formed),
        }
    }

    /// The look of the password in `user:password` in base64.
    fn basic(&self, value: &Literal) -> Option<Look> {
        let plain = validators::basic(&self.text[value.span.clone()])?;
        let password = match bytes::find(b':', &plain) {
            Some(colon) => colon + 1,
            None => 0,
        };
        let inner = Literal { span: password..plain.len(), quoted: true, scheme: None };
        value::assess(&plain, &inner, NameKind::Password, false)
    }
}

/// `"spotify:track:..."`, `"solana:..."`: the name is the scheme of a URI.
fn is_scheme(text: &[u8], name: &Range<usize>) -> bool {
    let begins = name.start.checked_sub(1).is_some_and(|at| b"\"'`".contains(&text[at]));
    begins && matches!(text.get(name.end..), Some([b':', next, ..]) if next.is_ascii_alphanumeric())
}

/// Is the line too long to be written by hand, or does it contain a source map?
pub(super) fn is_bundled(text: &[u8], span: &Range<usize>, file_class: FileClass) -> bool {
    let before = &text[span.start.saturating_sub(MAX_LINE)..span.start];
    let before = &before[bytes::find_last(b'\n', before).unwrap_or(0)..];
    let after = first_line(&text[span.end..text.len().min(span.end + MAX_LINE)]);
    let is_map = || bytes::find_text(b"sourceMappingURL=", before).is_some();
    (file_class == FileClass::Code && before.len() + after.len() + span.len() >= MAX_LINE) || is_map()
}
