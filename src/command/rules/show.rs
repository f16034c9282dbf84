//! Shows one rule to people. Its samples are not shown: expanded they look like live keys.

use akguard_detect::secret::MIN_HINTED;
use akguard_detect::{Check, Confidence, Effect, Hint, Rule, check_proves};

use super::{Entry, rules};
use crate::check::Context;
use crate::config::RuleState;

/// The rule's fields; empty ones are left out.
pub(super) fn lines(context: &Context, entry: &Entry<'_>) -> Vec<String> {
    let rule = entry.rule;
    let beaten_by: Vec<&str> =
        rules(context.detector.own()).filter(|other| other.supersedes(rule)).map(|other| other.id.as_ref()).collect();
    let fields = [
        ("provider", rule.provider.to_string()),
        ("severity", rule.severity.as_str().to_owned()),
        ("confidence", confidence(context, rule)),
        ("enabled", enabled(entry)),
        ("keywords", rule.keywords.join("  ")),
        ("finder", guessed(rule)),
        ("check", rule.check.as_ref().map(|check| checked(check, rule)).unwrap_or_default()),
        ("context", near(rule)),
        ("env", rule.env.join("  ")),
        ("revoke", rule.revoke.to_string()),
        ("source", source(rule)),
        ("beats", rule.supersedes.join("  ")),
        ("beaten by", beaten_by.join("  ")),
        ("aliases", rule.aliases.join("  ")),
        ("shown", shown(rule.hint)),
        ("defined", entry.place.unwrap_or("built in").to_owned()),
    ];
    // Texts of users may contain anything; built-in texts need not be redacted.
    let own = entry.place.is_some() || entry.state != RuleState::On;
    let clean = |text: &str| if own { context.clean(text) } else { text.to_owned() };
    let head = format!("{}: {}", rule.id, clean(&rule.title));
    let filled = fields.iter().filter(|(_, text)| !text.is_empty());
    [head].into_iter().chain(filled.map(|(name, text)| format!("  {name:10}  {}", clean(text)))).collect()
}

fn confidence(context: &Context, rule: &Rule) -> String {
    let does = if rule.confidence >= context.config.block_at { "stops the commit" } else { "warns" };
    format!("{}: {does}", rule.confidence.as_str())
}

fn enabled(entry: &Entry<'_>) -> String {
    match entry.state {
        RuleState::On => "yes".to_owned(),
        RuleState::OffByDefault => format!("no, unless .akguard.toml has: [rules] enable = [\"{}\"]", entry.rule.id),
        RuleState::Disabled(reason) => format!("no, by the config: {reason}"),
    }
}

/// `the CRC-32 ...: a pass makes it certain, a failure is no finding`.
fn checked(check: &Check, rule: &Rule) -> String {
    let becomes = |effect: Effect| match effect {
        Effect::Drop => "is no finding",
        Effect::Lower => "makes it possible",
        Effect::Certain if rule.confidence < Confidence::Certain => "makes it certain",
        Effect::Keep | Effect::Certain => "changes nothing",
    };
    format!(
        "{} ({}): a pass {}, a failure {}",
        check_proves(check.name),
        check.name,
        becomes(check.pass),
        becomes(check.fail)
    )
}

fn guessed(rule: &Rule) -> String {
    if rule.finder.is_some() {
        "the name beside a value, and what the value looks like".to_owned()
    } else {
        String::new()
    }
}

/// Where the facts of a built-in rule come from; a user knows where theirs do.
pub(super) fn source(rule: &Rule) -> String {
    if rule.source.is_empty() && !rule.is_own() { "unread".to_owned() } else { rule.source.to_string() }
}

fn near(rule: &Rule) -> String {
    if rule.context.is_empty() {
        return String::new();
    }
    format!("one of these within {} bytes: {}", rule.context_window, rule.context.join("  "))
}

fn shown(hint: Hint) -> String {
    match (hint.prefix + hint.head, hint.tail) {
        (0, 0) => "nothing of a value".to_owned(),
        (head, 0) => format!("the first {head} characters of a value of {MIN_HINTED} or more"),
        (head, tail) => {
            format!("the first {head} and the last {tail} characters of a value of {MIN_HINTED} or more")
        }
    }
}
