//! OPML by the tolerant tree: any `outline` with an `xmlUrl` in any case is a feed, any around it
//! a folder. What raw HTML in an attribute hides from the tree is found by its text.

use super::{Found, web_address};
use crate::markup::unescape;
use crate::markup::xml::{Element, parse};
use crate::model::{Ahead, FeedSettings, NewFeed};
use crate::text::clean_line;

/// Folders inside folders that are kept.
const DEEPEST: usize = 16;

pub(super) fn read(text: &str, found: &mut Found) {
    let tree = parse(text);
    for outline in tree.elements() {
        if let Some(url) = address(outline) {
            let feed = feed(outline, &url, found);
            found.add(feed);
        } else if outline.is("outline")
            && outline
                .attribute("type")
                .is_some_and(|it| it.eq_ignore_ascii_case("include"))
        {
            let name = outline.attribute("text").unwrap_or_default();
            found.leave_out(&format!("{name}: lists elsewhere are not fetched"));
        }
    }
    for url in hidden_addresses(text) {
        let is_known = web_address(&url).is_some_and(|it| found.urls.contains(&it));
        if !is_known && web_address(&url).is_some() {
            found.add(NewFeed {
                url,
                ..NewFeed::default()
            });
        }
    }
}

fn address(outline: Element<'_, '_>) -> Option<String> {
    let url = outline.attribute("xmlurl").or_else(|| {
        let is_feed = outline
            .attribute("type")
            .is_some_and(|it| matches!(it.to_ascii_lowercase().as_str(), "rss" | "atom"));
        outline
            .attribute("url")
            .filter(|_| is_feed && outline.is("outline"))
    })?;
    let url = url.trim();
    (!url.is_empty()).then(|| url.to_owned())
}

fn feed(outline: Element<'_, '_>, url: &str, found: &mut Found) -> NewFeed {
    let line = |name: &str| {
        let text = outline
            .attribute(name)
            .map(|it| clean_line(&it).into_string());
        text.filter(|it| !it.is_empty())
    };
    let title = line("text").or_else(|| line("title")).unwrap_or_default();
    for (name, what) in [
        ("credentialsCommand", "command for its password"),
        ("proxy", "proxy"),
    ] {
        if outline.attribute(name).is_some() {
            // A list from elsewhere must not start programs or reroute what is read.
            found.leave_out(&format!(
                "{title}: the {what} was not taken over; set it again if it is yours"
            ));
        }
    }
    let mut folder = folders(outline);
    if folder.is_empty() {
        folder = line("category")
            .map(|it| categories(&it))
            .unwrap_or_default();
    }
    NewFeed {
        url: url.to_owned(),
        site: line("htmlurl").and_then(|it| web_address(&it)),
        outlet: line("outlet"),
        folder,
        language: line("language"),
        settings: settings(outline, &title),
        title,
    }
}

/// Names of the outlines around, outermost first.
fn folders(outline: Element<'_, '_>) -> Vec<String> {
    let around = std::iter::successors(outline.parent(), |it| it.parent());
    let mut names: Vec<String> = around
        .filter(|it| it.is("outline") && address(*it).is_none())
        .filter_map(|it| it.attribute("text").or_else(|| it.attribute("title")))
        .map(|it| clean_line(&it).into_string())
        .filter(|it| !it.is_empty())
        .collect();
    names.reverse();
    names.truncate(DEEPEST);
    names
}

/// The first of `/a/b,c`.
fn categories(text: &str) -> Vec<String> {
    let first = text
        .split(',')
        .map(str::trim)
        .find(|it| !it.is_empty())
        .unwrap_or_default();
    let names = first.split('/').map(str::trim).filter(|it| !it.is_empty());
    names.take(DEEPEST).map(str::to_owned).collect()
}

/// The reader's settings, as `write_opml` puts them into our namespace.
fn settings(outline: Element<'_, '_>, title: &str) -> FeedSettings {
    let is_set = |name: &str| outline.attribute(name).is_some_and(|it| it == "true");
    let number = |name: &str| {
        outline
            .attribute(name)
            .and_then(|it| it.trim().parse().ok())
    };
    let headers = outline.attribute("headers").unwrap_or_default();
    FeedSettings {
        title: (is_set("named") && !title.is_empty()).then(|| title.to_owned()),
        interval: outline
            .attribute("interval")
            .and_then(|it| it.trim().parse().ok()),
        full_text: is_set("fullText"),
        prefetch: is_set("prefetch"),
        ahead: outline.attribute("ahead").as_deref().and_then(Ahead::named),
        keep_days: number("keepDays"),
        keep_articles: number("keepArticles"),
        keep_megabytes: number("keepMegabytes"),
        hidden: is_set("hidden"),
        headers: headers
            .lines()
            .filter_map(|it| it.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect(),
        ..FeedSettings::default()
    }
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
