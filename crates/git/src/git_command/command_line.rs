//! Settings from git's own command line (`git -c KEY=VALUE`), which git passes on in the environment.

/// May git's command line set a key of akguard's?
pub(super) fn names_akguard() -> bool {
    std::env::var_os("GIT_CONFIG_PARAMETERS")
        .is_some_and(|v| v.to_string_lossy().to_ascii_lowercase().contains("akguard."))
}

/// The values of the scope `command` in what `git config --show-scope --null` prints: scope NUL value NUL, repeated.
pub(super) fn values(printed: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(printed).into_owned();
    let mut fields = text.split('\0');
    let mut values = Vec::new();
    while let Some(scope) = fields.next()
        && let Some(value) = fields.next()
    {
        if scope == "command" {
            values.push(value.to_owned());
        }
    }
    values
}
