use super::*;

/// Each vector in two pieces.
fn joined(a: &str, b: &str) -> Vec<u8> {
    format!("{a}{b}").into_bytes()
}

fn breaks(value: &[u8], at: usize) -> Vec<u8> {
    let mut changed = value.to_vec();
    changed[at] = if changed[at] == b'c' { b'd' } else { b'c' };
    changed
}

#[test]
fn marvin_vector() {
    assert_eq!(super::marvin::marvin64(b"abc", 0xd53c_d9ce_cd08_93b7_u64.to_be_bytes()), (0x22c7_4339, 0x4927_69bf));
}

#[test]
fn identifiable_vectors() {
    for (a, b) in [
        ("oXvrqZIaYRs+rzcaUdgu98Ovyc3Zazn00vDdqvhRfOqgl5iElWpyz4gP3OdmIZBLjxohS/DZVCbP+A", "StXyqDxA=="),
        ("VDwZlFDPyHNLci9NmrUToiQKJSdeRiEz1PMuC7ieKx+A", "CRX3ypQ3"),
    ] {
        let key = joined(a, b);
        assert!(matches!(identifiable(&key), Verdict::Pass(_)));
        assert!(matches!(identifiable(&breaks(&key, 20)), Verdict::Weak), "the checksum");
        let signature = a.len() - 1;
        assert!(matches!(identifiable(&breaks(&key, signature)), Verdict::Fail), "the signature");
        assert!(matches!(identifiable(&key[1..]), Verdict::Fail), "the length");
    }
}

#[test]
fn every_kind_holds_its_own_samples() {
    for kind in &SERVICE_KEYS {
        let key = crate::sample::expand(&format!("{{azure-key:{}}}", kind.signature), 7);
        assert_eq!(key.len(), kind.length, "{}", kind.signature);
        assert_eq!(&key[kind.offset..kind.offset + 4], kind.signature);
        assert!(matches!(identifiable(key.as_bytes()), Verdict::Pass(_)), "{}", kind.signature);
    }
}

#[test]
fn cask_vector() {
    let key = joined("jrJ59VkYeMr3wbCYuAlbiqA1g9LFQ4P8a8TmLSAQt0j3lvOslvIlJQ", "QJ99CBACYeBjFXJ3w3AAABACOGS0zu");
    assert!(is_cask(&key));
    assert!(!is_cask(&breaks(&key, 20)));
    assert!(!is_cask(&breaks(&key, 83)));
    let older = [&key[..80], b"GKzD"].concat();
    assert!(is_cask(&older));
    assert!(is_cask(&[&key[..80], b"GKzDZQ=="].concat()), "all four bytes");
    assert!(!is_cask(b"short"));
}

#[test]
fn devops_vector() {
    let token = joined("i4ddix4hrtuxxlw3sfk5fkfsoz", "yomwu7sh2c2eoimzt5xdr4uumq");
    assert!(devops(&token));
    assert!((0..51).all(|i| !devops(&breaks(&token, i))));
    assert!(!devops(&token[1..]));
}

#[test]
fn entra_vector() {
    let secret = joined("Aes8Q", "~2.L3hsPP53k88OGarT.a._kk.rPskk-aGL");
    assert_eq!(secret.len(), 40);
    assert!(entra(&secret));
    assert!(!entra(&breaks(&secret, 20)));
    assert!(!entra(&breaks(&secret, 39)));
}

#[test]
fn sas_expiry() {
    let grade = |text: &str| {
        let start = text.find("sig=").unwrap() + 4;
        let span = start..start + text[start..].find(['&', '"']).unwrap_or(text.len() - start);
        match sas(&Input { text: text.as_bytes(), span, now: 1_790_000_000 }) {
            Verdict::Pass(_) => "live",
            Verdict::Weak => "expired",
            _ => "none",
        }
    };
    for (text, expected) in [
        ("?sv=2022-11-02&se=2026-09-21T23:59:59Z&sig=A%3D", "live"),
        ("?sv=2022-11-02&se=2026-09-20T23%3A59%3A59Z&sig=A%3D", "expired"),
        ("?sv=2022-11-02&amp;se=2024-02-29&amp;sig=A%3D", "expired"),
        ("?sig=A%3D&sv=2022-11-02&se=2024-01-01", "expired"),
        ("?sv=2022-11-02&si=policy&sr=c&sig=A%3D", "live"),
        ("?sv=2022-11-02&sig=A%3D\" and se=2020-01-01", "live"),
    ] {
        assert_eq!(grade(text), expected, "{text}");
    }
    assert_eq!(last_second(b"1970-01-01"), Some(86_399));
    assert_eq!(last_second(b"2000-03-01"), Some(951_955_199));
}

#[test]
fn devops_samples_hold() {
    for seed in 0..4 {
        assert!(devops(crate::sample::expand("{azure-devops}", seed).as_bytes()));
    }
}
