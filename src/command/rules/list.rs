//! The list of rules for people, by provider.

use akguard_common::text::plural;

use super::Entry;
use super::show::source;
use crate::check::Context;
use crate::config::RuleState;

/// Heading of the rules that are no single provider's.
const NO_PROVIDER: &str = "no provider of its own";

/// Each provider in a line, its rules below, and how many there are in all.
pub(super) fn lines(context: &Context, entries: &[Entry<'_>]) -> Vec<String> {
    let width = entries.iter().map(|entry| entry.rule.id.len()).max().unwrap_or(0);
    let mut sorted: Vec<&Entry<'_>> = entries.iter().collect();
    sorted.sort_by_cached_key(|entry| (entry.place.is_some(), provider(context, entry).to_lowercase()));
    let mut lines = Vec::new();
    let mut heading = None;
    for entry in sorted {
        let provider = provider(context, entry);
        if heading.as_ref() != Some(&provider) {
            lines.push(provider.clone());
            heading = Some(provider);
        }
        lines.push(line(context, entry, width));
    }
    let off = entries.iter().map(|entry| usize::from(entry.state != RuleState::On)).sum::<usize>();
    lines.push(format!("akguard: {}, {off} off", plural(entries.len(), "rule")));
    lines
}

/// What the rule is listed below.
fn provider(context: &Context, entry: &Entry<'_>) -> String {
    match (entry.rule.provider.as_ref(), entry.place) {
        ("", _) => NO_PROVIDER.to_owned(),
        (provider, None) => provider.to_owned(),
        (provider, Some(_)) => context.clean(provider),
    }
}

fn line(context: &Context, Entry { rule, state, place }: &Entry<'_>, width: usize) -> String {
    let severity = rule.severity.as_str();
    let confidence = rule.confidence.as_str();
    let clean = |text: &str| if place.is_some() { context.clean(text) } else { text.to_owned() };
    let title = clean(&rule.title);
    let off = match state {
        RuleState::On => String::new(),
        RuleState::OffByDefault => "  (off by default)".to_owned(),
        RuleState::Disabled(reason) => format!("  (off: {})", context.clean(reason)),
    };
    let place = place.map(|place| format!("  ({place})")).unwrap_or_default();
    let source = match source(rule) {
        source if source.is_empty() => source,
        source => format!("  [source: {}]", clean(&source)),
    };
    format!("  {:width$}  {severity:8}  {confidence:8}  {title}{place}{off}{source}", rule.id)
}
