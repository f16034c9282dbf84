//! A git directory in memory. Most tests begin with the same one: git and `akguard install` make it once in a run, and every
//! other repository gets a copy, which takes a tenth of the time.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Stdio};

use akguard_common::bytes;

use super::TestRepo;

/// The git directory as an archive. Another process unpacks it: a hook that this one had open for writing could not be
/// started as long as a program that another test starts has inherited it.
pub struct Snapshot {
    archive: Vec<u8>,
    /// The root of the repository, which its hooks name.
    root: Vec<u8>,
}

impl Snapshot {
    pub fn of(repo: &TestRepo) -> Self {
        let output = tar(repo).args(["-cf", "-", ".git"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { archive: output.stdout, root: name_of(repo.root()) }
    }

    /// Makes the same git directory in another repository.
    pub fn unpack(&self, repo: &TestRepo) {
        let mut tar = tar(repo).args(["-xf", "-"]).stdin(Stdio::piped()).spawn().unwrap();
        tar.stdin.take().unwrap().write_all(&self.archive_with(&name_of(repo.root()))).unwrap();
        assert!(tar.wait().unwrap().success());
    }

    /// With another root in the hooks. It is as long, so that the archive still has the sizes that it says.
    fn archive_with(&self, root: &[u8]) -> Vec<u8> {
        assert_eq!(root.len(), self.root.len());
        let mut archive = self.archive.clone();
        for at in bytes::texts(&self.root, &self.archive) {
            archive[at..at + root.len()].copy_from_slice(root);
        }
        archive
    }
}

fn name_of(path: &Path) -> Vec<u8> {
    path.as_os_str().as_bytes().to_owned()
}

fn tar(repo: &TestRepo) -> Command {
    let mut command = repo.command("tar");
    // macOS would add files of its own.
    command.env("COPYFILE_DISABLE", "1");
    command
}
