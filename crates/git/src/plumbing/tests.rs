use super::*;

#[test]
fn raw_differences() {
    let a = "a".repeat(40);
    let b = "b".repeat(64);
    let zero = "0".repeat(40);
    let raw = format!(
        ":100644 100755 {a} {b} M\0x y\0:000000 120000 {zero} {a} A\0l\0:160000 100644 {a} {b} T\0s\0:100644 000000 {a} {zero} U\0u\0:000000 160000 {zero} {a} A\0m\0"
    );
    let deltas = parse_raw(raw.as_bytes()).unwrap();
    assert_eq!(deltas.len(), 5);
    assert_eq!(deltas[0].path, b"x y");
    assert!(deltas[0].old.is_some() && deltas[0].new.is_some_and(|e| e.id.as_bytes().len() == 32));
    assert!(deltas[1].old.is_none() && deltas[1].new.is_some_and(|e| e.symlink));
    assert!(deltas[2].old.is_none() && deltas[2].new.is_some());
    assert!(deltas[3].unmerged);
    assert!(deltas[4].new_submodule && deltas[..4].iter().all(|delta| !delta.new_submodule));
    for broken in [":100644 100755 a b M\0x\0", "100644\0x\0", &raw[..raw.len() - 2]] {
        assert_eq!(parse_raw(broken.as_bytes()), None);
    }
    assert_eq!(parse_raw(b""), Some(Vec::new()));
}
