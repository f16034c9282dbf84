//! Who commits, as git knows it.

use akguard_common::error::Failure;
use anyhow::Result;

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
    /// The committer as `Name <mail>`, as git would record it.
    ///
    /// # Errors
    /// git knows no name or mail.
    pub fn committer(&self) -> Result<String> {
        let ident = self.ask(&["var", "GIT_COMMITTER_IDENT"])?.ok_or_else(|| {
            Failure::new("git does not know who you are").help("git config user.name NAME; git config user.email MAIL")
        })?;
        let ident = String::from_utf8_lossy(&ident).trim().to_owned();
        // "Name <mail> seconds zone"
        Ok(match ident.rfind('>') {
            Some(end) => ident[..=end].to_owned(),
            None => ident,
        })
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_an_identity() {
        let author = parse("Ada Example <ada@example.com> 1790000000 +0100\n").unwrap();
        assert_eq!((author.name.as_str(), author.email.as_str()), ("Ada Example", "ada@example.com"));
        assert_eq!(author.date, "1790000000 +0100");
        assert!(parse("").is_none() && parse("Ada").is_none());
    }
}
