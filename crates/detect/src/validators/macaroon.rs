//! PyPI's tokens: `pypi-` and a macaroon, version 2, binary form (libmacaroons' format note): 02, then fields of type,
//! length (varint) and data, sections ended by 00, last the 32-byte signature in field 6.

use data_encoding::BASE64URL_NOPAD;

/// Does the macaroon parse to its end?
pub(super) fn check(token: &[u8]) -> bool {
    let Some(body) = token.strip_prefix(b"pypi-") else {
        return false;
    };
    let mut trimmed = body.to_vec();
    trimmed.retain(|b| *b != b'=');
    BASE64URL_NOPAD.decode(&trimmed).is_ok_and(|bytes| parses(&bytes).is_some())
}

fn parses(bytes: &[u8]) -> Option<()> {
    let mut rest = bytes.strip_prefix(&[2])?;
    let mut fields = 0;
    loop {
        let kind = *rest.split_off_first()?;
        if kind == 0 {
            continue;
        }
        let length = varint(&mut rest)?;
        let data = rest.split_off(..length)?;
        fields += 1;
        match kind {
            6 => return (data.len() == 32 && rest.is_empty() && fields >= 3).then_some(()),
            1 | 2 | 4 => {}
            _ => return None,
        }
    }
}

fn varint(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0usize;
    for shift in [0, 7, 14] {
        let byte = *rest.split_off_first()?;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn vector() {
        let token = [
            "pyp",
            "i-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMAACKlszLCIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDAiXQAABiCrUJaT9AJ85AyWkH1Xs-rvqfv4kLJ3RelvULWkLpemKA",
        ]
        .concat();
        assert!(super::check(token.as_bytes()));
        assert!(!super::check(&token.as_bytes()[..token.len() - 4]));
    }
}
