//! The table of `docs/set-ups.md`: for each set-up, what really happened to real commits. No cell is written by hand: with
//! `AKGUARD_DRAW` set this test writes the page, else it compares.

use std::fs;
use std::path::PathBuf;

mod cells;
mod made;
mod rows;
mod world;

use cells::Cells;

use crate::install::config_hooks;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/set-ups.md");

const INTRODUCTION: &str = "\
# Set-ups

What akguard does in each set-up that people have. A test (`tests/integration/managers/matrix.rs`) installs the real tools, makes
real commits and writes this table (`AKGUARD_DRAW=1 cargo test --test integration the_page_of_set_ups_is_current`); no cell is
written by hand.

- **guarded**: `akguard status --run` proves that git reaches akguard, after `akguard install --yes` and the commit of what it names.
- **other hook**: the hook or job that was there before still runs. **key**: a commit with a key is stopped, and the key named.
- **re-installed**, **forced**, **removed**: the other tool is installed again (for the first time where the row says *then*), by
  force, or removed after akguard. Either the key is stopped all the same, or `akguard status --run` exits with 1 and says what is
  there (the hook's owner, or that there is no hook).
- **clone**: a team's clone, before and after its hooks are installed there. **moved**: the repository in another place.
- **config hooks** need git 2.54: their rows were written with git 2.55, and are tried where such a git is the first on `PATH`.
- **GUI**: with a `PATH` of `/usr/bin:/bin` and akguard in `~/.local/bin`. *stopped unseen*: nothing is committed, and nothing
  was scanned. **uninstall**: every byte and mode of the hooks and files is as before.

";

#[test]
fn the_page_of_set_ups_is_current() {
    // Each row is a repository of its own, so they run at the same time.
    let has_config_hooks = config_hooks::first_git_is_new("the_page_of_set_ups_is_current");
    let tried: Vec<_> = rows::ALL.iter().filter(|set_up| has_config_hooks || !set_up.by_config).collect();
    let rows: Vec<Cells> = std::thread::scope(|scope| {
        let threads: Vec<_> = tried.into_iter().map(|set_up| scope.spawn(move || Cells::new(set_up))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a row failed")).collect()
    });
    for row in &rows {
        let unnoticed = row.cells.iter().find(|cell| cell.contains("UNNOTICED"));
        assert!(unnoticed.is_none(), "{}: a key was committed and status said nothing", row.name);
    }
    let header = [
        "set-up",
        "guarded",
        "other hook",
        "key",
        "re-installed",
        "forced",
        "removed",
        "clone",
        "moved",
        "GUI",
        "uninstall",
    ];
    let mut page = format!("{INTRODUCTION}| {} |\n|{}\n", header.join(" | "), " --- |".repeat(header.len()));
    let path = PathBuf::from(PAGE);
    let before = fs::read_to_string(&path).unwrap_or_default();
    for set_up in &rows::ALL {
        let begin = format!("| {} |", set_up.name);
        match rows.iter().find(|row| row.name == set_up.name) {
            Some(row) => page.push_str(&format!("{begin} {} |\n", row.cells.join(" | "))),
            // Without such a git its row stays as one with it has written it.
            None => page.extend(before.split_inclusive('\n').filter(|line| line.starts_with(&begin))),
        }
    }
    if std::env::var_os("AKGUARD_DRAW").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), page, "AKGUARD_DRAW=1 writes it");
}
