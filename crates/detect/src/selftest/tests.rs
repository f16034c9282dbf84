use akguard_rules::schema::RuleDef;

use super::*;

/// A user's rule for `acme_` and 20 hex digits, with changes.
fn acme(more: &str) -> Rule {
    let text = format!(
        "id='acme-token'\ntitle='Acme'\nseverity='high'\nkeywords=['acme_']\nrevoke='acme: Settings'\n\
         pattern='(?P<secret>acme_[0-9a-f]{{20}})'\n{more}"
    );
    Rule::from_def(toml::from_str::<RuleDef>(&text).unwrap()).unwrap()
}

/// What is said of a user's rules.
struct Said {
    faults: Vec<String>,
    warnings: Vec<String>,
}

/// Tests the user's rules and no built-in one, which would take a second.
fn said(rules: Vec<Rule>) -> Said {
    said_with(rules, &[])
}

/// Tests some of the built-in rules, too.
fn said_with(rules: Vec<Rule>, built_in: &[&str]) -> Said {
    let is_own = |id: &str| Detector::built_in().iter().all(|rule| rule.id != id);
    let sweep = sweep_of(&Detector::new(rules, 0), |rule| is_own(&rule.id) || built_in.contains(&rule.id.as_ref()));
    let own = |fault: &&Fault| is_own(&fault.rule);
    let lines = |faults: &[Fault]| faults.iter().filter(own).map(|f| format!("{}: {}", f.rule, f.what)).collect();
    Said { faults: lines(&sweep.faults), warnings: lines(&sweep.warnings) }
}

#[test]
fn each_fault_of_a_sample_is_named() {
    for (positive, negative, expected) in [
        ("k = acme_{hex:20}", "acme_{hex:19}", None),
        ("k = acme_{hex:19}", "acme_{hex:19}", Some("positive 1 is not found")),
        ("k = akme_{hex:20}", "acme_{hex:19}", Some("positive 1 holds none of the keywords")),
        ("k = acme_{hex:20}", "acme_{hex:20}", Some("negative 1 is found")),
        ("k = gsk_{alnum:20}WGdyb3FY{alnum:24}", "x", Some("positive 1 is found by another rule, `groq-key`")),
        ("acme_{hex:20} gsk_{alnum:20}WGdyb3FY{alnum:24}", "x", Some("positive 1 is also found by `groq-key`")),
        ("k = acme_{hex:20}", "gsk_{alnum:20}WGdyb3FY{alnum:24}", Some("negative 1 is found by `groq-key`")),
    ] {
        let rule = acme(&format!("positive=['{positive}']\nnegative=['{negative}']\n"));
        let expected: Vec<String> = expected.iter().map(|e| format!("acme-token: {e}")).collect();
        let said = said(vec![rule]);
        assert_eq!((said.faults, said.warnings), (expected, Vec::new()), "{positive} {negative}");
    }
}

/// What a rule finds in its own samples: one list for each template, a value for each seed.
fn values(rule: &Rule) -> Vec<Vec<Vec<u8>>> {
    let all = Detector::with(Vec::new(), NOW, |_| true);
    let find = |template: &str, seed: u64| {
        let found = all.scan(expand(template, seed).as_bytes(), FileClass::Data).unwrap();
        let own = found.into_iter().find(|candidate| candidate.rule.id == rule.id);
        own.map(|candidate| candidate.secret.expose().to_vec())
    };
    let of = |template: &str| (0..8).filter_map(|seed| find(template, seed)).collect();
    rule.positive.iter().map(|template| of(template)).collect()
}

#[test]
fn reports_show_what_is_fixed_and_no_more_of_the_rest_than_the_hint_says() {
    let mut shown = 0;
    for rule in Detector::built_in().iter().filter(|rule| rule.hint.prefix + rule.hint.head + rule.hint.tail > 0) {
        for values in values(rule).iter().filter(|values| values.len() > 2) {
            let fixed = (0..).take_while(|at| values.iter().all(|v| v.get(*at).is_some_and(|b| *b == values[0][*at])));
            let fixed = fixed.count();
            for value in values {
                let Some(hint) = crate::secret::Secret::new(value.clone()).hint(rule) else { continue };
                let (start, end) = hint.rsplit_once("...").unwrap();
                let id = &rule.id;
                let text = std::str::from_utf8(value).unwrap();
                assert!(text.starts_with(start) && text.ends_with(end), "{id}");
                assert!(start.len().saturating_sub(fixed) <= rule.hint.head, "{id} shows {start}, fixed are {fixed}");
                assert!(end.len() <= rule.hint.tail, "{id}");
                assert!(value.len() - start.len().max(fixed) - end.len() >= 16, "{id} hides too little");
                shown += 1;
            }
        }
    }
    assert!(shown > 1000, "{shown}");
}

#[test]
fn users_may_leave_out_what_built_in_rules_owe() {
    let of_acme = said(vec![acme("")]);
    assert_eq!((of_acme.faults.len(), of_acme.warnings.len()), (0, 2), "{:?}", of_acme.warnings);
    let mut rule = acme("positive=['acme_{hex:20}']\nnegative=['acme_']\n");
    rule.revoke = "".into();
    assert_eq!(said(vec![rule]).warnings, ["acme-token: does not say where the value is revoked (`revoke`)"]);
}

#[test]
fn a_rule_of_the_user_s_that_takes_built_in_samples_is_to_blame() {
    let wide = "id='wide'\ntitle='Wide'\nseverity='high'\nkeywords=['gsk_']\npattern='(?P<secret>gsk_[0-9A-Za-z]+)'\n";
    let rule = Rule::from_def(toml::from_str::<RuleDef>(wide).unwrap()).unwrap();
    let faults = said_with(vec![rule], &["groq-key"]).faults;
    assert!(!faults.is_empty() && faults.iter().all(|f| f.starts_with("wide: finds negative ")), "{faults:?}");
}

#[test]
fn a_rule_that_is_off_is_tried_and_disturbs_no_other() {
    let samples = "positive=['acme_{hex:20}']\nnegative=['acme_']\n";
    let other = |more: &str| {
        let mut rule = acme(&format!("{samples}{more}"));
        rule.id = "other".into();
        rule
    };
    assert_eq!(said(vec![acme(samples), other("")]).faults.len(), 1);
    assert_eq!(said(vec![acme(samples), other("enabled=false\nbeats=['acme-token']\n")]).faults, [] as [&str; 0]);
    let mut broken = acme("enabled=false\npositive=['acme_{hex:2}']\nnegative=['acme_']\n");
    assert_eq!(said(vec![broken.clone()]).faults, ["acme-token: positive 1 is not found"]);
    broken.supersedes = vec!["no-such-rule".into()].into();
    assert_eq!(said(vec![broken]).faults.len(), 2);
}

#[test]
fn names_are_used_once() {
    let mut rule = acme("aliases=['groq-key']\npositive=['acme_{hex:20}']\nnegative=['acme_']\n");
    assert_eq!(said(vec![rule.clone()]).faults, ["acme-token: shares an `id` or one of `aliases` with `groq-key`"]);
    rule.aliases = Vec::new().into();
    assert_eq!(said(vec![rule]).faults, [] as [&str; 0]);
}
