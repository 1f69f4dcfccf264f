//! The last step: ammonia with lists of our own, so that nothing is stored that a reader cannot
//! show. Its defaults drop `class`, keep tracking pixels and `utm_` parameters.

use super::blocks::blocks;
use super::pictures;
use super::render::{Render, render};
use super::tree::Tree;
use crate::markup::{short_base, tame};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use url::Url;

const TAGS: [&str; 45] = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "blockquote",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "pre",
    "code",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "figure",
    "figcaption",
    "img",
    "a",
    "em",
    "strong",
    "b",
    "i",
    "s",
    "del",
    "sub",
    "sup",
    "br",
    "hr",
    "details",
    "summary",
    "abbr",
    "mark",
    "colgroup",
    "col",
    "small",
];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let attributes: HashMap<&str, HashSet<&str>> = [
        ("a", &["href", "id"][..]),
        ("img", &["src", "alt"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan"]),
        ("ol", &["start", "reversed", "type"]),
        ("li", &["value"]),
        ("code", &["class"]),
        ("abbr", &["title"]),
    ]
    .into_iter()
    .map(|(tag, names)| (tag, names.iter().copied().collect()))
    .collect();
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .tags(TAGS.into_iter().collect())
        .tag_attributes(attributes)
        .generic_attributes(HashSet::new())
        .url_schemes(["http", "https", "mailto"].into_iter().collect())
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(None)
        .attribute_filter(|tag, name, value| match (tag, name) {
            ("a", "href") => pictures::link(value, None).map(Cow::Owned),
            ("img", "src") => pictures::address(value, None).map(Cow::Owned),
            ("code", "class") => is_language(value).then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    cleaner
});

fn is_language(class: &str) -> bool {
    class
        .strip_prefix("language-")
        .is_some_and(|name| !name.is_empty() && !name.contains(' '))
}

/// What was rendered here, once more through the sanitiser.
pub fn last(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// Any HTML as far as a reader can show it, its URLs absolute.
#[must_use]
pub fn sanitise(html: &str, base: Option<&str>) -> String {
    let tree = Tree::parse(&tame::tame(html).html);
    let blocks = blocks(&tree);
    let kept: Vec<bool> = blocks.iter().map(|block| !block.is_hidden).collect();
    let base = base
        .and_then(|base| Url::parse(base).ok())
        .and_then(short_base);
    let (html, _) = render(&Render {
        tree: &tree,
        blocks: &blocks,
        kept: &kept,
        headings: &vec![false; blocks.len()],
        base: base.as_ref(),
        headline: "",
    });
    last(&html)
}
