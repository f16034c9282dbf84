//! The whole story of a user, as the README tells it.

use crate::common::{ANTHROPIC, GROQ, TestRepo};

#[test]
fn install_block_fix_override_uninstall() {
    let repo = TestRepo::without_hook();
    repo.akguard(&["install"]).exits(0).says("installed in");
    repo.akguard(&["status"]).exits(0).says("reaches akguard");

    // A key is stopped, and does not show.
    let key = repo.plant(ANTHROPIC);
    repo.stage("src/client.py", format!("import anthropic\nclient = anthropic.Anthropic(api_key=\"{key}\")\n"));
    let stopped = repo.commit().exits(1).says("src/client.py:2:39: error[anthropic-api-key]: Claude API key");
    let first = TestRepo::id(&stopped);
    repo.git(&["rev-parse", "--verify", "--quiet", "HEAD"]).exits(1);

    // `.env` is stopped, its template passes.
    repo.stage(".env", "GREETING=hello\n");
    repo.stage(".env.example", "ANTHROPIC_API_KEY=your-key-here\n");
    let stopped = repo.commit().exits(1).says(".env:1: error[env-file]: environment file with 1 value");
    assert_eq!(TestRepo::ids(&stopped).len(), 2);
    // The fix that the report prints.
    repo.git(&["reset", "-q", "--", ":/.env"]).exits(0);

    // An override lets exactly that finding pass; a second key still stops.
    let other = repo.plant(GROQ);
    repo.stage("src/other.py", format!("key = \"{other}\"\n"));
    repo.akguard(&["--allow", &first, "--reason", "test", "--note", "a key of the test account, revoked"])
        .exits(0)
        .says("recorded in .akguard/allow/");
    let stopped = repo.commit().exits(1).says("error[groq-key]").is_silent_on("error[anthropic-api-key]");
    assert_ne!(TestRepo::id(&stopped), first);
    repo.stage("src/other.py", "import os\nkey = os.environ[\"GROQ_API_KEY\"]\n");
    repo.commit().exits(0).says("clean, 1 allowed");

    // The record is in the commit.
    let files = repo.git(&["show", "--name-only", "--format=", "HEAD"]).exits(0).stdout;
    assert!(files.lines().any(|f| f.starts_with(&format!(".akguard/allow/{first}"))), "{files}");
    repo.akguard(&["audit"])
        .exits(0)
        .says("valid  anthropic-api-key  test  src/client.py")
        .says("Ada Example <ada@example.com> (human)");

    repo.akguard(&["uninstall"]).exits(0).says("removed from");
    assert!(!repo.path(".git/hooks/pre-commit").exists());
}
