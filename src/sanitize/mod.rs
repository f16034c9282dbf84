//! Makes text of others safe to print: without credentials and control characters.

mod hidden;
mod sink;
mod window;

use akguard_common::text::is_hidden;

pub use self::hidden::Hidden;
pub use self::sink::{Shown, Sink, Untrusted, as_written, as_written_if_any};
pub use self::window::window;

/// JSON for a terminal. Hidden characters occur only inside of strings, where `\uNNNN` means the same.
pub fn escape_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}
