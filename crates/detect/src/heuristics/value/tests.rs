use super::*;
use crate::sample::expand;

/// Is it a secret by its look, and not a word?
fn is(text: &str, kind: NameKind) -> bool {
    looks(text, kind).is_some_and(|look| look.shape != Shape::Words)
}

fn looks(text: &str, kind: NameKind) -> Option<Look> {
    assess(text.as_bytes(), &Literal { span: 0..text.len(), quoted: true, scheme: None }, kind, false)
}

#[test]
fn passwords_that_people_choose_are_words() {
    for text in ["Sommer2023!", "bluehorse77", "Winter_2024!"] {
        assert_eq!(looks(text, NameKind::Password).map(|look| look.shape), Some(Shape::Words), "{text}");
    }
    for text in ["P@ssw0rd1!", "password123", "changeme1", "test1234", "user-password"] {
        assert_eq!(looks(text, NameKind::Password), None, "{text}");
    }
}

#[test]
fn random_values_are_secrets() {
    for (kind, template, least) in [
        (NameKind::Secret, "{alnum:20}", 97),
        (NameKind::Secret, "{hex:32}", 95),
        (NameKind::Secret, "{b64:40}", 97),
        (NameKind::Secret, "{alnum:8}-{alnum:8}-{alnum:8}", 97),
        (NameKind::Password, "{alnum:12}", 90),
        (NameKind::Password, "{alnum:4}!{alnum:4}", 80),
    ] {
        let found = (0..100).filter(|seed| is(&expand(template, *seed), kind)).count();
        assert!(found >= least, "{template}: {found} of 100");
    }
}

#[test]
fn words_and_references_are_not_secrets() {
    for text in [
        "getAccessTokenSilently",
        "config.auth.token",
        "user-access-token",
        "my-app-secret-name",
        "2024-01-31T10:00:00Z",
        "1.2.3-rc1",
        "application/json",
        "/var/run/secrets/token",
        "dev@acme.dev",
        "$2b$12$abcdefghijklmnopqrstuv",
        "https://acme.dev/a1b2c3",
        "{token}",
        "%s:%s",
        "a-zA-Z0-9_",
        "secret.key.pem",
        "abcdefghijkl",
    ] {
        assert!(!is(text, NameKind::Secret), "{text}");
        assert!(!is(text, NameKind::Password), "{text}");
    }
    for text in ["P@ssw0rd1!", "password123", "changeme", "Admin123!", "hunter2", "s3cr3t", "correct horse"] {
        assert!(!is(text, NameKind::Password), "{text}");
    }
}
