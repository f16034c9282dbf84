use super::*;
use crate::heuristics::grade::Evidence;

fn is(text: &str, name: &str) -> bool {
    let at = text.find("74a8c3d1").unwrap();
    let named = text.find(name).map(|from| from..from + name.len());
    let finder = akguard_rules::schema::Heuristic::Secret;
    is_harmless_in_context(
        text.as_bytes(),
        &HeuristicMatch { finder, span: at..at + 36, service: None, name: named, evidence: Evidence::PLAIN },
    )
}

#[test]
fn names_of_roles_checksums_and_stored_credentials() {
    let value = "74a8c3d1-5b6f-4e2a-9c8d-7f1e2d3c4b5a";
    for (text, name) in [
        (format!("var keyVaultSecretsUser = '{value}'"), "keyVaultSecretsUser"),
        (format!("DB = credentials('{value}')"), "credentials"),
        (format!("checksum/secret: {value}"), "secret"),
        (format!("InstrumentationKey={value}"), "InstrumentationKey"),
    ] {
        assert!(is(&text, name), "{name}");
    }
    assert!(!is(&format!("client_secret = '{value}'"), "client_secret"));
    let word = "74a8c3d1Xk7pQ2vLm9Tz4Rw8Yb3nCd5Fg6Hj";
    assert!(is(&format!("https://acme.dev/j/8675309?pwd={word}"), "pwd"));
    assert!(!is(&format!("https://acme.dev/login?pwd={word}"), "pwd"));
}

#[test]
fn identifiers_are_recognised_by_their_context() {
    const ID: &str = "74a8c3d1-90fe-4b2a-8c67-1e5d03b9a2f4";
    for (text, name) in [
        ("enum P { A = \"@\" }", "A"),
        ("export enum P {\n  A = \"x\",\n  OtherToken = \"@\",", "OtherToken"),
        ("token: {\"@\": {\"name\": \"x\"}}", "token"),
        ("static Guid Token = new Guid(\"@\")", "Token"),
        ("let token = Uuid::parse_str(\"@\")", "token"),
        ("aaguidOfToken: \"@\"", "aaguidOfToken"),
        ("NordPass = \"@\"", "NordPass"),
        ("token(nonce=\"@\")", "token"),
        ("secret: { tenant_id: '@' }", "secret"),
        ("salt = \"@\"", "salt"),
        ("a=ice-pwd:@", "ice-pwd"),
        ("PUSHER_APP_KEY=@", "PUSHER_APP_KEY"),
    ] {
        assert!(is(&text.replace('@', ID), name), "{text}");
    }
    for (text, name) in [
        ("token = \"@\"", "token"),
        ("userPass = \"@\"", "userPass"),
        ("enum P { A }\ntoken = \"@\"", "token"),
        ("{\"token\": \"@\"}", "token"),
        ("AUTH_SALT=@", "AUTH_SALT"),
        ("PUSHER_APP_SECRET=@", "PUSHER_APP_SECRET"),
        ("setToken(\"@\")", "setToken"),
    ] {
        assert!(!is(&text.replace('@', ID), name), "{text}");
    }
}

#[test]
fn the_name_of_a_product_is_written_as_one() {
    assert!(is_product(b"NordPass") && is_product(b"OnePassword"));
    assert!(!is_product(b"nordpass") && !is_product(b"NORDPASS") && !is_product(b"MyPass"));
}

#[test]
fn a_block_of_development_shields_a_secret_key_base_and_nothing_else() {
    let value = "74a8c3d1Xk7pQ2vLm9Tz4Rw8Yb3nCd5Fg6Hj";
    for (name, is_harmless) in [("secret_key_base", true), ("client_secret", false)] {
        let text = format!("development:\n  {name}: {value}\n");
        assert_eq!(is(&text, name), is_harmless, "{name}");
    }
}
