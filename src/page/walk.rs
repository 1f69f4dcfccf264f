//! The tree that html2text parses, walked from first to last without recursion: why its tree and not its lines stands
//! in docs/decisions/0003-page-and-html2text.md. What the tags mean is `read`'s affair.

use html2text::{Document, Element, Handle};

/// Deeper trees are not parsed: the parser's time grows with the square of the depth.
const DEPTH: usize = 600;

/// What meets the tags.
pub(super) trait Visitor {
    fn open(&mut self, tag: &Tag<'_>);
    fn text(&mut self, text: &str);
    fn close(&mut self);
}

/// An element with its attributes.
pub(super) struct Tag<'a> {
    pub name: &'a str,
    node: &'a Handle,
}

impl Tag<'_> {
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let Element { attrs, .. } = &self.node.data else {
            return None;
        };
        let attributes = attrs.borrow();
        let found = attributes.iter().find(|a| &*a.name.local == name)?;
        Some(restored(&found.value))
    }

    /// Children of this name: the length of a list.
    pub(super) fn count(&self, name: &str) -> usize {
        count(self.node, name)
    }

    /// Whether one of this name stands inside, at any depth, among the first elements and texts.
    pub(super) fn holds(&self, name: &str) -> bool {
        /// Figures may stand in figures without end.
        const MOST: usize = 200;
        let mut ahead = vec![self.node.clone()];
        let inside = std::iter::from_fn(|| {
            let node = ahead.pop()?;
            ahead.extend(node.children.borrow().iter().rev().cloned());
            Some(node)
        });
        inside.take(MOST).any(|node| is_named(&node, name))
    }

    /// The most cells that a row of this table has.
    pub(super) fn columns(&self) -> usize {
        let groups = self.node.children.borrow();
        groups
            .iter()
            .flat_map(|group| {
                group
                    .children
                    .borrow()
                    .iter()
                    .map(cells)
                    .collect::<Vec<_>>()
            })
            .chain(groups.iter().map(cells))
            .max()
            .unwrap_or(0)
    }
}

fn cells(row: &Handle) -> usize {
    count(row, "td") + count(row, "th")
}

fn count(node: &Handle, name: &str) -> usize {
    let children = node.children.borrow();
    children
        .iter()
        .filter(|child| is_named(child, name))
        .count()
}

fn is_named(node: &Handle, wanted: &str) -> bool {
    matches!(&node.data, Element { name, .. } if &*name.local == wanted)
}

/// Parses and walks. False, before anything was visited, when the tree would be too deep or cannot be read.
pub(super) fn walk(html: &str, visitor: &mut impl Visitor) -> bool {
    if depth(html) > DEPTH {
        return false;
    }
    let Ok(tree) = html2text::config::plain().parse_html(disguised(html).as_bytes()) else {
        return false;
    };
    // Each open element with its children that are still to come.
    let mut open: Vec<std::vec::IntoIter<Handle>> = vec![children(&tree.document)];
    while let Some(level) = open.last_mut() {
        let Some(node) = level.next() else {
            open.pop();
            if !open.is_empty() {
                visitor.close();
            }
            continue;
        };
        match &node.data {
            Element { name, .. } => {
                visitor.open(&Tag {
                    name: &name.local,
                    node: &node,
                });
                open.push(children(&node));
            }
            Document | html2text::Comment { .. } => {}
            _ => visitor.text(&text_of(&node)),
        }
    }
    true
}

fn children(node: &Handle) -> std::vec::IntoIter<Handle> {
    node.children.borrow().clone().into_iter()
}

/// html2text lets nobody name the variant that holds a text, but writes it: with four escapes.
fn text_of(node: &Handle) -> String {
    let mut written = Vec::new();
    if node.serialize(&mut written).is_err() {
        return String::new();
    }
    let text = String::from_utf8_lossy(&written);
    // A text's own bracket is escaped: this is a document type or an instruction.
    if text.starts_with('<') {
        return String::new();
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">");
    restored(&plain.replace("&nbsp;", "\u{a0}").replace("&amp;", "&"))
}

/// Where the disguises of U+0000 and on begin; `Clean` lets no such character pass, so none is one's own.
const DISGUISE: u32 = 0xe000;

/// The tree's way to write a text looks through all the rest of it at each ampersand and each character that begins with the
/// byte C2: seconds for a megabyte of no-break blanks. So these are parsed as private characters.
fn disguised(html: &str) -> String {
    let disguise = |c: u32| char::from_u32(DISGUISE + c).unwrap_or_default();
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        push_disguised(&mut out, before);
        rest = if let Some(after) = after.strip_prefix("amp;") {
            out.push(disguise(u32::from('&')));
            after
        } else if let Some(after) = after.strip_prefix("nbsp;") {
            out.push(disguise(0xa0));
            after
        } else {
            out.push('&');
            after
        };
    }
    push_disguised(&mut out, rest);
    out
}

fn push_disguised(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| match c {
        '\u{80}'..='\u{bf}' => char::from_u32(DISGUISE + u32::from(c)).unwrap_or(c),
        _ => c,
    }));
}

fn restored(text: &str) -> String {
    let plain = |c: char| match u32::from(c).checked_sub(DISGUISE) {
        Some(code @ (0x26 | 0x80..=0xbf)) => char::from_u32(code).unwrap_or(c),
        _ => c,
    };
    text.chars().map(plain).collect()
}

/// An upper bound of the depth, by the tags that must be closed.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let name = tag.trim_start_matches('/');
        let name = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let closes_itself = [
            "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "br", "hr", "img", "",
        ];
        if closes_itself.iter().any(|n| n.eq_ignore_ascii_case(name)) {
            continue;
        }
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}
