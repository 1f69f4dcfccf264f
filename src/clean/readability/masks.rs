//! What is counted once for every node, and what one attempt has left out so far.

use crate::clean::blocks::is_hidden;
use crate::clean::tree::{Id, Tree, is_block};
use crate::clean::words::tokens;
use std::collections::HashMap;

/// Readability's `unlikelyCandidates` and its exceptions.
const UNLIKELY: [&str; 31] = [
    "-ad-",
    "ai2html",
    "banner",
    "breadcrumbs",
    "combx",
    "comment",
    "community",
    "cover-wrap",
    "disqus",
    "extra",
    "footer",
    "gdpr",
    "header",
    "legends",
    "menu",
    "related",
    "remark",
    "replies",
    "rss",
    "shoutbox",
    "sidebar",
    "skyscraper",
    "social",
    "sponsor",
    "supplemental",
    "ad-break",
    "agegate",
    "pagination",
    "pager",
    "popup",
    "yom-remote",
];
const MAYBE: [&str; 8] = [
    "and", "article", "body", "column", "content", "main", "mathjax", "shadow",
];
const NEGATIVE: [&str; 24] = [
    "-ad-",
    "hidden",
    "banner",
    "combx",
    "comment",
    "com-",
    "contact",
    "footer",
    "gdpr",
    "masthead",
    "media",
    "meta",
    "outbrain",
    "promo",
    "related",
    "scroll",
    "share",
    "shoutbox",
    "sidebar",
    "skyscraper",
    "sponsor",
    "shopping",
    "tags",
    "widget",
];
const POSITIVE: [&str; 13] = [
    "article",
    "body",
    "content",
    "entry",
    "hentry",
    "h-entry",
    "main",
    "page",
    "pagination",
    "post",
    "text",
    "blog",
    "story",
];
const BYLINE: [&str; 5] = ["byline", "author", "dateline", "writtenby", "p-author"];

fn says(names: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| names.contains(part))
}

fn says_bad(names: &str) -> bool {
    says(names, &NEGATIVE) || names.split(' ').any(|word| word == "hid")
}

/// A name that is or holds the word `share` by itself, as in `share-bar` or `post_share`.
pub fn is_share(names: &str) -> bool {
    names
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "share" | "sharedaddy"))
}

const UNLIKELY_ROLES: [&str; 7] = [
    "menu",
    "menubar",
    "complementary",
    "navigation",
    "alert",
    "alertdialog",
    "dialog",
];

/// Names of furniture.
pub fn sounds_bad(names: &str) -> bool {
    says_bad(names) || says(names, &UNLIKELY)
}

/// Names of text.
pub fn sounds_good(names: &str) -> bool {
    says(names, &POSITIVE)
}

/// Facts that no attempt changes.
pub struct Facts {
    /// Of text nodes: characters with blanks made one.
    pub chars: Vec<u32>,
    pub commas: Vec<u32>,
    pub is_linked: Vec<bool>,
    /// Of elements: 25 for a good class, 25 for a good id, less as much for bad ones.
    pub weight: Vec<i32>,
    pub is_unlikely: Vec<bool>,
    pub is_byline: Vec<bool>,
    pub is_hidden: Vec<bool>,
}

impl Facts {
    pub fn of(tree: &Tree) -> Self {
        let n = tree.nodes.len();
        let mut facts = Self {
            chars: vec![0; n],
            commas: vec![0; n],
            is_linked: vec![false; n],
            weight: vec![0; n],
            is_unlikely: vec![false; n],
            is_byline: vec![false; n],
            is_hidden: vec![false; n],
        };
        let mut links_to = 0;
        let mut known = HashMap::new();
        for (id, node) in tree.nodes.iter().enumerate() {
            if node.tag.is_empty() {
                (facts.chars[id], facts.commas[id]) = measure(&node.text);
                facts.is_linked[id] = id < links_to;
                continue;
            }
            if tree.is_link(id) {
                links_to = node.end;
            }
            facts.names(tree, id, &mut known);
            facts.is_hidden[id] = is_hidden(tree, id);
        }
        facts
    }

    /// `known` is what names say that were asked before: most of a page's elements repeat a few.
    fn names<'a>(&mut self, tree: &'a Tree, id: Id, known: &mut HashMap<(&'a str, &'a str), Said>) {
        let class = tree.attribute(id, "class").unwrap_or_default();
        let own = tree.attribute(id, "id").unwrap_or_default();
        let said = *known
            .entry((class, own))
            .or_insert_with(|| Said::of(class, own));
        self.weight[id] = said.weight;
        self.is_unlikely[id] = said.is_unlikely
            || tree
                .attribute(id, "role")
                .is_some_and(|role| UNLIKELY_ROLES.contains(&role));
        let rel = tree.attribute(id, "rel").unwrap_or_default();
        let property = tree.attribute(id, "itemprop").unwrap_or_default();
        self.is_byline[id] = rel == "author" || property.contains("author") || said.is_byline;
    }
}

/// What class and id say.
#[derive(Clone, Copy, Default)]
struct Said {
    weight: i32,
    is_unlikely: bool,
    is_byline: bool,
}

impl Said {
    fn of(class: &str, own: &str) -> Self {
        if class.is_empty() && own.is_empty() {
            return Self::default();
        }
        let (class, own) = (class.to_lowercase(), own.to_lowercase());
        let mut said = Self::default();
        for name in [&class, &own].into_iter().filter(|name| !name.is_empty()) {
            said.weight -= if says_bad(name) { 25 } else { 0 };
            said.weight += if says(name, &POSITIVE) { 25 } else { 0 };
        }
        let both = format!("{class} {own}");
        said.is_unlikely = says(&both, &UNLIKELY) && !says(&both, &MAYBE);
        said.is_byline = says(&both, &BYLINE);
        said
    }
}

fn measure(text: &str) -> (u32, u32) {
    let mut chars = 0;
    let mut commas = 0;
    let mut was_blank = true;
    for c in text.chars() {
        let is_blank = c.is_whitespace();
        if !(is_blank && was_blank) {
            chars += 1;
        }
        was_blank = is_blank;
        commas += u32::from(matches!(
            c,
            ',' | '،' | '﹐' | '︐' | '︑' | '⹁' | '⸴' | '⸲' | '，' | '、'
        ));
    }
    (
        if was_blank && chars > 0 {
            chars - 1
        } else {
            chars
        },
        commas,
    )
}

/// What one attempt has left out.
pub struct Masks {
    gone: Vec<bool>,
}

impl Masks {
    pub fn new(tree: &Tree) -> Self {
        Self {
            gone: vec![false; tree.nodes.len()],
        }
    }

    pub fn is_gone(&self, id: Id) -> bool {
        self.gone[id]
    }

    pub fn remove(&mut self, tree: &Tree, id: Id) {
        for flag in &mut self.gone[id..tree.nodes[id].end] {
            *flag = true;
        }
    }

    /// Readability's first walk: hidden things, bylines, the headline, unlikely candidates.
    pub fn drop_unlikely(&mut self, tree: &Tree, facts: &Facts, title: &str, strips: bool) {
        let mut has_byline = false;
        let title = tokens(title);
        let mut has_headline = false;
        let mut safe_to = 0;
        for id in 0..tree.nodes.len() {
            if self.gone[id] || tree.is_text(id) {
                continue;
            }
            let tag = tree.tag(id);
            if facts.is_hidden[id] || matches!(tag, "head" | "script" | "button") {
                self.remove(tree, id);
                continue;
            }
            if !has_byline && facts.is_byline[id] && is_byline_text(tree, facts, id) {
                has_byline = true;
                self.remove(tree, id);
                continue;
            }
            if !has_headline && matches!(tag, "h1" | "h2") && repeats(tree, id, &title) {
                has_headline = true;
                self.remove(tree, id);
                continue;
            }
            if matches!(tag, "table" | "code") {
                safe_to = safe_to.max(tree.nodes[id].end);
            }
            if strips
                && facts.is_unlikely[id]
                && id >= safe_to
                && !matches!(tag, "body" | "a" | "html")
            {
                self.remove(tree, id);
            }
        }
    }

    /// Characters, of which linked, and commas below a node.
    pub fn count(&self, tree: &Tree, facts: &Facts, id: Id) -> Count {
        let mut count = Count::default();
        for at in id..tree.nodes[id].end {
            if self.gone[at] || facts.chars[at] == 0 {
                continue;
            }
            count.chars += facts.chars[at];
            count.commas += facts.commas[at];
            if facts.is_linked[at] {
                count.linked += facts.chars[at];
            }
        }
        count
    }

    pub fn has_block_child(&self, tree: &Tree, id: Id) -> bool {
        tree.children(id)
            .any(|child| !self.gone[child] && is_block(tree.tag(child)))
    }
}

#[derive(Default)]
pub struct Count {
    pub chars: u32,
    pub linked: u32,
    pub commas: u32,
}

impl Count {
    pub fn link_density(&self) -> f32 {
        if self.chars == 0 {
            return 0.0;
        }
        self.linked as f32 / self.chars as f32
    }
}

fn is_byline_text(tree: &Tree, facts: &Facts, id: Id) -> bool {
    let chars: u32 = facts.chars[id..tree.nodes[id].end].iter().sum();
    chars > 0 && chars < 100
}

/// Three quarters of a heading's words are the title's.
fn repeats(tree: &Tree, id: Id, title: &[u64]) -> bool {
    let words = tokens(&tree.text_of(id));
    if words.is_empty() || title.is_empty() {
        return false;
    }
    let strange = words.iter().filter(|word| !title.contains(word)).count();
    strange * 4 < words.len()
}
