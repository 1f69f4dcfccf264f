//! Pages of articles: fetched, kept as text with their parts, joined again.

use super::access::Access;
use super::pictures::Wanted;
use super::{Context, JobError, waits};
use crate::fetch::{Accept, Response};
use crate::model::{Document, Timestamp, TrafficKind, host_of, place_of};
use crate::text::clean_line;
use std::collections::HashSet;

/// Parts of an article that are joined.
pub const PARTS: usize = 10;
/// Stands before each part of a stored page, with the part's address and the closing mark behind.
const PART: &str = "<!-- tidings: part ";
const PART_END: &str = " -->\n";
/// Stands behind the parts, before the text that the site itself answers.
const REST: &str = "<!-- tidings: rest -->\n";

/// One fetched page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// After redirects; empty where it is not known.
    pub url: String,
    pub html: String,
    pub is_cut: bool,
}

/// A page. Its host may be private only if the reader named it: as this page (`feed` is none), or
/// as the feed that leads here.
pub fn fetch(
    context: &Context,
    url: &str,
    feed: Option<&str>,
    access: &Access,
    wanted: Wanted,
) -> Result<Page, JobError> {
    let web = context.web()?;
    let mut request = web.request(url, context.config.limits.page);
    request.accept = Accept::Page;
    request.is_urgent = wanted == Wanted::Now;
    request.is_named_by_reader = feed.is_none();
    request.allowed_hosts.extend(feed.and_then(place_of));
    access.lend(&mut request);
    let response = context.get(request, TrafficKind::Page)?;
    access.doubt(context, &response);
    check(&response, url, context.now())?;
    Ok(Page {
        html: crate::markup::decode_html(&response.body, response.content_type.as_deref())
            .into_owned(),
        url: response.url,
        is_cut: response.is_cut,
    })
}

/// The HTML of an article as its site answers it beside the page; none if it does not, or answers
/// something else. One request, to the page's own host.
pub fn fetch_rest(
    context: &Context,
    url: &str,
    named: &str,
    access: &Access,
    wanted: Wanted,
) -> Option<String> {
    let web = context.web().ok()?;
    let mut request = web.request(url, context.config.limits.page);
    request.accept = Accept::Page;
    request.is_urgent = wanted == Wanted::Now;
    request.allowed_hosts.extend(place_of(named));
    access.lend(&mut request);
    let response = context.get(request, TrafficKind::Page).ok()?;
    access.doubt(context, &response);
    let is_answer =
        (200..300).contains(&response.status) && !response.is_cut && !response.is_beginning;
    let body = crate::markup::decode_html(&response.body, response.content_type.as_deref());
    is_answer.then(|| crate::clean::rest_text(&body)).flatten()
}

fn check(response: &Response, url: &str, now: Timestamp) -> Result<(), JobError> {
    let host = host_of(url).unwrap_or_default();
    let status = response.status;
    if response.is_challenge {
        return Err(JobError::other(format!(
            "{host} wants a browser with JavaScript ({status}); open it there"
        )));
    }
    if !(200..300).contains(&status) {
        let meaning = match status {
            401..=403 => "does not show the page to everybody",
            404 | 410 => "has no such page any more",
            500..=599 => "has a fault of its own",
            _ => "does not answer with the page",
        };
        let why = waits::wish(response, &host, now)
            .unwrap_or_else(|| format!("{host} {meaning} ({status})"));
        return Err(JobError::Refused {
            why: clean_line(&why),
            status,
            until: waits::asked_until(response, now),
        });
    }
    let kind = response
        .content_type
        .as_deref()
        .unwrap_or("text/html")
        .to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_page = kind.is_empty() || kind.starts_with("text/") || kind.contains("xml");
    if crate::markup::is_data(&response.body) {
        return Err(JobError::other(format!(
            "{host} sends something that is no text"
        )));
    }
    if !is_page && !looks_like_markup(&response.body) {
        let what = crate::text::cut(kind, 60).into_owned();
        return Err(JobError::other(format!("{host} sends {what}, not a page")));
    }
    Ok(())
}

fn looks_like_markup(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

pub fn is_same_host(a: &str, b: &str) -> bool {
    place_of(a).is_some() && place_of(a) == place_of(b)
}

/// The address as it is sent: a place inside a page is not.
pub fn bare(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

/// `next` goes on where the parts end: on the same host, and not among them.
pub fn is_next(parts: &[Page], next: &str) -> bool {
    let is_new = !parts.iter().any(|part| bare(&part.url) == bare(next));
    is_new
        && parts
            .first()
            .is_some_and(|first| is_same_host(&first.url, next))
}

/// The parts as they are stored, and what the site answers beside them.
pub fn joined(parts: &[Page], rest: Option<&str>) -> String {
    let parts = parts
        .iter()
        .map(|part| format!("{PART}{}{PART_END}{}", part.url, part.html));
    let rest = rest.map(|html| format!("{REST}{html}"));
    parts.chain(rest).collect()
}

/// The pages of a stored body, and the site's own answer.
pub fn split_rest(stored: &str) -> (&str, Option<&str>) {
    match stored.split_once(REST) {
        Some((pages, rest)) => (pages, Some(rest)),
        None => (stored, None),
    }
}

/// The parts of a stored page. A page that contains our mark itself is only cut into more parts.
pub fn split(stored: &str) -> Vec<Page> {
    let mut parts = Vec::new();
    for (index, piece) in stored.split(PART).take(PARTS + 1).enumerate() {
        match piece.split_once(PART_END) {
            Some((url, html)) if index > 0 => parts.push(Page {
                url: url.to_owned(),
                html: html.to_owned(),
                is_cut: false,
            }),
            _ if piece.trim().is_empty() => {}
            _ => parts.push(Page {
                html: piece.to_owned(),
                ..Page::default()
            }),
        }
    }
    parts
}

/// The page goes on with this one: always if the page's address has no number, else if they have the
/// same headline. The next issue and the next day's entry are `next` too.
pub fn is_part(url: &str, document: &Document, next: &Document) -> bool {
    crate::clean::is_without_number(url, document.canonical.as_deref())
        || !document.title.is_empty() && document.title == next.title
}

/// A later part of an article goes behind it; false if it mostly says the same: what is known beside
/// that is dropped when a part is cleaned, so this is the article again, with other comments.
pub fn append(document: &mut Document, part: Document) -> bool {
    if is_mostly_known(document, &part) {
        return false;
    }
    document.text.push('\n');
    document.text.push_str(&part.text);
    document.html.push_str(&part.html);
    let mut known: HashSet<String> = document.links.iter().map(|it| it.url.clone()).collect();
    let links = part.links.into_iter();
    let links = links.filter(|link| known.insert(link.url.clone()));
    document.links.extend(links);
    let mut known: HashSet<String> = document.images.iter().map(|it| it.url.clone()).collect();
    let images = part.images.into_iter();
    let images = images.filter(|image| known.insert(image.url.clone()));
    document.images.extend(images);
    document.words = document.words.saturating_add(part.words);
    document.minutes = crate::model::minutes(document.words);
    document.warnings.extend(part.warnings);
    true
}

/// Half of its lines stand in the document, or half of its text.
fn is_mostly_known(document: &Document, part: &Document) -> bool {
    let known: HashSet<&str> = document.text.lines().collect();
    let is_known = |line: &&str| known.contains(line);
    let seen: Vec<&str> = part.text.lines().filter(is_known).collect();
    let letters: usize = seen.iter().map(|line| line.len()).sum();
    seen.len() * 2 >= part.text.lines().count() || letters * 2 >= part.text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(url: &str, html: &str) -> Page {
        Page {
            url: url.into(),
            html: html.into(),
            is_cut: false,
        }
    }

    #[test]
    fn parts_are_stored_and_found_again() {
        let parts = [
            page("https://a.example/1", "<p>one"),
            page("https://a.example/2", "<p>two -->\n"),
        ];
        assert_eq!(split(&joined(&parts, None)), parts);
        assert_eq!(split("<p>old"), [page("", "<p>old")]);
        assert!(split("").is_empty());
        let stored = joined(&parts, Some("<p>three"));
        let (pages, rest) = split_rest(&stored);
        assert_eq!((split(pages), rest), (parts.to_vec(), Some("<p>three")));
    }

    #[test]
    fn only_new_pages_of_the_same_host_go_on() {
        let parts = [
            page("https://a.example/1", ""),
            page("https://a.example/2", ""),
        ];
        assert!(is_next(&parts, "https://a.example/3"));
        assert!(!is_next(&parts, "https://a.example/2#top"), "a loop");
        assert!(!is_next(&parts, "https://a.example:8443/3"));
        assert!(!is_next(&parts, "https://b.example/3"));
        assert!(!is_next(&parts, "javascript:next()"));
    }

    #[test]
    fn a_part_that_is_mostly_the_same_text_is_the_article_again() {
        let of = |text: &str| Document {
            text: text.into(),
            ..Document::default()
        };
        let long = "The ferry left the pier at six, with forty people on board.";
        let first = of(&format!("{long}\nOne comment.\nTwo comments."));
        for part in [
            format!("{long}\nOne comment.\nThree comments."),
            format!("{long}\nThree.\nFour.\nFive."),
        ] {
            let mut joined = first.clone();
            assert!(!append(&mut joined, of(&part)), "{part}");
            assert_eq!(joined, first);
        }
        assert!(append(
            &mut first.clone(),
            of("Two comments.\nThree comments.\nFour.")
        ));
    }

    #[test]
    fn a_part_that_says_nothing_new_is_left_out() {
        let first = Document {
            text: "one\ntwo".into(),
            words: 2,
            ..Document::default()
        };
        let mut joined = first.clone();
        append(
            &mut joined,
            Document {
                text: "two".into(),
                words: 1,
                ..Document::default()
            },
        );
        assert_eq!(joined, first);
        append(
            &mut joined,
            Document {
                text: "three".into(),
                words: 1,
                ..Document::default()
            },
        );
        assert_eq!((joined.text.as_str(), joined.words), ("one\ntwo\nthree", 3));
    }
}
