//! An extractor of our own after Mozilla's Readability (0.6): paragraphs give points to what holds
//! them, the best holder and its like are the article, and from that the furniture is taken.
//! It works on masks over the page's tree, so several attempts cost no copies.

mod masks;
pub use masks::{sounds_bad, sounds_good};
mod prune;
mod score;

use super::blocks::Block;
use super::tree::Tree;
use masks::Masks;

/// Attempts grow more lenient; the first with this many characters is taken.
const ENOUGH: usize = 500;

/// What an attempt leaves out.
#[derive(Clone, Copy)]
pub struct Strictness {
    strips_unlikely: bool,
    weighs_classes: bool,
    cleans: bool,
}

const ATTEMPTS: [Strictness; 4] = [
    Strictness {
        strips_unlikely: true,
        weighs_classes: true,
        cleans: true,
    },
    Strictness {
        strips_unlikely: false,
        weighs_classes: true,
        cleans: true,
    },
    Strictness {
        strips_unlikely: false,
        weighs_classes: false,
        cleans: true,
    },
    Strictness {
        strips_unlikely: false,
        weighs_classes: false,
        cleans: false,
    },
];

/// Reads the article out of a page. `title` is dropped where a heading repeats it.
pub fn extract(tree: &Tree, blocks: &[Block], title: &str) -> Vec<bool> {
    let mut best: Option<(usize, Vec<bool>)> = None;
    let facts = masks::Facts::of(tree);
    for strictness in ATTEMPTS {
        let found = attempt(tree, blocks, &facts, title, strictness);
        let length: usize = blocks
            .iter()
            .zip(&found)
            .filter(|(_, kept)| **kept)
            .map(|(block, _)| block.text.len())
            .sum();
        if length >= ENOUGH {
            return found;
        }
        if best.as_ref().is_none_or(|(most, _)| length > *most) {
            best = Some((length, found));
        }
    }
    best.map_or_else(|| vec![false; blocks.len()], |(_, found)| found)
}

fn attempt(
    tree: &Tree,
    blocks: &[Block],
    facts: &masks::Facts,
    title: &str,
    strictness: Strictness,
) -> Vec<bool> {
    let mut masks = Masks::new(tree);
    masks.drop_unlikely(tree, facts, title, strictness.strips_unlikely);
    let chosen = score::choose(tree, blocks, facts, &masks, strictness);
    let mut inside = vec![false; tree.nodes.len()];
    for &id in &chosen {
        for flag in &mut inside[id..tree.nodes[id].end] {
            *flag = true;
        }
    }
    for &id in &chosen {
        prune::prune(tree, facts, &mut masks, id, strictness);
    }
    blocks
        .iter()
        .map(|block| inside[block.start] && !masks.is_gone(block.start))
        .collect()
}
