//! Data of another kind that looks as random as a key.

use super::FalsePositives;

/// Random-looking data of another kind.
pub(super) const DATA: [FalsePositives; 16] = [
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
