//! Rules and self-test as JSON.

use akguard_detect::Rule;
use akguard_detect::selftest::{Fault, Sweep};
use anyhow::Result;

use super::Entry;
use crate::check::Context;
use crate::config::RuleState;
use crate::report::json::line;
use crate::report::json::v1::{V1Check, V1Fault, V1Hint, V1Rule, V1Rules, V1Test};

/// The list of rules.
pub(super) fn rules(context: &Context, entries: &[Entry<'_>]) -> Result<Vec<u8>> {
    let rules = entries.iter().map(|entry| v1_rule(context, entry)).collect();
    Ok(line(&V1Rules { version: 1, rules })?.into_bytes())
}

fn v1_rule(context: &Context, Entry { rule, state, place }: &Entry<'_>) -> V1Rule {
    // The texts of a user's rule may contain anything.
    let text = |t: &str| if place.is_some() { context.clean(t) } else { t.to_owned() };
    let list = |l: &[std::borrow::Cow<'static, str>]| l.iter().map(|t| text(t)).collect();
    let Rule { severity, confidence, hint, .. } = rule;
    V1Rule {
        id: rule.id.to_string(),
        title: text(&rule.title),
        provider: text(&rule.provider),
        severity: severity.as_str(),
        confidence: confidence.as_str(),
        enabled: *state == RuleState::On,
        disabled_reason: match state {
            RuleState::Disabled(reason) => Some(context.clean(reason)),
            RuleState::On | RuleState::OffByDefault => None,
        },
        place: place.map(str::to_owned),
        keywords: list(&rule.keywords),
        check: rule.check.as_ref().map(|c| V1Check {
            name: c.name.to_string(),
            pass: c.pass.as_str(),
            fail: c.fail.as_str(),
        }),
        context: list(&rule.context),
        context_window: rule.context_window,
        env: list(&rule.env),
        revoke: text(&rule.revoke),
        source: text(&rule.source),
        beats: list(&rule.supersedes),
        aliases: list(&rule.aliases),
        hint: V1Hint { head: hint.prefix + hint.head, tail: hint.tail },
    }
}

/// The result of a self-test.
pub(super) fn sweep(context: &Context, sweep: &Sweep) -> Result<Vec<u8>> {
    let test = V1Test {
        version: 1,
        rules: sweep.rules,
        samples: sweep.samples,
        millis: context.begun.elapsed().as_millis(),
        faults: v1(context, &sweep.faults),
        warnings: v1(context, &sweep.warnings),
    };
    Ok(line(&test)?.into_bytes())
}

fn v1<'a>(context: &'a Context, faults: &'a [Fault]) -> Vec<V1Fault<'a>> {
    faults.iter().map(|f| V1Fault { rule: &f.rule, place: context.config.place(&f.rule), what: &f.what }).collect()
}
