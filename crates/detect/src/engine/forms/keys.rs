//! Keys by structure: bare DER, JSON Web Keys as literals, source names of databases.

use super::{must_find, must_pass};

#[test]
fn private_keys_without_armour() {
    must_find(&[
        ("application.yml", "jwt:\n  private-key: «{der:pkcs8}»"),
        ("a.js", "const x = '«{der:pkcs8}»';"),
        ("a.sh", "export K=«{der:sec1}»"),
        ("a.json", "{{\"pk\": \"«{der:pkcs8}»\"}"),
        ("a.py", "X = b\"«{der:sec1}»\""),
    ]);
    must_pass(&[
        ("a.yml", "key: MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"),
        ("a.js", "if (s.startsWith('MIIEpAIBAAKCAQEA')) {{}"),
    ]);
}

#[test]
fn a_folded_key_is_one() {
    let detector = super::Detector::new(Vec::new(), 1_790_000_000);
    let key = super::expand("{der:pkcs8}", 3);
    for joint in ["\n    ", "\\n", "\" +\n  \"", "'\n  '", " \\\n"] {
        let lines: Vec<_> = key.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        let text = format!("K = \"{}\"\n", lines.join(joint));
        let found = super::scan(&detector, "a.py", &text);
        assert!(
            found.iter().any(|c| c.rule.id == "private-key" && c.confidence == super::Confidence::Certain),
            "{joint:?}"
        );
    }
}

#[test]
fn source_names_of_databases() {
    must_find(&[
        ("a.go", "sql.Open(\"mysql\", \"app:«{alnum:16}»@tcp(db7:3306)/shop\")"),
        ("a.go", "dsn := \"host=db7 user=app password=«{alnum:16}» dbname=shop\""),
        ("a.py", "psycopg2.connect(\"dbname=shop user=app password=«{alnum:16}» host=db7\")"),
        ("a.java", "String url = \"jdbc:oracle:thin:app/«{alnum:16}»@db7:1521:shop\";"),
        ("a.java", "String url = \"jdbc:mysql://db7/shop?user=app&password=«{alnum:16}»\";"),
        ("a.java", "String url = \"jdbc:sqlserver://db7;user=app;password=«{alnum:16}»;\";"),
        ("a.yml", "url: postgres://app:«{alnum:16}»@db:5432/shop"),
        ("a.yml", "url: redis://:«{alnum:24}»@localhost:6379/0"),
        ("a.cs", "var c = \"Data Source=db7;User Id=app;Password=«{alnum:16}»\";"),
        ("a.ini", "Driver=FreeTDS;Server=db7;UID=app;PWD=«{alnum:16}»;"),
    ]);
    must_pass(&[
        ("a.sh", "cd $PWD; PWD=/srv/{alnum:12}"),
        ("a.yml", "url: postgres://app:secret@db:5432/shop"),
        ("a.yml", "url: postgres://postgres:postgres@localhost:5432/shop"),
        ("a.go", "dsn := fmt.Sprintf(\"host=%s password=%s\", h, p)"),
    ]);
}
