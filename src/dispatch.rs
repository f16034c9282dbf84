//! From the command line to the command.

use std::ffi::OsString;
use std::time::Instant;

use akguard_common::error::{Failure, io_says};
use akguard_git::git_command::{NEW_SESSION, run_in_new_session};
use anyhow::Result;
use clap::Parser;

use crate::cli::{
    AuditArgs, Cli, Command, ConfigCommand, InstallArgs, Line, MethodArg, PlaceArgs, RulesArgs, RulesCommand, ScanArgs,
    Shared, tree,
};
use crate::output::{print, print_error, print_lines};
use crate::report::Outcome;
use crate::{clap_error, command, config, hook, watchdog};

/// Runs what the arguments ask for.
///
/// # Errors
/// The arguments are not valid, or the command fails.
pub(crate) fn run(begun: Instant, arguments: &[OsString]) -> Result<u8> {
    // Hooks skip the command line parser, which would cost time in every commit.
    if arguments.get(1).is_some_and(|a| a == "hook") {
        return command::hook::run(begun, &arguments[2..]).map(status);
    }
    if arguments.get(1).is_some_and(|a| a == NEW_SESSION) {
        let error = run_in_new_session(&arguments[2..]);
        return Err(Failure::new(format!("cannot run a program in a new session: {}", io_says(&error))).into());
    }
    let line = Line::read(arguments)?;
    if let Some(arguments) = line.commit_arguments() {
        // The watchdog is not started: git may wait for an editor.
        return command::commit::run(begun, arguments);
    }
    let cli = match Cli::try_parse_from(&line.words) {
        Ok(cli) => cli,
        Err(e) if !e.use_stderr() => return print(e.render().to_string().as_bytes()).map(|()| 0),
        Err(e) => return Err(clap_error::explain(&e, &line).into()),
    };
    watchdog::allow();
    akguard_common::watchdog::start();
    match cli.command {
        None => run_bare(begun, cli),
        Some(command) => run_command(begun, command),
    }
}

/// `akguard` without a command: scans the staged changes or, with `--allow`, allows findings.
fn run_bare(begun: Instant, cli: Cli) -> Result<u8> {
    if cli.allow.is_empty() {
        // clap ignores `requires` if the required option conflicts with another one that is given, such as --format.
        if cli.terms.is_any() || cli.range.is_some() {
            return Err(Failure::new("--allow ID is missing").help("akguard --help").into());
        }
        return command::scan::run(begun, &ScanArgs::default(), &cli.report.shared()?).map(status);
    }
    let shared = cli.report.config.shared();
    let range = cli.range;
    command::allow::run(begun, &cli.terms.of(cli.allow), range.as_deref(), &shared).map(status)
}

fn run_command(begun: Instant, command: Command) -> Result<u8> {
    match command {
        Command::Scan { what, report } => scan(begun, &what, &report.shared()?),
        Command::Allow { ids, terms, range, config } => {
            command::allow::run(begun, &terms.of(ids), range.as_deref(), &config.shared()).map(status)
        }
        // `run` has passed its arguments to git before clap reads them; only its help comes here.
        Command::Commit { arguments, .. } => command::commit::run(begun, &arguments),
        Command::Install(arguments) => hook::install(wish(&arguments)).and_then(done),
        Command::Uninstall { place } => hook::uninstall(scope(&place)).and_then(done),
        Command::Status(arguments) => command::status::run(begun, &arguments),
        Command::Audit(arguments) => audit(begun, arguments),
        Command::Rules(arguments) => rules(begun, arguments),
        Command::Config { command: ConfigCommand::Schema } => print(config::schema().as_bytes()).map(|()| 0),
        Command::Help { command } => help(&command),
        Command::Version => print(tree().render_version().as_bytes()).map(|()| 0),
    }
}

fn scan(begun: Instant, what: &ScanArgs, shared: &Shared) -> Result<u8> {
    if what.no_ignore && what.paths.iter().all(|path| path.as_os_str() == "-") {
        return Err(Failure::new("--no-ignore cannot be combined with standard input")
            .help("leave --no-ignore out")
            .into());
    }
    if what.write_baseline {
        return command::baseline::run(begun, what, shared).map(status);
    }
    command::scan::run(begun, what, shared).map(status)
}

fn audit(begun: Instant, arguments: AuditArgs) -> Result<u8> {
    let command = arguments.command.unwrap_or(crate::cli::AuditCommand::List(arguments.list));
    command::audit::run(begun, &command).map(status)
}

fn rules(begun: Instant, arguments: RulesArgs) -> Result<u8> {
    let command = arguments.command.unwrap_or(RulesCommand::List(arguments.list));
    let shared = match &command {
        RulesCommand::List(list) => list.shared()?,
        RulesCommand::Show(show) => show.shared(),
        RulesCommand::Test(test) => test.shared()?,
    };
    command::rules::run(begun, &command, &shared).map(status)
}

/// `akguard help audit revoke` shows what `akguard audit revoke --help` shows.
fn help(path: &[String]) -> Result<u8> {
    let root = tree();
    let mut command = &root;
    for name in path {
        let found = command
            .find_subcommand(name)
            .ok_or_else(|| Failure::new(clap_error::unknown_command(command, name)).help("akguard --help"))?;
        command = found;
    }
    let words = ["akguard"].into_iter().chain(path.iter().map(String::as_str)).chain(["--help"]);
    match Cli::try_parse_from(words) {
        Err(help) if !help.use_stderr() => print(help.render().to_string().as_bytes()).map(|()| 0),
        _ => Err(Failure::new("the help cannot be shown").into()),
    }
}

fn wish(arguments: &InstallArgs) -> hook::Wish {
    hook::Wish {
        yes: arguments.yes,
        print: arguments.print,
        team: arguments.team,
        force: arguments.force,
        events: events(&arguments.without),
        scope: scope(&arguments.place),
        method: arguments.method.map(|method| match method {
            MethodArg::Files => hook::Method::Files,
            MethodArg::Config => hook::Method::Config,
        }),
    }
}

fn scope(place: &PlaceArgs) -> hook::Scope {
    match place {
        PlaceArgs { recurse: true, .. } => hook::Scope::Recurse,
        PlaceArgs { global: true, .. } => hook::Scope::Global,
        PlaceArgs { .. } => hook::Scope::Here,
    }
}

/// The events without those that are left out.
fn events(without: &[String]) -> hook::Events {
    let left_out: Vec<hook::Event> = without.iter().filter_map(|name| hook::Event::named(name)).collect();
    hook::Events::without(&left_out)
}

fn done(done: hook::Done) -> Result<u8> {
    match done {
        hook::Done::Changed(lines) => print_lines(&lines).map(|()| 0),
        hook::Done::Unchanged(line) => print_lines(&[line]).map(|()| 0),
        hook::Done::Incomplete(lines) => print_lines(&lines).map(|()| 1),
        hook::Done::Refused(line) => {
            print_error(format!("{line}\n").as_bytes());
            Ok(1)
        }
    }
}

/// Exit statuses: 0 nothing stops you, 1 findings, 2 could not check.
fn status(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Clean | Outcome::Warned => 0,
        Outcome::Blocked => 1,
        Outcome::Unchecked => 2,
    }
}
