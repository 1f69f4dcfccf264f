//! Which opinion to follow: the one most like the others, moved by what is known from elsewhere.

use super::blocks::Block;
use super::candidates::Candidate;
use super::words::Sketch;

pub struct Verdict {
    /// Index of the candidate that is followed.
    pub chosen: usize,
    /// Mean agreement with the others, 0 to 1.
    pub agreement: f32,
    pub why: String,
}

/// Weighs candidates against each other and against the feed's text.
pub fn judge(candidates: &[Candidate], blocks: &[Block], feed_text: Option<&str>) -> Verdict {
    let feed = feed_text
        .map(Sketch::of)
        .filter(|sketch| sketch.words >= 20);
    let total: usize = blocks.iter().map(|block| block.words.len()).sum();
    let mut best = Verdict {
        chosen: 0,
        agreement: 0.0,
        why: String::new(),
    };
    let mut most = f32::MIN;
    for (place, candidate) in candidates.iter().enumerate() {
        let agreement = mean_agreement(candidates, place, blocks);
        let mut score = agreement;
        if let Some(feed) = &feed {
            score += 0.5 * covered(feed, candidate, blocks);
        }
        if candidate.words == 0 {
            score -= 1.0;
        }
        if score > most {
            most = score;
            let share = if total == 0 {
                0
            } else {
                candidate.words * 100 / total
            };
            best = Verdict {
                chosen: place,
                agreement,
                why: format!(
                    "{}: agrees {:.0} % with the other extractors, {share} % of the page's words",
                    candidate.name,
                    agreement * 100.0
                ),
            };
        }
    }
    best
}

fn mean_agreement(candidates: &[Candidate], place: usize, blocks: &[Block]) -> f32 {
    let others = candidates.len().saturating_sub(1);
    if others == 0 {
        return 1.0;
    }
    let sum: f32 = candidates
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place)
        .map(|(_, other)| candidates[place].agreement(other, blocks))
        .sum();
    sum / others as f32
}

/// How much of the feed's text a candidate holds.
fn covered(feed: &Sketch, candidate: &Candidate, blocks: &[Block]) -> f32 {
    let found: f32 = blocks
        .iter()
        .zip(&candidate.kept)
        .filter(|(_, kept)| **kept)
        .map(|(block, _)| feed.share(&block.words) * block.words.len() as f32)
        .sum();
    (found / feed.words as f32).min(1.0)
}
