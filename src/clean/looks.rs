//! What a block looks like and where it stands, as numbers: its words, the names and kinds of what
//! is around it, its neighbours, and how it compares with the rest of the page. `features` holds
//! the opinions of the extractors; `trees` weighs both.

mod around;
mod own;

use super::blocks::{Block, Kind};
use super::candidates::Candidate;
use super::metadata::Metadata;
use super::tree::{Id, Tree};
use super::words::{is_ideograph, tokens};
use around::{Around, Told, path, surroundings, tag};
use own::{overlap, words};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Elements around a block whose sums are told.
pub const HOLDERS: usize = 4;
/// With those of `features`.
const NUMBERS: usize = 170;
/// One block: its numbers, and who stands with it.
pub struct Look {
    pub numbers: Vec<f32>,
    /// The places that the nearest elements around hold, each more than the one before.
    pub holders: [Range<usize>; HOLDERS],
    /// What has the same is set alike.
    pub path: u64,
}

/// Numbers for every block.
pub fn looks(
    tree: &Tree,
    blocks: &[Block],
    [ours, other]: [&Candidate; 2],
    meta: &Metadata,
) -> Vec<Look> {
    let page = Page::new(tree, blocks, [ours, other], meta);
    (0..blocks.len()).map(|place| page.look(place)).collect()
}

/// Sums over the blocks before each place, so that any element's are a difference.
#[derive(Clone, Copy, Default)]
struct Sums {
    blocks: f32,
    words: f32,
    chars: f32,
    linked: f32,
    prose: f32,
    ours: f32,
    other: f32,
}

impl Sums {
    fn add(&mut self, block: &Block, ours: bool, other: bool) {
        let words = block.words.len() as f32;
        self.blocks += if block.is_text() { 1.0 } else { 0.0 };
        self.words += words;
        self.chars += block.chars as f32;
        self.linked += block.linked as f32;
        self.prose += if is_prose(block) { words } else { 0.0 };
        self.ours += if ours { words } else { 0.0 };
        self.other += if other { words } else { 0.0 };
    }

    fn less(&self, other: &Self) -> Self {
        Self {
            blocks: self.blocks - other.blocks,
            words: self.words - other.words,
            chars: self.chars - other.chars,
            linked: self.linked - other.linked,
            prose: self.prose - other.prose,
            ours: self.ours - other.ours,
            other: self.other - other.other,
        }
    }

    fn share(part: f32, whole: f32) -> f32 {
        if whole > 0.0 { part / whole } else { 0.0 }
    }
}

struct Page<'a> {
    tree: &'a Tree,
    blocks: &'a [Block],
    before: Vec<Sums>,
    paths: Vec<u64>,
    path_sums: HashMap<u64, Sums>,
    around: HashMap<Id, Around>,
    title: HashSet<u64>,
    description: HashSet<u64>,
    headline: Option<usize>,
    /// The deepest elements that hold half and nine tenths of the page's prose.
    roots: [Id; 2],
    /// Words to the nearest block before and behind that each opinion keeps, as logarithms.
    nearest: [[Vec<f32>; 2]; 2],
    ideographs: f32,
}

impl<'a> Page<'a> {
    fn new(
        tree: &'a Tree,
        blocks: &'a [Block],
        [ours, other]: [&'a Candidate; 2],
        meta: &Metadata,
    ) -> Self {
        let mut sums = Sums::default();
        let mut before = vec![sums];
        let mut path_sums: HashMap<u64, Sums> = HashMap::new();
        let mut around = HashMap::new();
        let mut told = Told::default();
        let mut paths = Vec::with_capacity(blocks.len());
        for (place, block) in blocks.iter().enumerate() {
            let (ours, other) = (ours.kept[place], other.kept[place]);
            sums.add(block, ours, other);
            before.push(sums);
            let path = path(tree, block.holder);
            path_sums.entry(path).or_default().add(block, ours, other);
            paths.push(path);
            around
                .entry(block.holder)
                .or_insert_with(|| surroundings(tree, block.holder, &mut told));
        }
        let headline = meta
            .headline
            .map(|id| blocks.partition_point(|block| block.start < id));
        let ideographs = blocks
            .iter()
            .flat_map(|block| block.text.chars().take(200))
            .filter(|c| is_ideograph(*c))
            .count();
        let mut page = Self {
            tree,
            blocks,
            paths,
            path_sums,
            around,
            title: tokens(&meta.title).into_iter().collect(),
            description: tokens(&meta.description).into_iter().collect(),
            headline,
            roots: [0; 2],
            nearest: [&ours.kept, &other.kept].map(|kept| nearest(&before, kept)),
            before,
            ideographs: ideographs as f32 / (sums.chars + 1.0),
        };
        page.roots = [0.5, 0.9].map(|share| page.root(share));
        page
    }

    fn all(&self) -> Sums {
        self.before.last().copied().unwrap_or_default()
    }

    /// The blocks inside an element.
    fn range(&self, id: Id) -> Range<usize> {
        let end = self.tree.nodes[id].end;
        let from = self.blocks.partition_point(|block| block.start < id);
        from..self.blocks.partition_point(|block| block.start < end)
    }

    fn inside(&self, range: &Range<usize>) -> Sums {
        self.before[range.end].less(&self.before[range.start])
    }

    fn root(&self, share: f32) -> Id {
        let wanted = self.all().prose * share;
        let mut at = 0;
        if wanted <= 0.0 {
            return at;
        }
        loop {
            let next = self
                .tree
                .children(at)
                .find(|&id| !self.tree.is_text(id) && self.inside(&self.range(id)).prose >= wanted);
            match next {
                Some(next) => at = next,
                None => return at,
            }
        }
    }

    fn look(&self, place: usize) -> Look {
        let mut numbers = Vec::with_capacity(NUMBERS);
        let mut put = |number: f32| numbers.push(number);
        let block = &self.blocks[place];
        if let Some(around) = self.around.get(&block.holder) {
            around.put(&mut put);
        }
        self.place(place, &mut put);
        let holders = self.holders(place);
        self.sums(place, &holders, &mut put);
        self.neighbours(place, &mut put);
        words(block, &mut put);
        put(overlap(&block.words, &self.title));
        put(overlap(&block.words, &self.description));
        let all = self.all();
        put(all.words.ln_1p());
        put(all.blocks.ln_1p());
        put(Sums::share(all.prose, all.words));
        put(Sums::share(all.linked, all.chars));
        put(Sums::share(all.ours, all.words));
        put(Sums::share(all.other, all.words));
        put(self.ideographs);
        Look {
            numbers,
            holders,
            path: self.paths[place],
        }
    }

    /// Where on the page, and how far from the headline and from what the opinions keep.
    fn place(&self, place: usize, put: &mut impl FnMut(f32)) {
        let all = self.all();
        put(Sums::share(place as f32, self.blocks.len() as f32));
        put(Sums::share(self.before[place].words, all.words));
        let from_headline = self.headline.map_or(0.0, |at| {
            let words = self.before[place].words - self.before[at].words;
            words.signum() * words.abs().ln_1p()
        });
        put(from_headline);
        for [before, behind] in &self.nearest {
            put(before[place]);
            put(behind[place]);
        }
        put(tag(self.tree.tag(self.blocks[place].holder)));
        put(tag(self
            .tree
            .tag(self.tree.nodes[self.blocks[place].holder].parent)));
    }

    /// The nearest elements around, passing over those that hold no more than the one below.
    fn holders(&self, place: usize) -> [Range<usize>; HOLDERS] {
        let mut up = self.blocks[place].holder;
        let mut range = self.range(up);
        [(); HOLDERS].map(|()| {
            let own = self.inside(&range).blocks;
            while self.tree.nodes[up].parent != up {
                up = self.tree.nodes[up].parent;
                range = self.range(up);
                if self.inside(&range).blocks > own {
                    break;
                }
            }
            range.clone()
        })
    }

    /// What the elements around hold, and what is set like this block.
    fn sums(&self, place: usize, holders: &[Range<usize>], put: &mut impl FnMut(f32)) {
        let all = self.all();
        for range in holders {
            let sums = self.inside(range);
            put(Sums::share(sums.words, all.words));
            put(sums.blocks.ln_1p());
            put(Sums::share(sums.linked, sums.chars));
            put(Sums::share(sums.prose, sums.words));
            put(Sums::share(sums.ours, sums.words));
            put(Sums::share(sums.other, sums.words));
        }
        let like = self
            .path_sums
            .get(&self.paths[place])
            .copied()
            .unwrap_or_default();
        put(like.blocks.ln_1p());
        put(Sums::share(like.words, all.words));
        put(Sums::share(like.words, like.blocks).ln_1p());
        put(Sums::share(like.linked, like.chars));
        put(Sums::share(like.ours, like.words));
        put(Sums::share(like.other, like.words));
        for root in self.roots {
            let is_within = self.tree.is_within(self.blocks[place].start, root);
            put(f32::from(u8::from(is_within)));
        }
    }

    /// Sizes, links and kinds of the lines right before and behind.
    fn neighbours(&self, place: usize, put: &mut impl FnMut(f32)) {
        for step in [-2_isize, -1, 1, 2] {
            let near = place
                .checked_add_signed(step)
                .and_then(|at| self.blocks.get(at));
            let Some(near) = near else {
                put(-1.0);
                put(-1.0);
                put(-1.0);
                continue;
            };
            put((near.words.len() as f32).ln_1p());
            put(near.link_share());
            put(match near.kind {
                Kind::Media => 3.0,
                Kind::Heading(_) => 2.0,
                _ if near.is_sentence() => 1.0,
                _ => 0.0,
            });
        }
    }
}

fn nearest(before: &[Sums], kept: &[bool]) -> [Vec<f32>; 2] {
    let words = |from: usize, to: usize| (before[to].words - before[from].words).abs().ln_1p();
    let far = 9.0;
    let mut last = None;
    let back = (0..kept.len()).map(|place| {
        let reach = last.map_or(far, |at| words(at, place));
        last = if kept[place] { Some(place) } else { last };
        reach
    });
    let back: Vec<f32> = back.collect();
    let mut last = None;
    let on = (0..kept.len()).rev().map(|place| {
        let reach = last.map_or(far, |at| words(place, at));
        last = if kept[place] { Some(place) } else { last };
        reach
    });
    let mut on: Vec<f32> = on.collect();
    on.reverse();
    [back, on]
}

fn is_prose(block: &Block) -> bool {
    block.words.len() >= 12 && block.link_share() < 0.3 && block.is_sentence() && !block.is_hidden
}
