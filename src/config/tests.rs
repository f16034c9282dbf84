use super::*;

fn error(text: &str) -> String {
    Config::parse(text.as_bytes(), FILE).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn faults_name_line_and_key_and_never_a_value() {
    let secret = "s3cr3t-value";
    for (text, expected) in [
        (format!("quiet = \"{secret}\"\n"), ".akguard.toml:1: quiet must be true or false"),
        (format!("\nquite = \"{secret}\"\n"), ".akguard.toml:2: unknown key `quite`; did you mean `quiet`?"),
        (
            format!("block_at = \"{secret}\"\n"),
            ".akguard.toml:1: block_at must be \"certain\", \"likely\" or \"possible\"",
        ),
        (format!("{secret} = = 1\n"), ".akguard.toml:1: not valid TOML here"),
        (format!("[[exclude]]\npath = \"{secret}\"\n"), ".akguard.toml:1: reason is missing"),
        (
            format!("[[exclude]]\npath = \"{secret}\"\nreason = \"\"\n"),
            ".akguard.toml: each entry of exclude needs a reason of 3 characters or more",
        ),
        (
            format!("[[exclude]]\npath = \"[{secret}\"\nreason = \"vendored\"\n"),
            ".akguard.toml: exclude has a path pattern that is not valid",
        ),
        (format!("min_version = \"{secret}\"\n"), ".akguard.toml: min_version must be a version such as \"0.1\""),
        ("min_version = \"99.0\"\n".to_owned(), "this repository asks for akguard 99.0 or newer; this is 0.1.0"),
        ("min_version = \"83017264951\"\n".to_owned(), "this repository asks for a newer akguard; this is 0.1.0"),
        (
            "[policy]\nmax_expiry = \"soon\"\n".to_owned(),
            ".akguard.toml: policy.max_expiry must be a number of days such as \"30d\"",
        ),
        (format!("[policy]\nreasons = [\"{secret}\"]\n"), REASONS),
        (format!("[policy]\nreasons = [\n\"{secret}\",\n]\n"), REASONS_BELOW),
        (format!("exclude = \"{secret}\"\n"), ".akguard.toml:1: exclude must be a list in [ ]"),
        (
            format!("[env_files]\nallow = [{{ path = 1, reason = \"{secret}\" }}]\n"),
            ".akguard.toml:2: path must be text in quotes",
        ),
        (
            format!("block_at = \"{secret}, expected a boolean\"\n"),
            ".akguard.toml:1: block_at must be \"certain\", \"likely\" or \"possible\"",
        ),
        (
            format!("block_at = \"x, expected one of `{secret}`\"\n"),
            ".akguard.toml:1: block_at must be \"certain\", \"likely\" or \"possible\"",
        ),
        (
            format!("[[rule]]\nid = \"a\"\ncontext_window = \"{secret}\"\n"),
            ".akguard.toml:3: context_window must be a whole number",
        ),
    ] {
        assert_eq!(error(&text), expected);
    }
}

const REASONS: &str =
    ".akguard.toml:2: each entry of reasons must be \"test\", \"false-positive\", \"public\" or \"fix-later\"";
const REASONS_BELOW: &str =
    ".akguard.toml:3: a value here must be \"test\", \"false-positive\", \"public\" or \"fix-later\"";

#[test]
fn rules_are_checked_with_their_line() {
    let rule = |pattern: &str| {
        format!(
            "quiet = true\n[[rule]]\nid = \"own\"\ntitle = \"own\"\nseverity = \"high\"\nkeywords = [\"own_\"]\npattern = '{pattern}'\n"
        )
    };
    assert_eq!(error(&rule("own_[")), ".akguard.toml:2: rule: `pattern` is not a valid regular expression");
    assert!(error(&rule("own_[a-z]+")).contains("no capture named `secret`"));
    assert_eq!(Config::parse(rule("(?P<secret>own_[a-z]+)").as_bytes(), FILE).unwrap().rules.len(), 1);
    assert_eq!(
        error(&format!("{}check.name = \"no-such\"\n", rule("(?P<secret>own_[a-z]+)"))),
        ".akguard.toml:8: check.name must be one of the words that this shows: akguard config schema"
    );
}

#[test]
fn globs_follow_gitignore() {
    let config = Config::parse(
        b"[[exclude]]\npath = \"vendor/\"\nreason = \"theirs\"\n[[exclude]]\npath = \"*.lock\"\nreason = \"made\"\n",
        FILE,
    )
    .unwrap();
    assert!(config.is_excluded(b"vendor/a/b.c"));
    assert!(config.is_excluded(b"Cargo.lock"));
    assert!(!config.is_excluded(b"a/Cargo.lock"));
    assert!(!config.is_excluded(b"vendors/a"));
}
