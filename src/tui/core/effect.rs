//! What the interface wants done. Plain data; `runtime` does it, and says how it went by an event.

use crate::model::{Anchor, ArticleId, ArticleQuery, Change, Document, NewFeed, Timestamp, Which};
use crate::page::PageOptions;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Answered by `Loaded::List` of the same request; a newer request makes this one void.
    LoadList {
        request: u64,
        query: ArticleQuery,
        anchor: Anchor,
        before: u32,
        after: u32,
    },
    FindUnread {
        request: u64,
        query: ArticleQuery,
        from: Option<ArticleId>,
        is_forward: bool,
    },
    /// Feeds and counts.
    LoadFeeds {
        today: Timestamp,
    },
    /// The article from the disk.
    LoadDocument(ArticleId),
    LayOut {
        article: ArticleId,
        document: Arc<Document>,
        options: PageOptions,
    },
    Apply(Change),
    Undo,
    Redo,
    /// Fetch the whole article.
    FullText(ArticleId),
    Refresh(Which),
    FindFeeds(String),
    Subscribe(NewFeed),
    SubscribeAll(Vec<NewFeed>),
    SetPosition(ArticleId, u32),
    Remember {
        name: &'static str,
        value: String,
    },
    Browse(String),
    Copy(String),
    /// Answered by `Rested` after 60 ms, unless another is asked for.
    Rest(u64),
    Redraw,
    Suspend,
    OpenDemo,
    Quit,
}
