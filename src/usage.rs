//! Usage errors in our own words: clap's would echo the value, and the value may be a pasted key.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Failure;

/// What is wrong with the command line, without any value of it.
pub(crate) fn explain(error: &clap::Error) -> Failure {
    let cause = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match context(error, ContextKind::ValidValue) {
            _ if context(error, ContextKind::InvalidValue).is_some_and(|v| v.is_empty()) => {
                format!("{} needs a value", flag(error))
            }
            Some(valid) => format!("{} takes one of: {valid}", flag(error)),
            None => format!("{} has a value that it does not take", flag(error)),
        },
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{} needs a value", flag(error))
        }
        ErrorKind::UnknownArgument => match context(error, ContextKind::SuggestedArg) {
            Some(meant) => format!("unknown argument; did you mean `{meant}`?"),
            None => format!("unknown argument{}", own_flag(error)),
        },
        ErrorKind::InvalidSubcommand => match context(error, ContextKind::SuggestedSubcommand) {
            // The likeliest is the last.
            Some(meant) => {
                format!("unknown command; did you mean `{}`?", meant.rsplit(", ").next().unwrap_or(&meant))
            }
            None => "unknown command".to_owned(),
        },
        ErrorKind::ArgumentConflict => format!("{} does not go with the rest", flag(error)),
        ErrorKind::MissingRequiredArgument => {
            format!("missing: {}", context(error, ContextKind::InvalidArg).unwrap_or_else(|| "an argument".to_owned()))
        }
        ErrorKind::InvalidUtf8 => "an argument is not valid UTF-8".to_owned(),
        _ => "the command line cannot be read".to_owned(),
    };
    Failure::new(cause).help("see: akguard --help")
}

/// The flag that clap names: part of our own command line, not of the user's values.
fn flag(error: &clap::Error) -> String {
    context(error, ContextKind::InvalidArg)
        .map_or_else(|| "an argument".to_owned(), |arg| format!("`{}`", arg.split(' ').next().unwrap_or(&arg)))
}

/// A misspelt flag, if it can be nothing but that.
fn own_flag(error: &clap::Error) -> String {
    context(error, ContextKind::InvalidArg)
        .filter(|arg| {
            arg.starts_with("--") && arg.len() <= 20 && arg.bytes().all(|b| b == b'-' || b.is_ascii_lowercase())
        })
        .map(|arg| format!(" `{arg}`"))
        .unwrap_or_default()
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    }
}
