//! Digests of the empty text and of words common in tests and manuals: published in every rainbow table.
//!
//! Made by hashing each word of `WORDS` in the test below with MD5 and the SHA family; the first 64 bits identify them.

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER_PERMISSIVE};

/// Lengths of the digests in bytes: MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512.
const LENGTHS: [usize; 6] = [16, 20, 28, 32, 48, 64];

/// The first eight bytes of each, in order.
#[rustfmt::skip]
static HEADS: [u64; 414] = [
    0x000c285457fc971f, 0x0192023a7bbd7325, 0x01b307acba4f54f5, 0x01ba4719c80b6fe9, 0x03ac674216f3e15c,
    0x040f06fd77409247, 0x04f8996da763b7a9, 0x057ba03d6c441048, 0x07daf010de7f7f0d, 0x07e547d9586f6a73,
    0x0808f64e60d58979, 0x084e0343a0486ff0, 0x098f6bcd4621d373, 0x09ca7e4eaa6e8ae9, 0x0a0a9f2a67729425,
    0x0a4d55a8d778e502, 0x0a50261ebd1a390f, 0x0a6ea100dc75aa03, 0x0a989ebc4a77b56a, 0x0b14d501a594442a,
    0x0beec7b5ea3f0fdb, 0x0cc175b9c0f1b6a8, 0x0cf9180a764aba86, 0x0d107d09f5bbe40c, 0x0dd3e512642c97ca,
    0x0e3e75234abc68f4, 0x0fa76955abfa9daf, 0x107350f79b840046, 0x109bb6b5b6d5547c, 0x12b03226a6d8be9c,
    0x12ba944ee10c642e, 0x12dea96fec205935, 0x147ad31215fd5511, 0x14919aaff0da5efe, 0x15e2b0d3c33891eb,
    0x1625cdb75d25d9f6, 0x165543bb2301d833, 0x1692526aab84461a, 0x1846d1bd30922b64, 0x185f8db32271fe25,
    0x19513fdc9da4fb72, 0x1a1dc91c907325c6, 0x1a79a4d60de6718e, 0x1ab60e110d41a9aa, 0x1b0268a40ae44c01,
    0x1b4f0e9851971998, 0x1b745a0d500302e6, 0x1c8bfe8f801d7974, 0x1cb251ec0d568de6, 0x1d0f284efe3edea4,
    0x1f40fc92da241694, 0x1fcdb6059ce05172, 0x200ceb26807d6bf9, 0x202cb962ac59075b, 0x2039e0f0b9272849,
    0x2063c1608d6e0baf, 0x20eabe5d64b0e216, 0x21232f297a57a5a7, 0x2265daba0872fc3a, 0x22b41602570746d7,
    0x23097d223405d822, 0x233a0c3b653358b1, 0x240be518fabd2724, 0x25d55ad283aa400a, 0x25f9e794323b4538,
    0x26c669cd0814ac40, 0x2736fab291f04e69, 0x2757cb3cafc39af4, 0x275876e34cf609db, 0x280d44ab1e9f79b5,
    0x2a97516c354b6884, 0x2aae6c35c94fcfb4, 0x2ac9cb7dc02b3c00, 0x2bb80d537b1da3e3, 0x2c26b46b68ffc68f,
    0x2c70e12b7a0646f9, 0x2c74fd17edafd80e, 0x2cf24dba5fb0a30e, 0x2d6d67d91d0badcd, 0x2ef7bde608ce5404,
    0x2f05477fc24bb4fa, 0x2fd4e1c67a2d28fc, 0x309ecc489c12d6eb, 0x312b3e578a63c0a3, 0x313a7e3322ac655c,
    0x31bca02094eb7812, 0x3519fe5ad2c596ef, 0x353ba90f8c0b3e0f, 0x353eb7516a27ef92, 0x35675e68f4b5af7b,
    0x356a192b7913b04c, 0x3615f80c9d293ed7, 0x3627909a29c31381, 0x36396a7e4de3fa1c, 0x36622ca176a6d999,
    0x372ea08cab33e71c, 0x374d794a95cdcfd8, 0x37a8eec1ce19687d, 0x37b51d194a7513e4, 0x37d32c6dbabed711,
    0x37f71ccaada9d3b7, 0x3858f62230ac3c91, 0x3876dd6e14a7097c, 0x38b060a751ac9638, 0x3a6eb0790f39ac87,
    0x3bb12eda3c298db5, 0x3c469e9d6c5875d3, 0x3c6e0b8a9c15224a, 0x3c9909afec25354d, 0x3c9c30d9f665e74d,
    0x3d45597256050bb1, 0x3d4f2bf07dc1be38, 0x3f75aa9266c066b1, 0x3f9aa9e0493a8850, 0x408d94384216f890,
    0x40bd001563085fc3, 0x40be4e59b9a2a2b5, 0x4149da18aa8bfc2b, 0x4194d1706ed1f408, 0x41b46393b517f1be,
    0x428821350e969149, 0x42f7113044c011e7, 0x43c1835ceba2e295, 0x44accf4a6221d01d, 0x4575bb4ec129df63,
    0x46cb0934bc1afda5, 0x473287f8298dba71, 0x474b4afcaa4303cf, 0x47f05d367b0c32e4, 0x4813494d137e1631,
    0x482c811da5d5b4bc, 0x48837a787f076735, 0x4cb9c8a8048fd022, 0x4cfb880e9b3d538c, 0x4dff4ea340f0a823,
    0x4e1243bd22c66e76, 0x4f26aeafdb236762, 0x4f555b1bb8bc729a, 0x4fc07c8146ff8d20, 0x504f008c8fcf8b2e,
    0x50d858e0985ecc7f, 0x5154aaa49392fb27, 0x521b9ccefbcd14d1, 0x52f1bf093f4b7588, 0x5406ebea1618e9b7,
    0x548568964fb078e3, 0x5485cc9b3365b430, 0x54a59b9f22b0b808, 0x5891b5b522d5df08, 0x58a775ba4112be30,
    0x58acb7acccce58ff, 0x594f577a573d9517, 0x5994471abb01112a, 0x59e1748777448c69, 0x5a105e8b9d40e132,
    0x5b722b307fce6c94, 0x5baa61e4c9b93f3f, 0x5cf371cef0648f26, 0x5d41402abc4b2a76, 0x5da3b9874a983109,
    0x5e884898da280471, 0x5eb63bbbe01eeed0, 0x5ebe2294ecd0e0f0, 0x5f4dcc3b5aa765d6, 0x5f91550edb03f0bb,
    0x5feceb66ffc86f38, 0x619cba8e8e05826e, 0x62cdb7020ff920e5, 0x63a9f0ea7bb98050, 0x648357a04407e0a7,
    0x6583756055182f81, 0x65a0ef45df509ad1, 0x65a8e27d88792838, 0x65e84be33532fb78, 0x68b329da9893e340,
    0x68daa2085274c092, 0x6b86b273ff34fce1, 0x6e1a93e32fb44081, 0x6f9b9af3cd6e8b8a, 0x70352f41061eda4f,
    0x70ccd9007338d6d8, 0x7110eda4d09e062a, 0x7288edd0fc3ffcbe, 0x728db48989c9878b, 0x72a23dfa411ba6fd,
    0x730e109bd7a8a32b, 0x73feffa4b7f6bb68, 0x7505d64a54e061b7, 0x768412320f7b0aa5, 0x77c7ce9a5d86bb38,
    0x78d8045d684abd2e, 0x78e731027d8fd50e, 0x79f95ce631a460dc, 0x7c222fb2927d828a, 0x7c4a8d09ca3762af,
    0x7c6a180b36896a0a, 0x7c6a61c68ef8b9b6, 0x7d49d02c105312b2, 0x7e071fd9b023ed8f, 0x7e6a4309ddf6e886,
    0x7ed8c2c790aa83d6, 0x7f4cb2ea018f770a, 0x7f83b1657ff1fc53, 0x7fcf4ba391c48784, 0x81dc9bdb52d04dc2,
    0x826227b9dfb593ae, 0x827ccb0eea8a706c, 0x829c3804401b0727, 0x8335fa56d487562d, 0x84983c60f7daadc1,
    0x861844d6704e8573, 0x8621ffdbc5698829, 0x86f7e437faa5a7fc, 0x8710339dcb6814d0, 0x871ce144069ea081,
    0x87b9b78c17428a74, 0x8843d7f92416211d, 0x89e495e7941cf9e4, 0x8b1a9953c4611296, 0x8b1c1c1eae6c6504,
    0x8bb0cf6eb9b17d0f, 0x8c6976e5b5410415, 0x8cafed2235386cc5, 0x8cb2237d0679ca88, 0x8d777f385d3dfec8,
    0x8d969eef6ecad3c2, 0x8effdabfe1441621, 0x8f0e2f76e22b43e2, 0x900150983cd24fb0, 0x90a3ed9e32b2aaf4,
    0x91ea1245f20d46ae, 0x9440e64e095ff718, 0x94a08da1fecbb6e8, 0x95c7fbca92ac5083, 0x967004d25de4abc1,
    0x96e79218965eb72c, 0x982d9e3eb996f559, 0x98c11ffdfdd54067, 0x99514329186b2f6a, 0x99adc231b045331e,
    0x99fb2f48c6af4761, 0x9a0364b9e99bb480, 0x9a0a82f0c0cf3147, 0x9b3e61bf29f17c75, 0x9b71d224bd62f378,
    0x9ca694a90285c034, 0x9d4e1e23bd5b7270, 0x9e107d9d372bb682, 0x9e8965af89bd98c0, 0x9f86d081884c7d65,
    0xa17c9aaa61e80a1b, 0xa3090f99d2ce0958, 0xa591a6d40bf42040, 0xa62f2225bf70bfac, 0xa665a45920422f9d,
    0xa7470858e79c282b, 0xa8b64babd0aca91a, 0xa94a8fe5ccb19ba6, 0xa9993e364706816a, 0xa9c43be948c5cabd,
    0xaad8b4393cadaef5, 0xaaf4c61ddcc5e8a2, 0xab530a13e4591498, 0xab87d24bdc7452e5, 0xabd37534c7d9a2ef,
    0xacbd18db4cc2f85c, 0xad111970708aaff0, 0xad1b457f7b3a2263, 0xadc83b19e793491b, 0xadfb6dd1ab1238af,
    0xae2b1fca515949e5, 0xaf8978b1797b72ac, 0xaff3c83c40e2f1ae, 0xb0412597dcea8136, 0xb0e0ec7fa0a89577,
    0xb109f3bbbc244eb8, 0xb10a8db164e07541, 0xb14361404c078ffd, 0xb16ed7d24b3ecbd4, 0xb188d166dc05c1c8,
    0xb1946ac92492d234, 0xb1b3773a05c0ed01, 0xb2d1d285b5199c85, 0xb3aca92c793ee0e9, 0xb444ac06613fc8d6,
    0xb45cffe084dd3d20, 0xb46c7c39e15d3dc2, 0xb564e8a5cf20a254, 0xb5a2c96250612366, 0xb5bb9d8014a0f9b1,
    0xb6589fc6ab0dc82c, 0xb759497cf50772b2, 0xb7980d25cf3ca744, 0xb7a875fc1ea228b9, 0xb7e23ec29af22b0b,
    0xb94d27b9934d3e08, 0xba3253876aed6bc2, 0xba7816bf8f01cfea, 0xbaa5a0964d3320fb, 0xbb3fc349dd256a38,
    0xbbe960a25ea311d2, 0xbc547750b92797f9, 0xbcb15f821479b4d5, 0xbd2b1aaf7ef4f09b, 0xbe688838ca8686e5,
    0xbed128365216c019, 0xbed4efa1d4fdbd95, 0xbfd76c0ebbd006fe, 0xc0b137fe2d792459, 0xc21f969b5f03d33d,
    0xc3499c2729730a7f, 0xc3ab8ff13720e8ad, 0xc4890faffdb0105d, 0xc4ca4238a0b92382, 0xc51dcc4e0deaee00,
    0xc775e7b757ede630, 0xc7ad44cbad762a5d, 0xca737f1014a48f4c, 0xca978112ca1bbdca, 0xcb00753f45a35e8b,
    0xcbe0cd68cbca3868, 0xcbfdac6008f9cab4, 0xcc03e747a6afbbcb, 0xccc9c73a37651c6b, 0xcd42404d52ad55cc,
    0xce2a429a1c79d406, 0xcf4811d74fd40504, 0xcf80cd8aed482d5d, 0xcf835de3d4ea0136, 0xcf83e1357eefb8bd,
    0xcfcd208495d565ef, 0xd033e22ae348aeb5, 0xd0763edaa9d9bd2a, 0xd14a028c2a3a2bc9, 0xd3b07384d113edec,
    0xd404559f602eab6f, 0xd41d8cd98f00b204, 0xd44d697d0b8ad27b, 0xd56b699830e77ba5, 0xd5a99288b270b6c1,
    0xd63dc919e201d7bc, 0xd74ff0ee8da3b980, 0xd7a8fbb307d78094, 0xd82c4eb5261cb9c8, 0xd8578edf8458ce06,
    0xd8e8fca2dc0f896f, 0xd9e6762dd1c8eaf6, 0xda39a3ee5e6b4b0d, 0xdaef4953b9783365, 0xdc724af18fbdd4e5,
    0xdc76e9f0c0006e8f, 0xdcfe103c5c9ddd1e, 0xdd4b21e9ef71e129, 0xddaf35a193617aba, 0xde76c3e567fca9d2,
    0xdfd5f9139a820075, 0xdffd6021bb2bd5b0, 0xe0469addd8d57a36, 0xe10adc3949ba59ab, 0xe13efc991a9bf44b,
    0xe25388fde8290dc2, 0xe38ad214943daad1, 0xe3b0c44298fc1c14, 0xe4d7f1b4ed2e42d1, 0xe4d909c290d0fb1c,
    0xe52ea8a5297a7350, 0xe5e9fa1ba31ecd1a, 0xe7c22b994c59d9cf, 0xe7d5e36e8d470c3e, 0xe807f1fcf82d132f,
    0xe8c91994ead8ffad, 0xea09ae9cc6768c50, 0xeaf2c12742cb8c16, 0xeb0a191797624dd3, 0xeb455d56d2c1a69d,
    0xec2c83edecb60304, 0xec664e889ed6c1b2, 0xecb252044b5ea0f6, 0xecd71870d1963316, 0xed076287532e8636,
    0xed7002b439e9ac84, 0xed845f8b4f2a6d5d, 0xed892481d8272ca6, 0xee11cbb19052e40b, 0xee26b0dd4af7e749,
    0xee977806d7286510, 0xef3e8cb71d71a2bd, 0xef537f25c895bfa7, 0xef797c8118f02dfb, 0xef92b778bafe771e,
    0xf0e8b3c2dda2512b, 0xf1891cea80fc05e4, 0xf1d2d2f924e986ac, 0xf2ca1bb6c7e907d0, 0xf32b67c7e26342af,
    0xf4739673acc03c42, 0xf572d396fae92066, 0xf5e2dd85fe11cec4, 0xf7c3bc1d808e0473, 0xf7fbba6e0636f890,
    0xf7ff9e8b7bb2e09b, 0xf865b53623b121fd, 0xf8cdb04495ded476, 0xf8daf57a3347cc4d, 0xfa585d89c851dd33,
    0xfa9beb99e4029ad5, 0xfc613b4dfd6736a7, 0xfcde2b2edba56bf4, 0xfce50ce7166ca5b8, 0xfcea920f7412b5da,
    0xfdbd8e75a67f29f7, 0xfe01ce2a7fbac8fa, 0xfeeebf884f6dabe6, 0xff51ddfabb180148,
];

/// Is it such a digest, in hexadecimal or base64?
pub(super) fn is_known(value: &[u8]) -> bool {
    let fits = |bytes: &[u8]| {
        LENGTHS.contains(&bytes.len())
            && bytes.first_chunk().is_some_and(|head| HEADS.binary_search(&u64::from_be_bytes(*head)).is_ok())
    };
    // An MD5 in base64 has 22 characters, a SHA-512 in hexadecimal digits 128.
    if !(22..=128).contains(&value.len()) {
        return false;
    }
    [&HEXLOWER_PERMISSIVE, &BASE64, &BASE64_NOPAD].iter().any(|form| form.decode(value).is_ok_and(|bytes| fits(&bytes)))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

    use super::*;

    #[rustfmt::skip]
    const WORDS: [&str; 69] = [
        "", "a", "abc", "password", "password1", "password123", "Password1", "passw0rd",
        "test", "test1", "test123", "testing", "admin", "admin123", "administrator", "root",
        "user", "guest", "secret", "changeme", "123", "1234", "12345", "123456",
        "1234567", "12345678", "123456789", "1234567890", "qwerty", "letmein", "welcome", "hello",
        "Hello", "hello world", "Hello World", "Hello, World!", "hello, world", "Hello World!", "foo", "bar",
        "foobar", "baz", "example", "demo", "default", "dummy", "data", "message",
        "text", "key", "token", "value", "string", "content", "0", "1",
        "00000000", "111111", "monkey", "dragon", "master", "pass", "login", "\n",
        "hello\n", "test\n", "foo\n", "The quick brown fox jumps over the lazy dog", "The quick brown fox jumps over the lazy dog.",
    ];

    #[test]
    fn the_table_contains_every_word() {
        for word in WORDS {
            let digests: [Vec<u8>; 4] = [
                Sha224::digest(word).to_vec(),
                Sha256::digest(word).to_vec(),
                Sha384::digest(word).to_vec(),
                Sha512::digest(word).to_vec(),
            ];
            for digest in digests {
                for text in [HEXLOWER_PERMISSIVE.encode(&digest), BASE64.encode(&digest), BASE64_NOPAD.encode(&digest)]
                {
                    assert!(is_known(text.as_bytes()), "{word:?}");
                    assert!(
                        is_known(text.to_ascii_uppercase().as_bytes()) || !text.bytes().all(|b| b.is_ascii_hexdigit())
                    );
                }
            }
        }
        assert!(HEADS.is_sorted());
        assert!(!is_known(crate::sample::expand("{hex:64}", 1).as_bytes()));
    }

    #[test]
    fn md5_and_sha_1_of_nothing() {
        for digest in
            ["d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "1B2M2Y8AsgTpgAmY7PhCfg=="]
        {
            assert!(is_known(digest.as_bytes()), "{digest}");
        }
    }
}
