//! What a link log says of another site's page: it stands above that page, which somebody else wrote.

use super::finish::{self, linked_share};
use super::render::escape;
use super::words::{Sketch, tokens};
use super::{Cleaned, Source, sanitise};
use crate::model::{Document, host_of, is_at};
use crate::text::clean_line;

/// Words that make a feed's text more than a pointer to the page.
const OWN: usize = 12;
/// A line of fewer is a label: "Comments", "Points: 12".
const LINE: usize = 6;
/// Of a quote so many of its windows of words stand on the page.
const QUOTED: f32 = 0.5;
/// A text with more of its letters in links is a list.
const MOST_LINKED: f32 = 0.5;

/// The feed speaks in words of its own of a page that is on neither its own site nor that of its address.
pub fn is_about(source: &Source<'_>, feed: &Document, page: &Document) -> bool {
    is_elsewhere(source)
        && linked_share(&feed.html) <= MOST_LINKED
        && own_words(&feed.text, &page.text) >= OWN
}

fn is_elsewhere(source: &Source<'_>) -> bool {
    let Some(host) = source.url.and_then(host_of) else {
        return false;
    };
    let is_other = |url: &str| host_of(url).is_some_and(|own| !is_near(&own, &host));
    // Without a site of its own a feed may lie on any host.
    source.feed_site.is_some_and(is_other) && source.feed_url.is_some_and(is_other)
}

/// One host, or one below the other.
fn is_near(one: &str, other: &str) -> bool {
    is_at(one, other) || is_at(other, one)
}

fn own_words(text: &str, page: &str) -> usize {
    let page = Sketch::of(page);
    let lines = text.lines().filter(|line| !line.contains("://"));
    let words = lines.map(tokens).filter(|words| words.len() >= LINE);
    let own = words.filter(|words| page.share(words) < QUOTED);
    own.map(|words| words.len()).sum()
}

/// The feed's text, a rule, and the page under its own headline.
pub fn above(source: &Source<'_>, feed: &Document, cleaned: &mut Cleaned) {
    let page = std::mem::take(&mut cleaned.document);
    let mut html = format!("{}<hr>", feed.html);
    let mut text = feed.text.clone();
    if !page.title.is_empty() {
        let address = source.url.unwrap_or_default();
        let (address, title) = (escape(address), escape(&page.title));
        html.push_str(&format!("<h2><a href=\"{address}\">{title}</a></h2>"));
        text = format!("{text}\n{}", page.title);
    }
    if !page.standfirst.is_empty() {
        html.push_str(&format!("<p>{}</p>", escape(&page.standfirst)));
        text = format!("{text}\n{}", page.standfirst);
    }
    html.push_str(&page.html);
    text = format!("{text}\n{}", page.text);
    let mut why = page.why;
    why.push(clean_line(&format!(
        "the feed's text above it, about another site's page: {} words",
        feed.words
    )));
    let both = finish::document(sanitise::last(&html), text, source);
    cleaned.document = Document {
        chosen: page.chosen,
        language: feed.language.clone().or(page.language),
        lead_image: feed.lead_image.clone().or(page.lead_image),
        warnings: page.warnings,
        why,
        ..both
    };
    // A second page of it would have this headline for another.
    cleaned.is_whole &= cleaned.next_page.take().is_none();
}
