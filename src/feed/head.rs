//! The fields of the feed itself.

use super::construct::{Document, Role, html, line, title};
use super::{author, date, entry};
use crate::markup::visible_text;
use crate::markup::xml::{Element, Space};
use crate::model::ParsedFeed;
use crate::text::clean_line;

pub(super) fn read(channel: Element<'_, '_>, document: &Document) -> ParsedFeed {
    let field = |names: &[&str]| {
        let mut all = names.iter().filter_map(|name| own(channel, name));
        all.find_map(|it| html(it, Role::Title, document))
    };
    let titles =
        field(&["title"]).or_else(|| html(other(channel, "title")?, Role::Title, document));
    let heading = titles.as_deref().map(title);
    let subtitle = field(&["subtitle", "tagline", "description", "abstract", "info"]);
    ParsedFeed {
        title: heading
            .as_ref()
            .map(|it| it.plain.clone())
            .unwrap_or_default(),
        title_html: heading.and_then(|it| it.html),
        subtitle: subtitle
            .map(|it| clean_line(&visible_text(&it)))
            .unwrap_or_default(),
        link: site(channel, document),
        updated: updated(channel),
        language: language(channel),
        ..ParsedFeed::default()
    }
}

/// The site's address: a link as text or to another representation, never to the feed itself.
pub(super) fn site(channel: Element<'_, '_>, document: &Document) -> Option<String> {
    let links = || channel.children().filter(|it| it.is("link") && is_own(*it));
    let relation = |it: &Element<'_, '_>| it.attribute("rel").map(|rel| rel.to_ascii_lowercase());
    let is_alternate = |it: &Element<'_, '_>| relation(it).is_none_or(|rel| rel == "alternate");
    let is_page = |it: &Element<'_, '_>| {
        it.attribute("type")
            .is_none_or(|kind| kind.contains("html"))
    };
    let text = |it: Element<'_, '_>| document.address(it, &it.text());
    let href = |it: Element<'_, '_>| document.address(it, &it.attribute("href")?);
    links()
        .filter(|it| it.attribute("href").is_none() && is_alternate(it))
        .find_map(text)
        .or_else(|| links().filter(is_alternate).filter(is_page).find_map(href))
        .or_else(|| links().filter(is_alternate).find_map(href))
        .or_else(|| document.address(channel, &channel.attribute("href")?))
        .or_else(|| document.address(channel, &channel.attribute("about")?))
}

/// Of the feed, for Atom entries that have none of their own.
pub(super) fn author(channel: Element<'_, '_>, document: &Document) -> String {
    if !document.is_atom {
        return String::new();
    }
    let all = channel
        .children()
        .filter(|it| it.is("author") && is_own(*it));
    author::joined(&all.map(entry::person).collect::<Vec<_>>())
}

fn updated(channel: Element<'_, '_>) -> Option<crate::model::Timestamp> {
    let names = ["updated", "modified", "lastbuilddate", "pubdate", "date"];
    let field = |name: &&str| {
        let is_it = |it: &Element<'_, '_>| it.is(name) && it.space() != Space::Other;
        date::parse(&channel.children().find(is_it)?.text())
    };
    names
        .iter()
        .find_map(field)
        .or_else(|| date::parse(&channel.attribute("lastmod")?))
}

fn language(channel: Element<'_, '_>) -> Option<String> {
    let tag =
        |it: Element<'_, '_>| (it.is("language") && it.space() != Space::Other).then(|| line(it));
    let named = channel.children().find_map(tag);
    let around = std::iter::successors(Some(channel), |it| it.parent());
    let inherited = || {
        around.clone().find_map(|it| {
            it.xml_attribute("lang")
                .map(|tag| clean_line(&tag).into_string())
        })
    };
    named
        .or_else(inherited)
        .filter(|it| !it.is_empty() && it.len() < 36)
}

fn is_own(element: Element<'_, '_>) -> bool {
    matches!(element.space(), Space::Own | Space::Atom)
}

fn own<'t, 'a>(channel: Element<'t, 'a>, name: &str) -> Option<Element<'t, 'a>> {
    channel.children().find(|it| it.is(name) && is_own(*it))
}

/// The same field from a module: `dc:title`, `itunes:title`.
fn other<'t, 'a>(channel: Element<'t, 'a>, name: &str) -> Option<Element<'t, 'a>> {
    let is_module = |it: &Element<'_, '_>| {
        matches!(it.space(), Space::DublinCore | Space::Media | Space::Itunes)
    };
    channel.children().find(|it| it.is(name) && is_module(it))
}
