//! Links on the way to the hooks: those that a commit can bring are refused, the user's own are followed.

use std::fs;
use std::os::unix::fs::symlink;

use super::{link, outside, outside_is_untouched, paste_help};
use crate::common::TestRepo;
use crate::install::{is_guarded, listing};

#[test]
fn hooks_are_written_through_no_link_of_the_work_tree() {
    for (config, at, to) in [
        (".githooks", ".githooks", "outside"),
        ("tools/hooks", "tools", "outside"),
        ("tools/hooks/", "tools/hooks", "outside"),
        ("tools/../.githooks", ".githooks", "outside"),
        ("{top}/.githooks", ".githooks", "outside"),
        ("{alias}/.githooks", ".githooks", "outside"),
        ("real", "real/akguard-prev.d", "outside"),
    ] {
        let repo = TestRepo::without_hook();
        outside(&repo);
        fs::create_dir(repo.path("tools")).unwrap();
        if at == "tools" {
            fs::remove_dir(repo.path("tools")).unwrap();
        }
        symlink(repo.top(), repo.root().join("alias")).unwrap();
        link(&repo, &repo.root().join(to), at);
        let value = config.replace("{top}", repo.top().to_str().unwrap());
        let value = value.replace("{alias}", repo.root().join("alias").to_str().unwrap());
        repo.git(&["config", "core.hooksPath", &value]).exits(0);
        for command in [&["install", "--yes"][..], &["uninstall"]] {
            let refused = repo.akguard(command).exits(2).says(&format!("repo/{at} is a symbolic link"));
            outside_is_untouched(&repo);
            assert!(refused.stderr.contains("\n  help: rm "), "{}", refused.stderr);
        }
        paste_help(&repo, &repo.akguard(&["install", "--yes"]).exits(2));
        repo.akguard(&["install", "--yes"]).exits(0);
        outside_is_untouched(&repo);
        is_guarded(&repo);
    }
}

#[test]
fn links_that_only_the_user_can_have_made_lead_to_the_hooks() {
    // The hooks directory of the git directory; a place outside, named by a path through a link outside.
    let repo = TestRepo::without_hook();
    let hooks = repo.root().join("my hooks");
    fs::create_dir(&hooks).unwrap();
    fs::remove_dir_all(repo.path(".git/hooks")).unwrap();
    link(&repo, &hooks, ".git/hooks");
    repo.akguard(&["install", "--yes"]).exits(0);
    is_guarded(&repo);
    repo.akguard(&["uninstall"]).exits(0);
    assert!(listing(&hooks).is_empty());
    symlink(&hooks, repo.root().join("by link")).unwrap();
    repo.git(&["config", "core.hooksPath", repo.root().join("by link").to_str().unwrap()]).exits(0);
    repo.akguard(&["install", "--yes"]).exits(0);
    is_guarded(&repo);
    // A link of the git directory to a link of the work tree is one that a commit can turn.
    let repo = TestRepo::without_hook();
    let target = outside(&repo);
    fs::remove_dir_all(repo.path(".git/hooks")).unwrap();
    link(&repo, &repo.path("githooks"), ".git/hooks");
    link(&repo, &target, "githooks");
    repo.akguard(&["install"]).exits(2).says("repo/githooks is a symbolic link");
    outside_is_untouched(&repo);
}
