//! Containers in what is no archive by its own head, and the archives that are none of tar and zip.

use std::io::Write;

use data_encoding::{BASE64, BASE64_MIME};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::archives::zipped;
use crate::common::{GITHUB, GROQ, TestRepo};

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn lzma(content: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::LzmaOptions::default();
    let size = Some(content.len() as u64);
    let mut writer = lzma_rust2::LzmaWriter::new_use_header(Vec::new(), &options, size).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn tar(name: &str, content: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    builder.append_data(&mut header, name, content).unwrap();
    builder.into_inner().unwrap()
}

/// A package of Debian (deb(5)).
fn deb(content: &[u8]) -> Vec<u8> {
    let mut package = b"!<arch>\n".to_vec();
    let members: [(&str, Vec<u8>); 3] = [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", gzip(&tar("control", b"Package: a\n"))),
        ("data.tar.gz", gzip(&tar("etc/app.conf", content))),
    ];
    for (name, member) in members {
        package.extend(format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, "100644", member.len()).bytes());
        package.extend(&member);
        package.resize(package.len().next_multiple_of(2), b'\n');
    }
    package
}

/// A picture of one pixel with another chunk.
fn png(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    for (kind, data) in
        [(b"IHDR".as_slice(), header.as_slice()), (kind, data), (b"IDAT", &zlib(&[0, 0])), (b"IEND", b"")]
    {
        let length = u32::try_from(data.len()).unwrap();
        let checked = [kind, data].concat();
        let checksum = crc32fast::hash(&checked);
        picture.extend([&length.to_be_bytes(), checked.as_slice(), &checksum.to_be_bytes()].concat());
    }
    picture
}

/// Bytes of no format.
fn noise(length: u32) -> Vec<u8> {
    (1..=length).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn after_header(container: &[u8]) -> Vec<u8> {
    [b"FW01\0\0\0\x01".as_slice(), &noise(100), container, &noise(50)].concat()
}

fn pdf(content: &[u8]) -> Vec<u8> {
    let begin = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".as_slice();
    [begin, &zlib(content), b"\nendstream\nendobj\n%%EOF\n"].concat()
}

/// Those that are only guessed at: file name, content and the place of a key in the third column of its second line.
fn guessed(text: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let helm = BASE64.encode(BASE64.encode(&gzip(text)).as_bytes());
    let picture = png(b"zTXt", &[b"Comment\0\0".as_slice(), &zlib(text)].concat());
    let zip = zipped(&[("a.txt", std::str::from_utf8(text).unwrap())]);
    let itxt = [b"Comment\0\x01\0en\0Comment\0".as_slice(), &zlib(text)].concat();
    let data_url = format!("<p>\n<img src=\"data:image/png;base64,{}\">\n", BASE64.encode(&picture));
    let other = [0, 1, 0xfe].repeat(60);
    let binary = [other.as_slice(), text, &other].concat();
    let download = format!("<a href=\"data:application/octet-stream;base64,{}\">\n", BASE64.encode(&binary));
    vec![
        ("fw.bin", after_header(&gzip(text)), "(gzip at byte 108):2:3"),
        ("fw2.bin", after_header(&gzip(&tar("etc/a", text))), "(gzip at byte 108)!/etc/a:2:3"),
        ("index.bin", after_header(&zlib(text)), "(zlib at byte 108):2:3"),
        ("disk.bin", after_header(&bzip2(text)), "(bzip2 at byte 108):2:3"),
        ("object", zlib(text), "(zlib at byte 0):2:3"),
        ("a.pdf", pdf(text), "(zlib at byte 51):2:3"),
        ("z.png", picture, "(PNG text at byte 33):2:3"),
        ("i.png", png(b"iTXt", &itxt), "(PNG text at byte 33):2:3"),
        ("zip.png", [png(b"gAMA", &[0; 4]), zip.clone(), noise(3_000)].concat(), "(zip at byte 83)!/a.txt:2:3"),
        (
            "release.yaml",
            format!("kind: Secret\ndata:\n  release: {helm}\n").into_bytes(),
            "(base64 at line 3)!/content:2:3",
        ),
        ("a.b64", BASE64_MIME.encode(&gzip(text)).into_bytes(), "(base64 at line 1)!/content:2:3"),
        ("zip.b64", BASE64.encode(&zip).into_bytes(), "(base64 at line 1)!/a.txt:2:3"),
        ("picture.html", data_url.into_bytes(), "(base64 at line 2)!/(PNG text at byte 33):2:3"),
        ("binary.html", download.into_bytes(), "(base64 at line 1):2:3"),
    ]
}

/// A text that no compressor shows in its output, with a key.
fn text(key: &str) -> Vec<u8> {
    // What has been there before is copied, not written: with the key's characters before it, no eight of them stand
    // beside one another in what is compressed.
    let pieces: Vec<String> = key.as_bytes().chunks(4).rev().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    format!("one {}\na {key}\n", pieces.join(" ")).into_bytes()
}

#[test]
fn what_a_guessed_container_holds_is_found() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    for (name, content, place) in guessed(&text(&key)) {
        repo.stage(name, content);
        let stopped = repo.stops().says(&format!("{name}!/{place}: error[groq-key]")).says("1 finding in 1 file");
        assert!(stopped.text().contains("remove it from what is packed in this file"), "{}", stopped.text());
        repo.git(&["reset", "-q"]).exits(0);
    }
    for (name, content, _) in guessed(b"one\na word, and nothing that is secret\n") {
        repo.stage(name, content);
    }
    repo.passes();
}

#[test]
fn the_texts_of_a_picture_are_found_once() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("t.png", png(b"tEXt", format!("Comment\0{key}").as_bytes()));
    repo.stops().says("t.png!/(PNG text at byte 33):1:10: error[groq-key]").says("1 finding in 1 file");
}

#[test]
fn packages_and_lzma_files_are_archives() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    repo.stage("a.deb", deb(&text(&key)));
    repo.stops().says("a.deb!/data.tar.gz!/etc/app.conf:2:3: error[groq-key]").says("1 finding in 1 file");
    repo.git(&["reset", "-q"]).exits(0);
    repo.stage("dump.sql.lzma", lzma(&text(&key)));
    repo.stops().says("dump.sql.lzma!/dump.sql:2:3: error[groq-key]").says("1 finding in 1 file");
}

#[test]
fn a_broken_guess_is_plain_bytes() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let mut count = 0;
    // In a tar what stands before the damage has been read, and in bytes that are not compressed all of it.
    for (name, content, _) in
        guessed(&text(&key)).into_iter().filter(|(name, ..)| !["fw2.bin", "binary.html"].contains(name))
    {
        // From where the container is, not what is after it.
        let end = if name == "zip.png" { content.len() - 3_000 } else { content.len() - 60.min(content.len() / 8) };
        for part in [4, 5, 6, 7] {
            repo.stage(&format!("cut-{part}-{name}"), &content[..end * part / 8]);
            count += 1;
        }
    }
    assert!(count > 40);
    repo.passes();
    for (name, content, _) in guessed(&text(&key)) {
        for part in 1..8 {
            let mut changed = content.clone();
            changed[content.len() * part / 8] ^= 0x55;
            repo.stage(&format!("changed-{part}-{name}"), changed);
        }
    }
    let said = repo.commit();
    assert!(!said.text().contains("not checked"), "{}", said.text());
}

fn zip_of(text: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("a.txt", options).unwrap();
    writer.write_all(text).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Told by its last bytes alone, a zip is a guess, too: unless its name says that it is one.
#[test]
fn a_broken_zip_after_a_picture_is_plain_bytes() {
    let mut broken = zip_of(&b"hello ".repeat(500));
    broken[45] ^= 0x55;
    let picture = [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00".as_slice(), &noise(2_000), &broken].concat();
    let repo = TestRepo::new();
    for name in ["pic.jpg", "setup.exe", "data"] {
        repo.stage(name, &picture);
    }
    repo.passes();
    repo.stage("a.docx", &picture);
    repo.commit().exits(1).says("a.docx: error: not checked: ");
}

/// xz has a dictionary of 8 MB by default, and of 64 MB at its highest level.
#[test]
fn xz_of_any_level_is_read_after_a_header() {
    for level in ["-0", "-6", "-9"] {
        let repo = TestRepo::new();
        let key = repo.plant(GROQ);
        repo.write("../plain", format!("{}k = \"{key}\"\n", "some text that is packed well\n".repeat(3_000)));
        let packed = format!("{{ printf 'header\\000'; xz {level} -c ../plain; }} > run.bin");
        repo.run(repo.command("sh").args(["-c", &packed])).exits(0);
        repo.git(&["add", "run.bin"]).exits(0);
        repo.stops().says("run.bin!/(xz at byte 7)");
    }
}

#[test]
fn a_broken_archive_is_unchecked() {
    let repo = TestRepo::new();
    let text = b"some words that are no secret, and some more of them\n".repeat(40);
    for (name, whole) in [("a.deb", deb(&text)), ("a.lzma", lzma(&text))] {
        // A package has no checksum of its own: its members have.
        for part in [3, 5, 7] {
            repo.stage(name, &whole[..whole.len() * part / 8]);
            repo.commit().exits(1).says(&format!("{name}: error: not checked: "));
        }
        repo.git(&["reset", "-q"]).exits(0);
    }
    let mut package = deb(&text);
    package[8 + 60 + 4 + 58] = b'x';
    repo.stage("a.deb", package);
    repo.commit().exits(1).says("a.deb: error: not checked: a damaged package: it is damaged");
}

#[test]
fn what_the_container_held_before_is_not_added() {
    let repo = TestRepo::new();
    let (old, new) = (repo.plant(GROQ), repo.plant(GITHUB));
    let file = |text: &str| after_header(&gzip(text.as_bytes()));
    repo.stage("fw.bin", file(&format!("{old}\n")));
    repo.commit_past();
    repo.stage("fw.bin", file(&format!("{old}\nmore\n")));
    repo.passes();
    repo.stage("fw.bin", file(&format!("{old}\n{new}\n")));
    repo.stops().says("fw.bin!/(gzip at byte 108):2:1: error[github-pat-classic]").says("1 finding in 1 file");
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    repo.git(&["mv", "fw.bin", "moved.bin"]).exits(0);
    repo.passes();
}

#[test]
fn an_encoded_file_counts_with_its_lines() {
    let repo = TestRepo::new();
    let line = format!("release: {}\n", BASE64.encode(&gzip(&text(&repo.plant(GROQ)))));
    repo.stage("a.yaml", &line);
    repo.commit_past();
    repo.stage("a.yaml", format!("{line}next: 1\n"));
    repo.passes();
    repo.git(&["mv", "a.yaml", "b.yaml"]).exits(0);
    repo.passes();
    repo.stage("b.yaml", format!("{line}next: 1\n{line}"));
    repo.stops().says("b.yaml!/(base64 at line 3)!/content:2:3: error[groq-key]").says("1 finding in 1 file");
}

#[test]
fn what_two_decoders_bring_out_is_one_file() {
    let repo = TestRepo::new();
    let lines = BASE64_MIME.encode(&gzip(&text(&repo.plant(GROQ)))).replace("\r\n", "\\n");
    repo.stage("a.json", format!("{{\"data\": \"{lines}\"}}\n"));
    repo.stops().says("a.json!/(base64 at line 1)!/content:2:3: error[groq-key]").says("1 finding in 1 file");
}

#[test]
fn files_and_pipes_are_read_as_what_is_staged() {
    let repo = TestRepo::new();
    let key = repo.plant(GROQ);
    let content = after_header(&gzip(&text(&key)));
    repo.write("fw.bin", &content);
    repo.akguard(&["scan", "fw.bin"]).exits(1).says("fw.bin!/(gzip at byte 108):2:3: error[groq-key]");
    let scan = repo.run_with_input(repo.command("akguard").args(["scan", "-"]), &content).exits(1);
    scan.says("<stdin>!/(gzip at byte 108):2:3: error[groq-key]").says("1 finding in 1 file");
    // Inside of an archive, too, where no head says so.
    repo.stage("a.tar", tar("boot/fw.bin", &content));
    repo.stops().says("a.tar!/boot/fw.bin!/(gzip at byte 108):2:3: error[groq-key]").says("1 finding in 1 file");
}

#[test]
fn guesses_take_nothing_from_the_archive_around_them() {
    let repo = TestRepo::new();
    // Each of them is worth more than all guesses in the file may cost.
    let bomb = after_header(&gzip(&vec![b' '; 40 << 20]));
    let mut builder = tar::Builder::new(Vec::new());
    let key = repo.plant(GROQ);
    let files = [("1", bomb.as_slice()), ("2", &bomb), ("3", &bomb), ("4", &gzip(&text(&key)))];
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        builder.append_data(&mut header, name, content).unwrap();
    }
    repo.stage("a.tar", builder.into_inner().unwrap());
    repo.stops().says("a.tar!/4!/content:2:3: error[groq-key]").says("1 finding in 1 file");
}
