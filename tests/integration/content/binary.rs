//! Keys in binary formats: what is glued to them is a length, a type or another value.

mod formats;

use std::io::Write;

use akguard_detect::encoding::views;
use akguard_detect::sample::expand;
use akguard_detect::{Confidence, Detector, FileClass};

use self::formats::all;
use crate::common::{ANTHROPIC, GITHUB, GROQ, TestRepo};

/// Kinds of all lengths; in one format or the other each length is a letter or a figure. The fourth and the fifth have a
/// length that varies, and no checksum.
const KEYS: [(&str, &str); 14] = [
    ("groq-key", GROQ),
    ("anthropic-api-key", ANTHROPIC),
    ("github-pat-classic", GITHUB),
    ("anthropic-api-key", "sk-ant-api03-{b64url:95}"),
    ("openai-project-key", "sk-proj-{b64url:74}T3BlbkFJ{b64url:74}"),
    ("openai-api-key-legacy", "sk-{alnum:20}T3BlbkFJ{alnum:20}"),
    ("stripe-secret-live", "sk_live_{alnum:24}"),
    ("stripe-secret-live", "sk_live_51{alnum:97}"),
    ("aws-access-key-id", "AKIAI{base32:15}"),
    ("slack-bot-token", "xoxb-{digits:12}-{digits:13}-{alnum:24}"),
    ("gitlab-pat", "glpat-{b64url:20}"),
    ("huggingface-user-token", "hf_{letters:34}"),
    ("google-gemini-standard-key", "AIza{b64url:35}"),
    ("sendgrid-key", "SG.{b64url:22}.{b64url:43}"),
];

fn detector() -> Detector {
    Detector::new(Vec::new(), 1_790_000_000)
}

/// The findings in a blob, in all of its views: rule and the bytes.
fn found(detector: &Detector, blob: &[u8]) -> Vec<(String, Vec<u8>, Confidence)> {
    let mut all = Vec::new();
    for (view, blob_type) in views(blob) {
        let text = view.of(blob);
        let found = detector.scan_part(&text, FileClass::Data, blob_type).unwrap();
        all.extend(found.into_iter().map(|c| (c.rule.id.to_string(), text[c.span].to_vec(), c.confidence)));
    }
    all
}

#[test]
fn each_kind_is_found_in_each_format_to_its_last_character() {
    let detector = detector();
    let mut missed = Vec::new();
    for format in all() {
        for (seed, (rule, template)) in KEYS.iter().enumerate() {
            let key = expand(template, seed as u64 + 20);
            if key.len() > format.longest {
                continue;
            }
            let found = found(&detector, &(format.write)(&key));
            let is_it = |(id, value, confidence): &(String, Vec<u8>, Confidence)| {
                id == rule && value == key.as_bytes() && *confidence > Confidence::Possible
            };
            if !found.iter().any(is_it) {
                let lengths: Vec<(&str, usize)> = found.iter().map(|(id, v, _)| (id.as_str(), v.len())).collect();
                missed.push(format!("{}: {rule} of {}: {lengths:?}", format.name, key.len()));
            } else if found.iter().any(|(id, value, _)| id == rule && value != key.as_bytes()) {
                missed.push(format!("{}: {rule} of {}: found with another end too", format.name, key.len()));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_only_looks_like_it_is_none_in_any_format() {
    let detector = detector();
    for format in all() {
        let alphabet: String = ('a'..='x').collect();
        for value in [
            "gsk_this_is_the_name_of_a_function_in_a_long_table_of_them".to_owned(),
            format!("sk_live_{alphabet}"),
            format!("ghp_{}", "0".repeat(36)),
            "hf_TheNameOfSomeFunctionThatIsLongestOfAll".to_owned(),
        ] {
            let found = found(&detector, &(format.write)(&value));
            assert!(found.is_empty(), "{}: {value}: {found:?}", format.name);
        }
    }
}

#[test]
fn keys_side_by_side_are_found_in_binary_content_and_in_text() {
    let detector = detector();
    let one_length = [GROQ, GITHUB, "glpat-{alnum:20}", "hf_{letters:34}", "AKIAI{base32:15}", "AIza{alnum:35}"];
    for (i, first) in one_length.iter().enumerate() {
        for (j, second) in one_length.iter().enumerate() {
            let (first, second) = (expand(first, 40 + i as u64), expand(second, 50 + j as u64));
            for blob in [
                format!("\0{first}{second}\0"),
                format!("\0{first}{second}{first}\0"),
                format!("key = \"{first}{second}\"\n"),
                format!("key = \"{first}{second}{first}\"\n"),
            ] {
                let found = found(&detector, blob.as_bytes());
                for key in [&first, &second] {
                    assert!(found.iter().any(|(_, value, _)| value == key.as_bytes()), "{i} {j}: {blob:?}: {found:?}");
                }
            }
        }
    }
    // A word before the first or behind the last makes all of them a part of a longer word, in text.
    let (groq, gitlab) = (expand(GROQ, 1), expand("glpat-{alnum:20}", 1));
    for text in [format!("x{groq}{gitlab}"), format!("{groq}{gitlab}x"), format!("{groq}x{gitlab}x")] {
        assert!(found(&detector, text.as_bytes()).is_empty(), "{text:?}");
    }
}

#[test]
fn a_checksum_needs_no_boundary_in_text_either() {
    let detector = detector();
    for template in [
        GITHUB,
        ANTHROPIC,
        "sk-ant-oat01-{b64url:86}{anthropic-tail}",
        "ghr_{alnum:70}{crc62:70}",
        "ghr_{alnum:30}{crc62:30}",
        "npm_{alnum:30}{crc62:30}",
        "glpat-{b64url:32}{gitlab-tail:32}",
        "{age}",
    ] {
        let key = expand(template, 3);
        for text in
            [format!("x{key}"), format!("{key}x"), format!("id7{key}and_more_of_it {key}"), format!("{key}{key}")]
        {
            let found = found(&detector, text.as_bytes());
            let count = text.matches(&key).count();
            let right = found.iter().filter(|(_, v, c)| v == key.as_bytes() && *c == Confidence::Certain).count();
            assert_eq!(right, count, "{text:?}: {found:?}");
        }
    }
    // Without a right one it stays a part of a longer word.
    let broken = expand("ghp_{alnum:36}", 3);
    let unproven = expand("sk-ant-api03-{b64url:95}", 3);
    for text in [format!("x{broken}"), format!("{broken}x"), format!("x{unproven}")] {
        assert!(found(&detector, text.as_bytes()).is_empty(), "{text:?}");
    }
}

#[test]
fn text_keeps_its_boundaries() {
    let detector = detector();
    let (groq, stripe) = (expand(GROQ, 5), expand("sk_live_{alnum:24}", 5));
    // `8` is 56, and ` ` 32; neither is a length in text, whatever its encoding.
    for text in [
        format!("8{groq}"),
        format!("k = 8{groq}N\n"),
        format!("{groq}N"),
        format!("caf\u{e9} \u{201c}8{groq}\u{201d}"),
        format!("\x1b[1mtoken:\x1b[0m x8{groq}\x07"),
        format!("x{stripe}y"),
    ] {
        for blob in [text.clone().into_bytes(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()] {
            assert!(found(&detector, &blob).is_empty(), "{text:?}");
        }
    }
    let latin1: Vec<u8> = format!("caf\u{e9} {groq}N").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert!(found(&detector, &latin1).is_empty());
}

#[test]
fn names_in_a_program_are_no_keys() {
    let detector = detector();
    for symbols in [
        "_ZNSt8functionIFvRKN5arrow10StatusInfo_ZNK5arrow7compute8internal12ScalarAggregatorE",
        "typedtfp_L_ZNRS0_5v2_378StatusOrISA_ISG_SC_ISG_EEEdeEvEEL_ZNKSQ_deEvEEEL",
        "x_hf_GetTheNextBufferOfTheHalfFloatQueue",
        "taskgsk_GlobalStateKeeperWGdyb3FYInitializeTheWholeTable",
    ] {
        for blob in [format!("\0{symbols}\0"), format!("\x7fELF\0{symbols}{symbols}\0")] {
            assert!(found(&detector, blob.as_bytes()).is_empty(), "{symbols}");
        }
    }
}

/// A jar with one class in it.
fn jar(class: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("a/App.class", options).unwrap();
    writer.write_all(class).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_program_stops_a_commit_that_brings_one() {
    let repo = TestRepo::new();
    for (number, format) in all().iter().enumerate() {
        let template = match format.longest {
            ..26 => "AKIAI{base32:15}",
            26..56 => "glpat-{alnum:20}",
            56.. => GROQ,
        };
        repo.write(&format!("f{number}.bin"), (format.write)(&repo.plant(template)));
    }
    let class = formats::class(&repo.plant(GROQ));
    repo.write("app.jar", jar(&class));
    let report = repo.akguard(&["scan", "--format", "json", "."]).exits(1);
    let json: serde_json::Value = serde_json::from_str(&report.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let count = all().len();
    for path in (0..count).map(|n| format!("f{n}.bin")).chain(["app.jar".to_owned()]) {
        let of_it: Vec<_> = findings.iter().filter(|f| f["path"].as_str().unwrap().ends_with(&path)).collect();
        assert_eq!(of_it.len(), 1, "{path}: {of_it:?}");
        assert_eq!(of_it[0]["verdict"], "block", "{path}");
    }
}

#[test]
fn a_large_file_is_binary_to_its_end() {
    let repo = TestRepo::without_hook();
    // The one NUL byte is long gone where the key stands, and nothing near it says that this is no text.
    let (before, key) = ("the text before it ".repeat(2 << 20), repo.plant(GROQ));
    repo.write("big.bin", format!("\0{before}NAME{key}next"));
    repo.akguard(&["scan", "big.bin"]).exits(1).says("error[groq-key]").says("1 finding in 1 file");
}
