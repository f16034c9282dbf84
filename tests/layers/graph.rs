//! The page docs/architecture.md: the modules and crates with what each uses, drawn from the imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::imports::imports;
use crate::{Layers, Source};

/// For each module of the program and each crate: what it uses.
type Graph = BTreeMap<String, BTreeSet<String>>;

const HEAD: &str = "\
# Architecture

How a change becomes a verdict, and what each layer is for: the crate doc of [`src/lib.rs`](../src/lib.rs). This page is
drawn from the imports by `scripts/module-graph`, and a test holds it current. Tests also hold that no arrow leads upwards
(`tests/layers`), and that inside each module and crate no files use each other in a circle, but for a file and the files of
the directory that bears its name.

An arrow means *uses*. Arrows that follow from others are left out of the drawing; the table has them all.

";

fn graph(layers: &Layers, sources: &[Source]) -> Graph {
    let names: BTreeSet<&String> = layers.iter().flatten().collect();
    let mut graph = Graph::new();
    for source in sources.iter().filter(|source| !source.owner.is_empty()) {
        let is_program = !source.owner.starts_with("akguard_");
        let used = graph.entry(source.owner.clone()).or_default();
        let targets = imports(&source.text, &source.module, is_program);
        used.extend(targets.into_iter().filter(|target| *target != source.owner && names.contains(target)));
    }
    graph
}

/// Is `to` reached from `from` by two or more arrows?
fn is_implied(graph: &Graph, from: &str, to: &str) -> bool {
    let mut left: Vec<&String> = graph[from].iter().filter(|next| *next != to).collect();
    let mut seen = BTreeSet::new();
    while let Some(next) = left.pop() {
        if next == to {
            return true;
        }
        if seen.insert(next) {
            left.extend(&graph[next]);
        }
    }
    false
}

/// The page as it should be.
pub(crate) fn page(layers: &Layers, sources: &[Source]) -> String {
    let graph = graph(layers, sources);
    let mut page = format!("{HEAD}```mermaid\nflowchart TD\n");
    for (from, used) in &graph {
        for to in used.iter().filter(|to| !is_implied(&graph, from, to)) {
            let _ = writeln!(page, "  {from} --> {to}");
        }
    }
    page.push_str("```\n\n| layer | name | uses |\n| --- | --- | --- |\n");
    for (layer, names) in layers.iter().enumerate() {
        for name in names {
            let used: Vec<&str> = graph[name].iter().map(String::as_str).collect();
            let _ = writeln!(page, "| {} | {name} | {} |", layer + 1, used.join(", "));
        }
    }
    page
}
