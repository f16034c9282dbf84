//! Passwords as arguments of well-known commands: `curl -u user:password`, `sshpass -p`, `mysql -p`.

use std::ops::Range;

use super::assignment::Value;
use super::name::Kind;
use super::value::{self, Look};
use crate::bytes;

/// A command is read so far, in bytes.
const LONGEST: usize = 600;

/// A command, the options that take a password, and whether a user stands before it (`user:password`).
const COMMANDS: [(&str, &[&str], bool); 9] = [
    ("curl", &["-u", "--user", "-U", "--proxy-user"], true),
    ("sshpass", &["-p"], false),
    ("mysql", &["-p"], false),
    ("mysqldump", &["-p"], false),
    ("mysqladmin", &["-p"], false),
    ("mongosh", &["-p"], false),
    ("redis-cli", &["-a"], false),
    ("docker login", &["-p"], false),
    ("podman login", &["-p"], false),
];

/// The password in the command at `hit`.
pub(super) fn password(text: &[u8], hit: &Range<usize>) -> Option<(Value, Look)> {
    let word = &text[hit.clone()];
    let (name, options, with_user) = COMMANDS.iter().find(|(name, ..)| name.as_bytes() == word)?;
    let before = hit.start.checked_sub(1).map(|i| text[i]);
    let free = before.is_none_or(|b| !(b.is_ascii_alphanumeric() || b"_-.".contains(&b)));
    let blank = text.get(hit.end).is_some_and(u8::is_ascii_whitespace);
    if !(free && blank) {
        return None;
    }
    let mut at = hit.end;
    while let Some(argument) = argument(text, at, hit.end + LONGEST) {
        at = argument.end;
        let Some(option) = options.iter().find(|o| text[argument.clone()].starts_with(o.as_bytes())) else { continue };
        let rest = argument.start + option.len()..argument.end;
        let given = match text[rest.clone()] {
            // mysql asks when a blank follows.
            [] if name.starts_with("mysql") => return None,
            [] => self::argument(text, at, hit.end + LONGEST)?,
            [b'=', ..] => rest.start + 1..rest.end,
            _ if option.starts_with("--") => continue,
            _ => rest,
        };
        let given = unquoted(text, given);
        let from = if *with_user { bytes::find(b':', &text[given.clone()])? + 1 } else { 0 };
        let span = given.start + from..given.end;
        let value = Value { span, quoted: false, scheme: None };
        return value::judge(text, &value, Kind::Password, false).map(|look| (value, look));
    }
    None
}

/// The next argument behind `at`; a line that ends in `\` goes on.
fn argument(text: &[u8], mut at: usize, limit: usize) -> Option<Range<usize>> {
    let limit = limit.min(text.len());
    loop {
        match text.get(at).filter(|_| at < limit)? {
            b' ' | b'\t' => at += 1,
            b'\\' if text[at + 1..].starts_with(b"\n") => at += 2,
            b'\\' if text[at + 1..].starts_with(b"\r\n") => at += 3,
            // What ends an argument without being part of one ends the command: the caller's cursor must move on.
            b'\n' | b'\r' | b';' | b'|' | b')' | b'`' => return None,
            _ => break,
        }
    }
    let quote = Some(text[at]).filter(|b| b"\"'".contains(b));
    let from = at + usize::from(quote.is_some());
    let end = text[from..limit].iter().position(|b| match quote {
        Some(quote) => *b == quote || *b == b'\n',
        None => b.is_ascii_whitespace() || b"\"'`;|)".contains(b),
    });
    // A lone closing sign is an argument too: the next search goes on behind it.
    let end = end.map_or(limit, |i| from + i).max(at + 1);
    Some(at..end + usize::from(quote.is_some() && text.get(end) == quote.as_ref()))
}

fn unquoted(text: &[u8], argument: Range<usize>) -> Range<usize> {
    let quote = |i: usize| text.get(i).is_some_and(|b| b"\"'".contains(b));
    let from = argument.start + usize::from(!argument.is_empty() && quote(argument.start));
    let to = argument.end - usize::from(argument.end > from && quote(argument.end - 1));
    from..to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Option<&str> {
        let (name, ..) = COMMANDS.iter().rev().find(|(name, ..)| line.contains(name))?;
        let at = line.find(name)?;
        password(line.as_bytes(), &(at..at + name.len())).map(|(value, _)| &line[value.span])
    }

    #[test]
    fn options_that_take_a_password() {
        for line in [
            "curl -u ci:Xk7pQ2vLm9 https://acme.dev",
            "$(curl -s --user 'ci:Xk7pQ2vLm9' \\\n  https://acme.dev)",
            "curl \\\n  --user=ci:Xk7pQ2vLm9 x",
            "sshpass -p Xk7pQ2vLm9 ssh root@acme.dev",
            "mysql -uroot -pXk7pQ2vLm9 main",
            "redis-cli -h acme.dev -a \"Xk7pQ2vLm9\" ping",
            "docker login -u ci -p Xk7pQ2vLm9 acme.dev",
        ] {
            assert_eq!(found(line), Some("Xk7pQ2vLm9"), "{line}");
        }
        for line in [
            "curl -u user:password x",
            "curl -u $USER:$PASS x",
            "mysql -p main",
            "libcurl -u a:Xk7pQ2vLm9",
            "curl x\n -u a:Xk7pQ2vLm9",
            "cd include/curl && $(MAKE) x",
            "`curl` x",
            "docker login -u=\"$USER\" -p=\"$PASS\"",
            "$(curl ) x",
        ] {
            assert_eq!(found(line), None, "{line}");
        }
    }
}
