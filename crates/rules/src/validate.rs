//! What a rule must keep to, whoever writes it.

use crate::check_name::CheckName;
use crate::class::byte_class;
use crate::error::RuleError;
use crate::pattern::compile;
use crate::schema::{MAX_CONTEXT_WINDOW, MAX_HINTED, MAX_PREFIX, RuleDef};

/// Lower-case letters, digits and `-`, with a letter first.
fn is_kebab_case(s: &str) -> bool {
    s.len() <= 60
        && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && s.starts_with(|c: char| c.is_ascii_lowercase())
}

impl RuleDef {
    /// Checks the rule; the message contains none of its values but the id's and the field's name.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), RuleError> {
        self.check_names()?;
        self.check_context_and_hint()?;
        byte_class(&self.left).map_err(|e| RuleError::new(format!("`left` {e}")))?;
        byte_class(&self.right).map_err(|e| RuleError::new(format!("`right` {e}")))?;
        if self.finder.is_none() {
            return self.check_pattern();
        }
        if !self.pattern.is_empty() {
            return Err(RuleError::new("`finder` and `pattern` cannot be combined"));
        }
        Ok(())
    }

    fn check_names(&self) -> Result<(), RuleError> {
        if !is_kebab_case(&self.id) || !self.aliases.iter().all(|alias| is_kebab_case(alias)) {
            return Err(RuleError::new("`id` and `aliases` are kebab-case: lower-case letters, digits and `-`"));
        }
        if self.title.trim().is_empty() {
            return Err(RuleError::new("`title` is empty"));
        }
        if self.keywords.is_empty() || self.keywords.iter().any(|k| k.len() < 3) {
            return Err(RuleError::new("`keywords` needs at least one literal, each of 3 characters or more"));
        }
        Ok(())
    }

    fn check_context_and_hint(&self) -> Result<(), RuleError> {
        if self.context.is_empty() != (self.context_window == 0) {
            return Err(RuleError::new("`context` and `context_window` go together"));
        }
        let mut words = self.context.iter().chain(&self.ignore_prefixes).chain(&self.env);
        if words.any(|word| word.trim().is_empty()) {
            return Err(RuleError::new("`context`, `ignore_prefixes` and `env` hold no empty words"));
        }
        if self.context_window > MAX_CONTEXT_WINDOW {
            return Err(RuleError::new(format!("`context_window` is {MAX_CONTEXT_WINDOW} bytes at most")));
        }
        if self.hint.head.saturating_add(self.hint.tail) > MAX_HINTED || self.hint.prefix > MAX_PREFIX {
            return Err(RuleError::new(format!(
                "`hint` shows too much: `prefix` is {MAX_PREFIX} at most, `head` and `tail` together {MAX_HINTED}"
            )));
        }
        Ok(())
    }

    fn check_pattern(&self) -> Result<(), RuleError> {
        if self.pattern.is_empty() {
            return Err(RuleError::new("`pattern` is missing"));
        }
        let regex = compile(&self.pattern)?;
        if !regex.capture_names().flatten().any(|n| n == "secret") {
            return Err(RuleError::new("`pattern` has no capture named `secret`: (?P<secret>...)"));
        }
        if regex.is_match(b"") {
            return Err(RuleError::new("`pattern` matches the empty text"));
        }
        Ok(())
    }

    /// Checks a user's rule: [`RuleDef::check`], and it may not show more than its keyword, nor use a check or a finder that
    /// only fits built-in rules.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check_own(&self) -> Result<(), RuleError> {
        self.check()?;
        if self.check.as_ref().is_some_and(|check| check.name.is_built_in_only()) {
            let built_in = CheckName::ALL.iter().copied().filter(|check| check.is_built_in_only());
            let names: Vec<&str> = built_in.map(CheckName::as_str).collect();
            return Err(RuleError::new(format!("`check.name` {} is for built-in rules", names.join(" or "))));
        }
        if self.finder.is_some() {
            return Err(RuleError::new("`finder` is for built-in rules"));
        }
        // The keyword is public; what follows it may be the secret.
        if self.hint.prefix > self.keywords.iter().map(String::len).max().unwrap_or(0) {
            return Err(RuleError::new("`hint.prefix` is longer than the longest keyword"));
        }
        Ok(())
    }
}
