//! Secrets without a form of their own: a name that says so and a value that looks drawn at random.
//!
//! `assignment` finds the literal that a name gets, `name` judges the name, `value` the literal, `service` knows the
//! vendors, `command` the options that take passwords. All of it is a guess, and `grade` says
//! how sure it is (`docs/detection.md` says where the line lies).

mod account;
mod account_pair;
mod assignment;
mod byte_list;
mod calls;
mod columns;
mod command;
mod commands;
mod cursor;
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
mod noise;
mod non_secret;
mod operator;
mod other_words;
mod parents;
mod positional;
mod quote;
mod service;
mod sibling;
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

use self::assignment::Value;
use self::calls::Use;
use self::evidence::Found;
use self::grade::{Shape, Under};
use self::name::NameKind;
use self::service::{Place, ServiceWord};
use self::value::Look;
use super::file_class::FileClass;
use super::validators;

/// No known form is shorter, in bytes.
const MIN_FORM: usize = 12;
/// On longer lines of code (bundles) no guess is made, in bytes.
const MAX_LINE: usize = 4096;

/// Keywords that are looked at in one text: so many, and one for so many of its bytes. Denser text is no writing.
const MIN_HITS: usize = 8_192;
const BYTES_PER_HIT: usize = 16;

/// Takes the prefilter's hits in their order and gives guesses.
pub(super) struct Generic<'t> {
    text: &'t [u8],
    setting: FileClass,
    guesses: Vec<HeuristicMatch>,
    /// How many hits are still looked at.
    hits: usize,
}

impl<'t> Generic<'t> {
    pub(super) fn new(text: &'t [u8], setting: FileClass) -> Self {
        let hits = MIN_HITS + text.len() / BYTES_PER_HIT;
        Self { text, setting, hits, guesses: Vec::new() }
    }

    /// A keyword of a rule with a finder stands at `hit`.
    pub(super) fn hit(&mut self, finder: Heuristic, hit: &Range<usize>) {
        if self.setting == FileClass::Opaque || self.hits == 0 {
            return;
        }
        self.hits -= 1;
        let guess = match finder {
            Heuristic::Command => command::password(self.text, hit)
                .map(|(value, look)| self.guess(finder, &value, look, &Found::at(Under::Place), None)),
            Heuristic::Service => self.service(hit),
            Heuristic::Call => self.given(hit),
            Heuristic::Basic | Heuristic::Bearer if self.text[hit.clone()].ends_with(b" ") => self.header(hit),
            Heuristic::Basic | Heuristic::Bearer => self.named(hit),
            Heuristic::Password | Heuristic::Secret => self.named(hit),
        };
        let Some(guess) = guess.filter(|guess| !non_secret::is_placed(self.text, guess)) else { return };
        let known = self.guesses.iter().rev().take(8).any(|g| g.span == guess.span && g.finder == guess.finder);
        if !known && !is_bundled(self.text, &guess.span, self.setting) {
            self.guesses.push(guess);
        }
    }

    /// What was found.
    pub(super) fn finish(self) -> Vec<HeuristicMatch> {
        self.guesses
    }

    /// A secret-like name: its value, judged by what the name says.
    fn named(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        // SQL's `IDENTIFIED BY '...'`
        let word = assignment::word(self.text, hit);
        let phrase = self.text[word.clone()].contains(&b' ');
        let name = if phrase { word } else { guard::compared(self.text, assignment::identifier(self.text, &word)?) };
        if assignment::is_spoken_of(self.text, &name) {
            return None;
        }
        let kind = if phrase { Some(NameKind::Password) } else { name::kind(&self.text[name.clone()]) };
        let kind = kind.filter(|kind| *kind != NameKind::Harmless)?;
        if self.text.get(name.end) == Some(&b'(') && !name::is_setter(&self.text[name.clone()]) {
            return None;
        }
        let before = guard::before(self.text, &name).or_else(|| dialogue::answer(self.text, &name));
        let value = before.or_else(|| assignment::value(self.text, &name, self.setting));
        let Some(value) = value.or_else(|| columns::value(self.text, &name)) else {
            return if kind == NameKind::Password { None } else { self.nearby(&name) };
        };
        if value.scheme == Some("basic") {
            let look = self.basic(&value)?;
            return Some(self.guess(Heuristic::Basic, &value, look, &Found::under(Under::Place, &name), None));
        }
        if kind == NameKind::Weak
            && let Some(password) = account_pair::password(self.text, &name, &value)
        {
            let look = self.look(&password, NameKind::Password, false).filter(|look| look.shape != Shape::Words)?;
            return Some(self.guess(Heuristic::Password, &password, look, &Found::under(Under::Password, &name), None));
        }
        let is_list = byte_list::is_list(&self.text[value.span.clone()]);
        if is_list && byte_list::is_among_many(self.text, &value.span) {
            return None;
        }
        let kind = if is_list && byte_list::names_key(&self.text[name.clone()]) { NameKind::Secret } else { kind };
        // Whose it is costs more to tell than what it looks like.
        let look = self.look(&value, if kind == NameKind::Weak { NameKind::Secret } else { kind }, false);
        if look.is_none() && value.span.len() < MIN_FORM {
            return None;
        }
        if let Some(Look { shape: Shape::Words, .. }) = look
            && value::is_letters(&self.text[value.span.clone()])
            && (self.setting == FileClass::Code || !name::is_compound(&self.text[name.clone()]))
            && !account::is_beside(self.text, &name, &value.span)
        {
            return None;
        }
        let kind = if kind == NameKind::Weak && look.is_some() {
            parents::kind(self.text, &name).unwrap_or(kind)
        } else {
            kind
        };
        let service = self.service_of(&name, &value).filter(|(word, place)| {
            // A name that says it all needs no everyday word beside it.
            kind == NameKind::Weak || !word.common || *place == Place::Inside
        });
        let service = service.map(|(word, _)| word);
        let formed = service.is_some_and(|word| word.service().has_form(&self.text[value.span.clone()]));
        let look = look.or_else(|| if formed { self.look(&value, kind, true) } else { None })?;
        let (finder, under) = match (kind, service) {
            (NameKind::Password, _) => (Heuristic::Password, Under::Password),
            (NameKind::Weak, None) if key_material::is_of_cipher(self.text, &name, &value.span) => {
                (Heuristic::Secret, Under::Secret)
            }
            (NameKind::Weak, None) => {
                // Nothing but the value's look says that it is one.
                self.look(&value, NameKind::Weak, false)?;
                (Heuristic::Secret, key_material::named(self.text, &name, &value.span)?)
            }
            _ if value.scheme == Some("bearer") => (Heuristic::Bearer, Under::Place),
            (_, Some(_)) => (Heuristic::Service, Under::Service),
            (_, None) if is_list && byte_list::names_key(&self.text[name.clone()]) => {
                (Heuristic::Secret, Under::Secret)
            }
            // Code is full of lists of bytes.
            (_, None) if is_list && !name::is_sure(&self.text[name.clone()]) => return None,
            (_, None) if name::is_sure(&self.text[name.clone()]) => (Heuristic::Secret, Under::Secret),
            (_, None) => (Heuristic::Secret, Under::Weak),
        };
        Some(self.guess(finder, &value, look, &Found { under, name: Some(&name), formed }, service))
    }

    /// `"Bearer ..."` and `"Basic ..."` without the name of a header.
    fn header(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        let value = headers::value(self.text, hit)?;
        let is_basic = value.scheme == Some("basic");
        let look = if is_basic { self.basic(&value) } else { self.look(&value, NameKind::Secret, false) }?;
        let finder = if is_basic { Heuristic::Basic } else { Heuristic::Bearer };
        Some(self.guess(finder, &value, look, &Found::at(Under::Place), None))
    }

    /// A call that takes a secret at a place of its own.
    fn given(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        positional::secrets(self.text, hit).into_iter().find_map(|given| {
            let mut look = self.look(&given.value, given.kind, false)?;
            if given.usage == Use::Account {
                if value::is_letters(&self.text[given.value.span.clone()]) {
                    return None;
                }
                // Seeds and tests make accounts: whatever it looks like, a person has chosen it.
                look.shape = Shape::Words;
            }
            Some(self.guess(Heuristic::Call, &given.value, look, &Found::at(Under::Place), None))
        })
    }

    /// `the airship key is ...`, `// airship key` and the value on the next line: no assignment, but a service, a
    /// secret-like word and a value beyond doubt close together.
    fn nearby(&self, name: &Range<usize>) -> Option<HeuristicMatch> {
        let value = unassigned::value(self.text, name.end)?;
        let (word, _) = self.service_of(name, &value)?;
        let formed = word.service().has_form(&self.text[value.span.clone()]);
        let look = self.look(&value, NameKind::Weak, formed)?;
        let found = Found { under: Under::Unassigned, name: Some(name), formed };
        Some(self.guess(Heuristic::Service, &value, look, &found, Some(word)))
    }

    /// Whose the name is. An everyday word beside it counts only for a value beyond doubt.
    fn service_of(&self, name: &Range<usize>, value: &Value) -> Option<(&'static ServiceWord, Place)> {
        let (word, place) = service::of(self.text, name)?;
        let sure = !word.common || place == Place::Inside || self.look(value, NameKind::Weak, false).is_some();
        sure.then_some((word, place))
    }

    /// A service's name: what it gets, if that has the service's form or is random beyond doubt.
    fn service(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        let word = service::at(self.text, hit)?;
        let name = assignment::identifier(self.text, hit)?;
        if !name::is_bare(&self.text[name.clone()], hit.start - name.start, hit.len()) || is_scheme(self.text, &name) {
            return None;
        }
        let is_hex = |value: &Value| self.text[value.span.clone()].iter().all(u8::is_ascii_hexdigit);
        let formed = |value: &Value| word.service().has_form(&self.text[value.span.clone()]);
        let value = assignment::value(self.text, &name, self.setting).or_else(|| {
            // `airship <key>`; with words in between it is a sentence, and hex digits are a commit.
            let value = unassigned::value(self.text, name.end)?;
            let beside = !self.text[name.end..value.span.start].iter().any(u8::is_ascii_alphanumeric);
            (beside && !is_hex(&value) && (self.setting == FileClass::Data || formed(&value))).then_some(value)
        })?;
        let assigned = self.text[name.end..value.span.start].iter().any(|b| b"=:>,(".contains(b));
        // An everyday word, or hex digits (a commit), need an assignment.
        if !assigned && (word.common || is_hex(&value)) || (word.common && is_hex(&value)) {
            return None;
        }
        let formed = formed(&value);
        let look = self.look(&value, NameKind::Weak, formed)?;
        let under = if assigned { Under::Bare } else { Under::Unassigned };
        let found = Found { under, name: Some(&name), formed };
        Some(self.guess(Heuristic::Service, &value, look, &found, Some(word)))
    }

    fn guess(
        &self,
        finder: Heuristic,
        value: &Value,
        look: Look,
        found: &Found<'_>,
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

    fn look(&self, value: &Value, kind: NameKind, formed: bool) -> Option<Look> {
        // Bytes one by one, as they stand in code, are judged as the digits of all.
        match byte_list::digits(&self.text[value.span.clone()]) {
            Some(digits) => {
                let all = Value { span: 0..digits.len(), quoted: true, scheme: None };
                value::judge(&digits, &all, if kind == NameKind::Password { NameKind::Secret } else { kind }, formed)
            }
            None => value::judge(self.text, value, kind, formed),
        }
    }

    /// The look of the password of `user:password` in base64.
    fn basic(&self, value: &Value) -> Option<Look> {
        let plain = validators::basic(&self.text[value.span.clone()])?;
        let password = bytes::find(b':', &plain).map_or(0, |i| i + 1);
        let inner = Value { span: password..plain.len(), quoted: true, scheme: None };
        value::judge(&plain, &inner, NameKind::Password, false)
    }
}

/// `"spotify:track:..."`, `"solana:..."`: the name begins an address or the id of something.
fn is_scheme(text: &[u8], name: &Range<usize>) -> bool {
    let begins = name.start.checked_sub(1).is_some_and(|at| b"\"'`".contains(&text[at]));
    begins && matches!(text.get(name.end..), Some([b':', next, ..]) if next.is_ascii_alphanumeric())
}

/// Is the line too long to be written by hand, or is it a source map?
pub(super) fn is_bundled(text: &[u8], span: &Range<usize>, setting: FileClass) -> bool {
    let before = &text[span.start.saturating_sub(MAX_LINE)..span.start];
    let after = &text[span.end..text.len().min(span.end + MAX_LINE)];
    let from = bytes::find_last(b'\n', before).map_or(before.len(), |i| before.len() - i);
    let to = bytes::find(b'\n', after).unwrap_or(after.len());
    let is_map = || bytes::find_text(b"sourceMappingURL=", &before[before.len() - from..]).is_some();
    (setting == FileClass::Code && from + to + span.len() >= MAX_LINE) || is_map()
}
