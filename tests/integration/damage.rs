//! Damage is told, at once: objects that a crash or a full disk cut off, pipes where git keeps files.

mod pipes;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::common::{Output, TestRepo};

/// Far more than any of these takes, and far less than for ever: a hang fails the test, a slow machine does not.
const LIMIT: Duration = Duration::from_secs(60);

/// Text that deflates to about half.
fn text(size: usize) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        b"0123456789abcdef\n"[(state >> 40) as usize % 17]
    };
    (0..size).map(|_| next()).collect()
}

/// Runs akguard; a run that hangs is ended and fails.
#[track_caller]
fn run(repo: &TestRepo, arguments: &[&str]) -> Output {
    let mut command = repo.command("akguard");
    command.args(arguments).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let begun = Instant::now();
    let mut child = command.spawn().unwrap();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > LIMIT {
            child.kill().unwrap();
            panic!("akguard {arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn id_of(repo: &TestRepo, revision: &str) -> String {
    repo.git(&["rev-parse", revision]).exits(0).stdout.trim().to_owned()
}

fn loose_file(repo: &TestRepo, id: &str) -> PathBuf {
    repo.path(".git/objects").join(&id[..2]).join(&id[2..])
}

/// Replaces a file that git has written read-only.
fn replace(file: &PathBuf, content: &[u8]) {
    fs::remove_file(file).unwrap();
    fs::write(file, content).unwrap();
}

fn cuts(length: usize) -> impl Iterator<Item = usize> {
    [0, 1, 2, 5, 10, length / 2, length - 5, length - 1].into_iter().filter(move |cut| *cut < length)
}

#[test]
fn a_loose_blob_that_was_cut_off_is_named_at_once() {
    for size in [10, 100_000, 5_000_000] {
        let repo = TestRepo::new();
        repo.stage("a", text(size));
        let id = id_of(&repo, ":a");
        let file = loose_file(&repo, &id);
        let whole = fs::read(&file).unwrap();
        for cut in cuts(whole.len()) {
            replace(&file, &whole[..cut]);
            let said = run(&repo, &["hook", "pre-commit"]).exits(2);
            said.says(&format!("a: error: not checked: git object {id} cannot be read")).says("git fsck");
        }
    }
}

#[test]
fn a_tree_or_a_commit_that_was_cut_off_is_named_at_once() {
    for revision in ["HEAD", "HEAD^{tree}", "HEAD:d"] {
        let repo = TestRepo::new();
        repo.commit_past();
        repo.stage("d/e/x", "1\n");
        repo.stage("d/y", "1\n");
        repo.commit_past();
        repo.stage("d/y", "2\n");
        let id = id_of(&repo, revision);
        let file = loose_file(&repo, &id);
        let whole = fs::read(&file).unwrap();
        for cut in cuts(whole.len()) {
            replace(&file, &whole[..cut]);
            for arguments in [&["hook", "pre-commit"][..], &["scan", "--history"], &["scan", "--range", "HEAD~1..HEAD"]]
            {
                run(&repo, arguments).exits(2).says("git fsck");
            }
            run(&repo, &["scan"]).exits(2).says(&id);
        }
    }
}

/// The pack of a repository in which everything is packed.
fn pack_of(repo: &TestRepo, ending: &str) -> PathBuf {
    let files = fs::read_dir(repo.path(".git/objects/pack")).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|e| e == ending)).collect();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn a_pack_or_its_index_that_was_cut_off_is_told_at_once() {
    for size in [10, 100_000, 5_000_000] {
        let repo = TestRepo::new();
        // The second content becomes a delta of the first, or the other way round.
        let mut content = text(size);
        repo.stage("a", &content);
        content.extend_from_slice(b"and more\n");
        repo.stage("b", &content);
        repo.commit_past();
        repo.git(&["gc", "--quiet", "--prune=now"]).exits(0);
        for name in ["a", "b"] {
            let entry = format!("100644,{},again-{name}", id_of(&repo, &format!("HEAD:{name}")));
            repo.git(&["update-index", "--add", "--cacheinfo", &entry]).exits(0);
        }
        for ending in ["pack", "idx"] {
            let file = pack_of(&repo, ending);
            let whole = fs::read(&file).unwrap();
            for cut in cuts(whole.len()) {
                replace(&file, &whole[..cut]);
                run(&repo, &["hook", "pre-commit"]).exits(2);
                run(&repo, &["scan", "--history"]).exits(2);
            }
            replace(&file, &whole);
        }
        run(&repo, &["hook", "pre-commit"]).exits(0);
    }
}

#[test]
fn an_index_that_was_cut_off_is_told_at_once() {
    let repo = TestRepo::new();
    repo.stage("a", "1\n");
    let file = repo.path(".git/index");
    let whole = fs::read(&file).unwrap();
    for cut in cuts(whole.len()) {
        replace(&file, &whole[..cut]);
        // Of a checksum that was cut off git takes no notice either.
        let git_reads_it = cut > whole.len() - 20 && repo.git(&["diff", "--cached"]).status == 0;
        run(&repo, &["hook", "pre-commit"]).exits(if git_reads_it { 0 } else { 2 });
    }
}

#[test]
fn head_and_refs_that_were_cut_off_are_told_at_once() {
    let repo = TestRepo::new();
    repo.stage("a", "1\n");
    repo.commit_past();
    repo.git(&["tag", "-a", "-m", "v1", "v1"]).exits(0);
    repo.git(&["pack-refs", "--all"]).exits(0);
    for name in ["HEAD", "packed-refs"] {
        let file = repo.path(".git").join(name);
        let whole = fs::read(&file).unwrap();
        for cut in cuts(whole.len()) {
            replace(&file, &whole[..cut]);
            let status = run(&repo, &["scan", "--history"]).status;
            // Without its line end HEAD says the same; without its last lines packed-refs is one of fewer refs.
            let same = status == 0 && (name == "packed-refs" || cut == whole.len() - 1);
            assert!(status == 2 || same, "{name} cut to {cut}: {status}");
        }
        replace(&file, &whole);
    }
}

#[test]
fn a_git_that_hangs_is_ended() {
    let repo = TestRepo::without_hook();
    fs::remove_dir_all(repo.path(".git")).unwrap();
    repo.git(&["init", "--quiet", "--object-format=sha256", "."]).exits(0);
    repo.stage("a", "1\n");
    // A git of one's own that answers no question about content.
    let real = repo.run(repo.command("sh").args(["-c", "command -v git"])).stdout;
    let fake = format!(
        "#!/bin/sh\ncase \"$*\" in *cat-file*) echo $$ >\"{}\"; exec sleep 600;; esac\nexec {} \"$@\"\n",
        repo.root().join("pid").display(),
        real.trim()
    );
    let file = repo.root().join("bin/git");
    fs::write(&file, fake).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = repo.command("akguard");
    let output = repo.run(command.args(["hook", "pre-commit"]).env("AKGUARD_WATCHDOG_SECONDS", "1"));
    output.exits(2).says("akguard: stopped: no progress for 1 s").says("git fsck");
    let child = fs::read_to_string(repo.root().join("pid")).unwrap();
    let gone = || !PathBuf::from(format!("/proc/{}", child.trim())).exists();
    let begun = Instant::now();
    while !gone() && begun.elapsed() < LIMIT {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(gone(), "git goes on");
}

/// Seven trees that hold each other eleven times each are small, and have 1.7 million directories.
#[test]
fn trees_of_trees_of_trees_end() {
    let repo = TestRepo::without_hook();
    let write = |items: &str| {
        let tree = repo.run_with_input(repo.command("git").arg("mktree"), items.as_bytes()).exits(0);
        tree.stdout.trim().to_owned()
    };
    let mut tree = write("");
    for _ in 0..6 {
        let items: Vec<String> = (b'a'..=b'k').map(|name| format!("040000 tree {tree}\t{}\n", name as char)).collect();
        tree = write(&items.concat());
    }
    let commit = repo.git(&["commit-tree", "-m", "bomb", &tree]).exits(0).stdout;
    repo.git(&["update-ref", "HEAD", commit.trim()]).exits(0);
    for arguments in [&["hook", "pre-commit"][..], &["scan", "--history"]] {
        run(&repo, arguments).exits(2).says("more than 1 million directories");
    }
}

/// A repository of one commit in one pack, and the pack's index.
fn packed(version: u8) -> (TestRepo, PathBuf) {
    let repo = TestRepo::without_hook();
    repo.stage("a", text(9000));
    repo.commit_past();
    repo.git(&["-c", &format!("pack.indexVersion={version}"), "repack", "-q", "-a", "-d"]).exits(0);
    let mut files = fs::read_dir(repo.path(".git/objects/pack")).unwrap().map(|file| file.unwrap().path());
    let index = files.find(|file| file.extension().is_some_and(|end| end == "idx")).unwrap();
    (repo, index)
}

/// Writes a place of 16 MB and more over what an index has at these places.
fn set_beyond_end(index: &PathBuf, places: &[usize]) {
    let mut bytes = fs::read(index).unwrap();
    for place in places {
        bytes[*place] = 1;
    }
    replace(index, &bytes);
}

/// libgit2 would read there, and the system would end the process.
#[test]
fn a_place_beyond_the_end_of_a_pack_is_an_error() {
    // Our own reader of packs leaves the first version and the index of many packs to libgit2.
    let (first, index) = packed(1);
    set_beyond_end(&index, &[0, 1, 2].map(|i| 1024 + i * 24));
    let (many, index) = packed(2);
    many.git(&["multi-pack-index", "write"]).exits(0);
    replace(&index, b"other");
    let index = many.path(".git/objects/pack/multi-pack-index");
    let bytes = fs::read(&index).unwrap();
    let entry = bytes.windows(4).position(|name| name == b"OOFF").unwrap() + 4;
    let table = u64::from_be_bytes(bytes[entry..entry + 8].try_into().unwrap()) as usize;
    set_beyond_end(&index, &[0, 1, 2].map(|i| table + i * 8 + 4));
    for repo in [first, many] {
        repo.stage("b", "1\n");
        for arguments in [&["hook", "pre-commit"][..], &["scan", "--history"]] {
            run(&repo, arguments).exits(2).says("beyond the end of its pack");
        }
    }
}

/// The size of a blob libgit2 is asked for.
#[test]
fn a_blob_beyond_the_end_of_a_pack_ends_no_hook() {
    let (repo, index) = packed(2);
    let mut ids = ["HEAD", "HEAD^{tree}", "HEAD:a"].map(|name| id_of(&repo, name));
    let blob = ids[2].clone();
    ids.sort_unstable();
    let number = ids.iter().position(|id| *id == blob).unwrap();
    set_beyond_end(&index, &[1032 + 3 * 24 + number * 4]);
    repo.stage("b", "1\n");
    run(&repo, &["hook", "pre-commit"]).exits(0);
    run(&repo, &["scan", "--history"]).exits(2);
}
