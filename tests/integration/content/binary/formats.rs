//! Writers of binary formats: each puts a key where a program would, and behind it what comes next in that format, such
//! that it begins with a letter or a figure where it can.

/// A format, and how it holds a key. The key must be found to its last character.
pub struct Format {
    pub name: &'static str,
    pub write: fn(&str) -> Vec<u8>,
    /// The longest key that it holds this way, in bytes.
    pub longest: usize,
}

const ANY: usize = usize::MAX;

const fn format(name: &'static str, longest: usize, write: fn(&str) -> Vec<u8>) -> Format {
    Format { name, write, longest }
}

/// All of them.
pub fn all() -> Vec<Format> {
    vec![
        format("pyc, short", 255, |key| pyc(&[b"\xfa".as_slice(), &byte(key), key.as_bytes()].concat())),
        format("pyc, long", ANY, |key| pyc(&[b"\xe1".as_slice(), &little32(key.len()), key.as_bytes()].concat())),
        format("pickle 0", ANY, |key| format!("(dp0\nVkey\np1\nV{key}\np2\ns.").into_bytes()),
        format("pickle 0, in a list", ANY, |key| format!("(lp0\nVkey\np1\naV{key}\np2\na.").into_bytes()),
        format("pickle 0, alone and without memo", ANY, |key| format!("V{key}\n.").into_bytes()),
        format("pickle 2", ANY, |key| {
            [b"\x80\x02}q\0X\x01\0\0\0kq\x01X", little32(key.len()).as_slice(), key.as_bytes(), b"q\x02s."].concat()
        }),
        format("pickle 3, bytes", 255, |key| [b"\x80\x03C", byte(key).as_slice(), key.as_bytes(), b"q\0."].concat()),
        format("pickle 4", 255, pickle4),
        format("SQLite", ANY, sqlite),
        format("SQLite, glued to the row before it", ANY, |key| [sqlite(key), b"UTCnext_value".to_vec()].concat()),
        format("binary plist", 255, |key| plist(b"_\x10", key.as_bytes(), key.len())),
        format("binary plist, UTF-16", 255, |key| plist(b"o\x10", &wide(key, u16::to_be_bytes), key.len())),
        format("class file", ANY, class),
        format("msgpack, str8", 255, |key| {
            [b"\x82\xa3key\xd9", byte(key).as_slice(), key.as_bytes(), b"A\x01"].concat()
        }),
        format("msgpack, fixstr", 31, |key| [&[0x92, 0xa0 | byte(key)[0]], key.as_bytes(), b"G"].concat()),
        format("msgpack, str16", ANY, |key| [b"\x92\xda", big16(key.len()).as_slice(), key.as_bytes(), b"G"].concat()),
        format("protobuf", ANY, |key| {
            [b"\x0a\x04name\x12", leb(key.len()).as_slice(), key.as_bytes(), b"H\x01"].concat()
        }),
        format("CBOR, text", 255, |key| [b"\xa2ckeyx", byte(key).as_slice(), key.as_bytes(), b"aa\x01"].concat()),
        format("CBOR, bytes", 255, |key| [b"\xa2ckeyX", byte(key).as_slice(), key.as_bytes(), b"aa\x01"].concat()),
        format("CBOR, short", 23, |key| [&[0x82, 0x60 | byte(key)[0]], key.as_bytes(), b"aa"].concat()),
        format(".NET, #US", ANY, user_strings),
        format("Erlang, binary", ANY, |key| {
            [b"\x83l\0\0\0\x02m", big32(key.len()).as_slice(), key.as_bytes(), b"a\x01j"].concat()
        }),
        format("Erlang, string", ANY, |key| {
            [b"\x83h\x02k", big16(key.len()).as_slice(), key.as_bytes(), b"a\x01"].concat()
        }),
        format("wasm", ANY, |key| {
            let data = [b"A\x10\x0b", leb(key.len()).as_slice(), key.as_bytes()].concat();
            [b"\0asm\x01\0\0\0\x0b", leb(data.len() + 2).as_slice(), b"\x01\0", &data, b"name"].concat()
        }),
        format("BSON", ANY, |key| {
            [b"\x50\0\0\0\x02key\0", little32(key.len() + 1).as_slice(), key.as_bytes(), b"\0\0"].concat()
        }),
        format("Ruby's Marshal", 122, |key| {
            [b"\x04\x08{\x06:\x06kI\"", [byte(key)[0] + 5].as_slice(), key.as_bytes(), b"\x06:\x06ET"].concat()
        }),
        format("Smile", 64, |key| {
            let head = [0x3f + byte(key)[0]];
            [b":)\n\0\xfa\x82key", head.as_slice(), key.as_bytes(), b"A1\xfb"].concat()
        }),
        format("a row of PostgreSQL", 126, |key| {
            [b"\0\0\x02\0\x09key", [2 * byte(key)[0] + 3].as_slice(), key.as_bytes(), b"\x05k"].concat()
        }),
        format("Java's serialization", ANY, |key| {
            [b"\xac\xed\0\x05t", big16(key.len()).as_slice(), key.as_bytes(), b"xp"].concat()
        }),
    ]
}

fn byte(key: &str) -> [u8; 1] {
    [u8::try_from(key.len()).unwrap()]
}

fn big16(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap().to_be_bytes()
}

fn big32(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap().to_be_bytes()
}

fn little32(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap().to_le_bytes()
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Seven bits in each byte, the lowest first.
fn leb(mut number: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        if number == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

/// Seven bits in each byte, the highest first.
fn varint(number: usize) -> Vec<u8> {
    let mut out = leb(number);
    out.reverse();
    let last = out.len() - 1;
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = if i < last { *byte | 0x80 } else { *byte & 0x7f };
    }
    out
}

/// A module with one constant, then `None`.
fn pyc(constant: &[u8]) -> Vec<u8> {
    let code = b"\xe3\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0s\x06\0\0\0\x97\0d\0Z\0\xa9\x02";
    [b"\xa7\r\r\n\0\0\0\0\0\0\0\0\0\0\0\0", code.as_slice(), constant, b"N\xa9\x01\xda\x03KEY"].concat()
}

fn pickle4(key: &str) -> Vec<u8> {
    let body = [b"}\x94\x8c\x01k\x94\x8c", byte(key).as_slice(), key.as_bytes(), b"\x94s."].concat();
    [b"\x80\x04\x95", u64::try_from(body.len()).unwrap().to_le_bytes().as_slice(), &body].concat()
}

/// A leaf page with one row of a table of names and values, at its end as SQLite puts it.
fn sqlite(key: &str) -> Vec<u8> {
    let name = "SERVICE_API_KEY";
    let kinds = [varint(2 * name.len() + 13), varint(2 * key.len() + 13)].concat();
    let header = [&[u8::try_from(kinds.len() + 1).unwrap()], kinds.as_slice()].concat();
    let body = [header.as_slice(), name.as_bytes(), key.as_bytes()].concat();
    let row = [varint(body.len()).as_slice(), &[1], &body].concat();
    [b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20", [0; 300].as_slice(), &row].concat()
}

fn plist(mark: &[u8], key: &[u8], length: usize) -> Vec<u8> {
    let length = [u8::try_from(length).unwrap()];
    // Enough of another text that the whole is not taken for UTF-16.
    let other = [b"_\x10\xc8".as_slice(), &[b'.'; 200]].concat();
    [b"bplist00\xd1\x01\x02Skey", other.as_slice(), mark, &length, key, b"_\x10\x11another long text\x08\x0b\0\0"]
        .concat()
}

/// The constant pool of a class, with the key between two other texts.
pub fn class(key: &str) -> Vec<u8> {
    let text = |text: &str| [b"\x01", big16(text.len()).as_slice(), text.as_bytes()].concat();
    [b"\xca\xfe\xba\xbe\0\0\0\x34\0\x10".to_vec(), text("Code"), text(key), text("<init>")].concat()
}

/// The heap of a DLL's string literals: the length in bytes and a flag behind each text.
fn user_strings(key: &str) -> Vec<u8> {
    let text = |text: &str| {
        let length = 2 * text.len() + 1;
        let head = match u8::try_from(length) {
            Ok(short) if short < 0x80 => vec![short],
            _ => (u16::try_from(length).unwrap() | 0x8000).to_be_bytes().to_vec(),
        };
        [head, wide(text, u16::to_le_bytes), vec![0]].concat()
    };
    let next = "and a text of fifty characters or so behind the key";
    let program: Vec<u8> = (0..=255).chain(0..=255).collect();
    [b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8".to_vec(), program, text("before it"), text(key), text(next)]
        .concat()
}
