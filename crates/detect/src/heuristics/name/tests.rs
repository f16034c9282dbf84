use super::*;

#[test]
fn names_and_what_they_say() {
    for name in [
        "password",
        "DB_PASSWORD",
        "dbPassword",
        "db.password",
        "rootpwd",
        "userPass",
        "password2",
        "mot_de_passe",
        "dbMdp",
        "contrasena",
        "wachtwoord",
        "baza_haslo",
        "losenord",
        "palavra_passe",
        "heslo",
        "dbParola",
        "wifi_psk",
        "db_pw",
    ] {
        assert_eq!(kind(name.as_bytes()), Some(NameKind::Password), "{name}");
    }
    for name in [
        "api_key",
        "apiKey",
        "X-Api-Key",
        "stripeSecret",
        "GITHUB_TOKEN",
        "SECRET_KEY_BASE",
        "AUTHTOKEN",
        "FERNET_KEY",
        "Jwt__Key",
        "session_key",
        "cookieKeys",
        "X-Acme-Key",
        "AUTH_SALT",
        "NONCE_SALT",
        "api_schluessel",
    ] {
        assert_eq!(kind(name.as_bytes()), Some(NameKind::Secret), "{name}");
    }
    for name in ["key", "airship-key", "auth", "token_for_bob"] {
        assert_eq!(kind(name.as_bytes()), Some(NameKind::Weak), "{name}");
    }
    for name in [
        "password_hash",
        "passwordField",
        "secretName",
        "public_key",
        "csrf_token",
        "csrf_secret_token",
        "shared_secret",
        "action_token",
        "next_page_token",
        "tokenUrl",
        "keyword",
    ] {
        assert_eq!(kind(name.as_bytes()), Some(NameKind::Harmless), "{name}");
    }
    for name in ["author", "compass", "tokenizer", "bypass", "passed", "enclave", "parole", "heslop"] {
        assert_eq!(kind(name.as_bytes()), None, "{name}");
    }
}

#[test]
fn a_noun_before_another_word_is_qualified_by_what_comes_before_it() {
    assert_eq!(kind(b"AIRSHIP_APIKEY_BACKEND"), Some(NameKind::Secret));
    assert_eq!(kind(b"APIKEY_BACKEND"), Some(NameKind::Weak));
}
