use super::*;

#[test]
fn directories_of_tests() {
    for path in [
        "tests/a.pem",
        "src/testdata/x/key",
        "web/__tests__/a.js",
        "ui/__snapshots__/a",
        "app/test-fixtures/a.json",
        "src/test_resources/a.yml",
        "integration-tests/a.go",
        "stubs/a.json",
        "lib/mocks/a.ts",
        "t/a.pl",
        "spec/a.rb",
        "e2e/login.ts",
        "Acme.UnitTests/a.cs",
        "src/androidTest/a.kt",
        "AcmeTests/a.swift",
        "src/test/java/a.java",
    ] {
        assert!(is_test(path.as_bytes()), "{path}");
    }
    for path in
        ["environments/acceptance/secrets.yml", "env/test/app.yml", "k8s/specs/secret.yaml", "openapi-spec/api.yaml"]
    {
        assert!(!is_test(path.as_bytes()), "{path}");
    }
    for path in ["src/latest/key.pem", "deploy/contest/id_rsa", "attest/key", "protest/a.py", "specification/a.md"] {
        assert!(!is_test(path.as_bytes()), "{path}");
    }
}

#[test]
fn files_of_tests() {
    for path in [
        "age/keysource_test.go",
        "web/login.spec.ts",
        "web/login.test.js",
        "test_api.py",
        "ClientTest.java",
        "ClientTests.cs",
        "login_spec.rb",
        "LoginSpec.scala",
        "conftest.py",
        "a.snap",
        "basic.t",
        "run.bats",
        "TestClient.java",
        "test-server.js",
        "auth.cy.ts",
        "api.mock.ts",
        "test.js",
        "tests.py",
        "user.fixture.json",
        "tracks.mock.data.json",
    ] {
        assert!(is_test(path.as_bytes()), "{path}");
    }
    for path in [
        "test.pem",
        "settings_test.yml",
        "config.test.json",
        "latest.go",
        "Testimony.java",
        "contest.py",
        "spec.md",
        "attest_key.go",
        "mockup.html",
    ] {
        assert!(!is_test(path.as_bytes()), "{path}");
    }
}
