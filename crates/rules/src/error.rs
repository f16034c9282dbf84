//! Why a rule is refused.

use std::borrow::Cow;
use std::fmt;

/// The first fault of a rule. The message contains none of the rule's values but the id's and the field's name: a value
/// may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError(Cow<'static, str>);

impl RuleError {
    pub(crate) fn new(why: impl Into<Cow<'static, str>>) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RuleError {}

impl From<RuleError> for String {
    fn from(error: RuleError) -> Self {
        error.0.into_owned()
    }
}
