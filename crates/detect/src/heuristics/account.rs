//! The name of an account beside a password: `user: "app"` on the line or the lines around it, `CREATE ROLE app PASSWORD`.
//! It distinguishes a password made of words from other values that code assigns to names such as `password`.

use std::ops::Range;

use akguard_common::bytes;

use super::slices::last_line;

/// Maximum distance from the password to the account, in bytes.
const NEAR: usize = 160;
/// Names that the name of an account is assigned to.
const NAMES: [&[u8]; 8] = [b"user", b"username", b"login", b"uid", b"userid", b"user_name", b"benutzer", b"usuario"];
/// Statements that name an account before its password.
const STATEMENTS: [&[u8]; 4] = [b"create user ", b"alter user ", b"create role ", b"alter role "];

/// Is an account named beside the password at `value`, whose own name is at `name`?
pub(super) fn is_beside(text: &[u8], name: &Range<usize>, value: &Range<usize>) -> bool {
    let before = text[name.start.saturating_sub(NEAR)..name.start].to_ascii_lowercase();
    let end = value.end.max(name.end);
    let after = text[end..text.len().min(end + NEAR)].to_ascii_lowercase();
    let line = last_line(&before);
    STATEMENTS.iter().any(|statement| bytes::find_text(statement, line).is_some())
        || gives_account(&before)
        || gives_account(&after)
}

/// Does a text in lower case assign a literal to the name of an account?
fn gives_account(text: &[u8]) -> bool {
    NAMES.iter().any(|name| bytes::texts(name, text).any(|at| assigns_literal(&text[at + name.len()..])))
}

/// Does the text after a name begin with an assignment of a literal in quotes?
fn assigns_literal(after: &[u8]) -> bool {
    let rest = after.trim_ascii_start();
    let rest = without_quote(rest).unwrap_or(rest).trim_ascii_start();
    let Some(rest) = rest.strip_prefix(b"=>").or_else(|| rest.strip_prefix(b"=")).or_else(|| rest.strip_prefix(b":"))
    else {
        return false;
    };
    let Some(literal) = without_quote(rest.trim_ascii_start()) else { return false };
    let length = literal.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_.-@\\".contains(b)).count();
    length > 1 && literal.get(length).is_some_and(|b| b"\"'".contains(b))
}

fn without_quote(text: &[u8]) -> Option<&[u8]> {
    text.strip_prefix(b"\"").or_else(|| text.strip_prefix(b"'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_beside_a_password() {
        for text in [
            "user: 'root', password: 'V4LUE'",
            "\"username\" => \"app\",\n  \"password\" => \"V4LUE\"",
            "<user username=\"tomcat\" password=\"V4LUE\" roles=\"x\"/>",
            "ALTER ROLE app PASSWORD 'V4LUE';",
            "password = \"V4LUE\"\nuser = \"app\"",
        ] {
            let lower = text.to_ascii_lowercase();
            let name = lower.find("password").unwrap();
            let value = lower.find("v4lue").unwrap();
            assert!(is_beside(text.as_bytes(), &(name..name + 8), &(value..value + 5)), "{text}");
        }
        for text in ["password: 'V4LUE'", "user: User, password: 'V4LUE'", "the user's password: 'V4LUE'"] {
            let name = text.find("password").unwrap();
            let value = text.find("V4LUE").unwrap();
            assert!(!is_beside(text.as_bytes(), &(name..name + 8), &(value..value + 5)), "{text}");
        }
    }
}
