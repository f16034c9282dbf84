//! UUIDs: hexadecimal digits in groups of 8-4-4-4-12.

pub(super) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value
            .iter()
            .enumerate()
            .all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_8_4_4_4_12() {
        let one = "74a8c3d1-90fe-4b2a-8c67-1e5d03b9a2f4";
        assert!(is_uuid(one.as_bytes()) && is_uuid(one.to_uppercase().as_bytes()));
        for other in
            [&one[1..], &format!("{one}0"), &one.replace('-', "0"), &one.replace('f', "g"), &one.replace('8', "-")]
        {
            assert!(!is_uuid(other.as_bytes()), "{other}");
        }
    }
}
