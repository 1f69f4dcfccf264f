//! The links of a page's head and body, in order, for finding feeds.

use super::addresses::Base;
use super::scan::{Attribute, Piece, attributes, pieces};
use crate::markup::unescape;

/// How many links of a page are looked at.
const MOST: usize = 20_000;

/// A `<link>` or `<a>` with an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageLink {
    /// Absolute where `base` or the page allow it.
    pub url: String,
    /// Words of `rel`, lower case.
    pub rel: String,
    /// Lower case, without parameters.
    pub media_type: String,
    /// The `title` attribute; for an `<a>` without one its text.
    pub title: String,
    /// From `<link>`, not `<a>`.
    pub is_head: bool,
}

/// The links of a page that came from `base`; `<base href>` is respected.
#[must_use]
pub fn links(html: &str, base: &Base) -> Vec<PageLink> {
    let mut base = base.clone();
    let mut found: Vec<PageLink> = Vec::new();
    let mut is_in_link = false;
    for piece in pieces(html) {
        match piece {
            Piece::Open {
                name, attributes, ..
            } if name.eq_ignore_ascii_case("base") => {
                if let Some(href) = value(attributes, "href") {
                    base = base.moved(&href);
                }
            }
            Piece::Open {
                name, attributes, ..
            } => {
                let is_head = name.eq_ignore_ascii_case("link");
                if is_head || name.eq_ignore_ascii_case("a") {
                    let link = read(attributes, is_head, &base);
                    is_in_link = !is_head && link.as_ref().is_some_and(|it| it.title.is_empty());
                    found.extend(link);
                    if found.len() >= MOST {
                        break;
                    }
                }
            }
            Piece::Text(text) if is_in_link => {
                if let Some(last) = found.last_mut().filter(|it| it.title.len() < 200) {
                    let start: String = text.chars().take(200).collect();
                    last.title.push_str(&unescape(&start));
                }
            }
            Piece::Text(_) => {}
            Piece::Close { name } => is_in_link &= !name.eq_ignore_ascii_case("a"),
        }
    }
    found
}

fn read(inside: &str, is_head: bool, base: &Base) -> Option<PageLink> {
    let href = value(inside, "href").filter(|it| !it.trim().is_empty())?;
    let lower = |name| value(inside, name).unwrap_or_default().to_ascii_lowercase();
    let media_type = lower("type");
    Some(PageLink {
        url: base.resolve(&href).into_owned(),
        rel: lower("rel"),
        media_type: media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned(),
        title: value(inside, "title").unwrap_or_default(),
        is_head,
    })
}

fn value(inside: &str, name: &str) -> Option<String> {
    let is_it = |it: &Attribute<'_>| it.name.eq_ignore_ascii_case(name);
    attributes(inside)
        .find(is_it)
        .map(|it| unescape(it.value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_in_order_against_the_base() {
        let page = "<base href='/de/'><LINK REL='Alternate stylesheet' type='application/RSS+xml; x' title='News &amp; more' href=feed>
            <a href='/rss'>Our <b>RSS</b></a> other <a name=x>no</a>";
        let found = links(page, &Base::new("https://n.example/x"));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].url, "https://n.example/de/feed");
        assert_eq!(found[0].rel, "alternate stylesheet");
        assert_eq!(found[0].media_type, "application/rss+xml");
        assert_eq!(found[0].title, "News & more");
        assert_eq!(
            (found[1].url.as_str(), found[1].title.as_str()),
            ("https://n.example/rss", "Our RSS")
        );
    }
}
