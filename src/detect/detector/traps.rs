//! Texts that look like credentials and are none: samples of manuals, references, random data of another kind, public
//! siblings. Templates of `detect::sample`; published values stand in pieces, joined here at run time.

use super::*;
use crate::detect::sample::expand;

/// A trap's name and its texts; the pieces of a text are joined without a space between them.
type Trap = (&'static str, &'static [&'static [&'static str]]);

/// Values that are no secrets.
const VALUES: [Trap; 8] = [
    (
        "samples of vendors' manuals",
        &[
            &["aws_access_key_id = AKIA", "IOSFODNN7", "EXAMPLE"],
            &["AWS_ACCESS_KEY_ID=AKIA", "I44QH8DHB", "EXAMPLE"],
            &["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"],
            &["stripe.api_key = \"sk_test", "_4eC39HqLyjWDarjtT1", "zdp7dc\""],
            &["stripe.api_key = \"sk_test", "_BQokikJOvBiI2HlWgH", "4olfQ2\""],
            &["https://hooks.slack.com/services/T00000000/B00000000/", "XXXXXXXXXXXXXXXXXXXXXXXX"],
            &["TWILIO_ACCOUNT_SID=AC{x:32}", "\nTWILIO_AUTH_TOKEN=your_auth_token"],
            &["Authorization: Basic QWxhZGRpbj", "pvcGVuIHNlc2FtZQ=="],
            &["X-Postmark-Server-Token: POSTMARK_API_TEST"],
            &["LITELLM_MASTER_KEY=sk-1234"],
            &["secret_scanning_ab85", "fc6f8d7638cf1c11da812da308d43_zwx12"],
            &[
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
                ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ",
                ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
            ],
        ],
    ),
    (
        "public development constants",
        &[
            &[
                "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/",
                "KBHBeksoGMGw==;",
            ],
            &[
                "AccountEndpoint=https://localhost:8081/;AccountKey=C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPM",
                "bIZnqyMsEcaGQy67XIw/Jw==",
            ],
            &["PRIVATE_KEY=0xac0974bec39a17e36ba4a6b4d238ff94", "4bacb478cbed5efcae784d7bf4f2ff80"],
            &["mnemonic = \"test test test test test test test test test test test junk\""],
            &[
                "mnemonic: abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
            ],
            &["TURNSTILE_SECRET_KEY=1x0000000000000000", "000000000000000AA"],
            &["TURNSTILE_SECRET_KEY=2x0000000000000000", "000000000000000AA"],
            &["RECAPTCHA_SECRET_KEY=6LeIxAcTAAAAAGG-", "vFI1TnRWxMZNFuojJ4WifJWe"],
            &["MINIO_ROOT_PASSWORD=minioadmin"],
            &["amqp://guest:guest@localhost:5672/"],
            &["DATABASE_URL=postgres://postgres:postgres@localhost:5432/app"],
            &["url = \"http://ci:{alnum:14}@api.example.com/\""],
        ],
    ),
    (
        "typed placeholders",
        &[
            &["OPENAI_API_KEY=sk-proj-{x:164}"],
            &["GITHUB_TOKEN=ghp_{X:36}"],
            &["STRIPE_KEY=sk_live_", "************************"],
            &["ANTHROPIC_API_KEY=your-api-key-here"],
            &["API_TOKEN=YOUR_TOKEN"],
            &["password = \"changeme\""],
            &["password: change-me"],
            &["SECRET_KEY=replace_me"],
            &["token = 'insert-key'"],
            &["api_key: dummy"],
            &["passwd = \"foobar\""],
            &["DEEPGRAM_API_KEY=", "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef"],
            &["WANDB_API_KEY=", "0123456789012345678901234567890123456789"],
            &["AZURE_OPENAI_API_KEY=", "abcdef1234567890abcdef1234567890"],
            &["npm_token: none"],
        ],
    ),
    (
        "references",
        &[
            &["token: <token>"],
            &["TOKEN=${TOKEN}"],
            &["PASSWORD=$DB_PASSWORD"],
            &["set KEY=%API_KEY%"],
            &["api_key: {{{{ vault_api_key }}"],
            &["GITHUB_TOKEN: ${{{{ secrets.GITHUB_TOKEN }}"],
            &["password: #{db_password}"],
            &["SecretString: !Ref DatabaseSecret"],
            &["export TOKEN=$(gcloud auth print-access-token)"],
            &["password: ENC(", "{b64:43}=)"],
            &["api_key: ENC[AES256_GCM,data:{b64:40}=,iv:{b64:43}=,tag:{b64:22}==,type:str]"],
            &["DB_PASSWORD=op://prod/database/password"],
            &["password: vault:secret/data/db#password"],
            &["secret: arn:aws:secretsmanager:eu-west-1:{digits:12}:secret:db-{alnum:6}"],
            &["KEY=@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/key/{hex:32})"],
            &["valueFrom: ssm:/prod/db/password"],
            &["spec:\n  encryptedData:\n    password: AgB{b64:400}"],
            &["password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {hex:80}\n  {hex:80}\n  {hex:80}"],
        ],
    ),
    (
        "references in code",
        &[
            &["const key = process.env.OPENAI_API_KEY;"],
            &["apiKey: import.meta.env.VITE_API_KEY,"],
            &["password = os.environ[\"DB_PASSWORD\"]"],
            &["token = os.getenv(\"GITHUB_TOKEN\", default_token_value)"],
            &["String secret = System.getenv(\"CLIENT_SECRET\");"],
            &["'password' => env('DB_PASSWORD', ''),"],
            &["secret_key = ENV.fetch(\"SECRET_KEY_BASE\")"],
            &["api_key = config.get('openai.api_key')"],
            &["let token = std::env::var(\"API_TOKEN\")?;"],
            &["const SECRET: &str = env!(\"BUILD_SECRET\");"],
            &["const token = Deno.env.get(\"DENO_DEPLOY_TOKEN\");"],
            &["password = secrets.DATABASE_PASSWORD"],
            &["url = f\"postgres://{user}:{password}@{host}/db\""],
            &["url = \"postgres://%s:%s@%s/db\" % (user, password, host)"],
            &["url := \"amqp://\" + cfg.User + \":\" + cfg.Password + \"@\" + cfg.Host"],
            &["uri = 'https://sigmavirus24:not-re%40l@github.com/sigmavirus24/rfc3986'"],
            &["MultiHostUrl('https://foo.com:123,foo:bar@bar.com/path')"],
        ],
    ),
    (
        "defaults that are none",
        &[&["KEY=${API_KEY:-}"], &["KEY=${API_KEY:-changeme}"], &["TOKEN=${TOKEN:-your-token-here}"]],
    ),
    (
        "masked values",
        &[
            &["key sk-ant-api03-{alnum:3}", "...{alnum:2}AA"],
            &["GITHUB_TOKEN=ghp_****"],
            &["use `sk-...` here"],
            &["AWS_ACCESS_KEY_ID=AKIA****************"],
            &["glpat-********************"],
        ],
    ),
    (
        "encrypted and hashed",
        &[
            &["password: $2b$12${alnum:53}"],
            &["password = '$argon2id$v=19$m=65536,t=3,p=4${b64:22}${b64:43}'"],
            &["root:$6$saltsalt${alnum:86}:19000:0:99999:7:::"],
            &["userPassword: {{SSHA}{b64:32}"],
        ],
    ),
];

/// Random-looking data of another kind.
const DATA: [Trap; 16] = [
    (
        "subresource integrity",
        &[
            &["\"integrity\": \"sha512-{b64:86}==\","],
            &["  integrity sha512-{b64:86}=="],
            &["<script src=\"a.js\" integrity=\"sha384-{b64:64}\" crossorigin=\"anonymous\"></script>"],
        ],
    ),
    (
        "64 hexadecimal digits",
        &[
            &["checksum = \"{hex:64}\""],
            &["    --hash=sha256:{hex:64} \\"],
            &["image: nginx@sha256:{hex:64}"],
            &["together/setup@sha256:{hex:64}"],
            &["tx 0x{hex:64} confirmed"],
            &["linode.qcow2 digest {hex:64}"],
        ],
    ),
    ("go.sum", &[&["github.com/acme/lib v1.2.3 h1:{b64:43}=\ngithub.com/acme/lib v1.2.3/go.mod h1:{b64:43}="]]),
    (
        "40 hexadecimal digits",
        &[
            &["commit {hex:40}"],
            &["Subproject commit {hex:40}"],
            &["uses: deepgram/setup-action@{hex:40}"],
            &["wandb rev = \"{hex:40}\""],
            &["deepgram_commit: {hex:40}"],
            &["circleci/orb sha1: {hex:40}"],
            &["meraki {hex:40}"],
        ],
    ),
    (
        "32 hexadecimal digits",
        &[
            &["ETag: \"{hex:32}\""],
            &["md5 = {hex:32}"],
            &["trace_id={hex:32}"],
            &["assemblyai_transcript: {hex:32}"],
            &["datadog.trace_id: {hex:32}"],
            &["CLOUDFLARE_ZONE_ID={hex:32}"],
        ],
    ),
    (
        "UUIDs",
        &[
            &["AZURE_TENANT_ID={hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["client_id = \"{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\""],
            &["pinecone_project_id: {hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["heroku request_id={hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["postmark correlation {hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
        ],
    ),
    (
        "data URIs and images",
        &[
            &["<img src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg{b64:2000}==\">"],
            &["@font-face {{ src: url(data:font/woff2;base64,d09GMgABAAAAA{b64:3000}) }"],
            &["\"image/png\": \"iVBORw0KGgo{b64:2400}=\\n\""],
        ],
    ),
    (
        "DNA and proteins",
        &[
            &["ACGTACGGTTCAAKIAGGTCCATTGACGGATTACAGATTACACCATTGGAC"],
            &["MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVKALPDAQ"],
        ],
    ),
    (
        "source maps",
        &[
            &["//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjoz{b64:1200}"],
            &["{{\"version\":3,\"mappings\":\"AAAA,SAASA{b64:300},CAAC\"}"],
        ],
    ),
    (
        "PEM text in code",
        &[
            &["const HEAD: &str = \"-----BEGIN RSA ", "PRIVATE KEY-----\";"],
            &["if line == '-----BEGIN ", "PRIVATE KEY-----': inside = True"],
            &["The file begins with `-----BEGIN OPENSSH ", "PRIVATE KEY-----` and holds base64."],
        ],
    ),
    (
        "identifiers that begin like a key",
        &[
            &["from huggingface_hub import hf_hub_download_with_progress_and_retries_on"],
            &["fw_version_information_string_length = 20"],
            &["re_compile_pattern_with_all_the_flags(x)"],
            &["gsk_gl_renderer_get_default_shader_profile_with_fallback_on(self)"],
            &["VK_FORMAT r8_unorm_r8_snorm_r8_uint_r8_sint_conversion"],
            &["class=\"fc-button-group fc-today-button fc-state-disabled-now\""],
            &["class=\"sk-top-container sk-folding-cube sk-estimator-doc-link-on\""],
            &["<div class=\"pa-0 ma-0 pa-auto-fill-height-and-the-rest-of-it-all\">"],
            &["tok_kind_is_identifier_or_keyword_and_then_some_more"],
            &["npm_config_registry_with_a_very_long_name_here"],
            &["key_name_of_the_thing_that_is_not_a_secret = 1"],
        ],
    ),
    (
        "model names",
        &[
            &["model = \"pplx-7b-online\""],
            &["model: \"xai-org/grok-1\""],
            &["pplx-70b-chat-alpha-online-preview-model"],
        ],
    ),
    (
        "eyJ in links",
        &[
            &["https://app.powerbi.com/view?r=eyJrIjoi{alnum:48}iLCJ0Ijoi{alnum:50}"],
            &["?cursor=eyJsYXN0X2lkIjo{alnum:40}"],
            &["__NEXT_DATA__ eyJwcm9wcyI6{alnum:200}"],
        ],
    ),
    (
        "text in other languages",
        &[
            &["password=\"Passwort vergessen? Bitte wenden Sie sich an die Verwaltung\""],
            &["token_label: \"Zugangsschluesselverwaltungsoberflaechenbeschriftung\""],
        ],
    ),
    (
        "public keys",
        &[
            &["ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB{b64:340} ci@acme"],
            &["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b64:43} ci@acme"],
            &["recipient: age1{base36:58}"],
            &[
                "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A{b64:32}\n{b64:64}\n-----END PUBLIC KEY-----",
            ],
            &["VAPID_PUBLIC_KEY=B{b64url:86}"],
            &["{pem:certificate}"],
        ],
    ),
    (
        "sealed and lock files",
        &[&["resolved \"https://acme.dev/a/-/a-1.0.0.tgz#{hex:40}\""], &["{{\"_resolved\": \"sha1-{b64:27}=\"}"]],
    ),
];

/// Public siblings of secret keys.
const SIBLINGS: [Trap; 13] = [
    (
        "Stripe and Clerk",
        &[
            &["STRIPE_PUBLISHABLE_KEY=pk_live_{alnum:24}"],
            &["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_live_{b64of:clerk.acme.dev$}"],
        ],
    ),
    ("Supabase", &[&["SUPABASE_KEY=sb_publishable_{alnum:22}_{alnum:8}"], &["SUPABASE_ANON_KEY={jwt:anon}"]]),
    (
        "PostHog and Langfuse",
        &[&["POSTHOG_KEY=phc_{alnum:43}"], &["LANGFUSE_PUBLIC_KEY=pk-lf-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"]],
    ),
    (
        "Mapbox",
        &[
            &["mapboxgl.accessToken = 'pk.eyJ1Ijoi{alnum:60}.{b64url:22}'"],
            &["MAPBOX_TOKEN=tk.eyJ1Ijoi{alnum:60}.{b64url:22}"],
        ],
    ),
    (
        "monitoring",
        &[
            &["SENTRY_DSN=https://{hex:32}@o{digits:6}.ingest.sentry.io/{digits:7}"],
            &["clientToken: 'pub{hex:32}'"],
            &["APPINSIGHTS_INSTRUMENTATIONKEY={hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
        ],
    ),
    (
        "captchas",
        &[
            &["HCAPTCHA_SITEKEY={hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["RECAPTCHA_SITE_KEY=6Ld{b64url:5}AAAAA{b64url:27}"],
            &["TURNSTILE_SITE_KEY=0x4AAAAAA{alnum:15}"],
        ],
    ),
    (
        "PubNub and LaunchDarkly",
        &[
            &["publishKey: 'pub-c-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}'"],
            &["subscribeKey: 'sub-c-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}'"],
            &["LD_MOBILE_KEY=mob-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["LD_CLIENT_SIDE_ID={hex:24}"],
        ],
    ),
    (
        "payment",
        &[
            &["tokenizationKey: 'sandbox_{base36:8}_{base36:16}'"],
            &["link_token: \"link-production-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}\""],
            &["public_token: public-production-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["Paddle.Setup({{ token: 'live_{hex:27}' })"],
            &["SQUARE_APPLICATION_ID=sq0idp-{b64url:22}"],
            &["FLW_PUBLIC_KEY=FLWPUBK-{hex:32}-X"],
            &["XENDIT_PUBLIC_KEY=xnd_public_production_{alnum:40}"],
            &["RAZORPAY_KEY_ID=rzp_live_{alnum:14}"],
        ],
    ),
    (
        "analytics",
        &[
            &["analytics.load(\"{alnum:32}\")"],
            &["ALGOLIA_SEARCH_KEY={hex:32}"],
            &["ALGOLIA_APP_ID={upper:6}{digits:4}"],
            &["MIXPANEL_TOKEN={hex:32}"],
            &["amplitude.init('{hex:32}')"],
        ],
    ),
    (
        "Twilio and AWS ids",
        &[
            &["TWILIO_ACCOUNT_SID=AC{hex:32}"],
            &["TWILIO_API_KEY_SID=SK{hex:32}"],
            &["UserId: AIDA{base32:16}"],
            &["RoleId: AROA{base32:16}"],
            &["GroupId: AGPA{base32:16}"],
            &["PolicyId: ANPA{base32:16}"],
        ],
    ),
    ("GitHub client ids", &[&["GITHUB_CLIENT_ID=Iv1.{hex:16}"], &["GITHUB_CLIENT_ID=Iv23li{alnum:14}"]]),
    (
        "OAuth client ids",
        &[
            &["GOOGLE_CLIENT_ID={digits:12}-{base36:32}.apps.googleusercontent.com"],
            &["OKTA_CLIENT_ID=0oa{alnum:17}"],
            &["DISCORD_APPLICATION_ID={digits:18}"],
        ],
    ),
    (
        "others",
        &[
            &["MAILGUN_PUBLIC_KEY=pubkey-{hex:32}"],
            &["client_id: mdb_sa_id_{hex:24}"],
            &["ONESIGNAL_APP_ID={hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{b64url:43}\",\"y\":\"{b64url:43}\"}"],
        ],
    ),
];

/// What is reported, but as a warning.
const WEAK: [Trap; 5] = [
    (
        "a web key of Google in a file that ships",
        &[&["firebase.initializeApp({{ apiKey: \"AIzaSyD{b64url:32}\", authDomain: \"acme.firebaseapp.com\" })"]],
    ),
    (
        "a password for this machine",
        &[
            &["DATABASE_URL=postgres://app:{alnum:14}@localhost:5432/app"],
            &["redis://:{alnum:14}@127.0.0.1:6379"],
            &["amqp://svc:{alnum:14}@host.docker.internal/"],
            &["https://ci:{alnum:14}@git.acme.local/"],
        ],
    ),
    ("an expired token", &[&["id_token={jwt:expired}"]]),
    (
        "a checksum that fails",
        &[
            &["GRAFANA_TOKEN=glsa_{alnum:32}_0{hex:7}"],
            &["CLOUDFLARE_API_TOKEN=cfut_{alnum:40}0{hex:7}"],
            &["VERCEL_TOKEN=vcp_{alnum:55}0"],
        ],
    ),
    (
        "a name that says otherwise",
        &[&["wandb_cache_key = {hex:40}"], &["pinecone_public_key: {hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"]],
    ),
];

/// What is found in the traps, one line each: trap, text as written here, rule, confidence.
fn found(traps: &[Trap], wanted: impl Fn(&[Candidate<'_>]) -> bool) -> Vec<String> {
    let detector = Detector::new(Vec::new(), 1_790_000_000);
    let mut wrong = Vec::new();
    for (name, pieces) in traps.iter().flat_map(|(name, texts)| texts.iter().map(move |pieces| (name, pieces))) {
        for seed in 0..3 {
            let text = expand(&pieces.concat(), seed);
            let found = detector.scan(text.as_bytes(), Setting::Data).unwrap();
            if !wanted(&found) {
                let ids: Vec<_> = found.iter().map(|c| (c.rule.id.as_ref(), c.confidence)).collect();
                wrong.push(format!("{name}: {} (seed {seed}): {ids:?}", pieces[0]));
            }
        }
    }
    wrong
}

#[test]
fn nothing_is_found_in_a_trap() {
    let wrong = [VALUES.as_slice(), &DATA, &SIBLINGS].map(|traps| found(traps, |found| found.is_empty())).concat();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_weak_only_warns() {
    let warns =
        |found: &[Candidate<'_>]| found.iter().all(|c| c.confidence == Confidence::Possible) && !found.is_empty();
    let wrong = found(&WEAK, warns);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_real_value_behind_a_default_is_found() {
    let detector = Detector::new(Vec::new(), 1_790_000_000);
    let text = expand("KEY=${{GROQ_API_KEY:-gsk_{alnum:20}WGdyb3FY{alnum:24}}", 1);
    assert_eq!(detector.scan(text.as_bytes(), Setting::Data).unwrap().len(), 1);
}
