//! The required run of a pattern: a number of bytes in a row, all of one class, that every match contains, such as 40 hex
//! digits. Most texts that name a vendor contain no such run near the name, and its absence is cheap to detect: the pattern
//! is then neither compiled nor run.
//!
//! The runs of the built-in rules are computed at build time.

use std::ops::Range;

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::class::in_class;

/// A class of bytes, one bit each.
type Set = [u64; 4];

/// At least `least` bytes in a row, all of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Which bytes.
    pub class: Set,
    /// Minimum length in bytes; never zero.
    pub least: usize,
}

/// Shorter runs occur in most texts (bytes).
const MIN_LENGTH: usize = 10;
/// So do runs of a lower weight (bits, see [`Run::weight`]).
const MIN_WEIGHT: f64 = 4.0;

/// The rarest run that every match of a pattern contains, if there is one.
pub fn rarest(hir: &Hir) -> Option<Run> {
    let best = Analysis::new(hir).best?;
    (best.weight() >= MIN_WEIGHT).then_some(best)
}

impl Run {
    /// How rare the run is in code and prose, in bits, as if the bytes of a text were independent. The bits of a byte are
    /// capped, so that fixed text does not outweigh random letters: the keyword has been matched already.
    fn weight(&self) -> f64 {
        const MAX_BITS: f64 = 1.2;
        let mut total = 0.0;
        for byte in 0..=u8::MAX {
            if self.holds(byte) {
                total += share(byte);
            }
        }
        let bits = -total.min(1.0).log2();
        // What exceeds the cap only decides between equals.
        (bits.min(MAX_BITS) + bits / 100.0) * self.least as f64
    }

    fn rarer(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    fn holds(&self, byte: u8) -> bool {
        in_class(&self.class, byte)
    }

    /// The runs in `window`, each at its full length.
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

    /// The start of the next run. Skips backwards as Boyer-Moore does: no run contains a byte of another class, so the next
    /// one begins after the last such byte.
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

/// The rough share of a byte in code and prose: most bytes are blanks and lower-case letters.
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

/// All bytes of a match: their class, and how many there are at least, which may be zero.
#[derive(Clone, Copy)]
struct Extent {
    class: Set,
    least: usize,
}

impl Extent {
    const EMPTY: Self = Self { class: [0; 4], least: 0 };

    /// Both, one after the other.
    fn then(self, next: Self) -> Self {
        Self { class: union(self.class, next.class), least: self.least + next.least }
    }

    /// Either of them.
    fn or(self, other: Self) -> Self {
        Self { class: union(self.class, other.class), least: self.least.min(other.least) }
    }

    /// The extent as a run, where it is long enough to look for.
    fn run(self) -> Option<Run> {
        (self.least >= MIN_LENGTH).then_some(Run { class: self.class, least: self.least })
    }
}

/// The rarer of two runs; the first one where they are equal.
fn rarer(a: Option<Run>, b: Option<Run>) -> Option<Run> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.rarer(b)),
        (a, b) => a.or(b),
    }
}

/// What is known of a part of a pattern.
#[derive(Clone, Copy)]
struct Analysis {
    all: Extent,
    /// The rarest run in it.
    best: Option<Run>,
}

impl Analysis {
    fn new(hir: &Hir) -> Self {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Self::from_extent(Extent::EMPTY, None),
            HirKind::Literal(literal) => {
                let bytes = literal.0.iter().map(|byte| one(*byte));
                let all = Extent { class: bytes.fold([0; 4], union), least: literal.0.len() };
                Self::from_extent(all, None)
            }
            HirKind::Class(class) => Self::from_extent(Extent { class: bytes(class), least: 1 }, None),
            HirKind::Repetition(repetition) => {
                let part = Self::new(&repetition.sub);
                let least = repetition.min as usize;
                let class = if repetition.max == Some(0) { [0; 4] } else { part.all.class };
                let all = Extent { class, least: part.all.least * least };
                Self::from_extent(all, if least > 0 { part.best } else { None })
            }
            HirKind::Capture(capture) => Self::new(&capture.sub),
            HirKind::Concat(parts) => Self::from_sequence(parts.iter().map(Self::new)),
            HirKind::Alternation(parts) => Self::from_alternatives(parts.iter().map(Self::new)),
        }
    }

    fn from_extent(all: Extent, best: Option<Run>) -> Self {
        Self { all, best: rarer(all.run(), best) }
    }

    /// One part after the other. The rarest run may span several of them; only short sequences are searched for such runs,
    /// because the time grows with the square of the number of parts.
    fn from_sequence(parts: impl Iterator<Item = Self>) -> Self {
        const MAX_PARTS: usize = 100;
        let parts: Vec<Self> = parts.collect();
        let mut best = None;
        if parts.len() <= MAX_PARTS {
            for first in 0..parts.len() {
                let mut span = Extent::EMPTY;
                for part in &parts[first..] {
                    span = span.then(part.all);
                    best = rarer(best, span.run());
                }
            }
        }
        for part in &parts {
            best = rarer(best, part.best);
        }
        let all = parts.iter().fold(Extent::EMPTY, |all, part| all.then(part.all));
        Self::from_extent(all, best)
    }

    /// One of several parts: what every one of them requires is required.
    fn from_alternatives(parts: impl Iterator<Item = Self>) -> Self {
        match parts.reduce(Self::or) {
            Some(either) => Self::from_extent(either.all, either.best),
            None => Self::from_extent(Extent::EMPTY, None),
        }
    }

    fn or(self, other: Self) -> Self {
        let both = |a: Run, b: Run| Run { class: union(a.class, b.class), least: a.least.min(b.least) };
        let best = self.best.zip(other.best).map(|(a, b)| both(a, b));
        Self { all: self.all.or(other.all), best }
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
        // A character may be several bytes: any byte can occur.
        Class::Unicode(_) => [!0; 4],
    }
}
