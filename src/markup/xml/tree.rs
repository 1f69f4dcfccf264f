//! The tree: nodes in one vector, linked by numbers, texts borrowed from the document.

use super::Space;
use crate::markup::{beginning, unescape};
use std::borrow::Cow;

/// Bytes of an `xml:base` that are read: more than a base may have.
const LONGEST_XML_ATTRIBUTE: usize = 8 << 10;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Element,
    /// Text with references in it.
    Text,
    /// Text as it is.
    CData,
}

pub(super) const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    pub kind: Kind,
    pub space: Space,
    /// An element's local name as written; a text's content.
    pub text: &'a str,
    pub attributes: (u32, u16),
    pub parent: u32,
    pub first: u32,
    pub last: u32,
    pub next: u32,
}

/// An attribute; its value's references are not yet read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'a> {
    pub prefix: &'a str,
    pub local: &'a str,
    pub value: &'a str,
}

/// A document. The root is a node without name that holds everything.
#[derive(Debug)]
pub struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) attributes: Vec<Named<'a>>,
    /// The document ends before its root does, or inside a tag.
    pub is_cut: bool,
    /// The entry that a cut document ends in: what it says of itself may be missing.
    pub unfinished: Option<u32>,
}

/// An element of a tree.
#[derive(Clone, Copy)]
pub struct Element<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) index: u32,
}

impl<'a> Tree<'a> {
    /// The node that holds the document.
    #[must_use]
    pub fn root<'t>(&'t self) -> Element<'t, 'a> {
        Element {
            tree: self,
            index: 0,
        }
    }

    /// All elements in the document's order.
    pub fn elements<'t>(&'t self) -> impl Iterator<Item = Element<'t, 'a>> {
        let numbers = 1..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        numbers
            .map(|index| Element { tree: self, index })
            .filter(|it| it.node().kind == Kind::Element)
    }
}

impl<'t, 'a> Element<'t, 'a> {
    pub(super) fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.index as usize]
    }

    /// Its place in the document's order.
    #[must_use]
    pub fn number(self) -> u32 {
        self.index
    }

    #[must_use]
    pub fn space(self) -> Space {
        self.node().space
    }

    /// The local name as written.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.node().text
    }

    #[must_use]
    pub fn is(self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let index = self.node().parent;
        (index != NONE).then_some(Self { index, ..self })
    }

    pub(super) fn nodes(self) -> impl Iterator<Item = Self> {
        let mut index = self.node().first;
        std::iter::from_fn(move || {
            let found = (index != NONE).then_some(Self { index, ..self })?;
            index = found.node().next;
            Some(found)
        })
    }

    /// Elements directly below.
    pub fn children(self) -> impl Iterator<Item = Self> {
        self.nodes().filter(|it| it.node().kind == Kind::Element)
    }

    #[must_use]
    pub fn child(self, name: &str) -> Option<Self> {
        self.children().find(|it| it.is(name))
    }

    #[must_use]
    pub fn has_children(self) -> bool {
        self.children().next().is_some()
    }

    /// The attribute whose local name this is, whatever its prefix; unprefixed ones first.
    #[must_use]
    pub fn attribute(self, local: &str) -> Option<Cow<'a, str>> {
        let all = || {
            self.named()
                .filter(|it| it.local.eq_ignore_ascii_case(local))
        };
        let found = all()
            .find(|it| it.prefix.is_empty())
            .or_else(|| all().next())?;
        Some(unescape(found.value))
    }

    /// `xml:base`, `xml:lang`: the beginning of one, since every field asks all elements around it.
    #[must_use]
    pub fn xml_attribute(self, local: &str) -> Option<Cow<'a, str>> {
        let is_it = |it: &&Named<'a>| it.local.eq_ignore_ascii_case(local) && it.prefix == "xml";
        let found = self.named().find(is_it)?.value;
        Some(unescape(beginning(found, LONGEST_XML_ATTRIBUTE)))
    }

    /// All attributes as written: prefix, local name, value with references not read.
    pub(super) fn named(self) -> impl Iterator<Item = &'t Named<'a>> {
        let (from, count) = self.node().attributes;
        let from = from as usize;
        let all = self.tree.attributes.get(from..from + usize::from(count));
        all.unwrap_or_default().iter()
    }

    /// Attributes that declare no namespace: local name and value.
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        self.named()
            .filter(|it| it.prefix != "xmlns")
            .map(|it| (it.local, unescape(it.value)))
    }

    /// The text directly inside, references read, elements left out.
    #[must_use]
    pub fn text(self) -> Cow<'a, str> {
        let mut all = self.nodes().filter(|it| it.node().kind != Kind::Element);
        let Some(first) = all.next() else {
            return Cow::Borrowed("");
        };
        let mut text = first.own_text();
        for more in all {
            text.to_mut().push_str(&more.own_text());
        }
        text
    }

    fn own_text(self) -> Cow<'a, str> {
        let node = self.node();
        match node.kind {
            Kind::Text => unescape(node.text),
            Kind::CData => Cow::Borrowed(node.text),
            Kind::Element => Cow::Borrowed(""),
        }
    }
}
