//! Bytes → feed; identity of an entry; which links of a page are feeds. Pure.

mod address;
mod author;
mod construct;
mod entry;
mod find;
mod head;
mod hints;
mod identity;
mod json;
mod limits;
mod output;
mod plain;
mod second;
mod sites;
mod xml;

#[cfg(test)]
mod tests;

use crate::model::ParsedFeed;
use crate::model::date;
use crate::{markup, text};

pub use address::url_key;
pub use find::{find_in_page, well_known};
pub use identity::{arrivals, is_file, known_again};
pub use output::to_json;
pub use sites::{apple_lookup, canonical, feed_url, known_feeds, known_in_page};

/// Raised when the same bytes give other fields: bodies are then asked for and parsed anew.
pub const PARSER_VERSION: u32 = 4;

/// What HTTP said of the bytes.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    pub url: Option<&'a str>,
    pub content_type: Option<&'a str>,
    pub content_location: Option<&'a str>,
    pub content_language: Option<&'a str>,
    /// A date that can mean two days means the one that is not to come.
    pub now: crate::model::Timestamp,
    /// Of a document with more, the newest are read.
    pub entries: usize,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self {
            url: None,
            content_type: None,
            content_location: None,
            content_language: None,
            now: crate::model::Timestamp::default(),
            entries: limits::MOST_ENTRIES,
        }
    }
}

impl Context<'_> {
    /// What relative addresses of the document are resolved against.
    fn base(&self) -> markup::Base {
        let base = self.url.map(markup::Base::new).unwrap_or_default();
        self.content_location
            .map_or(base.clone(), |it| base.moved(it))
    }
}

/// Why bytes are no feed. One line that a person understands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFeed {
    #[error("the answer is empty")]
    Empty,
    #[error("this is a web page, not a feed")]
    Html,
    #[error("there is no feed in it ({0})")]
    Unknown(crate::text::Clean),
}

/// Reads RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, CDF, JSON Feed and RSS in JSON.
///
/// # Errors
/// When nothing in the bytes is a feed; bad parts of a feed are warnings.
pub fn parse(bytes: &[u8], context: &Context<'_>) -> Result<ParsedFeed, NotAFeed> {
    parse_text(&markup::decode(bytes, context.content_type), context)
}

/// The same of bytes that nobody needs any more: only what they say is in memory then.
///
/// # Errors
/// As `parse`.
pub fn parse_owned(bytes: Vec<u8>, context: &Context<'_>) -> Result<ParsedFeed, NotAFeed> {
    parse_text(&markup::decode_owned(bytes, context.content_type), context)
}

/// Whether a document is a feed: not merely a page from which entries could be made.
#[must_use]
pub fn is_feed(text: &str) -> bool {
    let text = text.trim_start();
    let is_json = text.starts_with('{');
    let context = Context::default();
    (is_json && json::parse(text, &context).is_ok())
        || (text.starts_with('<') && xml::parse(text, &context).is_ok())
}

fn parse_text(text: &str, context: &Context<'_>) -> Result<ParsedFeed, NotAFeed> {
    let text = text.trim_start();
    let answer = if text.is_empty() {
        return Err(NotAFeed::Empty);
    } else if text.starts_with(['{', '[']) {
        json::parse(text, context)
    } else {
        xml::parse(text, context)
    };
    let most = context.entries;
    match answer {
        Ok(feed) if !feed.entries.is_empty() => Ok(limits::arrange(feed, most)),
        Err(NotAFeed::Html) => Err(NotAFeed::Html),
        other => second::opinion(text, context).map_or(other, |it| Ok(limits::arrange(it, most))),
    }
}

/// A reason in words that are safe to show.
fn unknown(reason: &str) -> NotAFeed {
    NotAFeed::Unknown(text::clean_line(reason))
}
