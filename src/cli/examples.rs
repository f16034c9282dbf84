//! Two examples for the help of each command. They paste as they are; an explanation follows `#`. A test runs them all.

/// The notes in the examples. They are refused as notes of a record, because they say nothing about the user's own
/// finding.
pub const EXAMPLE_NOTES: [&str; 2] = ["password of the local test database", "rotated on Monday, removal is planned"];

pub(super) const ROOT: &str = "\
Examples:
  akguard                                    # scan the staged changes, as the hook does
  akguard scan --range origin/main..HEAD     # scan every commit that is not in main yet";

pub(super) const SCAN: &str = "\
Examples:
  akguard scan .                             # scan all files here that git does not ignore
  akguard scan --range origin/main..HEAD     # scan every commit that is not in main yet";

pub(super) const ALLOW: &str = "\
Examples:
  akguard allow 7c1e90d2 --reason test --note \"password of the local test database\"
  akguard allow 7c1e90d2 --reason fix-later --expires 7d --note \"rotated on Monday, removal is planned\"";

pub(super) const COMMIT: &str = "\
Examples:
  akguard commit -m \"add client\"             # the same as git commit, but refuses --no-verify
  akguard commit --allow 7c1e90d2 --reason test --note \"password of the local test database\" -m \"add client\"";

pub(super) const INSTALL: &str = "\
Examples:
  akguard install            # asks before it writes where others get the hook too
  akguard install --print    # shows what it would write";

pub(super) const UNINSTALL: &str = "\
Examples:
  akguard uninstall
  akguard uninstall && akguard status    # the second command says that no hook is left";

pub(super) const STATUS: &str = "\
Examples:
  akguard status          # proves it without running the jobs of others
  akguard status --run    # runs these too, where they cannot be left out";

pub(super) const AUDIT: &str = "\
Examples:
  akguard audit            # list the overrides
  akguard audit --check    # fail on those that are no longer valid, in CI";

pub(super) const AUDIT_LIST: &str = "\
Examples:
  akguard audit list
  akguard audit list --format csv > overrides.csv";

pub(super) const AUDIT_REVOKE: &str = "\
Examples:
  akguard audit revoke 7c1e90d2
  akguard audit revoke 7c1e90d2 && git commit -m \"revoke an override\"";

pub(super) const AUDIT_APPROVE: &str = "\
Examples:
  akguard audit approve 7c1e90d2
  akguard audit approve 7c1e90d2 && git commit -m \"approve an override\"";

pub(super) const AUDIT_PRUNE: &str = "\
Examples:
  akguard audit prune
  akguard audit prune && git commit -m \"remove stale overrides\"";

pub(super) const RULES: &str = "\
Examples:
  akguard rules --quiet          # the ids of all rules
  akguard rules show groq-key    # what one rule does";

pub(super) const RULES_LIST: &str = "\
Examples:
  akguard rules list
  akguard rules list --format json > rules.json";

pub(super) const RULES_SHOW: &str = "\
Examples:
  akguard rules show groq-key
  akguard rules show groq-key --format json";

pub(super) const RULES_TEST: &str = "\
Examples:
  akguard rules test
  akguard rules test --config .akguard.toml    # try a config before it is committed";

pub(super) const CONFIG: &str = "\
Examples:
  akguard config schema                          # the keys of .akguard.toml and what each may be
  akguard config schema > akguard.schema.json    # for editors: #:schema ./akguard.schema.json in line 1";

pub(super) const CONFIG_SCHEMA: &str = "\
Examples:
  akguard config schema
  akguard config schema > akguard.schema.json    # for editors: #:schema ./akguard.schema.json in line 1";

pub(super) const HELP: &str = "\
Examples:
  akguard help scan
  akguard help audit revoke";

pub(super) const VERSION: &str = "\
Examples:
  akguard version
  akguard version | cut -d \" \" -f 2    # the number alone";
