//! Public values that belong to a secret key: publishable keys, ids, account names.

use super::FalsePositives;

/// Public counterparts of secret keys, by service.
pub(super) const SIBLINGS: [FalsePositives; 16] = [
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
    (
        "client ids and client-side keys of payment",
        &[
            &["RAMP_KEY=ramp_id_{alnum:40}"],
            &["MP_KEY=APP_USR-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["adyen_client_key: live_{upper:32}"],
            &["MIDTRANS_KEY=Mid-client-{alnum:16}"],
            &["LOB_KEY=live_pub_{hex:31}"],
            &["PAGARME_KEY=ek_live_{alnum:30}"],
            &["EBAY_APP_ID=JaneDoe-Shop-PRD-{hex:10}-{hex:8}"],
            &["EBAY_DEV_ID={hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["\"id\": \"pi_{alnum:24}\""],
            &["etsy_keystring: {base36:24}"],
        ],
    ),
    (
        "client ids and client-side keys of accounts",
        &[
            &["FORTYTWO_UID=u-s4t2ud-{hex:64}"],
            &["LARK_APP_KEY=cli_{base36:16}"],
            &["STYTCH_TOKEN=public-token-live-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["STYTCH_PROJECT_KEY=project-live-{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["DUO_IKEY=DI{upper:18}"],
            &["CANVA_CLIENT_ID=OC-{alnum:12}"],
            &["FACEBOOK_APP_ID={digits:16}"],
            &["KLAVIYO_COMPANY_ID={alnum:6}"],
            &["DEVCYCLE_KEY=dvc_client_{hex:8}_{hex:4}_{hex:4}"],
        ],
    ),
    (
        "ids beside a secret, public halves",
        &[
            &["AIKIDO_KEY=AIK_CLIENT_{alnum:24}"],
            &["TABLEAU_TOKEN_NAME=ci-publisher"],
            &["NOTIFY_SERVICE_ID={hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"],
            &["JUMPCLOUD_ORG_ID={hex:24}"],
            &["statuspage_page_id: {base36:12}"],
            &["WEBHOOK_KEY=whpk_{b64:42}A="],
            &["DOTENV_PUBLIC_KEY=\"03{hex:64}\""],
            &["nats_user: U{base32:55}"],
            &["scalr_token_id: at-{base36:15}"],
            &["test:\n  secret_key_base: {hex:128}\n"],
        ],
    ),
];
