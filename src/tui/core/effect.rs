//! Everything that the interface wants done; each says which event answers it.

use crate::model::{
    Anchor, ArticleId, ArticleQuery, Change, Expression, FeedId, FilterId, Format, GroupId,
    NewFeed, SavedFilterId, Target, Timestamp, Version, Which,
};
use crate::page::PictureRow;
use crate::text::Clean;

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Rows of a list, and rows by id that may not match it any more: `Event::Rows`. A later
    /// request takes the place of an earlier one.
    Load {
        request: u64,
        query: ArticleQuery,
        anchor: Anchor,
        before: u32,
        after: u32,
        kept: Vec<ArticleId>,
    },
    /// `Event::Feeds`; `today` is when the reader's day began.
    LoadFeeds {
        today: Timestamp,
    },
    /// `Event::Unread`: the one so many unread articles on, else the last that there is.
    FindUnread {
        request: u64,
        query: ArticleQuery,
        from: Option<ArticleId>,
        is_forward: bool,
        times: u32,
    },
    /// Where the query's words stand in these: `Event::Snippets`. A later request takes the place of an
    /// earlier one.
    Snippets {
        query: ArticleQuery,
        articles: Vec<ArticleId>,
    },
    /// `Event::Named`: how many each list of a named query has. A later one takes the place of an earlier
    /// one that waits.
    CountNamed(Vec<(SavedFilterId, ArticleQuery)>),
    /// `Event::Judged` for each of them, one after the other.
    CountJudged(Vec<(FilterId, Expression)>),
    /// Hits and judgements that were asked for are not wanted any more.
    EndCount,
    /// `Event::LaidOut` or `NotLaidOut`; a later one takes the place of an earlier one.
    /// A picture takes at most so many lines.
    LayOut {
        article: ArticleId,
        columns: u16,
        lines: u16,
        version: Version,
    },
    /// `Event::Picture`: fetched if it is not stored, on a metered network only if it `is_asked` for.
    Picture {
        article: ArticleId,
        url: String,
        place: PictureRow,
        is_asked: bool,
    },
    /// A picture of this article cannot be had: the next `LayOut` makes no room for it, until another article is laid
    /// out or pictures are tried again.
    NoRoom {
        article: ArticleId,
        url: String,
    },
    TryPictures,
    /// How texts are shown from now on: the next `LayOut` does.
    Shows {
        is_ascii: bool,
        bidi: bool,
    },
    /// The text of an article changed: the next `LayOut` reads it anew.
    Forget(Vec<ArticleId>),
    /// `Event::Applied` with the ticket.
    Change {
        ticket: u64,
        change: Change,
    },
    /// A change that waits or is under way is not wanted any more: nothing of it is stored, and its
    /// `Event::Applied` is an error.
    GiveUp {
        ticket: u64,
    },
    /// `Event::Applied` without a ticket. Of the newest change, or of the first of these groups, which was offered: only
    /// where none but the others is newer.
    Undo(Vec<GroupId>),
    Redo,
    SetPosition {
        article: ArticleId,
        position: u32,
    },
    SetState {
        name: &'static str,
        value: String,
    },
    /// `Event::Report`s until one of them says that it is finished.
    Refresh(Which),
    /// `Report::FullText`.
    FullText(ArticleId),
    /// The same, although it is there: its page is fetched once more.
    Refetch(ArticleId),
    /// Fetches ahead what came otherwise than by a refresh.
    FetchAhead,
    /// The page at this address is not waited for any more.
    GiveUpPage(String),
    /// `Report::Found`.
    FindFeeds(String),
    /// The same, from the site of a feed that is there already.
    FindAnew(FeedId),
    Subscribe(Vec<NewFeed>),
    /// Subscribes to what a file lists: `Report`s.
    Import(String),
    /// The copy of the subscriptions is written anew.
    WriteSubscriptions,
    /// The file of filters says what the store does.
    WriteFilters,
    /// Any page, whole, without a subscription: `Report`s.
    SavePage(String),
    /// How many came after this article, from how many outlets: `Event::News`.
    CountNews(ArticleId),
    /// `Event::Names`.
    LoadNames,
    /// `Event::Hits`; a later count takes the place of an earlier one.
    CountHits {
        request: u64,
        query: Expression,
    },
    /// `Event::Categories`.
    LoadCategories(ArticleId),
    /// These were saved: the hook is told.
    Saved(Vec<ArticleId>),
    /// The terminal tells of an alert, if it is the one to do that.
    Tell(Clean),
    /// A program gets the article: `Report::Message`.
    Pipe {
        article: ArticleId,
        line: String,
    },
    /// A program is run on the article: `Report::Message`.
    RunOn {
        article: ArticleId,
        line: String,
    },
    /// Articles into a file, as the path was typed: `Report::Written`.
    Write {
        target: Target,
        format: Format,
        path: String,
        overwrites: bool,
    },
    /// `Event::Enclosures`.
    LoadEnclosures(ArticleId),
    /// The enclosure of this number, into a file: `Report::Download`s, then a `Report::Message`.
    Download {
        article: ArticleId,
        number: u32,
    },
    /// The enclosure of this number: `Report::Message`.
    OpenEnclosure {
        article: ArticleId,
        number: u32,
    },
    /// Ends what jobs are doing.
    Cancel,
    /// Looks whether another process wrote: `Event::StoreChanged`.
    LookForChanges,
    /// Reads the folder of themes anew: `Event::Themes`, and `Event::Failed` of what is wrong with one.
    ReadThemes,
    /// `Event::Timer` after so many milliseconds; takes the place of the same timer.
    Later {
        timer: Timer,
        milliseconds: u64,
    },
    /// To the terminal's clipboard: `Event::Did` or `Failed`.
    Copy(String),
    /// A title or other words, and their address if they have one, likewise.
    CopyTitle {
        title: Clean,
        address: Option<String>,
    },
    /// `Event::Did` or `Failed`.
    Browse(String),
    /// The same for an article that is read by it: `Event::Opened` before that.
    BrowseRead(ArticleId, String),
    /// The whole screen is drawn anew.
    Redraw,
    Suspend,
    End(End),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The selection rests: a preview may be made.
    Rest,
    /// What is on the screen is remembered for the next start.
    Remember,
    /// Lists are asked for again after changes that came in quick succession.
    Reload,
    /// The next feed is due.
    Due,
    /// A prefix was pressed, and nothing behind it: what may follow is shown.
    Prefix,
    /// The lists of named queries are counted anew after changes.
    Count,
    /// A list that is not read yet takes long.
    Slow,
    /// A step through the history takes long.
    Turn,
    /// A change to many articles takes long.
    Change,
}

/// How the interface ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Quit,
    /// The reader wants the built-in edition.
    OpenDemo,
    /// A signal wants the program's end, or the terminal is gone: nothing may be opened after it.
    Gone,
}
