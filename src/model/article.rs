//! Articles as published, and apart from them the reader's marks.

use super::{ArticleId, Enclosure, FeedId, OutletId, Timestamp, WorkId};
use crate::text::Clean;
use serde::{Deserialize, Serialize};

/// The reader's marks on a work. A mark may arrive before its article and outlives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    pub read_at: Option<Timestamp>,
    pub saved_at: Option<Timestamp>,
    pub dismissed_at: Option<Timestamp>,
    /// Place in the queue, ascending; none when not queued.
    pub queue_rank: Option<i64>,
    /// Where reading stopped: characters of the laid-out text before the first line on the screen.
    pub position: u32,
    pub tags: Vec<Clean>,
}

/// Which text of an article is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyKind {
    /// HTML as the feed carried it.
    Feed,
    /// The page as fetched.
    Page,
    /// A cleaned `Document`.
    Clean,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRow {
    pub id: ArticleId,
    pub work: WorkId,
    pub feed: FeedId,
    pub feed_title: Clean,
    pub title: Clean,
    pub author: Clean,
    pub url: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub first_seen: Timestamp,
    pub sort_at: Timestamp,
    /// First words of the text, one line.
    pub excerpt: Clean,
    pub language: Option<String>,
    pub words: u32,
    pub mark: Mark,
    /// The whole article is on the disk, cleaned or as the feed carried it.
    pub is_whole: bool,
    /// And all its pictures.
    pub has_pictures: bool,
    /// How many feeds carry the work.
    pub feeds: u32,
    /// The filter that hid it.
    pub muted_by: Option<super::FilterId>,
}

/// An article with everything stored of it but its texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    pub row: ArticleRow,
    pub feed_url: String,
    /// The feed's host was a public one when it was read.
    pub is_feed_public: bool,
    pub site: Option<String>,
    pub outlet: OutletId,
    pub outlet_name: Clean,
    pub categories: Vec<Clean>,
    pub enclosures: Vec<Enclosure>,
    pub image: Option<String>,
}

impl Article {
    /// The feed's address, where what is at its host may be private as it itself may.
    #[must_use]
    pub fn private_feed(&self) -> Option<&str> {
        let url = self.feed_url.as_str();
        super::may_be_private(url, self.is_feed_public).then_some(url)
    }
}

/// Both texts of an entry as its feed carried them, HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedTexts {
    pub summary: Option<String>,
    pub content: Option<String>,
}

/// A text of an article that another took the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub replaced_at: Timestamp,
    pub title: Clean,
    /// It was read from the article's page; else its feed carried it.
    pub is_page: bool,
    /// The words, one block a line.
    pub text: String,
}

/// A stored text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub kind: BodyKind,
    /// For `Clean`: the version of the cleaner that made it; for `Feed`: 0; for `Page`: 0 or `OUTDATED`.
    pub version: u32,
    /// HTML; for `Clean` the `Document`, for `Feed` the `FeedTexts` as JSON.
    pub text: String,
}

impl Body {
    /// The version of a page that was fetched before its feed said something else.
    pub const OUTDATED: u32 = 1;
}

/// What to read, in minutes, at 230 words a minute (Brysbaert 2019: silent reading of English
/// non-fiction, 238); at least one.
#[must_use]
pub fn minutes(words: u32) -> u32 {
    words.div_ceil(230).max(1)
}
