//! Outlets of the catalogue, and the rules that clean an outlet's pages.

use super::Timestamp;
use crate::text::Clean;
use serde::Deserialize;

/// A starter outlet: one TOML file in `assets/outlets/` or the reader's own folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    pub name: String,
    /// The outlet's site, absolute.
    pub site: String,
    pub feed: String,
    /// BCP 47.
    pub language: String,
    /// The language's name in English, as the start screen shows it.
    pub language_name: String,
    pub country: String,
    /// Ticked on the start screen.
    #[serde(default)]
    pub is_ticked: bool,
}

/// How to clean the pages of one domain. Selectors are CSS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutletRules {
    /// The body is these and nothing else.
    pub keep: Vec<String>,
    /// Removed before anything else is looked at.
    pub drop: Vec<String>,
    pub title: Option<String>,
    pub standfirst: Option<String>,
    pub byline: Option<String>,
    pub date: Option<String>,
    pub next_page: Option<String>,
    /// Whole lines of text that go wherever they stand.
    pub drop_text: Vec<String>,
    /// The text ends before the first line that begins so.
    pub end_text: Vec<String>,
}

/// A feed that was found behind an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub url: String,
    pub title: Clean,
    /// "link", "well-known place", "the address itself", …
    pub found_by: &'static str,
    /// The newest entries, when the feed was read.
    pub newest: Vec<Headline>,
}

/// An entry of a feed that is not subscribed to yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    pub title: Clean,
    pub published: Option<Timestamp>,
}
