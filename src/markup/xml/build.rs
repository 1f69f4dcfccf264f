//! Tokens → tree. Unclosed, crossed, stray and nested tags are put right; depth is flattened.

use super::heal::{self, Leaf};
use super::space::{Space, of_address, of_prefix};
use super::tokens::{Attribute, Token, Tokens, tokens};
use super::tree::{Kind, NONE, Named, Node, Tree};
use crate::markup::unescape;
use crate::text::room;

/// Deeper elements become children of the last that may have some.
const DEEPEST: usize = 256;
/// Elements and texts, and attributes, of one document: 5,000 entries have far fewer. A document made
/// of nothing but tags would take ten times its size in memory.
const MOST_NODES: usize = 500_000;
const MOST_ATTRIBUTES: usize = 250_000;
/// Namespaces in force at once.
const MOST_SPACES: usize = 256;

/// A tree from any text.
#[must_use]
pub fn parse(text: &str) -> Tree<'_> {
    let mut builder = Builder::new(text);
    let mut source = tokens(text);
    while let Some(token) = source.next() {
        if builder.is_full() {
            return builder.end(true);
        }
        builder.take(token, &source);
    }
    builder.end(source.is_cut)
}

struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<Open<'a>>,
    /// Prefix and meaning, and the depth of the element that declared it.
    spaces: Vec<(&'a str, Space, usize)>,
    /// Open elements beyond the depth.
    flattened: u32,
    /// Depth of the open entry, and of the outermost open field.
    entry: Option<usize>,
    leaf: Option<(usize, Leaf)>,
    has_root_end: bool,
    has_root: bool,
}

#[derive(Clone, Copy)]
struct Open<'a> {
    index: u32,
    /// As written, prefix and all.
    name: &'a str,
}

impl<'a> Builder<'a> {
    fn new(text: &str) -> Self {
        // Both grow in steps otherwise, and what they grew out of stays with the thread.
        let (nodes, attributes) = if text.len() > room::LARGE {
            (room::elements::<Node<'_>>(), room::elements::<Named<'_>>())
        } else {
            (text.len() / 64 + 8, 0)
        };
        let mut nodes = Vec::with_capacity(nodes);
        nodes.push(Node {
            kind: Kind::Element,
            space: Space::Own,
            text: "",
            attributes: (0, 0),
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
        });
        Self {
            tree: Tree {
                nodes,
                attributes: Vec::with_capacity(attributes),
                is_cut: false,
                unfinished: None,
            },
            open: vec![Open { index: 0, name: "" }],
            spaces: Vec::new(),
            flattened: 0,
            entry: None,
            leaf: None,
            has_root_end: false,
            has_root: false,
        }
    }

    fn is_full(&self) -> bool {
        self.tree.nodes.len() >= MOST_NODES || self.tree.attributes.len() >= MOST_ATTRIBUTES
    }

    fn take(&mut self, token: Token<'a>, source: &Tokens<'a>) {
        match token {
            Token::Text(text) => self.text(Kind::Text, text),
            Token::CData(text) => self.text(Kind::CData, text),
            Token::Close(name) => self.close(name),
            Token::Open { name, is_closed } => self.open(name, is_closed, &source.attributes),
        }
    }

    fn end(mut self, is_cut: bool) -> Tree<'a> {
        self.tree.is_cut = is_cut || self.has_root && !self.has_root_end && self.open.len() > 1;
        let unfinished = self.entry.filter(|_| self.tree.is_cut);
        self.tree.unfinished = unfinished.and_then(|it| Some(self.open.get(it)?.index));
        self.tree
    }

    fn text(&mut self, kind: Kind, text: &'a str) {
        if text.is_empty() || self.open.len() == 1 {
            return;
        }
        // White space between fields is no text; between words and inline tags it is.
        if kind == Kind::Text
            && self.leaf.is_none()
            && text.bytes().all(|b| b.is_ascii_whitespace())
        {
            let parent = self.parent();
            if self.tree.nodes[parent as usize].first == NONE
                || self.entry == Some(self.open.len() - 1)
            {
                return;
            }
        }
        self.push(Node {
            kind,
            space: Space::Own,
            text,
            attributes: (0, 0),
            parent: self.parent(),
            first: NONE,
            last: NONE,
            next: NONE,
        });
    }

    fn parent(&self) -> u32 {
        self.open.last().map_or(0, |it| it.index)
    }

    fn push(&mut self, node: Node<'a>) -> Option<u32> {
        let index = u32::try_from(self.tree.nodes.len())
            .ok()
            .filter(|it| *it < NONE)?;
        let parent = &mut self.tree.nodes[node.parent as usize];
        let before = std::mem::replace(&mut parent.last, index);
        if before == NONE {
            parent.first = index;
        } else {
            self.tree.nodes[before as usize].next = index;
        }
        self.tree.nodes.push(node);
        Some(index)
    }

    fn open(&mut self, name: &'a str, is_closed: bool, attributes: &[Attribute<'a>]) {
        let (prefix, local) = split(name);
        self.heal(name, prefix, local);
        let depth = self.open.len();
        self.declare(local, attributes, depth);
        let space = self.space(prefix, local);
        let attributes = self.keep(attributes);
        let index = self.push(Node {
            kind: Kind::Element,
            space,
            text: local,
            attributes,
            parent: self.parent(),
            first: NONE,
            last: NONE,
            next: NONE,
        });
        let is_void = self.leaf.is_some() && heal::is_void(name);
        let Some(index) = index.filter(|_| !is_closed && !is_void) else {
            self.spaces.retain(|it| it.2 < depth);
            return;
        };
        if depth > DEEPEST {
            self.flattened = self.flattened.saturating_add(1);
            return;
        }
        self.has_root |= heal::is_structural(name);
        self.open.push(Open { index, name });
        if heal::is_entry(local) && self.leaf.is_none() {
            self.entry = Some(depth);
        } else if self.leaf.is_none()
            && prefix.is_empty()
            && let Some(leaf) = heal::leaf(local)
        {
            self.leaf = Some((depth, leaf));
        } else if self.leaf.is_none() && space == Space::Content {
            self.leaf = Some((depth, Leaf::Html));
        }
    }

    /// Closes what must have been meant to end before this tag.
    fn heal(&mut self, name: &str, prefix: &str, local: &str) {
        let is_own =
            prefix.is_empty() || matches!(of_prefix(prefix), Some(Space::Atom | Space::Own));
        if is_own && heal::is_entry(local) && !self.is_inside_markup() {
            if let Some(depth) = self.entry {
                self.cut_to(depth);
            } else if let Some((depth, _)) = self.leaf {
                self.cut_to(depth);
            }
            return;
        }
        let Some((depth, kind)) = self.leaf else {
            return;
        };
        let is_field = match (prefix.is_empty(), kind) {
            (true, Leaf::Line) => heal::leaf(local).is_some() || heal::is_structural(name),
            (true, Leaf::Html) => {
                self.open.len() == depth + 1 && heal::is_no_html(local)
                    || heal::is_structural(name) && !self.is_inside_markup()
            }
            (false, Leaf::Line) => {
                of_prefix(prefix).is_some_and(|it| it != Space::Html && it != Space::Xml)
            }
            (false, Leaf::Html) => {
                matches!(
                    of_prefix(prefix),
                    Some(Space::Content | Space::DublinCore | Space::Itunes)
                )
            }
        };
        // Atom's category, link and author hold no text; what stands in them is theirs.
        if is_field {
            self.cut_to(depth);
        }
    }

    /// Inside elements of HTML content, where an unknown `<item>` may be just text of somebody.
    fn is_inside_markup(&self) -> bool {
        match self.leaf {
            Some((depth, Leaf::Html)) => self.open.get(depth + 1).is_some_and(|it| {
                self.tree.nodes[it.index as usize].space == Space::Html && it.name.len() > 4
            }),
            _ => false,
        }
    }

    fn close(&mut self, name: &str) {
        let local = split(name).1;
        if heal::is_structural(name) {
            self.flattened = 0;
        } else if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        self.has_root_end |= matches!(local.len(), 3 | 4)
            && (local.eq_ignore_ascii_case("rss")
                || local.eq_ignore_ascii_case("feed")
                || local.eq_ignore_ascii_case("rdf"));
        // An entry is a wall: no end tag inside closes what is outside, but for the frame's own.
        let floor = match self.entry {
            Some(depth) if !heal::is_structural(name) => depth,
            _ => 1,
        };
        let is_it = |it: &Open<'_>| it.name.eq_ignore_ascii_case(name);
        let found = self.open.iter().rposition(is_it).filter(|at| *at >= floor);
        let found = found.or_else(|| {
            // `</item>` for `<rss:item>`.
            let is_it = |it: &Open<'_>| split(it.name).1.eq_ignore_ascii_case(local);
            let is_frame = heal::is_structural(local);
            is_frame.then(|| self.open.iter().rposition(is_it))?
        });
        let found = found.filter(|it| *it >= floor);
        if let Some(at) = found {
            self.cut_to(at);
        }
    }

    /// Closes the element at this depth and all inside.
    fn cut_to(&mut self, depth: usize) {
        self.open.truncate(depth.max(1));
        self.flattened = 0;
        self.entry = self.entry.filter(|it| *it < depth);
        self.leaf = self.leaf.filter(|it| it.0 < depth);
        while self.spaces.last().is_some_and(|it| it.2 >= depth) {
            self.spaces.pop();
        }
    }

    fn declare(&mut self, local: &'a str, attributes: &[Attribute<'a>], depth: usize) {
        let mut has_default = false;
        for it in attributes {
            let prefix = match split(it.name) {
                ("", "xmlns") => "",
                ("xmlns", prefix) => prefix,
                _ => continue,
            };
            has_default |= prefix.is_empty();
            if self.spaces.len() < MOST_SPACES {
                let known = of_address(&unescape(it.value));
                self.spaces.push((
                    prefix,
                    known.unwrap_or_else(|| self.unknown(prefix, local)),
                    depth,
                ));
            }
        }
        // A feed inside a page does not become HTML by that.
        if !has_default
            && heal::is_structural(local)
            && self.default() != Space::Atom
            && self.default() != Space::Own
        {
            self.spaces.push(("", Space::Own, depth));
        }
    }

    /// An unknown default namespace on the frame is the format's own; anything else is foreign.
    fn unknown(&self, prefix: &str, local: &str) -> Space {
        if prefix.is_empty() && (heal::is_structural(local) || !self.has_root) {
            return Space::Own;
        }
        of_prefix(prefix)
            .filter(|it| *it != Space::Own)
            .unwrap_or(Space::Other)
    }

    fn default(&self) -> Space {
        let declared = self.spaces.iter().rev().find(|it| it.0.is_empty());
        declared.map_or(Space::Own, |it| it.1)
    }

    fn space(&self, prefix: &str, local: &str) -> Space {
        if prefix.is_empty() {
            return self.default();
        }
        let declared = self.spaces.iter().rev().find(|it| it.0 == prefix);
        let known = declared.map(|it| it.1).or_else(|| of_prefix(prefix));
        match known {
            Some(space) => space,
            None if heal::is_structural(local) => Space::Own,
            None => Space::Other,
        }
    }

    fn keep(&mut self, attributes: &[Attribute<'a>]) -> (u32, u16) {
        let from = u32::try_from(self.tree.attributes.len()).unwrap_or(u32::MAX);
        for it in attributes {
            let (prefix, local) = split(it.name);
            self.tree.attributes.push(Named {
                prefix,
                local,
                value: it.value,
            });
        }
        (from, u16::try_from(attributes.len()).unwrap_or(u16::MAX))
    }
}

/// Prefix and local name.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}
