//! What a value looks like.

use super::{must_find, must_pass};

#[test]
fn prefixed_and_joined_values() {
    must_find(&[
        ("a.py", "API_KEY = \"«acme_live_{alnum:24}»\""),
        ("a.py", "API_KEY = \"«acme_test_{alnum:24}»\""),
        ("a.js", "const apiKey = '«sk_{alnum:32}»';"),
        ("a.js", "const apiKey = '«sk-prod-{alnum:32}»';"),
        ("a.go", "apiKey := \"«key-{hex:32}»\""),
        ("a.yml", "api_token: «v1.{hex:40}»"),
        ("a.yml", "api_token: «nimbus_pat_{alnum:36}»"),
        ("a.yml", "api_token: «nimbus-cloud-key-{alnum:36}»"),
        ("a.rb", "SECRET = '«orbit_secret_{base36:30}»'"),
        ("a.properties", "client.secret=«{digits:6}:{alnum:32}»"),
        ("a.ini", "auth_token = «{hex:16}.{hex:32}»"),
        ("a.ini", "auth_token = «{alnum:22}==:{alnum:43}=»"),
        ("a.ini", "api_key = «{alnum:10}:{alnum:30}»"),
        ("settings.py", "APP_KEY = '«base64:{alnum:9}(+{alnum:12}#{alnum:8}^&{alnum:11}=_{alnum:2}»'"),
        ("a.php", "$apiKey = '«app_{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}»';"),
        ("a.toml", "access_token = \"«tok.live.{b64url:40}»\""),
        ("a.toml", "airship_key = \"«air_live_{alnum:32}»\""),
        ("a.ts", "airship: {{ key: '«air_live_key_{alnum:32}»' }"),
        ("a.sh", "export DB_PASSWORD=«pw_live_main_{alnum:24}»"),
        ("a.sh", "export APP_KEY=«base64:{b64:43}=»"),
        ("a.cs", "var apiKey = \"«ACME-{upper:4}{digits:4}-{base32:8}-{base32:8}»\";"),
    ]);
    must_pass(&[
        ("a.go", "import (\n\tjwt \"github.com/dgrijalva/jwt-go\"\n)"),
        ("a.py", "api_key = \"acme_live_environment_settings\""),
        ("a.py", "api_key = \"my_service_api_key_name\""),
        ("a.yml", "token: my-app-v1.2.3-rc1"),
        ("a.yml", "secret: projects/acme/secrets/db/versions/3"),
        ("a.yml", "secret: arn:aws:iam:{digits:12}:role"),
        ("a.yml", "key: app-main-{hex:12}"),
        ("a.js", "const tokenKey = 'user:profile:settings:v2';"),
        ("a.js", "const secret = 'sha256:{hex:64}';"),
        ("a.js", "const token = 'commit-{hex:40}';"),
        ("a.py", "token = \"claude-sonnet-4-5-20250929\""),
        ("a.cs", "const string StorageKey = \"{{{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}}\";"),
        ("a.rsp", "[ENCRYPT]\n\nCOUNT = 0\nKEY = {hex:32}\n"),
        ("a.js", "s.password=\"\",s.host=null,s.port=1,s.path=[],s.x4=!1,t=P(t,\"\")"),
        ("a.xml", "<territory type=\"PW\">i-Palau</territory>"),
        ("nl.json", "\"x\": \"Uw wachtwoord is gewijzigd!\""),
        ("a.h", "#define SN_kx_psk \"KxPSK-DHE1\""),
        ("a.php", "mysqli_fetch_all_test($link, $e, \"BIGINT\", \"{alnum:20}\")"),
        ("a.py", "secret_name = \"acme_live_{alnum:24}\""),
    ]);
}

#[test]
fn signs_anywhere() {
    must_find(&[
        ("settings.py", "SECRET_KEY = '«{alnum:8}(-{alnum:6}$^{alnum:7}&)={alnum:8}#@{alnum:6}%{alnum:4}»'"),
        (
            "wp-config.php",
            "define('AUTH_KEY', '«{alnum:6}[ {alnum:6}~<{alnum:5},;{alnum:6}? |{alnum:8}{{{alnum:5}`.{alnum:7}}{alnum:6}>»');",
        ),
        ("a.json", "\"password\": \"«${alnum:5}#{alnum:4}!{alnum:3}»\""),
        ("a.yml", "password: '«/{alnum:6},{alnum:6}:{alnum:3}»'"),
        ("a.yml", "password: «{alnum:5}{{{alnum:4},{alnum:3}]{alnum:4}»"),
        ("a.properties", "db.password=«{alnum:5}<{alnum:4}&{alnum:3}({alnum:4}»"),
        ("a.py", "password = \"«<{alnum:5}>{alnum:4}?{alnum:4}»\""),
        ("a.go", "Password: \"«%{alnum:6}({alnum:4}&{alnum:2}»\","),
        ("a.cs", "\"Server=db;User Id=sa;Password=«{alnum:5}({alnum:4},{alnum:3}<{alnum:4}»;Encrypt=true\""),
        ("a.cs", "\"Driver={{SQL Server};Server=db;UID=sa;PWD=«{alnum:16}»;\""),
    ]);
    must_pass(&[
        ("a.py", "SECRET = '${{{alnum:20}}'"),
        ("a.py", "password = \"<your password 1!>\""),
        ("a.php", "$password = \"$dbPass1\";"),
        ("a.yml", "password: {{{{ lookup('env', 'DB_PW1') }}"),
        ("a.sh", "export PASSWORD=$(pass show db/prod1!)"),
        ("a.js", "const passwordPattern = '^(?=.*[A-Z])(?=.*[0-9]).{{8,}$';"),
        ("a.js", "password: 'Must be 8+ chars, 1 digit & 1 sign!'"),
        ("a.html", "<input type=\"password\" placeholder=\"{{{{ 'A1' | t }}\">"),
        ("a.c", "snprintf(b, n, \"password=%s;x=%d;A1!\", p, i);"),
    ]);
}
