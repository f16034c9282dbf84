//! Lines that a review and an attack on the heuristics found: missed secrets and false alarms.

use super::{must_find, must_pass, must_stop};

#[test]
fn words_in_names_take_back_only_what_they_are_close_to() {
    must_stop(&[
        ("a.env.txt", "CACHE_REDIS_PASSWORD=«{alnum:20}»"),
        ("a.py", "SITE_PASSWORD = \"«{alnum:20}»\""),
        ("a.py", "NEXT_AUTH_SECRET = \"«{alnum:40}»\""),
        ("a.py", "WTF_CSRF_SECRET_KEY = \"«{alnum:40}»\""),
        ("a.py", "CURSOR_API_KEY = \"«{alnum:40}»\""),
        ("a.py", "PAGE_ACCESS_TOKEN = \"«{alnum:40}»\""),
        ("a.py", "HASH_PEPPER_SECRET = \"«{alnum:40}»\""),
        ("a.py", "COOKIE_HASH_KEY = \"«{alnum:40}»\""),
        ("a.rb", "config.active_record.encryption.primary_key = '«{alnum:32}»'"),
        ("a.yml", "registration_shared_secret: «{alnum:40}»"),
        ("a.py", "API_KEY_BACKEND = \"«{alnum:40}»\""),
        ("a.py", "SERVICE_PASSWORD = \"«{alnum:20}»\""),
        ("a.py", "VAPID_PRIV_KEY = \"«{alnum:40}»\""),
        ("a.c", "static const char *APPKEY = \"«{hex:32}»\";"),
    ]);
    must_pass(&[
        ("a.py", "commit_token = \"{alnum:40}\""),
        ("a.py", "api_key_hash = \"{alnum:40}\""),
        ("a.js", "const cacheKey = '{alnum:48}';"),
        ("a.js", "const csrf_access_token = '{alnum:48}';"),
        ("a.js", "const persistedQueryKey = '{hex:64}';"),
        ("a.sdp", "a=ice-pwd:{alnum:24}"),
        ("a.gitconfig", "[user]\n\tsigningkey = {hex:40}"),
        ("a.html", "<input type=\"hidden\" name=\"_token\" value=\"{alnum:40}\">"),
        ("a.js", "algolia: {{ appId: 'X', apiKey: '{hex:32}', indexName: 'docs' }"),
        ("a.h", "#define DS_GUID_USER_PASSWORD \"{uuid}\""),
    ]);
}

#[test]
fn neighbours_are_no_reason_to_pass() {
    must_stop(&[
        ("a.py", "API_KEY = \"«{alnum:40}»\"\n\ncount = 0\nresult = []\n"),
        ("a.py", "SECRET_KEY = \"«{hex:64}»\"\ndef encrypt(plaintext):\n    ciphertext = f(plaintext)\n"),
        ("a.py", "sample_rate = 5; api_key = \"«{alnum:40}»\""),
        ("a.sh", "helm install x \\\n  --client-secret «{alnum:40}» \\\n"),
        ("a.yml", "# was ENC( before\nsecret_key: «{alnum:40}»"),
        ("a.txt", "http://10.0.0.5/snapshot.jpg?user=admin&pwd=«{alnum:16}»"),
        ("a.py", "run(\n\"\"\"\nCREATE USER app IDENTIFIED BY '«{alnum:24}»'\n\"\"\")\n"),
    ]);
    must_pass(&[("a.rsp", "COUNT = 3\nKey = {hex:32}\nIV = {hex:24}\nPlaintext = {hex:32}\nCiphertext = {hex:32}\n")]);
}

#[test]
fn forms_of_values_and_languages() {
    must_stop(&[
        ("a.py", "API_SECRET = \"«0x{hex:64}»\""),
        ("a.py", "API_KEY = \"«{hex:32}-eu»\""),
        ("a.py", "DB_PASSWORD = \"«{alnum:6}-{alnum:6}-{alnum:6}»\""),
        ("a.cs", "public string AccessKey {{ get; set; } = \"«{alnum:40}»\";"),
        ("a.go", "var aesKey, _ = hex.DecodeString(\"«{hex:64}»\")"),
        ("a.rs", "headers.insert(\"x-api-key\", HeaderValue::from_static(\"«{hex:32}»\"));"),
        ("a.swift", "let masterKey = Data(base64Encoded: \"«{alnum:43}=»\")!"),
        ("a.ts", "WEBHOOK_SECRET: z.string().default('«{alnum:32}»'),"),
        ("a.json", "{{ \"ParameterKey\": \"DbPassword\", \"ParameterValue\": \"«{alnum:20}»\" }"),
        ("a.yml", "password: \"_env:PGPASS:«{alnum:24}»\""),
        ("a.conf", "env[DB_PASS] = \"«{alnum:16}»\""),
        ("a.conf", "node {{\n  cookie = \"«{alnum:28}»\"\n}"),
        ("a.sql", "INSERT INTO clients (id, secret, name) VALUES (2, '«{alnum:40}»', 'x');"),
        ("a.csv", "id;name;api_token\n17;Jana;«{alnum:40}»\n"),
        ("a.js", "'/api': {{ target: 'https://x.acme.io', auth: 'staging:«{alnum:16}»' },"),
        ("a.cfg", "    stats auth ops:«{alnum:16}»"),
        ("a.js", "const sequelize = new Sequelize('orders', 'orders_app', '«{alnum:18}»', {{ host: 'x' });"),
        ("a.lua", "local obj = jwt:verify(\"«{alnum:40}»\", token)"),
        ("a.yml", "API_KEY: «/{alnum:39}»"),
    ]);
    must_find(&[
        ("a.js", "connection: {{ user: 'root', password: '«bluehorse»' }"),
        ("a.yml", "superuser_password: «netbox-admin»"),
        ("a.go", "dsn.Password = \"«Barcelona2023!»\""),
    ]);
    must_pass(&[
        ("a.py", "HEX_PAT = \"[0-9A-Fa-f]{{1,4}\""),
        ("a.py", "client.login(\"user42@acme.dev\")"),
        ("a.js", "Paddle.Setup({{ token: 'live_{hex:27}' })"),
        ("a.json", "{{\"zb-psw04\":[[\"easyiot.js\",11]],\"x\":1}"),
        ("a.ts", "key: 'com.acme.api.account.zone.{hex:32}',"),
        ("a.js", "const GA_API_KEY = '{alnum:32}';"),
        ("a.py", "modules.extend(['pdb_smbpasswd', 'pdb_tdbsam'])"),
    ]);
}
