//! Rules and self-test for programs. These structs are the published form, version 1: they mirror, they do not expose.

use anyhow::Result;
use serde::Serialize;

use super::Entry;
use crate::command::Context;
use crate::config::State;
use crate::detect::selftest::{Fault, Sweep};
use crate::detect::{Effect, Rule};
use crate::report::escape_json;

#[derive(Serialize)]
struct V1Rules {
    version: u32,
    rules: Vec<V1Rule>,
}

#[derive(Serialize)]
struct V1Rule {
    id: String,
    title: String,
    provider: String,
    severity: &'static str,
    confidence: &'static str,
    enabled: bool,
    /// Why the config takes it out; null for one that is on, or off by default.
    disabled_reason: Option<String>,
    /// File and line; null for a built-in rule.
    place: Option<String>,
    keywords: Vec<String>,
    check: Option<V1Check>,
    context: Vec<String>,
    context_window: usize,
    env: Vec<String>,
    revoke: String,
    beats: Vec<String>,
    aliases: Vec<String>,
    hint: V1Hint,
}

#[derive(Serialize)]
struct V1Check {
    name: String,
    pass: &'static str,
    fail: &'static str,
}

/// Characters shown of a value, at its head and at its end.
#[derive(Serialize)]
struct V1Hint {
    head: usize,
    tail: usize,
}

/// The list of rules.
pub(super) fn rules(context: &Context, entries: &[Entry<'_>]) -> Result<Vec<u8>> {
    let rules = entries.iter().map(|entry| V1Rule::of(context, entry)).collect();
    line(&V1Rules { version: 1, rules })
}

impl V1Rule {
    fn of(context: &Context, Entry { rule, state, place }: &Entry<'_>) -> Self {
        // What users write may hold anything.
        let text = |t: &str| if place.is_some() { context.clean(t) } else { t.to_owned() };
        let list = |l: &[std::borrow::Cow<'static, str>]| l.iter().map(|t| text(t)).collect();
        let Rule { severity, confidence, hint, .. } = rule;
        Self {
            id: rule.id.to_string(),
            title: text(&rule.title),
            provider: text(&rule.provider),
            severity: severity.as_str(),
            confidence: confidence.as_str(),
            enabled: *state == State::On,
            disabled_reason: match state {
                State::Disabled(reason) => Some(context.clean(reason)),
                State::On | State::OffByDefault => None,
            },
            place: place.map(str::to_owned),
            keywords: list(&rule.keywords),
            check: rule.check.as_ref().map(|c| V1Check {
                name: c.name.to_string(),
                pass: effect(c.pass),
                fail: effect(c.fail),
            }),
            context: list(&rule.context),
            context_window: rule.context_window,
            env: list(&rule.env),
            revoke: text(&rule.revoke),
            beats: list(&rule.beats),
            aliases: list(&rule.aliases),
            hint: V1Hint { head: hint.prefix + hint.head, tail: hint.tail },
        }
    }
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Drop => "drop",
        Effect::Lower => "lower",
        Effect::Keep => "keep",
        Effect::Certain => "certain",
    }
}

#[derive(Serialize)]
struct V1Test<'a> {
    version: u32,
    rules: usize,
    samples: usize,
    millis: u128,
    faults: Vec<V1Fault<'a>>,
    warnings: Vec<V1Fault<'a>>,
}

#[derive(Serialize)]
struct V1Fault<'a> {
    rule: &'a str,
    place: Option<&'a str>,
    what: &'a str,
}

/// The result of a self-test.
pub(super) fn sweep(context: &Context, sweep: &Sweep) -> Result<Vec<u8>> {
    line(&V1Test {
        version: 1,
        rules: sweep.rules,
        samples: sweep.samples,
        millis: context.begun.elapsed().as_millis(),
        faults: v1(context, &sweep.faults),
        warnings: v1(context, &sweep.warnings),
    })
}

fn v1<'a>(context: &'a Context, faults: &'a [Fault]) -> Vec<V1Fault<'a>> {
    faults.iter().map(|f| V1Fault { rule: &f.rule, place: context.config.place(&f.rule), what: &f.what }).collect()
}

fn line(value: &impl Serialize) -> Result<Vec<u8>> {
    Ok(format!("{}\n", escape_json(&serde_json::to_string(value)?)).into_bytes())
}
