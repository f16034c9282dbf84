use super::*;

const WORDS: [&str; 4] = [SECURE_STRING, USER_AND_PASSWORD, CHARACTERS, COOKIE_STORE];

#[test]
fn each_call_is_a_keyword_of_the_rule() {
    let rules = crate::Detector::built_in();
    let rule = rules.iter().find(|rule| rule.id == "call-secret").unwrap();
    for name in CALLS.iter().map(|call| call.name).chain(WORDS) {
        assert!(rule.keywords.iter().any(|keyword| keyword == name), "{name}");
    }
    assert_eq!(rule.keywords.len(), CALLS.len() + WORDS.len());
}

#[test]
fn arguments_are_counted_outside_of_brackets_and_literals() {
    let text = "jwt.sign({ a: 1, b: [2, 3] }, 'x, y', { expiresIn: '1h' })";
    let found = arguments(text.as_bytes(), &(0..8)).unwrap();
    assert_eq!(
        found.into_iter().map(|span| &text[span]).collect::<Vec<_>>(),
        ["{ a: 1, b: [2, 3] }", " 'x, y'", " { expiresIn: '1h' }"]
    );
    for text in ["jwt.sign", "jwt.sign(", "jwt.sign(}", "jwt.sign('", "jwt.sign(\\"] {
        assert!(arguments(text.as_bytes(), &(0..8)).is_none(), "{text}");
    }
}

#[test]
fn a_literal_that_goes_on_is_not_the_whole_argument() {
    let is_literal = |text: &str| literal(text.as_bytes(), &(0..text.len().min(6))).is_some();
    assert!(is_literal(" 'abc'") && is_literal(" 'abc', 1"));
    assert!(!is_literal(" 'abc' + x") && !is_literal(" 'abc' % x") && !is_literal(" x"));
}
