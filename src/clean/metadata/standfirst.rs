//! The sentence or two under the headline.

use super::Metadata;
use super::date::is_dateline;
use crate::clean::blocks::{Block, Kind};
use crate::clean::tree::{Id, Tree};
use crate::clean::words::tokens;

const NAMES: [&str; 17] = [
    "standfirst",
    "excerpt",
    "subtitle",
    "sub-title",
    "subhead",
    "dek",
    "deck",
    "chapo",
    "sapo",
    "entry-summary",
    "article-summary",
    "sub-headline",
    "subheadline",
    "article__lead",
    "article-lead",
    "intro",
    "teaser",
];
/// Longer than any standfirst.
const MOST: usize = 600;
/// A description of fewer words may be a slogan.
const LEAST_TOLD: usize = 8;
/// Elements above a line among which its name is looked for.
const DEPTH: usize = 3;

/// The block that is the standfirst: behind the headline and named so.
pub fn standfirst(tree: &Tree, blocks: &[Block], meta: &Metadata) -> Option<usize> {
    let from = tree.nodes[meta.headline?].end;
    let mut words = 0;
    for (place, block) in blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.start >= from)
    {
        if !block.is_text() || block.kind == Kind::Caption {
            continue;
        }
        if (20..MOST).contains(&block.chars)
            && block.link_share() < 0.5
            && is_named(tree, block.holder)
            && says_something(block, &meta.byline)
        {
            return Some(place);
        }
        words += block.words.len();
        if words > 120 {
            break;
        }
    }
    told(tree, blocks, meta, from)
}

/// The page's description, set apart between the headline and the text.
fn told(tree: &Tree, blocks: &[Block], meta: &Metadata, from: Id) -> Option<usize> {
    const NEAR: usize = 12;
    // Names, dates and a bar of signs for sharing may stand between.
    const FAR: usize = 60;
    let description = tokens(&meta.description);
    if description.len() < LEAST_TOLD {
        return None;
    }
    let first = blocks.partition_point(|block| block.start < from);
    let near = blocks.iter().enumerate().skip(first).take(NEAR);
    let (place, block) = near
        .filter(|(_, block)| block.is_line() && block.kind == Kind::Paragraph)
        .find(|(_, block)| block.words == description)?;
    let text = blocks[place + 1..]
        .iter()
        .take(FAR)
        .find(|other| other.is_line() && other.kind == Kind::Paragraph && other.is_sentence())?;
    let parent = |id: Id| tree.nodes[id].parent;
    let is_apart = parent(block.holder) != parent(text.holder)
        && !tree.is_within(text.start, parent(block.holder));
    (is_apart && block.chars < MOST).then_some(place)
}

/// It is neither who took the picture, nor when it was written, nor who the author is.
fn says_something(block: &Block, byline: &str) -> bool {
    const LEAST: usize = 5;
    let first = |text: &str| tokens(text).first().copied();
    let author = first(byline);
    (block.words.len() >= LEAST || block.is_sentence())
        && !is_dateline(&block.text)
        && !(author.is_some() && author == block.words.first().copied())
}

fn is_named(tree: &Tree, holder: Id) -> bool {
    std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take(DEPTH)
        .any(|id| {
            let property = tree.attribute(id, "itemprop").unwrap_or_default();
            if matches!(
                property,
                "description" | "alternativeHeadline" | "alternateName"
            ) {
                return true;
            }
            if matches!(tree.tag(id), "body" | "html" | "article" | "main") {
                return false;
            }
            let names = tree.names(id);
            names.split([' ', '\n']).any(|name| {
                NAMES.iter().any(|wanted| {
                    name == *wanted
                        || name.ends_with(&format!("-{wanted}"))
                        || name.ends_with(&format!("_{wanted}"))
                })
            })
        })
}
