//! Which links of a page are feeds (FEEDS.md §5), and where feeds are when no link says so.

use super::address::url_key;
use super::construct::is_web;
use crate::markup::{Base, PageLink, links};
use crate::model::Candidate;
use crate::text::clean_line;
use std::cmp::Reverse;
use url::Url;

/// Candidates worth a request.
const MOST: usize = 20;

/// Feeds that a page links to, best first; `url` is where the page came from.
#[must_use]
pub fn find_in_page(html: &str, url: &str) -> Vec<Candidate> {
    let mut found: Vec<(i32, Candidate)> = Vec::new();
    let mut keys = Vec::new();
    let mut head = 0;
    for link in links(html, &Base::new(url)) {
        let Some(found_by) = kind(&link) else {
            continue;
        };
        let key = url_key(&link.url);
        if keys.contains(&key) {
            continue;
        }
        keys.push(key);
        head += i32::from(link.is_head);
        let score = score(&link, url)
            - if link.is_head {
                5 * (head - 1).min(8)
            } else {
                0
            };
        let candidate = Candidate {
            title: clean_line(&link.title),
            url: link.url,
            found_by,
            newest: Vec::new(),
        };
        found.push((score, candidate));
        if found.len() >= MOST * 4 {
            break;
        }
    }
    let has_others = found.iter().any(|it| !is_comments(&it.1.url, &it.1.title));
    found.retain(|it| !has_others || !is_comments(&it.1.url, &it.1.title));
    found.sort_by_key(|it| Reverse(it.0));
    found.into_iter().map(|it| it.1).take(MOST).collect()
}

/// How a link is one to a feed; none when it is not.
fn kind(link: &PageLink) -> Option<&'static str> {
    if !is_web(&link.url) {
        return None;
    }
    let lower = link.url.to_ascii_lowercase();
    let is_alternate = link
        .rel
        .split_whitespace()
        .any(|it| it == "alternate" || it == "feed");
    if link.is_head {
        let is_feed = is_alternate && is_feed_type(&link.media_type) && !is_service(&lower);
        return is_feed.then_some("link");
    }
    if is_alternate && is_feed_type(&link.media_type) {
        return Some("link");
    }
    looks_like_feed(&lower).then_some("address of a link")
}

fn is_feed_type(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/rss+xml"
            | "application/atom+xml"
            | "application/rdf+xml"
            | "application/feed+json"
            | "application/json"
            | "application/xml"
            | "text/xml"
            | "text/rss+xml"
            | "text/atom+xml"
            | "application/rss"
            | "application/atom"
            | "application/x.atom+xml"
            | "application/x-atom+xml"
    )
}

/// Interfaces of blog programs that are called alternates.
fn is_service(lower: &str) -> bool {
    [
        "/wp-json/",
        "oembed",
        "opensearch",
        "xmlrpc.php",
        "rsd.xml",
        "wlwmanifest",
        "?rest_route=",
    ]
    .iter()
    .any(|it| lower.contains(it))
}

/// The path or query names a feed; hosts do not count ("buzzfeed.com").
fn looks_like_feed(lower: &str) -> bool {
    let Some(url) = Url::parse(lower).ok() else {
        return false;
    };
    if is_service(lower) {
        return false;
    }
    let path = url.path();
    let is_end = |end: &str| path.ends_with(end);
    let words = path.split(['/', '.', '-', '_']);
    let has_word = words
        .clone()
        .any(|it| matches!(it, "feed" | "feeds" | "rss" | "rss2" | "atom" | "rdf"));
    let has_query = url.query().is_some_and(|it| {
        it.split('&').any(|word| {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            matches!(name, "feed" | "rss" | "format" | "alt" | "type")
                && matches!(value, "" | "rss" | "rss2" | "atom" | "rdf" | "xml" | "feed")
                && (name == "feed" || name == "rss" || !value.is_empty())
        })
    });
    let is_page = [".html", ".htm", ".php", ".aspx", ".pdf", ".png", ".svg"]
        .iter()
        .any(|it| is_end(it));
    let is_file = is_end("index.xml")
        || is_end("feed.json")
        || is_end(".rss")
        || is_end(".rdf")
        || is_end(".atom");
    is_file || has_query || has_word && !is_page && path.split('/').count() < 9
}

fn is_comments(url: &str, title: &str) -> bool {
    let title = title.to_lowercase();
    let lower = url.to_ascii_lowercase();
    let words = [
        "comment",
        "kommentar",
        "commentaire",
        "comentario",
        "commenti",
        "reacties",
    ];
    words.iter().any(|it| title.contains(it))
        || lower.contains("/comments/")
        || lower.contains("comments=")
}

fn score(link: &PageLink, page: &str) -> i32 {
    let lower = link.url.to_ascii_lowercase();
    let title = link.title.to_lowercase();
    let mut score = if link.is_head { 50 } else { 0 };
    score -= if is_comments(&link.url, &link.title) {
        30
    } else {
        0
    };
    score -= if title.contains("podcast") || lower.contains("podcast") {
        10
    } else {
        0
    };
    score +=
        if lower.contains("/feed/") || lower.ends_with("/feed") || lower.ends_with("/index.xml") {
            5
        } else {
            0
        };
    score += i32::from(lower.contains("json"));
    score + if is_prefix(&link.url, page) { 3 } else { 0 }
}

/// The feed's folder lies above the page: it is more likely the page's own.
fn is_prefix(feed: &str, page: &str) -> bool {
    let folder = feed.rsplit_once('/').map_or(feed, |it| it.0);
    folder.len() > "https://".len() && page.starts_with(folder)
}

/// Well-known places to try, in order, for a page at `url`.
#[must_use]
pub fn well_known(url: &str) -> Vec<String> {
    // The first is where two thirds of all feeds are.
    const PLACES: [&str; 10] = [
        "feed/",
        "rss.xml",
        "atom.xml",
        "index.xml",
        "feed.xml",
        "rss/",
        "feed.json",
        "feed.atom",
        "?feed=rss2",
        "rss/feed.xml",
    ];
    const BELOW: [&str; 2] = ["feed/", "index.xml"];
    let Some(page) = Url::parse(url.trim()).ok().filter(|it| is_web(it.as_str())) else {
        return Vec::new();
    };
    let mut all: Vec<String> = Vec::new();
    let mut add = |base: Option<Url>, place: &str| {
        if let Some(found) = base.and_then(|it| it.join(place).ok()).map(String::from)
            && !all.contains(&found)
        {
            all.push(found);
        }
    };
    let folder = page.join("./").ok().filter(|it| it.path() != "/");
    for place in BELOW {
        add(folder.clone(), place);
    }
    for place in PLACES {
        add(page.join("/").ok(), place);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(html: &str) -> Vec<String> {
        find_in_page(html, "https://news.example/world/story")
            .into_iter()
            .map(|it| it.url)
            .collect()
    }

    #[test]
    fn head_links_come_first_and_services_never() {
        let page = "<link rel=alternate type=application/json href=/wp-json/wp/v2/posts/1>
            <link rel=alternate type='text/xml+oembed' href=/oembed>
            <link rel='alternate' type='application/rss+xml' title='News' href='/feed/'>
            <link rel=alternate type=application/atom+xml href=/atom>
            <link rel=stylesheet href=/feed.css><a href=/world/rss.xml>RSS</a>";
        assert_eq!(
            urls(page),
            [
                "https://news.example/feed/",
                "https://news.example/atom",
                "https://news.example/world/rss.xml"
            ]
        );
    }

    #[test]
    fn comment_feeds_are_hidden_unless_alone() {
        let comments = "<link rel=alternate type=application/rss+xml title='Site » Comments Feed' href=/comments/feed/>";
        assert_eq!(urls(comments).len(), 1);
        let both = format!(
            "{comments}<link rel=alternate type=application/rss+xml title=Site href=/feed/>"
        );
        assert_eq!(urls(&both), ["https://news.example/feed/"]);
    }

    #[test]
    fn links_of_the_text_count_by_their_address() {
        let page = "<a href='https://buzzfeed.com/x'>no</a><a href='/about-feeds.html'>no</a>
            <a href='/feed.xml'>Feed</a><a href='/?feed=rss2'>old</a><a href='mailto:rss@x.example'>no</a><a href='/blog/index.xml'>Blog</a>";
        assert_eq!(
            urls(page),
            [
                "https://news.example/blog/index.xml",
                "https://news.example/feed.xml",
                "https://news.example/?feed=rss2"
            ]
        );
    }

    #[test]
    fn the_same_feed_is_named_once() {
        let page = "<link rel=alternate type=application/rss+xml href=/feed/><link rel=alternate type=application/rss+xml href='http://www.news.example/feed'>";
        assert_eq!(urls(page).len(), 1);
    }

    #[test]
    fn well_known_places_are_few_and_begin_at_the_page() {
        let places = well_known("https://news.example/blog/post");
        assert_eq!(
            places.first().map(String::as_str),
            Some("https://news.example/blog/feed/")
        );
        assert!(places.contains(&"https://news.example/feed/".to_owned()));
        assert!(places.len() <= 12);
        assert!(well_known("about:blank").is_empty());
    }
}
