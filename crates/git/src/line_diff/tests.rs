use super::*;
use proptest::prelude::*;

#[test]
fn a_common_end_begins_with_a_line_of_both() {
    assert_eq!(common_tail(b"a\nbc\n", b"bc\n"), 3);
    assert_eq!(common_tail(b"a\nbc\n", b"xbc\n"), 0);
    assert_eq!(common_tail(b"a\nb\nc\n", b"xb\nc\n"), 2);
}

fn lines(new: &str, bases: &[&str]) -> Vec<usize> {
    let bases: Vec<Vec<u8>> = bases.iter().map(|b| b.as_bytes().to_vec()).collect();
    let result = added(new.as_bytes(), &bases);
    (0..new.split_inclusive('\n').count()).filter(|&i| result.touches(i, i)).collect()
}

#[test]
fn table() {
    assert_eq!(lines("a\nb\n", &[]), [0, 1]);
    assert_eq!(lines("a\nb\n", &[""]), [0, 1]);
    assert!(lines("a\nb\n", &["a\nb\n"]).is_empty());
    assert_eq!(lines("a\nx\nb\n", &["a\nb\n"]), [1]);
    assert_eq!(lines("a\nb\nx", &["a\nb\n"]), [2]);
    // How a line ends does not count.
    assert!(lines("a\nb", &["a\nb\n"]).is_empty());
    assert!(lines("a\nb\n", &["a\nb"]).is_empty());
    assert!(lines("a\nb\n", &["a\r\nb\r\n"]).is_empty());
    assert_eq!(lines("a\r\nx\r\nb", &["a\nb\n"]), [1]);
    assert_eq!(lines("x\na\ny\nb\nz\n", &["a\nb\n"]), [0, 2, 4]);
    assert!(lines("b\n", &["a\nb\n"]).is_empty());
    assert_eq!(lines("a\na\na\n", &["a\na\n"]).len(), 1);
    assert_eq!(lines("b\na\n", &["a\n"]), [0]);
    assert_eq!(lines("xa\n", &["a\n"]), [0]);
    assert_eq!(lines("a\0b\nc\0d\n", &["a\0b\n"]), [1]);
    // New against one parent only: not added by the merge.
    assert!(lines("a\nb\nc\n", &["a\nb\n", "b\nc\n"]).is_empty());
    assert_eq!(lines("a\nb\nkey\nc\n", &["a\nb\n", "b\nc\n"]), [2]);
}

#[test]
fn large_changes_are_told_by_counting() {
    let old: String = (0..60_000).map(|i| format!("old line number {i}\n")).collect();
    let new: String = (0..60_000).map(|i| format!("new line number {i}\n")).collect();
    let text = format!("moved\n{new}old line number 7\nlast\n");
    let added = added(text.as_bytes(), &[format!("{old}moved\n").into_bytes()]);
    assert!(
        !added.touches(0, 0) && added.touches(1, 1) && !added.touches(60_001, 60_001) && added.touches(60_002, 60_002)
    );
    assert_eq!(added.count(60_003), 60_001);
}

proptest! {
    /// Taking the added lines away leaves a subsequence of the old lines: nothing new is ever called old.
    #[test]
    fn what_is_not_added_was_there(old in "([abc]{0,2}\n){0,12}[abc]{0,2}", new in "([abc]{0,2}\n){0,12}[abc]{0,2}") {
        let added = lines(&new, &[&old]);
        let mut rest = old.split_inclusive('\n');
        for (i, line) in new.split_inclusive('\n').enumerate() {
            if !added.contains(&i) {
                prop_assert!(rest.any(|o| o.trim_end_matches('\n') == line.trim_end_matches('\n')), "line {i} of {new:?} against {old:?}");
            }
        }
    }
}
