//! A page as a flat tree in document order: the nodes of a subtree stand side by side, so every
//! walk is a loop. Read-only once made; what is left out is told by masks beside it.

use crate::text::span_of_pairs;
use std::collections::HashMap;
use trafilatura::dom::{Document, NodeId};

/// Index of a node.
pub type Id = usize;

pub struct Node {
    pub parent: Id,
    /// One behind the last node of its subtree.
    pub end: Id,
    /// Empty for text; `x` for elements that mean nothing here.
    pub tag: &'static str,
    pub text: String,
    pub attributes: Vec<(String, String)>,
    /// A table of facts, not of a page's layout.
    pub is_data_table: bool,
}

pub struct Tree {
    pub nodes: Vec<Node>,
}

impl Tree {
    /// Copies a parsed page; `marked` are nodes whose places are wanted.
    pub fn of(page: &Document, marked: &[NodeId]) -> (Self, Vec<Id>) {
        let wanted: HashMap<NodeId, usize> = marked.iter().copied().zip(0..).collect();
        let mut places = vec![0; marked.len()];
        let mut nodes: Vec<Node> = Vec::new();
        let mut stack = vec![Step::Enter(page.root(), 0)];
        while let Some(step) = stack.pop() {
            match step {
                Step::Leave(id) => nodes[id].end = nodes.len(),
                Step::Enter(source, parent) => {
                    let id = nodes.len();
                    nodes.push(copy(page, source, parent));
                    if let Some(place) = wanted.get(&source) {
                        places[*place] = id;
                    }
                    stack.push(Step::Leave(id));
                    let children = page.child_nodes(source);
                    stack.extend(children.into_iter().rev().map(|c| Step::Enter(c, id)));
                }
            }
        }
        super::guarded::uncover(&mut nodes);
        let mut tree = Self { nodes };
        for id in 0..tree.nodes.len() {
            tree.nodes[id].is_data_table = tree.tag(id) == "table" && is_data_table(&tree, id);
        }
        (tree, places)
    }

    pub fn parse(html: &str) -> Self {
        Self::of(&Document::parse(html), &[]).0
    }

    pub fn tag(&self, id: Id) -> &'static str {
        self.nodes[id].tag
    }

    pub fn is_text(&self, id: Id) -> bool {
        self.nodes[id].tag.is_empty()
    }

    pub fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        self.nodes[id]
            .attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The subtree without its root.
    pub fn below(&self, id: Id) -> std::ops::Range<Id> {
        id + 1..self.nodes[id].end
    }

    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.nodes[id].end;
        let mut next = id + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.nodes[child].end;
                child
            })
        })
    }

    /// This node and its siblings behind it, before `end`.
    pub fn siblings(&self, from: Id, end: Id) -> impl Iterator<Item = Id> + '_ {
        let first = (from < end).then_some(from);
        std::iter::successors(first, move |&at| {
            let next = self.nodes[at].end;
            (next < end).then_some(next)
        })
    }

    /// From the parent up to the root.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut at = id;
        std::iter::from_fn(move || {
            let parent = self.nodes[at].parent;
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }

    pub fn is_within(&self, id: Id, ancestor: Id) -> bool {
        id >= ancestor && id < self.nodes[ancestor].end
    }

    pub fn all(&self, tag: &str) -> impl Iterator<Item = Id> {
        (0..self.nodes.len()).filter(move |&id| self.nodes[id].tag == tag)
    }

    /// Leads somewhere; an `a` without an address is only a place.
    pub fn is_link(&self, id: Id) -> bool {
        self.tag(id) == "a" && self.attribute(id, "href").is_some()
    }

    /// Class and id, in lower case.
    pub fn names(&self, id: Id) -> String {
        let class = self.attribute(id, "class").unwrap_or_default();
        let own = self.attribute(id, "id").unwrap_or_default();
        format!("{class} {own}").to_lowercase()
    }

    /// All text below, blanks made one.
    pub fn text_of(&self, id: Id) -> String {
        let mut out = String::new();
        for at in id..self.nodes[id].end {
            let node = &self.nodes[at];
            if node.tag.is_empty() {
                push_words(&mut out, &node.text);
            } else if is_block(node.tag) || node.tag == "br" {
                push_words(&mut out, " ");
            }
        }
        out.trim().to_owned()
    }
}

enum Step {
    Enter(NodeId, Id),
    Leave(Id),
}

fn copy(page: &Document, source: NodeId, parent: Id) -> Node {
    let mut node = Node {
        parent,
        end: 0,
        tag: "x",
        text: String::new(),
        attributes: Vec::new(),
        is_data_table: false,
    };
    if page.is_text(source) {
        node.tag = "";
        node.text = page.outer_html(source);
    } else if page.is_element(source) {
        node.tag = match page.tag_name(source) {
            "amp-img" => "img",
            name => known(name),
        };
        node.attributes = page
            .attribute_names(source)
            .into_iter()
            .filter_map(|name| page.get_attribute(source, &name).map(|value| (name, value)))
            .collect();
        if node.tag == "span" && is_caption(&node.attributes) {
            node.tag = "figcaption";
        }
    }
    node
}

/// Old systems set a picture and its caption into the first line of the paragraph beside them.
fn is_caption(attributes: &[(String, String)]) -> bool {
    let class = attributes.iter().find(|(name, _)| name == "class");
    class.is_some_and(|(_, names)| names.split_ascii_whitespace().any(|name| name == "caption"))
}

/// Rows and columns of facts, not a page's layout.
fn is_data_table(tree: &Tree, id: Id) -> bool {
    match tree.attribute(id, "role") {
        Some("presentation") => return false,
        Some("table" | "grid") => return true,
        _ => {}
    }
    if tree.attribute(id, "datatable") == Some("0") {
        return false;
    }
    if tree.attribute(id, "summary").is_some_and(|s| !s.is_empty()) {
        return true;
    }
    let (mut rows, mut cells) = (0, 0);
    for at in tree.below(id) {
        match tree.tag(at) {
            "table" => return false,
            "col" | "colgroup" | "tfoot" | "thead" | "th" | "caption" => return true,
            "tr" => rows += 1,
            "td" => cells += 1,
            _ => {}
        }
    }
    let columns = if rows == 0 { cells } else { cells / rows };
    if rows <= 1 || columns <= 1 {
        return false;
    }
    rows >= 10 || columns > 4 || rows * columns > 10
}

/// Neither a sign of ASCII nor one blank before such a sign.
fn is_no_word(b: u8, next: u8) -> bool {
    !b.is_ascii_graphic() & ((b != b' ') | !next.is_ascii_graphic())
}

/// Nothing at the edge of a line: a blank, or a joiner, which joins nothing there; some systems fill
/// empty paragraphs with joiners.
pub fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200c}' | '\u{200d}' | '\u{2060}')
}

/// Appends text with every run of blanks as one.
pub fn push_words(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_graphic() {
            // Most of a text is words with one blank between them, which go as they are.
            let (before, after) = rest.split_at(span_of_pairs(rest.as_bytes(), is_no_word));
            out.push_str(before);
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if c.is_whitespace() || c == '\u{a0}' {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        } else if c != '\u{ad}' && c != '\u{200b}' && c != '\u{feff}' {
            out.push(c);
        }
    }
}

const KNOWN: [&str; 98] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "mark",
    "menu",
    "meta",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "base",
    "math",
    "annotation",
    "rp",
    "rt",
    "ruby",
];

/// Elements of formulas.
const MATHS: [&str; 21] = [
    "annotation-xml",
    "mfenced",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mphantom",
    "mroot",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "ms",
];

fn known(tag: &str) -> &'static str {
    KNOWN
        .iter()
        .chain(&MATHS)
        .find(|known| **known == tag)
        .copied()
        .unwrap_or("x")
}

/// Begins a line of its own.
pub fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}
