use super::*;
use crate::sample::expand;

type Check = fn(&[u8]) -> bool;

#[test]
fn known_texts() {
    let table: [(&str, &str, Check); 13] = [
        ("{b64text:tok:[hex:8]_[hex:4]_[hex:30]}", "{b64text:key:[hex:8]_[hex:4]_[hex:30]}", intercom),
        ("sk_live_{b64text:key_01[upper:24],[alnum:25]}", "sk_live_{alnum:70}", workos),
        ("{b64text:[alnum:20]:[alnum:22]}", "{b64text:[alnum:20]:[alnum:23]}", elastic),
        ("{b64text:[base36:26]:[hex:8]-[hex:4]-[hex:4]-[hex:4]-[hex:12]}", "{b64text:[base36:26]:[hex:32]}", ngc),
        ("BBDC-{b64text:[digits:12]:[alnum:20]}", "BBDC-{b64text:[lower:12]:[alnum:20]}", data_centre),
        ("{b64text:[digits:12]:[alnum:20]}", "{b64:44}", data_centre),
        ("{b64urltext:1[digits:17]}.{b64url:6}.{b64url:38}", "{lower:24}.{b64url:6}.{b64url:38}", discord),
        (
            "glc_{b64text:<\"o\":\"[digits:6]\",\"n\":\"ci\",\"k\":\"[alnum:24]\",\"m\":<\"r\":\"eu\">>}",
            "glc_{b64text:<\"o\":\"[digits:6]\",\"n\":\"ci\">}",
            grafana_cloud,
        ),
        (
            "{b64text:<\"k\":\"[alnum:32]\",\"n\":\"ci\",\"id\":1>}",
            "{b64text:<\"k\":\"[alnum:32]\",\"t\":\"report\">}",
            grafana_legacy,
        ),
        (
            "sntrys_{b64text:<\"iat\":1760000000.5,\"url\":\"https://sentry.io\",\"org\":\"acme\">}_{b64:43}",
            "sntrys_{b64text:<\"iat\":1760000000.5,\"url\":\"https://sentry.io\",\"org\":\"acme\">}_{b64:41}",
            sentry,
        ),
        (
            "ops_{b64text:<\"email\":\"a@b.c\",\"muk\":<\"k\":\"[alnum:43]\">,\"secretKey\":\"A3-[upper:6]\">}",
            "ops_{b64text:<\"email\":\"a@b.c\">}",
            onepassword,
        ),
        ("sk.{b64urltext:<\"u\":\"acme\",\"a\":\"[base36:25]\">}.{b64url:22}", "sk.{alnum:40}.{b64url:22}", mapbox),
        ("{b64text:tok:[hex:8]_[hex:4]_[hex:31]}", "dG9rOg==", intercom),
    ];
    for (good, bad, check) in table {
        assert!(check(expand(good, 1).as_bytes()), "{good}");
        assert!(!check(expand(bad, 1).as_bytes()), "{bad}");
    }
}

#[test]
fn snyk_says_when_it_ends() {
    let of = |end: &str| {
        let body = format!(r#"{{b64urltext:<"e":{end},"h":"snyk.io","j":"[alnum:16]","s":"[b64url:22]">}}"#);
        snyk(expand(&format!("snyk_uat.{{hex:8}}.{body}.{{b64url:86}}"), 1).as_bytes(), 2_000)
    };
    assert!(matches!(of("3000"), Verdict::Pass(_)));
    assert!(matches!(of("1000"), Verdict::Weak));
    assert!(matches!(snyk(b"snyk_uat.0.eyJh.x", 0), Verdict::Fail));
    // From the page of formats, in two pieces.
    let token = ["snyk_ua", "t.35996184.eyJlIjoxODkzNDU2MDAwLCJoIjoic255ay5pbyIsImoiOiJuSkVPZjBEdVFOeDlwTVJQQXZDT1d4IiwicyI6InUteVl3T2RhMXhwdDhRWmVpdmZFbTBSTSJ9.zxajk_TIskcvA6B_SSLi5UDw2V2V8RCFkXhvM2pkJHbyb2MfdNhCRzH9NDm25sulHvFvWJLI7E1nMiktRrltLx"].concat();
    assert!(matches!(snyk(token.as_bytes(), 1_790_000_000), Verdict::Pass(_)));
}

#[test]
fn pairs_and_ends() {
    let of = |template: &str| pair(expand(template, 1).as_bytes());
    assert!(matches!(of("{b64text:ci-bot:[alnum:16]}"), Verdict::Pass(_)));
    assert!(matches!(of("{b64text:user:password}"), Verdict::NotSecret));
    assert!(matches!(of("{b64text:Aladdin:open sesame}"), Verdict::NotSecret));
    assert!(matches!(of("{b64text:ci-bot [alnum:16]}"), Verdict::Fail));
    let reference =
        |end: &str| artifactory(expand(&format!("{{b64text:reftkn:01:{end}:[alnum:24]}}"), 1).as_bytes(), 2_000);
    assert!(matches!(reference("0000000000"), Verdict::Pass(_)));
    assert!(matches!(reference("0000003000"), Verdict::Pass(_)));
    assert!(matches!(reference("0000001000"), Verdict::Weak));
    assert!(matches!(reference("soon"), Verdict::Fail));
}
