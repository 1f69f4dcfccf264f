//! Everything that can happen to the interface.

use super::{Chord, Drawn, Keymap, Settings, Timer};
use crate::model::{
    Anchor, Applied, ArticleId, ArticleQuery, ArticleRow, Background, Chosen, Counts, Feed,
    FilterId, Held, Link, Report, SavedFilter, SavedFilterId, Snippet, StoredFilter, Theme,
    Timestamp, Version, Window,
};
use crate::page::{Page, PictureRow};
use crate::text::Clean;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// What time it is; comes before anything else that happened since.
    Now(Timestamp),
    Key(Chord),
    /// Pasted text: its first line.
    Paste(Clean),
    Mouse(Mouse),
    Resize(u16, u16),
    /// The terminal came to the front.
    Focus,
    Timer(Timer),
    /// A file of the configuration's folder was written.
    FilesChanged,
    /// The configuration says something else now.
    Configured(Box<Configured>),
    /// Answers `Effect::ReadThemes`: every theme, by name.
    Themes(Vec<Theme>),
    /// Answers `Effect::Load`.
    Rows {
        request: u64,
        query: ArticleQuery,
        anchor: Anchor,
        window: Window,
        /// Rows asked for by id that are still there.
        kept: Vec<ArticleRow>,
    },
    /// Answers `Effect::LoadFeeds`.
    Feeds {
        feeds: Vec<Feed>,
        counts: Counts,
        /// The reader's named queries, in their order.
        named: Vec<SavedFilter>,
        /// Filters that act.
        filters: Vec<StoredFilter>,
    },
    /// Answers `Effect::CountNews`.
    News {
        articles: u32,
        outlets: u32,
    },
    /// Answers `Effect::LoadNames`: tags in use.
    Names {
        tags: Vec<Clean>,
    },
    /// Answers `Effect::Snippets`.
    Snippets {
        query: ArticleQuery,
        found: Vec<(ArticleId, Snippet)>,
    },
    /// Answers `Effect::CountNamed`, counting no further than a thousand; how long it took.
    Named {
        counts: Vec<(SavedFilterId, u32)>,
        milliseconds: u64,
    },
    /// Answers `Effect::CountJudged`: visible articles that a filter means, and those that it hid.
    Judged {
        id: FilterId,
        means: u32,
        hides: u32,
    },
    /// Answers `Effect::FindUnread`.
    Unread {
        request: u64,
        found: Option<ArticleId>,
    },
    /// Answers `Effect::LayOut`.
    LaidOut {
        article: ArticleId,
        text: Arc<Text>,
    },
    /// Answers `Effect::Picture`.
    Picture {
        article: ArticleId,
        place: PictureRow,
        picture: Result<Drawn, NoPicture>,
    },
    /// The terminal forgot the pictures that were drawn.
    PicturesLost,
    /// The terminal's, when it was asked.
    Background(Background),
    /// The terminal has answered what was asked behind its background: if that did not come, it does not.
    NoBackground,
    /// `Effect::LayOut` could not be done.
    NotLaidOut {
        article: ArticleId,
        why: Clean,
    },
    /// Answers `Effect::Change` and `Undo`, `Redo` (which have no ticket); the error is for the
    /// person.
    Applied {
        ticket: Option<u64>,
        answer: Result<Option<Applied>, Clean>,
    },
    /// Answers `Effect::CountHits`.
    Hits {
        request: u64,
        count: u32,
    },
    /// Answers `Effect::LoadCategories`.
    Categories {
        article: ArticleId,
        categories: Vec<Clean>,
    },
    /// Answers `Effect::LoadEnclosures`.
    Enclosures {
        article: ArticleId,
        held: Vec<Held>,
    },
    /// Answers `Effect::BrowseRead`.
    Opened(ArticleId),
    /// Another process wrote to the store.
    StoreChanged,
    Report(Report),
    /// Something that an effect wanted could not be done.
    Failed(Clean),
    /// Something that an effect wanted was done: one line.
    Did(Clean),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    Click {
        column: u16,
        row: u16,
    },
    /// Lines, downwards.
    Wheel {
        column: u16,
        row: u16,
        lines: i32,
    },
}

/// What a configuration says that counts at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Configured {
    pub keymap: Keymap,
    pub settings: Settings,
    pub has_mouse: bool,
    /// It says something else, too, that counts from the next start on.
    pub is_partly_later: bool,
}

/// Why there are words instead of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPicture {
    /// Nobody asked for it, and the line is paid by the byte.
    Metered,
    Failed(Clean),
}

/// An article laid out for a width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    pub columns: u16,
    /// What a picture takes at most.
    pub lines: u16,
    pub version: Version,
    pub page: Page,
    /// In the order of their numbers.
    pub links: Vec<Link>,
    /// Addresses by the numbers in `PictureRow`.
    pub images: Vec<String>,
    /// Pictures for which there are words, since they could not be had.
    pub missing: usize,
    pub chosen: Chosen,
    /// What is wrong with the text: it may be cut, its page stands behind a wall.
    pub warning: Option<Clean>,
    /// How many enclosures the article has.
    pub enclosures: usize,
    /// Where the text comes from and why, a line each.
    pub origin: Vec<Clean>,
}
