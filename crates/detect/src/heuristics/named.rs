//! Values under a secret-like name: `db_password = "..."`, `airship_key: ...`.

use std::ops::Range;

use akguard_rules::schema::Heuristic;

use super::assignment::{self, Literal};
use super::chosen;
use super::evidence::MatchContext;
use super::grade::{Shape, Under};
use super::name::{self, NameKind};
use super::service::{self, ServiceMention, ServiceWord};
use super::{HeuristicMatch, HeuristicScan};
use super::{account, account_pair, byte_list, columns, dialogue, guard, key_material, parents, unassigned};
use crate::file_class::FileClass;

/// Minimum length of a value with a known form of a service, in bytes.
const MIN_FORM: usize = 12;

/// A name and the literal assigned to it.
struct NamedValue<'n> {
    name: &'n Range<usize>,
    literal: Literal,
    kind: NameKind,
    /// A list of bytes, under a name that announces a key.
    is_key_list: bool,
    /// Any other list of bytes.
    is_other_list: bool,
}

/// The rule that a value belongs to, and what it was found under.
struct Basis {
    heuristic: Heuristic,
    under: Under,
}

impl Basis {
    fn new(heuristic: Heuristic, under: Under) -> Self {
        Self { heuristic, under }
    }
}

impl HeuristicScan<'_> {
    /// The value of the secret-like name at `hit`, judged by what the name says.
    pub(super) fn named(&self, hit: &Range<usize>) -> Option<HeuristicMatch> {
        // SQL's `IDENTIFIED BY '...'`
        let word = assignment::word(self.text, hit);
        let is_phrase = self.text[word.clone()].contains(&b' ');
        let name = if is_phrase { word } else { guard::compared(self.text, assignment::identifier(self.text, &word)?) };
        if assignment::has_other_meaning(self.text, &name) {
            return None;
        }
        let kind = if is_phrase { NameKind::Password } else { name::kind(&self.text[name.clone()])? };
        if kind == NameKind::Harmless {
            return None;
        }
        if self.text.get(name.end) == Some(&b'(') && !name::is_setter(&self.text[name.clone()]) {
            return None;
        }
        let Some(literal) = self.literal_of(&name) else {
            return if kind == NameKind::Password { None } else { self.unassigned(&name) };
        };
        if literal.scheme == Some("basic") {
            let look = self.basic(&literal)?;
            let context = MatchContext::named(Under::Place, &name);
            return Some(self.guess(Heuristic::Basic, &literal, look, &context, None));
        }
        if kind == NameKind::Weak
            && let Some(password) = account_pair::password(self.text, &name, &literal)
        {
            return self.password_of_pair(&name, &password);
        }
        self.assigned(&name, kind, literal)
    }

    fn literal_of(&self, name: &Range<usize>) -> Option<Literal> {
        guard::before(self.text, name)
            .or_else(|| dialogue::answer(self.text, name))
            .or_else(|| assignment::value(self.text, name, self.file_class))
            .or_else(|| columns::value(self.text, name))
    }

    fn password_of_pair(&self, name: &Range<usize>, password: &Literal) -> Option<HeuristicMatch> {
        let look = self.look(password, NameKind::Password, false)?;
        if look.shape == Shape::Words {
            return None;
        }
        let context = MatchContext::named(Under::Password, name);
        Some(self.guess(Heuristic::Password, password, look, &context, None))
    }

    fn assigned(&self, name: &Range<usize>, kind: NameKind, literal: Literal) -> Option<HeuristicMatch> {
        let name_text = &self.text[name.clone()];
        let value = &self.text[literal.span.clone()];
        let is_list = byte_list::is_list(value);
        if is_list && byte_list::is_among_many(self.text, &literal.span) {
            return None;
        }
        let is_key_list = is_list && byte_list::names_key(name_text);
        let mut kind = if is_key_list { NameKind::Secret } else { kind };
        // Check the value's shape first: it is cheaper than the service lookup.
        let look = self.look(&literal, if kind == NameKind::Weak { NameKind::Secret } else { kind }, false);
        if look.is_none() && value.len() < MIN_FORM {
            return None;
        }
        if look.is_some_and(|look| look.shape == Shape::Words) && self.is_word_of_code(name, &literal) {
            return None;
        }
        if kind == NameKind::Weak && look.is_some() {
            kind = parents::kind(self.text, name).unwrap_or(kind);
        }
        let service = self.service_of_kind(name, &literal, kind);
        let formed = service.is_some_and(|word| word.service().has_form(value));
        let look = match look {
            None if formed => self.look(&literal, kind, true)?,
            _ => look?,
        };
        let named = NamedValue { name, literal, kind, is_key_list, is_other_list: is_list && !is_key_list };
        let basis = self.basis(&named, service)?;
        let context = MatchContext { under: basis.under, name: Some(name), formed };
        Some(self.guess(basis.heuristic, &named.literal, look, &context, service))
    }

    /// Is a value made of words something that code assigns to such a name more often than a password?
    fn is_word_of_code(&self, name: &Range<usize>, literal: &Literal) -> bool {
        chosen::is_letters(&self.text[literal.span.clone()])
            && (self.file_class == FileClass::Code || !name::is_compound(&self.text[name.clone()]))
            && !account::is_beside(self.text, name, &literal.span)
    }

    /// The service of a name of this kind. Only a weak name needs an everyday word beside it.
    fn service_of_kind(&self, name: &Range<usize>, literal: &Literal, kind: NameKind) -> Option<&'static ServiceWord> {
        let mention = self.service_of(name, literal)?;
        (kind == NameKind::Weak || !mention.is_everyday_beside()).then_some(mention.word)
    }

    fn basis(&self, named: &NamedValue<'_>, service: Option<&ServiceWord>) -> Option<Basis> {
        let name = &self.text[named.name.clone()];
        if named.kind == NameKind::Password {
            return Some(Basis::new(Heuristic::Password, Under::Password));
        }
        if named.kind == NameKind::Weak && service.is_none() {
            return self.basis_of_weak(named);
        }
        if named.literal.scheme == Some("bearer") {
            return Some(Basis::new(Heuristic::Bearer, Under::Place));
        }
        if service.is_some() {
            return Some(Basis::new(Heuristic::Service, Under::Service));
        }
        if named.is_key_list || name::is_qualified(name) {
            return Some(Basis::new(Heuristic::Secret, Under::Secret));
        }
        // Code is full of lists of bytes.
        if named.is_other_list {
            return None;
        }
        Some(Basis::new(Heuristic::Secret, Under::Weak))
    }

    /// A name such as `key`, with no service: the text around it or the value's randomness decides.
    fn basis_of_weak(&self, named: &NamedValue<'_>) -> Option<Basis> {
        let span = &named.literal.span;
        if key_material::is_of_cipher(self.text, named.name, span) {
            return Some(Basis::new(Heuristic::Secret, Under::Secret));
        }
        self.look(&named.literal, NameKind::Weak, false)?;
        Some(Basis::new(Heuristic::Secret, key_material::named(self.text, named.name, span)?))
    }

    /// `the airship key is ...`, `// airship key` and the value on the next line: no assignment, but a service, a
    /// secret-like word and a very random value close together.
    fn unassigned(&self, name: &Range<usize>) -> Option<HeuristicMatch> {
        let value = unassigned::value(self.text, name.end)?;
        let word = self.service_of(name, &value)?.word;
        let formed = word.service().has_form(&self.text[value.span.clone()]);
        let look = self.look(&value, NameKind::Weak, formed)?;
        let context = MatchContext { under: Under::Unassigned, name: Some(name), formed };
        Some(self.guess(Heuristic::Service, &value, look, &context, Some(word)))
    }

    /// The service that the name belongs to. An everyday word beside it counts only for a very random value.
    fn service_of(&self, name: &Range<usize>, value: &Literal) -> Option<ServiceMention> {
        let mention = service::of(self.text, name)?;
        let is_sure = !mention.is_everyday_beside() || self.look(value, NameKind::Weak, false).is_some();
        is_sure.then_some(mention)
    }
}

#[cfg(test)]
mod tests;
