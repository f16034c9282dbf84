//! Secrets without a form of their own: a name that says so and a value that looks drawn at random.
//!
//! `assignment` finds the literal that a name gets, `name` judges the name, `value` the literal, `service` knows the
//! vendors, `command` the options that take passwords. All of it is a guess: it warns and does not stop
//! (`docs/detection.md` says where the line lies).

mod assignment;
mod command;
mod cursor;
mod name;
mod service;
mod value;

use std::ops::Range;

pub(crate) use self::service::words;
pub use self::service::{Service, services};

use self::assignment::Value;
use self::name::Kind;
use self::service::Word;
use super::schema::Finder;
use super::setting::Setting;
use super::shape;

/// A guess at a secret.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    /// Which rule it belongs to.
    pub(super) finder: Finder,
    pub(super) span: Range<usize>,
    /// Whose it is, as far as names tell.
    pub(super) service: Option<&'static Service>,
}

/// A service's name counts for what stands so far behind it, in bytes.
const NEAR: usize = 120;
/// On longer lines of code (bundles) no guess is made, in bytes.
const LONGEST_LINE: usize = 4096;

/// Takes the prefilter's hits in their order and gives guesses.
pub(super) struct Generic<'t> {
    text: &'t [u8],
    setting: Setting,
    /// The last names of services and where they ended.
    near: [Option<(usize, &'static Word)>; 4],
    pub(super) guesses: Vec<Guess>,
}

impl<'t> Generic<'t> {
    pub(super) fn new(text: &'t [u8], setting: Setting) -> Self {
        Self { text, setting, near: [None; 4], guesses: Vec::new() }
    }

    /// A keyword of a rule with a finder stands at `hit`.
    pub(super) fn hit(&mut self, finder: Finder, hit: &Range<usize>) {
        if self.setting == Setting::Opaque {
            return;
        }
        let guess = match finder {
            Finder::Command => command::password(self.text, hit).map(|span| Guess { finder, span, service: None }),
            Finder::Service => self.service(hit),
            Finder::Password | Finder::Secret | Finder::Basic | Finder::Bearer => self.named(hit),
        };
        let Some(guess) = guess else { return };
        let known = self.guesses.iter().rev().take(8).any(|g| g.span == guess.span && g.finder == guess.finder);
        if !known && !self.is_bundle(&guess.span) {
            self.guesses.push(guess);
        }
    }

    /// A secret-like name: its value, judged by what the name says.
    fn named(&self, hit: &Range<usize>) -> Option<Guess> {
        // SQL's `IDENTIFIED BY '...'`
        let phrase = self.text[hit.clone()].contains(&b' ');
        let name = if phrase { hit.clone() } else { assignment::identifier(self.text, hit)? };
        let kind = if phrase { Some(Kind::Password) } else { name::kind(&self.text[name.clone()]) };
        let kind = kind.filter(|kind| *kind != Kind::Harmless)?;
        let service = self.service_of(&name);
        if kind == Kind::Weak && service.is_none() {
            return None;
        }
        let value = assignment::value(self.text, &name, self.setting)?;
        let guess = |finder| Some(Guess { finder, span: value.span.clone(), service: service.map(Word::service) });
        match value.scheme {
            Some("basic") => return self.is_basic(&value).then(|| guess(Finder::Basic)).flatten(),
            Some("bearer") => return self.is(&value, Kind::Secret, service).then(|| guess(Finder::Bearer)).flatten(),
            _ => {}
        }
        let finder = match (kind, service) {
            (Kind::Password, _) => Finder::Password,
            (_, Some(_)) => Finder::Service,
            (_, None) => Finder::Secret,
        };
        let kind = if kind == Kind::Weak { Kind::Secret } else { kind };
        self.is(&value, kind, service).then(|| guess(finder)).flatten()
    }

    /// A service's name: what it gets, if that has the service's form or is random beyond doubt.
    fn service(&mut self, hit: &Range<usize>) -> Option<Guess> {
        let word = service::at(self.text, hit)?;
        self.near.rotate_right(1);
        self.near[0] = Some((hit.end, word));
        let name = assignment::identifier(self.text, hit)?;
        if name::kind(&self.text[name.clone()]).is_some() {
            return None;
        }
        let value = assignment::value(self.text, &name, self.setting)?;
        let formed = word.service().has_form(&self.text[value.span.clone()]);
        let fits = if formed {
            self.is(&value, Kind::Secret, Some(word))
        } else {
            !word.common && self.is(&value, Kind::Weak, None)
        };
        fits.then(|| Guess { finder: Finder::Service, span: value.span, service: Some(word.service()) })
    }

    /// The service whose name is a part of `name` or stands before it.
    fn service_of(&self, name: &Range<usize>) -> Option<&'static Word> {
        let near = |(end, word): &(usize, &'static Word)| {
            let inside = *end > name.start && *end <= name.end;
            inside || (!word.common && *end <= name.start && name.start - end <= NEAR)
        };
        self.near.iter().flatten().find(|seen| near(seen)).map(|(_, word)| *word)
    }

    fn is(&self, value: &Value, kind: Kind, service: Option<&Word>) -> bool {
        let formed = service.is_some_and(|word| word.service().has_form(&self.text[value.span.clone()]));
        value::judge(self.text, value, kind, formed)
    }

    /// `user:password` in base64, by its password.
    fn is_basic(&self, value: &Value) -> bool {
        shape::basic(&self.text[value.span.clone()]).is_some_and(|plain| {
            let password = memchr::memchr(b':', &plain).map_or(0, |i| i + 1);
            let inner = Value { span: password..plain.len(), quoted: true, scheme: None };
            value::judge(&plain, &inner, Kind::Password, false)
        })
    }

    /// Is the line too long to be written by hand?
    fn is_bundle(&self, span: &Range<usize>) -> bool {
        let before = &self.text[span.start.saturating_sub(LONGEST_LINE)..span.start];
        let after = &self.text[span.end..self.text.len().min(span.end + LONGEST_LINE)];
        let from = memchr::memrchr(b'\n', before).map_or(before.len(), |i| before.len() - i);
        let to = memchr::memchr(b'\n', after).unwrap_or(after.len());
        self.setting == Setting::Code && from + to >= LONGEST_LINE
    }
}
