//! Who commits, as git knows it.

use super::Git;

/// What `git var` says: `Name <address> seconds zone`.
#[derive(Debug)]
pub(super) struct Author {
    pub(super) name: String,
    pub(super) email: String,
    /// Seconds since 1970, and the zone.
    pub(super) date: String,
}

impl Git {
    /// `None` where git knows no name and address: such a user cannot commit either.
    pub(super) fn author(&self) -> Option<Author> {
        let said = self.ask(&["var", "GIT_AUTHOR_IDENT"]).ok().flatten()?;
        parse(&String::from_utf8_lossy(&said))
    }
}

fn parse(said: &str) -> Option<Author> {
    let (name, rest) = said.trim().split_once(" <")?;
    let (email, date) = rest.rsplit_once("> ")?;
    Some(Author { name: name.to_owned(), email: email.to_owned(), date: date.to_owned() })
}
