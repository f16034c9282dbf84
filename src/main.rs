//! Runs the library with the arguments of the process and exits with its status.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Prints where a panic happened, never its message, which could contain a secret. A panic stops the commit, as
    // everything unchecked does.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        akguard::output::print_error(format!("akguard: internal error at {place}; nothing was checked\n").as_bytes());
    }));
    let arguments: Vec<_> = std::env::args_os().collect();
    let status = std::panic::catch_unwind(|| akguard::main(&arguments)).unwrap_or(2);
    ExitCode::from(status)
}
