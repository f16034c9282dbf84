use super::*;

/// The operator behind `key`, after the blanks.
fn found(text: &str) -> Option<Operator> {
    let name = text.find("key").map(|from| from..from + 3).unwrap();
    let mut at = Cursor { text: text.as_bytes(), at: name.end };
    at.blanks();
    read(&mut at, &name, false, FileClass::Data)
}

#[test]
fn a_string_is_a_value_behind_a_blank_only() {
    assert!(matches!(found("key \"x\""), Some(Operator::Loose)));
    assert!(found("key\"x\"").is_none());
}

#[test]
fn a_path_may_stand_behind_an_assignment_and_not_behind_a_colon() {
    assert!(matches!(found("key=/etc/x"), Some(Operator::Assign)));
    assert!(matches!(found("key = :x"), Some(Operator::Assign)));
    assert!(found("key://x").is_none() && found("key::x").is_none());
}
