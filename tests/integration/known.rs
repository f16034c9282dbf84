//! Known values: what the user's own `.env` files and environment hold is found in what is staged, in whatever form,
//! and shows nowhere.

use akguard_detect::sample;
use data_encoding::{BASE64, BASE64URL_NOPAD};

use crate::common::{GROQ, TestRepo};

/// A value that no rule knows.
fn value(repo: &TestRepo, seed: u64) -> String {
    repo.plant_value(&sample::expand("{alnum:40}", seed))
}

/// A repository with one value in an ignored `.env`.
fn with_env() -> (TestRepo, String) {
    let repo = TestRepo::new();
    repo.stage(".gitignore", ".env*\n!.env.example\n");
    repo.commit_past();
    let value = value(&repo, 1);
    repo.write(".env", format!("PORT=3000\nACME_KEY=\"{value}\"\n"));
    (repo, value)
}

/// Stages one text alone; its commit must stop with one finding of a known value at that place.
#[track_caller]
fn finds(repo: &TestRepo, text: impl AsRef<[u8]>, place: &str, from: &str) {
    repo.stage("a.txt", text);
    let what = format!("a.txt:{place}: error[known-value]: value of your environment  (the value of {from})");
    TestRepo::id(&repo.stops().says(&what));
    repo.git(&["rm", "-qf", "a.txt"]).exits(0);
}

#[test]
fn a_value_is_found_in_every_form() {
    let (repo, value) = with_env();
    let half = value.len() / 2;
    let (head, tail) = value.split_at(half);
    let basic = BASE64.encode(format!("user:{value}").as_bytes());
    let token = BASE64URL_NOPAD.encode(format!("{{\"k\": \"{value}\"}}").as_bytes());
    for (text, place, form) in [
        (format!("{value}\n"), "1:1", ""),
        (format!("\n\nx = '{value}'\n"), "3:6", ""),
        (format!("prefix_{value}suffix\n"), "1:8", ""),
        (format!("GET https://example.com/a?k={value}&b=1\n"), "1:29", ""),
        (format!("x: {basic}\n"), "1:10", ", base64"),
        (format!("t: {token}\n"), "1:13", ", base64"),
        (format!("x = \"{head}\" +\n    \"{tail}\"\n"), "1:6", ", joined from pieces"),
        (format!("x = \"{head}\\u{:04x}{}\"\n", tail.as_bytes()[0], &tail[1..]), "1:6", ", escaped"),
    ] {
        finds(&repo, text, place, &format!("ACME_KEY in .env{form}"));
    }
    let secret = format!("apiVersion: v1\nkind: Secret\ndata:\n  key: {}\n", BASE64.encode(value.as_bytes()));
    finds(&repo, secret, "4:8", "ACME_KEY in .env, base64");
    let wide: Vec<u8> = format!("\u{feff}x={value}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    finds(&repo, wide, "1:3", "ACME_KEY in .env");
}

#[test]
fn a_value_with_signs_is_found_as_languages_write_it() {
    let repo = TestRepo::new();
    let (head, tail) = (value(&repo, 1), value(&repo, 2));
    repo.write(".env", format!("APP_PASSWORD='{head}\"&/$+{tail}'\n"));
    for (signs, form) in [
        ("\"&/$+", ""),
        ("\\\"&/$+", ", escaped"),
        ("\\\"&\\/$+", ", escaped"),
        ("\\\"&/\\$+", ", escaped"),
        ("\"&/$$+", ", escaped"),
        ("&quot;&amp;/$+", ", escaped"),
        ("%22%26%2F%24%2B", ", percent-encoded"),
        ("%22&/$+", ", percent-encoded"),
    ] {
        finds(&repo, format!("{head}{signs}{tail}\n"), "1:1", &format!("APP_PASSWORD in .env{form}"));
    }
    // Two decoders, one after the other.
    let json = BASE64.encode(format!("{{\"p\": \"{head}\\\"&/$+{tail}\"}}").as_bytes()).replace('=', "%3D");
    finds(&repo, format!("a=1&c={json}&d=2\n"), "1:16", "APP_PASSWORD in .env, base64");
}

#[test]
fn the_password_of_a_url_is_a_value_of_its_own() {
    let repo = TestRepo::new();
    let (password, account) = (value(&repo, 1), value(&repo, 2));
    repo.write(
        ".env",
        format!("DATABASE_URL=postgres://app:{password}%2Fx@db.example.com:5432/app\nA=Host=h;AccountKey={account}\n"),
    );
    finds(&repo, format!("value {password}/x\n"), "1:7", "DATABASE_URL in .env");
    finds(&repo, format!("p={password}%2Fx\n"), "1:3", "DATABASE_URL in .env, percent-encoded");
    finds(&repo, format!("k={account}\n"), "1:3", "A in .env");
    repo.stage("b.txt", "the host is db.example.com:5432/app\n");
    repo.passes();
}

#[test]
fn the_files_of_the_top_and_of_the_folders_on_the_way_count() {
    let repo = TestRepo::new();
    let values: Vec<String> = (1..=4).map(|seed| value(&repo, seed)).collect();
    repo.write(".env.local", format!("A_KEY={}\n", values[0]));
    repo.write("web/.env", format!("B_KEY={}\n", values[1]));
    repo.write("web/src/prod.env", format!("export C_KEY={}\n", values[2]));
    repo.write("other/.env", format!("D_KEY={}\n", values[3]));
    repo.stage("web/src/a.txt", values.join("\n"));
    repo.stops()
        .says("web/src/a.txt:1:1: error[known-value]: value of your environment  (the value of A_KEY in .env.local)")
        .says("web/src/a.txt:2:1: error[known-value]: value of your environment  (the value of B_KEY in web/.env)")
        .says("(the value of C_KEY in web/src/prod.env)")
        .is_silent_on("D_KEY");
}

#[test]
fn environment_variables_that_are_named_like_secrets_count() {
    let repo = TestRepo::new();
    let (token, id) = (value(&repo, 1), value(&repo, 2));
    repo.stage("a.txt", format!("{token}\n{id}\n"));
    let output = repo.run(
        repo.command("git")
            .args(["commit", "-q", "-m", "m"])
            .env("ACME_TOKEN", &token)
            .env("ACME_SESSION_ID", &id)
            .env("SSH_AUTH", &id),
    );
    let what = "a.txt:1:1: error[known-value]: value of your environment  (the value of ACME_TOKEN in the environment)";
    TestRepo::id(&output.exits(1).says(what));
}

#[test]
fn a_linked_work_tree_knows_the_values_of_the_main_one() {
    let (repo, value) = with_env();
    let linked = repo.root().join("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]).exits(0);
    std::fs::write(linked.join("a.txt"), &value).unwrap();
    repo.run(repo.command("git").args(["add", "a.txt"]).current_dir(&linked)).exits(0);
    let output = repo.run(repo.command("git").args(["commit", "-q", "-m", "m"]).current_dir(&linked));
    output.exits(1).says("a.txt:1:1: error[known-value]").says("ACME_KEY in .env of the main work tree");
}

#[test]
fn only_what_is_staged_here_is_searched() {
    let (repo, value) = with_env();
    repo.stage("a.txt", format!("{value}\n"));
    repo.akguard(&["scan"]).exits(1).says("error[known-value]");
    repo.akguard(&["--format", "json", "scan"]).exits(1).says("\"note\":\"the value of ACME_KEY in .env\"");
    repo.akguard(&["scan", "a.txt"]).exits(0);
    repo.run_with_input(repo.command("akguard").args(["scan", "-"]), value.as_bytes()).exits(0);
    repo.commit_past();
    repo.akguard(&["scan", "--history"]).exits(0);
    repo.akguard(&["scan", "--range", "HEAD~1..HEAD"]).exits(0);
    // What is in HEAD already is not added, and the look back at HEAD is no search either.
    repo.stage("a.txt", format!("{value}\nmore\n"));
    repo.passes().is_silent_on("HEAD");
    repo.stage("a.txt", format!("{value}\nmore\nand {value}\n"));
    repo.stops().says("a.txt:3:5: error[known-value]");
}

#[test]
fn the_config_turns_it_off() {
    let (repo, value) = with_env();
    repo.stage(".akguard.toml", "known_values = true\n");
    repo.commit_past();
    repo.stage(".akguard.toml", "known_values = false\n");
    repo.stage("a.txt", &value);
    repo.stops();
    repo.git(&["reset", "-q", "a.txt"]).exits(0);
    repo.commit_past();
    repo.stage("a.txt", &value);
    repo.passes();
}

#[test]
fn a_record_lets_it_pass_and_holds_nothing_of_it() {
    let (repo, value) = with_env();
    repo.stage("a.txt", &value);
    let id = TestRepo::id(&repo.stops());
    let refused = repo.akguard(&["--allow", &id, "--reason", "test", "--note", &format!("it is {value}")]);
    refused.exits(2).says("the note contains what");
    repo.akguard(&["--allow", &id, "--reason", "test", "--note", "a key of the local sandbox"]).exits(0);
    repo.passes().says("1 allowed");
    // Another machine cannot see whether the value is still there; while the file is, the record is not stale.
    std::fs::remove_file(repo.path(".env")).unwrap();
    repo.akguard(&["audit", "--check"]).exits(0).is_silent_on("stale");
    repo.git(&["rm", "-q", "a.txt"]).exits(0);
    repo.passes();
    repo.akguard(&["audit", "--check"]).exits(0).says("is stale");
}

#[test]
fn a_rule_that_is_sure_has_the_first_word() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.write(".env", format!("GROQ_API_KEY={key}\n"));
    repo.stage("a.txt", format!("{key}\n"));
    TestRepo::id(&repo.stops().says("error[groq-key]").is_silent_on("known-value"));
}

#[test]
fn a_value_in_a_template_an_archive_or_a_name_is_found() {
    let (repo, value) = with_env();
    repo.stage(".env.example", format!("# copy me\nACME={value}\n"));
    repo.stops().says(".env.example:2:6: error[known-value]");
    repo.git(&["rm", "-qf", ".env.example"]).exits(0);
    repo.write("../image/a.conf", format!("a\nb={value}\n"));
    repo.run(repo.command("tar").args(["-czf", "app.tgz", "-C", "../image", "a.conf"])).exits(0);
    repo.git(&["add", "app.tgz"]).exits(0);
    repo.stops().says("app.tgz!/a.conf:2:3: error[known-value]");
    repo.git(&["rm", "-qf", "app.tgz"]).exits(0);
    repo.stage(&format!("dump/{value}.txt"), "words\n");
    repo.stops().says("dump/[redacted].txt:1:1: error[known-value]: value of your environment in the file's name");
}

#[test]
fn what_is_no_secret_store_is_no_source() {
    let repo = TestRepo::new();
    let text = format!("ACME_KEY={}\n", sample::expand("{alnum:40}", 1));
    for name in [".env.example", "env", "notes.txt"] {
        repo.write(name, &text);
    }
    // A tracked file, a link to a file elsewhere, a folder.
    repo.stage("ci/.env.ci", &text);
    repo.commit_past();
    std::fs::write(repo.root().join("elsewhere"), &text).unwrap();
    std::os::unix::fs::symlink(repo.root().join("elsewhere"), repo.path(".env")).unwrap();
    std::fs::create_dir(repo.path(".env.d")).unwrap();
    repo.stage("ci/a.txt", &text[9..]);
    repo.passes();
}

#[test]
fn a_short_value_under_a_secret_name_is_found() {
    let repo = TestRepo::new();
    let value = repo.plant_value(&sample::expand("{alnum:9}", 4));
    repo.write(".env", format!("DB_PASSWORD={value}\nDB={value}x\n"));
    finds(&repo, format!("connect(h, '{value}')\n"), "1:13", "DB_PASSWORD in .env");
}

#[test]
fn what_a_template_of_head_holds_is_everybodys() {
    let repo = TestRepo::new();
    let (default, own) = (value(&repo, 1), value(&repo, 2));
    repo.stage(".gitignore", ".env\n");
    repo.stage("svc/.env.example", format!("A_SECRET={default}\nB_URL=postgres://a:{default}7@db.acme.dev/x\n"));
    repo.commit_past();
    repo.write("svc/.env", format!("A_SECRET={default}\nB_PASSWORD={default}7\nC_SECRET={own}\n"));
    repo.stage("svc/a.txt", format!("x {default}\ny {default}7\n"));
    repo.passes().is_silent_on("known-value");
    // One that is only in the work tree says nothing.
    repo.write("svc/.env.sample", format!("C_SECRET={own}\n"));
    repo.stage("svc/b.txt", format!("x {own}\n"));
    repo.stops().says("the value of C_SECRET in svc/.env");
}

#[test]
fn values_that_belong_into_files_are_silent() {
    let repo = TestRepo::new();
    let (alnum, hex) = (sample::expand("{alnum:40}", 1), sample::expand("{hex:40}", 2));
    let lines = [
        "SHORT_KEY=x7Kq92m".to_owned(),
        "PIN_SECRET=48201937".to_owned(),
        "BUILD=20241011.3-q7x2k9w1".to_owned(),
        format!("POOL=eu-west-1_{}", &alnum[..9]),
        format!("DISTRIBUTION=E{}", alnum[..13].to_ascii_uppercase()),
        "RELEASE_KEY=v2.13.0-rc.1-debian-12".to_owned(),
        "WORDS=my-database-production-name-01".to_owned(),
        "PHRASE='the quick brown fox 12 34 jumps'".to_owned(),
        "API_BASE=https://api.x7kq92mq.example.com/v1/a8b7c6d5".to_owned(),
        "DB=db-7f3k2x9q1w.eu-west-1.rds.example.com:5432".to_owned(),
        "LOGS=/var/log/a1b2c3d4e5/f6g7h8i9j0/out.log".to_owned(),
        "FLAG=true".to_owned(),
        "COUNT=12345678901234567890".to_owned(),
        "SECRET=your-api-key-goes-here-123".to_owned(),
        "REF=${OTHER_SECRET_VALUE_1A2b3C}".to_owned(),
        "QUEUE=arn:aws:sqs:eu-west-1:493817264951:q7x2k9".to_owned(),
        format!("NEXT_PUBLIC_KEY={alnum}"),
        format!("STRIPE=pk_{}_{}", "live", &alnum[..24]),
        format!("GOOGLE_CLIENT_ID={alnum}"),
        format!("CONTRACT=0x{hex}"),
        "LOCAL_URL=postgres://postgres:postgres@localhost:5432/app".to_owned(),
    ];
    repo.write(".env", lines.join("\n"));
    let values: Vec<&str> = lines.iter().map(|line| line.split_once('=').unwrap().1.trim_matches('\'')).collect();
    repo.stage("a.txt", values.join("\n"));
    repo.commit().is_silent_on("known-value");
}

#[test]
fn a_file_that_cannot_be_read_stops_nothing_and_is_named() {
    let (repo, value) = with_env();
    repo.write(".env.big", "A=1\n".repeat(20_000));
    repo.stage("b.txt", "words\n");
    let says = "values of .env.big are not known: it is larger than 64 KB";
    repo.akguard(&["scan", "-v"]).exits(0).says(says);
    repo.passes().is_silent_on(".env.big");
    repo.stage("a.txt", &value);
    repo.stops().says("error[known-value]");
}
