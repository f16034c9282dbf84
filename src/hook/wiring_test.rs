//! The question that `akguard status` asks through the hook, and the answer that akguard alone gives.

use sha2::{Digest, Sha256};

/// The variable with the question. Set in the environment of a hook, it lets no commit pass.
pub(crate) const VARIABLE: &str = "AKGUARD_SELFTEST";

/// Set for every hook that `akguard status` runs, so that a hook which calls `akguard status` does not go on for ever. The
/// hook scans all the same; it only leaves no trace, and names no commits that nobody would see it name.
pub(super) const RUNNING: &str = "AKGUARD_STATUS_RUNS";

/// Does `akguard status` run this hook?
pub(crate) fn is_trial() -> bool {
    std::env::var_os(RUNNING).is_some_and(|value| !value.is_empty())
}

/// The end of a question to which akguard answers with the exit status of a finding, 1, instead of 2.
const OVER_A_FINDING: &str = ":finding";

/// The same question, to be answered as over a finding.
pub(super) fn as_over_a_finding(question: &str) -> String {
    format!("{question}{OVER_A_FINDING}")
}

/// Is a question to be answered as over a finding?
pub(crate) fn is_over_a_finding(question: &str) -> bool {
    question.ends_with(OVER_A_FINDING)
}

/// The answer to a question. A hook that prints its environment prints the question, which proves nothing.
pub(crate) fn answer(question: &str) -> String {
    let digest = Sha256::new_with_prefix(b"akguard wiring test v1\0").chain_update(question).finalize();
    digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
