//! Which blocks are the article: the opinions and the looks of each block weighed, and then as many
//! blocks taken as give the best expected score for the whole page. How the weights were found, and
//! what was tried instead: `docs/decisions/0004-extraction.md`.

use super::blocks::Block;

/// The blocks from the likeliest on, as many as give the highest expected F1 of words. On a clear
/// page that is those above one half, on an unclear one it takes in more.
pub fn choose(blocks: &[Block], likelihoods: &[f32]) -> Vec<bool> {
    let mut order: Vec<(f32, usize)> = blocks
        .iter()
        .zip(likelihoods)
        .enumerate()
        .filter(|(_, (block, _))| block.is_text())
        .map(|(place, (_, likely))| (*likely, place))
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
