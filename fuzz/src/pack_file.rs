//! Packs and their indexes, both of version 2.

use std::collections::BTreeMap;

use arbitrary::Arbitrary;
use git2::{ObjectType, Oid};

use crate::deflate;

/// A pack to be written.
#[derive(Arbitrary, Debug)]
pub struct Pack<'a> {
    objects: Vec<Object<'a>>,
    /// Offsets that are written as if they were beyond 2 GB.
    large_offsets: u8,
}

#[derive(Arbitrary, Debug)]
struct Object<'a> {
    form: Form<'a>,
    level: u8,
    wrong: Wrong,
}

#[derive(Arbitrary, Debug)]
enum Form<'a> {
    Whole(u8, Content<'a>),
    /// Of an object before it, named by its id or by its distance.
    Delta {
        base: u8,
        by_id: bool,
        steps: Vec<Step<'a>>,
    },
}

/// What an object holds.
#[derive(Arbitrary, Debug, Clone)]
pub enum Content<'a> {
    Bytes(&'a [u8]),
    Repeated(u8, u16, u8),
    /// Bytes that do not deflate.
    Noise(u8, u16),
}

#[derive(Arbitrary, Debug)]
enum Step<'a> {
    Copy(u16, u16),
    Insert(&'a [u8]),
    All,
    Raw(u8),
}

#[derive(Arbitrary, Debug)]
enum Wrong {
    Nothing,
    Also,
    Size(i8),
    Kind(u8),
    Distance(i8),
    BaseId,
}

const KINDS: [ObjectType; 4] = [ObjectType::Blob, ObjectType::Tree, ObjectType::Commit, ObjectType::Tag];
const MAX_OBJECTS: usize = 70;
/// Of an object, in bytes.
const MAX_SIZE: usize = 1 << 20;

/// Both files, and what is in them.
pub struct Built {
    pub pack: Vec<u8>,
    pub index: Vec<u8>,
    pub objects: Vec<Packed>,
}

/// An object of a pack.
#[derive(Clone)]
pub struct Packed {
    pub id: Oid,
    /// `None` where the pack is wrong about it.
    pub is: Option<(ObjectType, Vec<u8>)>,
    offset: usize,
}

/// Ends pack and index: what it is, nobody asks.
const CHECKSUM: [u8; 20] = [0x5a; 20];

impl Content<'_> {
    /// As bytes.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            // Large ones are rare: they take a thousand times as long.
            Self::Repeated(byte, count, more) => {
                let times = if *more > 250 { 20 } else { 1 };
                vec![*byte; usize::from(*count % if *more > 240 { u16::MAX } else { 3000 }) * times]
            }
            Self::Noise(seed, count) => {
                let mut state = u64::from(*seed) + 88_172_645_463_325_252;
                let mut next = || {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    (state >> 40) as u8
                };
                let count = if *seed > 250 { *count } else { *count % 1500 };
                (0..count).map(|_| next()).collect()
            }
        }
    }
}

impl Pack<'_> {
    pub fn build(&self) -> Built {
        let mut pack = b"PACK\0\0\0\x02".to_vec();
        pack.extend([0; 4]);
        let mut objects: Vec<Packed> = Vec::new();
        for object in self.objects.iter().take(MAX_OBJECTS) {
            let packed = object.write(&mut pack, &objects);
            // No pack of git's holds an object twice.
            if objects.iter().any(|other| other.id == packed.id) {
                pack.truncate(packed.offset);
            } else {
                objects.push(packed);
            }
        }
        pack[8..12].copy_from_slice(&(objects.len() as u32).to_be_bytes());
        pack.extend(CHECKSUM);
        Built { pack, index: index(&objects, self.large_offsets), objects }
    }
}

impl Object<'_> {
    fn write(&self, pack: &mut Vec<u8>, before: &[Packed]) -> Packed {
        let offset = pack.len();
        let is_right = matches!(self.wrong, Wrong::Nothing | Wrong::Also);
        let (kind, mut link, content, is) = match &self.form {
            Form::Delta { base, by_id, steps } if !before.is_empty() => {
                let base = &before[usize::from(*base) % before.len()];
                let empty = (ObjectType::Blob, Vec::new());
                let (kind, content) = base.is.as_ref().unwrap_or(&empty);
                let (delta, result) = delta(content, steps);
                let is = result.filter(|_| base.is.is_some()).map(|result| (*kind, result));
                let link = if *by_id { base.id.as_bytes().to_vec() } else { self.distance(offset - base.offset) };
                (if *by_id { 7 } else { 6 }, link, delta, is)
            }
            Form::Delta { .. } => (3, Vec::new(), Vec::new(), Some((ObjectType::Blob, Vec::new()))),
            Form::Whole(kind, content) => {
                let kind = usize::from(*kind % 4);
                let content = content.bytes();
                ([3, 2, 1, 4][kind], Vec::new(), content.clone(), Some((KINDS[kind], content)))
            }
        };
        let (mut kind, mut size): (u8, usize) = (kind, content.len());
        match self.wrong {
            Wrong::Size(more) => size = size.wrapping_add_signed(more.into()),
            Wrong::Kind(other) => kind = other & 7,
            Wrong::BaseId => {
                for byte in &mut link {
                    *byte ^= 1;
                }
            }
            _ => {}
        }
        pack.extend(head(kind, size));
        pack.extend(link);
        pack.extend(deflate(&content, self.level));
        let is = is.filter(|(_, content)| is_right && content.len() <= MAX_SIZE);
        let id = match &is {
            Some((kind, content)) => Oid::hash_object(*kind, content).expect("a hash"),
            None => Oid::hash_object(ObjectType::Blob, &offset.to_be_bytes()).expect("a hash"),
        };
        Packed { id, is, offset }
    }

    fn distance(&self, distance: usize) -> Vec<u8> {
        let wrong = if let Wrong::Distance(wrong) = self.wrong { wrong.into() } else { 0 };
        crate::index_file::varint(distance.saturating_add_signed(wrong))
    }
}

/// Kind and size of an entry.
fn head(kind: u8, size: usize) -> Vec<u8> {
    let (first, rest) = (kind << 4 | (size & 15) as u8, size >> 4);
    if rest == 0 {
        return vec![first];
    }
    [vec![first | 128], number(rest)].concat()
}

/// Seven bits a byte, the lowest first.
fn number(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 128 {
        out.push(128 | (value & 127) as u8);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

/// A delta, and what it makes of its base; `None` where it is wrong.
fn delta(base: &[u8], steps: &[Step<'_>]) -> (Vec<u8>, Option<Vec<u8>>) {
    let (mut orders, mut result, mut is_right) = (Vec::new(), Vec::new(), true);
    for step in steps {
        match step {
            Step::Copy(..) | Step::All if base.is_empty() => {}
            Step::Copy(offset, length) => {
                let offset = usize::from(*offset) % base.len();
                let length = (usize::from(*length) + 1).min(base.len() - offset);
                orders.extend(copy(offset, length));
                result.extend(&base[offset..offset + length]);
            }
            Step::All => {
                let length = base.len().min(0xff_ffff);
                orders.extend(copy(0, length));
                result.extend(&base[..length]);
            }
            Step::Insert(bytes) if !bytes.is_empty() => {
                let bytes = &bytes[..bytes.len().min(127)];
                orders.push(bytes.len() as u8);
                orders.extend(bytes);
                result.extend(bytes);
            }
            Step::Insert(_) => {}
            Step::Raw(byte) => {
                orders.push(*byte);
                is_right = false;
            }
        }
        if result.len() > MAX_SIZE {
            break;
        }
    }
    ([number(base.len()), number(result.len()), orders].concat(), is_right.then_some(result))
}

fn copy(offset: usize, length: usize) -> Vec<u8> {
    let mut out = vec![128];
    for (bit, byte) in offset.to_le_bytes()[..4].iter().enumerate() {
        if *byte != 0 {
            out[0] |= 1 << bit;
            out.push(*byte);
        }
    }
    // A length of 65,536 is written as none.
    for (bit, byte) in length.to_le_bytes()[..3].iter().enumerate().filter(|_| length != 0x1_0000) {
        if *byte != 0 {
            out[0] |= 16 << bit;
            out.push(*byte);
        }
    }
    out
}

fn index(objects: &[Packed], large_offsets: u8) -> Vec<u8> {
    let sorted: BTreeMap<&[u8], usize> = objects.iter().map(|object| (object.id.as_bytes(), object.offset)).collect();
    let mut out = b"\xfftOc\0\0\0\x02".to_vec();
    for first in 0..=u8::MAX {
        out.extend((sorted.keys().filter(|id| id[0] <= first).count() as u32).to_be_bytes());
    }
    for id in sorted.keys() {
        out.extend(*id);
    }
    out.extend(vec![0; 4 * sorted.len()]);
    let mut large = Vec::new();
    for (i, offset) in sorted.values().enumerate() {
        // As git has it, of one at least the offset is small.
        if i > 0 && large_offsets >> (i % 8) & 1 == 1 {
            out.extend(((1_u32 << 31) | (large.len() / 8) as u32).to_be_bytes());
            large.extend((*offset as u64).to_be_bytes());
        } else {
            out.extend((*offset as u32).to_be_bytes());
        }
    }
    [out, large, CHECKSUM.to_vec(), CHECKSUM.to_vec()].concat()
}

/// A pack of whole objects, and its index.
pub fn plain(objects: &[(Oid, ObjectType, Vec<u8>)], level: u8) -> (Vec<u8>, Vec<u8>) {
    let mut pack = b"PACK\0\0\0\x02".to_vec();
    pack.extend((objects.len() as u32).to_be_bytes());
    let mut packed = Vec::new();
    for (id, kind, content) in objects {
        packed.push(Packed { id: *id, is: None, offset: pack.len() });
        let number = match kind {
            ObjectType::Commit => 1,
            ObjectType::Tree => 2,
            ObjectType::Tag => 4,
            _ => 3,
        };
        pack.extend(head(number, content.len()));
        pack.extend(deflate(content, level));
    }
    pack.extend(CHECKSUM);
    (pack, index(&packed, 0))
}
