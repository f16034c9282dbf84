//! What every match of a pattern holds: so many bytes in a row of one class, such as 40 hex digits. Most texts that speak
//! of a vendor hold no such run near the word, and its absence is cheap to see: no pattern has to be tried there, nor
//! compiled.
//!
//! The run of each built-in rule is computed when it is compiled in.

use std::ops::Range;

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::class::in_class;

/// A class of bytes, one bit each.
type Set = [u64; 4];

/// So many bytes of a class in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Which bytes.
    pub class: Set,
    /// How many of them at least; never zero.
    pub least: usize,
}

/// Shorter runs stand in most texts, and so do commoner ones (bits, see [`Run::weight`]).
const MIN_LENGTH: usize = 10;
const LIGHTEST: f64 = 4.0;

/// The run that every match of a pattern holds and that text holds most seldom, if there is one.
pub fn of(hir: &Hir) -> Option<Run> {
    Part::of(hir).best.filter(|run| run.weight() >= LIGHTEST)
}

impl Run {
    /// How seldom it is in code and prose, in bits, as if their bytes did not depend on each other. A fixed text does not
    /// count for more than a body of random letters: it is what the keyword says already.
    fn weight(&self) -> f64 {
        const MAX_COUNT: f64 = 1.2;
        let share: f64 = (0..=u8::MAX).filter(|byte| self.holds(*byte)).map(share).sum();
        let bits = -share.min(1.0).log2();
        // Beyond that only to choose between equals.
        (bits.min(MAX_COUNT) + bits / 100.0) * self.least as f64
    }

    fn rarer(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    fn holds(&self, byte: u8) -> bool {
        in_class(&self.class, byte)
    }

    /// The runs in `window`, each as long as it is.
    pub fn all<'t>(&'t self, text: &'t [u8], window: Range<usize>) -> impl Iterator<Item = Range<usize>> + 't {
        let text = &text[..window.end];
        let mut at = window.start;
        std::iter::from_fn(move || {
            let start = self.next(text, at)?;
            let rest = &text[start + self.least..];
            at = start + self.least + rest.iter().take_while(|b| self.holds(**b)).count();
            Some(start..at)
        })
    }

    /// Looks back from where a run would end: what is not of the class there lets it skip as far.
    fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut start = from;
        while let Some(here) = text.get(start..start + self.least) {
            match here.iter().rposition(|b| !self.holds(*b)) {
                Some(at) => start += at + 1,
                None => return Some(start),
            }
        }
        None
    }
}

/// A byte's part of code and prose, roughly: blanks and small letters make most of it.
fn share(byte: u8) -> f64 {
    match byte {
        b' ' => 0.14,
        b'\n' => 0.03,
        b'a'..=b'z' => 0.6 / 26.0,
        b'A'..=b'Z' => 0.05 / 26.0,
        b'0'..=b'9' => 0.05 / 10.0,
        b'!'..=b'~' => 0.11 / 32.0,
        _ => 0.02 / 160.0,
    }
}

fn union(a: Set, b: Set) -> Set {
    std::array::from_fn(|i| a[i] | b[i])
}

/// What is known of a part of a pattern.
#[derive(Clone, Copy)]
struct Part {
    /// All of its bytes, and how many there are at least.
    all: (Set, usize),
    /// The rarest run in it.
    best: Option<Run>,
}

impl Part {
    fn new((class, least): (Set, usize), best: Option<Run>) -> Self {
        let whole = (least >= MIN_LENGTH).then_some(Run { class, least });
        let rarest = |a: Option<Run>, b: Option<Run>| a.map_or(b, |a| Some(b.map_or(a, |b| a.rarer(b))));
        Self { all: (class, least), best: rarest(whole, best) }
    }

    fn of(hir: &Hir) -> Self {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Self::new(([0; 4], 0), None),
            HirKind::Literal(literal) => {
                let bytes = literal.0.iter().map(|byte| one(*byte));
                Self::new((bytes.fold([0; 4], union), literal.0.len()), None)
            }
            HirKind::Class(class) => Self::new((bytes(class), 1), None),
            HirKind::Repetition(repetition) => {
                let (part, least) = (Self::of(&repetition.sub), repetition.min as usize);
                let class = if repetition.max == Some(0) { [0; 4] } else { part.all.0 };
                Self::new((class, part.all.1 * least), part.best.filter(|_| least > 0))
            }
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Concat(parts) => Self::sequence(parts.iter().map(Self::of)),
            HirKind::Alternation(parts) => Self::one_of(parts.iter().map(Self::of)),
        }
    }

    /// One behind the other: the rarest run may go over several of them, which only short patterns are looked through for.
    fn sequence(parts: impl Iterator<Item = Self>) -> Self {
        const MAX_COUNT: usize = 100;
        let parts: Vec<Self> = parts.collect();
        let join = |(class, least): (Set, usize), part: &Self| (union(class, part.all.0), least + part.all.1);
        let all = parts.iter().fold(([0; 4], 0), join);
        let from = |first: usize| {
            parts[first..].iter().scan(([0; 4], 0), move |sum, part| {
                *sum = join(*sum, part);
                Some(*sum)
            })
        };
        let spans =
            (0..parts.len()).filter(|_| parts.len() <= MAX_COUNT).flat_map(from).filter(|span| span.1 >= MIN_LENGTH);
        let runs = spans.map(|(class, least)| Run { class, least }).chain(parts.iter().filter_map(|part| part.best));
        Self::new(all, runs.reduce(Run::rarer))
    }

    /// One of them: what holds for each holds for all.
    fn one_of(parts: impl Iterator<Item = Self>) -> Self {
        let join = |a: Self, b: Self| {
            let both = |a: Run, b: Run| Run { class: union(a.class, b.class), least: a.least.min(b.least) };
            let all = (union(a.all.0, b.all.0), a.all.1.min(b.all.1));
            Self { all, best: a.best.zip(b.best).map(|(a, b)| both(a, b)) }
        };
        parts.reduce(join).map_or(Self::new(([0; 4], 0), None), |part| Self::new(part.all, part.best))
    }
}

fn one(byte: u8) -> Set {
    let mut set = [0; 4];
    set[usize::from(byte >> 6)] = 1 << (byte & 63);
    set
}

fn bytes(class: &Class) -> Set {
    match class {
        Class::Bytes(class) => class.ranges().iter().flat_map(|r| r.start()..=r.end()).map(one).fold([0; 4], union),
        // Characters are more than one byte: anything.
        Class::Unicode(_) => [!0; 4],
    }
}
