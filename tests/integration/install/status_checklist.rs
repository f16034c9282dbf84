//! What `akguard status` says beside the hook: CI, `.env` files, templates, browsers, records.

use crate::common::{GROQ, TestRepo};

fn says(repo: &TestRepo, part: &str) {
    repo.akguard(&["status"]).exits(0).says(part);
}

fn is_silent_on(repo: &TestRepo, part: &str) {
    repo.akguard(&["status"]).exits(0).is_silent_on(part);
}

#[test]
fn environment_files() {
    let repo = TestRepo::new();
    says(&repo, "key safety: .env: git would not ignore it: echo .env >> ");
    let value = repo.plant_value("hunter2hunter2");
    repo.write("web/.env", format!("PASSWORD={value}\n"));
    repo.akguard(&["status"])
        .exits(0)
        .says("key safety: web/.env: git does not ignore this environment file: echo /web/.env >> ");
    repo.write(".gitignore", ".env\n");
    is_silent_on(&repo, "key safety");
    repo.stage("web/.env", format!("PASSWORD={value}\n"));
    says(&repo, "key safety: web/.env: this environment file is tracked: git rm --cached :/web/.env");
    repo.git(&["rm", "-q", "--cached", ":/web/.env"]).exits(0);
    is_silent_on(&repo, "key safety");
}

#[test]
fn templates_with_real_values() {
    let repo = TestRepo::new();
    repo.write(".gitignore", ".env\n");
    repo.stage(".env.example", "GROQ_API_KEY=your-key-here\n");
    is_silent_on(&repo, "key safety");
    let key = repo.plant(GROQ);
    repo.stage(".env.example", format!("A=1\nGROQ_API_KEY={key}\n"));
    says(
        &repo,
        "key safety: .env.example:2: a template with a value that looks real (groq-key): put a placeholder there",
    );
}

#[test]
fn what_ships_to_browsers() {
    let repo = TestRepo::new();
    repo.write(".gitignore", ".env\n");
    let key = repo.plant(GROQ);
    repo.stage("config.sh", format!("export VITE_GROQ_KEY={key}\n"));
    says(
        &repo,
        "key safety: config.sh:1: a secret (groq-key) under a name that begins with VITE_: builds put its value",
    );
    repo.stage("config.sh", format!("export GROQ_KEY={key}\n"));
    is_silent_on(&repo, "key safety");
    repo.stage("src/client.ts", "const client = new Groq({\n  dangerouslyAllowBrowser: true,\n});\n");
    says(&repo, "key safety: src/client.ts:2: dangerouslyAllowBrowser: everyone who opens the page can read the key");
    repo.stage("src/client.ts", "const client = new Groq({\n  dangerouslyAllowBrowser: false,\n});\n");
    is_silent_on(&repo, "key safety");
}

#[test]
fn records_that_lapse_soon() {
    let repo = TestRepo::new();
    repo.write(".gitignore", ".env\n");
    let key = repo.plant(GROQ);
    repo.stage("a.py", format!("key = \"{key}\"\n"));
    let id = TestRepo::id(&repo.stops());
    let allow = |days: &str| {
        let note = "rotated on Tuesday, goes with the next release";
        repo.akguard(&["allow", &id, "--reason", "fix-later", "--note", note, "--expires", days]).exits(0);
    };
    allow("20d");
    is_silent_on(&repo, "key safety");
    repo.git(&["rm", "-rqf", "--cached", ".akguard"]).exits(0);
    std::fs::remove_dir_all(repo.path(".akguard")).unwrap();
    allow("5d");
    repo.akguard(&["status"])
        .exits(0)
        .says("key safety: .akguard/allow/")
        .says("it lapses in 5 days, and groq-key then stops");
}

#[test]
fn files_of_ci_systems() {
    let repo = TestRepo::new();
    says(&repo, "CI: no file of a CI system was found");
    repo.write(".github/workflows/ci.yml", "on: push\n# akguard scan\njobs: {}\n");
    says(&repo, "CI: the one file of a CI system does not run akguard");
    repo.write(".gitlab-ci.yml", "check:\n  script: akguard scan --range A..B\n");
    says(&repo, "CI: akguard is run by .gitlab-ci.yml");
    repo.write(".gitlab-ci.yml", "check:\n  script: pre-commit run --all-files\n");
    is_silent_on(&repo, "akguard is run by");
    repo.write(".pre-commit-config.yaml", "repos:\n- repo: local\n  hooks:\n  - id: akguard\n");
    says(&repo, "CI: akguard is run by .gitlab-ci.yml");
}
