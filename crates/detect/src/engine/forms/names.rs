//! The name of a value, alone and with the names of the sections that it is in.

use super::{must_find, must_pass};

#[test]
fn names_of_frameworks() {
    must_find(&[
        ("a.py", "FERNET_KEY = \"«{b64url:43}=»\""),
        ("a.properties", "APP_KEY=«base64:{b64:43}=»"),
        ("secrets.yml", "production:\n  secret_key_base: «{hex:128}»"),
        ("appsettings.json", "{{\n  \"Jwt\": {{\n    \"Key\": \"«{alnum:48}»\",\n    \"Issuer\": \"acme\"\n  }\n}"),
        ("a.sh", "export Jwt__Key=«{alnum:48}»"),
        ("a.cs", "config[\"Jwt:Key\"] = \"«{alnum:48}»\";"),
        ("a.yml", "jwt:\n  issuer: acme\n  key: «{alnum:48}»"),
        ("a.toml", "[jwt]\nissuer = \"acme\"\nkey = \"«{alnum:48}»\""),
        ("a.js", "cookie: {{ name: 'x', key: '«{alnum:32}»' }"),
        ("a.js", "session: {{ maxAge: 1, keys: ['«{alnum:32}»'] }"),
        ("a.tf", "encryption {{\n  key = \"«{alnum:32}»\"\n}"),
        ("config.json", "{{\"smtp\":{{\"host\":\"smtp.acme.io\",\"user\":\"app\",\"pass\":\"«{alnum:20}»\"}}"),
        ("a.json", "{{\n  \"Smtp\": {{\n    \"Pass\": \"«{alnum:20}»\"\n  }\n}"),
        ("a.json", "{{\"db\": {{\"user\": \"app\", \"pw\": \"«{alnum:20}»\"}}"),
        ("wpa.conf", "network={{\n  ssid=\"acme\"\n  psk=\"«{alnum:20}»\"\n}"),
        ("wp-config.php", "define( 'NONCE_SALT', '«{alnum:64}»' );"),
        ("a.php", "$config['hashids_salt'] = '«{alnum:32}»';"),
        ("a.xml", "<jwt>\n  <secretKey>«{alnum:40}»</secretKey>\n</jwt>"),
        ("a.plist", "<key>ApiSecret</key>\n\t<string>«{alnum:32}»</string>"),
        ("strings.xml", "<string name=\"api_key\">«{alnum:32}»</string>"),
        ("build.gradle.kts", "buildConfigField(\"String\", \"API_KEY\", \"\\\"«{alnum:32}»\\\"\")"),
        ("build.gradle", "buildConfigField \"String\", \"MAPS_SECRET\", '\"«{alnum:32}»\"'"),
        ("build.gradle", "resValue \"string\", \"api_key\", \"«{alnum:32}»\""),
        ("a.cs", "var apiKey = @\"«{alnum:32}»\";"),
        ("a.cs", "var apiKey = \"\"\"\n    «{alnum:32}»\n    \"\"\";"),
        ("a.kt", "val apiKey = \"\"\"«{alnum:32}»\"\"\""),
        ("a.rs", "const TOKEN: &str = r#\"«{alnum:32}»\"#;"),
        ("a.swift", "let apiKey = #\"«{alnum:32}»\"#"),
        ("a.m", "NSString *apiKey = @\"«{alnum:32}»\";"),
        ("a.erl", "{{password, \"«{alnum:16}»\"},"),
        ("a.exs", "config :app, Repo, password: \"«{alnum:16}»\""),
        ("a.clj", "(def api-key \"«{alnum:32}»\")"),
        ("a.clj", "{{:db {{:user \"app\" :password \"«{alnum:16}»\"}}"),
        ("a.hs", "apiKey = \"«{alnum:32}»\" :: Text"),
        ("a.lua", "M.api_key = [[«{alnum:32}»]]"),
        ("a.pl", "my %c = (password => q{{«{alnum:16}»});"),
        ("a.r", "Sys.setenv(API_KEY = \"«{alnum:32}»\")"),
        ("a.r", "api_key <- \"«{alnum:32}»\""),
        ("a.jl", "const API_KEY = \"«{alnum:32}»\""),
        ("a.ini", "gmail_password = «{lower:4} {lower:4} {lower:4} {lower:4}»"),
        ("a.py", "SMTP_PASSWORD = \"«{lower:4} {lower:4} {lower:4} {lower:4}»\""),
    ]);
    must_pass(&[
        ("a.json", "{{\"map\": {{\"Key\": \"{alnum:48}\"}}"),
        ("a.json", "{{\"items\": [{{\"key\": \"{alnum:24}\"}]}"),
        ("a.yml", "cache:\n  key: {hex:40}"),
        ("a.jsx", "<li key=\"{alnum:24}\">"),
        ("a.py", "salt = \"{hex:32}\""),
        ("a.py", "SESSION_ID = \"{alnum:32}\""),
        ("a.json", "\"tests\": {{\"pass\": \"{alnum:3} of {digits:2}\"}"),
        ("a.ini", "gmail_password = this does work well"),
    ]);
}

#[test]
fn other_languages() {
    must_find(&[
        ("a.ini", "passwort = «{alnum:16}»"),
        ("a.ini", "kennwort = «{alnum:16}»"),
        ("a.py", "mot_de_passe = \"«{alnum:16}»\""),
        ("a.php", "$mdp = '«{alnum:16}»';"),
        ("a.js", "const contrasena = '«{alnum:16}»';"),
        ("a.js", "const clave = '«{alnum:16}»';"),
        ("a.py", "senha = \"«{alnum:16}»\""),
        ("a.yml", "palavra_passe: «{alnum:16}»"),
        ("a.java", "String parola = \"«{alnum:16}»\";"),
        ("a.yml", "wachtwoord: «{alnum:16}»"),
        ("a.py", "haslo = \"«{alnum:16}»\""),
        ("a.cs", "var losenord = \"«{alnum:16}»\";"),
        ("a.cs", "var sifre = \"«{alnum:16}»\";"),
        ("a.py", "parol_bazy = \"«{alnum:16}»\""),
        ("a.py", "heslo = \"«{alnum:16}»\""),
        ("a.py", "api_schluessel = \"«{alnum:32}»\""),
        ("a.py", "CLE_API = \"«{alnum:32}»\""),
        ("a.py", "clé_api = \"«{alnum:32}»\""),
        ("a.rb", "cle_secrete = '«{alnum:32}»'"),
        ("a.js", "const chaveSecreta = '«{alnum:32}»';"),
        ("a.py", "chave_api = \"«{alnum:32}»\""),
        ("a.php", "$clave_api = '«{alnum:32}»';"),
        ("a.yml", "llave_secreta: «{alnum:32}»"),
        ("a.yml", "token_de_acesso: «{alnum:32}»"),
        ("a.php", "$mot_de_passe = '«{alnum:16}»';"),
        ("a.js", "const contraseña = '«{alnum:16}»';"),
        ("a.yml", "contraseña_bd: «{alnum:16}»"),
        ("a.cs", "var lösenord = \"«{alnum:16}»\";"),
        ("a.py", "hasło = \"«{alnum:16}»\""),
        ("a.md", "WLAN-Schlüssel: «{alnum:20}»"),
        ("a.py", "api_schlüssel = \"«{alnum:32}»\""),
    ]);
    must_pass(&[
        ("a.py", "enclave = \"{alnum:16}\""),
        ("a.py", "parole = \"{alnum:16}\""),
        ("a.ini", "passwort = geheimes Wort"),
        ("a.yml", "contraseña: La contraseña no es correcta"),
        ("a.py", "chave_primaria = \"{alnum:32}\""),
        ("a.py", "clé = \"{alnum:32}\""),
        ("a.py", "schlüsselwort = \"{alnum:20}\""),
        ("a.py", "cycle_api_url = \"{alnum:32}\""),
    ]);
}

#[test]
fn short_names_and_their_signs() {
    must_find(&[
        ("a.json", "{{\"pw\": \"«{alnum:16}»\"}"),
        ("a.js", "const x = {{ user: 'app', \"pw\": '«{alnum:16}»' }"),
        ("a.ini", "psk=«{alnum:20}»"),
        ("a.yml", "db_pw: «{alnum:16}»"),
    ]);
}
