//! Which blocks are the article: the opinions and the looks of each block weighed, and then as many
//! blocks taken as give the best expected score for the whole page. How the weights were found, and
//! what was tried instead: `docs/decisions/0004-extraction.md`.

use super::blocks::Block;
use super::features::COUNT;

/// In the order of `features`.
const WEIGHTS: [f32; COUNT] = [
    -2.693, // always
    0.516,  // ours keeps it
    0.612,  // the other keeps it
    0.449,  // both keep it
    0.035,  // ours alone, by size
    0.498,  // ours keeps the neighbours
    0.484,  // the other keeps the neighbours
    0.474,  // ours keeps the container
    0.505,  // the other keeps the container
    0.168,  // size
    -0.363, // share of links
    -0.197, // share of links in a short line
    0.626,  // ends like a sentence
    0.252,  // has a comma
    -0.018, // heading
    -0.080, // item
    -0.022, // cell
    -0.087, // caption, or in a figure
    -0.201, // names of furniture around
    0.172,  // names of text around
    -0.291, // in aside, nav, footer or form
    0.210,  // in article or main
    -0.402, // behind the other's last
    -0.294, // before the other's first
    -0.293, // behind our last
    -0.168, // before our first
    0.456,  // agreement, ours keeps it
    0.514,  // agreement, the other keeps it
    0.198,  // ours alone, by our greater length
    -0.178, // the other alone, by our greater length
    -0.018, // label
    -0.073, // cue of a plug
    -0.028, // cue of a tail
    -0.025, // hidden
    -0.033, // like the title
    -0.167, // stands twice
    0.091,  // heading of kept lines
    0.111,  // the other alone, by size
    0.062,  // short line, ours keeps the neighbours
    0.067,  // short line, the other keeps the neighbours
    0.099,  // JSON-LD or the feed has it
    -0.063, // JSON-LD or the feed lacks it
    -0.071, // ours keeps it, by links
    -0.045, // the other keeps it, by links
    0.117,  // ours alone, and the neighbours
    0.107,  // ours alone, a sentence
    0.046,  // ours alone, the other keeps the container
    0.087,  // ours alone, by our share of the prose
    0.134,  // the other alone, a sentence
    0.104,  // the other alone, by its share of the prose
    -0.034, // neither, a sentence, by the prose that both miss
    0.175,  // prose, by what the other misses
];

/// How likely a block is text of the article, 0 to 1.
fn likelihood(features: &[f32; COUNT]) -> f32 {
    let sum: f32 = features
        .iter()
        .zip(&WEIGHTS)
        .map(|(number, weight)| number * weight)
        .sum();
    1.0 / (1.0 + (-sum).exp())
}

/// The blocks from the likeliest on, as many as give the highest expected F1 of words. On a clear
/// page that is those above one half, on an unclear one it takes in more.
pub fn choose(blocks: &[Block], features: &[[f32; COUNT]]) -> Vec<bool> {
    let mut order: Vec<(f32, usize)> = blocks
        .iter()
        .zip(features)
        .enumerate()
        .filter(|(_, (block, _))| block.is_text())
        .map(|(place, (_, numbers))| (likelihood(numbers), place))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let size = |place: usize| blocks[place].words.len() as f32;
    let wanted: f32 = order
        .iter()
        .map(|&(likely, place)| likely * size(place))
        .sum();
    let (mut taken, mut right, mut best, mut cut) = (0.0_f32, 0.0_f32, 0.0_f32, 0.5_f32);
    for &(likely, place) in &order {
        taken += size(place);
        right += likely * size(place);
        let expected = 2.0 * right / (taken + wanted).max(1.0);
        if expected > best {
            best = expected;
            cut = likely.min(0.5);
        }
    }
    let mut kept = vec![false; blocks.len()];
    for (likely, place) in order {
        kept[place] = likely >= cut;
    }
    without_hidden(blocks, &mut kept);
    kept
}

/// Hidden lines go, unless a script would show the whole article.
fn without_hidden(blocks: &[Block], kept: &mut [bool]) {
    let words = |is_hidden: bool| -> usize {
        let chosen = blocks
            .iter()
            .zip(&*kept)
            .filter(|(block, kept)| **kept && block.is_hidden == is_hidden);
        chosen.map(|(block, _)| block.words.len()).sum()
    };
    if words(false) * 3 > words(true) {
        for (block, kept) in blocks.iter().zip(kept) {
            *kept &= !block.is_hidden;
        }
    }
}
