//! Lines inserted into YAML of others, in block style, with the proof that nothing else changed; and taken out again.

use super::insertion;
use super::yaml::{Node, Obstacle, UNREADABLE, Value, parse};

/// The first and the last of the lines that akguard inserts.
pub(super) const BEGIN: &str = "# akguard: inserted by 'akguard install', removed by 'akguard uninstall'";
pub(super) const END: &str = "# akguard: end";

const OTHER_FORM: Obstacle = "is not in the block style that akguard can insert lines into";

/// Appends an entry to a collection of block style, or to an empty file: `lines` are those of the entry, not indented.
///
/// # Errors
/// The collection is in another form, or the result would not be the same file with the entry added.
pub(super) fn append(text: &str, root: Option<&Node>, to: Option<&Node>, lines: &[String]) -> Result<String, Obstacle> {
    if to.is_none() && root.is_some() {
        return Err(OTHER_FORM);
    }
    let at = to.map(|node| node.lines.end).unwrap_or(usize::MAX);
    let indent = to.map(|node| indent_of(text, node)).transpose()?.unwrap_or_default();
    // The last entry may be one of ours: the line that ends it belongs to it.
    let at = at + text.lines().skip(at).take_while(|line| line.trim() == END).count();
    let marked = [&[BEGIN.to_owned()], lines, &[END.to_owned()]].concat();
    let indented: Vec<String> = marked.iter().map(|line| format!("{indent}{line}")).collect();
    let after = insertion::insert(text, at, &indented);
    let grown = parse(&after)?.ok_or(OTHER_FORM)?;
    // Whatever the parser and the eye made of the file: nothing that was there may have changed, and something came.
    let is_good = match root {
        Some(root) => root.grew_into(&grown) && !grown.grew_into(root),
        None => true,
    };
    if is_good { Ok(after) } else { Err(OTHER_FORM) }
}

/// The blanks before the entries of a block.
fn indent_of(text: &str, node: &Node) -> Result<String, Obstacle> {
    let first = match &node.value {
        Value::Sequence(items) if !node.is_flow => items.first(),
        Value::Mapping(pairs) if !node.is_flow => pairs.first().map(|pair| &pair.key),
        _ => None,
    };
    let first = first.ok_or(OTHER_FORM)?;
    let line = text.lines().nth(first.lines.start).ok_or(OTHER_FORM)?;
    let entry = line.trim_start_matches(' ');
    let is_entry = match &node.value {
        Value::Sequence(_) => entry.starts_with("- "),
        _ => !entry.starts_with(['-', '?', '\t']),
    };
    if is_entry { Ok(line[..line.len() - entry.len()].to_owned()) } else { Err(OTHER_FORM) }
}

/// What becomes of a text without the lines that akguard inserted.
pub(super) enum Without {
    /// There are none.
    Same,
    Text(String),
    /// They have been changed by hand, so that taking them out might take others' with them.
    Edited,
}

/// Takes all inserted lines out; `is_ours` knows a line between the first and the last, without its indent.
pub(super) fn without(text: &str, is_ours: impl Fn(&str) -> bool) -> Without {
    match cut(text, is_ours) {
        // Entries that others put below a key of ours would be left without it.
        Without::Text(rest) if parse(&rest).is_err_and(|why| why == UNREADABLE) => Without::Edited,
        cut => cut,
    }
}

/// The same for a text of any form.
pub(super) fn cut(text: &str, is_ours: impl Fn(&str) -> bool) -> Without {
    let mut rest = text.to_owned();
    let mut is_changed = false;
    loop {
        let lines: Vec<&str> = rest.lines().map(str::trim).collect();
        let Some(begin) = lines.iter().position(|line| *line == BEGIN) else { break };
        let Some(length) = lines[begin..].iter().position(|line| *line == END) else { return Without::Edited };
        if !lines[begin + 1..begin + length].iter().all(|line| is_ours(line)) {
            return Without::Edited;
        }
        rest = insertion::remove(&rest, begin..begin + length + 1);
        is_changed = true;
    }
    if is_changed { Without::Text(rest) } else { Without::Same }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appended(text: &str, keys: &[&str]) -> Result<String, Obstacle> {
        let root = parse(text)?;
        let mut node = root.as_ref();
        for key in keys {
            node = node.and_then(|node| node.get(key));
        }
        append(text, root.as_ref(), node, &["- new".to_owned()])
    }

    #[test]
    fn an_entry_goes_to_the_end_and_comes_out_again() {
        for text in [
            "a:\n  - 1\n  - 2\n",
            "a:\n- 1\n- x: |\n    text\n\n    more\n\n# a comment\nb: 2\n",
            "---\nb: {c: [1, 2]}\na:\n    - 1   # one\n    - {x: 1,\n       y: 2}\nz: 3",
            "a:\r\n  - 1\r\n",
            "a:\n  - 'one\n    two'\n  - \"x\"\n...\n",
            "a:\n  - 1\n  -\n    b: 2\n",
        ] {
            let after = appended(text, &["a"]).unwrap_or_else(|why| panic!("{text:?} {why}"));
            let root = parse(&after).unwrap().unwrap();
            let Value::Sequence(items) = &root.get("a").unwrap().value else { panic!("{after}") };
            assert!(matches!(&items.last().unwrap().value, Value::Scalar(text) if text == "new"), "{after}");
            assert!(matches!(without(&after, |line| line == "- new"), Without::Text(rest) if rest == text), "{after}");
            assert!(matches!(without(&after, |line| line == "- old"), Without::Edited));
        }
    }

    #[test]
    fn what_is_in_another_form_is_left_alone() {
        for text in [
            "a: [1, 2]\n",
            "a: &x\n  - 1\nb: *x\n",
            "a:\n  - 1\n---\na:\n  - 1\n",
            "a: 1\n",
            "a:\n\t- 1\n",
            "{a: [1]}\n",
            "a:\n",
            "a:\n  - 1\n b\n",
        ] {
            assert!(appended(text, &["a"]).is_err(), "{text:?}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
