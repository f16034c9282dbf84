//! The config as a place of the repository has it, if it has one that can be used.

use akguard_git::{Place, Repository, Tracked};
use anyhow::Result;

use super::{Config, FILE, version};

/// What a place has for a config.
#[derive(Debug)]
pub enum Stored {
    /// None.
    Nothing,
    /// One that can be used.
    Valid(Box<Config>),
    /// One that cannot be read or is not valid; why. The commit that fixes it must be possible.
    Broken(anyhow::Error),
    /// One for a newer akguard: what it asks for is not known, so it cannot be bypassed.
    TooNew(anyhow::Error),
}

impl Stored {
    /// Reads the config of a place.
    ///
    /// # Errors
    /// The place cannot be read.
    pub fn load(repository: &Repository, place: Place) -> Result<Self> {
        let text = match repository.look(place, FILE)? {
            Tracked::Nothing => return Ok(Self::Nothing),
            Tracked::Unreadable(why) => return Ok(Self::Broken(why.into())),
            Tracked::Content(text) => text,
        };
        Ok(match Config::parse(&text, FILE) {
            Ok(config) => Self::Valid(Box::new(config)),
            Err(why) if is_for_newer(&text) => Self::TooNew(why),
            Err(why) => Self::Broken(why),
        })
    }

    /// The config, or `None` where there is none.
    ///
    /// # Errors
    /// There is one that cannot be used.
    pub fn usable(self) -> Result<Option<Config>> {
        match self {
            Self::Nothing => Ok(None),
            Self::Valid(config) => Ok(Some(*config)),
            Self::Broken(why) | Self::TooNew(why) => Err(why),
        }
    }
}

fn is_for_newer(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| version::newer(text).is_some())
}
