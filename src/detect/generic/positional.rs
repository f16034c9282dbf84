//! Secrets that are told by their place alone: `connect(host, user, password)`, `new PDO(dsn, user, password)`,
//! `jwt.sign(payload, secret)`, `ConvertTo-SecureString "..."`.

use std::ops::Range;

use super::assignment::{LONGEST_VALUE, Value};
use super::cursor::Cursor;
use super::literal::WRAPPERS;
use super::name::Kind;

/// A call, the places of its arguments that may be the secret, counted from 0, and what that is.
struct Call {
    name: &'static str,
    places: &'static [usize],
    kind: Kind,
}

const fn password(name: &'static str, places: &'static [usize]) -> Call {
    Call { name, places, kind: Kind::Password }
}

const fn secret(name: &'static str, places: &'static [usize]) -> Call {
    Call { name, places, kind: Kind::Secret }
}

/// The keywords of the rule `call-secret`, in lower case. Letters may follow: `SetBasicAuth`, `createCipheriv`.
static CALLS: [Call; 69] = [
    // Databases.
    password("mysqli(", &[2]),
    password("mysqli_connect", &[2]),
    password("mysqli_real_connect", &[3]),
    password("mysql_connect", &[2]),
    password("mysql_pconnect", &[2]),
    password("mysql_real_connect", &[3]),
    password("mysql.connect", &[2]),
    password("mysqldb.connect", &[2]),
    password("pymssql.connect", &[2]),
    password("oracledb.connect", &[1]),
    password("oracle.connect", &[1]),
    password("pdo(", &[2]),
    password("dbi->connect", &[2]),
    password("odbc_connect", &[2]),
    password("oci_connect", &[1]),
    password("oci_pconnect", &[1]),
    password("sqlconnect", &[1, 2]),
    password("dbconnect", &[2, 3]),
    password("db.connect", &[1, 2, 3]),
    password("client.connect", &[1, 2, 3]),
    password(".connect(", &[2, 3]),
    password("getconnection", &[2]),
    password("setcredentials", &[1]),
    // Mail, files, directories.
    password("imap_open", &[2]),
    password("imap_login", &[2, 1]),
    password("ftp_login", &[2]),
    password("ftplib.ftp", &[2]),
    password("ssh2_auth_password", &[2]),
    password("ldap_bind", &[2]),
    password("simple_bind", &[1]),
    password("plainauth", &[2]),
    password("plaincredentials", &[1]),
    password(".authenticate(", &[1, 2]),
    // Web.
    password("networkcredential", &[1]),
    password("httpbasicauth", &[1]),
    password("httpdigestauth", &[1]),
    password("httpproxyauth", &[1]),
    password("basic_auth", &[1]),
    password("basicauth", &[1]),
    password("credentials.basic", &[1]),
    password("passwordauthentication", &[1]),
    password("passwordcredential", &[1]),
    password("passwordtoken", &[1]),
    password("auth=(", &[1]),
    password(".login(", &[1, 0]),
    password(".auth(", &[1, 0]),
    secret("bearer_auth", &[0]),
    secret("bearerauth", &[0]),
    secret("awscredentials", &[1]),
    secret("basiccredentials", &[1]),
    secret("staticcredentials", &[1]),
    secret("sharedkeycredential", &[1]),
    secret("secretcredential", &[2]),
    // Keys.
    secret("jwt.sign", &[1]),
    secret("jwt.encode", &[1]),
    secret("jwt.verify", &[1]),
    secret("jwt.decode", &[1]),
    secret("signedstring", &[0]),
    secret("signwith", &[1]),
    secret("createhmac", &[1]),
    secret("hash_hmac", &[2]),
    secret("hmac.new", &[0, 1]),
    secret("hmac.hexdigest", &[1]),
    secret("hmacsha", &[0, 1]),
    secret("hmac256", &[0]),
    secret("createcipher", &[1]),
    secret("secretkeyspec", &[0]),
    secret("fernet", &[0]),
    secret("cookieparser", &[0]),
];
/// PowerShell's has an option before its argument, or none, and no brackets.
const SECURE_STRING: &str = "securestring";

/// A call is read so far, in bytes.
const MAX_CALL: usize = 500;
/// More arguments are not looked at.
const MAX_ARGUMENTS: usize = 5;

/// What a call is given.
pub(super) struct Given {
    pub(super) value: Value,
    pub(super) kind: Kind,
}

/// The arguments of the call at `hit` that may be its secret, the likeliest first.
pub(super) fn secrets(text: &[u8], hit: &Range<usize>) -> Vec<Given> {
    let word = &text[hit.clone()];
    if word.eq_ignore_ascii_case(SECURE_STRING.as_bytes()) {
        return secure_string(text, hit.end).into_iter().collect();
    }
    let Some(call) = CALLS.iter().find(|call| word.eq_ignore_ascii_case(call.name.as_bytes())) else {
        return Vec::new();
    };
    let Some(arguments) = arguments(text, hit) else { return Vec::new() };
    let is_only =
        |place: usize| place > 0 || call.places.len() == 1 || arguments.len() == 1 || call.kind == Kind::Secret;
    let places = call.places.iter().filter(|place| is_only(**place));
    let values = places.filter_map(|place| literal(text, arguments.get(*place)?));
    values.map(|value| Given { value, kind: call.kind }).collect()
}

/// `ConvertTo-SecureString "..."`, `-String '...'`, `-AsPlainText "..." -Force`.
fn secure_string(text: &[u8], end: usize) -> Option<Given> {
    let mut at = Cursor { text, at: end };
    for _ in 0..4 {
        at.blanks();
        if at.quote_is_next() {
            let value = literal(text, &(at.at..text.len().min(at.at + LONGEST_VALUE)))?;
            return Some(Given { value, kind: Kind::Password });
        }
        if !at.eat(b"-") {
            return None;
        }
        at.word();
    }
    None
}

/// Where the arguments of a call stand; brackets, or on one line without them as Ruby has it.
fn arguments(text: &[u8], hit: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut at = hit.end;
    let mut close = b')';
    if text[hit.end - 1] != b'(' {
        while text.get(at).is_some_and(u8::is_ascii_alphanumeric) && at < hit.end + 40 {
            at += 1;
        }
        // `simple_bind_s(`, `Type::new(`, `.create(`
        for part in [b"_s".as_slice(), b"_async", b".create", b".of", b"::new", b"->new", b".new", b"::create"] {
            if text[at..].starts_with(part) {
                at += part.len();
            }
        }
        close = match text.get(at)? {
            b'(' => b')',
            b' ' if text.get(at + 1).is_some_and(|b| b"'\"".contains(b)) => b'\n',
            _ => return None,
        };
        at += 1;
    }
    let end = text.len().min(at + MAX_CALL);
    let (mut found, mut from, mut depth, mut quote) = (Vec::new(), at, 0usize, None);
    while at < end && found.len() < MAX_ARGUMENTS {
        let byte = text[at];
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, _) if depth == 0 && (byte == close || byte == b')') => {
                found.push(from..at);
                return Some(found);
            }
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.checked_sub(1)?,
            (None, b',') if depth == 0 => {
                found.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    // The end of the text ends a call without brackets.
    if at == text.len() && close == b'\n' {
        found.push(from..at);
    }
    (!found.is_empty()).then_some(found)
}

/// The literal that an argument is.
fn literal(text: &[u8], argument: &Range<usize>) -> Option<Value> {
    let mut at = Cursor { text: &text[..argument.end], at: argument.start };
    at.skip(60, |b| b.is_ascii_whitespace());
    at.opener();
    at.wrappers(WRAPPERS);
    at.string_prefix();
    let quote = at.quote()?;
    let length = at.until_quote(quote, LONGEST_VALUE)?;
    // Two literals are put together, or one is a format.
    let rest = text[at.at + length + 1..].trim_ascii_start();
    let is_whole = !rest.starts_with(b"+") && !rest.starts_with(b"%");
    (length > 0 && is_whole).then(|| Value { span: at.at..at.at + length, quoted: true, scheme: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_is_a_keyword_of_the_rule() {
        let rules = crate::detect::Detector::built_in();
        let rule = rules.iter().find(|rule| rule.id == "call-secret").unwrap();
        for name in CALLS.iter().map(|call| call.name).chain([SECURE_STRING]) {
            assert!(rule.keywords.iter().any(|keyword| keyword == name), "{name}");
        }
        assert_eq!(rule.keywords.len(), CALLS.len() + 1);
    }

    #[test]
    fn arguments_are_counted_outside_of_brackets_and_literals() {
        let text = "jwt.sign({ a: 1, b: [2, 3] }, 'x, y', { expiresIn: '1h' })";
        let found = arguments(text.as_bytes(), &(0..8)).unwrap();
        assert_eq!(
            found.into_iter().map(|span| &text[span]).collect::<Vec<_>>(),
            ["{ a: 1, b: [2, 3] }", " 'x, y'", " { expiresIn: '1h' }"]
        );
        for text in ["jwt.sign", "jwt.sign(", "jwt.sign(}", "jwt.sign('", "jwt.sign(\\"] {
            assert!(arguments(text.as_bytes(), &(0..8)).is_none(), "{text}");
        }
    }
}
