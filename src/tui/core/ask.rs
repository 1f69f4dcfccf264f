//! What a view wants that is beyond itself; the app grants it. So views need not know each other.

use super::{Effect, End};
use crate::model::{
    ArticleId, Change, FeedId, FilterDraft, FilterId, Link, MarkChange, NewFeed, Part,
    SavedFilterId, Scope,
};
use crate::text::Clean;

#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    Effect(Effect),
    /// One line about what a key did.
    Say(Clean),
    Complain(Clean),
    /// Marks articles, at once on the screen, then in the store.
    Mark {
        what: MarkChange,
        articles: Vec<ArticleId>,
    },
    /// Marks part of the list.
    MarkPart {
        what: MarkChange,
        part: Part,
    },
    /// Tags (with `-` before the name: untags) this article; none: what is picked, else the one that has the keys.
    Tag(String, Option<ArticleId>),
    /// Another change that can be undone.
    Change(Change),
    /// Shows a list; the second part says whether the list gets the keys.
    List {
        scope: Scope,
        takes_focus: bool,
    },
    /// The list of a named query, likewise.
    Named {
        id: SavedFilterId,
        takes_focus: bool,
    },
    /// Opens the selected article in the reader.
    Open,
    /// Shows read articles too, or hides them.
    ToggleRead,
    /// Scrolls the preview.
    ScrollPreview(i32),
    /// Goes to the next unread article from the selected one, so many times.
    Unread(Step, usize),
    /// The reader shows the article that stands next in the list.
    Next(Step),
    /// Leaves this article done (or dismissed) behind; goes to the next unread.
    LeaveMarked {
        what: MarkChange,
    },
    Focus(Pane),
    /// One step back; at the root it quits.
    Back,
    /// Ends what is under way; never quits.
    Cancel,
    Health(FeedId),
    /// Every feed with something wrong.
    Troubles,
    /// The outlets to begin with, once there are feeds.
    Starters,
    /// The form of a feed.
    Edit(FeedId),
    /// The same, beginning at its address.
    EditAddress(FeedId),
    EditFolder(Vec<String>),
    /// The form of a named query.
    EditNamed(SavedFilterId),
    /// What that form says.
    PutNamed {
        id: SavedFilterId,
        name: String,
        query: String,
    },
    /// Asks for one line of text.
    Prompt(Purpose, String),
    /// Feeds to choose from are wanted for an address.
    Find(String),
    /// Any page is saved, whole.
    SavePage(String),
    /// The address of a feed that is there already is looked for anew, from its site.
    FindAnew(FeedId),
    /// What helps against what is wrong with a feed.
    Mend(FeedId),
    Subscribe(Vec<NewFeed>),
    /// What the file lists is subscribed to.
    Import(String),
    /// Search results for what is typed so far, or (with the second part true) for good.
    Search(String, bool),
    /// The list narrowed by a query for what is typed so far, or (with the second part true) for
    /// good.
    Narrow(String, bool),
    /// The words that were typed for either are not meant.
    EndSearch,
    /// Words that help must have.
    FindInHelp(String),
    /// A command line of the palette or of a macro.
    Run(String),
    /// The words to find in the open article; true: for good.
    FindInText(String, bool),
    /// Feeds to poll now.
    Refresh(Vec<FeedId>),
    RefreshFolder(Vec<String>),
    RefreshAll,
    /// Fetches the article's page again.
    Refetch(ArticleId),
    /// A link of the open article: a place in it, or an address for the browser.
    Follow(String),
    /// The links of the open article, to choose from.
    Links(Vec<Link>),
    /// A theme by its name, at once on the screen.
    Theme(String),
    /// The theme that is shown stays.
    KeepTheme,
    /// The start screen is done: lists from here on.
    Started,
    /// A filter is made from the article that has the keys.
    FilterForm,
    /// A filter that acts, in its form; none: a new one, from a query.
    EditFilter(Option<FilterId>),
    /// Every filter that acts.
    Filters,
    /// A filter judges, or no longer.
    SwitchFilter(FilterId),
    /// What the form of a filter means is counted anew.
    CountHits,
    /// Words for the form of a filter.
    FilterWords(String),
    FilterTag(String),
    FilterName(String),
    FilterDay(String),
    MakeFilter(FilterDraft),
    /// Writes articles into a file: of this name, else of one that is asked for.
    Write(Option<String>),
    /// The enclosure of an article is opened, or fetched into a file; without a number, one to choose.
    Enclosure {
        article: ArticleId,
        number: Option<u32>,
        fetches: bool,
    },
    /// Closes a screen over the lists.
    Close,
    End(End),
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Forward,
    Backward,
}

impl Step {
    pub const fn is_forward(self) -> bool {
        matches!(self, Self::Forward)
    }
}

/// Who gets the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Outlets,
    Articles,
    Reader,
}

/// What a line of text is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An address to subscribe to.
    Add,
    /// The file of a list of subscriptions.
    Import,
    /// Words that articles must have.
    Search,
    /// Words in the open article.
    Find,
    /// A tag's name.
    Tag(Tagged),
    /// A query for this list.
    Narrow,
    /// Words that help must have.
    Help,
    /// Words of a filter, or its query.
    FilterWords,
    /// The tag that a filter gives.
    FilterTag,
    FilterName,
    /// The last day on which a filter judges.
    FilterDay,
    /// A program that gets the article.
    Pipe(ArticleId),
    /// A program that is run on the article.
    RunOn(ArticleId),
    /// The address of a page to save.
    SavePage,
}

/// What gets a tag, while its name is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagged {
    /// Whatever is selected meanwhile.
    One(ArticleId),
    Picked,
    /// What a count picked for this: picked no longer where there is no name.
    Counted,
}

impl Tagged {
    pub fn of(one: Option<ArticleId>) -> Self {
        one.map_or(Self::Picked, Self::One)
    }

    pub const fn one(self) -> Option<ArticleId> {
        match self {
            Self::One(article) => Some(article),
            Self::Picked | Self::Counted => None,
        }
    }
}
