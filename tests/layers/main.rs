//! Modules and crates import only what stands below them in the crate doc of `src/lib.rs`.

#![allow(clippy::unwrap_used)] // what it reads is part of the source

mod files;
mod graph;
mod imports;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use imports::imports;

/// The names of each layer, the highest first.
type Layers = Vec<Vec<String>>;

/// A source file.
struct Source {
    path: PathBuf,
    /// The module of the program or the crate that it belongs to; empty for `lib.rs` and `main.rs`, which stand above all.
    owner: String,
    /// The modules from the crate's root to it.
    module: Vec<String>,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The picture in the crate doc: a line a layer, names with ` · ` between them, then two blanks and what they are for.
fn layers(doc: &str) -> Layers {
    let lines = doc.lines().map(|line| line.trim_start_matches("//!").trim());
    let picture = lines.skip_while(|line| *line != "```text").skip(1).take_while(|line| *line != "```");
    let names = picture.map(|line| line.split("  ").next().unwrap_or_default());
    names.map(|names| names.split(" · ").map(|name| name.trim().to_owned()).collect()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn module(folder: &Path, path: &Path) -> Vec<String> {
    let inner = path.strip_prefix(folder).unwrap().with_extension("");
    let mut module: Vec<String> = inner.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

/// All sources of the program and of the crates below it.
fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    let src = root().join("src");
    for path in files(&src) {
        let (module, text) = (module(&src, &path), fs::read_to_string(&path).unwrap());
        sources.push(Source { owner: module.first().cloned().unwrap_or_default(), module, path, text });
    }
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path().join("src");
        let name = folder.parent().unwrap().file_name().unwrap();
        let owner = format!("akguard_{}", name.to_string_lossy());
        for path in files(&folder) {
            let (module, text) = (module(&folder, &path), fs::read_to_string(&path).unwrap());
            sources.push(Source { owner: owner.clone(), module, path, text });
        }
    }
    sources
}

/// What a source imports that does not stand below its owner.
fn wrong(layers: &Layers, source: &Source) -> Vec<String> {
    let layer = |name: &str| layers.iter().position(|names| names.iter().any(|known| *known == name));
    if source.owner.is_empty() {
        return Vec::new();
    }
    let own = layer(&source.owner);
    let is_program = !source.owner.starts_with("akguard_");
    let mut wrong = Vec::new();
    for target in imports(&source.text, &source.module, is_program) {
        if target != source.owner && (own.is_none() || layer(&target) <= own) {
            wrong.push(format!("{}: {} must not use {target}", source.path.display(), source.owner));
        }
    }
    wrong
}

fn program_layers() -> Layers {
    layers(&fs::read_to_string(root().join("src/lib.rs")).unwrap())
}

#[test]
fn nothing_uses_what_stands_beside_or_above_it() {
    let (layers, sources) = (program_layers(), sources());
    let wrong: Vec<String> = sources.iter().flat_map(|source| wrong(&layers, source)).collect();
    assert!(wrong.is_empty(), "against the layers in the doc of src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn modules_beside_each_other_do_not_use_each_other_in_a_circle() {
    let circles = files::all_circles(&sources());
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn the_page_of_the_architecture_is_current() {
    let path = root().join("docs/architecture.md");
    let page = graph::page(&program_layers(), &sources());
    if std::env::var_os("AKGUARD_DRAW").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/architecture.md is not what the imports say: run scripts/module-graph");
}

#[test]
fn the_picture_names_all_modules_and_crates_and_nothing_else() {
    let drawn: Vec<String> = program_layers().concat();
    let owners: BTreeSet<String> = sources().into_iter().map(|source| source.owner).collect();
    let there: BTreeSet<&str> = owners.iter().map(String::as_str).collect();
    let mut expected: BTreeSet<&str> = drawn.iter().map(String::as_str).collect();
    assert_eq!(expected.len(), drawn.len(), "a name is drawn twice");
    expected.insert("");
    assert_eq!(there, expected);
}

#[test]
fn a_wrong_import_is_told() {
    let layers =
        layers("//! ```text\n//! top            above\n//! left · right   beside\n//! akguard_low    a crate\n//! ```");
    let told = |owner: &str, module: &[&str], text: &str| {
        let module = module.iter().map(|part| (*part).to_owned()).collect();
        let source = Source { path: PathBuf::from("x.rs"), owner: owner.to_owned(), module, text: text.to_owned() };
        wrong(&layers, &source).len()
    };
    for (text, count) in [
        ("use crate::{top::A, right::{self, B}};", 2),
        ("use akguard_low::C; use super::inner::D; use crate::left::E;", 0),
        ("fn f() -> bool { crate::right::is(1) && super::super::top::is() }", 2),
        ("use crate::Item;", 1),
        ("// crate::top::A\n/* crate::top */ const TEXT: &str = \"crate::top\";", 0),
    ] {
        assert_eq!(told("left", &["left", "file"], text), count, "{text}");
    }
    assert_eq!(told("akguard_low", &["file"], "use crate::own::A; use akguard_high::B;"), 1);
    assert_eq!(told("top", &["top"], "use crate::left::A; use crate::right::B; use akguard_low::C;"), 0);
}

/// What programs read is in one module, and frozen there; what else is written are files of our own.
#[test]
fn only_published_structs_and_files_are_serialised() {
    const FILES: [&str; 7] = [
        "audit/log_entry.rs",
        "policy/baseline.rs",
        "policy/reason.rs",
        "policy/record.rs",
        "report/json/v1/status.rs",
        "report/json/v1.rs",
        "sanitize/sink.rs",
    ];
    let src = root().join("src");
    let mut serialised = Vec::new();
    for source in sources() {
        if source.text.contains("Serialize,") || source.text.contains("derive(Serialize)") {
            serialised.push(source.path.strip_prefix(&src).unwrap_or(&source.path).to_owned());
        }
    }
    serialised.sort();
    assert_eq!(serialised, FILES.map(PathBuf::from));
}

/// It gets text, and gives candidates: an editor can use it as a service can.
#[test]
fn the_detector_knows_no_files_and_no_processes() {
    for source in sources().iter().filter(|source| source.path.starts_with(root().join("crates/detect/src"))) {
        for system in ["std::fs", "std::net", "std::path", "std::process"] {
            assert!(!source.text.contains(system), "{} uses {system}", source.path.display());
        }
    }
}
