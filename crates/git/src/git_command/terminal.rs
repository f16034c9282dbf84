//! Programs that are started without the terminal: a question for the person at it would wait for ever, and what it leaves of
//! its settings would be theirs.

use std::ffi::OsString;
use std::io;
use std::process::{Command, Stdio};

/// The first argument by which this program runs another one in a session of its own, to which no terminal belongs. It is no
/// command for people.
pub const NEW_SESSION: &str = "new-session";

/// The same command in a session of its own; its process leads the session, and the group of all processes in it.
///
/// # Errors
/// The system does not say where this program is.
#[cfg(unix)]
pub(super) fn without(command: &Command, stdin: Stdio) -> io::Result<Command> {
    let mut wrapped = Command::new(std::env::current_exe()?);
    wrapped.arg(NEW_SESSION).arg(command.get_program());
    Ok(take_over(wrapped, command, stdin))
}

/// The same command.
///
/// # Errors
/// None on this system.
#[cfg(not(unix))]
pub(super) fn without(command: &Command, stdin: Stdio) -> io::Result<Command> {
    Ok(take_over(Command::new(command.get_program()), command, stdin))
}

/// Takes over the arguments, the environment and the directory of another command.
fn take_over(mut to: Command, from: &Command, stdin: Stdio) -> Command {
    to.args(from.get_args()).stdin(stdin);
    for (name, value) in from.get_envs() {
        match value {
            Some(value) => to.env(name, value),
            None => to.env_remove(name),
        };
    }
    if let Some(dir) = from.get_current_dir() {
        to.current_dir(dir);
    }
    to
}

/// Becomes the program that the arguments name, in a new session. Returns only where that fails.
///
/// # Errors
/// No program is named, this process leads a group already, or the program cannot be run.
#[cfg(unix)]
pub fn run_in_new_session(arguments: &[OsString]) -> io::Error {
    use std::os::unix::process::CommandExt;

    let Some((program, rest)) = arguments.split_first() else { return io::ErrorKind::InvalidInput.into() };
    match rustix::process::setsid() {
        Ok(_) => Command::new(program).args(rest).exec(),
        Err(error) => error.into(),
    }
}

/// There are no sessions on this system.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn run_in_new_session(_: &[OsString]) -> io::Error {
    io::ErrorKind::Unsupported.into()
}

/// Ends all processes of the group that a process led, which has ended itself.
#[cfg(unix)]
pub(super) fn end_group(leader: u32) {
    let group = i32::try_from(leader).ok().and_then(rustix::process::Pid::from_raw);
    // Where none is left, there is nothing to end.
    if let Some(group) = group {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

/// There are no groups on this system.
#[cfg(not(unix))]
pub(super) fn end_group(_: u32) {}
