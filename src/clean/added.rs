//! What feeds add to an article's text: links on to its page, to what is said of it, to places where it may be
//! shared. Beside their names it is their addresses that tell: what leads to the article itself is no part of it.

use super::blocks::{Block, Kind};
use super::cues::plain;
use super::feed_text::{GO_ON, is_ellipsis, tells_its_origin};
use super::furniture::{Choice, is_channel};
use super::tree::{Id, Tree};
use crate::markup::common_spelling;
use url::Url;

/// Words of a line that leads to the article's page.
const LONGEST: usize = 25;
/// Words of a link "Continue reading …".
const LONGEST_LINK: usize = 20;

/// "[read more]" at the end of a sentence goes, the sentence stays.
pub fn take_links_on(tree: &mut Tree, base: Option<&Url>) {
    let own = base.and_then(common_spelling);
    let links: Vec<Id> = (0..tree.nodes.len())
        .filter(|&id| tree.is_link(id) && leads_on(tree, id))
        .collect();
    let is_only = links.len() == 1;
    for id in links {
        let is_own = own.is_some() && place(tree, id, base) == own;
        if is_own || (is_only && is_last(tree, id)) {
            // An element that means nothing.
            tree.nodes[id].tag = "x";
            for inner in id + 1..tree.nodes[id].end {
                tree.nodes[inner].text.clear();
            }
        }
    }
}

fn leads_on(tree: &Tree, id: Id) -> bool {
    let line = plain(&tree.text_of(id));
    line.split_whitespace().count() <= LONGEST_LINK && goes_on(&line)
}

/// "[Read more]".
fn goes_on(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    GO_ON.iter().any(|words| line.starts_with(words))
}

/// No word stands behind it.
fn is_last(tree: &Tree, id: Id) -> bool {
    let behind = tree.nodes.get(tree.nodes[id].end..).unwrap_or_default();
    behind
        .iter()
        .all(|node| !node.text.contains(char::is_alphanumeric))
}

fn place(tree: &Tree, id: Id, base: Option<&Url>) -> Option<String> {
    let href = tree.attribute(id, "href")?.trim();
    let url = match base {
        Some(base) => base.join(href),
        None => Url::parse(href),
    };
    common_spelling(&url.ok()?)
}

/// Lines that the feed added.
pub fn drop_added(choice: &mut Choice<'_>, base: Option<&Url>) {
    let own = base.and_then(common_spelling);
    let lines: Vec<usize> = (0..choice.blocks.len())
        .filter(|&at| choice.kept[at] && choice.blocks[at].is_text())
        .collect();
    let mut is_end = true;
    for (rank, &at) in lines.iter().enumerate().rev() {
        let block = &choice.blocks[at];
        let line = Line::of(choice.tree, block, base, own.as_ref());
        if line.is_added() || (is_end && rank > 0 && line.leads_to_its_page()) {
            choice.drop(at, "added by the feed");
        } else {
            is_end = false;
        }
    }
}

/// A line with where its links lead.
struct Line<'a> {
    tree: &'a Tree,
    block: &'a Block,
    text: String,
    links: Vec<Id>,
    /// All lead to the article itself.
    is_own: bool,
    /// The article's address is known.
    is_known: bool,
}

impl<'a> Line<'a> {
    fn of(tree: &'a Tree, block: &'a Block, base: Option<&Url>, own: Option<&String>) -> Self {
        let inside = (block.start..block.end).filter(|&id| tree.is_link(id));
        let around = tree.ancestors(block.start).take(4);
        let around = around.filter(|&id| tree.is_link(id));
        let links: Vec<Id> = inside.chain(around).collect();
        let is_own = !links.is_empty()
            && own.is_some()
            && links
                .iter()
                .all(|&id| place(tree, id, base).as_ref() == own);
        Self {
            tree,
            block,
            text: plain(&block.text),
            links,
            is_own,
            is_known: own.is_some(),
        }
    }

    fn is_added(&self) -> bool {
        // Of a link log a sign leads to its own page, where the entry's address is what it is about.
        let is_sign = self.block.words.is_empty() && self.block.linked > 0;
        let is_sign = is_sign && (self.is_own || !self.is_known);
        is_ellipsis(&self.text)
            || tells_its_origin(&self.text)
            || is_sign
            || self.goes_on()
            || self.names_itself()
            || self.shares()
    }

    /// "Continue reading" with the article's title behind it.
    fn goes_on(&self) -> bool {
        self.is_own && self.block.words.len() <= LONGEST_LINK && goes_on(&self.text)
    }

    /// "12 comments", "permalink"; "submitted by …" where the post has no other address.
    fn names_itself(&self) -> bool {
        const NAMES: [&str; 12] = [
            "a",
            "add",
            "by",
            "comment",
            "comments",
            "leave",
            "link",
            "no",
            "permalink",
            "permanent",
            "to",
            "this",
        ];
        let mut words = self
            .text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.contains(char::is_alphabetic));
        if self.text.starts_with("submitted by") {
            let named = |name: &str| {
                let is_it = |&&id: &&Id| plain(&self.tree.text_of(id)) == name;
                self.links.iter().find(is_it).copied()
            };
            // Of a post that is a link, these are the address that it is about.
            let href = |id| self.tree.attribute(id, "href");
            return match (named("[link]"), named("[comments]")) {
                (Some(link), Some(comments)) => href(link) == href(comments),
                (None, None) => self.links.is_empty(),
                _ => false,
            };
        }
        self.is_own && words.all(|word| NAMES.contains(&word))
    }

    /// "Share on …  Tweet this  Email".
    fn shares(&self) -> bool {
        let host = |&id: &Id| {
            let href = self.tree.attribute(id, "href").unwrap_or_default().trim();
            let url = Url::parse(href).ok()?;
            Some((
                url.scheme() == "mailto",
                is_channel(url.host_str().unwrap_or_default()),
            ))
        };
        let told: Vec<(bool, bool)> = self.links.iter().filter_map(host).collect();
        self.block.kind != Kind::Cell
            && told.len() >= 2
            && told.len() == self.links.len()
            && told
                .iter()
                .all(|(is_mail, is_channel)| *is_mail || *is_channel)
            && told.iter().any(|(_, is_channel)| *is_channel)
            && self.block.link_share() > 0.8
            && !self.block.is_sentence()
    }

    /// A link to the article's own page and nothing else, or such a note in brackets.
    fn leads_to_its_page(&self) -> bool {
        let is_bracketed = self.text.starts_with(['[', '(']) && self.text.ends_with([']', ')']);
        self.is_own
            && self.block.words.len() <= LONGEST
            && (self.block.link_share() > 0.9 || is_bracketed)
    }
}
