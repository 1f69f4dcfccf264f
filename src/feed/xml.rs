//! The tolerant tree → feed: where the feed is in it, and which elements are its entries.

use super::construct::Document;
use super::limits::too_many;
use super::{Context, NotAFeed, entry, head, hints, unknown};
use crate::markup::Base;
use crate::markup::xml::{Element, Space, Tree, parse as tree_of};
use crate::model::{ParsedEntry, ParsedFeed};
use std::cmp::Reverse;

/// How deep the frame of a feed may be wrapped in something else.
const DEEPEST_ROOT: usize = 8;

pub(super) fn parse(text: &str, context: &Context<'_>) -> Result<ParsedFeed, NotAFeed> {
    let tree = tree_of(text);
    let root = root(&tree).ok_or_else(|| refusal(&tree))?;
    let channel = channel(root);
    let is_atom = root.is("feed") || root.is("entry");
    let mut document = Document {
        base: context.base(),
        is_atom,
        has_xml_base: text.contains(":base"),
        author: String::new(),
        language: None,
        latest: context.now.plus(86_400),
    };
    if let Some(link) = head::site(channel, &document) {
        document.base = base_of_texts(
            document.base,
            &link,
            is_atom || context.content_location.is_some(),
        );
    }
    let mut feed = head::read(channel, &document);
    feed.language = feed.language.or_else(|| {
        let language = context.content_language?.split(',').next()?.trim();
        (!language.is_empty()).then(|| language.to_owned())
    });
    document.author = head::author(channel, &document);
    document.language.clone_from(&feed.language);
    feed.hints = hints::read(channel);
    feed.is_cut = tree.is_cut;
    let mut elements: Vec<_> = tree.elements().filter(|it| is_entry(*it)).collect();
    let most = context.entries;
    if elements.len() > most {
        feed.warnings.push(too_many(most));
        elements.sort_by_cached_key(|it| Reverse(entry::date(*it, &document)));
        elements.truncate(most);
        elements.sort_by_key(|it| it.number());
    }
    feed.entries = elements
        .into_iter()
        .map(|it| ParsedEntry {
            is_unfinished: tree.unfinished == Some(it.number()),
            ..entry::read(it, &document)
        })
        .collect();
    Ok(feed)
}

/// Feeds are served by others (`FeedBurner` and its kind) more often than texts point there: RSS that
/// comes from another host than its site means the site. Atom says what it means.
fn base_of_texts(base: Base, site: &str, is_told: bool) -> Base {
    let is_elsewhere = !is_told && base.host() != Base::new(site).host();
    if base.is_none() || is_elsewhere {
        Base::new(site)
    } else {
        base
    }
}

/// The first element that frames a feed, not too deep; entries without a frame are one too.
fn root<'t, 'a>(tree: &'t Tree<'a>) -> Option<Element<'t, 'a>> {
    let is_page = tree
        .elements()
        .take(200)
        .any(|it| it.is("html") || it.is("body"));
    let names = ["rss", "rdf", "feed", "channel", "redirect"];
    let is_frame = |it: &Element<'t, 'a>| {
        matches!(it.space(), Space::Own | Space::Atom | Space::Rdf)
            && names.iter().any(|name| it.is(name))
            && depth(*it) <= DEEPEST_ROOT
    };
    let framed = tree.elements().find(is_frame);
    framed.or_else(|| {
        let bare = tree
            .elements()
            .find(|it| is_entry(*it) && depth(*it) <= DEEPEST_ROOT);
        bare.filter(|_| !is_page)
    })
}

fn depth(element: Element<'_, '_>) -> usize {
    std::iter::successors(element.parent(), |it| it.parent())
        .take(DEEPEST_ROOT + 1)
        .count()
}

/// What holds the fields of the feed itself.
fn channel<'t, 'a>(root: Element<'t, 'a>) -> Element<'t, 'a> {
    if root.is("feed") {
        return root;
    }
    root.child("channel").unwrap_or(root)
}

fn is_entry(element: Element<'_, '_>) -> bool {
    (element.is("item") || element.is("entry"))
        && matches!(element.space(), Space::Own | Space::Atom)
}

fn refusal(tree: &Tree<'_>) -> NotAFeed {
    let Some(first) = tree.elements().next() else {
        return unknown("it is neither XML nor JSON");
    };
    let pages = [
        "html", "head", "body", "div", "p", "script", "meta", "title",
    ];
    if pages.iter().any(|it| first.is(it)) || tree.elements().take(20).any(|it| it.is("html")) {
        return NotAFeed::Html;
    }
    let name: String = first.name().chars().take(40).collect();
    unknown(&format!("its root is “{name}”"))
}
