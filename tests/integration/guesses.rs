//! Secrets without a form of their own: strong guesses stop, weak ones warn, and what only looks like one is silent.

use akguard_detect::sample::expand;
use serde_json::Value;

use crate::common::TestRepo;

/// A value of a template, which no output may show.
fn plant(repo: &TestRepo, template: &str) -> String {
    repo.plant_value(&expand(template, 11))
}

#[test]
fn a_strong_guess_stops_and_a_weak_one_warns() {
    let repo = TestRepo::new();
    let (password, key) = (plant(&repo, "{alnum:14}"), plant(&repo, "{alnum:40}"));
    repo.stage("settings.py", format!("DEBUG = True\nDB_PASSWORD = \"{password}\"\n"));
    repo.stage("app.yml", format!("airship:\n  key: {key}\n"));
    let output = repo.stops().says("settings.py:2:16: error[generic-password]");
    output.says("app.yml:2:8: error[service-credential]").says("Airship");
    repo.git(&["rm", "-q", "--cached", "settings.py", "app.yml"]).exits(0);
    let chosen = repo.plant_value(&["Sommer", "2023!"].concat());
    repo.stage("db.py", format!("DB_PASSWORD = \"{chosen}\"\n"));
    repo.commit().exits(0).says("db.py:1:16: warning[generic-password]");
}

#[test]
fn in_places_of_tests_strong_guesses_warn_and_weak_ones_are_silent() {
    let repo = TestRepo::new();
    let (password, url, chosen) =
        (plant(&repo, "{alnum:14}"), plant(&repo, "{alnum:20}"), repo.plant_value(&["Sommer", "2023!"].concat()));
    let text = format!(
        "PASSWORD = \"{password}\"\nURL = \"postgres://app:{url}@db.acme.dev/x\"\nDB_PASSWORD = \"{chosen}\"\n"
    );
    for file in ["src/test_db.py", "tests/db.py", "web/db.spec.ts"] {
        repo.stage(file, &text);
        let output = repo.commit().exits(0).says(&format!("{file}:1:13: warning[generic-password]"));
        output.says(&format!("{file}:2:23: warning[url-credentials]")).is_silent_on(&format!("{file}:3"));
    }
    let key = repo.plant(crate::common::GROQ);
    repo.stage("tests/live.py", format!("key = \"{key}\"\n"));
    repo.stops().says("error[groq-key]");
}

#[test]
fn block_at_moves_the_line() {
    let repo = TestRepo::new();
    let (password, chosen) = (plant(&repo, "{alnum:14}"), repo.plant_value(&["Sommer", "2023!"].concat()));
    repo.stage("weak.py", format!("DB_PASSWORD = \"{chosen}\"\n"));
    repo.stage("strong.py", format!("DB_PASSWORD = \"{password}\"\n"));
    repo.write("strict.toml", "block_at = \"possible\"\n");
    repo.write("lax.toml", "block_at = \"certain\"\n");
    let scan = |config: &str| repo.akguard(&["scan", "--config", config]);
    scan("strict.toml").exits(1).says("weak.py:1:16: error").says("strong.py:1:16: error");
    scan("lax.toml").exits(0).says("weak.py:1:16: warning").says("strong.py:1:16: warning");
}

#[test]
fn an_unquoted_word_is_a_value_in_settings_only() {
    let repo = TestRepo::new();
    let value = plant(&repo, "{alnum:32}");
    repo.stage("a.go", format!("api_key = {value}\n"));
    repo.commit().exits(0).is_silent_on("generic-secret");
    repo.stage("a.ini", format!("api_key = {value}\n"));
    repo.stops().says("a.ini:1:11: error[generic-secret]");
}

#[test]
fn lock_files_and_bundles_get_no_guess_but_keep_forms() {
    let repo = TestRepo::new();
    let value = plant(&repo, "{hex:40}");
    for name in ["yarn.lock", "package-lock.json", "app.min.js", "app.js.map"] {
        repo.stage(name, format!("token: \"{value}\"\n"));
    }
    repo.commit().exits(0).is_silent_on("warning[");
    let key = repo.plant(crate::common::GROQ);
    repo.stage("yarn.lock", format!("token: \"{value}\"\n_auth \"{key}\"\n"));
    repo.stops().says("yarn.lock:2:8: error[groq-key]");
}

#[test]
fn headers_and_commands() {
    let repo = TestRepo::new();
    let (pair, token, word) =
        (plant(&repo, "{b64text:ci-bot:[alnum:16]}"), plant(&repo, "{b64url:43}"), plant(&repo, "{alnum:12}"));
    let script = format!(
        "wget --header 'Authorization: Basic {pair}' acme.dev\nwget --header \"Authorization: Bearer {token}\" acme.dev\ncurl -u ci:{word} https://acme.dev\n"
    );
    repo.stage("deploy.sh", script);
    let output = repo.stops().says("error[basic-auth-header]").says("error[bearer-header]");
    output.says("deploy.sh:3:12: error[command-password]");
}

#[test]
fn a_private_key_in_a_folder_of_tests_warns() {
    let repo = TestRepo::new();
    let key = repo.plant("{pem:pkcs8}");
    repo.stage("src/testdata/server.key", &key);
    repo.commit().exits(0).says("warning[private-key]").says("in tests");
    let key = repo.plant("{pem:openssh}");
    repo.stage("deploy/server.key", &key);
    repo.stops().says("error[private-key]");
}

#[test]
fn the_password_of_a_basic_header_shows_nowhere() {
    let repo = TestRepo::new();
    let password = plant(&repo, "{alnum:16}");
    let header = data_encoding::BASE64.encode(format!("ci-bot:{password}").as_bytes());
    repo.stage(
        "deploy.sh",
        format!("wget --header 'Authorization: Basic {header}'  # akguard:allow it is {password}\n"),
    );
    repo.stage(&format!("{password}.txt"), "nothing\n");
    repo.stops().says("error[basic-auth-header]");
}

/// So many passwords in URLs, each of which stops a commit.
fn urls(repo: &TestRepo, count: usize) -> String {
    let url =
        |n| format!("https://ci:{}@db{n}.acme.dev/x\n", repo.plant_value(&expand("{alnum:18}", repo.next_seed())));
    (0..count).map(url).collect()
}

fn report(repo: &TestRepo, arguments: &[&str]) -> Value {
    let output = repo.run(repo.command("akguard").args(["scan", "--format", "json"]).args(arguments));
    serde_json::from_str(&output.stdout).unwrap()
}

fn without_id(report: &Value) -> usize {
    report["findings"].as_array().unwrap().iter().filter(|finding| finding["id"].is_null()).count()
}

#[test]
fn every_password_is_listed_and_the_first_ones_have_ids() {
    let repo = TestRepo::new();
    for file in 0..3 {
        repo.stage(&format!("part{file}.txt"), urls(&repo, 20));
    }
    let cut = report(&repo, &[]);
    let findings = cut["findings"].as_array().unwrap();
    assert_eq!((findings.len(), without_id(&cut)), (60, 20));
    assert!(findings.iter().all(|f| f["verdict"] == "block" && f["id"].is_null() == (f["path"] == "part2.txt")));
    assert_eq!((cut["outcome"].as_str(), cut["unchecked"].as_array().unwrap().len()), (Some("blocked"), 0));
    repo.stops().says("akguard scan --ids    # 20 findings have no id yet; this computes it");
    let all = report(&repo, &["--ids"]);
    assert_eq!((all["findings"].as_array().unwrap().len(), without_id(&all)), (60, 0));
}

#[test]
fn what_was_allowed_or_frozen_passes_beyond_the_budget() {
    let repo = TestRepo::new();
    repo.stage("many.txt", urls(&repo, 60));
    let last = report(&repo, &["--ids"])["findings"][59]["id"].as_str().unwrap().to_owned();
    let allow = ["--allow", &last, "--reason", "false-positive", "--note", "written for a test of ids"];
    repo.akguard(&allow).exits(0);
    let cut = report(&repo, &[]);
    assert_eq!(cut["findings"][59]["verdict"], "allow");
    // The rule has a record, so all of its findings have ids.
    assert_eq!(without_id(&cut), 0);
    repo.git(&["rm", "-q", "-r", "--cached", ".akguard"]).exits(0);
    repo.akguard(&["scan", "--write-baseline"]).exits(0).says("60 findings in .akguard/baseline.toml");
    repo.commit_past();
    repo.stage("more.txt", repo.read("many.txt"));
    repo.commit().exits(0).says("60 allowed by baseline");
}

#[test]
fn what_the_last_block_held_beyond_the_budget_can_be_allowed() {
    let repo = TestRepo::new();
    repo.stage("many.txt", urls(&repo, 60));
    let last = report(&repo, &["--ids"])["findings"][59]["id"].as_str().unwrap().to_owned();
    repo.stops().says("and 52 more").says("  and 56 more");
    repo.git(&["rm", "-q", "--cached", "many.txt"]).exits(0);
    let allow = ["--allow", &last, "--reason", "false-positive", "--note", "written for a test of ids"];
    repo.akguard(&allow).exits(0).says("recorded in .akguard/allow/");
    let unknown = ["--allow", &"0".repeat(32), "--reason", "false-positive", "--note", "written for a test of ids"];
    repo.akguard(&unknown).exits(2).says("no finding has that id");
}

#[test]
fn many_values_under_one_name_are_all_listed() {
    let repo = TestRepo::new();
    let line = |_| format!("db_password = {}\n", repo.plant_value(&expand("{alnum:24}", repo.next_seed())));
    repo.write("many.ini", (0..140).map(line).collect::<String>());
    let all = report(&repo, &["many.ini"]);
    assert_eq!((all["findings"].as_array().unwrap().len(), all["outcome"].as_str()), (140, Some("blocked")));
    repo.akguard(&["scan", "many.ini"]).exits(1).says("140 findings in 1 file");
    repo.write("lax.toml", "block_at = \"certain\"\n");
    let lax = repo.akguard(&["scan", "--config", "lax.toml", "many.ini"]);
    lax.exits(0).says("140 possible secrets").is_silent_on("clean");
}

#[test]
fn a_guess_is_called_by_its_name_and_a_url_by_its_kind() {
    let repo = TestRepo::new();
    let (secret, password, url) = (plant(&repo, "{alnum:48}"), plant(&repo, "{alnum:14}"), plant(&repo, "{alnum:20}"));
    repo.stage("a.ts", format!("const jwtSecret = \"{secret}\";\nconst dbPassword = \"{password}\";\n"));
    repo.stage("pip.conf", format!("index-url = https://ci:{url}@pip.acme.dev/simple\n"));
    repo.stage("db.py", format!("U = \"postgresql+psycopg2://a:b@h\", \"mongodb+srv://app:{url}@db.acme.dev/x\"\n"));
    let output = repo.stops();
    output
        .says("error[generic-secret]: jwtSecret looks like a secret (48 random characters)")
        .says("error[generic-password]: dbPassword looks like a password (14 characters)")
        .says("db.py:1:55: error[url-credentials]: MongoDB connection string with a password")
        .says("read MONGODB_URI from the environment")
        .says("pip.conf:1:24: error[url-credentials]: URL with a password")
        .says("read the value from the environment")
        .says("change this password at pip.acme.dev");
}

#[test]
fn files_of_secrets_without_names_stop() {
    let repo = TestRepo::new();
    let (master, hash) = (plant(&repo, "{hex:32}"), plant(&repo, "$apr1${alnum:8}${alnum:22}"));
    let pgpass = plant(&repo, "{alnum:16}");
    repo.stage("config/master.key", &master);
    repo.stage("config/credentials/production.key", format!("{}\n", plant(&repo, "{hex:33}").split_off(1)));
    repo.stage("web/.htpasswd", format!("ci:{hash}\n"));
    repo.stage(".pgpass", format!("db7:5432:*:app:{pgpass}\n"));
    repo.stage("src/shadow.css", "a:b\n");
    let paths = ["config/master.key", "config/credentials/production.key", "web/.htpasswd", ".pgpass"];
    let output = paths.iter().fold(repo.stops(), |output, path| output.says(&format!("{path}:1")));
    output.is_silent_on("shadow.css");
}

#[test]
fn a_secret_given_to_a_call_stops() {
    let repo = TestRepo::new();
    let (password, key) = (plant(&repo, "{alnum:16}"), plant(&repo, "{alnum:40}"));
    repo.stage("db.php", format!("<?php\n$c = new mysqli('db7', 'app', '{password}', 'shop');\n"));
    repo.stage("a.js", format!("jwt.sign({{ id: 1 }}, '{key}');\njwt.sign({{ id: 1 }}, process.env.KEY);\n"));
    let output = repo.stops().says("db.php:2:32: error[call-secret]").says("a.js:1:22: error[call-secret]");
    output.is_silent_on("a.js:2");
}

#[test]
fn a_private_key_without_armour_stops() {
    let repo = TestRepo::new();
    let key = repo.plant("{der:pkcs8}");
    repo.stage("application.yml", format!("jwt:\n  signing: {key}\n"));
    repo.stops().says("application.yml:2:12: error[private-key]");
}
