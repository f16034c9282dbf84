use super::*;

/// The operator after `key` and blanks.
fn found(text: &str) -> Option<Operator> {
    let name = text.find("key").map(|from| from..from + 3).unwrap();
    let mut at = Cursor { text: text.as_bytes(), at: name.end };
    at.blanks();
    read(&mut at, &name, false, FileClass::Data)
}

#[test]
fn a_string_is_a_value_after_a_blank_only() {
    assert!(matches!(found("key \"x\""), Some(Operator::Loose)));
    assert!(found("key\"x\"").is_none());
}

#[test]
fn a_path_may_follow_an_assignment_but_no_colon() {
    assert!(matches!(found("key=/etc/x"), Some(Operator::Assign)));
    assert!(matches!(found("key = :x"), Some(Operator::Assign)));
    assert!(found("key://x").is_none() && found("key::x").is_none());
}
