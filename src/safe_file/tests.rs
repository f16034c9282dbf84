use super::*;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};

/// A repository and, beside it, a directory that no link of it may lead to.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("top")).unwrap();
        fs::create_dir(folder.path().join("outside")).unwrap();
        fs::write(folder.path().join("outside/file"), "precious").unwrap();
        Self { folder }
    }

    fn top(&self) -> PathBuf {
        self.folder.path().join("top")
    }

    fn link(&self, target: &str, at: &str) {
        let link = self.top().join(at);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(self.folder.path().join(target), link).unwrap();
    }

    #[track_caller]
    fn outside_is_untouched(&self) {
        let names: Vec<_> =
            fs::read_dir(self.folder.path().join("outside")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["file"]);
        assert_eq!(fs::read_to_string(self.folder.path().join("outside/file")).unwrap(), "precious");
    }
}

/// Every operation of the module on a name.
fn all(top: &Path, name: &str) -> Vec<(&'static str, Result<(), Error>)> {
    vec![
        ("check", check(top, name)),
        ("open", open(top, name).map(drop)),
        ("read", read(top, name).map(drop)),
        ("append", open_to_append(top, name).and_then(|mut file| Ok(file.write_all(b"x")?))),
        ("update", open_to_update(top, name).and_then(|mut file| Ok(file.write_all(b"x")?))),
        ("replace", replace(top, name, b"x")),
        ("remove", remove(top, name)),
    ]
}

#[test]
fn files_and_their_directories_are_made_replaced_and_removed() {
    let world = World::new();
    let top = world.top();
    check(&top, "a/b/file").unwrap();
    assert!(open(&top, "a/b/file").unwrap_err().is_not_found());
    remove(&top, "a/b/file").unwrap();
    replace(&top, "a/b/file", b"one").unwrap();
    replace(&top, "a/b/file", b"two").unwrap();
    assert_eq!(read(&top, "a/b/file").unwrap(), b"two");
    assert_eq!(fs::metadata(top.join("a/b/file")).unwrap().permissions().mode() & 0o777, 0o644);
    open_to_append(&top, "a/b/file").unwrap().write_all(b" three").unwrap();
    open_to_update(&top, "a/b/file").unwrap().write_all(b"T").unwrap();
    assert_eq!(read(&top, "a/b/file").unwrap(), b"Two three");
    open_to_append(&top, "c/d/log").unwrap().write_all(b"line").unwrap();
    assert_eq!(read(&top, "c/d/log").unwrap(), b"line");
    remove(&top, "a/b/file").unwrap();
    assert_eq!(fs::read_dir(top.join("a/b")).unwrap().count(), 0, "no temporary file stays");
}

#[test]
fn a_link_is_followed_in_no_place() {
    for (target, at, name) in [
        ("outside", "dir", "dir/file"),
        ("outside", "dir", "dir/new"),
        ("outside", "dir", "dir/new/file"),
        ("outside", "a/dir", "a/dir/file"),
        ("outside/file", "file", "file"),
        ("outside/file", "a/file", "a/file"),
        ("outside/new", "dangling", "dangling"),
        ("outside/new", "dangling", "dangling/file"),
        ("top/real", "dir", "dir/file"),
    ] {
        let world = World::new();
        fs::create_dir(world.top().join("real")).unwrap();
        world.link(target, at);
        for (what, done) in all(&world.top(), name) {
            match done {
                Err(Error::Link(link)) => assert_eq!(link, Path::new(at), "{what} {name}"),
                other => panic!("{what} {name}: {other:?}"),
            }
            world.outside_is_untouched();
        }
        assert_eq!(fs::read_dir(world.top().join("real")).unwrap().count(), 0);
    }
}

#[test]
fn the_top_may_be_a_link() {
    let world = World::new();
    let alias = world.folder.path().join("alias");
    symlink(world.top(), &alias).unwrap();
    replace(&alias, "a/file", b"x").unwrap();
    assert_eq!(read(&world.top(), "a/file").unwrap(), b"x");
}

#[test]
fn names_do_not_lead_out_of_the_directory() {
    let world = World::new();
    for name in ["../outside/file", "a/../../outside/file", "/etc/hostname", "", ".."] {
        for (what, done) in all(&world.top(), name) {
            assert!(matches!(done, Err(Error::Io(_))), "{what} {name}");
        }
    }
    world.outside_is_untouched();
}

#[test]
fn a_failure_names_the_link_and_the_command_that_takes_it_away() {
    let world = World::new();
    world.link("outside", "it's/dir");
    let failure =
        replace(&world.top(), "it's/dir/file", b"x").unwrap_err().into_failure("write", &world.top(), "it's/dir/file");
    assert_eq!(
        failure.to_string(),
        "cannot write it's/dir/file: it's/dir is a symbolic link, and akguard follows none here"
    );
    let command = failure.help_text().unwrap().to_owned();
    assert!(std::process::Command::new("sh").args(["-c", &command]).status().unwrap().success());
    replace(&world.top(), "it's/dir/file", b"x").unwrap();
    world.outside_is_untouched();
}
