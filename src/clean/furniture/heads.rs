//! Rules on what heads other lines: it goes with them, and stays with them.

use super::{Choice, inside};
use crate::clean::blocks::{Block, Kind};
use crate::clean::cues::{CUES, normal, plain};
use crate::clean::tree::{Id, Tree, is_block};
use std::collections::HashMap;
use std::ops::Range;

/// A heading goes if nothing under it is kept: at the end of the text, or before lines that were
/// dropped.
pub fn bare(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    let is_heading = |place: usize| matches!(choice.blocks[place].kind, Kind::Heading(_));
    let Some(last) = places.iter().rposition(|&place| !is_heading(place)) else {
        return;
    };
    let bare: Vec<usize> = places[last + 1..].to_vec();
    for place in bare {
        choice.drop(place, "heading without text");
    }
    for &place in places[..=last].iter().rev() {
        if is_over_dropped(choice, place) {
            choice.drop(place, "heading of what is dropped");
        }
    }
}

/// What it heads was all dropped, up to the next heading of its rank or the end of its box. A box of
/// nothing else may be the head of what follows, unless links were dropped from it.
fn is_over_dropped(choice: &Choice<'_>, place: usize) -> bool {
    let block = &choice.blocks[place];
    let Kind::Heading(rank) = block.kind else {
        return false;
    };
    let line = plain(&block.text);
    let is_cued = line.ends_with(':') || CUES.is_plug(&line) || CUES.is_tail(&line);
    if is_cued && all_dropped(choice, list_behind(choice, place)) {
        return true;
    }
    let found = choice.tree.ancestors(block.holder).find_map(|up| {
        let all = inside(choice, up);
        let behind = place + 1..all.end;
        let has_line = behind.clone().any(|at| choice.blocks[at].is_line());
        has_line.then_some((all, behind))
    });
    let Some((all, behind)) = found else {
        return false;
    };
    let is_next = |at: &usize| matches!(choice.blocks[*at].kind, Kind::Heading(r) if r <= rank);
    let end = behind.clone().find(is_next).unwrap_or(behind.end);
    let headed = behind.start..end;
    let is_kept = |at: usize| choice.kept[at] && choice.blocks[at].is_text() && at != place;
    all_dropped(choice, headed.clone())
        && (is_cued || are_links(choice, headed) || all.into_iter().any(is_kept))
}

fn are_links(choice: &Choice<'_>, places: Range<usize>) -> bool {
    let blocks = choice.blocks.get(places).unwrap_or_default();
    let sum = |of: fn(&Block) -> usize| blocks.iter().map(of).sum::<usize>();
    sum(|block| block.linked) * 10 > sum(|block| block.chars) * 6
}

/// There are lines among them, no pictures, and none is kept.
fn all_dropped(choice: &Choice<'_>, places: Range<usize>) -> bool {
    let mut is_any = false;
    for at in places {
        let block = &choice.blocks[at];
        if choice.kept[at] || block.kind == Kind::Media {
            return false;
        }
        is_any |= block.is_line();
    }
    is_any
}

fn list_behind(choice: &Choice<'_>, place: usize) -> Range<usize> {
    let tree = choice.tree;
    let list = choice.blocks.get(place + 1).and_then(|next| {
        let mut above = tree.ancestors(next.start).take(4);
        above.find(|&id| matches!(tree.tag(id), "ul" | "ol"))
    });
    list.map(|list| inside(choice, list)).unwrap_or_default()
}

/// Posts of a text that grew by the hour: each has its time and its heading above it.
pub fn posts(choice: &mut Choice<'_>) {
    const FEWEST: usize = 3;
    let mut posts: HashMap<Id, Vec<(usize, usize)>> = HashMap::new();
    for id in choice.tree.all("article") {
        let range = inside(choice, id);
        let is_kept = |at: &usize| choice.kept[*at] && choice.blocks[*at].is_text();
        if let Some(first) = range.clone().find(is_kept) {
            let parent = choice.tree.nodes[id].parent;
            posts.entry(parent).or_default().push((range.start, first));
        }
    }
    for (from, to) in posts
        .into_values()
        .filter(|all| all.len() >= FEWEST)
        .flatten()
    {
        for place in from..to {
            let block = &choice.blocks[place];
            let is_head = matches!(block.kind, Kind::Heading(_)) || is_time(choice.tree, block);
            if is_head && block.is_line() && !CUES.is_label(&normal(&block.text)) {
                choice.keep(place, "the head of a kept post");
            }
        }
    }
}

/// A line that is little more than a time.
fn is_time(tree: &Tree, block: &Block) -> bool {
    const LONGEST: usize = 8;
    block.words.len() <= LONGEST
        && block.text.contains(|c: char| c.is_ascii_digit())
        && (block.start..block.end)
            .chain(
                tree.ancestors(block.start)
                    .take_while(|&up| !is_block(tree.tag(up))),
            )
            .any(|id| tree.tag(id) == "time")
}
