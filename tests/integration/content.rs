//! What is committed in another form: encoded, joined from pieces, in notebooks and archives, and of any size.

pub mod archives;
mod attacks;
mod binary;
mod continued;
mod corners;
mod embedded;
mod encoded;
mod lfs;
mod sizes;
