//! JSON Feed 1.0 and 1.1, and RSS in JSON, leniently: numbers as ids, missing titles, mistakes in
//! the JSON itself.

mod bounded;
mod repair;
mod rss;

use super::address::url_key;
use super::construct::{Title, is_web};
use super::entry::{add_below, set_title, shortened};
use super::{Context, NotAFeed, author, date, plain, unknown};
use crate::markup::{Base, absolute_urls, escape_text, links, without_tracking};
use crate::model::{Enclosure, ParsedEntry, ParsedFeed, Timestamp};
use crate::text::clean_line;
use serde_json::Value;

/// Enclosures and categories kept of one entry.
const MOST: usize = 100;

pub(super) fn parse(text: &str, context: &Context<'_>) -> Result<ParsedFeed, NotAFeed> {
    let read = repair::read(text).ok_or_else(|| unknown("its JSON is broken"))?;
    let mut feed = match &read.value {
        Value::Object(root) if root.contains_key("rss") || root.contains_key("channel") => {
            rss::feed(&read.value, context).ok_or_else(|| unknown("JSON without a channel"))?
        }
        Value::Object(root) if root.contains_key("items") || is_json_feed(&read.value) => {
            feed(&read.value, context)
        }
        _ => return Err(unknown("JSON without items")),
    };
    feed.is_cut = read.is_cut;
    Ok(feed)
}

fn is_json_feed(root: &Value) -> bool {
    word(root, "version").is_some_and(|it| it.contains("jsonfeed.org"))
}

fn feed(root: &Value, context: &Context<'_>) -> ParsedFeed {
    let base = base(
        context,
        word(root, "feed_url").or_else(|| word(root, "home_page_url")),
    );
    let mut feed = ParsedFeed {
        title: clean_line(word(root, "title").unwrap_or_default()),
        subtitle: clean_line(word(root, "description").unwrap_or_default()),
        link: word(root, "home_page_url").and_then(|it| address(it, &base)),
        language: word(root, "language").map(str::to_owned),
        ..ParsedFeed::default()
    };
    feed.hints.hub = list(root, "hubs")
        .iter()
        .find_map(|it| word(it, "url").map(str::to_owned));
    let author = authors(root);
    feed.entries = list(root, "items")
        .iter()
        .filter(|it| it.is_object())
        .map(|it| entry(it, &base, &author, feed.language.as_deref()))
        .collect();
    feed
}

fn base(context: &Context<'_>, own: Option<&str>) -> Base {
    let base = context.base();
    if base.is_none() {
        Base::new(own.unwrap_or_default())
    } else {
        base
    }
}

fn entry(item: &Value, base: &Base, feed_author: &str, language: Option<&str>) -> ParsedEntry {
    let id = item.get("id").and_then(scalar);
    let links = [
        word(item, "url"),
        word(item, "external_url"),
        id.as_deref().filter(|it| is_web(it)),
    ];
    let link = links.into_iter().flatten().find_map(|it| address(it, base));
    let link = link.map(|it| without_tracking(&it, base.host()).into_owned());
    let item_base = link
        .as_deref()
        .map_or_else(|| base.clone(), |it| base.moved(it));
    let html = word(item, "content_html").map(|it| absolute_urls(it, &item_base).into_owned());
    let image = ["image", "banner_image"]
        .into_iter()
        .find_map(|name| address(word(item, name)?, base));
    let author = authors(item);
    let published = time(item, "date_published");
    let updated = time(item, "date_modified");
    let mut entry = ParsedEntry {
        id,
        link,
        published: published.or(updated),
        updated,
        author: clean_line(if author.is_empty() {
            feed_author
        } else {
            &author
        }),
        summary: word(item, "summary").map(plain::to_html),
        content: html.or_else(|| word(item, "content_text").map(plain::to_html)),
        enclosures: list(item, "attachments")
            .iter()
            .take(MOST)
            .filter_map(|it| attachment(it, base))
            .collect(),
        categories: list(item, "tags")
            .iter()
            .take(MOST)
            .filter_map(scalar)
            .map(|it| clean_line(&it))
            .collect(),
        language: word(item, "language").or(language).map(str::to_owned),
        image,
        ..ParsedEntry::default()
    };
    let title = word(item, "title")
        .map(clean_line)
        .filter(|it| !it.is_empty());
    set_title(&mut entry, title.map(plain_title));
    if let Some(line) = line_about(item, &entry, base) {
        add_below(&mut entry, &line);
    }
    entry
}

/// A link to what an item of a link blog is about (`external_url`), where its own page is the entry's address and its
/// text does not lead there.
fn line_about(item: &Value, entry: &ParsedEntry, base: &Base) -> Option<String> {
    let url = address(word(item, "external_url")?, base)?;
    let url = without_tracking(&url, base.host());
    let key = url_key(&url)?;
    let is_it = |url: &str| url_key(url) == Some(key);
    let texts = [&entry.content, &entry.summary].into_iter().flatten();
    let mut known = texts.flat_map(|text| links(text, &Base::default()));
    if entry.link.as_deref().is_some_and(is_it) || known.any(|it| is_it(&it.url)) {
        return None;
    }
    let url = escape_text(&url).replace('"', "%22");
    Some(format!("<p><a href=\"{url}\">{url}</a></p>"))
}

/// A title is plain text in JSON; as HTML only where the two differ.
fn plain_title(plain: crate::text::Clean) -> Title {
    let html = plain
        .contains(['<', '&'])
        .then(|| escape_text(&plain).into_owned());
    Title { html, plain }
}

fn attachment(item: &Value, base: &Base) -> Option<Enclosure> {
    Some(Enclosure {
        url: address(word(item, "url")?, base)?,
        media_type: word(item, "mime_type").map(str::to_owned),
        length: item
            .get("size_in_bytes")
            .and_then(scalar)
            .and_then(|it| it.parse().ok()),
    })
}

/// `authors` of 1.1, `author` of 1.0; names alone are taken too.
fn authors(item: &Value) -> String {
    let one = |it: &Value| {
        let text = it.as_str().or_else(|| word(it, "name"));
        text.map(author::name).unwrap_or_default()
    };
    let mut names: Vec<String> = list(item, "authors").iter().map(one).collect();
    if names.iter().all(String::is_empty) {
        names = item.get("author").map(one).into_iter().collect();
    }
    author::joined(&names)
}

fn address(text: &str, base: &Base) -> Option<String> {
    let absolute = base.resolve(text).into_owned();
    is_web(&absolute).then_some(absolute)
}

/// A date as a text; also seconds or milliseconds since 1970, as a number.
fn time(value: &Value, name: &str) -> Option<Timestamp> {
    if let Value::Number(number) = value.get(name)? {
        return date::parse(number.to_string().split('.').next()?);
    }
    date::parse(word(value, name)?)
}

/// A text that is there and not empty.
fn word<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value
        .get(name)?
        .as_str()
        .map(str::trim)
        .filter(|it| !it.is_empty())
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    match value.get(name) {
        Some(Value::Array(all)) => all,
        Some(one @ (Value::Object(_) | Value::String(_))) => std::slice::from_ref(one),
        _ => &[],
    }
}

/// Texts and numbers as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(shortened(&number.to_string(), 400)),
        _ => None,
    }
}
