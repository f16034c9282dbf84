//! Index files: as git writes them, and a little beside that.

use arbitrary::Arbitrary;

/// An index to be written.
#[derive(Arbitrary, Debug)]
pub struct Index<'a> {
    version: u8,
    /// Added to the number of entries that the header names.
    count: i8,
    entries: Vec<Entry<'a>>,
    extensions: Vec<Extension<'a>>,
}

#[derive(Arbitrary, Debug)]
struct Entry<'a> {
    /// Bytes of the path before that are taken off; most often few.
    cut: u8,
    name: Name<'a>,
    mode: u8,
    id: u8,
    stage: u8,
    second_flags: u8,
    wrong: Wrong,
}

#[derive(Arbitrary, Debug)]
enum Name<'a> {
    Bytes(&'a [u8]),
    /// From a small vocabulary.
    Word(u8),
    /// A long one.
    Repeated(u8, u16),
}

/// What does not fit in an entry.
#[derive(Arbitrary, Debug)]
enum Wrong {
    Nothing,
    Also,
    Length(u16),
    Padding(u8),
    Flags(u16),
}

#[derive(Arbitrary, Debug)]
enum Extension<'a> {
    Tree(Vec<Node>),
    Named(u8, &'a [u8]),
    Raw(&'a [u8]),
    Oversized(u8, u32),
}

#[derive(Arbitrary, Debug)]
struct Node {
    name: u8,
    count: i8,
    below: u8,
    id: u8,
}

const WORDS: [&str; 12] = ["a", "b", "a/", "a/b", "dir/", "dir/deep/", "z", "new", ".env", "/", "-", "0"];
const MODES: [u32; 8] = [0o100_644, 0o100_644, 0o100_755, 0o120_000, 0o160_000, 0o040_000, 0, 0xffff_ffff];
const SIGNATURES: [&[u8; 4]; 10] =
    [b"TREE", b"REUC", b"UNTR", b"EOIE", b"IEOT", b"FSMN", b"NAME", b"link", b"sdir", b"xtra"];
const MAX_ENTRIES: usize = 40;

impl Index<'_> {
    /// The file, with a checksum of zeros (`index.skipHash`).
    pub fn file(&self) -> Vec<u8> {
        let entries = &self.entries[..self.entries.len().min(MAX_ENTRIES)];
        let version = if self.version < 250 { 2 + u32::from(self.version % 3) } else { self.version.into() };
        let count = (entries.len() as u32).wrapping_add_signed(if self.count > 100 { self.count.into() } else { 0 });
        let mut out = [&b"DIRC"[..], &version.to_be_bytes(), &count.to_be_bytes()].concat();
        let mut path = Vec::new();
        for entry in entries {
            entry.write(version, &mut path, &mut out);
        }
        for extension in &self.extensions {
            extension.write(entries.len(), &mut out);
        }
        out.extend([0; 20]);
        out
    }
}

impl Entry<'_> {
    fn write(&self, version: u32, path: &mut Vec<u8>, out: &mut Vec<u8>) {
        let cut = usize::from(self.cut).min(path.len());
        path.truncate(path.len() - cut);
        let kept = path.len();
        self.name.write(path);
        let start = out.len();
        out.extend([self.id; 24]);
        out.extend(MODES[usize::from(self.mode % 8)].to_be_bytes());
        out.extend([7; 12]);
        out.extend([self.id; 20]);
        let length = match self.wrong {
            Wrong::Length(length) => length & 0xfff,
            _ => path.len().min(0xfff) as u16,
        };
        let extended = version > 2 && self.second_flags & 1 == 1;
        let stage = if self.stage > 200 { u16::from(self.stage) & 3 } else { 0 };
        let mut flags = length | stage << 12 | u16::from(extended) << 14;
        if let Wrong::Flags(wrong) = self.wrong {
            flags ^= wrong;
        }
        out.extend(flags.to_be_bytes());
        if extended {
            let rare = if self.second_flags > 250 { 0x8001 } else { 0 };
            out.extend((u16::from(self.second_flags & 6) << 12 | rare).to_be_bytes());
        }
        if version == 4 {
            out.extend(varint(cut));
            out.extend(&path[kept..]);
            out.push(0);
            return;
        }
        out.extend(&*path);
        out.extend(vec![0; 8 - (out.len() - start) % 8]);
        if let Wrong::Padding(more) = self.wrong {
            out.extend(vec![0; usize::from(more % 16)]);
        }
    }
}

impl Name<'_> {
    fn write(&self, path: &mut Vec<u8>) {
        match self {
            Self::Bytes(bytes) => path.extend(*bytes),
            Self::Word(word) => path.extend(WORDS[usize::from(*word) % WORDS.len()].bytes()),
            Self::Repeated(byte, count) => path.extend(vec![*byte; usize::from(*count % 5000)]),
        }
    }
}

impl Extension<'_> {
    fn write(&self, entries: usize, out: &mut Vec<u8>) {
        let mut write = |signature: &[u8], size: u32, body: &[u8]| {
            out.extend([signature, &size.to_be_bytes(), body].concat());
        };
        match self {
            Self::Tree(nodes) => {
                let body: Vec<u8> =
                    nodes.iter().enumerate().flat_map(|(i, node)| node.bytes(i == 0, entries)).collect();
                write(b"TREE", body.len() as u32, &body);
            }
            Self::Named(which, body) => {
                write(SIGNATURES[usize::from(*which) % SIGNATURES.len()], body.len() as u32, body);
            }
            Self::Raw(bytes) => out.extend(*bytes),
            Self::Oversized(which, size) => write(SIGNATURES[usize::from(*which) % SIGNATURES.len()], *size, b""),
        }
    }
}

impl Node {
    fn bytes(&self, is_top: bool, entries: usize) -> Vec<u8> {
        let name = if is_top && self.name < 250 { "" } else { WORDS[usize::from(self.name) % WORDS.len()] };
        // Most often the whole number, or none.
        let count = match self.count {
            count @ -3..=40 => i64::from(count),
            ..-3 => -1,
            _ => entries as i64,
        };
        let id = vec![self.id; if count < 0 { 0 } else { 20 }];
        [name.trim_end_matches('/').as_bytes(), format!("\0{count} {}\n", self.below % 6).as_bytes(), &id].concat()
    }
}

/// git's numbers in groups of seven bits, the highest first.
pub fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = vec![(value & 127) as u8];
    while value >= 128 {
        value = (value >> 7) - 1;
        bytes.insert(0, 0x80 | (value & 127) as u8);
    }
    bytes
}
