//! A feed as JSON, in the shape of `tidings parse` (DESIGN §5).

use crate::model::{ParsedEntry, ParsedFeed};
use serde_json::{Value, json};

/// HTML as in the feed with absolute URLs; titles too, where they have markup or references.
#[must_use]
pub fn to_json(feed: &ParsedFeed) -> Value {
    json!({
        "title": feed.title_html.as_deref().unwrap_or(&feed.title),
        "link": feed.link,
        "updated": feed.updated,
        "entries": feed.entries.iter().map(entry).collect::<Vec<_>>(),
        "warnings": feed.warnings,
    })
}

fn entry(entry: &ParsedEntry) -> Value {
    let author = Some(entry.author.as_str()).filter(|it| !it.is_empty());
    json!({
        "id": entry.id,
        "title": entry.title_html.as_deref().unwrap_or(&entry.title),
        "link": entry.link,
        "published": entry.published,
        "updated": entry.updated,
        "author": author,
        "summary": entry.summary,
        "content": entry.content,
        "enclosures": entry.enclosures,
        "categories": entry.categories,
    })
}
