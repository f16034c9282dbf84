//! Values published by vendors, standards and manuals: they give no access.

use sha2::{Digest, Sha256};

/// In pieces, so that no scanner reports this file. The pieces are joined without a blank.
const SAMPLES: [&[&str]; 40] = [
    &["AKIA", "IOSFODNN7", "EXAMPLE"],
    &["AKIA", "I44QH8DHB", "EXAMPLE"],
    &["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"],
    &["4eC39HqLyjWDarjtT1", "zdp7dc"],
    &["BQokikJOvBiI2HlWgH", "4olfQ2"],
    &["T00000000/B00000000/", "XXXXXXXXXXXXXXXXXXXXXXXX"],
    // Docker's API description and manual, after `SWMTKN-1-` and `SWMKEY-1-`.
    &["3pu6hszjas19", "xyp7ghgosyx9", "k8atbfcr8p2i", "s99znpy26u2lkl", "-1awxwuwd3z9j1z3puu7rcgdbx"],
    &["3pu6hszjas19", "xyp7ghgosyx9", "k8atbfcr8p2i", "s99znpy26u2lkl", "-7p73s1dx5in4tatdymyhg9hu2"],
    &["49nj1cmql0jk", "z5s954yi3oex", "3nedyz0fb0xx", "14ie39trti4wxv", "-8vxv8rssmk743ojnwacrr2e7c"],
    &["7c37Cc8654o6p38H", "nroywCi19pllOnGtbdZEgtKxZu8"],
    // kubeadm's.
    &["9a08jv", ".c0izixklcxtmnze7"],
    &["783bde", ".3f89s0fje9f38fhf"],
    &["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/", "KBHBeksoGMGw=="],
    // One-time passwords: the key URI's page and its copies; RFC 4226 and RFC 6238 (`1234567890` in base32) in all
    // three lengths.
    &["HXDMVJECJJWSRB3H", "WIZR4IFUGFTMXBOZ"],
    &["GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQ"],
    &["GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQ", "GEZA===="],
    &["GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQ", "GEZA"],
    &["base32", "secret", "3232"],
    // The reference of nuget.config.
    &["33f!!", "lloppa"],
    &["hal+", "9ooo_da!sY"],
    // `Aladdin:open sesame` of RFC 7617, `Mufasa` of RFC 7616.
    &["QWxhZGRpbj", "pvcGVuIHNlc2FtZQ=="],
    &["Circle", " of Life"],
    // The key in Grafana's defaults.ini.
    &["SW2YcwTIb9", "zpOOhoPsMm"],
    // AES (FIPS 197 and SP 800-38A, 128 to 256 bits), Ed25519 (RFC 8032), HMAC in a JWT (RFC 7515), RabbitMQ's cookie.
    &["2b7e151628aed2a6", "abf7158809cf4f3c"],
    &["8e73b0f7da0e6452c810f32b", "809079e562f8ead2522c6b7b"],
    &["603deb1015ca71be2b73aef0857d7781", "1f352c073b6108d72d9810a30914dff4"],
    &["9d61b19deffd5a60ba844af492ec2cc4", "4449c5697b326919703bac031cae7f60"],
    &["AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T", "-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"],
    &["SWQOKODSQ", "ALRPCLNMEQG"],
    // The examples of curl.
    &["xipj3", "plmq"],
    // OAuth 2.0 (RFC 6749, RFC 6750): tokens, a client's secret, its header and its password.
    &["2YotnFZFEj", "r1zCsicMWpAA"],
    &["tGzv3JOkF0", "XG5Qx2TlKWIA"],
    &["7Fjfp0ZBr1K", "tDRbnfVdmIw"],
    &["czZCaGRSa3F0Mz", "pnWDFmQmF0M2JW"],
    &["gX1fBa", "t3bV"],
    &["mF_9.B5f", "-4.1JqM"],
    &["h480djs", "93hd8"],
    // DeepAI's key for trials.
    &["quickstart-QUdJIGlz", "IGNvbWluZy4uLi4K"],
    // The comic's passwords.
    &["Tr0ub4", "dor&3"],
    &["correct", "horse", "battery", "staple"],
];

/// Long samples that are often cut: a part from their start is a sample too.
const HEADS: [&[&str]; 10] = [
    // The first account of Hardhat.
    &["0xac0974bec39a17e36ba4a6b4d238ff94", "4bacb478cbed5efcae784d7bf4f2ff80"],
    &["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"],
    &["je7MtGbClwBF/2Zp9Utk/", "h3yCo8nvbEXAMPLEKEY"],
    &["JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PXP"],
    // Flask's manual, up to its first escape.
    &["_5#y2L", "\"F4Q8z", "\\n\\xec]/"],
    // The storage emulator's account and Cosmos DB's.
    &["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/", "KBHBeksoGMGw=="],
    &["C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPM", "bIZnqyMsEcaGQy67XIw/Jw=="],
    // `1234567890` twice in base32, of the RFCs on one-time passwords.
    &["GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQ"],
    // The beginnings of the seeds in the manual of NKEYs.
    &["SAIHQHBZBLUEHU", "ZDKMN7UFGFJ53S"],
    &["SENGQHUDPCFKT6", "YEDQZXWNR3K5MY"],
];
/// Minimum length of such a part, in bytes; a shorter one may be a word or chance.
const MIN_HEAD: usize = 12;

/// Samples that look like live keys: the first 64 bits of the SHA-256 of the whole text.
#[rustfmt::skip]
const HASHES: [u64; 26] = [
    // Keys in Google's own samples that other scanners allow-list.
    0x27a9_a429_31df_f7eb, 0x49f7_77db_995e_8260, 0xa6c8_14bc_555a_e62c, 0x8731_261c_b72d_8626, 0x37f8_f09b_df12_c2f2,
    0xeb54_0d2b_6ee2_a0a4, 0x2037_abca_ffb2_b777, 0x3a8b_61d0_f636_b007, 0x4c98_242d_cadc_8b29, 0xea9b_b108_2cf9_5663,
    0x3f37_0c9d_d822_5c63, 0xa19f_89ab_3555_eac1, 0xe4a5_542b_b7fd_7b67, 0xdc0f_cf04_6c61_640c, 0xdc05_7717_851f_c4b8,
    0xf56e_3234_94a6_ffc2, 0xb7d6_1096_898c_e748, 0xf308_2ce9_d699_2144, 0x0b47_6bdf_9acf_2123,
    // Stripe's two test keys, Supabase's local stack (secret, publishable), Socket's free key.
    0x2caf_c097_0149_a84f, 0xf2d6_ca16_5150_33e5, 0xc85d_ebb5_5f2f_204d, 0x9705_102d_b0d5_f99e, 0x9cab_58b2_4140_ee12,
    // Flask's manual.
    0x2598_f7d6_adc1_42d8, 0x9cb3_35cb_7b5f_b805,
];
/// Maximum length of the samples in [`HASHES`], in bytes.
const MAX_HASHED: usize = 120;

/// Is it a published sample?
pub(crate) fn is_published(value: &[u8]) -> bool {
    SAMPLES.iter().any(|pieces| is_joined(value, pieces))
        || HEADS.iter().any(|pieces| is_head(value, pieces))
        || is_constant_uuid(value)
        || is_hashed(value)
}

fn is_hashed(value: &[u8]) -> bool {
    // The shortest of them has 32 characters.
    (32..=MAX_HASHED).contains(&value.len())
        && Sha256::digest(value).first_chunk().is_some_and(|head| HASHES.contains(&u64::from_be_bytes(*head)))
}

/// UUIDs fixed by standards and programs: the name spaces of RFC 4122, Terraform's marker for a value that is not known
/// before `apply`, the bases of Bluetooth and COM, the largest UUID.
fn is_constant_uuid(value: &[u8]) -> bool {
    const ENDS: [&[u8]; 5] = [
        b"-9dad-11d1-80b4-00c04fd430c8",
        b"-0000-1000-8000-00805f9b34fb",
        b"-0000-0000-c000-000000000046",
        b"-ed26-11e3-ac10-0800200c9a66",
        b"-ffff-ffff-ffff-ffffffffffff",
    ];
    value.len() == 36 && ENDS.iter().any(|end| value[8..].eq_ignore_ascii_case(end))
}

/// Does it consist of these pieces, one after the other?
fn is_joined(value: &[u8], pieces: &[&str]) -> bool {
    pieces.iter().try_fold(value, |rest, piece| rest.strip_prefix(piece.as_bytes())).is_some_and(<[u8]>::is_empty)
}

/// Is it the start of these pieces, or all of them?
fn is_head(value: &[u8], pieces: &[&str]) -> bool {
    let mut rest = value;
    for piece in pieces {
        let length = piece.len().min(rest.len());
        if rest[..length] != piece.as_bytes()[..length] {
            return false;
        }
        rest = &rest[length..];
    }
    rest.is_empty() && value.len() >= MIN_HEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_whole_and_cut() {
        for pieces in SAMPLES.iter().chain(&HEADS) {
            assert!(is_published(pieces.concat().as_bytes()));
        }
        for pieces in HEADS {
            let whole = pieces.concat();
            assert!((MIN_HEAD..whole.len()).all(|length| is_published(&whole.as_bytes()[..length])));
            assert!(!is_published(&whole.as_bytes()[..MIN_HEAD - 1]));
            assert!(!is_published(format!("{whole}x").as_bytes()));
        }
    }

    #[test]
    fn constants_of_standards() {
        for uuid in [
            "74D93920-ED26-11E3-AC10-0800200C9A66",
            "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
            "0000180f-0000-1000-8000-00805F9B34FB",
            "00000000-0000-0000-C000-000000000046",
        ] {
            assert!(is_published(uuid.as_bytes()), "{uuid}");
        }
        let drawn = crate::sample::expand("{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}", 1);
        assert!(!is_published(drawn.as_bytes()));
    }

    #[test]
    fn a_published_key_is_recognised_by_its_hash() {
        let flask = ["192b9bdd22ab9ed4d12e236c", "78afcb9a393ec15f71bbf5dc987d54727823bcbf"].concat();
        assert!(is_published(flask.as_bytes()));
        assert!(!is_published(&flask.as_bytes()[..63]));
    }
}
