//! Files whose names are near to `.env`: copies, other spellings, folders of such files.

use super::{passes, stops, token, with_config};
use crate::common::TestRepo;

const TEXT: &str = "GREETING=hello\nPORT=3000\n";

#[test]
fn a_copy_of_the_file_stops_as_the_file_does() {
    let repo = TestRepo::new();
    for name in [
        ".env copy",
        ".env (1)",
        ".env2",
        "#.env#",
        "web/.env - Copy",
        "prod.env.bak",
        ".envfile",
        ".environment",
        "env.production",
        "web.env.staging",
        ".Env.Local",
        "Env.Development",
    ] {
        stops(&repo, name, TEXT, "1: error[env-file]: environment file with 2 values");
    }
    // A blank at the end, and a line end, which is shown as an escape.
    stops(&repo, ".env ", TEXT, "1: error[env-file]");
    repo.stage(".env\n", TEXT);
    repo.stops().says(".env\\n:1: error[env-file]");
}

#[test]
fn code_yaml_and_markdown_are_none() {
    let repo = TestRepo::new();
    for name in ["env.local.ts", "env.production.yml", "env.prod.md", "env.staging.php", ".env.d/a.py", ".envs/b.yaml"]
    {
        let secret = format!("{TEXT}API_TOKEN: {}\n", "${TOKEN}");
        passes(&repo, name, format!("{secret}# {name}\n"));
    }
}

#[test]
fn folders_and_files_for_environments_are_judged_by_content() {
    let repo = TestRepo::new();
    let names =
        [".env.d/10-db", ".envs/.production/.web", ".secrets", ".dev.vars.ci", ".envrc.local", "docker/env_file"];
    for (seed, name) in (30..).zip(names) {
        passes(&repo, name, format!("{TEXT}# {name}\nDB_PASSWORD=${{DB_PASSWORD}}\n"));
        let secret = format!("{TEXT}DB_PASSWORD={}\n", token(&repo, seed));
        repo.stage(name, secret);
        repo.stops().says(&format!("{name}:3: error[credential-file]: settings file with 1 credential"));
        repo.git(&["reset", "-q", "--hard"]).exits(0);
    }
}

#[test]
fn of_a_file_that_head_has_already_only_secrets_count() {
    let repo = TestRepo::new();
    repo.stage("env.production", TEXT);
    repo.stage(".env2", TEXT);
    repo.commit_past();
    for name in ["env.production", ".env2"] {
        repo.stage(name, format!("{TEXT}REGION=eu\nLOG_LEVEL=debug\nDB_PASSWORD=\n"));
    }
    repo.passes();
    for (seed, name) in (40..).zip(["env.production", ".env2"]) {
        let secret = format!("{TEXT}REGION=eu\nDB_PASSWORD={}\n", token(&repo, seed));
        repo.stage(name, secret);
        repo.stops().says(&format!("{name}:4: error[env-file]: environment file with 1 value"));
        repo.git(&["reset", "-q", "--hard"]).exits(0);
    }
    // The file that tools read holds real values by convention.
    repo.stage(".env", TEXT);
    repo.commit_past();
    repo.stage(".env", format!("{TEXT}REGION=eu\n"));
    repo.stops().says(".env:3: error[env-file]");
}

#[test]
fn templates_and_exceptions_hold_for_neighbours_too() {
    let repo = with_config(
        "[env_files]\nallow = [{ path = \"env.local\", reason = \"holds no secret\" }]\njudge_by_values = [\"env.development\"]\n",
    );
    for name in ["env.production.example", ".env.sample (1)", "env.local", "env.development"] {
        passes(&repo, name, format!("{TEXT}# {name}\n"));
    }
    let text = format!("{TEXT}API_TOKEN={}\n", token(&repo, 50));
    stops(
        &repo,
        "a/env.production.example",
        text,
        "3: error[env-file]: environment template with 1 value that looks real",
    );
}
