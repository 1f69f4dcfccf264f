//! What a person (or a filter) changes, so that it can be stored, shown at once and undone.

use super::{
    ArticleId, ArticleQuery, Expression, FeedId, FeedSettings, Filter, FilterId, GroupId,
    SavedFilterId, Timestamp,
};
use crate::text::{Clean, fold};
use std::collections::HashSet;

/// What to do to the marks of articles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MarkChange {
    Read,
    Unread,
    /// Read and off the queue; saved stays.
    Done,
    /// Done, and out of every list but history.
    Dismiss,
    Save,
    Unsave,
    Queue,
    Unqueue,
    Tag(String),
    Untag(String),
    /// What a filter hid is back in the lists.
    Unmute,
}

/// Names of the marks that have no argument, for the command line and the palette.
pub static MARK_NAMES: [(&str, MarkChange); 9] = [
    ("read", MarkChange::Read),
    ("unread", MarkChange::Unread),
    ("done", MarkChange::Done),
    ("dismissed", MarkChange::Dismiss),
    ("saved", MarkChange::Save),
    ("unsaved", MarkChange::Unsave),
    ("queued", MarkChange::Queue),
    ("unqueued", MarkChange::Unqueue),
    ("unmuted", MarkChange::Unmute),
];

impl MarkChange {
    /// By its name: one of `MARK_NAMES`, `tag:NAME`, `untag:NAME`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let plain = MARK_NAMES.iter().find(|(known, _)| *known == name);
        let tag = |prefix: &str| {
            let tag = name.strip_prefix(prefix)?.trim();
            // What cannot be seen could not be asked for again.
            (!fold(tag).trim().is_empty()).then(|| tag.to_owned())
        };
        plain
            .map(|(_, what)| what.clone())
            .or_else(|| tag("tag:").map(Self::Tag))
            .or_else(|| tag("untag:").map(Self::Untag))
    }
}

/// Which articles a change is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Articles(Vec<ArticleId>),
    /// Everything that the query holds and the store had by this time; stored as ranges.
    Query(ArticleQuery, Timestamp),
    /// What a list showed when it was drawn; stored as ranges.
    Listed(Listed),
}

/// Part of a list as a person saw it: what came since is not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub query: ArticleQuery,
    /// The newest article of the store when the list was drawn.
    pub newest: ArticleId,
    pub part: Part,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    All,
    /// Above, and below, this article, which is not meant itself.
    Above(ArticleId),
    Below(ArticleId),
    /// Both, whichever comes first, and all between them.
    Between(ArticleId, ArticleId),
    Except(Vec<ArticleId>),
}

/// One undoable change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Mark {
        what: MarkChange,
        target: Target,
    },
    /// What was read in another program is read here. What came with it, and of which nothing was here before, stays read
    /// when that is taken back: hundreds of unread articles are nothing that was before.
    ReadElsewhere {
        articles: Vec<ArticleId>,
        new: HashSet<ArticleId>,
    },
    RemoveFeed(FeedId),
    RenameFeed(FeedId, String),
    MoveFeed(FeedId, Vec<String>),
    FeedSettings(FeedId, FeedSettings),
    FeedUrl(FeedId, String),
    /// A query gets a name; with an id, an existing one another name or query.
    PutSavedFilter {
        id: Option<SavedFilterId>,
        name: String,
        query: String,
    },
    RemoveSavedFilter(SavedFilterId),
    /// The named query that was moved, and all of them in the order to show them.
    OrderSavedFilters(SavedFilterId, Vec<SavedFilterId>),
    /// A new filter; with an id, an existing one is changed. What `past` means (its query, read) is
    /// judged now, in the same group.
    PutFilter {
        id: Option<FilterId>,
        filter: Filter,
        past: Option<Expression>,
    },
    RemoveFilter(FilterId),
    /// Everything that the form of a feed shows, as one change.
    EditFeed(FeedId, FeedEdit),
    /// A folder with all below it gets another path: renamed, moved, or, with the path of the
    /// folder around it, dissolved.
    MoveFolder(Vec<String>, Vec<String>),
    /// The feed that was moved, and all of its folder in the order to show them.
    OrderFeeds(FeedId, Vec<FeedId>),
    /// The name of the folder that was moved, and the paths of all beside it in the order to show
    /// them.
    OrderFolders(String, Vec<Vec<String>>),
    /// One after the other, as one group: what a macro does.
    Together(Vec<Change>),
}

/// A feed as its form leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedEdit {
    pub url: String,
    pub folder: Vec<String>,
    /// With the reader's own title.
    pub settings: FeedSettings,
}

/// A change that was stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// None when nothing had to change.
    pub group: Option<GroupId>,
    pub articles: u32,
    /// Of what was taken back or done again: works and feeds that were changed since, and left.
    pub left: u32,
    /// One line: "12 articles unread again", "“Ferries back…” saved".
    pub message: Clean,
    pub changed: Changed,
}

/// What changed in the store; the only thing besides progress that jobs tell the interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Lists must be asked for again.
    pub articles: bool,
    pub marks: bool,
    pub feeds: bool,
    /// Filters that act, or saved ones.
    pub filters: bool,
    /// Articles whose texts changed.
    pub bodies: Vec<ArticleId>,
    /// Articles that were saved.
    pub saved: Vec<ArticleId>,
    /// Articles that a filter wants the reader told of.
    pub alerts: Vec<ArticleId>,
}

impl Changed {
    pub fn add(&mut self, other: &Self) {
        self.articles |= other.articles;
        self.marks |= other.marks;
        self.feeds |= other.feeds;
        self.filters |= other.filters;
        self.bodies.extend_from_slice(&other.bodies);
        self.saved.extend_from_slice(&other.saved);
        self.alerts.extend_from_slice(&other.alerts);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
