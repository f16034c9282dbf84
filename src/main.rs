//! Parse, run, exit: the one place that ends the process.

use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic says where, never what: its message could hold anything. It stops the commit like all else unchecked.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
        akguard::output::print_error(format!("akguard: internal error at {place}; nothing was checked\n").as_bytes());
    }));
    let arguments: Vec<_> = std::env::args_os().collect();
    let status = std::panic::catch_unwind(|| akguard::main(&arguments)).unwrap_or(2);
    ExitCode::from(status)
}
