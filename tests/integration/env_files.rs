//! Files that are secrets by their name, and the ways in which they may be committed after all.

mod neighbours;

use crate::common::{ANTHROPIC, GROQ, TestRepo};

const TOKEN: &str = "{alnum:32}";

/// A value that looks random but is no provider's key.
fn token(repo: &TestRepo, seed: u64) -> String {
    repo.plant_value(&akguard_detect::sample::expand(TOKEN, seed))
}

/// Commits a config, so that HEAD's rules.
fn with_config(text: &str) -> TestRepo {
    let repo = TestRepo::new();
    repo.stage(".akguard.toml", text);
    repo.commit_past();
    repo
}

/// Stages one file alone; its commit must pass.
#[track_caller]
fn passes(repo: &TestRepo, name: &str, content: impl AsRef<[u8]>) {
    repo.stage(name, content);
    repo.passes().says("1 file, ");
}

/// Stages one file alone; its commit must stop with one finding that says `what`.
#[track_caller]
fn stops(repo: &TestRepo, name: &str, content: impl AsRef<[u8]>, what: &str) {
    repo.stage(name, content);
    let stopped = repo.stops().says(&format!("{name}:{what}"));
    TestRepo::id(&stopped);
    repo.git(&["rm", "-qf", name]).exits(0);
}

#[test]
fn the_name_stops_the_commit_whatever_the_values_are() {
    let repo = TestRepo::new();
    let text = "# local settings\n\nGREETING=hello\nexport PORT = 3000\n";
    for name in
        [".env", ".env.local", "svc/.env", "svc/deep/.env.production", "docker/prod.env", ".ENV", ".env-staging"]
    {
        stops(&repo, name, text, "3: error[env-file]: environment file with 2 values");
    }
    for name in ["env", "src/env.rs", ".env/readme", "my.env.rs"] {
        passes(&repo, name, format!("{text}# {name}\n"));
    }
}

#[test]
fn a_file_without_a_value_passes() {
    let repo = TestRepo::new();
    passes(&repo, ".env", "# only words\n\n#KEY=value\nEMPTY=\nQUOTED=\"\"\n");
    passes(&repo, "svc/.env", "");
}

#[test]
fn every_way_to_write_an_assignment_counts() {
    let repo = TestRepo::new();
    for line in [
        "A=1",
        "  A = 1",
        "export A=1",
        "export\tA=1",
        "A: 1",
        "a.b-c='x y'",
        "A=\"#1\"",
        "A=$B",
        "A=1\r",
        "\u{feff}A=1",
    ] {
        stops(
            &repo,
            ".env",
            format!("# words\n{line}\n").replace("# words\n\u{feff}", "\u{feff}\n"),
            "2: error[env-file]",
        );
    }
    for line in ["A=", "A = # later", "A=''", "export A", "words: ", "http://example.com", "not an assignment"] {
        passes(&repo, ".env", format!("# {line}\n{line}\n"));
    }
}

#[test]
fn the_value_of_a_file_is_never_shown() {
    let repo = TestRepo::new();
    let value = repo.plant_value("correct-horse-battery");
    stops(&repo, ".env", format!("A={value}\n"), "1: error[env-file]: environment file with 1 value  (id ");
}

#[test]
fn a_template_is_judged_by_its_values() {
    let repo = TestRepo::new();
    let placeholders =
        "API_KEY=your-api-key-here\nPORT=3000\nDB_PASSWORD=\nS_SECRET=${X}\nTOKEN=<token>\nPWD=changeme\n";
    for name in [".env.example", "a/.env.sample", "a/.env.template", "a/.env.dist", "example.env", ".env.local.example"]
    {
        passes(&repo, name, format!("{placeholders}# {name}\n"));
    }
    let text = format!("{placeholders}REAL_API_KEY={}\n", token(&repo, 1));
    stops(&repo, "b/.env.example", text, "7: error[env-file]: environment template with 1 value that looks real");
}

#[test]
fn an_encrypted_file_passes_and_one_plaintext_value_in_it_stops() {
    let repo = TestRepo::new();
    let dotenvx = "DOTENV_PUBLIC_KEY=\"03abcdef\"\nA=\"encrypted:BD7cQqX0aZk19vPq\"\n";
    let sops = "A=ENC[AES256_GCM,data:xx,type:str]\nsops_version=3.9.0\nsops_mac=ENC[AES256_GCM,data:yy]\n";
    for (folder, text) in [("dotenvx", dotenvx), ("sops", sops)] {
        passes(&repo, &format!("{folder}/.env"), text);
        let mixed = format!("{text}B=plain\n");
        let line = mixed.lines().count();
        stops(
            &repo,
            &format!("{folder}/.env.ci"),
            mixed,
            &format!("{line}: error[env-file]: environment file with 1 value"),
        );
    }
    passes(&repo, "git-crypt/.env", b"\0GITCRYPT\0\x01\x02A=b\n");
    passes(&repo, "vault/.env", "$ANSIBLE_VAULT;1.1;AES256\n31323334\n");
    // The marks of an encrypted file do not help further down.
    stops(&repo, "late/.env", "A=b\n$ANSIBLE_VAULT;1.1;AES256\n", "1: error[env-file]");
    // SOPS's own fields are only spared where SOPS wrote the file.
    stops(&repo, "fake/.env", "sops_token=plain\n", "1: error[env-file]");
}

#[test]
fn the_private_key_of_an_encrypted_file_stops() {
    let repo = TestRepo::new();
    let key = repo.plant_value(&akguard_detect::sample::expand("{hex:64}", 1));
    repo.stage(".env.keys", format!("DOTENV_PRIVATE_KEY=\"{key}\"\n"));
    repo.stops().says(".env.keys:1: error[env-file]");
}

#[test]
fn deleting_the_file_and_renaming_it_away_pass() {
    let repo = TestRepo::new();
    repo.stage(".env", "A=1\nB=2\n");
    repo.stage("b/.env", "C=3\nD=4\n");
    repo.commit_past();
    repo.git(&["rm", "-q", ".env"]).exits(0);
    repo.git(&["mv", "b/.env", "b/settings.txt"]).exits(0);
    repo.passes();
}

#[test]
fn a_file_that_is_in_head_is_judged_by_its_added_values() {
    let repo = TestRepo::new();
    repo.stage(".env", "A=1\nB=2\n");
    repo.commit_past();
    passes(&repo, ".env", "# what they mean\nA=1\nB=2\n");
    passes(&repo, ".env", "# what they mean\nB=2\n");
    repo.stage(".env", "# what they mean\nB=2\nC=3\n");
    repo.stops().says(".env:3: error[env-file]: environment file with 1 value");
    repo.stage(".env", "# what they mean\nB=changed\n");
    repo.stops().says(".env:2: error[env-file]: environment file with 1 value");
}

#[test]
fn a_key_in_the_file_is_a_finding_of_its_own() {
    let repo = TestRepo::new();
    repo.stage(".env", format!("PORT=3000\nANTHROPIC_API_KEY={}\n", repo.plant(ANTHROPIC)));
    let stopped = repo
        .stops()
        .says("2 findings in 1 file")
        .says(".env:1: error[env-file]: environment file with 2 values")
        .says(".env:2:19: error[anthropic-api-key]");
    assert_eq!(TestRepo::ids(&stopped).len(), 2);
}

#[test]
fn the_printed_fix_unstages_the_file_and_keeps_it() {
    let repo = TestRepo::new();
    repo.stage("my app/.env", "A=1\n");
    let stopped = repo.stops();
    let fix = stopped.text().lines().find_map(|l| l.strip_prefix("  fix: ").map(str::to_owned)).unwrap();
    let command = fix.split("    #").next().unwrap();
    repo.run(repo.command("sh").args(["-c", command])).exits(0);
    assert!(repo.git(&["ls-files"]).stdout.is_empty());
    assert_eq!(repo.read("my app/.env"), "A=1\n");
}

#[test]
fn a_settings_file_is_judged_by_its_values() {
    let repo = TestRepo::new();
    let value = token(&repo, 2);
    for (name, reference, literal) in [
        (".npmrc", "//r.example.com/:_authToken=${NPM_TOKEN}\n", format!("//r.example.com/:_authToken={value}\n")),
        ("home/.netrc", "machine example.com login me\n", format!("machine example.com login me password {value}\n")),
        (
            ".mcp.json",
            "{\"mcpServers\": {\"a\": {\"env\": {\"A_API_KEY\": \"${A_API_KEY}\"}}}}\n",
            format!("{{\"mcpServers\": {{\"a\": {{\"env\": {{\"A_API_KEY\": \"{value}\"}}}}}}}}\n"),
        ),
        (".envrc", "export A_TOKEN=$(pass show a)\nuse flake\n", format!("export A_TOKEN={value}\n")),
        (".pypirc", "[pypi]\nusername = __token__\n", format!("password = {value}\n")),
    ] {
        passes(&repo, name, reference);
        // Some of these have a rule for their values.
        let what = match name {
            "home/.netrc" => "1:39: error[netrc-password]",
            _ => "1: error[credential-file]: settings file with 1 credential",
        };
        stops(&repo, &format!("other/{name}"), literal, what);
    }
}

#[test]
fn a_settings_file_whose_values_are_known_keys_is_not_named_twice() {
    let repo = TestRepo::new();
    let text = format!("{{\"env\": {{\"GROQ_API_KEY\": \"{}\"}}}}\n", repo.plant(GROQ));
    stops(&repo, ".mcp.json", text, "1:27: error[groq-key]");
}

#[test]
fn a_key_store_is_a_warning() {
    let repo = TestRepo::new();
    repo.stage("app.p12", [b"\x30\x82\x0a\x00\x02\x01\x03".as_slice(), &[7; 64]].concat());
    repo.warns(1).says("app.p12:1: warning[key-store]: key store");
    // `block_at` makes it stop.
    repo.stage(".akguard.toml", "block_at = \"possible\"\n");
    repo.commit_past();
    repo.stage("other.p12", [8; 64]);
    repo.stops().says("other.p12:1: error[key-store]");
}

#[test]
fn an_allowed_name_may_be_committed_and_its_keys_may_not() {
    let repo = with_config("[env_files]\nallow = [{ path = \"ci/.env.ci\", reason = \"values for CI\" }]\n");
    passes(&repo, "ci/.env.ci", "PORT=3000\n");
    repo.stage("ci/.env.ci", format!("PORT=3000\nGROQ={}\n", repo.plant(GROQ)));
    repo.stops().says("ci/.env.ci:2:6: error[groq-key]").is_silent_on("env-file");
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    stops(&repo, "other/.env.ci", "PORT=3000\n", "1: error[env-file]");
}

#[test]
fn a_file_judged_by_its_values_stops_only_on_a_secret_one() {
    let repo = with_config("[env_files]\njudge_by_values = [\".env.development\"]\n");
    passes(&repo, ".env.development", "PORT=3000\nAPI_URL=http://localhost:3000\nAPI_KEY=your-key-here\n");
    let text = format!("PORT=3000\nAPP_SECRET={}\n", token(&repo, 3));
    repo.stage(".env.development", text);
    repo.stops().says(".env.development:2: error[env-file]").says("1 value that looks real");
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    stops(&repo, ".env.production", "PORT=3000\n", "1: error[env-file]");
}

#[test]
fn the_name_rule_is_for_what_is_committed() {
    let repo = TestRepo::new();
    repo.write(".env", "A=1\n");
    repo.akguard(&["scan", ".env"]).exits(0).says("1 file, 1 line, clean");
    repo.write(".env", format!("A=1\nGROQ={}\n", repo.plant(GROQ)));
    repo.akguard(&["scan", "."]).exits(1).says(".env:2:6: error[groq-key]").is_silent_on("env-file");
    repo.git(&["add", ".env"]).exits(0);
    repo.commit_past();
    repo.akguard(&["scan", "--history"]).exits(1).says(":.env:1: error[env-file]");
}
