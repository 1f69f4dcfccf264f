//! Rules on lists of links: what the text announces stays, tables of contents and teasers go.

use super::{Choice, inside, is_prose, outer, plugs, words_before};
use crate::clean::blocks::{Block, Kind};
use crate::clean::cues::{CUES, normal, plain};
use crate::clean::tree::{Id, Tree};
use std::collections::HashSet;

/// A line of links.
const LINKED: f32 = 0.6;
/// A line that ends with a link: "The dredger is late, whatever they say".
const PARTLY: f32 = 0.2;

/// A list of links is kept if a line right before it announces it: a sentence that ends with a
/// colon, or a heading such as "Sources". A line that offers other articles of the outlet goes with them.
pub fn announced(choice: &mut Choice<'_>) {
    let Some((first, last)) = choice.span() else {
        return;
    };
    for place in first..choice.blocks.len() {
        let items = announces(choice, place).then(|| list_behind(choice, place, LINKED));
        let Some(items) = items.flatten() else {
            continue;
        };
        let block = &choice.blocks[place];
        let is_near = place <= last || stands_beside_kept(choice, place);
        let is_open = items.iter().all(|&at| choice.reasons[at].is_empty());
        if !is_near || !is_open {
            continue;
        }
        if offers(choice, block, &items) {
            choice.drop(place, "offers other articles");
            for at in items {
                choice.drop(at, "other articles that are offered");
            }
            continue;
        }
        if matches!(block.kind, Kind::Heading(_)) {
            choice.keep(place, "the heading of sources");
            choice.announced[place] = true;
        }
        for at in items {
            choice.keep(at, "a list that the text announces");
            choice.announced[at] = true;
        }
    }
}

fn announces(choice: &Choice<'_>, place: usize) -> bool {
    let block = &choice.blocks[place];
    let line = plain(&block.text);
    if matches!(block.kind, Kind::Heading(_)) {
        return CUES.is_source(&normal(&block.text));
    }
    choice.kept[place]
        && block.kind == Kind::Paragraph
        && block.text.trim_end().ends_with(':')
        && block.words.len() >= 3
        && block.link_share() < 0.5
        && !CUES.is_plug(&line)
        && !CUES.is_tail(&line)
        && !CUES.is_call(&line)
}

/// "You might also be interested in:", before links most of which stay on the site.
fn offers(choice: &Choice<'_>, line: &Block, items: &[usize]) -> bool {
    let leads_away = |&&at: &&usize| plugs::leads_elsewhere(choice, &choice.blocks[at]);
    CUES.is_offer(&plain(&line.text)) && items.iter().filter(leads_away).count() * 2 < items.len()
}

/// A line before it in the same element is kept.
fn stands_beside_kept(choice: &Choice<'_>, place: usize) -> bool {
    let parent = outer(choice.tree, choice.blocks[place].holder);
    let kept = (0..place).rev().find(|&at| choice.kept[at]);
    kept.is_some_and(|at| outer(choice.tree, choice.blocks[at].holder) == parent)
}

/// The lines of the list of links that stands right behind a line, in the same element; a link is
/// more than `share` of most.
fn list_behind(choice: &Choice<'_>, place: usize, share: f32) -> Option<Vec<usize>> {
    let tree = choice.tree;
    let line = &choice.blocks[place];
    let next = choice.blocks.get(place + 1)?;
    let list = tree
        .ancestors(next.start)
        .take(4)
        .find(|&id| is_list(tree, id))?;
    let is_beside = !is_list(tree, tree.nodes[line.holder].parent)
        && [outer(tree, line.holder), tree.nodes[line.holder].parent]
            .contains(&tree.nodes[list].parent)
        && line.is_text()
        && !line.is_hidden;
    // First, since each line of a long list that is no line beside one asks.
    if !is_beside {
        return None;
    }
    let items = lines(choice, list);
    let is_linked = |block: &Block| block.link_share() > share && !block.is_hidden;
    let linked = items
        .iter()
        .filter(|&&at| is_linked(&choice.blocks[at]))
        .count();
    (!items.is_empty() && linked * 10 >= items.len() * 7).then_some(items)
}

/// The list of what the page holds, near its top, with its title; one that a sentence announces is
/// a part of the text.
pub fn contents(choice: &mut Choice<'_>) {
    let headings: HashSet<String> = choice
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, Kind::Heading(_)))
        .map(|block| normal(&block.text))
        .collect();
    let before = words_before(choice);
    let total = before.last().copied().unwrap_or_default();
    for list in outer_lists(choice.tree) {
        let items = lines(choice, list);
        let leads_down = |&&at: &&usize| {
            let block = &choice.blocks[at];
            block.link_share() > 0.6
                && (leads_to_place(choice.tree, block) || headings.contains(&normal(&block.text)))
        };
        let down = items.iter().filter(leads_down).count();
        let Some(&first) = items.first() else {
            continue;
        };
        let is_early = before[first] * 10 <= total * 3;
        let is_contents = items.len() >= 3 && down * 10 >= items.len() * 7 && is_early;
        if !is_contents || is_announced(choice, first) {
            continue;
        }
        for at in items {
            choice.drop(at, "a table of contents");
        }
        if let Some(title) = first
            .checked_sub(1)
            .filter(|&at| is_title(&choice.blocks[at]))
        {
            choice.drop(title, "the title of a table of contents");
        }
    }
}

/// The line right before a list announces it, in more words than "Table of contents:".
fn is_announced(choice: &Choice<'_>, first: usize) -> bool {
    let line = (0..first).rev().find(|&at| choice.blocks[at].is_line());
    line.is_some_and(|at| {
        let block = &choice.blocks[at];
        block.kind == Kind::Paragraph && !is_title(block) && announces(choice, at)
    })
}

fn is_title(block: &Block) -> bool {
    const LONGEST: usize = 6;
    let is_heading = matches!(block.kind, Kind::Heading(_));
    let is_named = is_heading || CUES.is_contents(&normal(&block.text));
    block.is_text() && block.words.len() <= LONGEST && is_named
}

fn leads_to_place(tree: &Tree, block: &Block) -> bool {
    (block.start..block.end)
        .chain(tree.ancestors(block.start).take(3))
        .filter(|&id| tree.is_link(id))
        .filter_map(|id| tree.attribute(id, "href"))
        .any(|href| href.len() > 1 && href.starts_with('#'))
}

/// Links right under the heading of a plug that is not kept.
pub fn plugged(choice: &mut Choice<'_>) {
    for place in 0..choice.blocks.len() {
        if choice.kept[place] || !heads_plugs(&choice.blocks[place]) {
            continue;
        }
        let mut links = list_behind(choice, place, PARTLY).unwrap_or_default();
        if links.is_empty() {
            links = links_behind(choice, place);
        }
        for at in links {
            choice.drop(at, "links under the heading of a plug");
        }
    }
}

/// "More on this story", "DON'T MISS", on a line of its own.
fn heads_plugs(block: &Block) -> bool {
    const LONGEST: usize = 8;
    let is_line = matches!(block.kind, Kind::Heading(_) | Kind::Paragraph) && block.is_line();
    is_line
        && block.words.len() <= LONGEST
        && block.linked == 0
        && (matches!(block.kind, Kind::Heading(_))
            || !block.is_sentence()
            || block.text.ends_with(':'))
        && CUES.is_plug(&plain(&block.text))
}

/// Paragraphs of links right behind a line, in the same element.
fn links_behind(choice: &Choice<'_>, place: usize) -> Vec<usize> {
    let parent = outer(choice.tree, choice.blocks[place].holder);
    let is_link = |&at: &usize| {
        let block = &choice.blocks[at];
        block.kind == Kind::Paragraph
            && block.link_share() > LINKED
            && block.words.len() >= 3
            && outer(choice.tree, block.holder) == parent
    };
    (place + 1..choice.blocks.len())
        .take_while(is_link)
        .collect()
}

/// Teasers between paragraphs: a list of nothing but links, with headings among them.
pub fn headed(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    let (Some(first), Some(last)) = (
        places.iter().find(|&&at| is_prose(&choice.blocks[at])),
        places.iter().rfind(|&&at| is_prose(&choice.blocks[at])),
    ) else {
        return;
    };
    for list in outer_lists(choice.tree) {
        let items = lines(choice, list);
        let is_between = items.iter().all(|at| (first..last).contains(&at));
        let is_heading = |&&at: &&usize| matches!(choice.blocks[at].kind, Kind::Heading(_));
        let is_teaser = |&at: &usize| {
            let block = &choice.blocks[at];
            !choice.announced[at] && (block.link_share() > 0.85 || block.words.len() <= 3)
        };
        if is_between && items.iter().any(|at| is_heading(&at)) && items.iter().all(is_teaser) {
            for at in items {
                choice.drop(at, "a list of teasers");
            }
        }
    }
}

fn outer_lists(tree: &Tree) -> Vec<Id> {
    (0..tree.nodes.len())
        .filter(|&id| is_list(tree, id))
        .filter(|&id| tree.ancestors(id).take(4).all(|up| !is_list(tree, up)))
        .collect()
}

fn is_list(tree: &Tree, id: Id) -> bool {
    matches!(tree.tag(id), "ul" | "ol" | "menu")
}

/// The lines of text inside an element that are shown.
fn lines(choice: &Choice<'_>, id: Id) -> Vec<usize> {
    inside(choice, id)
        .filter(|&at| choice.blocks[at].is_line())
        .collect()
}
