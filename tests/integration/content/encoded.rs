//! Keys that do not stand in the text as they are.

use data_encoding::{BASE64, BASE64_MIME, BASE64URL_NOPAD};

use crate::common::{ANTHROPIC, GITHUB, GROQ, TestRepo};

/// Stages a text made from a key; the commit stops at that place, and without its last line it passes.
#[track_caller]
fn stops_at(text: impl Fn(&str) -> String, place: &str, form: &str) {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.txt", text(&key));
    repo.stops().says(&format!("a.txt:{place}: error[groq-key]")).says(form).says("1 finding in 1 file");
    repo.stage("a.txt", text("nothing that is secret stands here, or so it seems"));
    repo.passes();
}

#[test]
fn base64_is_undone() {
    let secret = |key: &str| format!("kind: Secret\ndata:\n  token: {}\n", BASE64.encode(key.as_bytes()));
    stops_at(secret, "3:10", "(base64)");
    let variable =
        |key: &str| format!("export CONFIG={}\n", BASE64URL_NOPAD.encode(format!("{{\"k\":\"{key}\"}}").as_bytes()));
    stops_at(variable, "1:23", "(base64)");
    let wrapped = |key: &str| {
        let long = format!("{}\nkey={key}\n{}", "some words before it ".repeat(8), "and after ".repeat(9));
        BASE64_MIME.encode(long.as_bytes())
    };
    stops_at(wrapped, "4:3", "(base64)");
    let utf16 = |key: &str| {
        let bytes: Vec<u8> = format!("$env:K='{key}'").encode_utf16().flat_map(u16::to_le_bytes).collect();
        format!("powershell -EncodedCommand {}\n", BASE64.encode(&bytes))
    };
    stops_at(utf16, "1:49", "(base64)");
}

#[test]
fn a_service_account_in_a_variable_is_one_finding_for_its_key() {
    let repo = TestRepo::new();
    let pem = repo.plant("{pem:pkcs8}");
    let json = format!("{{\"type\": \"service_account\", \"private_key\": \"{}\"}}", pem.replace('\n', "\\n"));
    repo.stage("ci.yml", format!("env:\n  GOOGLE_CREDENTIALS: {}\n", BASE64.encode(json.as_bytes())));
    repo.stops().says("ci.yml:2:").says("error[private-key]").says("(base64)");
}

#[test]
fn escapes_are_undone() {
    stops_at(|key| format!("a\nurl = x?key={}\n", key.replace('_', "%5F")), "2:13", "(percent-encoded)");
    stops_at(|key| format!("k = \"\\u0067{}\"\n", &key[1..]), "1:6", "(escaped)");
    stops_at(|key| format!("k = \"{}\"\n", key.replace('_', "\\x5f")), "1:6", "(escaped)");
    stops_at(|key| format!("<k>{}</k>\n", key.replace('_', "&#95;")), "1:4", "(escaped)");
}

#[test]
fn two_levels_are_undone() {
    let twice = |key: &str| format!("x: {}\n", BASE64.encode(BASE64.encode(key.as_bytes()).as_bytes()));
    stops_at(twice, "1:4", "(base64)");
    let mixed = |key: &str| format!("q={}\n", BASE64.encode(key.replace('_', "%5f").as_bytes()));
    stops_at(mixed, "1:3", "(base64)");
}

#[test]
fn pieces_of_one_statement_are_joined() {
    for middle in ["\" + \"", "\" +\n        \"", "' . '", "\"\n  \"", "\" \\\n  f\"", "\" /* why */ + \""] {
        let quote = &middle[..1];
        let close = &middle[middle.len() - 1..];
        stops_at(
            |key| format!("k = {quote}{}{middle}{}{close}\n", &key[..20.min(key.len())], &key[20..]),
            "1:6",
            "(joined from pieces)",
        );
    }
}

#[test]
fn an_old_encoded_key_is_none_that_the_commit_adds() {
    let repo = TestRepo::new();
    let line = format!("a: {}\n", BASE64.encode(repo.plant(GITHUB).as_bytes()));
    repo.stage("a.txt", &line);
    repo.commit_past();
    repo.stage("a.txt", format!("{line}b: 1\n"));
    repo.passes();
    repo.stage("a.txt", format!("{line}b: 1\n{}", line.replace("a:", "c:")));
    repo.stops().says("a.txt:3:4: error[github-pat-classic]");
}

#[test]
fn a_notebook_names_the_cell() {
    let repo = TestRepo::new();
    let (source, output) = (repo.plant(ANTHROPIC), repo.plant(GITHUB));
    let notebook = serde_json::json!({
        "cells": [
            {"cell_type": "markdown", "source": ["# title\n"]},
            {"cell_type": "code", "source": ["import os\n", format!("client(\"{source}\")\n")],
             "outputs": [{"output_type": "stream", "text": ["one\n", format!("token {output}\n")]}]}
        ],
        "nbformat": 4
    });
    repo.stage("demo.ipynb", serde_json::to_string_pretty(&notebook).unwrap());
    let stopped = repo.stops();
    let text = stopped.text();
    let line = |rule: &str| text.lines().find(|l| l.contains(rule)).unwrap().to_owned();
    assert!(line("anthropic-api-key").contains("(cell 2, source)"), "{text}");
    assert!(line("github-pat-classic").contains("(cell 2, output)"), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&repo.akguard(&["scan", "--format", "json"]).exits(1).stdout).unwrap();
    assert!(json["findings"].as_array().unwrap().iter().any(|f| f["note"] == "cell 2, output"));
}
