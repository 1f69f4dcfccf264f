//! What can happen to the interface. Plain data.

use super::Key;
use crate::model::{
    Applied, ArticleId, ArticleRow, Counts, Document, Feed, Report, Timestamp, Window,
};
use crate::page::{Page, PageOptions};
use crate::text::Clean;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Key(Key),
    /// The first line of what was pasted.
    Paste(String),
    Click {
        column: u16,
        row: u16,
    },
    /// Lines, down positive.
    Wheel {
        column: u16,
        row: u16,
        lines: i32,
    },
    Resize {
        columns: u16,
        rows: u16,
    },
    /// What time it is: before every other event.
    Now(Timestamp),
    /// The terminal has the focus again: look whether others wrote.
    Focus,
    Loaded(Loaded),
    Report(Report),
    /// A change of the person's was stored, or could not be.
    Applied(Result<Applied, Clean>),
    /// What `u` (true) or `^R` did; none when there was nothing.
    Undone(bool, Result<Option<Applied>, Clean>),
    /// No key for 60 ms since this was asked for.
    Rested(u64),
    /// One line for the person.
    Said {
        text: Clean,
        is_error: bool,
    },
}

/// Answers of the store and of the layout, each for one question.
#[derive(Clone, Debug, PartialEq)]
pub enum Loaded {
    List {
        request: u64,
        window: Window,
    },
    Unread {
        request: u64,
        article: Option<ArticleId>,
    },
    Feeds {
        feeds: Vec<Feed>,
        counts: Counts,
    },
    Document {
        article: ArticleId,
        row: Box<ArticleRow>,
        document: Arc<Document>,
    },
    /// The article could not be read.
    NoDocument {
        article: ArticleId,
        why: Clean,
    },
    Page {
        article: ArticleId,
        options: PageOptions,
        page: Arc<Page>,
    },
}
