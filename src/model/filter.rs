//! Queries that the reader named, and filters: queries that do something with what they find.

use super::{FilterId, SavedFilterId};
use serde::{Deserialize, Serialize};

/// A query under a name: a list beside the folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    pub id: SavedFilterId,
    pub name: String,
    /// In the query language, as the reader wrote it.
    pub query: String,
}

/// What the reader wants done with articles as they arrive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Different for each filter.
    pub name: String,
    /// Which articles, in the query language.
    pub when: String,
    pub then: Vec<FilterAction>,
    /// The last day on which it judges, as `2026-12-31`; none: for ever.
    pub until: Option<String>,
    /// It is kept, and judges nothing.
    #[serde(skip_serializing_if = "is_false")]
    pub off: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A filter as a form makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterDraft {
    pub name: String,
    /// The name was made, not typed: another may take its place where it is taken.
    pub is_name_made: bool,
    pub when: String,
    pub then: Vec<FilterAction>,
    /// How long it judges.
    pub until: Until,
    /// Past articles are judged too.
    pub past: bool,
    /// The one that is changed; none: a new one.
    pub id: Option<FilterId>,
}

/// How long a filter judges, as a form says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Until {
    #[default]
    Ever,
    /// So many days from today on.
    Days(u32),
    /// To the end of this day: `2026-12-31`.
    Day(String),
}

/// A filter as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFilter {
    pub id: FilterId,
    pub filter: Filter,
}

/// What is done with an article that a filter means.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum FilterAction {
    /// In no list but what asks for `is:muted`.
    Mute,
    Read,
    Save,
    Queue,
    Tag(String),
    /// The reader is told.
    Alert,
}

/// The actions by name, for messages.
pub const FILTER_ACTIONS: &str = "mute, read, save, queue, tag:NAME, alert";

impl std::fmt::Display for FilterAction {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Mute => "mute",
            Self::Read => "read",
            Self::Save => "save",
            Self::Queue => "queue",
            Self::Alert => "alert",
            Self::Tag(name) => return write!(out, "tag:{name}"),
        })
    }
}

impl From<FilterAction> for String {
    fn from(action: FilterAction) -> Self {
        action.to_string()
    }
}

impl TryFrom<String> for FilterAction {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.as_str() {
            "mute" => Self::Mute,
            "read" => Self::Read,
            "save" => Self::Save,
            "queue" => Self::Queue,
            "alert" => Self::Alert,
            _ => match text.split_once(':') {
                Some(("tag", name)) if !name.trim().is_empty() => Self::Tag(name.trim().to_owned()),
                _ => return Err(format!("{text:?} is no action; there are {FILTER_ACTIONS}")),
            },
        })
    }
}

/// What the filters want done with one article, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub actions: Vec<(FilterId, FilterAction)>,
}

impl Verdict {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }
}
