//! Rules on the chosen blocks: what no extractor gets right by itself. Each says which block it
//! dropped or brought back, so that `clean --explain` can tell.

mod alone;
mod belongings;
mod boxes;
mod edges;
mod heads;
mod lists;
mod named;
mod plugs;

pub use alone::is_alone;
pub use boxes::is_table_caption;
#[cfg(test)]
pub use boxes::listings;
pub use plugs::is_channel;

use super::blocks::{Block, Kind};
use super::cues::{CUES, normal};
use super::metadata::Metadata;
use super::tree::{Id, Tree};
use super::words::tokens;
use crate::model::Hash;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A short block between kept ones; longer ones must earn their place.
const SHORT: usize = 16;

pub struct Choice<'a> {
    pub tree: &'a Tree,
    pub blocks: &'a [Block],
    pub kept: Vec<bool>,
    /// Why a block was kept or dropped, where a rule decided.
    pub reasons: Vec<&'static str>,
    /// Lists that the text announces: their links belong to it.
    pub announced: Vec<bool>,
    /// Where the page came from.
    pub host: Option<&'a str>,
    /// The feed's own text: what the outlet itself calls the article, with far less around it.
    pub is_of_feed: bool,
}

impl<'a> Choice<'a> {
    pub fn new(tree: &'a Tree, blocks: &'a [Block], kept: Vec<bool>) -> Self {
        let reasons = vec![""; blocks.len()];
        Self {
            tree,
            blocks,
            kept,
            reasons,
            announced: vec![false; blocks.len()],
            host: None,
            is_of_feed: false,
        }
    }

    pub fn drop(&mut self, place: usize, reason: &'static str) {
        if self.kept[place] {
            self.kept[place] = false;
            self.reasons[place] = reason;
        }
    }

    fn keep(&mut self, place: usize, reason: &'static str) {
        if !self.kept[place] {
            self.kept[place] = true;
            self.reasons[place] = reason;
        }
    }

    fn kept_places(&self) -> Vec<usize> {
        (0..self.blocks.len())
            .filter(|&at| self.kept[at] && self.blocks[at].is_text())
            .collect()
    }

    /// First and last kept block of text.
    pub fn span(&self) -> Option<(usize, usize)> {
        let places = self.kept_places();
        Some((*places.first()?, *places.last()?))
    }
}

/// All rules, in their order.
pub fn refine(
    choice: &mut Choice<'_>,
    meta: &Metadata,
    standfirst: Option<usize>,
    known: &HashSet<Hash>,
) {
    boxes::tables(choice);
    lost_blocks(choice);
    boxes::listings(choice);
    plugs::labels(choice);
    lists::contents(choice);
    lists::announced(choice);
    boxes::galleries(choice);
    boxes::repeats(choice);
    plugs::plugs(choice, &meta.site);
    plugs::buttons(choice);
    lists::plugged(choice);
    lists::headed(choice);
    edges::repeated_lead(choice, meta, standfirst);
    edges::above_headline(choice, meta);
    edges::headline(choice, meta);
    edges::disclosure(choice);
    edges::signature(choice, &meta.site);
    edges::tail(choice);
    edges::rights_alone(choice);
    lost_lines(choice);
    boxes::author(choice);
    named::boxes(choice);
    named::advertisements(choice);
    named::navigation(choice);
    if !known.is_empty() {
        known_furniture(choice, known);
    }
    belongings::lids(choice);
    belongings::callouts(choice);
    belongings::notes(choice);
    belongings::posts(choice);
    heads::bare(choice);
    heads::posts(choice);
}

/// The elements around a line as one number: what has the same is set alike.
fn path(tree: &Tree, holder: Id) -> u64 {
    let mut parts = Vec::new();
    for id in std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take(3)
    {
        parts.extend(tokens(tree.tag(id)));
    }
    parts.push(tree.nodes[holder].parent as u64);
    super::words::hash_all(&parts)
}

/// Siblings of kept blocks with the same path and text like prose stay.
fn lost_blocks(choice: &mut Choice<'_>) {
    let mut kept_words: HashMap<u64, (usize, usize)> = HashMap::new();
    let paths: Vec<u64> = choice
        .blocks
        .iter()
        .map(|block| path(choice.tree, block.holder))
        .collect();
    for (place, block) in choice
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.is_text())
    {
        let entry = kept_words.entry(paths[place]).or_default();
        if choice.kept[place] {
            entry.0 += block.words.len();
        } else {
            entry.1 += block.words.len();
        }
    }
    let Some((first, last)) = choice.span() else {
        return;
    };
    for (place, path) in paths.iter().enumerate().take(last + 1).skip(first) {
        let block = &choice.blocks[place];
        let (kept, dropped) = kept_words.get(path).copied().unwrap_or_default();
        let is_prose = block.words.len() >= 8 && block.link_share() < 0.4 && block.is_sentence();
        if !choice.kept[place]
            && block.is_text()
            && !block.is_hidden
            && is_prose
            && kept > dropped * 2
        {
            choice.keep(place, "set like the text around it");
        }
    }
}

/// A short line between two kept ones, set beside them, stays.
fn lost_lines(choice: &mut Choice<'_>) {
    let Some((first, last)) = choice.span() else {
        return;
    };
    for place in first..=last {
        let block = &choice.blocks[place];
        let is_open = !choice.kept[place] && choice.reasons[place].is_empty() && block.is_text();
        if !is_open
            || block.is_hidden
            || block.words.is_empty()
            || block.link_share() > 0.3
            || block.kind == Kind::Caption
        {
            continue;
        }
        let line = normal(&block.text);
        if CUES.is_label(&line)
            || CUES.is_plug(&line)
            || CUES.is_tail(&line)
            || block.words.len() > SHORT
        {
            continue;
        }
        let tree = choice.tree;
        let parent = outer(tree, block.holder);
        let is_beside = |other: Option<usize>| {
            other.is_some_and(|at| outer(tree, choice.blocks[at].holder) == parent)
        };
        let before = (first..place).rev().find(|&at| choice.blocks[at].is_text());
        let after = (place + 1..=last).find(|&at| choice.blocks[at].is_text());
        let near = |at: Option<usize>| is_beside(at.filter(|&at| choice.kept[at]));
        let quote = tree
            .ancestors(block.start)
            .take(5)
            .find(|&id| tree.tag(id) == "blockquote");
        let is_quoted = |at: usize| {
            choice.kept[at]
                && quote.is_some_and(|quote| tree.is_within(choice.blocks[at].start, quote))
        };
        if near(before) && near(after) {
            choice.keep(place, "short line between kept ones");
        } else if tree.tag(block.holder) == "dt" && near(after) {
            choice.keep(place, "what a kept line explains");
        } else if before.is_some_and(is_quoted) {
            choice.keep(place, "who is quoted");
        }
    }
}

/// The blocks inside an element.
pub fn inside(choice: &Choice<'_>, id: Id) -> Range<usize> {
    let end = choice.tree.nodes[id].end;
    let from = choice.blocks.partition_point(|block| block.start < id);
    from..choice.blocks.partition_point(|block| block.start < end)
}

/// How many kept words stand before each block, and in all.
fn words_before(choice: &Choice<'_>) -> Vec<usize> {
    let mut sums = vec![0];
    for (block, kept) in choice.blocks.iter().zip(&choice.kept) {
        let sum = sums.last().copied().unwrap_or_default();
        sums.push(sum + if *kept { block.words.len() } else { 0 });
    }
    sums
}

/// Prose behind it, as far as the kept lines go.
fn is_before_prose(choice: &Choice<'_>, place: usize) -> bool {
    let next =
        (place + 1..choice.blocks.len()).find(|&at| choice.kept[at] && choice.blocks[at].is_text());
    next.is_some_and(|at| is_prose(&choice.blocks[at]))
}

fn is_prose(block: &Block) -> bool {
    block.link_share() < 0.5 && block.words.len() > 12
}

/// What holds a line's own element.
fn outer(tree: &Tree, holder: Id) -> Id {
    if matches!(
        tree.tag(holder),
        "div" | "section" | "article" | "main" | "body"
    ) {
        return holder;
    }
    tree.nodes[holder].parent
}

/// What stands on other pages of the outlet is furniture, unless it is most of the text: then this is
/// another page of the same article.
fn known_furniture(choice: &mut Choice<'_>, known: &HashSet<Hash>) {
    let places = choice.kept_places();
    let words = |places: &[usize]| -> usize {
        places.iter().map(|&at| choice.blocks[at].words.len()).sum()
    };
    let is_known = |at: &usize| known.contains(&super::block_hash(&choice.blocks[*at].text));
    let seen: Vec<usize> = places.iter().copied().filter(is_known).collect();
    if words(&seen) * 2 > words(&places) {
        return;
    }
    for place in seen {
        choice.drop(place, "stands on other pages of the outlet");
    }
}

/// Paragraphs that are subheads in all but name: short, wholly bold, before a longer paragraph.
pub fn bold_headings(choice: &Choice<'_>) -> Vec<bool> {
    let mut out = vec![false; choice.blocks.len()];
    let places = choice.kept_places();
    for pair in places.windows(2) {
        let (here, next) = (&choice.blocks[pair[0]], &choice.blocks[pair[1]]);
        out[pair[0]] = here.kind == Kind::Paragraph
            && matches!(
                choice.tree.tag(here.holder),
                "p" | "div" | "section" | "article"
            )
            && (2..=14).contains(&here.words.len())
            && here.chars <= 100
            && !here.text.ends_with(['.', ',', ':', ';'])
            && here.link_share() < 0.5
            && next.kind == Kind::Paragraph
            && next.words.len() > here.words.len()
            && is_bold(choice.tree, here);
    }
    out
}

fn is_bold(tree: &Tree, block: &Block) -> bool {
    is_wholly(tree, block, &["strong", "b"])
}

/// All its words stand in such elements of its line.
pub fn is_wholly(tree: &Tree, block: &Block, tags: &[&str]) -> bool {
    (block.start..block.end)
        .filter(|&id| tree.is_text(id) && !tree.nodes[id].text.trim().is_empty())
        .all(|id| {
            tree.ancestors(id)
                .take_while(|&up| up != block.holder)
                .any(|up| tags.contains(&tree.tag(up)))
        })
}
