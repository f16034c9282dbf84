//! Passwords as arguments of well-known commands (`curl -u user:password`, `sshpass -p`, `mysql -p`, `net use`), and
//! passwords piped into a command.

use std::ops::Range;

use akguard_common::bytes;

use super::assignment::Literal;
use super::commands::{COMMANDS, Command, PasswordPart};
use super::name::NameKind;
use super::slices::last_line;
use super::value::{self, Look};

/// Maximum length of a command that is read, in bytes.
const MAX_LENGTH: usize = 600;

/// A password and what it looks like.
pub(super) struct Password {
    pub(super) literal: Literal,
    pub(super) look: Look,
}

/// The password in the command at `hit`.
pub(super) fn password(text: &[u8], hit: &Range<usize>) -> Option<Password> {
    if text[hit.clone()].eq_ignore_ascii_case(LITERAL.as_bytes()) {
        return of_pair(text, hit.end);
    }
    if PIPED.iter().any(|word| text[hit.clone()].eq_ignore_ascii_case(word.as_bytes())) {
        return piped(text, hit.start);
    }
    if text[hit.clone()].eq_ignore_ascii_case(AUTH.as_bytes()) {
        return password_at(text, unquoted(text, argument(text, hit.end, hit.end + MAX_LENGTH)?));
    }
    // Windows and snmpd ignore case.
    let is_folded = |command: &&Command| {
        FOLDED.contains(&command.name) && text[hit.clone()].eq_ignore_ascii_case(command.name.as_bytes())
    };
    let command =
        COMMANDS.iter().find(|command| command.name.as_bytes() == &text[hit.clone()] || is_folded(command))?;
    let before = hit.start.checked_sub(1).map(|i| text[i]);
    let free = before.is_none_or(|b| !(b.is_ascii_alphanumeric() || b"_-.".contains(&b)));
    let end = if command.name.ends_with('-') { hit.end - 1 } else { arguments_start(command, hit.end) };
    let end = end + if text[end..].starts_with(b".exe") { b".exe".len() } else { 0 };
    let blank = text.get(end).is_some_and(|b| b.is_ascii_whitespace() || *b == b'-');
    if !(free && blank) {
        return None;
    }
    let given =
        if command.options.is_empty() { at_place(text, end, command.place) } else { of_option(text, end, command) }?;
    let given = unquoted(text, given);
    if command.name == USER_OF_SNMP && !names_digest(&text[end..given.start]) {
        return None;
    }
    let from = match command.part {
        PasswordPart::Whole => 0,
        PasswordPart::After(sign) => bytes::find(sign, &text[given.clone()])? + 1,
    };
    password_at(text, unquoted(text, given.start + from..given.end))
}

/// `--auth=...`: the password of an upload over the air, as PlatformIO has it.
const AUTH: &str = "--auth=";
/// `createUser name SHA "..." AES "..."` of `snmpd.conf`.
const USER_OF_SNMP: &str = "createuser";

/// Commands whose names are read in any case.
const FOLDED: [&str; 7] = [USER_OF_SNMP, "net user", "net use", "signtool", "psexec", "plink", "pscp"];

/// Is the last argument before the password the name of a digest?
fn names_digest(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"\"").unwrap_or(before).trim_ascii_end();
    [b" SHA".as_slice(), b" MD5", b"-224", b"-256", b"-384", b"-512"].iter().any(|digest| before.ends_with(digest))
}

/// Where the arguments begin; before the option if the name of the command ends with one.
fn arguments_start(command: &Command, end: usize) -> usize {
    match command.name.rsplit(' ').next() {
        Some(last) if command.options.contains(&last) => end - last.len() - 1,
        _ => end,
    }
}

fn password_at(text: &[u8], span: Range<usize>) -> Option<Password> {
    let quoted = span.start.checked_sub(1).is_some_and(|i| text[i] == b'\'');
    let literal = Literal { span, quoted, scheme: None };
    let look = value::assess(text, &literal, NameKind::Password, false)?;
    Some(Password { literal, look })
}

fn of_option(text: &[u8], end: usize, command: &Command) -> Option<Range<usize>> {
    let mut at = end;
    while let Some(argument) = argument(text, at, end + MAX_LENGTH) {
        at = argument.end;
        let given = &text[argument.clone()];
        if command.options.iter().any(|option| option.strip_suffix(' ').is_some_and(|o| o.as_bytes() == given)) {
            return self::argument(text, at, end + MAX_LENGTH);
        }
        let Some(option) = command.options.iter().find(|o| given.starts_with(o.as_bytes())) else {
            continue;
        };
        let rest = argument.start + option.len()..argument.end;
        return match text[rest.clone()] {
            // mysql prompts for the password when a blank follows.
            [] if command.name.starts_with("mysql") || command.name.starts_with("mariadb") => None,
            [] => self::argument(text, at, end + MAX_LENGTH),
            [b'=', ..] => Some(rest.start + 1..rest.end),
            _ if option.starts_with("--") => continue,
            _ => Some(rest),
        };
    }
    None
}

/// The argument with this number; options do not count.
fn at_place(text: &[u8], end: usize, place: usize) -> Option<Range<usize>> {
    let mut at = end;
    let mut number = 0;
    while let Some(argument) = argument(text, at, end + MAX_LENGTH) {
        at = argument.end;
        // An option, or the letter of the drive in `net use`.
        let is_drive = place > 0 && number == 0 && (argument.len() == 2 && text[argument.start + 1] == b':');
        let is_next_free = place > 0 && number == 0 && &text[argument.clone()] == b"*";
        if matches!(text[argument.start], b'-' | b'/') || is_drive || is_next_free {
            continue;
        }
        if number == place {
            return Some(argument);
        }
        number += 1;
    }
    None
}

/// `kubectl create secret generic db --from-literal=name=value`: whatever the name.
const LITERAL: &str = "--from-literal";

fn of_pair(text: &[u8], end: usize) -> Option<Password> {
    let at = end + usize::from(text.get(end) == Some(&b'='));
    let pair = unquoted(text, argument(text, at, end + MAX_LENGTH)?);
    let from = bytes::find(b'=', &text[pair.clone()])? + 1;
    password_at(text, unquoted(text, pair.start + from..pair.end))
}

/// Commands that read a password from standard input.
const PIPED: [&str; 4] = ["--password-stdin", "sudo -s", "passwd --stdin", "chpasswd"];

/// `echo 'password' | docker login --password-stdin`, `echo 'user:password' | chpasswd`.
fn piped(text: &[u8], end: usize) -> Option<Password> {
    let before = &text[end.saturating_sub(MAX_LENGTH)..end];
    let line = end - last_line(before).len();
    let pipe = line + bytes::find_last(b'|', &text[line..end])?;
    let head = text[line..pipe].trim_ascii();
    let words = [b"echo ".as_slice(), b"echo -n ", b"printf "];
    let at = words.iter().filter_map(|word| Some(bytes::find_text(word, head)? + word.len())).max()?;
    let start = line + text[line..pipe].iter().take_while(|b| b.is_ascii_whitespace()).count();
    let given = unquoted(text, argument(text, start + at, pipe)?);
    // Only `chpasswd` also reads the name of an account.
    if text[end..].starts_with(b"chpasswd")
        && let Some(colon) = bytes::find(b':', &text[given.clone()])
    {
        return password_at(text, given.start + colon + 1..given.end);
    }
    password_at(text, given)
}

/// The next argument after `at`; a line that ends in `\` continues on the next one.
fn argument(text: &[u8], mut at: usize, limit: usize) -> Option<Range<usize>> {
    let limit = limit.min(text.len());
    loop {
        if at >= limit {
            return None;
        }
        match text[at] {
            b' ' | b'\t' => at += 1,
            b'\\' if text[at + 1..].starts_with(b"\n") => at += 2,
            b'\\' if text[at + 1..].starts_with(b"\r\n") => at += 3,
            // These end the command. The caller needs an argument of at least one byte, or its cursor would not move.
            b'\n' | b'\r' | b';' | b'|' | b')' | b'`' => return None,
            _ => break,
        }
    }
    let quote = if b"\"'".contains(&text[at]) { Some(text[at]) } else { None };
    let from = at + usize::from(quote.is_some());
    let end = text[from..limit].iter().position(|b| match quote {
        Some(quote) => *b == quote || *b == b'\n',
        None => b.is_ascii_whitespace() || b"\"'`;|)".contains(b),
    });
    let mut end = match end {
        Some(length) => from + length,
        None => limit,
    };
    // `user:'password'`, `-p'password'`
    let is_option = |end: usize| end == at + 2 && text[at] == b'-';
    if quote.is_none()
        && end > at
        && (b":=,%".contains(&text[end - 1]) || is_option(end))
        && text.get(end).is_some_and(|b| b"\"'".contains(b))
    {
        let rest = text.get(end + 1..limit)?;
        end = match rest.iter().position(|b| *b == text[end] || *b == b'\n') {
            Some(length) => end + length + 2,
            None => limit,
        };
    }
    // A lone closing quote is an argument too: the next search begins after it.
    let end = end.min(limit).max(at + 1);
    Some(at..end + usize::from(quote.is_some() && text.get(end) == quote.as_ref()))
}

fn unquoted(text: &[u8], argument: Range<usize>) -> Range<usize> {
    let quote = |i: usize| text.get(i).is_some_and(|b| b"\"'".contains(b));
    let from = argument.start + usize::from(!argument.is_empty() && quote(argument.start));
    let to = argument.end - usize::from(argument.end > from && quote(argument.end - 1));
    from..to
}

#[cfg(test)]
mod tests;
