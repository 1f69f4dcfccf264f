//! Lines that are of a picture though no element calls them its caption: what stands in its figure,
//! repeats its alternative text, is named a caption, or ends with who took it. Found after the
//! blocks were weighed, so that the weights see the page as it is.

use super::blocks::{Block, Kind};
use super::cues::{CUES, plain};
use super::furniture::{is_table_caption, is_wholly};
use super::tree::{Id, Tree};
use super::words::tokens;

/// Words of a caption, at most.
const LONGEST: usize = 60;
/// Words of a line that says who took a picture, at most: a longer one is a paragraph.
const LONGEST_CREDITED: usize = 40;
/// Words of a sentence that repeats what a picture says, at most.
const LONGEST_SAID: usize = 16;
/// Blocks between a picture and what is said of it: another picture, the line before.
const FAR: usize = 3;
/// Elements around a line whose names are read.
const LEVELS: usize = 4;

/// Makes captions of such lines.
pub fn find(tree: &Tree, blocks: &mut [Block]) {
    for place in 0..blocks.len() {
        if is_caption(tree, blocks, place) {
            blocks[place].kind = Kind::Caption;
        }
    }
}

/// Captions of pictures, which are no lines of the text, unless they are most of what is kept: a
/// story told in pictures.
pub fn asides(tree: &Tree, blocks: &[Block], kept: &[bool]) -> Vec<bool> {
    let is_aside = |block: &Block| {
        block.kind == Kind::Caption
            && !is_table_caption(tree, block)
            && !is_of_text(tree, blocks, kept, block)
    };
    let asides: Vec<bool> = blocks.iter().map(is_aside).collect();
    let words = |wanted: bool| -> usize {
        let shown = (0..blocks.len()).filter(|&at| kept[at] && asides[at] == wanted);
        shown.map(|at| blocks[at].words.len()).sum()
    };
    if words(true) > words(false) {
        return vec![false; asides.len()];
    }
    asides
}

/// What stands in a figure with a table, a listing of code or a quotation that is kept.
pub fn is_of_text(tree: &Tree, blocks: &[Block], kept: &[bool], block: &Block) -> bool {
    /// Blocks of a figure that are looked at.
    const MOST: usize = 200;
    let figure = tree
        .ancestors(block.start)
        .find(|&up| tree.tag(up) == "figure");
    let Some(figure) = figure else { return false };
    let from = blocks.partition_point(|other| other.start < figure);
    let inside = blocks.iter().zip(kept).skip(from);
    inside
        .take(MOST)
        .take_while(|(other, _)| other.start < tree.nodes[figure].end)
        .any(|(other, &is_kept)| is_kept && other.is_text() && other.kind != Kind::Caption)
}

fn is_caption(tree: &Tree, blocks: &[Block], place: usize) -> bool {
    let block = &blocks[place];
    let words = block.words.len();
    if block.kind != Kind::Paragraph || block.is_hidden || words == 0 || words > LONGEST {
        return false;
    }
    let mut around = tree.ancestors(block.start).take(2 * LEVELS);
    if around.any(|up| tree.tag(up) == "blockquote") {
        return false;
    }
    let pictures = pictures_before(tree, blocks, place);
    let Some(&picture) = pictures.first() else {
        return false;
    };
    says_what_is_shown(tree, block, &pictures)
        || is_right_behind(blocks, place) && (is_slanted(tree, block) || says_origin(block))
        || (words <= LONGEST_CREDITED && ends_with_credit(&block.text))
        || is_in_figure(tree, blocks, block, picture)
        || is_named(tree, blocks, block, picture)
}

/// The pictures right before a line, the nearest first; other lines of their caption may stand between.
/// A lazy picture has a stand-in beside it, which says less.
fn pictures_before(tree: &Tree, blocks: &[Block], place: usize) -> Vec<Id> {
    let near = blocks[..place].iter().rev().take(FAR);
    near.take_while(|block| matches!(block.kind, Kind::Media | Kind::Caption))
        .filter(|block| tree.tag(block.start) == "img")
        .map(|block| block.start)
        .collect()
}

/// The same as a picture's alternative text or title; some systems fill those with the first paragraph.
fn says_what_is_shown(tree: &Tree, block: &Block, pictures: &[Id]) -> bool {
    let is_said = |picture: Id, name: &str| {
        let text = tree.attribute(picture, name);
        text.is_some_and(|text| tokens(text) == block.words)
    };
    let is_short = block.words.len() <= LONGEST_SAID || !block.is_sentence();
    block.words.len() >= 2
        && is_short
        && pictures
            .iter()
            .any(|&picture| is_said(picture, "alt") || is_said(picture, "title"))
}

/// Nothing stands between it and a picture.
fn is_right_behind(blocks: &[Block], place: usize) -> bool {
    let before = place.checked_sub(1).map(|at| blocks[at].kind);
    before == Some(Kind::Media)
}

/// A few words that are no sentence, all of them set in italics.
fn is_slanted(tree: &Tree, block: &Block) -> bool {
    const LONGEST: usize = 14;
    block.words.len() <= LONGEST && !block.is_sentence() && is_wholly(tree, block, &["em", "i"])
}

/// "Source: Harbour Office".
fn says_origin(block: &Block) -> bool {
    const LONGEST: usize = 6;
    block.words.len() <= LONGEST && CUES.is_origin(&plain(&block.text))
}

/// "… at noon. Photo: A. Quay", "… at noon (Credit: Harbour Desk)".
fn ends_with_credit(text: &str) -> bool {
    const SHORTEST: usize = 3;
    let line = plain(text);
    let end = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    let is_edge = |c: char| {
        matches!(
            c,
            '.' | '!' | '?' | '(' | '[' | '|' | '–' | '—' | '。' | '\n'
        )
    };
    // Initials of a name end no sentence.
    let mut parts = end.rmatch_indices(is_edge).take(4);
    parts.any(|(at, edge)| {
        let last = end.get(at + edge.len()..).unwrap_or_default().trim();
        last.len() > SHORTEST && CUES.is_credit(last)
    }) || CUES.is_credit(&line)
}

/// Stands in a figure that holds a picture and little else.
fn is_in_figure(tree: &Tree, blocks: &[Block], block: &Block, picture: Id) -> bool {
    tree.ancestors(block.start)
        .take(2 * LEVELS)
        .find(|&up| tree.tag(up) == "figure")
        .is_some_and(|figure| tree.is_within(picture, figure) && is_small(tree, blocks, figure))
}

/// It or what is around it is named a caption, and holds little else.
fn is_named(tree: &Tree, blocks: &[Block], block: &Block, picture: Id) -> bool {
    tree.ancestors(block.start)
        .take(LEVELS)
        .take_while(|&up| !matches!(tree.tag(up), "article" | "main" | "body"))
        .any(|up| {
            is_called_caption(tree, up)
                && (tree.is_within(picture, up) || is_beside(tree, up, picture))
                && is_small(tree, blocks, up)
        })
}

/// A whole part of its class or id says so.
pub fn is_called_caption(tree: &Tree, id: Id) -> bool {
    let names = tree.names(id);
    let is_name = |part: &str| part.ends_with("caption") || part == "captions";
    names.split(|c: char| !c.is_alphanumeric()).any(is_name)
}

/// It stands in the same element as the picture, or as what is around that.
pub fn is_beside(tree: &Tree, id: Id, picture: Id) -> bool {
    let parent = tree.nodes[id].parent;
    tree.ancestors(picture)
        .take(2 * LEVELS)
        .any(|up| up == parent)
}

/// Pictures and lines of a caption alone: nothing that is more.
fn is_small(tree: &Tree, blocks: &[Block], id: Id) -> bool {
    const MOST: usize = 8;
    let from = blocks.partition_point(|block| block.start < id);
    let end = tree.nodes[id].end;
    let mut words = 0;
    for (count, block) in blocks[from..]
        .iter()
        .take_while(|block| block.start < end)
        .enumerate()
    {
        let fits = matches!(block.kind, Kind::Paragraph | Kind::Caption | Kind::Media);
        words += block.words.len();
        if !fits || words > LONGEST || count >= MOST {
            return false;
        }
    }
    true
}
