//! The lines that git gives to `pre-push` and `pre-receive` on standard input.

use std::io::Read;

use akguard_common::error::{Failure, io_says};
use akguard_common::text::escape;
use akguard_git::Oid;
use anyhow::Result;

/// A ref that is pushed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PushedRef {
    /// Its name as the report shows it: the local one before a push, the server's where it arrives.
    pub(super) name: String,
    /// What it names now; `None` where it is deleted.
    pub(super) new: Option<Oid>,
    /// What the other side has there; `None` where the ref is new.
    pub(super) old: Option<Oid>,
}

impl PushedRef {
    /// `refs/heads/main` as people call it.
    pub(super) fn short_name(&self) -> &str {
        let name = self.name.as_str();
        name.strip_prefix("refs/heads/").or_else(|| name.strip_prefix("refs/tags/")).unwrap_or(name)
    }
}

/// Reads all lines of `pre-push`: local name and id, remote name and id (git's documentation, githooks).
///
/// # Errors
/// A line has another form.
pub(super) fn of_pre_push() -> Result<Vec<PushedRef>> {
    parse(&read()?, |words| match *words {
        [local, local_id, _, remote_id] => {
            Some(PushedRef { name: local.to_owned(), new: id(local_id)?, old: id(remote_id)? })
        }
        _ => None,
    })
}

/// Reads all lines of `pre-receive`: old id, new id, name.
///
/// # Errors
/// A line has another form.
pub(super) fn of_pre_receive() -> Result<Vec<PushedRef>> {
    parse(&read()?, |words| match *words {
        [old, new, name] => Some(PushedRef { name: name.to_owned(), new: id(new)?, old: id(old)? }),
        _ => None,
    })
}

fn read() -> Result<String> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|e| Failure::new(format!("cannot read what is pushed: {}", io_says(&e))))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn parse(text: &str, parse_line: impl Fn(&[&str]) -> Option<PushedRef>) -> Result<Vec<PushedRef>> {
    let mut refs = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            continue;
        }
        let words: Vec<&str> = line.split(' ').collect();
        let parsed = parse_line(&words).ok_or_else(|| {
            Failure::new(format!("cannot read what is pushed: `{}` is no line of git's", escape(line)))
                .help("akguard status    # tells which hook passes it on")
        })?;
        refs.push(parsed);
    }
    Ok(refs)
}

/// An id, or none for zeros; the outer `None` where it is neither.
#[allow(clippy::option_option)]
fn id(text: &str) -> Option<Option<Oid>> {
    if matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte == b'0') {
        return Some(None);
    }
    Oid::parse(text).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRE_PUSH: fn(&[&str]) -> Option<PushedRef> = |words| match *words {
        [local, local_id, _, remote_id] => {
            Some(PushedRef { name: local.to_owned(), new: id(local_id)?, old: id(remote_id)? })
        }
        _ => None,
    };

    #[test]
    fn zeros_mean_a_new_or_a_deleted_ref() {
        let one = "1".repeat(40);
        let zero = "0".repeat(40);
        let text = format!("refs/heads/a {one} refs/heads/a {zero}\n\n(delete) {zero} refs/heads/b {one}\n");
        let refs = parse(&text, PRE_PUSH).unwrap();
        assert_eq!(refs.len(), 2);
        assert_eq!((refs[0].short_name(), refs[0].new.is_some(), refs[0].old), ("a", true, None));
        assert_eq!((refs[1].new, refs[1].old.is_some()), (None, true));
    }

    #[test]
    fn other_lines_are_errors() {
        for text in ["refs/heads/a 123 refs/heads/a 456", "x", "a b c d e"] {
            assert!(parse(text, PRE_PUSH).is_err(), "{text}");
        }
        assert_eq!(parse("\n \n", PRE_PUSH).unwrap(), []);
    }
}
