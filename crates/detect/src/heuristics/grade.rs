//! How sure a guess is: each piece of evidence has a weight in tenths of a bit, and their sum decides whether the guess
//! stops the commit, warns or is dropped. The weights are data, fitted by `scripts/grade` (docs/detection.md explains the
//! method and the thresholds).

use super::weights::WEIGHTS;
use crate::place::Place;
use crate::rule::Confidence;

/// The kind of name or context in which a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Under {
    /// `db_password`
    Password,
    /// `api_key`, `client_secret`: a noun for a credential and what makes it one.
    Secret,
    /// `token`, `secret`, `key` and other words that name many things, with a sign of a credential nearby.
    Weak,
    /// A service's name and a secret-like word.
    Service,
    /// A service's name alone.
    Bare,
    /// No sign of an assignment, only words close by.
    Unassigned,
    /// An option of a command, an `Authorization` header, an argument whose position makes it a password.
    Place,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Hexadecimal digits of one case.
    Hex,
    Uuid,
    /// Letters of both cases and digits.
    Mixed,
    /// Letters of one case and digits.
    OneCase,
    /// Letters alone.
    Letters,
    /// Letters and digits with `+`, `/`, `=`, `_`, `-`, `.` or `~`.
    Joined,
    /// With other punctuation, as in passwords.
    Signs,
    /// Words with digits or punctuation, as people choose passwords.
    Words,
}

impl Under {
    const COUNT: usize = 7;
}

impl Shape {
    const COUNT: usize = 8;
}

/// What was observed about a guess. It contains no part of the value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    pub(crate) under: Under,
    pub(crate) shape: Shape,
    /// How far the value is from words, in bits (`randomness::randomness`).
    pub(crate) bits: f64,
    /// Inside of quotes.
    pub(crate) quoted: bool,
    /// The value has the form of a service's keys, or one such as `acme_live_<random>`.
    pub(crate) formed: bool,
    /// In a comment, which may be code that was commented out.
    pub(crate) comment: bool,
    /// In a comment that explains the code below.
    pub(crate) doc_comment: bool,
    /// A word such as `example` or `dummy` occurs in its line, in the line before or in its name.
    pub(crate) sample: bool,
    /// Its line compares or asserts.
    pub(crate) assertion: bool,
}

/// The effect of a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Warns.
    Weak,
    /// Stops the commit.
    Strong,
}

/// Minimum sums of a strong and of a weak guess, in tenths of a bit.
const MIN_STRONG: i32 = 0;
const MIN_WEAK: i32 = -60;

/// Bits at which the next weight of a shape applies.
const BITS: [f64; 6] = [9.0, 12.0, 18.0, 24.0, 36.0, 60.0];

impl Grade {
    /// The confidence of a finding of this grade.
    pub fn confidence(self) -> Confidence {
        match self {
            Self::Strong => Confidence::Likely,
            Self::Weak => Confidence::Possible,
        }
    }
}

impl Evidence {
    /// The grade of the guess in a place; `None` if it is dropped. In tests strong guesses only warn.
    pub fn grade(&self, place: Place) -> Option<Grade> {
        let sum = self.sum(place);
        // The words of a password cannot be distinguished from those of a text with certainty.
        let is_strong = self.shape != Shape::Words && sum >= MIN_STRONG;
        match place {
            Place::Test => is_strong.then_some(Grade::Weak),
            _ if is_strong => Some(Grade::Strong),
            _ => (sum >= MIN_WEAK).then_some(Grade::Weak),
        }
    }

    /// The sum of the weights in a place, in tenths of a bit.
    pub fn sum(&self, place: Place) -> i32 {
        WEIGHTS[0].1 + self.features(place).into_iter().map(|index| WEIGHTS[index].1).sum::<i32>()
    }

    /// The evidence by its names in the table of weights.
    pub fn names(&self, place: Place) -> Vec<&'static str> {
        self.features(place).into_iter().map(|index| WEIGHTS[index].0).collect()
    }

    /// Indices of weights: one of each block, and those of the flags that are set.
    fn features(&self, place: Place) -> Vec<usize> {
        const UNDER: usize = 1;
        const SHAPES: usize = UNDER + Under::COUNT;
        const PLACES: usize = SHAPES + Shape::COUNT * (BITS.len() + 1);
        const FLAGS: usize = PLACES + Place::COUNT;
        let bits = BITS.partition_point(|least| self.bits >= *least);
        // Guesses in tests are graded as elsewhere, and then lowered.
        let place = if place == Place::Test { Place::Plain } else { place };
        let flags = [self.quoted, self.formed, self.comment, self.doc_comment, self.sample, self.assertion];
        let mut features = vec![
            UNDER + self.under as usize,
            SHAPES + self.shape as usize * (BITS.len() + 1) + bits,
            PLACES + place as usize,
        ];
        for (flag, is_set) in flags.into_iter().enumerate() {
            if is_set {
                features.push(FLAGS + flag);
            }
        }
        features
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Evidence {
        /// For tests of other things.
        pub(crate) const PLAIN: Self = Self {
            under: Under::Secret,
            shape: Shape::Mixed,
            bits: 50.0,
            quoted: true,
            formed: false,
            comment: false,
            doc_comment: false,
            sample: false,
            assertion: false,
        };
    }

    fn evidence(under: Under, shape: Shape, bits: f64) -> Evidence {
        Evidence { under, shape, bits, ..Evidence::PLAIN }
    }

    #[test]
    fn each_weight_has_its_name() {
        let names: Vec<&str> = WEIGHTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names[0], "base");
        let seen = Evidence {
            formed: true,
            comment: true,
            doc_comment: true,
            sample: true,
            assertion: true,
            ..evidence(Under::Place, Shape::Words, 70.0)
        };
        assert_eq!(
            seen.names(Place::Locale),
            [
                "under place",
                "words 60",
                "in locale",
                "quoted",
                "formed",
                "comment",
                "doc comment",
                "sample",
                "assertion"
            ]
        );
        assert_eq!(
            evidence(Under::Password, Shape::Hex, 0.0).names(Place::Test),
            ["under password", "hex 0", "in plain", "quoted"]
        );
        assert_eq!(names.last(), Some(&"assertion"));
    }

    #[test]
    fn what_is_sure_stops_and_what_people_choose_warns() {
        let sure = evidence(Under::Secret, Shape::Mixed, 50.0);
        assert_eq!(sure.grade(Place::Plain), Some(Grade::Strong));
        assert_eq!(sure.grade(Place::Test), Some(Grade::Weak));
        let chosen = evidence(Under::Password, Shape::Words, 4.0);
        assert_eq!(chosen.grade(Place::Plain), Some(Grade::Weak));
        assert_eq!(chosen.grade(Place::Test), None);
        assert_eq!(Evidence { sample: true, ..chosen }.grade(Place::Docs), None);
    }
}
