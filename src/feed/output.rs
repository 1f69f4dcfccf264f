//! A feed as JSON, in the shape of `tidings parse` (DESIGN §5).

use crate::model::{ParsedEntry, ParsedFeed};
use serde_json::{Value, json};

/// HTML as in the feed with absolute URLs; titles too, where they have markup or references.
#[must_use]
pub fn to_json(feed: &ParsedFeed) -> Value {
    json!({
        "title": feed.title_html.as_deref().or_else(|| some(&feed.title)),
        "link": feed.link,
        "updated": feed.updated,
        "entries": feed.entries.iter().map(entry).collect::<Vec<_>>(),
        "warnings": feed.warnings,
    })
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|it| !it.is_empty())
}

fn entry(entry: &ParsedEntry) -> Value {
    json!({
        "id": entry.id,
        "title": entry.title_html.as_deref().unwrap_or(&entry.title),
        "link": entry.link,
        "published": entry.published,
        "updated": entry.updated,
        "author": some(&entry.author),
        "summary": entry.summary,
        "content": entry.content,
        "enclosures": entry.enclosures,
        "categories": entry.categories,
    })
}
