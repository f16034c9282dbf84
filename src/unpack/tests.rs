use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

#[derive(Default)]
struct Log {
    files: Vec<(String, usize)>,
    unread: Vec<(String, String)>,
}

impl Visitor for Log {
    fn file(&mut self, path: &str, content: &mut dyn Read) -> Result<(), String> {
        let length = io::copy(content, &mut io::sink()).map_err(|e| says(&e))?;
        self.files.push((path.to_owned(), length as usize));
        Ok(())
    }

    fn unread(&mut self, path: &str, why: String) {
        self.unread.push((path.to_owned(), why));
    }
}

fn walked(bytes: &[u8], name: &str) -> Log {
    let mut log = Log::default();
    walk(kind(bytes).unwrap(), Input::Whole(&mut Cursor::new(bytes), bytes.len() as u64), name, &mut log);
    let mut streamed = Log::default();
    walk(kind(bytes).unwrap(), Input::Stream(&mut &*bytes), name, &mut streamed);
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

/// A zstd frame that holds its bytes as they are.
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
    // 600 MB of zeros in 600 kB, and behind it a file that is not reached.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1 << 20];
    (0..600).for_each(|_| encoder.write_all(&zeros).unwrap());
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
    // A sparse file whose map goes on in two blocks of its own.
    let mut sparse = entry(EntryType::GNUSparse, b"12345", |header| header.as_mut_bytes()[482] = 1);
    let mut maps = [0; 1024];
    maps[504] = 1;
    sparse.splice(512..512, maps);
    assert_eq!(files([sparse.clone(), last.clone()].concat()), [5, 3]);
    assert_eq!(walked(&sparse[..1024], "t.tar").unread.len(), 1);
    // The size stands in the extended header alone.
    let extended = entry(EntryType::XHeader, b"10 size=5\n", |_| ());
    let sized = entry(EntryType::Regular, b"12345", |header| header.set_size(0));
    assert_eq!(files([extended, sized, last.clone()].concat()), [5, 3]);
    // Signed bytes were added up.
    let mut signed = entry(EntryType::Regular, b"12345", |header| header.set_path("\u{e9}").unwrap());
    let mut header = ::tar::Header::new_gnu();
    header.as_mut_bytes().copy_from_slice(&signed[..512]);
    let sum = header.cksum().unwrap() - 2 * 256;
    signed[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(files([signed, last.clone()].concat()), [3]);
    // No data is left out because its entry should have none.
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
