//! Finds a program on PATH that cannot come from a commit. `execvp` and a shell also take an empty or relative entry of
//! PATH, and an absolute one may lie in the work tree (`node_modules/.bin`, direnv's `bin`): whoever can push could then
//! run a program on this machine. `hooks/hook` has the same rules for akguard itself.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use akguard_common::steps;

use crate::regular_file::read_text;

/// git by its absolute path; empty where there is none to trust, and starting it then fails as "no such file".
pub fn git() -> &'static Path {
    // PATH and the current directory stay as they are while the program runs.
    static GIT: OnceLock<PathBuf> = OnceLock::new();
    GIT.get_or_init(|| trusted_on_path("git").unwrap_or_default())
}

/// The first program of that name in an absolute entry of PATH, when neither it nor anything on the way to it lies in a
/// work tree of the repository around the current directory.
pub fn trusted_on_path(name: &str) -> Option<PathBuf> {
    find(name, &search_path(), &trees_here()?)
}

/// All programs of that name, by the same rule.
pub fn all_trusted_on_path(name: &str) -> Vec<PathBuf> {
    let Some(trees) = trees_here() else { return Vec::new() };
    candidates(name, &search_path()).filter(|program| is_trusted(program, &trees)).collect()
}

/// The work trees of the repository around the current directory.
fn trees_here() -> Option<Vec<Identity>> {
    let here = env::current_dir().ok()?;
    let variable = |name: &str| {
        let value = env::var_os(name)?;
        (!value.is_empty()).then(|| PathBuf::from(value))
    };
    Some(work_trees(&here, variable("GIT_DIR"), variable("GIT_WORK_TREE")))
}

/// The program that a shell would start for that name: relative entries count too.
pub fn first_on_path(name: &str) -> Option<PathBuf> {
    candidates(name, &search_path()).next()
}

/// The search path; without PATH the system searches its own directories.
fn search_path() -> OsString {
    env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into())
}

fn find(name: &str, search: &OsStr, trees: &[Identity]) -> Option<PathBuf> {
    candidates(name, search).find(|program| is_trusted(program, trees))
}

fn is_trusted(program: &Path, trees: &[Identity]) -> bool {
    program.is_absolute() && is_outside(program, trees)
}

fn candidates(name: &str, search: &OsStr) -> impl Iterator<Item = PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(search).map(move |folder| folder.join(&file)).filter(|program| is_executable(program))
}

fn is_outside(program: &Path, trees: &[Identity]) -> bool {
    let mut outside = true;
    let end = steps::walk(program, |at, _| outside &= !identity(at).is_some_and(|id| trees.contains(&id)));
    end.is_ok() && outside
}

/// The work trees that share the repository: this one, the one whose `.git` holds this one's (a submodule, a linked work
/// tree), and all linked ones.
fn work_trees(here: &Path, git_dir: Option<PathBuf>, work_tree: Option<PathBuf>) -> Vec<Identity> {
    let around = here.ancestors().find(|folder| folder.join(".git").exists());
    let mut trees: Vec<PathBuf> = around.map(Path::to_owned).into_iter().collect();
    // With GIT_DIR alone git takes the current directory.
    trees.extend(git_dir.is_some().then(|| here.to_owned()));
    trees.extend(work_tree.map(|tree| here.join(tree)));
    let git_dir = git_dir.map(|dir| here.join(dir)).or_else(|| around.map(|top| top.join(".git")));
    if let Some(git_dir) = git_dir.and_then(pointed_at) {
        trees.extend(holder(&git_dir));
        trees.extend(linked(&git_dir));
    }
    let mut identities = Vec::new();
    for tree in trees {
        // With a work tree at the root no program would be left.
        if tree.canonicalize().is_ok_and(|real| real.parent().is_some()) {
            identities.extend(identity(&tree));
        }
    }
    identities
}

/// The git directory that a `.git` is, or names where it is a file.
fn pointed_at(git_dir: PathBuf) -> Option<PathBuf> {
    if git_dir.is_dir() {
        return Some(git_dir);
    }
    let text = read_text(&git_dir).ok()?;
    Some(git_dir.parent()?.join(text.strip_prefix("gitdir: ")?.trim_end_matches(['\r', '\n'])))
}

/// The work tree whose `.git` contains a git directory: `/a` for `/a/.git/modules/b` and `/a/.git/worktrees/b`.
fn holder(git_dir: &Path) -> Option<PathBuf> {
    let above: Vec<&Path> = git_dir.ancestors().skip(1).collect();
    above.iter().rev().find(|dir| dir.ends_with(".git")).and_then(|dir| dir.parent()).map(Path::to_owned)
}

/// The linked work trees of a repository.
fn linked(git_dir: &Path) -> Vec<PathBuf> {
    let common = read_text(&git_dir.join("commondir")).map(|text| git_dir.join(text.trim_end()));
    let Ok(entries) = fs::read_dir(common.unwrap_or_else(|_| git_dir.to_owned()).join("worktrees")) else {
        return Vec::new();
    };
    let tree = |folder: PathBuf| {
        let file = folder.join(read_text(&folder.join("gitdir")).ok()?.trim_end_matches(['\r', '\n']));
        file.parent().map(Path::to_owned)
    };
    entries.flatten().filter_map(|entry| tree(entry.path())).collect()
}

/// Identifies a directory independent of its path: names may differ in case, and a directory may be mounted twice.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = PathBuf;

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    path.canonicalize().ok()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    /// A place with a work tree `repo`, a folder `bin` beside it, and a program in each.
    struct Place {
        top: PathBuf,
        _folder: tempfile::TempDir,
    }

    fn place() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        fs::create_dir_all(top.join("repo/.git")).unwrap();
        for dir in ["bin", "repo", "repo/bin"] {
            program(&top.join(dir));
        }
        Place { top, _folder: folder }
    }

    fn program(folder: &Path) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("tool"), "").unwrap();
        fs::set_permissions(folder.join("tool"), fs::Permissions::from_mode(0o755)).unwrap();
        folder.join("tool")
    }

    fn found(here: &Path, entries: &[&Path]) -> Option<PathBuf> {
        find("tool", &env::join_paths(entries).unwrap(), &work_trees(here, None, None))
    }

    #[test]
    fn entries_in_the_work_tree_and_relative_ones_are_passed_over() {
        let place = place();
        let top = &place.top;
        let repo = top.join("repo");
        let bin = top.join("bin");
        symlink(&repo, top.join("alias")).unwrap();
        symlink(repo.join("bin"), top.join("linked")).unwrap();
        // A link in the work tree may lead anywhere, and another commit may turn it.
        symlink(&bin, repo.join("out")).unwrap();
        symlink(repo.join("out"), top.join("through")).unwrap();
        let inside = [
            &repo,
            &repo.join("bin"),
            &top.join("alias/bin"),
            &top.join("linked"),
            &repo.join("out"),
            &top.join("through"),
        ];
        for entry in [Path::new(""), Path::new("."), Path::new("bin"), &bin.join("../repo/bin")]
            .into_iter()
            .chain(inside.map(PathBuf::as_path))
        {
            assert_eq!(found(&repo, &[entry]), None, "{}", entry.display());
            assert_eq!(found(&repo.join("bin"), &[entry, &bin]), Some(bin.join("tool")), "{}", entry.display());
        }
        // Beside the work tree, nothing of it counts.
        assert_eq!(found(top, &[&repo.join("bin")]), Some(repo.join("bin/tool")));
    }

    #[test]
    fn a_link_to_a_program_in_the_work_tree_is_passed_over() {
        let place = place();
        let top = &place.top;
        let repo = top.join("repo");
        let links = top.join("links");
        fs::create_dir(&links).unwrap();
        symlink(repo.join("tool"), links.join("tool")).unwrap();
        assert_eq!(found(&repo, &[&links]), None);
        symlink(top.join("bin/tool"), repo.join("hop")).unwrap();
        fs::remove_file(links.join("tool")).unwrap();
        symlink(repo.join("hop"), links.join("tool")).unwrap();
        assert_eq!(found(&repo, &[&links]), None);
        fs::remove_file(links.join("tool")).unwrap();
        symlink(top.join("bin/tool"), links.join("tool")).unwrap();
        assert_eq!(found(&repo, &[&links]), Some(links.join("tool")));
    }

    #[test]
    fn what_is_not_executable_is_passed_over() {
        let place = place();
        let top = &place.top;
        let other = top.join("other");
        let bin = top.join("bin");
        fs::set_permissions(program(&other), fs::Permissions::from_mode(0o644)).unwrap();
        fs::create_dir_all(top.join("third/tool")).unwrap();
        assert_eq!(found(&top.join("repo"), &[&other, &top.join("third"), &bin]), Some(bin.join("tool")));
    }

    #[test]
    fn work_trees_that_share_the_repository_count_too() {
        let place = place();
        let top = &place.top;
        let main = top.join("repo");
        let linked = top.join("linked tree");
        let sub = top.join("repo/sub");
        program(&linked);
        program(&sub);
        fs::create_dir_all(main.join(".git/modules/sub")).unwrap();
        fs::create_dir_all(main.join(".git/worktrees/linked")).unwrap();
        fs::write(main.join(".git/worktrees/linked/commondir"), "../..\n").unwrap();
        fs::write(main.join(".git/worktrees/linked/gitdir"), format!("{}/.git\n", linked.display())).unwrap();
        fs::write(linked.join(".git"), format!("gitdir: {}/.git/worktrees/linked\n", main.display())).unwrap();
        fs::write(sub.join(".git"), "gitdir: ../.git/modules/sub\n").unwrap();
        for (here, entry) in
            [(&main, &linked), (&linked, &main), (&linked, &linked), (&sub, &main), (&sub, &sub), (&linked, &sub)]
        {
            assert_eq!(found(here, &[entry]), None, "{} from {}", entry.display(), here.display());
        }
    }

    #[test]
    fn variables_name_the_work_tree() {
        let place = place();
        let top = &place.top;
        let search = env::join_paths([top.join("bin")]).unwrap();
        let with = |git_dir: Option<&str>, tree: Option<&str>| {
            find("tool", &search, &work_trees(top, git_dir.map(PathBuf::from), tree.map(PathBuf::from)))
        };
        assert!(with(None, None).is_some());
        assert!(with(Some("repo/.git"), None).is_none());
        assert!(with(None, Some("bin")).is_none());
        assert!(with(None, Some("repo")).is_some());
        assert!(with(None, Some("/")).is_some());
    }
}
