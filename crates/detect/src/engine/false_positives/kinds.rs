//! Whole kinds of values that occur under secret-like names and next to names of services, and are not secret. They are
//! tested as code and as settings.

use super::FalsePositives;

/// Values that are not secret, by kind.
pub(super) const KINDS: [FalsePositives; 12] = [
    (
        "models of every vendor",
        &[
            &["const m = openai(\"gpt-4o-mini-2024-07-18\");"],
            &["const m = anthropic(\"claude-haiku-4-5-20251001\");"],
            &["c = groq(\"llama-3.3-70b-versatile\")"],
            &["model = \"groq:llama-3.3-70b-versatile\"  # groq key"],
            &["replicate.run(\"stability-ai/sdxl:{hex:64}\", token)"],
            &["TOKEN_MODEL=us.anthropic.claude-sonnet-4-20250514-v1:0"],
            &["mistral: open-mixtral-8x22b\ncohere: command-r-plus-08-2024\nxai: grok-4-0709"],
            &["fireworks_key_model = 'accounts/fireworks/models/llama-v3p1-405b-instruct'"],
            &["openai_token: ft:gpt-4o-mini-2024-07-18:acme:support:{alnum:8}"],
        ],
    ),
    (
        "images, tags and versions",
        &[
            &["images: |\n  - image: acme.dev/bitnami/jenkins:2.516.2-debian-12-r0"],
            &["minio: RELEASE.2024-10-13T13-34-11Z"],
            &["jenkins_token: image=bitnami/jenkins:2.516.2-debian-12-r0"],
            &["variable \"secret_image\" {{ default = \"minio/minio:2025.7.23-debian-12-r3\" }"],
            &["vault = \"ghcr.io/acme/vault@sha256:{hex:64}\""],
            &["token-service: acme/token-service:v1.2.3-45-ga{hex:7}"],
            &["github: actions/checkout@{hex:40}"],
        ],
    ),
    (
        "a call's own password",
        &[&["a=ice-ufrag:x\r\na=ice-pwd:{alnum:24}\r\n"], &["icePwd: \"{alnum:24}\""], &["ice_pwd = '{alnum:24}'"]],
    ),
    (
        "samples of manuals",
        &[
            &["totp_secret = \"JBSWY3DP", "EHPK3PXP\""],
            &["otpauth://totp/A:b?secret=JBSWY3DP", "EHPK3PXPJBSWY3DP", "EHPK3PXP&issuer=A"],
            &["secret = \"GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQ\""],
            &["<add key=\"ClearTextPassword\" value=\"hal+", "9ooo_da!sY\" />"],
            &["password = \"33f!!", "lloppa\""],
            &["AWS_SECRET_ACCESS_KEY=wJalrXUtn", "FEMI"],
            &["SECRET_KEY = '192b9bdd22ab9ed4d12e236c", "78afcb9a393ec15f71bbf5dc987d54727823bcbf'"],
            &["password = \"a1b2c3d4\""],
            &["api_key = 'q1w2e3r4t5y6'"],
            &["token=\"abc123xyz789\""],
            &["password: 1qaz2wsx3edc"],
        ],
    ),
    (
        "ciphertext",
        &[
            &["stripe_secret_key: ENC[AES256_GCM,data:{b64:43}=,iv:{b64:43}=,tag:{b64:22}==,type:str]"],
            &["{{\"github_password\": \"ENC[AES256_GCM,data:{b64:14}==,iv:{b64:43}=,tag:{b64:22}==,type:str]\"}"],
            &["github_token: >\n    ENC[PKCS7,{b64:60}\n    {b64:60}]"],
            &["password=ENC({b64:43}=)"],
            &["<password>{{{b64:43}=}</password>"],
            &["<password>{{[name=master,cipher=AES/GCM/NoPadding]{b64:43}=}</password>"],
            &["github.token=vault:v1:{b64:64}"],
            &["spring.datasource.password={{cipher}{hex:64}"],
            &["$secret = 'k8s:enc:aescbc:v1:key1:{b64:40}';"],
            &["secret=AQICAHh{b64:120}", "\npassword=U2FsdGVkX1{b64:32}"],
            &["deploy:\n  api_key:\n    secure: \"{b64:344}\""],
            &["kind: SealedSecret\nspec:\n  encryptedData:\n    github-token: AgB{b64:400}"],
            &["{{\"password\": {{\"encrypted_data\": \"{b64:80}\", \"iv\": \"{b64:16}\"}}"],
        ],
    ),
    (
        "words in base64",
        &[
            &["data:\n  redis-password: {b64of:password}\n  PASSWORD: {b64of:changeme}"],
            &["  a-password: {b64of:redis}\n  token: \"{b64of:storageos}\""],
            &["  grafana-password: {b64of:P@ssw0rd}\n  API_KEY: {b64of:test1234}"],
        ],
    ),
    (
        "links to what pages show",
        &[
            &[
                "https://firebasestorage.googleapis.com/v0/b/a.appspot.com/o/m%2F1.jpeg?alt=media&token={hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}",
            ],
            &[
                "[![c](https://codecov.io/gh/a/b/branch/main/graph/badge.svg?token={alnum:10})](https://codecov.io/gh/a/b)",
            ],
            &["![b](https://sonarcloud.io/api/project_badges/measure?project=a&metric=x&token={hex:40})"],
            &["![c](https://circleci.com/gh/a/b/tree/main.svg?style=svg&circle-token={hex:40})"],
            &["<img src=\"https://cdn.acme.dev/p.png?token={alnum:32}\">"],
        ],
    ),
    (
        "public halves",
        &[
            &["licenseKey = \"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{b64:86}==\""],
            &["signing_key = \"MIIBCgKCAQEA3{b64:340}IDAQAB\""],
            &["const appKey = \"BJ{b64url:85}\""],
            &["apiKey = \"AAAAC3NzaC1lZDI1NTE5AAAAI{b64:43}\""],
            &["masterKey: RWQ{b64:53}"],
            &["secretCert = \"MIIDdzCCAl+gAwIBAgIE{b64:300}\""],
        ],
    ),
    (
        "digests of nothing and of words",
        &[
            &["token = \"d41d8cd98f00b204", "e9800998ecf8427e\""],
            &["password = \"5f4dcc3b5aa765d61", "d8327deb882cf99\""],
            &["secret: e3b0c44298fc1c149afbf4c8996fb924", "27ae41e4649b934ca495991b7852b855"],
            &["apiKey=\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5", "NMpJWZG3hSuFU=\""],
        ],
    ),
    (
        "nonces, salts and what else is sent along",
        &[
            &["token = make_token(user, nonce=\"{alnum:24}\")"],
            &["derive_key(password, salt=b\"{alnum:24}\", n=1)"],
            &["salt = \"{hex:32}\""],
            &["        checksum/secret: {hex:64}\n        checksum/github-token: \"{hex:64}\""],
            &["WWW-Authenticate: Digest realm=\"x\", nonce=\"{hex:32}\", opaque=\"{hex:32}\""],
            &["Cache-Control: public, max-age=31536000, immutable; key={alnum:32}"],
            &["getToken({{ tenant_id: \"{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\" })"],
        ],
    ),
    (
        "UUIDs that name something",
        &[
            &[
                "export enum P {{\n  NordPass = \"{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\",\n  OtherToken = \"{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\",\n}",
            ],
            &["\"password_data\": \"74D93920-ED26-11E3-", "AC10-0800200C9A66\","],
            &[
                "var m = map[string]string{{\n  \"{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\": \"NordPass\",\n  \"{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\": \"Token 2\",\n}",
            ],
            &["static readonly Guid AccessToken = new Guid(\"{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\");"],
            &["aaguidOfYubiKeyToken: \"{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\""],
        ],
    ),
    (
        "ids, addresses and publishable keys",
        &[
            &["stripe: price_1{alnum:23}\nairtable: app{alnum:14}\nokta: 0oa{alnum:17}"],
            &["token: \"0x{hex:40}\""],
            &["icon_token = \"iVBORw0KGgoAAAANSUhEUgAAA{b64:90}\""],
            &["jwt_key: \"LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0K{b64:80}\""],
            &["COGNITO_TOKEN_POOL=eu-west-1_{alnum:9}"],
            &["PUSHER_APP_KEY={hex:20}"],
            &["GITHUB_CLIENT=Ov23{alnum:16}", "\nSTRIPE_KEY=pk_live_{alnum:24}\nPOSTHOG_API_KEY=phc_{alnum:43}"],
            &["MAPBOX_TOKEN=pk.eyJ1Ijoi{alnum:60}.{b64url:22}"],
            &["SUPABASE_KEY=sb_publishable_{alnum:22}_{alnum:8}\nSUPABASE_ANON_KEY={jwt:anon}"],
            &["clickhouse://default:word@default:8123"],
        ],
    ),
];
