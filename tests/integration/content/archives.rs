//! Archives: the inner path, what an archive had before, and bombs.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::common::{GITHUB, GROQ, TestRepo};

/// Packs files: tar and gzip with the system's own tools, zip with the library.
pub fn packed(repo: &TestRepo, how: &str, files: &[(&str, &str)]) -> Vec<u8> {
    if how == ZIP {
        return zipped(files);
    }
    let folder = tempfile::tempdir_in(repo.root()).unwrap();
    for (name, content) in files {
        let path = folder.path().join("in").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let shell = Command::new("sh").args(["-c", how]).current_dir(folder.path().join("in")).status().unwrap();
    assert!(shell.success(), "{how}");
    std::fs::read(folder.path().join("out")).unwrap()
}

pub fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TAR: &str = "tar cf ../out *";
const TGZ: &str = "tar czf ../out *";
const ZIP: &str = "zip";

#[test]
fn the_inner_path_and_line_are_shown() {
    for (name, how) in
        [("a.tar", TAR), ("a.tgz", TGZ), ("a.tar.gz", TGZ), ("a.zip", ZIP), ("a.jar", ZIP), ("a.docx", ZIP)]
    {
        let repo = TestRepo::new();
        let text = format!("one\ntwo {}\n", repo.plant(GROQ));
        repo.stage(name, packed(&repo, how, &[("in/conf.txt", &text), ("in/other", "x\n")]));
        let stopped =
            repo.stops().says(&format!("{name}!/in/conf.txt:2:5: error[groq-key]")).says("1 finding in 1 file");
        assert!(stopped.text().contains("remove it from the archive"), "{}", stopped.text());
        let id = TestRepo::id(&stopped);
        repo.akguard(&["--allow", &id, "--reason", "test", "--note", "a fixture of ours"]).exits(0);
        repo.passes();
    }
}

#[test]
fn a_compressed_file_is_read_as_itself() {
    let repo = TestRepo::new();
    let text = format!("insert 1;\ninsert '{}';\n", repo.plant(GITHUB));
    repo.stage("dump.sql.gz", packed(&repo, "gzip -c dump.sql > ../out", &[("dump.sql", &text)]));
    repo.stops().says("dump.sql.gz!/dump.sql:2:9: error[github-pat-classic]");
}

#[test]
fn a_container_image_is_read_layer_by_layer() {
    let repo = TestRepo::new();
    let text = format!("TOKEN={}\n", repo.plant(GITHUB));
    let image = "tar cf l.tar app && gzip -c l.tar > blobs/sha256/abc && rm -r l.tar app && tar cf ../out *";
    let files = [("app/.env", text.as_str()), ("manifest.json", "[]"), ("blobs/sha256/x", "{}")];
    repo.stage("image.tar", packed(&repo, image, &files));
    repo.stops().says("image.tar!/blobs/sha256/abc!/app/.env:1:7: error[github-pat-classic]");
    // From a pipe it can be read once only.
    let image = std::fs::read(repo.path("image.tar")).unwrap();
    let scan = repo.run_with_input(repo.command("akguard").args(["scan", "-"]), &image).exits(1);
    scan.says("<stdin>!/blobs/sha256/abc!/app/.env:1:7: error[github-pat-classic]");
    repo.run(repo.command("sh").args(["-c", "cat image.tar | akguard scan -"]))
        .exits(1)
        .says("blobs/sha256/abc!/app/.env");
    repo.akguard(&["scan", "image.tar"]).exits(1).says("image.tar!/blobs/sha256/abc!/app/.env:1:7");
}

#[test]
fn what_the_archive_had_before_is_not_added() {
    let repo = TestRepo::new();
    let (old, new) = (repo.plant(GROQ), repo.plant(GITHUB));
    repo.stage("a.zip", packed(&repo, ZIP, &[("old.txt", &old)]));
    repo.commit_past();
    repo.stage("a.zip", packed(&repo, ZIP, &[("old.txt", &old), ("more.txt", "more\n")]));
    repo.passes();
    repo.stage("a.zip", packed(&repo, ZIP, &[("old.txt", &old), ("new.txt", &new)]));
    repo.stops().says("a.zip!/new.txt:1:1: error[github-pat-classic]").says("1 finding in 1 file");
    repo.git(&["reset", "-q", "--hard"]).exits(0);
    repo.git(&["mv", "a.zip", "b.zip"]).exits(0);
    repo.passes();
}

#[test]
fn a_warning_inside_hides_no_surer_finding_in_the_archive_s_own_bytes() {
    let repo = TestRepo::new();
    let signature = repo.plant("?sv=2022-11-02&se=2099-01-01&sr=c&sig={b64:43}%3D").split_off(38);
    let until = |year: u32| format!("?sv=2022-11-02&se={year}-01-01&sr=c&sig={signature}");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("old.txt", options).unwrap();
    writer.write_all(until(2001).as_bytes()).unwrap();
    repo.stage("a.zip", writer.finish().unwrap().into_inner());
    repo.warns(1);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.set_comment(until(2099)).unwrap();
    writer.start_file("old.txt", options).unwrap();
    writer.write_all(until(2001).as_bytes()).unwrap();
    repo.stage("b.zip", writer.finish().unwrap().into_inner());
    repo.stops().says("error[azure-sas-token]").says("warning[azure-sas-token]");
}

#[test]
fn bombs_and_damage_end_as_unchecked() {
    let repo = TestRepo::new();
    let zeros = "head -c 700000000 /dev/zero | gzip -1 > ../out";
    let bomb = packed(&repo, zeros, &[("x", "")]);
    repo.stage("bomb.gz", &bomb);
    repo.commit().exits(1).says("bomb.gz: error: not checked: ").says("unpacks to far more than its own size");
    let nested = "gzip -c x > 0; for i in 0 1 2 3 4 5 6 7; do gzip -c $i > $((i + 1)); done; mv 8 ../out";
    repo.stage("bomb.gz", packed(&repo, nested, &[("x", "x")]));
    let stopped = repo.commit().exits(1).says("archives are nested more than 6 deep");
    let id = TestRepo::id(&stopped);
    repo.akguard(&["--allow", &id, "--reason", "test", "--note", "a bomb for our tests"]).exits(0);
    repo.passes();
    let whole = packed(&repo, TGZ, &[("a", "some text that is packed\n")]);
    repo.stage("cut.tgz", &whole[..whole.len() / 2]);
    repo.commit().exits(1).says("cut.tgz: error: not checked: ");
    let mut zip = b"PK\x03\x04".to_vec();
    zip.write_all(&[0; 60]).unwrap();
    repo.stage("cut.tgz", "");
    repo.stage("bad.zip", &zip);
    repo.commit().exits(1).says("bad.zip: error: not checked: a damaged zip archive");
}

#[test]
fn a_secret_in_an_inner_path_is_not_shown() {
    let repo = TestRepo::new();
    let key = repo.plant(GITHUB);
    repo.stage("a.tar", packed(&repo, TAR, &[(&format!("{key}/conf.txt"), &key)]));
    repo.stops().says("a.tar!/[redacted]/conf.txt");
    assert!(Path::new(&repo.path("a.tar")).is_file());
}
