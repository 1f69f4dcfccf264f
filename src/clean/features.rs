//! What is known of one block, as numbers: the opinions on it and on its surroundings, its own
//! looks, and where it stands. `vote` weighs them.

use super::blocks::{Block, Kind};
use super::candidates::Candidate;
use super::cues::{CUES, normal, plain};
use super::readability::{sounds_bad, sounds_good};
use super::tree::{Id, Tree};
use super::words::{hash_all, tokens};
use std::collections::HashMap;

pub const COUNT: usize = 52;
/// Neighbours on each side whose opinions count.
const NEAR: usize = 3;

/// Numbers for every block, in the order of the weights.
pub fn features(
    tree: &Tree,
    blocks: &[Block],
    [ours, other]: [&Candidate; 2],
    told: Option<&Candidate>,
    title: &str,
) -> Vec<[f32; COUNT]> {
    let page = Page::new(tree, blocks, ours, other, told, title);
    (0..blocks.len())
        .map(|place| page.features(place))
        .collect()
}

struct Page<'a> {
    tree: &'a Tree,
    blocks: &'a [Block],
    ours: &'a Candidate,
    other: &'a Candidate,
    told: Option<&'a Candidate>,
    title: Vec<u64>,
    agreement: f32,
    ratio: f32,
    /// Of the page's prose, how much each opinion keeps.
    ours_coverage: f32,
    other_coverage: f32,
    ours_span: (usize, usize),
    other_span: (usize, usize),
    /// By container: words, of which kept by ours and by the other.
    boxes: HashMap<Id, [usize; 3]>,
    repeats: HashMap<u64, usize>,
    names: HashMap<Id, Names>,
}

#[derive(Clone, Copy, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a number of its own for the weights"
)]
struct Names {
    is_bad: bool,
    is_good: bool,
    is_aside: bool,
    is_main: bool,
    is_figure: bool,
}

impl<'a> Page<'a> {
    fn new(
        tree: &'a Tree,
        blocks: &'a [Block],
        ours: &'a Candidate,
        other: &'a Candidate,
        told: Option<&'a Candidate>,
        title: &str,
    ) -> Self {
        let mut boxes: HashMap<Id, [usize; 3]> = HashMap::new();
        let mut repeats = HashMap::new();
        let mut names = HashMap::new();
        let mut sounds = HashMap::new();
        for (place, block) in blocks.iter().enumerate() {
            let sums = boxes.entry(container(tree, block.holder)).or_default();
            sums[0] += block.words.len();
            sums[1] += if ours.kept[place] {
                block.words.len()
            } else {
                0
            };
            sums[2] += if other.kept[place] {
                block.words.len()
            } else {
                0
            };
            if block.words.len() > 2 {
                *repeats.entry(hash_all(&block.words)).or_default() += 1;
            }
            names
                .entry(block.holder)
                .or_insert_with(|| around(tree, block.holder, &mut sounds));
        }
        let ratio = ((ours.words + 20) as f32 / (other.words + 20) as f32)
            .ln()
            .clamp(-2.0, 2.0);
        Self {
            tree,
            blocks,
            ours,
            other,
            told,
            title: tokens(title),
            agreement: ours.agreement(other, blocks),
            ratio,
            ours_coverage: coverage(blocks, ours),
            other_coverage: coverage(blocks, other),
            ours_span: span(&ours.kept),
            other_span: span(&other.kept),
            boxes,
            repeats,
            names,
        }
    }

    fn features(&self, place: usize) -> [f32; COUNT] {
        let block = &self.blocks[place];
        let (ours, other) = (self.ours.kept[place], self.other.kept[place]);
        let words = block.words.len();
        let size = (words as f32).ln_1p() / 5.0;
        let linked = block.link_share();
        let (near_ours, near_other) = self.near(place);
        let (box_ours, box_other) = self.in_box(place);
        let names = self.names.get(&block.holder).copied().unwrap_or_default();
        let line = plain(&block.text.chars().take(120).collect::<String>());
        let is_short = words <= 12;
        let (only_ours, only_other) = (ours && !other, other && !ours);
        let flag = |is: bool| f32::from(u8::from(is));
        let told = self.told.map(|told| told.kept[place]);
        [
            1.0,
            flag(ours),
            flag(other),
            flag(ours && other),
            flag(only_ours) * size,
            near_ours,
            near_other,
            box_ours,
            box_other,
            size,
            linked,
            linked * flag(is_short),
            flag(block.is_sentence()),
            flag(block.text.contains([',', '，', '、', '،'])),
            flag(matches!(block.kind, Kind::Heading(_))),
            flag(block.kind == Kind::Item),
            flag(block.kind == Kind::Cell),
            flag(block.kind == Kind::Caption || names.is_figure),
            flag(names.is_bad),
            flag(names.is_good),
            flag(names.is_aside),
            flag(names.is_main),
            flag(place > self.other_span.1),
            flag(place < self.other_span.0),
            flag(place > self.ours_span.1),
            flag(place < self.ours_span.0),
            self.agreement * flag(ours),
            self.agreement * flag(other),
            flag(only_ours) * self.ratio,
            flag(only_other) * self.ratio,
            flag(CUES.is_label(&normal(&line)) && block.chars <= 60),
            flag(CUES.is_plug(&line) && words <= 40),
            flag(CUES.is_tail(&line) && is_short),
            flag(block.is_hidden),
            flag(super::metadata::likeness(&self.title, &block.words) > 0.8),
            flag(
                self.repeats
                    .get(&hash_all(&block.words))
                    .is_some_and(|n| *n > 1),
            ),
            flag(matches!(block.kind, Kind::Heading(_))) * self.next_votes(place),
            flag(only_other) * size,
            flag(is_short && !block.is_sentence()) * near_ours,
            flag(is_short && !block.is_sentence()) * near_other,
            flag(told == Some(true)),
            flag(told == Some(false)),
            flag(ours) * linked,
            flag(other) * linked,
            flag(only_ours) * near_ours,
            flag(only_ours) * flag(block.is_sentence()),
            flag(only_ours) * box_other,
            flag(only_ours) * self.ours_coverage,
            flag(only_other) * flag(block.is_sentence()),
            flag(only_other) * self.other_coverage,
            flag(!ours && !other && block.is_sentence())
                * (1.0 - self.ours_coverage.max(self.other_coverage)),
            flag(is_prose(block)) * (1.0 - self.other_coverage),
        ]
    }

    /// Shares of the words around that each opinion keeps.
    fn near(&self, place: usize) -> (f32, f32) {
        let from = place.saturating_sub(NEAR);
        let to = (place + NEAR + 1).min(self.blocks.len());
        let mut sums = [0.0_f32; 3];
        for at in (from..to).filter(|&at| at != place) {
            let weight = (self.blocks[at].words.len() as f32).sqrt();
            sums[0] += weight;
            sums[1] += if self.ours.kept[at] { weight } else { 0.0 };
            sums[2] += if self.other.kept[at] { weight } else { 0.0 };
        }
        if sums[0] == 0.0 {
            return (0.0, 0.0);
        }
        (sums[1] / sums[0], sums[2] / sums[0])
    }

    /// The same of what stands in the same container.
    fn in_box(&self, place: usize) -> (f32, f32) {
        let own = self.blocks[place].words.len();
        let Some(sums) = self
            .boxes
            .get(&container(self.tree, self.blocks[place].holder))
        else {
            return (0.0, 0.0);
        };
        let all = sums[0].saturating_sub(own);
        if all == 0 {
            return (0.0, 0.0);
        }
        let less = |sum: usize, is_kept: bool| sum.saturating_sub(if is_kept { own } else { 0 });
        (
            less(sums[1], self.ours.kept[place]) as f32 / all as f32,
            less(sums[2], self.other.kept[place]) as f32 / all as f32,
        )
    }

    /// How many of the two opinions keep the next line.
    fn next_votes(&self, place: usize) -> f32 {
        let next = (place + 1..self.blocks.len())
            .take(3)
            .find(|&at| self.blocks[at].is_text());
        next.map_or(0.0, |at| {
            f32::from(u8::from(self.ours.kept[at]) + u8::from(self.other.kept[at])) / 2.0
        })
    }
}

/// A line that only an article has: sentences without links.
fn is_prose(block: &Block) -> bool {
    block.words.len() >= 15 && block.link_share() < 0.3 && block.is_sentence()
}

fn coverage(blocks: &[Block], opinion: &Candidate) -> f32 {
    let prose = || {
        blocks
            .iter()
            .zip(&opinion.kept)
            .filter(|(block, _)| is_prose(block))
    };
    let all: usize = prose().map(|(block, _)| block.words.len()).sum();
    let kept: usize = prose()
        .filter(|(_, kept)| **kept)
        .map(|(block, _)| block.words.len())
        .sum();
    (kept + 1) as f32 / (all + 1) as f32
}

fn span(kept: &[bool]) -> (usize, usize) {
    let first = kept.iter().position(|k| *k).unwrap_or(kept.len());
    let last = kept.iter().rposition(|k| *k).unwrap_or(0);
    (first, last)
}

/// What holds a line's own element.
fn container(tree: &Tree, holder: Id) -> Id {
    if matches!(
        tree.tag(holder),
        "div" | "section" | "article" | "main" | "body"
    ) {
        holder
    } else {
        tree.nodes[holder].parent
    }
}

/// Names and kinds of the nearest elements around; `sounds` are the bad and good of elements asked
/// before.
fn around(tree: &Tree, holder: Id, sounds: &mut HashMap<Id, (bool, bool)>) -> Names {
    let mut out = Names::default();
    for (level, id) in std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take(12)
        .enumerate()
    {
        match tree.tag(id) {
            "aside" | "nav" | "footer" | "form" => out.is_aside = true,
            "article" | "main" => out.is_main = true,
            "figure" => out.is_figure = true,
            "body" | "html" => break,
            _ => {}
        }
        if level < 4 {
            let (is_bad, is_good) = *sounds.entry(id).or_insert_with(|| {
                let names = tree.names(id);
                let is_named = names.len() > 1;
                (
                    is_named && sounds_bad(&names),
                    is_named && sounds_good(&names),
                )
            });
            out.is_bad |= is_bad;
            out.is_good |= is_good;
        }
    }
    out
}
