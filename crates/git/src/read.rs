//! An object that was read, by us or by libgit2.

use std::rc::Rc;

use git2::{ObjectType, OdbObject};

use super::object::Object;

/// An object that was read.
pub(super) enum ReadObject<'o> {
    Own(Rc<Object>),
    Lent(OdbObject<'o>),
}

impl ReadObject<'_> {
    pub(super) fn kind(&self) -> ObjectType {
        match self {
            Self::Own(object) => object.kind,
            Self::Lent(object) => object.kind(),
        }
    }

    pub(super) fn content(&self) -> &[u8] {
        match self {
            Self::Own(object) => &object.content,
            Self::Lent(object) => object.data(),
        }
    }
}
