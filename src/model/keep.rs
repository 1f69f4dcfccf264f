//! What stays on the disk, and what may go.

use super::FeedId;
use super::Timestamp;

/// Which articles may be removed from the store. Their identities and the reader's marks stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Only this feed's; none: of all feeds but those in `but`.
    pub feed: Option<FeedId>,
    pub but: Vec<FeedId>,
    /// What came and was published before this goes.
    pub before: Option<Timestamp>,
    /// What was read since this stays: it may be open still, and a mark may have been a slip.
    pub read_before: Option<Timestamp>,
    /// The newest so many stay.
    pub newest: Option<u32>,
    pub also: Also,
}

/// What is removed although the reader has not read it, or wants to keep it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Also {
    pub unread: bool,
    pub saved: bool,
    pub queued: bool,
    pub tagged: bool,
}

/// What was saved of a damaged store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// The damaged file, set aside; none where the store was whole.
    pub set_aside: Option<std::path::PathBuf>,
    /// Rows of each table that were copied, and places that could not be read.
    pub tables: Vec<(String, u64, u64)>,
}
