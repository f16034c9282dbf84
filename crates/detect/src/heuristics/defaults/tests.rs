use super::*;

fn default_in(text: &str) -> Option<&str> {
    after(Cursor { text: text.as_bytes(), at: 0 }).map(|found| &text[found.span])
}

#[test]
fn references_of_shells_and_of_spring() {
    for joint in [":-", ":=", ":", "-"] {
        assert_eq!(default_in(&format!("${{A{joint}Xk7pQ2vLm9}}")), Some("Xk7pQ2vLm9"), "{joint}");
        assert_eq!(default_in(&format!("${{A{joint}'Xk7pQ2vLm9'}}")), Some("Xk7pQ2vLm9"), "{joint}");
    }
    assert_eq!(default_in("${A}"), None);
    assert_eq!(default_in("${A+Xk7pQ2vLm9}"), None);
}

#[test]
fn the_first_expression_of_a_text() {
    assert_eq!(default_in("os.getenv(\"A\") or \"Xk7pQ2vLm9\""), Some("Xk7pQ2vLm9"));
    assert_eq!(default_in("os.getenv(\"A\"); \"Xk7pQ2vLm9\""), None);
}
