//! Programs that are started without the terminal: a question for the person at it would wait for ever.

use std::process::{Command, Stdio};

/// A group of processes in the background is stopped when it reads from the terminal. With these signals ignored, which a
/// program and what it starts inherit, it is told instead that nothing can be read, and goes on.
#[cfg(unix)]
const SCRIPT: &str = "trap '' TTIN TTOU; exec \"$@\"";

/// The same command as the leader of a new group of processes in the background.
#[cfg(unix)]
pub(super) fn without(command: &Command, stdin: Stdio) -> Command {
    use std::os::unix::process::CommandExt;

    let mut wrapped = Command::new("/bin/sh");
    wrapped.args(["-c", SCRIPT, "sh"]).arg(command.get_program()).process_group(0);
    take_over(wrapped, command, stdin)
}

/// The same command.
#[cfg(not(unix))]
pub(super) fn without(command: &Command, stdin: Stdio) -> Command {
    take_over(Command::new(command.get_program()), command, stdin)
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
