//! Reads a shell script of somebody else: which of its lines do more than call akguard? Those are jobs, and a job is run
//! only by `--run`. What is not understood counts as a job.

/// Commands that change nothing.
const HARMLESS: [&str; 15] = [
    ":", "true", "false", "exit", "return", "set", "echo", "printf", "wait", "test", "[", "shift", "export", "unset",
    "break",
];
/// Words before a command, and words that run what follows them.
const BEFORE: [&str; 14] =
    ["if", "then", "else", "elif", "fi", "while", "until", "do", "done", "!", "{", "}", "exec", "env"];
/// Where output may go without writing a file.
const SINKS: [&str; 4] = ["&1", "&2", "/dev/null", "/dev/stderr"];
/// Lines by which husky's hooks begin, and those of akguard's that are no simple commands.
const KNOWN: [&str; 7] = [
    ". \"$(dirname -- \"$0\")/_/husky.sh\"",
    ". \"$(dirname \"$0\")/_/husky.sh\"",
    ". \"$(dirname \"$0\")/h\"",
    "akguard_in=$(cat)",
    "[ -z \"$akguard_in\" ] || exec <<AKGUARD",
    "$akguard_in",
    "AKGUARD",
];
/// Words by which a hook learns which branch it is on.
const ASKS_FOR_BRANCH: [&str; 8] = [
    "symbolic-ref",
    "--abbrev-ref",
    "--symbolic-full-name",
    "--show-current",
    "git branch",
    "name-rev",
    ".git/HEAD",
    "git-dir)/HEAD",
];
const FROM_ANYWHERE: &str = "(cd \"$(git rev-parse --show-toplevel)\" && ";

/// Is this a script of sh or one of its kind? git runs a file without a first line for a program with sh.
pub(super) fn is_shell(content: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(content) else { return false };
    let Some(first) = text.lines().next().and_then(|line| line.strip_prefix("#!")) else { return true };
    let shells = ["sh", "bash", "dash", "ash", "zsh", "ksh"];
    first.split(['/', ' ']).any(|word| shells.contains(&word))
}

/// Does a line call akguard, outside of comments?
pub(super) fn mentions_akguard(text: &str) -> bool {
    text.lines().any(|line| line.contains("akguard") && !line.trim_start().starts_with('#'))
}

/// Does a line ask for the name of the branch before akguard is called for the last time?
pub(super) fn asks_for_branch(text: &str) -> bool {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let last = code.iter().rposition(|line| line.contains("akguard")).unwrap_or(code.len());
    code.iter().take(last + 1).any(|line| ASKS_FOR_BRANCH.iter().any(|asks| line.contains(asks)))
}

/// The lines that do more than call akguard.
pub(super) fn jobs(text: &str) -> Vec<String> {
    let lines = joined_lines(text);
    lines.into_iter().filter(|line| !is_harmless(line)).collect()
}

/// The lines with those that continue them, without comments. A comment goes no further than its line, whatever it ends in.
fn joined_lines(text: &str) -> Vec<String> {
    let mut joined = Vec::new();
    let mut open = String::new();
    for line in text.lines() {
        let is_comment = open.is_empty() && line.trim_start().starts_with('#');
        // With a `#` in it the end may be a comment; the backslash stays, and the line is a job.
        let part = line.strip_suffix('\\').filter(|part| !part.contains('#') && !part.ends_with('\\'));
        match part {
            _ if is_comment => continue,
            Some(part) => open.push_str(part),
            None => joined.push(std::mem::take(&mut open) + line),
        }
    }
    joined.push(open);
    joined.retain(|line| !line.trim().is_empty());
    joined.iter().map(|line| line.trim().to_owned()).collect()
}

fn is_harmless(line: &str) -> bool {
    if KNOWN.contains(&line) {
        return true;
    }
    let inner = line.strip_prefix(FROM_ANYWHERE).and_then(|rest| rest.strip_suffix(')')).unwrap_or(line);
    match commands(inner) {
        Some(commands) => commands.iter().all(|words| is_harmless_command(words)),
        None => false,
    }
}

/// Is the command one of the harmless ones, or akguard?
fn is_harmless_command(words: &[String]) -> bool {
    let mut words: &[String] = words;
    while let [first, rest @ ..] = words {
        let is_assignment = first.split_once('=').is_some_and(|(name, _)| is_name(name));
        if !is_assignment && !BEFORE.contains(&first.as_str()) {
            break;
        }
        words = rest;
    }
    let Some(first) = words.first() else { return true };
    let rest = &words[1..];
    match first.as_str() {
        "command" => rest.first().is_some_and(|word| word == "-v"),
        "sh" => rest.first().is_some_and(|word| is_akguard(word)),
        // A trial has other files.
        "test" | "[" => !asks_for_a_file(rest),
        name => HARMLESS.contains(&name) || is_akguard(name),
    }
}

/// Does a test look at a file by another path than an absolute one?
fn asks_for_a_file(words: &[String]) -> bool {
    let is_question = |word: &String| word.len() == 2 && word.starts_with('-') && !"znaoto".contains(&word[1..]);
    let asks = words.windows(2).any(|pair| is_question(&pair[0]) && !pair[1].starts_with('/'));
    asks || words.iter().any(|word| ["-nt", "-ot", "-ef"].contains(&word.as_str()))
}

/// Does the text call akguard with this word, the event of the hook? What is not understood counts where both are in it.
pub(super) fn calls_akguard(text: &str, event: &str) -> bool {
    joined_lines(text).iter().any(|line| match commands(line) {
        Some(commands) => commands.iter().any(|words| is_call(words, event)),
        None => line.contains("akguard") && line.contains(event),
    })
}

fn is_call(words: &[String], event: &str) -> bool {
    let at = words.iter().position(|word| is_akguard(word));
    let is_first = |at: &usize| {
        let before = &words[..*at];
        before.iter().all(|word| BEFORE.contains(&word.as_str()) || word == "sh" || word.contains('='))
    };
    at.filter(is_first).is_some_and(|at| words[at + 1..].iter().any(|word| word == event))
}

fn is_akguard(word: &str) -> bool {
    word.rsplit('/').next() == Some("akguard")
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The commands of a line, each as its words; `None` where it is not understood, or writes a file. Between single quotes a
/// backslash is itself; elsewhere it changes what follows, quotes included.
fn commands(line: &str) -> Option<Vec<Vec<String>>> {
    if line.contains("$(") || line.contains(['`', '<']) {
        return None;
    }
    let mut reader = Reader { commands: vec![Vec::new()], word: String::new(), quote: None };
    let mut rest = line.chars().peekable();
    while let Some(next) = rest.next() {
        match (reader.quote, next) {
            (Some('"') | None, '\\') => return None,
            (Some(quote), _) if next == quote => reader.quote = None,
            (Some(_), _) => reader.word.push(next),
            (None, '\'' | '"') => reader.quote = Some(next),
            (None, '#') if reader.word.is_empty() => break,
            (None, '>') => {
                reader.drop_descriptor();
                let target: String = std::iter::from_fn(|| rest.next_if(|c| !" \t;|)".contains(*c))).collect();
                if !SINKS.contains(&target.as_str()) {
                    return None;
                }
            }
            (None, ' ' | '\t') => reader.end_word(),
            (None, ';' | '|' | '&' | '(' | ')') => reader.end_command(),
            (None, _) => reader.word.push(next),
        }
    }
    reader.end_word();
    reader.quote.is_none().then_some(reader.commands)
}

struct Reader {
    commands: Vec<Vec<String>>,
    word: String,
    quote: Option<char>,
}

impl Reader {
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if let Some(command) = self.commands.last_mut().filter(|_| !word.is_empty()) {
            command.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.commands.push(Vec::new());
    }

    /// The digit of `2>` is no word.
    fn drop_descriptor(&mut self) {
        if self.word.len() == 1 && self.word.bytes().all(|byte| byte.is_ascii_digit()) {
            self.word.clear();
        }
        self.end_word();
    }
}

#[cfg(test)]
mod tests;
