//! OPML by the tolerant tree: any `outline` with an `xmlUrl` in any case is a feed, any around it
//! a folder. What raw HTML in an attribute hides from the tree is found by its text.

use super::{Found, web_address};
use crate::markup::unescape;
use crate::markup::xml::{Element, Tree, parse};
use crate::model::{Ahead, FeedSettings, NewFeed, Origin, Place, not_taken_over};
use crate::text::clean_line;
use std::borrow::Cow;
use std::collections::HashSet;

/// Folders inside folders that are kept.
const DEEPEST: usize = 16;

pub(super) fn read(text: &str, origin: Origin, found: &mut Found) {
    let tree = parse(text);
    for outline in tree.elements() {
        let missing = if let Some(url) = address(outline) {
            let feed = feed(outline, &url, origin, found);
            found.add(feed);
            // FreshRSS makes feeds of pages by rules in its own names.
            let rule = "the rule by which it is made of a page; it must be a feed here";
            kind(outline).contains('+').then_some(rule)
        } else {
            missing(outline)
        };
        if let Some(why) = missing {
            let name = name(outline).unwrap_or_default();
            found.leave_out(&format!("{name}: {why}"));
        }
    }
    let said = addresses_in_values(&tree);
    for url in hidden_addresses(&without_comments(text)) {
        if web_address(&url).is_some_and(|it| !found.is_known(&it)) && !said.contains(&url) {
            found.add(NewFeed {
                url,
                ..NewFeed::default()
            });
        }
    }
    if tree.is_cut || is_without_end(text) {
        found.leave_out("what the file has lost: it ends in the middle");
    }
}

/// What an outline says that it is: "rss", "include", "html+xpath".
fn kind(outline: Element<'_, '_>) -> String {
    let kind = outline.attribute("type").unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

fn is_feed(outline: Element<'_, '_>) -> bool {
    outline.is("outline") && matches!(kind(outline).as_str(), "rss" | "atom" | "rdf")
}

/// Why an outline without an address is no feed, where it should have been one.
fn missing(outline: Element<'_, '_>) -> Option<&'static str> {
    if !outline.is("outline") {
        return None;
    }
    if kind(outline) == "include" || outline.attribute("opmlurl").is_some() {
        return Some("lists elsewhere are not fetched");
    }
    let is_one = is_feed(outline) || outline.attribute("xmlurl").is_some();
    is_one.then_some("it has no address of a feed")
}

fn address(outline: Element<'_, '_>) -> Option<String> {
    let url = outline
        .attribute("xmlurl")
        .or_else(|| outline.attribute("url").filter(|_| is_feed(outline)))?;
    let url = url.trim();
    (!url.is_empty()).then(|| url.to_owned())
}

fn feed(outline: Element<'_, '_>, url: &str, origin: Origin, found: &mut Found) -> NewFeed {
    let title = line(outline, "text")
        .or_else(|| line(outline, "title"))
        .unwrap_or_default();
    let mut settings = settings(outline, &title);
    if origin == Origin::Elsewhere {
        for what in settings.take_acting() {
            found.leave_out(&not_taken_over(&title, what));
        }
    }
    let mut folder = folders(outline);
    let has_tags = outline.attribute("tags").is_some();
    let categories = line(outline, "category").filter(|_| !has_tags);
    let categories = categories.unwrap_or_default();
    let mut paths = categories.split(',').map(path).filter(|it| !it.is_empty());
    if folder.is_empty() {
        folder = paths.next().unwrap_or_default();
    }
    let more = paths.filter(|path| *path != folder);
    settings.tags.extend(more.map(|path| path.join("/")));
    let places = around(outline).map(|it| number(it, "rank")).collect();
    NewFeed {
        url: url.to_owned(),
        site: line(outline, "htmlurl").and_then(|it| web_address(&it)),
        outlet: line(outline, "outlet"),
        place: Place {
            feed: number(outline, "rank"),
            folders: reversed(places),
        },
        folder,
        language: line(outline, "language"),
        settings: FeedSettings {
            // Our own lists say which names are the reader's.
            imported_title: (!title.is_empty() && outline.attribute("outlet").is_none())
                .then(|| title.clone()),
            ..settings
        },
        title,
    }
}

/// The attribute as a line, where it says anything.
fn line(outline: Element<'_, '_>, name: &str) -> Option<String> {
    let text = outline.attribute(name)?;
    Some(clean_line(&text).into_string()).filter(|it| !it.is_empty())
}

fn number<T: std::str::FromStr>(outline: Element<'_, '_>, name: &str) -> Option<T> {
    outline.attribute(name)?.trim().parse().ok()
}

/// Names of the outlines around, outermost first.
fn folders(outline: Element<'_, '_>) -> Vec<String> {
    reversed(around(outline).filter_map(name).collect())
}

/// The outlines around that are folders, innermost first.
fn around<'t, 'a>(outline: Element<'t, 'a>) -> impl Iterator<Item = Element<'t, 'a>> {
    let around = std::iter::successors(outline.parent(), |it| it.parent());
    around.filter(|it| it.is("outline") && address(*it).is_none() && name(*it).is_some())
}

fn name(folder: Element<'_, '_>) -> Option<String> {
    let name = folder
        .attribute("text")
        .or_else(|| folder.attribute("title"))?;
    Some(clean_line(&name).into_string()).filter(|it| !it.is_empty())
}

fn reversed<T>(mut names: Vec<T>) -> Vec<T> {
    names.reverse();
    names.truncate(DEEPEST);
    names
}

/// The names in `/a/b`.
fn path(text: &str) -> Vec<String> {
    let names = text.split('/').map(str::trim).filter(|it| !it.is_empty());
    names.take(DEEPEST).map(str::to_owned).collect()
}

/// The reader's settings, as `write_opml` puts them into our namespace.
fn settings(outline: Element<'_, '_>, title: &str) -> FeedSettings {
    let is_set = |name: &str| outline.attribute(name).is_some_and(|it| it == "true");
    let text = |name: &str| outline.attribute(name).map(Cow::into_owned);
    FeedSettings {
        title: (is_set("named") && !title.is_empty()).then(|| title.to_owned()),
        interval: number(outline, "interval"),
        full_text: is_set("fullText"),
        prefetch: is_set("prefetch"),
        ahead: outline.attribute("ahead").and_then(|it| Ahead::named(&it)),
        keep_days: number(outline, "keepDays"),
        keep_articles: number(outline, "keepArticles"),
        keep_megabytes: number(outline, "keepMegabytes"),
        hidden: is_set("hidden"),
        user: line(outline, "user"),
        headers: lines(outline, "headers")
            .iter()
            .filter_map(|it| it.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect(),
        http1: is_set("http1"),
        tags: lines(outline, "tags"),
        credentials_command: text("credentialsCommand"),
        credentials_file: text("credentialsFile"),
        proxy: text("proxy"),
        certificate: text("certificate"),
        imported_title: None,
    }
}

fn lines(outline: Element<'_, '_>, name: &str) -> Vec<String> {
    let text = outline.attribute(name).unwrap_or_default();
    let lines = text.lines().map(|it| clean_line(it).into_string());
    lines.filter(|it| !it.is_empty()).collect()
}

/// It begins as OPML does, and nothing ends it: what is cut between two outlines is sound but for that.
fn is_without_end(text: &str) -> bool {
    let has = |tag: &str| {
        let mut found = text.match_indices('<').filter_map(|(at, _)| {
            let name = text.get(at + 1..)?.get(..tag.len())?;
            Some(name.eq_ignore_ascii_case(tag))
        });
        found.any(|is_it| is_it)
    };
    has("opml") && !has("/opml")
}

/// What stands in a comment was taken out by whoever wrote the list.
fn without_comments(text: &str) -> Cow<'_, str> {
    const END: &str = "-->";
    if !text.contains("<!--") {
        return text.into();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        let Some((_, after)) = after.split_once(END) else {
            break;
        };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept.into()
}

/// What looks like an address inside a value, such as the title that a feed gave itself.
fn addresses_in_values(tree: &Tree<'_>) -> HashSet<String> {
    let outlines = tree.elements().filter(|it| it.is("outline"));
    let values = outlines.flat_map(|it| it.attributes().map(|(_, value)| value));
    values.flat_map(|value| hidden_addresses(&value)).collect()
}

/// Values of everything that is spelt like `xmlUrl="…"`, whatever stands around it.
fn hidden_addresses(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        rest = after;
        let name = before.trim_end();
        let start = name.len().saturating_sub(6);
        if !name
            .get(start..)
            .is_some_and(|it| it.eq_ignore_ascii_case("xmlurl"))
        {
            continue;
        }
        let value = after.trim_start();
        let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
        let end = |c: char| quote.map_or_else(|| c.is_whitespace() || c == '>', |it| c == it);
        let value = value.trim_start_matches(['"', '\'']);
        let value: String = value.chars().take(4_096).take_while(|c| !end(*c)).collect();
        all.push(unescape(&value).into_owned());
    }
    all
}
