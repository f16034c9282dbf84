//! Hooks of earlier akguards: every script that was ever shipped works on, is upgraded, and is removed.

use std::fs;

use super::{is_guarded, listing, write_hook};
use crate::common::TestRepo;

const FIRST_FOR_MERGES: usize = 4;
const EARLIER: &str = "#!/bin/sh\necho earlier >>said\n";
const APPENDED: &str = "echo theirs >>said\n";

/// What is around the script.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Around {
    Nothing,
    EarlierBeside,
    EarlierOfSameName,
    Appended,
}

impl Around {
    const ALL: [Self; 4] = [Self::Nothing, Self::EarlierBeside, Self::EarlierOfSameName, Self::Appended];

    fn slot(self, event: &str) -> String {
        match self {
            Self::EarlierOfSameName => format!("akguard-prev.d/{event}"),
            _ => format!("{event}.akguard-prev"),
        }
    }

    fn has_earlier(self) -> bool {
        matches!(self, Self::EarlierBeside | Self::EarlierOfSameName)
    }

    /// What the hooks write, after one commit.
    fn says(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Appended => "theirs\n",
            _ => "earlier\n",
        }
    }
}

/// The templates, the first one that was shipped first.
fn shipped() -> Vec<String> {
    let read = |number: usize| fs::read_to_string(format!("{}/hooks/shipped-{number}", env!("CARGO_MANIFEST_DIR")));
    let all: Vec<String> = (1..).map_while(|number| read(number).ok()).collect();
    assert!(all.len() >= FIRST_FOR_MERGES);
    all
}

/// A repository as an earlier akguard left it, and its hooks folder before that.
fn old(number: usize, template: &str, around: Around) -> TestRepo {
    let repo = TestRepo::without_hook();
    let program = repo.root().join("bin/akguard");
    let events = if number < FIRST_FOR_MERGES { vec!["pre-commit"] } else { vec!["pre-commit", "pre-merge-commit"] };
    for event in events {
        let slot = around.slot(event);
        let mut text = template.replace("@EVENT@", event).replace("@PREV@", &slot);
        text = text.replace("@BIN@", &format!("'{}'", program.display()));
        if around.has_earlier() {
            repo.write_executable(&format!(".git/hooks/{slot}"), EARLIER);
        }
        if around == Around::Appended {
            text += APPENDED;
        }
        repo.write_executable(&format!(".git/hooks/{event}"), &text);
    }
    repo
}

/// A harmless commit passes, and the other hooks of the place have run once.
#[track_caller]
fn commits(repo: &TestRepo, around: Around) {
    let _ = fs::remove_file(repo.path("said"));
    repo.stage("a.txt", format!("{:?}\n", std::time::Instant::now()));
    repo.commit().exits(0);
    assert_eq!(fs::read_to_string(repo.path("said")).unwrap_or_default(), around.says());
}

fn each(check: impl Fn(&TestRepo, usize, Around)) {
    for (at, template) in shipped().iter().enumerate() {
        for around in Around::ALL {
            check(&old(at + 1, template, around), at + 1, around);
        }
    }
}

#[test]
fn every_shipped_script_works_on_and_status_says_that_it_is_old() {
    each(|repo, _, around| {
        is_guarded(repo);
        commits(repo, around);
        repo.akguard(&["status"]).exits(0).says("the hook's script is an older akguard's: akguard install");
    });
}

#[test]
fn install_upgrades_every_shipped_script() {
    each(|repo, number, around| {
        repo.akguard(&["install"]).exits(0).says("the hook's script was an older akguard's; it is this one's now");
        let text = repo.read(".git/hooks/pre-commit");
        assert!(text.contains("# akguard hook, v3, pre-commit."), "shipped-{number}, {around:?}");
        assert_eq!(text.ends_with(APPENDED), around == Around::Appended);
        is_guarded(repo);
        commits(repo, around);
        repo.akguard(&["install"]).exits(0).says("already installed");
        repo.akguard(&["status"]).exits(0).is_silent_on("help: ");
        repo.akguard(&["uninstall"]).exits(0);
        is_restored(repo, around);
    });
}

#[test]
fn uninstall_removes_every_shipped_script() {
    each(|repo, _, around| {
        repo.akguard(&["uninstall"]).exits(0);
        is_restored(repo, around);
    });
}

#[track_caller]
fn is_restored(repo: &TestRepo, around: Around) {
    let hooks = listing(&repo.path(".git/hooks"));
    assert!(!hooks.keys().any(|path| path.file_name().unwrap().to_string_lossy().contains("akguard")), "{around:?}");
    let left = fs::read_to_string(repo.path(".git/hooks/pre-commit")).ok();
    let wanted = match around {
        Around::Nothing => None,
        Around::Appended => Some(format!("#!/bin/sh\n{APPENDED}")),
        _ => Some(EARLIER.to_owned()),
    };
    assert_eq!(left, wanted, "{around:?}");
    commits(repo, around);
}

#[test]
fn appended_lines_and_an_earlier_hook_are_for_the_user_to_join() {
    for (at, template) in shipped().iter().enumerate() {
        let repo = old(at + 1, template, Around::EarlierBeside);
        write_hook(&repo, repo.read(".git/hooks/pre-commit") + APPENDED, 0o755);
        let before = listing(&repo.path(".git/hooks"));
        repo.akguard(&["uninstall"]).exits(1).says("join them by hand");
        assert_eq!(listing(&repo.path(".git/hooks")), before);
        repo.akguard(&["install"]).exits(0);
        is_guarded(&repo);
        assert!(repo.read(".git/hooks/pre-commit").ends_with(APPENDED));
    }
}

#[test]
fn a_shipped_script_that_was_changed_by_hand_is_left_alone() {
    for (at, template) in shipped().iter().enumerate() {
        let repo = old(at + 1, template, Around::Nothing);
        write_hook(&repo, repo.read(".git/hooks/pre-commit").replace("return 1", "return 0"), 0o755);
        repo.akguard(&["install"]).exits(1).says("has been changed by hand; it was left alone");
        repo.akguard(&["uninstall"]).exits(1).says("has been changed by hand; it was left alone");
    }
}
