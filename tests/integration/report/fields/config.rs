//! Keys in every field of the config.

use super::{BOTH, Groq, TRIAL, run, run_all, switch};
use crate::common::{GROQ, TestRepo};

/// Those that read the config and nothing else, where its fields are tried. The test of all rules takes a second.
const COMMANDS_OF_RULES: [&[&str]; 2] = [&["rules", "test"], &["rules", "test", "--format", "json"]];

#[test]
fn keys_in_the_config_are_not_shown() {
    for groq in BOTH {
        config(groq);
    }
}

fn config(groq: Groq) {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let switch = switch(groq, &key);
    let config = format!(
        "block_at = \"certain\"\n[env_files]\nallow = [{{ path = \"{key}/.env\", reason = \"{key}\" }}]\njudge_by_values = [\"{key}/.env\"]\n\
         [[exclude]]\npath = \"{key}/\"\nreason = \"{key}\"\n\
         [[rule]]\nid = \"own-rule\"\ntitle = \"own {key}\"\nprovider = \"{key}\"\nseverity = \"high\"\nkeywords = [\"own_\", \"{key}\"]\n\
         pattern = '(?P<secret>own_[a-z0-9]{{20}}|{key})'\nrevoke = \"at {key}\"\nenv = [\"{key}\"]\nnegative = [\"{key}\"]\npositive = [\"own_{{alnum:20}}\"]\n\
         [rules]\ndisable = [{{ id = \"key-store\", reason = \"{key}\" }}{switch}]\n"
    );
    repo.stage(".akguard.toml", &config);
    repo.stage("a.txt", format!("{}\n", akguard_detect::sample::expand("own_{base36:20}", 5)));
    run_all(&repo);
    repo.commit_past();
    repo.stage("b.txt", format!("{}\n", akguard_detect::sample::expand("own_{base36:20}", 6)));
    repo.akguard(&["scan"]).exits(0).says("warning[own-rule]: own [redacted]");
    run_all(&repo);
    run(&repo, &COMMANDS_OF_RULES);
    run(&repo, &[TRIAL]);
    let broken = [
        format!("{key} = 1\n"),
        format!("quiet = \"{key}\"\n"),
        format!("block_at = \"{key}\"\n"),
        format!("min_version = \"{key}\"\n"),
        format!("[rules]\nenable = [\"{key}\"]\n"),
        format!("[[rule]]\nid = \"{key}\"\n"),
        format!("= {key}\n"),
    ];
    // The switch is in HEAD's config before the first of them, and in none of them.
    let count = if groq == Groq::Off { 1 } else { broken.len() };
    for text in &broken[..count] {
        repo.stage(".akguard.toml", text);
        run_all(&repo);
        run(&repo, &COMMANDS_OF_RULES);
        repo.commit_past();
        run_all(&repo);
        run(&repo, &COMMANDS_OF_RULES);
    }
    run(&repo, &[TRIAL]);
}
