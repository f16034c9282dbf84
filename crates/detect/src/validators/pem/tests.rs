//! Whole keys in all kinds of text, and other content in the armour of a key.

use data_encoding::BASE64;

use crate::sample::expand;
use crate::{Confidence, Detector};

fn found(text: &str) -> Option<Confidence> {
    Detector::new(Vec::new(), 0).scan(text.as_bytes(), crate::FileClass::Data).unwrap().first().map(|c| c.confidence)
}

#[test]
fn keys_in_all_wrappings() {
    for kind in ["pkcs1", "pkcs8", "sec1", "openssh"] {
        let pem = expand(&format!("{{pem:{kind}}}"), 3);
        let lines: Vec<&str> = pem.lines().collect();
        let each =
            |before: &str, after: &str| -> String { lines.iter().map(|l| format!("{before}{l}{after}\n")).collect() };
        let numbered: String = lines.iter().enumerate().map(|(i, l)| format!("{i}: {l}\n")).collect();
        for (name, text) in [
            ("plain", pem.clone()),
            ("crlf", pem.replace('\n', "\r\n")),
            ("escaped", format!("{{\"key\": \"{}\"}}", pem.replace('\n', "\\n"))),
            ("concatenated", each("  \"", "\\n\" +")),
            ("joined", each("\"", "\" + \"\\n\" +")),
            ("array", format!("[{}]", lines.iter().map(|l| format!("\"{l}\"")).collect::<Vec<_>>().join(", "))),
            ("pushed", each("lines.push(\"", "\");")),
            ("comment", each("// ", "")),
            ("hash comment", each("# ", "")),
            ("patch", each("+", "")),
            ("quote", each("> ", "")),
            ("log", each("INFO: ", "")),
            ("numbered", numbered),
            ("flat", pem.replace('\n', " ")),
            ("url", pem.replace('\n', "%0A")),
            ("html", pem.replace('\n', "<br>")),
            ("with a remark", format!("{}\n<!-- here ... -->\n{}", lines[..2].join("\n"), lines[2..].join("\n"))),
            ("no end", lines[..lines.len() - 1].join("\n") + "\n"),
        ] {
            let last_is_short = name == "no end" && lines[lines.len() - 2].len() < super::body::MIN_RUN;
            assert!(last_is_short || found(&text) == Some(Confidence::Certain), "{kind}, {name}:\n{text}");
        }
    }
}

/// The sample with its decoded body changed.
fn changed(kind: &str, change: impl Fn(&mut Vec<u8>)) -> String {
    let pem = expand(&format!("{{pem:{kind}}}"), 3);
    let is_body = |line: &&str| !line.is_empty() && !line.starts_with('-');
    let mut body = BASE64.decode(pem.lines().filter(is_body).collect::<String>().as_bytes()).unwrap();
    change(&mut body);
    let armour: Vec<&str> = pem.lines().filter(|line| line.starts_with('-')).collect();
    format!("{}\n\n{}\n{}\n", armour[0], BASE64.encode(&body), armour[1])
}

#[test]
fn only_a_body_that_is_read_to_its_end_proves_a_key() {
    for kind in ["pkcs1", "pkcs8", "sec1", "openssh", "pgp"] {
        assert_eq!(found(&changed(kind, |_| {})), Some(Confidence::Certain), "{kind}");
    }
    for (name, text) in [
        ("random bytes", expand("{pem:random}", 3)),
        ("no product", changed("pkcs1", |body| body[262] ^= 1)),
        ("no product", changed("pkcs8", |body| body[288] ^= 1)),
        ("a word more", changed("pkcs1", |body| body[3] -= 1)),
        ("another algorithm", changed("pkcs8", |body| body[17] ^= 8)),
        ("no curve", changed("sec1", |body| body[39] ^= 8)),
        ("another type", changed("openssh", |body| *body.last_mut().unwrap() ^= 1)),
        ("no sum", changed("pgp", |body| *body.last_mut().unwrap() ^= 1)),
    ] {
        assert_eq!(found(&text), Some(Confidence::Likely), "{name}: {text}");
    }
    let ppk = expand("{pem:ppk}", 3);
    assert_eq!(found(&ppk), Some(Confidence::Certain));
    assert_eq!(found(&ppk.replace("ssh-ed25519\nE", "ssh-rsa\nE")), Some(Confidence::Likely));
    for kind in ["encrypted", "openssh-encrypted", "legacy-encrypted", "elided", "truncated", "certificate"] {
        assert_eq!(found(&expand(&format!("{{pem:{kind}}}"), 3)), None, "{kind}");
    }
}

#[test]
fn markers_around_code_or_prose_are_no_key() {
    let code =
        "fn parse_line(input: &str, position: usize) -> Option<usize> { input.find('x').map(|i| i + position) }\n";
    let prose =
        "The header and the footer of such a file are described in the standard; between them stands the body.\n";
    for filling in [code, prose] {
        let text = format!("-----BEGIN RSA PRIVATE KEY-----\n{}-----END RSA PRIVATE KEY-----\n", filling.repeat(60));
        assert_eq!(found(&text), None);
    }
}

#[test]
fn an_encrypted_body_says_so_in_its_own_field() {
    let body = |field: &str| format!("{field}\n\n{}\n", BASE64.encode(&[7; 48]));
    let encrypted = |field: &str| super::body::Body::read(body(field).as_bytes()).unwrap().encrypted;
    assert!(encrypted("Proc-Type: 4,ENCRYPTED"));
    assert!(!encrypted("Proc-Type: 4,MIC-CLEAR"));
    assert!(!encrypted("Comment: 4,ENCRYPTED"));
}
