//! The class of a file by its path: what an unquoted word means in it, and whether random text may be a secret.

use akguard_common::bytes;

/// How the heuristics read a text. Rules with a pattern do not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub enum FileClass {
    /// Lock files, source maps, bundles, word lists: what is random there is a checksum.
    Opaque,
    /// A programming language: an unquoted word is an identifier.
    Code,
    /// Settings, scripts, prose, anything else: an unquoted word may be a value.
    #[default]
    Data,
}

/// Names of files whose random text is checksums.
const OPAQUE_NAMES: &[&str] = &[
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "deno.lock",
    "cargo.lock",
    "gemfile.lock",
    "poetry.lock",
    "pipfile.lock",
    "uv.lock",
    "composer.lock",
    "flake.lock",
    "go.sum",
    "packages.lock.json",
    "podfile.lock",
    ".cargo-checksum.json",
    "record",
];
const OPAQUE_ENDS: &[&str] = &[
    ".lock",
    ".map",
    ".min.js",
    ".min.css",
    ".min.mjs",
    ".bundle.js",
    ".bundled.js",
    ".chunk.js",
    ".svg",
    ".po",
    ".pot",
    ".mo",
    ".xlf",
    ".xliff",
    ".ts.snap",
    ".woff",
    ".pem.pub",
    ".pub",
    ".sum",
    ".md5",
    ".sha256",
    ".sha1",
    ".sha512",
    ".asc",
    ".sig",
    ".dic",
];
const CODE_ENDS: &[&str] = &[
    ".rs", ".go", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".m", ".mm", ".java", ".kt", ".kts", ".swift",
    ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".py", ".pyi", ".pyx", ".rb",
    ".erb", ".rake", ".php", ".cs", ".fs", ".vb", ".scala", ".groovy", ".gradle", ".dart", ".lua", ".pl", ".pm", ".t",
    ".ex", ".exs", ".erl", ".hs", ".ml", ".mli", ".clj", ".cljs", ".jl", ".r", ".nim", ".zig", ".d", ".sol", ".elm",
    ".css", ".scss", ".less", ".html", ".htm", ".xhtml", ".cshtml", ".jsp", ".proto", ".graphql", ".ps1",
];

/// Is it a file of a programming language, by its name?
pub(super) fn is_code(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    CODE_ENDS.iter().any(|end| name.ends_with(end.as_bytes()))
}

impl FileClass {
    /// The class of a path, by its file name.
    pub fn from_path(path: &[u8]) -> Self {
        let name = path.rsplit(|b| b"/\\".contains(b)).next().unwrap_or(path).to_ascii_lowercase();
        let is = |list: &[&str]| list.iter().any(|n| name == n.as_bytes());
        let ends = |list: &[&str]| list.iter().any(|end| name.ends_with(end.as_bytes()));
        // akguard's own records and baseline contain fingerprints beside the names of rules.
        let own = path.ends_with(b".akguard/baseline.toml") || bytes::find_text(b".akguard/allow/", path).is_some();
        if own || is(OPAQUE_NAMES) || ends(OPAQUE_ENDS) {
            Self::Opaque
        } else if ends(CODE_ENDS) {
            Self::Code
        } else {
            Self::Data
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_file_name() {
        for path in
            ["web/package-lock.json", "Cargo.lock", "dist/app.min.js", "a.js.map", "go.sum", ".akguard/baseline.toml"]
        {
            assert_eq!(FileClass::from_path(path.as_bytes()), FileClass::Opaque, "{path}");
        }
        for path in ["src/main.rs", "a/b.TSX", "x.py"] {
            assert_eq!(FileClass::from_path(path.as_bytes()), FileClass::Code, "{path}");
        }
        for path in ["Dockerfile", "config.yml", ".env", "notes", "deploy.sh", "lock.txt"] {
            assert_eq!(FileClass::from_path(path.as_bytes()), FileClass::Data, "{path}");
        }
    }
}
