//! Page, rules and known blocks → `Document` and block hashes. Pure: no clock, no network.

mod added;
mod anchors;
mod blocks;
mod candidates;
mod captions;
mod commentary;
mod cues;
mod features;
mod feed_text;
mod finish;
mod furniture;
mod guarded;
mod hover;
mod ladder;
mod listing;
mod looks;
mod math;
mod metadata;
mod next;
mod opinions;
mod page;
mod pictures;
mod readability;
mod render;
mod rest;
mod rules;
mod sanitise;
mod signs;
pub mod study;
mod told;
mod tree;
mod trees;
mod vote;
mod walls;
mod words;

pub use next::is_without_number;
pub use rest::text as rest_text;
pub use rules::embedded_rules;
pub use sanitise::sanitise;

use crate::model::{Document, Hash, OutletRules};
use crate::text::Clean;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Raised when documents come out differently: stored ones are then made anew.
pub const VERSION: u32 = 14;

/// What is known of a page beside its HTML.
pub struct Source<'a> {
    /// Decoded HTML of the page; none when only the feed's own text is there.
    pub page: Option<&'a str>,
    /// MiB of it that are read.
    pub page_limit: u32,
    /// Where the page came from after redirects; else the article's link.
    pub url: Option<&'a str>,
    /// From the feed.
    pub feed_title: Option<&'a str>,
    pub feed_author: Option<&'a str>,
    pub feed_summary: Option<&'a str>,
    /// HTML of the article as the site itself answers it (WordPress), see `rest_text`.
    pub rest: Option<&'a str>,
    /// HTML of content:encoded and the like.
    pub feed_content: Option<&'a str>,
    pub published: Option<crate::model::Timestamp>,
    pub language: Option<&'a str>,
    pub outlet: Option<&'a str>,
    pub feed_image: Option<&'a str>,
    /// Address of the feed, and the site that it says it is of.
    pub feed_url: Option<&'a str>,
    pub feed_site: Option<&'a str>,
    /// None: no rules at all.
    pub rules: Option<&'a OutletRules>,
    /// Hashes of blocks that stood on other pages of the same outlet.
    pub known_blocks: &'a HashSet<Hash>,
    /// Asked between candidates.
    pub out_of_time: &'a dyn Fn() -> bool,
}

impl<'a> Source<'a> {
    /// A page of which nothing else is known, and time enough.
    #[must_use]
    pub fn of_page(html: &'a str, url: Option<&'a str>) -> Self {
        static NONE: LazyLock<HashSet<Hash>> = LazyLock::new(HashSet::new);
        Self {
            page: Some(html),
            page_limit: 4,
            url,
            feed_title: None,
            feed_author: None,
            feed_summary: None,
            rest: None,
            feed_content: None,
            published: None,
            language: None,
            outlet: None,
            feed_image: None,
            feed_url: None,
            feed_site: None,
            rules: None,
            known_blocks: &NONE,
            out_of_time: &|| false,
        }
    }
}

/// A cleaned article and what to remember of its page.
pub struct Cleaned {
    pub document: Document,
    /// The document holds the whole article, as far as can be told: no summary, nothing that was cut.
    pub is_whole: bool,
    /// Hashes of the page's blocks of text, for `known_blocks` of the outlet's next page.
    pub blocks: Vec<Hash>,
    /// Address of the next part of the article.
    pub next_page: Option<String>,
    /// Where the site itself answers with the article's text alone (WordPress), as JSON.
    pub rest: Option<String>,
    /// Which block was kept or dropped by what: `clean --explain`.
    pub explained: Vec<Clean>,
}

/// The best article that can be had from `source`. Never fails: at worst the summary or a line that says so.
#[must_use]
pub fn clean(source: &Source<'_>) -> Cleaned {
    let mut cleaned = ladder::climb(source);
    finish::guess_language(&mut cleaned.document);
    cleaned
}

/// The feed's text is the whole article, so that its page need not be fetched.
#[must_use]
pub fn is_whole(summary: Option<&str>, content: Option<&str>) -> bool {
    feed_text::is_whole(summary, content)
}

/// The same, where the visible text of the content is known already, and that it has so many words
/// at least.
#[must_use]
pub fn is_whole_text(text: &str, words: u32, summary: Option<&str>) -> bool {
    feed_text::is_whole_text(text, words, summary)
}

/// A post without a title is whole in its feed, however short: its `title` is the beginning of its text.
#[must_use]
pub fn is_post(title: &str, html: &str) -> bool {
    feed_text::is_post_of(title, html)
}

/// What a block of text is known by on other pages: the first 16 bytes of its hash.
fn block_hash(text: &str) -> Hash {
    let mut hash = Hash::default();
    let whole = blake3::hash(cues::normal(text).as_bytes());
    for (to, from) in hash.iter_mut().zip(whole.as_bytes()) {
        *to = *from;
    }
    hash
}

/// Text that may be HTML, as text.
fn plain_text(text: &str) -> String {
    if text.contains('<') || text.contains('&') {
        feed_text::text(text)
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests;
