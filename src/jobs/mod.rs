//! Whole units of background work. Jobs write to the store and report; nobody waits for them but
//! who wants to.

use crate::config::Config;
use crate::model::{ArticleId, Document, FeedId, RefreshProgress, Report, Timestamp, Which};
use crate::store::{Store, StoreError};
use crate::text::Clean;
use std::sync::Arc;

/// What time it is; injected, so that tests decide.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Where reports go; called from any thread, must not block.
pub type Sink = Arc<dyn Fn(Report) + Send + Sync>;

/// Everything that a job needs.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub config: Arc<Config>,
    pub clock: Arc<dyn Clock>,
    pub sink: Sink,
    /// No request at all (`--offline`).
    pub is_offline: bool,
    /// Folder of the reader's own `rules/` (under the config folder), if there is one.
    pub rules_dir: Option<std::path::PathBuf>,
    /// Asked often; true ends the job early with what is done stored.
    pub cancelled: Arc<std::sync::atomic::AtomicBool>,
}

#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Fetch(#[from] crate::fetch::FetchError),
    #[error("{0}")]
    Other(Clean),
}

/// Polls feeds; blocks until all are done. Every poll is reported and stored by itself.
pub fn refresh(context: &Context, which: &Which) -> Result<RefreshProgress, JobError> {
    let _ = (context, which);
    todo!()
}

/// The article as good as it is on the disk, without any request: the stored document, or one made
/// now from the page's or the feed's text and stored.
pub fn document(context: &Context, article: ArticleId) -> Result<Document, JobError> {
    let _ = (context, article);
    todo!()
}

/// The whole article: fetches and cleans its page if the feed carried only a summary and it is not there yet.
pub fn full_text(context: &Context, article: ArticleId) -> Result<Document, JobError> {
    let _ = (context, article);
    todo!()
}

/// The feeds behind any address that a person may type, best first, with their newest titles.
pub fn find_feeds(
    context: &Context,
    address: &str,
) -> Result<Vec<crate::model::Candidate>, JobError> {
    let _ = (context, address);
    todo!()
}

/// Subscribes and polls at once.
pub fn subscribe(context: &Context, feed: &crate::model::NewFeed) -> Result<FeedId, JobError> {
    let _ = (context, feed);
    todo!()
}

/// Any page: fetched, cleaned, saved, without a subscription.
pub fn save_page(context: &Context, url: &str) -> Result<ArticleId, JobError> {
    let _ = (context, url);
    todo!()
}

pub mod process {
    //! Starts others' programs: argument vectors only, never a shell.

    /// Opens an http(s) address in the reader's browser, not waiting for it.
    pub fn open_in_browser(url: &str, browser: &[String]) -> Result<(), super::JobError> {
        let _ = (url, browser);
        todo!()
    }
}
