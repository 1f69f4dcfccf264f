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
            return None;
        }
    }
    None
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
