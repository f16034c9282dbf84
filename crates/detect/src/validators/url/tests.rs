use super::super::{Input, Verdict};

fn grade(url: &str) -> &'static str {
    let from = url.find("://").unwrap() + 3;
    let start = from + url[from..].find(':').unwrap() + 1;
    let end = start + url[start..].find('@').unwrap();
    match super::check(&Input { text: url.as_bytes(), span: start..end, now: 0 }) {
        Verdict::Pass(_) => "likely",
        Verdict::Weak => "possible",
        Verdict::NotSecret => "none",
        Verdict::Fail | Verdict::Unproven(_) => "fail",
    }
}

#[test]
fn grades() {
    // Words and templates in place of the password, so that no line here is a finding itself.
    let random = crate::sample::expand("{alnum:12}", 3);
    for (password, host, expected) in [
        (random.as_str(), "db.prod.acme.io", "likely"),
        (&random, "db.prod.acme.io:5432/x", "likely"),
        (&format!("{random}$&("), "db.prod.acme.io", "likely"),
        (&random, "localhost:5432", "likely"),
        (&random, "127.0.0.1", "likely"),
        (&random, "postgres", "likely"),
        (&random, "default", "likely"),
        ("horsebattery", "default:5432", "none"),
        ("horsebattery", "db:5432", "possible"),
        (&random, "db.example.com", "none"),
        (&random, "notexample.com", "likely"),
        ("horsebattery", "db.prod.acme.io", "possible"),
        ("x7Kq2p", "postgres", "possible"),
        ("83729174", "db.prod.acme.io", "possible"),
        ("1234", "db.prod.acme.io", "none"),
        ("my_password1!", "db.prod.acme.io", "none"),
        ("app", "db.prod.acme.io", "none"),
        ("{pass}", "db.prod.acme.io", "none"),
        ("Passw0rd!", "db.prod.acme.io", "possible"),
        ("mysecretpassword", "db.prod.acme.io", "possible"),
        (&random, "{host}", "likely"),
        ("correct-horse", "localhost:5432", "none"),
        ("Tru3Words!", "127.0.0.1", "none"),
        ("Tru3Words!", "db.prod.acme.io", "possible"),
        ("w0rds;w1thf1gur3s", "db.prod.acme.io", "possible"),
        ("p4ss;w0rd", "db.prod.acme.io", "possible"),
        ("pass%3Bword", "db.prod.acme.io", "none"),
        ("pass^word", "db.prod.acme.io", "none"),
        ("hid:out", "db.prod.acme.io", "possible"),
        (&format!("{random}\u{1}"), "db.prod.acme.io", "none"),
        ("correct-horse", "db.prod.acme.io", "possible"),
        ("a%%%%", "db.prod.acme.io", "possible"),
        ("not-re%40l", "db.prod.acme.io", "none"),
        ("not-re@l", "db.prod.acme.io", "none"),
        ("123,app:bar", "db.prod.acme.io", "none"),
        (&format!("5432,app:{random}"), "db.prod.acme.io", "likely"),
        ("settings.db.password", "db.prod.acme.io", "none"),
        ("getPassword()", "db.prod.acme.io", "none"),
        ("quote(%s)", "db.prod.acme.io", "none"),
        (&format!("{random}.x9"), "db.prod.acme.io", "likely"),
    ] {
        assert_eq!(grade(&format!("postgres://app:{password}@{host}")), expected, "{password} at {host}");
    }
}

#[test]
fn a_login_after_the_port_of_another_host() {
    let login = super::second_host(b"27017,admin:Xk7pQ2vLm9").unwrap();
    assert_eq!((login.user, login.password), (b"admin".as_slice(), b"Xk7pQ2vLm9".as_slice()));
    for other in ["27017", "27017,admin", "x27017,a:b", ",a:b", "270170,a:b"] {
        assert!(super::second_host(other.as_bytes()).is_none(), "{other}");
    }
}
