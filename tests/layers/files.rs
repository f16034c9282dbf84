//! The files inside a crate: modules beside each other must not use each other in a circle. A module and the modules inside
//! it are one thing, of which the outer file is the face.

use std::collections::{BTreeMap, BTreeSet};

use crate::Source;
use crate::imports::paths;

/// The modules from the crate's root to one; empty for the root.
type Module = Vec<String>;
/// For the modules directly inside one module, by name: which of the others they use.
type Siblings = BTreeMap<String, BTreeSet<String>>;

/// One crate's modules and what their code says, without tests.
struct Crate<'s> {
    modules: BTreeMap<Module, &'s str>,
}

impl<'s> Crate<'s> {
    fn new(sources: &[&'s Source]) -> Self {
        let mut modules = BTreeMap::new();
        for source in sources {
            modules.insert(source.module.clone(), code(&source.text));
        }
        let tests: Vec<Module> = modules.keys().filter(|module| is_test(&modules, module)).cloned().collect();
        modules.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        Self { modules }
    }

    /// The module in which the item of `path`, as `from` writes it, is defined.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Module> {
        let mut place: Module = from.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => place.clear(),
            "self" | "super" => {}
            child if self.modules.contains_key(&[from, &[child.to_owned()]].concat()) => {}
            _ => return None,
        }
        while let Some(first) = rest.first().filter(|first| ["crate", "self", "super"].contains(&first.as_str())) {
            if first == "super" {
                place.pop()?;
            }
            rest = &rest[1..];
        }
        while let Some(child) = rest.first() {
            let inner = [place.as_slice(), std::slice::from_ref(child)].concat();
            if !self.modules.contains_key(&inner) {
                break;
            }
            place = inner;
            rest = &rest[1..];
        }
        let Some(item) = rest.first() else { return Some(place) };
        let passed_on = paths(self.modules.get(&place)?).into_iter().find(|used| used.last() == Some(item));
        match passed_on {
            Some(used) if depth > 0 => self.resolve(&place, &used, depth - 1).or(Some(place)),
            _ => Some(place),
        }
    }

    /// What the modules beside each other use of each other, by the module around them.
    fn siblings(&self) -> BTreeMap<Module, Siblings> {
        let mut all: BTreeMap<Module, Siblings> = BTreeMap::new();
        for (module, text) in &self.modules {
            for target in paths(text).iter().filter_map(|path| self.resolve(module, path, 4)) {
                let shared = module.iter().zip(&target).take_while(|(a, b)| a == b).count();
                if let (Some(user), Some(used)) = (module.get(shared), target.get(shared)) {
                    let around = all.entry(module[..shared].to_vec()).or_default();
                    around.entry(user.clone()).or_default().insert(used.clone());
                }
            }
        }
        all
    }
}

/// The text up to its own tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

fn is_test(modules: &BTreeMap<Module, &str>, module: &[String]) -> bool {
    let Some((name, outer)) = module.split_last() else { return false };
    let Some(outer) = modules.get(outer) else { return false };
    outer.match_indices(&format!("mod {name};")).any(|(at, _)| {
        outer[..at].trim_end().lines().last().is_some_and(|line| {
            line.trim() == "#[cfg(test)]"
                || line.contains("cfg(fuzzing)")
                || line.trim_start().starts_with("#[cfg(test)]")
        })
    })
}

/// Pairs of modules beside each other that reach each other.
fn circles(siblings: &Siblings) -> Vec<String> {
    let reached = |from: &String| {
        let mut seen = BTreeSet::new();
        let mut left: Vec<&String> = siblings.get(from).into_iter().flatten().collect();
        while let Some(next) = left.pop() {
            if seen.insert(next.clone()) {
                left.extend(siblings.get(next).into_iter().flatten());
            }
        }
        seen
    };
    let reach: BTreeMap<&String, BTreeSet<String>> = siblings.keys().map(|name| (name, reached(name))).collect();
    let is_reached = |from: &String, to: &String| reach.get(from).is_some_and(|seen| seen.contains(to));
    let mut found = Vec::new();
    for (user, used) in siblings {
        for other in used.iter().filter(|other| is_reached(other, user) && *other != user) {
            found.push(format!("{user} -> {other}"));
        }
    }
    found
}

/// The uses that lie on a circle, each with the crate and the module around it.
pub(crate) fn all_circles(sources: &[Source]) -> Vec<String> {
    let mut crates: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in sources {
        let name = if source.owner.starts_with("akguard_") { source.owner.as_str() } else { "akguard" };
        crates.entry(name).or_default().push(source);
    }
    let mut found = Vec::new();
    for (name, sources) in crates {
        for (around, siblings) in Crate::new(&sources).siblings() {
            let place = [&[name.to_owned()], around.as_slice()].concat().join("::");
            found.extend(circles(&siblings).into_iter().map(|circle| format!("{place}: {circle}")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn source(module: &str, text: &str) -> Source {
        let module: Module = module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Source { path: PathBuf::new(), owner: "akguard_x".to_owned(), module, text: text.to_owned() }
    }

    #[test]
    fn circles_are_found_through_re_exports_and_not_in_tests() {
        let circles = |a: &str, b: &str| {
            all_circles(&[
                source("", "mod a;\nmod b;\npub use a::{A, Other};\nuse self::b::B;"),
                source("a", a),
                source("a::inner", "use super::A;"),
                source("b", b),
            ])
        };
        let circle = vec!["akguard_x: a -> b".to_owned(), "akguard_x: b -> a".to_owned()];
        assert_eq!(circles("use crate::b::B;", "use super::a::A;"), circle);
        assert_eq!(circles("use super::B;", "fn f() { crate::A::new() }"), circle);
        assert!(circles("mod inner;\nuse inner::C;", "use super::A;").is_empty());
        assert!(circles("use crate::b::B;", "#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}").is_empty());
    }
}
