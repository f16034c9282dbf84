//! The options of `install` and `uninstall`.

use clap::{Args, ValueEnum};

/// The hooks that can be left out: all but the gate itself.
const LEFT_OUT: [&str; 6] = ["pre-merge-commit", "commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push"];

/// How and where to install.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// Write without asking where others get the hook too, and into files of a hook manager.
    #[arg(long)]
    pub yes: bool,
    /// Show the lines that would be written, and write nothing.
    #[arg(long)]
    pub print: bool,
    /// Write for the whole team where a hook manager also has a file of your own (lefthook).
    #[arg(long, conflicts_with_all = ["method", "global"])]
    pub team: bool,
    /// Write over a hook or helper of akguard's that was changed by hand.
    #[arg(long)]
    pub force: bool,
    /// Leave a hook out, or take it out again: pre-push, commit-msg, post-commit ... May be repeated.
    #[arg(long, value_name = "EVENT", value_parser = LEFT_OUT, hide_possible_values = true)]
    pub without: Vec<String>,
    /// By what git is led to akguard; without it, by what the repository needs.
    #[arg(long, value_name = "METHOD")]
    pub method: Option<MethodArg>,
    /// Where.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Where hooks are installed or removed.
#[derive(Debug, Args)]
pub struct PlaceArgs {
    /// In this repository and in all of its submodules.
    #[arg(long)]
    pub recurse: bool,
    /// For all of your repositories: git's config hooks, or with git before 2.54 a template for new clones.
    #[arg(long, conflicts_with = "recurse")]
    pub global: bool,
}

/// By what git is led to akguard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MethodArg {
    /// Hook files, or the files of a hook manager.
    Files,
    /// Config hooks of git 2.54 and newer, which no hooks path and no hook manager can shadow.
    Config,
}
