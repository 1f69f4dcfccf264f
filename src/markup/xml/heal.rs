//! What the tree must know of feeds to close what nobody closed.

/// The frame of a feed: its tags are believed wherever they stand.
pub(super) fn is_structural(name: &str) -> bool {
    matches!(name.len(), 3..=7)
        && is_any(
            name,
            &["item", "entry", "channel", "rss", "feed", "rdf", "rdf:rdf"],
        )
}

/// Where an entry begins.
pub(super) fn is_entry(name: &str) -> bool {
    matches!(name.len(), 4 | 5) && is_any(name, &["item", "entry"])
}

/// How a field of a feed may be told from what stands inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    /// Holds a line of text: another field's tag ends it.
    Line,
    /// Holds HTML: only tags that HTML does not have end it.
    Html,
}

/// The unprefixed fields of RSS and Atom.
pub(super) fn leaf(name: &str) -> Option<Leaf> {
    const LINES: [&str; 19] = [
        "title",
        "link",
        "guid",
        "pubdate",
        "id",
        "updated",
        "published",
        "issued",
        "modified",
        "created",
        "category",
        "comments",
        "enclosure",
        "language",
        "lastbuilddate",
        "generator",
        "copyright",
        "ttl",
        "managingeditor",
    ];
    const HTML: [&str; 4] = ["description", "summary", "content", "tagline"];
    match name.len() {
        2..=14 if is_any(name, &LINES) => Some(Leaf::Line),
        7..=11 if is_any(name, &HTML) => Some(Leaf::Html),
        _ => None,
    }
}

/// A field whose name no HTML element has.
pub(super) fn is_no_html(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "guid",
        "pubdate",
        "category",
        "comments",
        "enclosure",
        "updated",
        "published",
        "issued",
        "modified",
        "created",
        "description",
        "lastbuilddate",
        "managingeditor",
        "generator",
    ];
    is_any(name, &NAMES)
}

/// HTML elements that have no end tag and that no feed uses for anything else.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name.len(), 2..=5)
        && is_any(
            name,
            &[
                "br", "img", "hr", "wbr", "input", "embed", "col", "area", "param",
            ],
        )
}

fn is_any(name: &str, names: &[&str]) -> bool {
    names.iter().any(|it| it.eq_ignore_ascii_case(name))
}
