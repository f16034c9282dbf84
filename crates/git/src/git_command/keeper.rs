//! Removes what a trial has made, and ends what runs in it, also when this process is ended before it can: by Ctrl-C, or by
//! the system.

use std::path::Path;
#[cfg(not(unix))]
use std::path::PathBuf;

use anyhow::Result;

/// Directories that are removed when this value is dropped, or when the process ends.
#[derive(Debug)]
pub(super) struct Keeper {
    #[cfg(unix)]
    child: std::process::Child,
    #[cfg(not(unix))]
    dirs: Vec<PathBuf>,
    #[cfg(not(unix))]
    parent: PathBuf,
}

/// Waits until its input ends, which it does with the process that started it. Each line names the group of processes that
/// runs now, or none; one that still runs at the end is ended first. It may write once more while it ends, so a removal that
/// fails is tried again.
#[cfg(unix)]
const SCRIPT: &str = "parent=$1\nshift\ngroup=\nwhile read -r line; do group=$line; done\n\
    if [ -n \"$group\" ]; then kill -s TERM -- \"-$group\"; sleep 1; kill -s KILL -- \"-$group\"; fi\n\
    rm -rf -- \"$@\" || { sleep 1; rm -rf -- \"$@\"; }\nrmdir -- \"$parent\"\n";

impl Keeper {
    /// Starts to watch; the directories need not be there yet. `parent` is removed, too, if it is then empty.
    ///
    /// # Errors
    /// The shell cannot be started.
    #[cfg(unix)]
    pub(super) fn new(dirs: &[&Path], parent: &Path) -> Result<Self> {
        use std::os::unix::process::CommandExt;
        use std::process::{Command, Stdio};

        use akguard_common::error::{Failure, io_says};

        let mut command = Command::new("/bin/sh");
        // A terminal's Ctrl-C goes to the group of the foreground: the keeper is in its own.
        command.args(["-c", SCRIPT, "sh"]).arg(parent).args(dirs).process_group(0).current_dir("/");
        command.env("PATH", "/usr/bin:/bin:/run/current-system/sw/bin");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.map_err(|e| Failure::new(format!("cannot run /bin/sh: {}", io_says(&e))))?;
        Ok(Self { child })
    }

    /// Tells which process leads the group that is to end with this process; `None`: no group runs now.
    pub(super) fn watch_group(&self, leader: Option<u32>) {
        #[cfg(unix)]
        if let Some(mut input) = self.child.stdin.as_ref() {
            use std::io::Write;

            let name = leader.map(|id| id.to_string()).unwrap_or_default();
            // A keeper that has gone removes nothing, which is no reason to stop a trial.
            let _ = input.write_all(format!("{name}\n").as_bytes());
        }
        #[cfg(not(unix))]
        let _ = leader;
    }

    /// Remembers the directories; they need not be there yet. `parent` is removed, too, if it is then empty.
    ///
    /// # Errors
    /// None on this system.
    #[cfg(not(unix))]
    pub(super) fn new(dirs: &[&Path], parent: &Path) -> Result<Self> {
        Ok(Self { dirs: dirs.iter().map(|dir| dir.to_path_buf()).collect(), parent: parent.to_owned() })
    }
}

#[cfg(unix)]
impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

#[cfg(not(unix))]
impl Drop for Keeper {
    fn drop(&mut self) {
        for dir in &self.dirs {
            let _ = std::fs::remove_dir_all(dir);
        }
        let _ = std::fs::remove_dir(&self.parent);
    }
}
