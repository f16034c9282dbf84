//! The positives of all rules, and what can be done with each: that decides which surroundings it goes into.

use akguard_detect::{Detector, FileClass, Rule, sample};
use akguard_rules::check_name::CheckName;
use akguard_rules::pattern;

use crate::marks::mark;

/// One positive of one rule, expanded.
pub struct Sample {
    pub rule: &'static Rule,
    pub template: &'static str,
    /// The whole text, marked.
    pub text: String,
    /// The secret alone.
    pub value: String,
    /// What it is assigned to in a surrounding that has a place for a name.
    pub name: String,
    /// May it go into an assignment without the rest of its text?
    pub goes_alone: bool,
    /// Kinds of files in which the whole text is read: a guess asks more of code than of settings.
    read_in: Vec<FileClass>,
}

/// All of them, in the order of the rules.
pub fn all(detector: &Detector, seed: u64) -> Vec<Sample> {
    let rules = Detector::built_in().iter();
    let templates = rules.flat_map(|rule| rule.positive.iter().map(move |template| (rule, template.as_ref())));
    templates.map(|(rule, template)| Sample::new(detector, rule, template, seed)).collect()
}

impl Sample {
    /// The rule's own finding in the bare text says what the secret is.
    fn new(detector: &Detector, rule: &'static Rule, template: &'static str, seed: u64) -> Self {
        let text = sample::expand(template, seed);
        let scan = |setting| {
            let found = detector.scan(text.as_bytes(), setting).unwrap();
            found.into_iter().find(|c| c.rule.id == rule.id)
        };
        let own = scan(FileClass::Data);
        let own = own.unwrap_or_else(|| panic!("{}: not found in its own sample {template}", rule.id));
        let value = text[own.span.clone()].to_owned();
        let plain = value.bytes().all(|b| b.is_ascii_graphic() && !b"\"'`\\$<>&{},;%#".contains(&b));
        // A rule that knows all assignments is found in each; others know the syntax of one tool.
        let guesses = rule.finder.is_some();
        // Of some a check reads the name, not the pattern.
        let by_name = rule.check.as_ref().is_some_and(|check| check.name == CheckName::GoogleWeb);
        let knows_all = guesses || by_name || rule.pattern.contains("(?&assign)");
        let own_name = assigned_name(&text, own.span.start, own.span.end);
        let own_name = own_name.filter(|name| knows_all && has_keyword(rule, &format!("{name} {value}")));
        let goes_alone =
            plain && own.form.is_none() && ((stands_alone(rule, &value) && !by_name) || own_name.is_some());
        let name = own_name.unwrap_or_else(|| "acme_api_key".to_owned());
        let kinds = [FileClass::Opaque, FileClass::Code, FileClass::Data].into_iter();
        let read_in = kinds.filter(|setting| !guesses || scan(*setting).is_some()).collect();
        Self { rule, template, text: mark(&text, own.span.clone()), value, name, goes_alone, read_in }
    }

    /// Is its whole text read in a file of this kind?
    pub fn is_read_in(&self, setting: FileClass) -> bool {
        self.read_in.contains(&setting)
    }

    /// Is its base64 a value of the same kind? Then nothing tells that it has to be decoded. To a guess it always is.
    pub fn is_base64_of_its_kind(&self) -> bool {
        if self.rule.finder.is_some() {
            return true;
        }
        let assigned = format!("{}: {}", self.name, data_encoding::BASE64.encode(self.value.as_bytes()));
        pattern::compile(&self.rule.pattern).unwrap().is_match(assigned.as_bytes())
    }

    /// Does the rule take a value for part of something longer where this byte follows?
    pub fn is_cut_off_by(&self, byte: u8) -> bool {
        self.rule.right[usize::from(byte >> 6)] & (1 << (byte & 63)) != 0
    }

    pub fn is_one_line(&self) -> bool {
        !self.text.trim_end().contains('\n')
    }
}

/// By the rule's data: the pattern needs nothing around the value, and the value holds a keyword.
fn stands_alone(rule: &Rule, value: &str) -> bool {
    let found = pattern::compile(&rule.pattern).unwrap();
    let found = found.captures(value.as_bytes()).and_then(|c| c.name("secret")).map(|m| m.range());
    has_keyword(rule, value) && rule.context.is_empty() && found == Some(0..value.len())
}

fn has_keyword(rule: &Rule, text: &str) -> bool {
    let folded = text.to_ascii_lowercase();
    rule.keywords.iter().any(|k| folded.contains(&k.to_ascii_lowercase()))
}

/// The variable of a text that is nothing but `NAME=value` or `"name": "value"`.
fn assigned_name(text: &str, start: usize, end: usize) -> Option<String> {
    let (before, after) = (&text[..start], &text[end..]);
    let before = before.strip_prefix("export ").unwrap_or(before).trim_matches(['{', ' ', '"', '\'', '=', ':']);
    let name = before.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && before.len() > 2;
    (name && after.trim_matches(['"', '\'', '}', '\n']).is_empty()).then(|| before.to_owned())
}
