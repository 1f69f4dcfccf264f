//! RSS in JSON: the elements of RSS as members, repeated ones as lists.

use super::super::construct::{body_to_html, is_web, title};
use super::super::entry::set_title;
use super::super::{Context, author, date};
use super::{MOST, address, base, list, scalar, word};
use crate::markup::{Base, absolute_urls, visible_text, without_tracking};
use crate::model::{Enclosure, ParsedEntry, ParsedFeed};
use crate::text::clean_line;
use serde_json::Value;

pub(super) fn feed(root: &Value, context: &Context<'_>) -> Option<ParsedFeed> {
    let frame = root.get("rss").unwrap_or(root);
    let channel = frame.get("channel").unwrap_or(frame);
    channel.is_object().then_some(())?;
    let base = base(context, word(channel, "link"));
    let language = word(channel, "language").map(str::to_owned);
    let items = [
        list(channel, "item"),
        list(frame, "item"),
        list(channel, "items"),
    ];
    let items = items
        .into_iter()
        .find(|it| !it.is_empty())
        .unwrap_or_default();
    let mut feed = ParsedFeed {
        title: clean_line(&visible_text(word(channel, "title").unwrap_or_default())),
        subtitle: clean_line(&visible_text(
            word(channel, "description").unwrap_or_default(),
        )),
        link: word(channel, "link").and_then(|it| address(it, &base)),
        updated: ["lastBuildDate", "pubDate"]
            .iter()
            .find_map(|it| date::parse(word(channel, it)?)),
        entries: items
            .iter()
            .filter(|it| it.is_object())
            .map(|it| entry(it, &base, language.as_ref()))
            .collect(),
        language,
        ..ParsedFeed::default()
    };
    let minutes = channel
        .get("ttl")
        .and_then(scalar)
        .and_then(|it| it.parse::<u64>().ok());
    feed.hints.ttl = minutes
        .filter(|it| (1..50_000).contains(it))
        .map(|it| std::time::Duration::from_secs(it * 60));
    Some(feed)
}

fn entry(item: &Value, base: &Base, language: Option<&String>) -> ParsedEntry {
    let id = item.get("guid").and_then(value);
    let is_permanent = item
        .get("guid")
        .and_then(|it| it.get("isPermaLink").or_else(|| it.get("#isPermaLink")));
    let is_permanent = is_permanent.and_then(value).is_none_or(|it| it != "false");
    let guid = id.as_deref().filter(|it| is_permanent && is_web(it));
    let link = word(item, "link").or(guid).and_then(|it| address(it, base));
    let link = link.map(|it| without_tracking(&it, base.host()).into_owned());
    let html = |name: &str| {
        item.get(name)
            .and_then(value)
            .map(|it| absolute_urls(&body_to_html(&it), base).into_owned())
    };
    let content = html("content:encoded").or_else(|| html("encoded"));
    let published = word(item, "pubDate")
        .or_else(|| word(item, "dc:date"))
        .and_then(date::parse);
    let names: Vec<String> = ["author", "dc:creator"]
        .iter()
        .filter_map(|it| item.get(it).and_then(value))
        .collect();
    let mut entry = ParsedEntry {
        id,
        link,
        published,
        author: clean_line(&names.first().map(|it| author::name(it)).unwrap_or_default()),
        summary: html("description"),
        content,
        enclosures: list(item, "enclosure")
            .iter()
            .take(MOST)
            .filter_map(|it| enclosure(it, base))
            .collect(),
        categories: list(item, "category")
            .iter()
            .take(MOST)
            .filter_map(value)
            .map(|it| clean_line(&it))
            .collect(),
        language: language.cloned(),
        ..ParsedEntry::default()
    };
    let heading = item.get("title").and_then(value).as_deref().map(title);
    set_title(&mut entry, heading);
    entry
}

/// A text, or an object that holds it beside its attributes.
fn value(item: &Value) -> Option<String> {
    let inner = ["#value", "#text", "$t", "_", "value"]
        .iter()
        .find_map(|name| item.get(name));
    scalar(inner.unwrap_or(item))
}

fn enclosure(item: &Value, base: &Base) -> Option<Enclosure> {
    let part = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| item.get(name).and_then(scalar))
    };
    Some(Enclosure {
        url: address(&part(["url", "#url"])?, base)?,
        media_type: part(["type", "#type"]),
        length: part(["length", "#length"]).and_then(|it| it.parse().ok()),
    })
}
