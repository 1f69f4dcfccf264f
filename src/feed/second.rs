//! A second opinion by feed-rs where our own reader finds no entries. `docs/decisions/0002` tells
//! why it is not asked first. It never sees what it is known to panic on, and a panic that is not
//! known stays in here.

use super::construct::{is_web, title};
use super::entry::set_title;
use super::{Context, date};
use crate::markup::absolute_urls;
use crate::model::{Enclosure, ParsedEntry, ParsedFeed, Timestamp};
use crate::text::clean_line;
use chrono::DateTime;
use feed_rs::model::{Entry, Feed, Link, Text};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// None when feed-rs finds no entries either, or must not be asked.
pub(super) fn opinion(text: &str, context: &Context<'_>) -> Option<ParsedFeed> {
    if !is_harmless(text) {
        return None;
    }
    let feed = read(text, context.url)?;
    (!feed.entries.is_empty()).then(|| translate(feed, context))
}

/// Runs feed-rs on decoded text, without the declaration that names another encoding.
pub(super) fn read(text: &str, url: Option<&str>) -> Option<Feed> {
    let text = match text
        .strip_prefix("<?xml")
        .and_then(|it| it.split_once("?>"))
    {
        Some((_, rest)) => rest,
        None => text,
    };
    let parser = feed_rs::parser::Builder::new()
        .base_uri(url)
        .sanitize_content(false)
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(|text| DateTime::from_timestamp(date::parse(text)?.seconds(), 0))
        .build();
    catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes())))
        .ok()?
        .ok()
}

/// Bytes that feed-rs 3.0 is asked about at most: on hostile input it is slower than we are, and makes
/// far more of it.
const LONGEST: usize = 1 << 20;

/// The three panics of feed-rs 3.0: a second declaration, a mail address beside a wide character,
/// a duration beyond 64 bits.
fn is_harmless(text: &str) -> bool {
    let mut digits = 0_u32;
    let has_long_number = text.bytes().any(|b| {
        digits = if b.is_ascii_digit() || b == b':' {
            digits + 1
        } else {
            0
        };
        digits > 15
    });
    text.len() <= LONGEST
        && text.starts_with(['<', '{'])
        && !text.get(1..).is_some_and(|it| it.contains("<?xml"))
        && (text.is_ascii() || !text.contains('@'))
        && !has_long_number
}

fn translate(feed: Feed, context: &Context<'_>) -> ParsedFeed {
    let base = context.base();
    ParsedFeed {
        title: clean_line(&feed.title.map(|it| it.content).unwrap_or_default()),
        subtitle: clean_line(&feed.description.map(|it| it.content).unwrap_or_default()),
        link: page(&feed.links),
        updated: feed.updated.map(time),
        language: feed.language,
        entries: feed
            .entries
            .into_iter()
            .map(|it| entry(it, &base))
            .collect(),
        ..ParsedFeed::default()
    }
}

fn entry(entry: Entry, base: &crate::markup::Base) -> ParsedEntry {
    let html = |text: Text| absolute_urls(&text.content, base).into_owned();
    let names: Vec<String> = entry
        .authors
        .iter()
        .filter_map(|it| it.name.clone())
        .collect();
    let body = entry.content.and_then(|it| it.body);
    let updated = entry.updated.map(time);
    let enclosures = entry.media.into_iter().flat_map(|it| it.content);
    let mut read = ParsedEntry {
        id: Some(entry.id).filter(|it| !it.is_empty()),
        link: page(&entry.links),
        published: entry.published.map(time).or(updated),
        updated,
        author: clean_line(&super::author::joined(&names)),
        summary: entry.summary.map(html),
        content: body.map(|it| absolute_urls(&it, base).into_owned()),
        enclosures: enclosures
            .filter_map(|it| {
                Some(Enclosure {
                    url: it.url?.to_string(),
                    media_type: it.content_type.map(|it| it.to_string()),
                    length: it.size,
                })
            })
            .collect(),
        categories: entry
            .categories
            .iter()
            .map(|it| clean_line(&it.term))
            .collect(),
        language: entry.language,
        ..ParsedEntry::default()
    };
    set_title(&mut read, entry.title.map(|it| title(&it.content)));
    read
}

fn page(links: &[Link]) -> Option<String> {
    let is_page =
        |it: &&Link| it.rel.as_deref().is_none_or(|rel| rel == "alternate") && is_web(&it.href);
    links.iter().find(is_page).map(|it| it.href.clone())
}

fn time(time: DateTime<chrono::Utc>) -> Timestamp {
    Timestamp::from_seconds(time.timestamp())
}
