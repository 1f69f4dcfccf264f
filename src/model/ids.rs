//! Identifiers as the store gives them: integers, never indices, never used twice.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            #[must_use]
            pub const fn new(raw: i64) -> Self {
                Self(raw)
            }

            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )+};
}

id! {
    /// Who publishes.
    OutletId,
    /// One address that is polled.
    FeedId,
    /// One stored entry of one feed.
    ArticleId,
    /// One thing to read, however many feeds carry it; marks hang on it.
    WorkId,
    /// A group of changes that `u` undoes at once.
    GroupId,
    /// A query that the reader named.
    SavedFilterId,
    /// A filter that acts on what arrives.
    FilterId,
}
