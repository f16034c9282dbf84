use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::visit::MIN_WORK;
use super::*;

#[derive(Default)]
struct Log {
    files: Vec<(String, usize)>,
    unread: Vec<(String, String)>,
}

impl Visitor for Log {
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), UnpackError> {
        let length = io::copy(content, &mut io::sink())?;
        self.files.push((path.to_owned(), length as usize));
        Ok(())
    }

    fn unread(&mut self, path: &str, why: String) {
        self.unread.push((path.to_owned(), why));
    }
}

fn walked(bytes: &[u8], name: &str) -> Log {
    let mut log = Log::default();
    walk(
        kind(bytes).unwrap(),
        Input::Whole(&mut Cursor::new(bytes), bytes.len() as u64),
        name,
        &Work::default(),
        &mut log,
    );
    let mut streamed = Log::default();
    walk(kind(bytes).unwrap(), Input::Stream(&mut &*bytes), name, &Work::default(), &mut streamed);
    assert_eq!((&log.files, &log.unread), (&streamed.files, &streamed.unread));
    log
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        builder.append_data(&mut header, path, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = ::zip::write::SimpleFileOptions::default().compression_method(::zip::CompressionMethod::Stored);
    for (path, content) in files {
        writer.start_file(*path, stored).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn nested_archives_are_walked_with_their_paths() {
    let jar = zip(&[("a/b.properties", b"12345"), ("empty/", b"")]);
    let layer = tar(&[("app/lib.jar", &jar), ("etc/x", b"123")]);
    let image = tar(&[("manifest.json", b"{}"), ("blobs/sha256/ab", &gzip(&layer)), ("layer.tar", &layer)]);
    let log = walked(&image, "image.tar");
    let expected = [
        ("manifest.json", 2),
        ("blobs/sha256/ab!/app/lib.jar!/a/b.properties", 5),
        ("blobs/sha256/ab!/etc/x", 3),
        ("layer.tar!/app/lib.jar!/a/b.properties", 5),
        ("layer.tar!/etc/x", 3),
    ];
    assert_eq!(log.files, expected.map(|(path, size)| (path.to_owned(), size)));
    assert!(log.unread.is_empty(), "{:?}", log.unread);
    assert_eq!(walked(&gzip(b"abc"), "dump.sql.gz").files, [("dump.sql".to_owned(), 3)]);
    assert_eq!(walked(&gzip(&layer), "x.tgz").files[1].0, "etc/x");
}

/// A zstd frame that contains its bytes uncompressed.
fn zstd(content: &[u8]) -> Vec<u8> {
    let size = u8::try_from(content.len()).unwrap();
    assert!(size < 32);
    [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, size, size << 3 | 1, 0, 0], content].concat()
}

#[test]
fn all_parts_of_a_compressed_stream_are_read() {
    let members = [gzip(b"abc"), gzip(b""), gzip(b"de"), vec![0; 700]].concat();
    assert_eq!(walked(&members, "dump.gz").files, [("dump".to_owned(), 5)]);
    let for_others = [0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3].to_vec();
    let frames = [zstd(b"abc"), for_others, zstd(b""), zstd(b"de")].concat();
    assert_eq!(walked(&frames, "dump.zst").files, [("dump".to_owned(), 5)]);
    for broken in [[gzip(b"abc"), b"de".to_vec()].concat(), [zstd(b"abc"), b"de".to_vec()].concat()] {
        assert_eq!(walked(&broken, "dump").unread.len(), 1);
    }
}

#[test]
fn bombs_end() {
    let mut nested = gzip(&vec![0; 1 << 20]);
    for _ in 0..10 {
        nested = gzip(&nested);
    }
    assert_eq!(walked(&nested, "b.gz").unread[0].1, "archives are nested more than 6 deep");
    let mut zips = zip(&[("a", b"1")]);
    for _ in 0..10 {
        zips = zip(&[("z.zip", &zips), ("y.zip", &zips)]);
    }
    assert!(walked(&zips, "z.zip").unread.iter().all(|(_, why)| why.contains("nested")));
    // 600 MB of zeros in 600 kB, followed by a file that is not reached.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..600 {
        encoder.write_all(&zeros).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    let log = walked(&bomb, "bomb.gz");
    assert_eq!(log.unread, [(String::new(), "it unpacks to far more than its own size".to_owned())]);
}

#[test]
fn damage_is_named_and_the_rest_is_read() {
    let archive = tar(&[("a", b"1"), ("b", b"2")]);
    let log = walked(&archive[..1024 + 300], "t.tar");
    assert_eq!((log.files.len(), log.unread.len()), (1, 1));
    assert!(log.unread[0].1.starts_with("a damaged tar archive"), "{:?}", log.unread);
    let cut = gzip(&[7; 5000]);
    assert_eq!(walked(&cut[..cut.len() - 12], "c.gz").unread.len(), 1);
    assert_eq!(walked(b"PK\x03\x04 and nothing else", "z.zip").unread[0].1, "a damaged zip archive");
    let inner = [b"PK\x03\x04".as_slice(), &[0; 40]].concat();
    let log = walked(&tar(&[("bad.zip", &inner), ("good", b"1")]), "t.tar");
    assert_eq!(log.unread, [("bad.zip".to_owned(), "a damaged zip archive".to_owned())]);
    assert_eq!(log.files, [("good".to_owned(), 1)]);
}

/// A header of this type for the content, in whole blocks; `change` is made before the sum is set.
fn entry(kind: ::tar::EntryType, content: &[u8], change: fn(&mut ::tar::Header)) -> Vec<u8> {
    let mut header = ::tar::Header::new_gnu();
    header.set_path("a").unwrap();
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    change(&mut header);
    header.set_cksum();
    let fill = vec![0; content.len().next_multiple_of(512) - content.len()];
    [header.as_bytes().as_slice(), content, &fill].concat()
}

#[test]
fn old_and_rare_tars_are_read() {
    use ::tar::EntryType;
    let last = entry(EntryType::Regular, b"123", |_| ());
    let files = |archive: Vec<u8>| {
        let log = walked(&archive, "t.tar");
        assert!(log.unread.is_empty(), "{:?}", log.unread);
        log.files.into_iter().filter(|(path, _)| path == "a").map(|(_, size)| size).collect::<Vec<_>>()
    };
    // A sparse file whose map continues in two more blocks.
    let mut sparse = entry(EntryType::GNUSparse, b"12345", |header| header.as_mut_bytes()[482] = 1);
    let mut maps = [0; 1024];
    maps[504] = 1;
    sparse.splice(512..512, maps);
    assert_eq!(files([sparse.clone(), last.clone()].concat()), [5, 3]);
    assert_eq!(walked(&sparse[..1024], "t.tar").unread.len(), 1);
    // Only the extended header has the size.
    let extended = entry(EntryType::XHeader, b"10 size=5\n", |_| ());
    let sized = entry(EntryType::Regular, b"12345", |header| header.set_size(0));
    assert_eq!(files([extended, sized, last.clone()].concat()), [5, 3]);
    // A checksum over signed bytes.
    let mut signed = entry(EntryType::Regular, b"12345", |header| header.set_path("\u{e9}").unwrap());
    let mut header = ::tar::Header::new_gnu();
    header.as_mut_bytes().copy_from_slice(&signed[..512]);
    let sum = header.cksum().unwrap() - 2 * 256;
    signed[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(files([signed, last.clone()].concat()), [3]);
    // Data is read although its entry should have none.
    assert_eq!(files([entry(EntryType::Directory, b"12345", |_| ()), last].concat()), [5, 3]);
}

#[test]
fn a_window_may_be_too_large() {
    // One frame with a window of 2 GiB, as RFC 8878 3.1.1.1.2 writes it, and one empty block.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 1, 0, 0];
    assert_eq!(walked(&frame, "x.zst").unread[0].1, "it takes too much memory to unpack");
}

#[test]
fn what_is_no_archive() {
    for head in [b"".as_slice(), b"PK", b"PK\x05\x06", b"\x1f\x8b", &[0; 512]] {
        assert_eq!(kind(head), None);
    }
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// The files that a search visits, and the number of decoders that it starts.
struct Searched {
    log: Log,
    /// Places that looked like the beginning of a container.
    attempts: usize,
}

fn searched(content: &[u8]) -> Searched {
    let mut log = Log::default();
    let work = Work::default();
    work.reset(content.len() as u64);
    search(content, &work, &mut log);
    work.reset(content.len() as u64);
    let mut again = Log::default();
    let mut attempts = 0;
    Walker::new(Limits::new(&work.0), work.clone(), &mut again)
        .guessed(|walker| attempts = walker.search(content, 0, "", 1));
    assert!(log.unread.is_empty() && again.unread.is_empty());
    Searched { log, attempts }
}

#[test]
fn containers_after_other_bytes_are_visited() {
    let text = b"some text that is long enough";
    let streams = [zlib(text), gzip(text), zlib(&[b'a'; 400]), zlib(&gzip(text))];
    let mut content = b"\0 header".to_vec();
    for stream in &streams {
        content.extend([stream.as_slice(), b"x\x9c BZh"].concat());
    }
    let log = searched(&content).log;
    let names: Vec<&str> = log.files.iter().map(|(name, _)| name.split(" at").next().unwrap()).collect();
    assert_eq!(names, ["(zlib", "(gzip", "(zlib", "(zlib"]);
    assert!(log.files[3].0.ends_with("!/content"), "{:?}", log.files);
    // Content that is too short for a credential is left out, and ordinary text is not searched.
    assert!(searched(&[b"\0".as_slice(), &zlib(b"short")].concat()).log.files.is_empty());
    assert!(!may_hold_containers(b"# x^2 and BZh91AY&SY, a text\n"));
}

#[test]
fn many_magic_numbers_cost_what_the_file_may_cost() {
    let size = 4 << 20;
    let name = [0x1f, 0x8b, 8, 8];
    let empty = [zlib(b""), b"\0".to_vec()].concat();
    let stored = [0x78, 0x9c, 0, 2, 0, 0xfd, 0xff];
    let bzip2 = b"BZh91AY&SY\0";
    let xz = [0xfd, b'7', b'z', b'X', b'Z', 0, 0, 4];
    let zstd = [0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x60];
    // An end record that claims a directory of one file and no bytes.
    let end = [b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(), &[0; 10]].concat();
    for unit in [name.as_slice(), &empty, &stored, bzip2, &xz, &zstd, &end, &gzip(b"")] {
        let content = unit.repeat(size / unit.len());
        let attempts = searched(&content).attempts;
        // The cheapest attempt costs 2 KB.
        let most = (MIN_WORK + size as u64 * WORK_PER_BYTE) / (2 << 10);
        assert!(attempts as u64 <= most, "{attempts} attempts at {unit:?}");
        assert!((attempts as u64) < (size / unit.len()) as u64 || unit == stored || most > (size / unit.len()) as u64);
    }
}

#[test]
fn guesses_unpack_no_more_than_the_file_may_cost() {
    let zeros = gzip(&vec![0; 8 << 20]);
    let content = [b"\0".as_slice(), &zeros.repeat(100)].concat();
    let log = searched(&content).log;
    let unpacked: usize = log.files.iter().map(|(_, size)| size).sum();
    let most = MIN_WORK + content.len() as u64 * WORK_PER_BYTE;
    assert!(unpacked > 8 << 20 && unpacked as u64 <= most, "{unpacked} of {most}");
    // Nested containers share one budget, so the search ends.
    let mut nested = zlib(&[7; 40]);
    for _ in 0..12 {
        nested = zlib(&[b"\0".as_slice(), &nested].concat());
    }
    assert_eq!(searched(&nested).log.files.len(), 6);
}

#[test]
fn a_zip_is_found_by_its_end() {
    let archive = zip(&[("a", b"0123456789abcdef"), ("b", b"0123456789abcdef")]);
    let content = [b"\0\0".as_slice(), &archive, &archive, &[1; 3_000]].concat();
    let files = searched(&content).log.files;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let second = format!("(zip at byte {})!/", 2 + archive.len());
    assert_eq!(names, ["(zip at byte 2)!/a", "(zip at byte 2)!/b", &format!("{second}a"), &format!("{second}b")]);
    for cut in 1..archive.len() {
        searched(&[b"\0".as_slice(), &archive[..cut], &archive[cut + 1..], &[1; 99]].concat());
    }
}

#[test]
fn an_lzma_file_has_a_likely_header() {
    let header = |dictionary: u32, size: u64| {
        let bytes = [[0x5d].as_slice(), &dictionary.to_le_bytes(), &size.to_le_bytes(), &[0, 1]].concat();
        kind(&bytes) == Some(ArchiveKind::Lzma)
    };
    assert!(header(1 << 23, u64::MAX) && header(3 << 19, 1_000) && header(1 << 16, 0));
    assert!(!header(0, 10) && !header(5 << 20, 10) && !header(1 << 23, 1 << 40) && !header(1 << 31 | 1, 10));
    assert_eq!(kind(&[[0x5d, 0, 0, 0x80, 0].as_slice(), &[0xff; 8], &[1]].concat()), None);
}

proptest::proptest! {
    /// Whatever follows the magic numbers, a search ends and reports nothing as unread.
    #[test]
    fn any_bytes_are_searched(
        parts in proptest::collection::vec((0usize..10, proptest::collection::vec(proptest::num::u8::ANY, 0..60)), 0..8),
    ) {
        let magics: [&[u8]; 10] = [
            b"\x1f\x8b\x08\0", b"x\x9c", b"x\x01", b"BZh91AY&SY", b"\xfd7zXZ\0\0\x04", b"\x28\xb5\x2f\xfd\x20",
            b"PK\x05\x06", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n\0\0\0\x09zTXta\0\0", b"%PDF-",
        ];
        let content: Vec<u8> = parts.iter().flat_map(|(magic, rest)| [magics[*magic], rest].concat()).collect();
        searched(&content);
        let mut log = Log::default();
        visit(&content, "a", &Work::default(), &mut log);
        proptest::prop_assert!(log.unread.is_empty());
    }
}
