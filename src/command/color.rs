//! Colour of the output.

use std::io::{self, IsTerminal};

use crate::cli::{Color, Shared};

/// Turns colour on or off. `terminal`: is the stream that will be written a terminal?
pub(super) fn set_color(shared: Color, terminal: bool) {
    let on = match shared {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
            terminal && !dumb && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    };
    colored::control::set_override(on);
}

impl Shared {
    /// Sets colour for standard output.
    pub fn color_stdout(&self) {
        set_color(self.color, io::stdout().is_terminal());
    }
}
