//! Points for what holds paragraphs, and the choice of the best holder with its like.

use super::Strictness;
use super::masks::{Facts, Masks};
use crate::clean::blocks::Block;
use crate::clean::tree::{Id, Tree};
use std::collections::HashMap;

/// The element that is the article with the siblings that belong to it.
pub fn choose(
    tree: &Tree,
    blocks: &[Block],
    facts: &Facts,
    masks: &Masks,
    strictness: Strictness,
) -> Vec<Id> {
    let scores = scores(tree, blocks, facts, masks, strictness);
    let body = tree.all("body").next().unwrap_or(0);
    let mut ranked: Vec<(Id, f32)> = scores
        .iter()
        .map(|(&id, &score)| {
            (
                id,
                score * (1.0 - masks.count(tree, facts, id).link_density()),
            )
        })
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranked.truncate(5);
    let Some(&(first, first_score)) = ranked.first() else {
        return vec![body];
    };
    if first == body {
        return vec![body];
    }
    let mut final_scores = scores;
    for (id, score) in &ranked {
        final_scores.insert(*id, *score);
    }
    let top = shared_ancestor(tree, &ranked, first, first_score, body);
    let top = climb(tree, masks, &final_scores, top, body);
    with_siblings(tree, facts, masks, &final_scores, top)
}

fn scores(
    tree: &Tree,
    blocks: &[Block],
    facts: &Facts,
    masks: &Masks,
    strictness: Strictness,
) -> HashMap<Id, f32> {
    let mut scores: HashMap<Id, f32> = HashMap::new();
    for (element, parent) in paragraphs(tree, blocks, masks) {
        let count = match element {
            Scored::Run(start, end) => run_count(facts, masks, start, end),
            Scored::Element(id) => masks.count(tree, facts, id),
        };
        if count.chars < 25 {
            continue;
        }
        let points = 2.0 + count.commas as f32 + (count.chars / 100).min(3) as f32;
        let mut at = parent;
        for level in 0..5 {
            if tree.tag(at).is_empty() || at == 0 {
                break;
            }
            let divider = match level {
                0 => 1.0,
                1 => 2.0,
                _ => level as f32 * 3.0,
            };
            *scores
                .entry(at)
                .or_insert_with(|| start_score(tree, facts, at, strictness)) += points / divider;
            at = tree.nodes[at].parent;
        }
    }
    scores
}

enum Scored {
    Run(Id, Id),
    Element(Id),
}

/// What gives points, each with the element that gets most of them.
fn paragraphs(tree: &Tree, blocks: &[Block], masks: &Masks) -> Vec<(Scored, Id)> {
    let mut out = Vec::new();
    let mut previous = None;
    for block in blocks {
        if !block.is_text() || masks.is_gone(block.start) {
            continue;
        }
        let holder = block.holder;
        let parent = tree.nodes[holder].parent;
        match tree.tag(holder) {
            "p" | "pre" | "td" | "h2" | "h3" | "h4" | "h5" | "h6" if previous == Some(holder) => {}
            "p" | "pre" | "td" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                out.push((Scored::Element(holder), parent));
            }
            "div" if masks.has_block_child(tree, holder) || shares(blocks, block) => {
                out.push((Scored::Run(block.start, block.end), holder));
            }
            "div" => out.push((Scored::Element(holder), parent)),
            _ => {}
        }
        previous = Some(holder);
    }
    for id in 0..tree.nodes.len() {
        if tree.tag(id) == "section" && !masks.is_gone(id) {
            out.push((Scored::Element(id), tree.nodes[id].parent));
        }
    }
    out
}

/// Another run stands in the same holder: `<br><br>` made paragraphs of it.
fn shares(blocks: &[Block], block: &Block) -> bool {
    let place = blocks.partition_point(|other| other.start < block.start);
    let near = |at: usize| {
        blocks
            .get(at)
            .is_some_and(|other| other.holder == block.holder && other.is_text())
    };
    near(place + 1) || (place > 0 && near(place - 1))
}

fn run_count(facts: &Facts, masks: &Masks, start: Id, end: Id) -> super::masks::Count {
    let mut count = super::masks::Count::default();
    for at in (start..end).filter(|&at| !masks.is_gone(at)) {
        count.chars += facts.chars[at];
        count.commas += facts.commas[at];
    }
    count
}

fn start_score(tree: &Tree, facts: &Facts, id: Id, strictness: Strictness) -> f32 {
    let base = match tree.tag(id) {
        "div" => 5.0,
        "pre" | "td" | "blockquote" => 3.0,
        "address" | "ol" | "ul" | "dl" | "dd" | "dt" | "li" | "form" => -3.0,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" => -5.0,
        _ => 0.0,
    };
    if strictness.weighs_classes {
        base + facts.weight[id] as f32
    } else {
        base
    }
}

/// If three of the best lie in one element, that is the article.
fn shared_ancestor(tree: &Tree, ranked: &[(Id, f32)], first: Id, score: f32, body: Id) -> Id {
    let near: Vec<Id> = ranked
        .iter()
        .skip(1)
        .filter(|(_, other)| other / score >= 0.75)
        .map(|(id, _)| *id)
        .collect();
    if near.len() < 3 {
        return first;
    }
    for parent in tree.ancestors(first) {
        if parent == body {
            break;
        }
        let holds = near
            .iter()
            .filter(|&&id| id != parent && tree.is_within(id, parent))
            .count();
        if holds >= 3 {
            return parent;
        }
    }
    first
}

/// A parent with more points, or with nothing else in it, is the better holder.
fn climb(tree: &Tree, masks: &Masks, scores: &HashMap<Id, f32>, first: Id, body: Id) -> Id {
    let mut top = first;
    let mut last = scores.get(&top).copied().unwrap_or_default();
    let threshold = last / 3.0;
    let mut at = tree.nodes[top].parent;
    while at != body && at != 0 {
        if let Some(&score) = scores.get(&at) {
            if score < threshold {
                break;
            }
            if score > last {
                top = at;
                break;
            }
            last = score;
        }
        at = tree.nodes[at].parent;
    }
    let mut parent = tree.nodes[top].parent;
    while parent != body && parent != 0 && elements(tree, masks, parent) == 1 {
        top = parent;
        parent = tree.nodes[top].parent;
    }
    top
}

fn elements(tree: &Tree, masks: &Masks, id: Id) -> usize {
    tree.children(id)
        .filter(|&child| !tree.is_text(child) && !masks.is_gone(child))
        .count()
}

fn with_siblings(
    tree: &Tree,
    facts: &Facts,
    masks: &Masks,
    scores: &HashMap<Id, f32>,
    top: Id,
) -> Vec<Id> {
    let best = scores.get(&top).copied().unwrap_or_default();
    let threshold = (best * 0.2).max(10.0);
    let class = tree.attribute(top, "class").unwrap_or_default();
    let parent = tree.nodes[top].parent;
    tree.children(parent)
        .filter(|&id| !tree.is_text(id) && !masks.is_gone(id))
        .filter(|&id| {
            if id == top {
                return true;
            }
            let same = !class.is_empty() && tree.attribute(id, "class") == Some(class);
            let bonus = if same { best * 0.2 } else { 0.0 };
            if scores
                .get(&id)
                .is_some_and(|score| score + bonus >= threshold)
            {
                return true;
            }
            tree.tag(id) == "p" && is_prose(tree, facts, masks, id)
        })
        .collect()
}

fn is_prose(tree: &Tree, facts: &Facts, masks: &Masks, id: Id) -> bool {
    let count = masks.count(tree, facts, id);
    let density = count.link_density();
    if count.chars > 80 {
        return density < 0.25;
    }
    count.chars > 0 && density == 0.0 && {
        let text = tree.text_of(id);
        text.contains(". ") || text.ends_with('.')
    }
}
