//! Page, rules and known blocks → `Document` and block hashes. Pure: no clock, no network.

use crate::model::{Document, Hash, OutletRules};
use crate::text::Clean;
use std::collections::HashSet;

/// Raised when documents come out differently: stored ones are then made anew.
pub const VERSION: u32 = 1;

/// What is known of a page beside its HTML.
pub struct Source<'a> {
    /// Decoded HTML of the page; none when only the feed's own text is there.
    pub page: Option<&'a str>,
    /// Where the page came from after redirects; else the article's link.
    pub url: Option<&'a str>,
    /// From the feed.
    pub feed_title: Option<&'a str>,
    pub feed_author: Option<&'a str>,
    pub feed_summary: Option<&'a str>,
    /// HTML of content:encoded and the like.
    pub feed_content: Option<&'a str>,
    pub published: Option<crate::model::Timestamp>,
    pub language: Option<&'a str>,
    pub outlet: Option<&'a str>,
    pub feed_image: Option<&'a str>,
    /// None: no rules at all.
    pub rules: Option<&'a OutletRules>,
    /// Hashes of blocks that stood on other pages of the same outlet.
    pub known_blocks: &'a HashSet<Hash>,
    /// Asked between candidates.
    pub out_of_time: &'a dyn Fn() -> bool,
}

/// A cleaned article and what to remember of its page.
pub struct Cleaned {
    pub document: Document,
    /// Hashes of the page's blocks of text, for `known_blocks` of the outlet's next page.
    pub blocks: Vec<Hash>,
    /// Address of the next part of the article.
    pub next_page: Option<String>,
    /// Which block was kept or dropped by what: `clean --explain`.
    pub explained: Vec<Clean>,
}

/// The best article that can be had from `source`. Never fails: at worst the summary or a line that says so.
#[must_use]
pub fn clean(source: &Source<'_>) -> Cleaned {
    let _ = source;
    todo!()
}

/// The feed's text is the whole article, so that its page need not be fetched.
#[must_use]
pub fn is_whole(summary: Option<&str>, content: Option<&str>) -> bool {
    let _ = (summary, content);
    todo!()
}

/// Rules for a page's host: the embedded ones with the reader's own over them.
#[must_use]
pub fn embedded_rules(host: &str) -> Option<OutletRules> {
    let _ = host;
    todo!()
}
