//! Standard output and standard error.

use std::io::{self, Write};

use akguard_common::error::{Failure, io_says};
use anyhow::Result;

/// Writes to standard output. A reader that has gone (`| head`) is no error; any other failure is.
///
/// # Errors
/// The output cannot be written.
pub fn print(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write the report: {}", io_says(&e))).into())
        }
        _ => Ok(()),
    }
}

/// Prints lines for people on standard output.
///
/// # Errors
/// The output cannot be written.
pub fn print_lines<S: AsRef<str>>(lines: &[S]) -> Result<()> {
    let text: String = lines.iter().map(|line| format!("{}\n", line.as_ref())).collect();
    print(text.as_bytes())
}

/// Writes to standard error; there is nowhere to report a failure of it.
pub fn print_error(bytes: &[u8]) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(bytes).and_then(|()| err.flush());
}
