//! A rule, built in (a static table that `build.rs` wrote) or from the user's config: the same type.

use std::borrow::Cow;
use std::fmt;

pub use akguard_rules::check_name::CheckName;
use akguard_rules::class::byte_class;
use akguard_rules::pattern::Form;
pub(crate) use akguard_rules::schema::Heuristic;
use akguard_rules::schema::RuleDef;
pub use akguard_rules::schema::{Confidence, Effect, Severity};

/// Text that is static for built-in rules and owned for the user's.
pub(super) type Text = Cow<'static, str>;
/// A list of such texts.
pub(super) type List = Cow<'static, [Text]>;

/// A named checksum or decoder and what its verdict means.
#[derive(Debug, Clone)]
pub struct Check {
    /// Which one.
    pub name: CheckName,
    /// Effect of a pass.
    pub pass: Effect,
    /// Effect of a failure.
    pub fail: Effect,
}

/// How many characters of a value may be shown (see [`HintDef`](akguard_rules::schema::HintDef)).
#[derive(Debug, Clone, Copy, Default)]
pub struct Hint {
    /// Of the fixed prefix.
    pub prefix: usize,
    /// After the prefix.
    pub head: usize,
    /// At the end.
    pub tail: usize,
}

/// A pattern with its advice. Fields as in [`RuleDef`].
#[derive(Debug, Clone)]
#[allow(missing_docs)] // documented once, in the schema
pub struct Rule {
    pub id: Text,
    pub provider: Text,
    pub title: Text,
    pub severity: Severity,
    pub enabled: bool,
    pub confidence: Confidence,
    pub keywords: List,
    pub pattern: Text,
    pub finder: Option<Heuristic>,
    pub form: Form,
    pub left: [u64; 4],
    pub right: [u64; 4],
    pub check: Option<Check>,
    pub context: List,
    pub context_window: usize,
    pub min_entropy: f64,
    pub ignore_prefixes: List,
    pub hint: Hint,
    /// Fixed beginnings of its values other than the keywords, one on each line; only for rules with a hint.
    pub heads: Option<Text>,
    pub lower_in_tests: bool,
    pub public: bool,
    pub guessable: bool,
    pub aliases: List,
    pub supersedes: List,
    pub fallback: bool,
    pub revoke: Text,
    pub source: Text,
    pub env: List,
    pub positive: List,
    pub negative: List,
}

/// Why a definition is not a valid rule, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRule(String);

impl InvalidRule {
    fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl fmt::Display for InvalidRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidRule {}

impl Rule {
    /// A rule without a pattern: a name in reports and records, and advice.
    pub const fn without_pattern(
        id: &'static str,
        title: &'static str,
        severity: Severity,
        confidence: Confidence,
        guessable: bool,
        revoke: &'static str,
    ) -> Self {
        Self {
            id: Cow::Borrowed(id),
            provider: Cow::Borrowed(""),
            title: Cow::Borrowed(title),
            severity,
            enabled: true,
            confidence,
            keywords: Cow::Borrowed(&[]),
            pattern: Cow::Borrowed(""),
            finder: None,
            form: Form::NONE,
            left: [0; 4],
            right: [0; 4],
            check: None,
            context: Cow::Borrowed(&[]),
            context_window: 0,
            min_entropy: 0.0,
            ignore_prefixes: Cow::Borrowed(&[]),
            hint: Hint { prefix: 0, head: 0, tail: 0 },
            heads: None,
            lower_in_tests: false,
            public: false,
            guessable,
            aliases: Cow::Borrowed(&[]),
            supersedes: Cow::Borrowed(&[]),
            fallback: false,
            revoke: Cow::Borrowed(revoke),
            source: Cow::Borrowed(""),
            env: Cow::Borrowed(&[]),
            positive: Cow::Borrowed(&[]),
            negative: Cow::Borrowed(&[]),
        }
    }

    /// Turns a checked definition into a rule.
    ///
    /// # Errors
    /// What [`RuleDef::check_own`] finds.
    pub fn from_def(def: RuleDef) -> Result<Self, InvalidRule> {
        def.check_own().map_err(InvalidRule::new)?;
        let list = |l: Vec<String>| -> List { l.into_iter().map(Cow::Owned).collect() };
        Ok(Self {
            heads: def.heads().map(Cow::Owned),
            form: Form::of(&def.pattern, &def.keywords),
            left: byte_class(&def.left).map_err(InvalidRule::new)?,
            right: byte_class(&def.right).map_err(InvalidRule::new)?,
            id: def.id.into(),
            provider: def.provider.into(),
            title: def.title.into(),
            severity: def.severity,
            enabled: def.enabled,
            confidence: def.confidence,
            keywords: list(def.keywords),
            pattern: def.pattern.into(),
            finder: def.finder,
            check: def.check.map(|c| Check { name: c.name, pass: c.pass, fail: c.fail }),
            context: list(def.context),
            context_window: def.context_window,
            min_entropy: def.min_entropy,
            ignore_prefixes: list(def.ignore_prefixes),
            hint: Hint { prefix: def.hint.prefix, head: def.hint.head, tail: def.hint.tail },
            lower_in_tests: def.lower_in_tests,
            public: def.public,
            guessable: def.guessable,
            aliases: list(def.aliases),
            supersedes: list(def.supersedes),
            fallback: def.fallback,
            revoke: def.revoke.into(),
            source: def.source.into(),
            env: list(def.env),
            positive: list(def.positive),
            negative: list(def.negative),
        })
    }

    /// Is it a user's? Built-in ones are static.
    pub fn is_own(&self) -> bool {
        matches!(self.id, Cow::Owned(_))
    }

    /// The length of the longest keyword or head that the value begins with, in bytes. The rule itself shows that much of the
    /// value, so it is no secret.
    pub(crate) fn fixed_prefix(&self, value: &[u8]) -> usize {
        let mut longest = 0;
        for keyword in self.keywords.iter() {
            if value.get(..keyword.len()).is_some_and(|start| start.eq_ignore_ascii_case(keyword.as_bytes())) {
                longest = longest.max(keyword.len());
            }
        }
        for head in self.heads.as_deref().unwrap_or_default().split('\n') {
            if value.starts_with(head.as_bytes()) {
                longest = longest.max(head.len());
            }
        }
        longest
    }

    /// Does this rule win over `other` where both match?
    pub fn supersedes(&self, other: &Self) -> bool {
        self.supersedes.contains(&other.id)
    }
}
