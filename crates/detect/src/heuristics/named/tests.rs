use crate::sample::expand;
use crate::{Detector, FileClass};

/// The rule that finds the value in place of `@`.
fn rule(text: &str) -> Option<String> {
    let text = text.replace('@', &expand("{alnum:40}", 3));
    let detector = Detector::new(Vec::new(), 0);
    let found = detector.scan(text.as_bytes(), FileClass::Data).unwrap();
    found.first().map(|candidate| candidate.rule.id.to_string())
}

#[test]
fn a_scheme_before_the_value_tells_what_it_is() {
    assert_eq!(rule("client_secret = '@'\n").as_deref(), Some("generic-secret"));
    assert_eq!(rule("client_secret = 'Bearer @'\n").as_deref(), Some("bearer-header"));
}

#[test]
fn the_age_of_a_response_makes_no_other_service_harmless() {
    assert_eq!(rule("max-age=60\nairship_key = '@'\n").as_deref(), Some("service-credential"));
}
