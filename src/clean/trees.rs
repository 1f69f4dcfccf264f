//! The weights: trees that say of a block how likely it is text of the article. Twice: the first
//! trees see the block and its surroundings; the second see also what the first say of all that
//! stands near. How they are learnt: `benches/learn.py`; why trees: `docs/decisions/0004-extraction.md`.

use super::blocks::Block;
use super::looks::Look;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// One tree a line; a branch is `number:limit` with what is at most the limit first, a leaf is
/// its weight.
static WEIGHTS: &str = include_str!("../../assets/cleaner/trees.txt");

/// The trees that are shipped. A test reads them.
pub static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(WEIGHTS).unwrap_or_default());

/// Below this the first trees are sure.
const UNLIKELY: f32 = 0.004;

/// Blocks up to which the next likely one is looked for.
const REACH: usize = 40;

/// Two forests.
#[derive(Default)]
pub struct Model {
    first: Forest,
    second: Forest,
}

#[derive(Default)]
struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

#[derive(Clone, Copy)]
enum Node {
    Branch { number: u16, limit: f32, more: u32 },
    Leaf(f32),
}

impl Model {
    /// Reads the form above; `second` alone on a line stands between the forests.
    pub fn read(text: &str) -> Option<Self> {
        let (first, second) = text.split_once("second\n")?;
        Some(Self {
            first: Forest::read(first)?,
            second: Forest::read(second)?,
        })
    }

    /// How likely each block is text of the article, 0 to 1.
    pub fn likelihoods(&self, blocks: &[Block], looks: &[Look]) -> Vec<f32> {
        let first = self.first(blocks, looks);
        let spread = spread(blocks, looks, &first);
        let mut numbers = Vec::new();
        (0..looks.len())
            .map(|place| {
                // Most of a page is plainly furniture: that need not be asked twice.
                if first[place] < UNLIKELY {
                    return first[place];
                }
                numbers.clone_from(&looks[place].numbers);
                numbers.extend(&spread[place]);
                self.second.likelihood(&numbers)
            })
            .collect()
    }

    /// What the first trees say; nothing of what is no text.
    fn first(&self, blocks: &[Block], looks: &[Look]) -> Vec<f32> {
        blocks
            .iter()
            .zip(looks)
            .map(|(block, look)| {
                if block.is_text() {
                    self.first.likelihood(&look.numbers)
                } else {
                    0.0
                }
            })
            .collect()
    }
}

impl Forest {
    fn read(text: &str) -> Option<Self> {
        let mut forest = Self::default();
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let root = forest.nodes.len() as u32;
            forest.roots.push(root);
            let mut words = line.split(' ');
            forest.tree(&mut words)?;
        }
        Some(forest)
    }

    /// One tree in preorder. Recursion goes as deep as the tree, which the program brings itself.
    fn tree<'a>(&mut self, words: &mut impl Iterator<Item = &'a str>) -> Option<()> {
        let word = words.next()?;
        let Some((number, limit)) = word.split_once(':') else {
            self.nodes.push(Node::Leaf(word.parse().ok()?));
            return Some(());
        };
        let at = self.nodes.len();
        self.nodes.push(Node::Leaf(0.0));
        self.tree(words)?;
        let more = self.nodes.len() as u32;
        self.tree(words)?;
        self.nodes[at] = Node::Branch {
            number: number.parse().ok()?,
            limit: limit.parse().ok()?,
            more,
        };
        Some(())
    }

    fn likelihood(&self, numbers: &[f32]) -> f32 {
        let mut sum = 0.0;
        for &root in &self.roots {
            let mut at = root;
            sum += loop {
                match self.nodes[at as usize] {
                    Node::Leaf(weight) => break weight,
                    Node::Branch {
                        number,
                        limit,
                        more,
                    } => {
                        let is_more = numbers.get(usize::from(number)).is_some_and(|n| *n > limit);
                        at = if is_more { more } else { at + 1 };
                    }
                }
            };
        }
        1.0 / (1.0 + (-sum).exp())
    }
}

/// What the first trees say of a block and of those near it: by the page's order, by the elements
/// around, and of what is set alike.
pub fn spread(blocks: &[Block], looks: &[Look], first: &[f32]) -> Vec<Vec<f32>> {
    let size = |place: usize| blocks[place].words.len() as f32;
    let mut before = vec![(0.0_f32, 0.0_f32)];
    let mut alike: HashMap<u64, (f32, f32)> = HashMap::new();
    for (place, look) in looks.iter().enumerate() {
        let (words, likely) = (size(place), size(place) * first[place]);
        let last = before[place];
        before.push((last.0 + words, last.1 + likely));
        let sum = alike.entry(look.path).or_default();
        sum.0 += words;
        sum.1 += likely;
    }
    let all = before.last().copied().unwrap_or_default();
    let mean = |range: &Range<usize>| {
        let (from, to) = (before[range.start], before[range.end]);
        share(to.1 - from.1, to.0 - from.0)
    };
    let near = |place: usize, step: isize| {
        place
            .checked_add_signed(step)
            .and_then(|at| first.get(at))
            .copied()
            .unwrap_or(-1.0)
    };
    let reach = |places: &mut dyn Iterator<Item = usize>| {
        let found = places.take(REACH).position(|at| first[at] > 0.5);
        found.unwrap_or(REACH) as f32
    };
    (0..looks.len())
        .map(|place| {
            let mut out = vec![first[place]];
            out.extend([-3, -2, -1, 1, 2, 3].map(|step| near(place, step)));
            out.extend(looks[place].holders.iter().map(mean));
            let like = alike.get(&looks[place].path).copied().unwrap_or_default();
            out.push(share(like.1, like.0));
            out.push(share(all.1, all.0));
            out.push(share(before[place].1, all.1));
            out.push(reach(&mut (0..place).rev()));
            out.push(reach(&mut (place + 1..first.len())));
            out
        })
        .collect()
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_in_preorder() {
        let model = Model::read("# two\n0:1.5 -2 1:0.5 0 2\nsecond\n1\n").unwrap();
        let at = |numbers: &[f32]| model.first.likelihood(numbers);
        assert!(at(&[1.0, 9.0]) < 0.2, "at most the limit: the first way");
        assert!((at(&[2.0, 0.0]) - 0.5).abs() < 1e-6);
        assert!(at(&[2.0, 1.0]) > 0.8);
        assert!(Model::read("0:1 2\nsecond\n").is_none(), "half a tree");
        assert!(Model::read("1\n").is_none(), "no second forest");
    }

    #[test]
    fn the_shipped_trees_are_read() {
        let model = Model::read(WEIGHTS).unwrap();
        assert!(model.first.roots.len() >= 100 && model.second.roots.len() >= 100);
    }
}
