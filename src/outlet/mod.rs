//! The catalogue of starter outlets; OPML and lists of addresses, in and out.

use crate::model::{Feed, NewFeed, Outlet};
use crate::text::Clean;

/// The embedded starter outlets by country, then name.
#[must_use]
pub fn catalogue() -> Vec<Outlet> {
    todo!()
}

/// Subscriptions read from OPML, or a list of addresses one a line (newsboat's `urls` with tags).
/// http and https only; what was left out is said in the second part, a line each.
#[must_use]
pub fn read_subscriptions(bytes: &[u8]) -> (Vec<NewFeed>, Vec<Clean>) {
    let _ = bytes;
    todo!()
}

/// OPML 2.0 with nested folders and the reader's settings (in a namespace of our own).
#[must_use]
pub fn write_opml(feeds: &[Feed], with_secrets: bool) -> String {
    let _ = (feeds, with_secrets);
    todo!()
}
