use proptest::prelude::*;

use super::*;
use crate::sample::expand;

fn known(values: &[&[u8]]) -> Known {
    let value = |v: &&[u8]| Value { secret: Secret::new(*v), from: "A in .env".to_owned() };
    Known::new(values.iter().map(value).collect())
}

fn places(known: &Known, text: &[u8]) -> Vec<Range<usize>> {
    known.scan(text).unwrap().into_iter().map(|c| c.span).collect()
}

#[test]
fn without_values_nothing_is_searched() {
    assert!(known(&[]).scan(b"text").unwrap().is_empty());
    assert!(known(&[]).automaton.is_none());
}

#[test]
fn debug_shows_nothing() {
    let secret = expand("{alnum:18}", 1);
    let value = Value { secret: Secret::new(secret.as_bytes()), from: "A in .env".to_owned() };
    assert!(!format!("{value:?}").contains(&secret[..4]));
}

#[test]
fn more_values_than_fit_are_left_out() {
    let values: Vec<String> = (0..3_000).map(|seed| expand("{alnum:40}", seed)).collect();
    let known = known(&values.iter().map(String::as_bytes).collect::<Vec<_>>());
    assert_eq!(known.values.len(), MAX_VALUES);
    let long: Vec<String> = (0..30).map(|seed| expand("{alnum:4000}", seed)).collect();
    assert_eq!(self::known(&long.iter().map(String::as_bytes).collect::<Vec<_>>()).values.len(), MAX_BYTES / 4000);
}

#[test]
fn a_guess_gives_way_and_a_sure_rule_stays() {
    let secret = expand("{alnum:40}", 1);
    let values = known(&[secret.as_bytes()]);
    let text = format!("a {secret} b");
    let of = |confidence| {
        let mut found = values.scan(text.as_bytes()).unwrap();
        found[0].note = None;
        found[0].confidence = confidence;
        join(found, values.scan(text.as_bytes()).unwrap())
    };
    assert!(of(Confidence::Possible)[0].note.is_some() && of(Confidence::Likely)[0].note.is_none());
    assert_eq!((of(Confidence::Possible).len(), of(Confidence::Likely).len()), (1, 1));
}

#[test]
fn names_of_variables() {
    for name in ["GH_TOKEN", "STRIPE_KEY", "stripe_api_key", "DATABASE_URL", "API_KEY", "TOKEN"] {
        assert!(is_secret_variable(name), "{name}");
    }
    for name in ["PWD", "OLDPWD", "SSH_AUTH_SOCK", "XDG_SESSION_ID", "GIT_AUTHOR_TOKEN", "PATH", "MONKEY", "TERM"] {
        assert!(!is_secret_variable(name), "{name}");
    }
}

#[test]
fn most_random_values_are_worth_looking_for_and_public_ones_are_not() {
    for template in ["{alnum:16}", "{alnum:40}", "{hex:32}", "{b64url:95}", "{base36:25}", "{alnum:12}"] {
        let lost = (0..2_000).filter(|s| secrets("A_KEY", expand(template, *s).as_bytes(), &[]).is_empty()).count();
        assert!(lost < 200, "{template}: {lost} of 2,000");
    }
    for template in ["{alnum:8}", "{alnum:10}", "{alnum:5}!{alnum:4}", "{base36:12}"] {
        let lost =
            (0..2_000).filter(|s| secrets("A_PASSWORD", expand(template, *s).as_bytes(), &[]).is_empty()).count();
        assert!(lost < 600, "{template}: {lost} of 2,000");
    }
    let lost = (0..200).filter(|s| secrets("OTHER", expand("{alnum:40}", *s).as_bytes(), &[]).is_empty()).count();
    assert!(lost < 10, "under no name: {lost} of 200");
    let value = expand("{alnum:40}", 1);
    for name in ["VITE_KEY", "APP_ID", "SUPABASE_ANON_KEY", "MY_SITE_KEY"] {
        assert!(secrets(name, value.as_bytes(), &[]).is_empty(), "{name}");
    }
    for (name, template) in [
        ("COGNITO_USER_POOL", "eu-west-1_{alnum:9}"),
        ("COGNITO", "eu-west-1_{alnum:9}"),
        ("DISTRIBUTION", "E{upper:13}"),
        ("CDN", "E{upper:13}"),
        ("BUILD", "{digits:6}-{hex:12}"),
        ("A_KEY", "pk_live_{alnum:24}"),
        ("A_KEY", "{digits:12}"),
        ("A_SECRET", "2024-10-11T12:13:14Z"),
        ("A_SECRET", "v1.2.3-rc.14-debian-12"),
        ("A_SECRET", "a1b2c3d4e5"),
        ("A_PASSWORD", "Summer2023"),
        ("A_PASSWORD", "P4ssw0rd99"),
        ("A_PASSWORD", "changeme1"),
        ("A_SECRET", "{hex:8}"),
        ("OTHER", "{alnum:20}"),
    ] {
        let silent = (0..20).filter(|s| secrets(name, expand(template, *s).as_bytes(), &[]).is_empty()).count();
        assert!(silent >= 19, "{name}={template}");
    }
    assert!(secrets("A_KEY", value.as_bytes(), &[&value.as_bytes()[..8]]).is_empty());
    let hash = expand("{hex:40}", 1);
    assert!(secrets("A", hash.as_bytes(), &[]).is_empty() && !secrets("A_SECRET", hash.as_bytes(), &[]).is_empty());
}

proptest! {
    /// Whatever is around a value, in base64 at any alignment too: the value is found, and spans are in the text.
    #[test]
    fn a_value_is_found_wherever_it_stands(
        seed in 0u64..1000, before in any::<Vec<u8>>(), after in any::<Vec<u8>>(), signs in "[!-~]{0,6}", form in 0..4
    ) {
        let value = format!("{}{signs}{}", expand("{alnum:16}", seed), expand("{alnum:16}", seed + 5000)).into_bytes();
        let known = known(&[&value]);
        let whole = [&before[..], &value, &after].concat();
        let text = match form {
            0 => whole,
            1 => data_encoding::BASE64.encode(&whole).into_bytes(),
            2 => data_encoding::BASE64URL_NOPAD.encode(&whole).into_bytes(),
            _ => [&before[..], b"\n", &serde_json::to_vec(std::str::from_utf8(&value).unwrap()).unwrap(), &after].concat(),
        };
        let found = places(&known, &text);
        prop_assert!(!found.is_empty());
        prop_assert!(found.iter().all(|span| span.start < span.end && span.end <= text.len()));
        prop_assert!(found.windows(2).all(|w| w[0].end <= w[1].start));
    }
}
