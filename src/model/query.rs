//! What every list is: a scope, an expression over articles, an order.

use super::{FeedId, Timestamp};

/// A list's definition with absolute times; equal queries give equal lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArticleQuery {
    pub scope: Scope,
    pub filter: Option<Expression>,
    pub sort: Sort,
    /// Read articles are shown too. Scopes that are about marks ignore it.
    pub show_read: bool,
}

impl ArticleQuery {
    #[must_use]
    pub const fn of(scope: Scope) -> Self {
        Self {
            scope,
            filter: None,
            sort: Sort::Newest,
            show_read: true,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    All,
    Unread,
    Saved,
    /// In the reader's order, not by date.
    Queue,
    /// Everything with `sort_at` at or after this.
    Today(Timestamp),
    Feed(FeedId),
    /// A folder with all below it.
    Folder(Vec<String>),
    /// What was read or dismissed, latest first.
    History,
}

impl Scope {
    /// A view by its name with what stands behind it; `today` is when the day began.
    #[must_use]
    pub fn named(text: &str, today: Timestamp) -> Option<(Self, &str)> {
        let text = text.trim();
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let scope = match name {
            "all" => Self::All,
            "unread" => Self::Unread,
            "saved" => Self::Saved,
            "queue" => Self::Queue,
            "today" => Self::Today(today),
            "history" => Self::History,
            _ => return None,
        };
        Some((scope, rest.trim()))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    /// Feed by feed in the order of the subscriptions, the newest of each first. For lists of many
    /// feeds by date; others are by date all the same.
    Feed,
    /// What is unread, then what is read, the newest of each first.
    Unread,
    /// By the words of the text, and of equals the oldest first.
    Shortest,
    /// The other way round.
    Longest,
    /// What answers the words of the query best: a ranked list is made once (`Reader::search_ranked`),
    /// and is by date where it is asked for as a window.
    Best,
}

impl Sort {
    /// Rows stand by when they were published.
    #[must_use]
    pub const fn is_by_date(self) -> bool {
        matches!(self, Self::Newest | Self::Oldest)
    }
}

/// The query language as a tree. Texts are folded (`text::fold`) when they are compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expression {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Term(Term),
}

impl Expression {
    /// It asks for nothing: every article is so.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::And(all) if all.is_empty())
    }

    /// Some term of it, wherever it stands, is so.
    pub fn any(&self, is_so: &dyn Fn(&Term) -> bool) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.any(is_so)),
            Self::Not(part) => part.any(is_so),
            Self::Term(term) => is_so(term),
        }
    }

    /// It asks for words in texts: there is a place to show where they stand.
    #[must_use]
    pub fn asks_for_words(&self) -> bool {
        self.any(&|term| {
            matches!(
                term,
                Term::Words { .. } | Term::Body { .. } | Term::Title { .. } | Term::Regex(_)
            )
        })
    }

    /// It is about the reader's own marks: hiding what is read would answer another question.
    #[must_use]
    pub fn is_about_marks(&self) -> bool {
        self.any(&|term| {
            matches!(
                term,
                Term::Read | Term::Saved | Term::Queued | Term::Muted | Term::Tag(_)
            )
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// In title or text; several words are a phrase. `is_prefix` for a last word still being typed.
    Words {
        text: String,
        is_prefix: bool,
    },
    /// The same in the title alone, and in the text alone.
    Title {
        text: String,
        is_prefix: bool,
    },
    Body {
        text: String,
        is_prefix: bool,
    },
    Author(String),
    Category(String),
    Feed(String),
    /// This one, whatever it is called.
    OneFeed(FeedId),
    Folder(String),
    Outlet(String),
    Tag(String),
    Language(String),
    Unread,
    Read,
    Saved,
    Queued,
    Updated,
    Muted,
    HasImage,
    HasEnclosure,
    HasFull,
    /// `sort_at` before this.
    Before(Timestamp),
    /// `sort_at` at or after this.
    After(Timestamp),
    WordCount(Comparison, u32),
    Minutes(Comparison, u32),
    /// A regular expression over title and text, not folded; case does not count.
    Regex(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

/// Where a window of a list begins: by key, never by offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    Top,
    Bottom,
    /// Around this article, which need not match the query any more.
    Article(super::ArticleId),
}

/// Part of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    pub rows: Vec<super::ArticleRow>,
    /// There are rows before the first.
    pub has_before: bool,
    /// There are rows after the last.
    pub has_after: bool,
    /// It ends with its last row though more is found: it is one of the best alone.
    pub is_cut: bool,
    /// Rows before the first, where the store knows it for nothing.
    pub rows_before: Option<u32>,
    /// How many of `rows` stand above the anchor.
    pub above: u32,
    /// The newest article of the store, in this list or not: what comes later was not seen.
    pub newest: super::ArticleId,
}

/// Kept counts, of works.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub all: u32,
    pub unread: u32,
    pub saved: u32,
    pub queued: u32,
    pub today: u32,
    /// What feeds count each for itself and their folder once.
    pub shared: Vec<Shared>,
}

/// Works that these feeds show, all of them and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    pub feeds: Vec<super::FeedId>,
    pub total: u32,
    pub unread: u32,
}

/// Where in a text the words of a query stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// One line.
    pub text: crate::text::Clean,
    /// Bytes of `text` that match, ascending, apart.
    pub matches: Vec<std::ops::Range<usize>>,
}
