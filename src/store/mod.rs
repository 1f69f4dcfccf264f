//! SQLite; the only SQL. One writer thread per process, read-only connections for lists. The whole
//! public surface stands here; writes return what changed.

use crate::model::{
    Anchor, Applied, Arrival, Article, ArticleId, ArticleQuery, Body, BodyKind, Change, Changed,
    Counts, Feed, FeedId, Hash, Mark, NewFeed, OutletId, PollRecord, PollState, Timestamp, Window,
};
use crate::text::Clean;
use std::path::Path;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0} was written by a newer tidings (schema {1}, this one knows {2})")]
    Newer(Clean, i64, i64),
    #[error("{0} is damaged: {1}")]
    Damaged(Clean, Clean),
    #[error("{0} is not a tidings store")]
    Foreign(Clean),
    #[error("{0} cannot be written: {1}")]
    ReadOnly(Clean, Clean),
    #[error("the disk is full")]
    Full,
    #[error("there is no article {0}")]
    NoArticle(ArticleId),
    #[error("there is no feed {0}")]
    NoFeed(FeedId),
    #[error("the store is busy")]
    Busy,
    #[error("store: {0}")]
    Other(Clean),
}

/// A handle on the store: cheap to clone, usable from every thread; the writer thread ends with
/// the last one, after all it was given is on disk.
#[derive(Clone)]
pub struct Store {}

/// What a poll added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    pub new: Vec<ArticleId>,
    pub updated: u32,
    pub changed: Changed,
}

impl Store {
    /// Opens or makes `dir/tidings.db`, runs migrations (with a copy of the file before).
    ///
    /// # Errors
    /// A newer schema, a foreign or damaged file, no right to write.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let _ = dir;
        todo!()
    }

    /// A read-only connection for the calling thread.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        todo!()
    }

    /// A person's change: on disk (synchronous = FULL) when this returns; journalled as one group.
    pub fn apply(&self, change: &Change, now: Timestamp) -> Result<Applied, StoreError> {
        let _ = (change, now);
        todo!()
    }

    /// The same, not waiting: `done` is called on the writer thread.
    pub fn apply_later(
        &self,
        change: Change,
        now: Timestamp,
        done: Box<dyn FnOnce(Result<Applied, StoreError>) + Send>,
    ) {
        let _ = (change, now, done);
        todo!()
    }

    /// Waits until everything given so far is on disk.
    pub fn flush(&self) -> Result<(), StoreError> {
        todo!()
    }

    pub fn undo(&self, now: Timestamp) -> Result<Option<Applied>, StoreError> {
        let _ = now;
        todo!()
    }

    pub fn redo(&self, now: Timestamp) -> Result<Option<Applied>, StoreError> {
        let _ = now;
        todo!()
    }

    /// Subscribes, or answers the feed that has this address already (revived if it was removed).
    /// Journalled.
    pub fn subscribe(&self, feed: &NewFeed, now: Timestamp) -> Result<FeedId, StoreError> {
        let _ = (feed, now);
        todo!()
    }

    /// Takes the right to poll a feed until `until`; none if another process has it. Answers its
    /// state as it is now.
    pub fn lease(
        &self,
        feed: FeedId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<PollState>, StoreError> {
        let _ = (feed, now, until);
        todo!()
    }

    /// Stores a poll: articles in transactions of at most 200, the record in the last; ends the lease.
    pub fn store_poll(
        &self,
        feed: FeedId,
        arrivals: Vec<Arrival>,
        record: PollRecord,
        now: Timestamp,
    ) -> Result<Stored, StoreError> {
        let _ = (feed, arrivals, record, now);
        todo!()
    }

    /// Stores a page's or a document's text; a `Clean` body also gives words, language, index text.
    pub fn put_body(
        &self,
        article: ArticleId,
        body: Body,
        index_text: Option<String>,
        now: Timestamp,
    ) -> Result<Changed, StoreError> {
        let _ = (article, body, index_text, now);
        todo!()
    }

    /// Remembers blocks of text seen on a page of an outlet.
    pub fn put_blocks(
        &self,
        outlet: OutletId,
        article: ArticleId,
        blocks: Vec<Hash>,
    ) -> Result<(), StoreError> {
        let _ = (outlet, article, blocks);
        todo!()
    }

    /// An article saved without a subscription (`save URL`): saved at once.
    pub fn put_saved_page(
        &self,
        arrival: Arrival,
        now: Timestamp,
    ) -> Result<ArticleId, StoreError> {
        let _ = (arrival, now);
        todo!()
    }

    /// Where reading stopped; not journalled.
    pub fn set_position(&self, article: ArticleId, position: u32) {
        let _ = (article, position);
        todo!()
    }

    /// A small value of the interface (last view, selection, widths) by name; not journalled.
    pub fn set_state(&self, name: &str, value: String) {
        let _ = (name, value);
        todo!()
    }

    /// Indexes what arrived and is not indexed yet, at most `steps` articles; true when all is done.
    pub fn index_some(&self, steps: u32) -> Result<bool, StoreError> {
        let _ = steps;
        todo!()
    }

    /// Removes page sources older than `before` of articles that are not saved. Nothing else.
    pub fn prune_pages(&self, before: Timestamp) -> Result<u64, StoreError> {
        let _ = before;
        todo!()
    }
}

/// A read-only view of the store. Not shared between threads.
pub struct Reader {}

impl Reader {
    /// Rows around `anchor`: at most `before` above it and `after` from it on.
    pub fn window(
        &self,
        query: &ArticleQuery,
        anchor: Anchor,
        before: u32,
        after: u32,
    ) -> Result<Window, StoreError> {
        let _ = (query, anchor, before, after);
        todo!()
    }

    /// Every row of a query, in order, one at a time; for the command line.
    pub fn for_each(
        &self,
        query: &ArticleQuery,
        limit: Option<u32>,
        each: &mut dyn FnMut(crate::model::ArticleRow) -> std::ops::ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let _ = (query, limit, each);
        todo!()
    }

    /// The next unread article after (or before) this one in the query's order; across the whole query.
    pub fn next_unread(
        &self,
        query: &ArticleQuery,
        from: Option<ArticleId>,
        is_forward: bool,
    ) -> Result<Option<ArticleId>, StoreError> {
        let _ = (query, from, is_forward);
        todo!()
    }

    /// How many the query holds, counting no further than `limit`.
    pub fn count(&self, query: &ArticleQuery, limit: u32) -> Result<u32, StoreError> {
        let _ = (query, limit);
        todo!()
    }

    pub fn counts(&self, today: Timestamp) -> Result<Counts, StoreError> {
        let _ = today;
        todo!()
    }

    /// Subscribed feeds by folder, then title.
    pub fn feeds(&self) -> Result<Vec<Feed>, StoreError> {
        todo!()
    }

    pub fn poll_state(&self, feed: FeedId) -> Result<Option<PollState>, StoreError> {
        let _ = feed;
        todo!()
    }

    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        let _ = id;
        todo!()
    }

    pub fn mark(&self, id: ArticleId) -> Result<Option<Mark>, StoreError> {
        let _ = id;
        todo!()
    }

    pub fn body(&self, id: ArticleId, kind: BodyKind) -> Result<Option<Body>, StoreError> {
        let _ = (id, kind);
        todo!()
    }

    /// Which of these block hashes stood on other pages of the outlet.
    pub fn known_blocks(
        &self,
        outlet: OutletId,
        not_of: ArticleId,
    ) -> Result<std::collections::HashSet<Hash>, StoreError> {
        let _ = (outlet, not_of);
        todo!()
    }

    pub fn state(&self, name: &str) -> Result<Option<String>, StoreError> {
        let _ = name;
        todo!()
    }

    /// Changes whenever any process has written.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        todo!()
    }

    /// Integrity, schema, sizes: lines for `doctor`.
    pub fn check(&self) -> Result<Vec<Clean>, StoreError> {
        todo!()
    }
}
