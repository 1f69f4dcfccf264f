//! Names and kinds of the elements around a block, as numbers.

use crate::clean::tree::{Id, Tree};
use crate::clean::words::{hash_all, tokens};
use std::collections::HashMap;

/// Levels above a block at which names are read.
const LEVELS: usize = 9;

/// Elements around a block that say what it is.
const KINDS: [&[&str]; 14] = [
    &["footer"],
    &["header", "hgroup"],
    &["nav", "menu"],
    &["aside"],
    &["form", "fieldset", "label", "button"],
    &["blockquote"],
    &["ul", "ol"],
    &["table"],
    &["article"],
    &["main"],
    &["figure"],
    &["section"],
    &["dl", "details"],
    &["address"],
];

/// Parts of class and id, by what they tell of. A name in front of which `=` stands is a whole word.
const NAMES: [&[&str]; 28] = [
    &["comment", "disqus", "replies", "respond", "discussion"],
    &[
        "related",
        "recommend",
        "read-next",
        "readnext",
        "readmore",
        "read-more",
        "more-",
        "also-like",
        "upnext",
    ],
    &[
        "popular",
        "trending",
        "latest",
        "recent",
        "most-read",
        "mostread",
    ],
    &[
        "sidebar",
        "widget",
        "rail",
        "=side",
        "secondary",
        "complementary",
    ],
    &["footer", "=foot", "colophon", "bottom"],
    &["header", "masthead", "=head", "=top", "banner", "hero"],
    &["nav", "menu", "breadcrumb", "pagination", "pager", "crumb"],
    &[
        "share", "social", "follow", "facebook", "twitter", "whatsapp",
    ],
    &["author", "=bio", "byline", "writer", "contributor"],
    &[
        "meta",
        "=date",
        "=time",
        "timestamp",
        "published",
        "dateline",
        "=info",
    ],
    &["=tag", "=tags", "categor", "topic", "keyword", "taxonomy"],
    &[
        "promo",
        "sponsor",
        "=ad",
        "=ads",
        "advert",
        "adsense",
        "outbrain",
        "taboola",
        "affiliate",
    ],
    &[
        "newsletter",
        "subscri",
        "signup",
        "sign-up",
        "=cta",
        "call-to-action",
        "optin",
        "donate",
    ],
    &["caption", "credit", "wp-caption", "photo"],
    &["title", "headline", "heading"],
    &["content", "entry", "article", "story"],
    &[
        "body",
        "=text",
        "richtext",
        "rich-text",
        "prose",
        "wysiwyg",
        "markdown",
        "paragraph",
    ],
    &[
        "cookie", "consent", "gdpr", "modal", "popup", "overlay", "dialog",
    ],
    &["gallery", "slide", "carousel", "swiper", "lightbox"],
    &[
        "product", "price", "shop", "=buy", "cart", "deal", "rating", "review",
    ],
    &["quote", "pull"],
    &[
        "summary",
        "lead",
        "intro",
        "excerpt",
        "=dek",
        "standfirst",
        "subtitle",
        "description",
    ],
    &[
        "faq",
        "=toc",
        "table-of-contents",
        "accordion",
        "=tab",
        "=tabs",
        "collapse",
    ],
    &[
        "card", "teaser", "=item", "=list", "grid", "tile", "archive",
    ],
    &["embed", "tweet", "instagram", "video", "player", "audio"],
    &["disclaimer", "copyright", "legal", "notice", "disclosure"],
    &["post", "single", "blog", "hentry"],
    &[
        "hidden",
        "screen-reader",
        "sr-only",
        "visually",
        "print",
        "mobile",
        "desktop",
        "tooltip",
    ],
];

/// What stands around a line, by its element.
#[derive(Clone, Copy)]
pub struct Around {
    kinds: u16,
    /// The level of the nearest name of each group; beyond the last: none.
    names: [u8; NAMES.len()],
    depth: f32,
}

/// The elements around a line with their classes as one number: what has the same is set alike.
pub fn path(tree: &Tree, holder: Id) -> u64 {
    let mut parts = Vec::new();
    for (level, id) in std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take(4)
        .enumerate()
    {
        parts.extend(tokens(tree.tag(id)));
        if level < 2 {
            parts.extend(tokens(tree.attribute(id, "class").unwrap_or_default()));
        }
    }
    hash_all(&parts)
}

impl Around {
    /// In the order of the weights.
    pub fn put(&self, put: &mut impl FnMut(f32)) {
        for bit in 0..KINDS.len() {
            put(f32::from(self.kinds >> bit & 1));
        }
        self.names.iter().for_each(|level| put(f32::from(*level)));
        put(self.depth);
    }
}

/// What the elements of a page tell, each asked once.
#[derive(Default)]
pub struct Told {
    /// Kinds of the tag, and groups of the names, a bit each.
    elements: HashMap<Id, (u16, u32)>,
    names: HashMap<String, u32>,
}

impl Told {
    fn of(&mut self, tree: &Tree, id: Id) -> (u16, u32) {
        if let Some(told) = self.elements.get(&id) {
            return *told;
        }
        let tag = tree.tag(id);
        let kinds = KINDS
            .iter()
            .enumerate()
            .map(|(bit, kinds)| u16::from(kinds.contains(&tag)) << bit)
            .sum();
        let names = tree.names(id);
        let groups = *self
            .names
            .entry(names)
            .or_insert_with_key(|names| told(names));
        self.elements.insert(id, (kinds, groups));
        (kinds, groups)
    }
}

pub fn surroundings(tree: &Tree, holder: Id, told: &mut Told) -> Around {
    let mut out = Around {
        kinds: 0,
        names: [LEVELS as u8; NAMES.len()],
        depth: 0.0,
    };
    for (level, id) in std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .enumerate()
    {
        out.depth += 1.0;
        if matches!(tree.tag(id), "body" | "html") {
            break;
        }
        let (kinds, groups) = told.of(tree, id);
        out.kinds |= kinds;
        if level < LEVELS && groups != 0 {
            for (bit, nearest) in out.names.iter_mut().enumerate() {
                if groups >> bit & 1 == 1 {
                    *nearest = (*nearest).min(level as u8);
                }
            }
        }
    }
    out
}

/// The groups that names tell of, a bit each.
fn told(names: &str) -> u32 {
    if names.len() < 2 {
        return 0;
    }
    let is_told = |part: &str| match part.strip_prefix('=') {
        Some(whole) => names
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word == whole),
        None => names.contains(part),
    };
    NAMES
        .iter()
        .enumerate()
        .map(|(bit, parts)| u32::from(parts.iter().any(|part| is_told(part))) << bit)
        .sum()
}

/// Kinds of elements as a scale, from text to furniture.
pub fn tag(name: &str) -> f32 {
    const SCALE: [&str; 16] = [
        "p",
        "blockquote",
        "h2",
        "h3",
        "h4",
        "pre",
        "li",
        "td",
        "dd",
        "dt",
        "figcaption",
        "section",
        "article",
        "div",
        "h1",
        "main",
    ];
    let place = SCALE.iter().position(|known| *known == name);
    place.unwrap_or(SCALE.len()) as f32
}
