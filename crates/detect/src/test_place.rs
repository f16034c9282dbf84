//! Places of tests: directories and files whose content is usually made for tests, by their names.

/// Directories in lower case, without the punctuation between their words.
const DIRECTORIES: &[&str] = &[
    "acceptance",
    "cypress",
    "e2e",
    "fixture",
    "fixtures",
    "functional",
    "mock",
    "mocks",
    "mockdata",
    "snapshots",
    "spec",
    "specs",
    "stub",
    "stubs",
    "t",
    "test",
    "testassets",
    "testcases",
    "testcerts",
    "testdata",
    "testenv",
    "testfiles",
    "testfixtures",
    "testhelpers",
    "testing",
    "testinput",
    "testkeys",
    "testkit",
    "testlib",
    "testresources",
    "testserver",
    "testservers",
    "tests",
    "testsuite",
    "testsuites",
    "testutil",
    "testutils",
    "unittest",
    "unittests",
];
/// Directories with the settings of each environment.
const ENVIRONMENTS: &[&str] = &[
    "clusters",
    "config",
    "configs",
    "deploy",
    "deployments",
    "env",
    "environment",
    "environments",
    "envs",
    "group_vars",
    "helm",
    "host_vars",
    "infra",
    "inventories",
    "inventory",
    "k8s",
    "kubernetes",
    "overlays",
    "stage",
    "stages",
    "terraform",
];
/// Words that a directory's name ends with: `integration-tests`, `Acme.UnitTests`, `androidTest`.
const DIRECTORY_ENDS: &[&str] = &["test", "tests", "spec", "specs", "fixtures", "mocks", "e2e"];

/// Words that the name of a file begins with: `test_api.py`, `test-server.js`, `TestClient.java`.
const FILE_BEGINS: &[&str] = &["test", "mock", "stub", "fixture"];
/// Words that a file of code ends with, before its extension: `api_test.go`, `login.spec.ts`, `ClientTests.cs`.
const FILE_ENDS: &[&str] = &[
    "test",
    "tests",
    "testcase",
    "unittest",
    "unittests",
    "spec",
    "specs",
    "e2e",
    "cy",
    "mock",
    "mocks",
    "stub",
    "stubs",
    "fixture",
    "fixtures",
];
/// The same for other files. `settings_test.yml` is no test: it may be the settings of an environment of that name.
const DATA_FILE_ENDS: &[&str] = &["mock", "mocks", "stub", "stubs", "fixture", "fixtures"];
/// Whole names, without the extension.
const FILES: &[&str] = &["conftest", "spec_helper", "rails_helper", "test_helper", "testhelper"];
/// Extensions that only files of tests have.
const EXTENSIONS: &[&str] = &["snap", "t", "bats", "feature"];

/// Does the path lead through a directory of tests, or is the file one of a test by its name?
pub(crate) fn is_test(path: &[u8]) -> bool {
    let mut parts = path.rsplit(|b| b"/\\".contains(b));
    let file = parts.next().unwrap_or(path);
    let directories: Vec<&[u8]> = parts.collect();
    let is_test = |at: usize| {
        let parent = directories.get(at + 1).copied().unwrap_or_default();
        is_test_directory(directories[at]) && !holds_environments(parent) && !is_specification(directories[at])
    };
    (0..directories.len()).any(is_test) || is_test_file(file)
}

/// Does a directory contain one for each environment, of which `test` and `acceptance` are two: `environments/test/`?
fn holds_environments(name: &[u8]) -> bool {
    ENVIRONMENTS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// `openapi-spec/` describes an interface.
fn is_specification(name: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    [b"api".as_slice(), b"openapi", b"asyncapi", b"swagger"].iter().any(|head| lower.starts_with(head))
        && (lower.ends_with(b"spec") || lower.ends_with(b"specs"))
}

fn is_test_directory(name: &[u8]) -> bool {
    let mut plain = name.to_ascii_lowercase();
    plain.retain(|b| !b"-_. ".contains(b));
    DIRECTORIES.iter().any(|known| plain == known.as_bytes()) || ends_with_word(name, DIRECTORY_ENDS)
}

fn is_test_file(name: &[u8]) -> bool {
    let mut stem = name;
    let mut extension: &[u8] = &[];
    if let Some(dot) = name.iter().rposition(|b| *b == b'.')
        && dot > 0
    {
        stem = &name[..dot];
        extension = &name[dot + 1..];
    }
    if EXTENSIONS.iter().any(|known| extension == known.as_bytes())
        || FILES.iter().any(|known| stem.eq_ignore_ascii_case(known.as_bytes()))
    {
        return true;
    }
    if !super::file_class::is_code(name) {
        // `tracks.mock.data.json` too.
        return stem.split(|b| *b == b'.').any(|part| ends_with_word(part, DATA_FILE_ENDS));
    }
    ends_with_word(stem, FILE_ENDS) || begins_with_word(stem, FILE_BEGINS)
}

/// Is the last word of a name one of these? Words are separated by punctuation, or by a capital letter.
fn ends_with_word(name: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| {
        let Some(start) = name.len().checked_sub(word.len()) else { return false };
        let before = &name[..start];
        let last = &name[start..];
        let is_case_change = || last[0].is_ascii_uppercase() && before.last().is_some_and(u8::is_ascii_lowercase);
        let is_free = || before.last().is_none_or(|b| !b.is_ascii_alphanumeric());
        last.eq_ignore_ascii_case(word.as_bytes()) && (is_free() || is_case_change())
    })
}

/// Is the first word of a name one of these? `TestClient`, `test_client`; not `testimony`, `Testing`.
fn begins_with_word(name: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| {
        let Some((first, rest)) = name.split_at_checked(word.len()) else { return false };
        let is_case_change = || first[0].is_ascii_uppercase() && rest.first().is_some_and(u8::is_ascii_uppercase);
        let is_free = || rest.first().is_none_or(|b| b"-_.".contains(b));
        first.eq_ignore_ascii_case(word.as_bytes()) && (is_free() || is_case_change())
    })
}

#[cfg(test)]
mod tests;
