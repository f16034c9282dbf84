//! Secrets without a form of their own: they warn, and what only looks like one is silent.

use akguard::detect::sample::expand;

use crate::common::TestRepo;

/// A value of a template, which no output may show.
fn plant(repo: &TestRepo, template: &str) -> String {
    repo.plant_value(&expand(template, 11))
}

#[test]
fn a_guess_warns_and_the_commit_passes() {
    let repo = TestRepo::new();
    let (password, key) = (plant(&repo, "{alnum:14}"), plant(&repo, "{alnum:40}"));
    repo.stage("settings.py", format!("DEBUG = True\nDB_PASSWORD = \"{password}\"\n"));
    repo.stage("app.yml", format!("airship:\n  key: {key}\n"));
    let output = repo.commit().exits(0).says("settings.py:2:16: warning[generic-password]");
    output.says("app.yml:2:8: warning[service-credential]").says("Airship");
}

#[test]
fn block_at_possible_stops_on_guesses() {
    let repo = TestRepo::new();
    repo.stage(".akguard.toml", "block_at = \"possible\"\n");
    repo.commit().exits(0);
    let password = plant(&repo, "{alnum:14}");
    repo.stage("settings.py", format!("DB_PASSWORD = \"{password}\"\n"));
    repo.stops().says("error[generic-password]");
}

#[test]
fn an_unquoted_word_is_a_value_in_settings_only() {
    let repo = TestRepo::new();
    let value = plant(&repo, "{alnum:32}");
    repo.stage("a.go", format!("api_key = {value}\n"));
    repo.commit().exits(0).is_silent_on("generic-secret");
    repo.stage("a.ini", format!("api_key = {value}\n"));
    repo.commit().exits(0).says("a.ini:1:11: warning[generic-secret]");
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
    let output = repo.commit().exits(0).says("warning[basic-auth-header]").says("warning[bearer-header]");
    output.says("deploy.sh:3:12: warning[command-password]");
}

#[test]
fn a_private_key_in_a_folder_of_tests_warns() {
    let repo = TestRepo::new();
    let key = repo.plant("{pem:pkcs8}");
    repo.stage("src/testdata/server.key", &key);
    repo.commit().exits(0).says("warning[private-key]").says("in a folder of tests");
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
    repo.commit().exits(0).says("warning[basic-auth-header]");
}

#[test]
fn more_guesses_than_are_listed_are_counted_and_stop_where_guesses_stop() {
    let repo = TestRepo::new();
    let line = |i: u64| format!("db{i}_password = {}\n", expand("{alnum:14}", i));
    repo.write("many.ini", (0..140).map(line).collect::<String>());
    repo.akguard(&["scan", "many.ini"]).exits(0).says("100 warned").says("guesses not listed");
    repo.write("strict.toml", "block_at = \"possible\"\n");
    repo.akguard(&["scan", "--config", "strict.toml", "many.ini"]).exits(2).says("more than 100 different passwords");
}
