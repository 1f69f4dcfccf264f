//! Bytes → feed; identity of an entry; which links of a page are feeds. Pure.

use crate::model::{Arrival, Candidate, ParsedFeed};

/// Raised when the same bytes give other fields: bodies are then asked for and parsed anew.
pub const PARSER_VERSION: u32 = 1;

/// What HTTP said of the bytes.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    pub url: Option<&'a str>,
    pub content_type: Option<&'a str>,
    pub content_location: Option<&'a str>,
    pub content_language: Option<&'a str>,
    /// Times without a zone and dates too far ahead are judged by it.
    pub now: crate::model::Timestamp,
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
    let _ = (bytes, context);
    todo!()
}

/// The entries with identities, keys, text and excerpt, in the order to store them: oldest first.
#[must_use]
pub fn arrivals(feed: &ParsedFeed) -> Vec<Arrival> {
    let _ = feed;
    todo!()
}

/// Feeds that a page links to, best first; `url` is where the page came from.
#[must_use]
pub fn find_in_page(html: &str, url: &str) -> Vec<Candidate> {
    let _ = (html, url);
    todo!()
}

/// Feed address known from the site alone (YouTube channel, subreddit, …), without a request.
#[must_use]
pub fn known_site(url: &str) -> Option<String> {
    let _ = url;
    todo!()
}

/// Well-known places to try, in order, for a page at `url`.
#[must_use]
pub fn well_known(url: &str) -> Vec<String> {
    let _ = url;
    todo!()
}

/// The versioned key of an address (DESIGN §4): host's case, `www.`, scheme, fragment, tracking
/// names and end slash do not count. None for what is no http(s) address.
#[must_use]
pub fn url_key(url: &str) -> Option<crate::model::Hash> {
    let _ = url;
    todo!()
}
