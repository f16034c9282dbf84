use super::*;

#[test]
fn random_parts() {
    for (value, rest, joint) in [
        ("acme_live_Xk7pQ2vLm9Tz4Rw8", "Xk7pQ2vLm9Tz4Rw8", Joint::Prefix),
        ("v1.0f3a9c71be420f3a", "0f3a9c71be420f3a", Joint::Prefix),
        ("robot:Xk7pQ2vLm9Tz4Rw8", "Xk7pQ2vLm9Tz4Rw8", Joint::Pair),
        ("base64:Xk7pQ2vLm9Tz4Rw8", "Xk7pQ2vLm9Tz4Rw8", Joint::Encoding),
    ] {
        let form = random_part(value.as_bytes()).unwrap();
        assert_eq!((&value[form.span], form.joint), (rest, joint), "{value}");
    }
    for value in [
        "Xk7pQ2vLm9Tz4Rw8",
        "acme_live_words",
        "arn:Xk7pQ2vLm9Tz4Rw8",
        "acme",
        "",
        "_",
        "a:b:c",
        "vpc-Xk7pQ2vLm9Tz4Rw8.acme.com",
        "sha-0f3a9c71be420f3a",
        "acme1234_Xk7pQ2vLm9Tz4Rw8",
    ] {
        assert_eq!(random_part(value.as_bytes()), None, "{value}");
    }
}
