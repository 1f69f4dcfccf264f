//! Rules on what is set apart from the text: boxes that repeat it, galleries, tables.

use super::{Choice, inside, outer};
use crate::clean::blocks::{Block, Kind};
use crate::clean::cues::{CUES, plain};
use crate::clean::tree::{Id, Tree};
use std::collections::HashMap;

/// A box of which every line stood in other boxes before: set twice for two widths of screen, or
/// quoted beside the text. What repeats among new lines is the author's own doing.
pub fn repeats(choice: &mut Choice<'_>) {
    let mut boxes: HashMap<Id, Vec<usize>> = HashMap::new();
    let mut first_box: HashMap<u64, Id> = HashMap::new();
    for place in choice.kept_places() {
        let block = &choice.blocks[place];
        let around = outer(choice.tree, block.holder);
        boxes.entry(around).or_default().push(place);
        first_box
            .entry(crate::clean::words::hash_all(&block.words))
            .or_insert(around);
    }
    let mut again = vec![false; choice.blocks.len()];
    for (around, places) in boxes {
        let is_known = |&place: &usize| {
            let block = &choice.blocks[place];
            !matches!(block.kind, Kind::Cell | Kind::Code)
                && first_box
                    .get(&crate::clean::words::hash_all(&block.words))
                    .is_some_and(|first| *first != around)
        };
        let words: usize = places.iter().map(|&at| choice.blocks[at].words.len()).sum();
        if words >= 12 && places.iter().all(is_known) {
            for place in places {
                again[place] = true;
            }
        }
    }
    let new = new_before(choice, &again);
    let announced: Vec<bool> = (0..again.len())
        .map(|at| again[at] && is_announced_anew(choice, at, &again))
        .collect();
    for place in (0..again.len()).filter(|&at| again[at] && !announced[at]) {
        let around = whole(choice.tree, choice.blocks[place].holder).map(|id| inside(choice, id));
        if around.is_none_or(|range| new[range.end] == new[range.start]) {
            choice.drop(place, "said before");
        }
    }
}

/// An item of a list that a line with a colon leads to, among lines that are new: what the second of two things costs may be
/// what the first does.
fn is_announced_anew(choice: &Choice<'_>, place: usize, again: &[bool]) -> bool {
    const LINE: usize = 8;
    /// Blocks before the list among which they are looked for.
    const FAR: usize = 20;
    let tree = choice.tree;
    let holder = choice.blocks[place].holder;
    let mut around = std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take(4);
    let Some(list) = around.find(|&id| matches!(tree.tag(id), "ul" | "ol")) else {
        return false;
    };
    let start = inside(choice, list).start;
    let mut before = (0..start)
        .rev()
        .take(FAR)
        .filter(|&at| choice.kept[at] && choice.blocks[at].is_text());
    let leads = before
        .next()
        .is_some_and(|at| choice.blocks[at].text.ends_with(':'));
    let prose = before.find(|&at| choice.blocks[at].words.len() >= LINE);
    leads && prose.is_some_and(|at| !again[at])
}

/// How many kept lines that are new stand before each block, and in all.
fn new_before(choice: &Choice<'_>, again: &[bool]) -> Vec<usize> {
    let mut sums = vec![0];
    for (place, block) in choice.blocks.iter().enumerate() {
        let is_new = choice.kept[place] && block.is_text() && !again[place];
        sums.push(sums[place] + usize::from(is_new));
    }
    sums
}

/// What an item or a quotation is a part of: where the rest of it stays, it stays.
fn whole(tree: &Tree, holder: Id) -> Option<Id> {
    let mut around = std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take(4);
    let part = around.find(|&id| matches!(tree.tag(id), "li" | "blockquote"))?;
    let is_list = |&up: &Id| matches!(tree.tag(up), "ul" | "ol" | "menu");
    let list = tree.ancestors(part).take(4).find(is_list);
    Some(
        list.filter(|_| tree.tag(part) == "li")
            .unwrap_or(tree.nodes[part].parent),
    )
}

/// Parts of the class or id of a box that tells of the author or of the site.
const AUTHOR_BOX: [&str; 9] = [
    "author-box",
    "author_box",
    "authorbox",
    "author-bio",
    "author_bio",
    "authorbio",
    "about-author",
    "about-the-author",
    "about_author",
];

/// A box that tells of the author, behind the text. It reads like prose, and so do its neighbours,
/// but it says its name; one that holds much of the text is the text in a box of an odd name.
pub fn author(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    let words = |places: &[usize]| -> usize {
        let blocks = places.iter().map(|&at| choice.blocks[at].words.len());
        blocks.sum()
    };
    let total = words(&places);
    let Some(rank) = places
        .iter()
        .rposition(|&at| !is_in_author_box(choice.tree, &choice.blocks[at]))
    else {
        return;
    };
    let behind = &places[rank + 1..];
    if words(behind) * 10 >= total * 3 {
        return;
    }
    for &place in behind {
        choice.drop(place, "the author's box");
    }
}

fn is_in_author_box(tree: &Tree, block: &Block) -> bool {
    let is_named = |id: &Id| {
        ["class", "id"].iter().any(|name| {
            tree.attribute(*id, name).is_some_and(|value| {
                let value = value.to_ascii_lowercase();
                AUTHOR_BOX.iter().any(|part| value.contains(part))
            })
        })
    };
    std::iter::once(block.holder)
        .chain(tree.ancestors(block.holder))
        .any(|id| is_named(&id))
}

/// Who took a picture that is not shown with it, and what a gallery says again and again. Other
/// lines may well stand twice: verses, steps, lists of what is needed.
pub fn galleries(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    let mut count: HashMap<u64, usize> = HashMap::new();
    for block in choice.blocks.iter().filter(|block| block.words.len() >= 6) {
        *count
            .entry(crate::clean::words::hash_all(&block.words))
            .or_default() += 1;
    }
    let is_credit: Vec<bool> = places
        .iter()
        .map(|&at| is_credit(&choice.blocks[at]))
        .collect();
    for (rank, &place) in places.iter().enumerate() {
        let from = rank.saturating_sub(2);
        let is_beside = is_credit
            .iter()
            .skip(from)
            .take(rank + 3 - from)
            .any(|is| *is);
        let repeats = count
            .get(&crate::clean::words::hash_all(&choice.blocks[place].words))
            .is_some_and(|n| *n > 1);
        if is_credit[rank] {
            choice.drop(place, "a picture's credit");
        } else if is_beside && repeats {
            choice.drop(place, "a gallery's line");
        }
    }
}

fn is_credit(block: &Block) -> bool {
    block.words.len() <= 14
        && !matches!(block.kind, Kind::Caption | Kind::Code | Kind::Cell)
        && CUES.is_credit(&plain(&block.text))
}

/// Listings of code between kept lines: a text that says "here is the code" is about them, however unlike prose they are.
pub fn listings(choice: &mut Choice<'_>) {
    /// Listings of one page that are looked at.
    const MOST: usize = 300;
    let Some(span) = choice.span() else { return };
    let is_lost = |&at: &usize| {
        let block = &choice.blocks[at];
        block.kind == Kind::Code && !block.is_hidden && !choice.kept[at]
    };
    let lost: Vec<usize> = (span.0..=span.1).filter(is_lost).take(MOST).collect();
    for place in lost {
        let block = &choice.blocks[place];
        if stands_between(choice, block.holder, span) {
            choice.keep(place, "a listing between kept lines");
        }
    }
}

/// A table of facts is whole or is not there.
pub fn tables(choice: &mut Choice<'_>) {
    let Some((first, last)) = choice.span() else {
        return;
    };
    let mut sums: HashMap<Id, (usize, usize)> = HashMap::new();
    let tables: Vec<Option<Id>> = choice
        .blocks
        .iter()
        .map(|block| table(choice.tree, block))
        .collect();
    for (place, id) in tables.iter().enumerate().take(last + 1).skip(first) {
        if let Some(id) = id {
            let sum = sums.entry(*id).or_default();
            let words = choice.blocks[place].words.len();
            sum.0 += if choice.kept[place] { words } else { 0 };
            sum.1 += words;
        }
    }
    for (place, id) in tables.iter().enumerate() {
        let Some((id, sum)) = id.and_then(|id| Some((id, sums.get(&id)?))) else {
            continue;
        };
        if sum.0 * 10 >= sum.1 * 4 || stands_between(choice, id, (first, last)) {
            choice.keep(place, "row of a kept table");
        } else {
            choice.drop(place, "row of a table that is not kept");
        }
    }
}

/// The lines right before and behind an element are kept, and stand beside it or beside the boxes that are there for it.
pub fn stands_between(choice: &Choice<'_>, id: Id, (first, last): (usize, usize)) -> bool {
    let id = in_its_boxes(choice, id);
    let parent = choice.tree.nodes[id].parent;
    let end = choice.tree.nodes[id].end;
    let is_beside = |place: Option<usize>| {
        place.is_some_and(|at| {
            choice.kept[at] && outer(choice.tree, choice.blocks[at].holder) == parent
        })
    };
    // A listing that is not kept yet parts nothing: several may stand in a row.
    let is_text = |at: &usize| {
        let block = &choice.blocks[*at];
        block.is_text() && (block.kind != Kind::Code || choice.kept[*at])
    };
    let before = choice.blocks.partition_point(|block| block.start < id);
    let behind = choice.blocks.partition_point(|block| block.start < end);
    is_beside((first..before).rev().find(is_text)) && is_beside((behind..=last).find(is_text))
}

/// The outermost of the boxes around an element that are there for it: what makes a wide table roll, with no more words of its
/// own than "Scroll for more" has. A figure is one with its caption.
fn in_its_boxes(choice: &Choice<'_>, id: Id) -> Id {
    const MOST: usize = 4;
    const LABEL: usize = 4;
    let kept = |id: Id| -> usize {
        let lines = inside(choice, id).filter(|&at| choice.kept[at] && choice.blocks[at].is_text());
        lines.map(|at| choice.blocks[at].words.len()).sum()
    };
    let mut outermost = id;
    for up in choice.tree.ancestors(id).take(MOST) {
        match choice.tree.tag(up) {
            "figure" => {}
            "div" if kept(up) <= kept(outermost) + LABEL => {}
            _ => break,
        }
        outermost = up;
    }
    outermost
}

/// What a table is called, not what a picture shows.
pub fn is_table_caption(tree: &Tree, block: &Block) -> bool {
    let mut around = std::iter::once(block.holder).chain(tree.ancestors(block.holder));
    block.kind == Kind::Caption && around.any(|id| tree.tag(id) == "caption")
}

fn is_part(tree: &Tree, block: &Block) -> bool {
    block.kind == Kind::Cell || is_table_caption(tree, block)
}

fn table(tree: &Tree, block: &Block) -> Option<Id> {
    if !is_part(tree, block) || block.is_hidden {
        return None;
    }
    let table = tree
        .ancestors(block.start)
        .find(|&up| tree.tag(up) == "table")?;
    tree.nodes[table].is_data_table.then_some(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::blocks::blocks;

    #[test]
    fn a_table_in_its_boxes_stands_between_the_lines_around_them() {
        let table =
            "<table><tr><th>Bank</th><th>Depth</th></tr><tr><td>North</td><td>3</td></tr></table>";
        for (html, is_kept) in [
            (
                format!("<p>Before.</p><figure>{table}</figure><p>Behind.</p>"),
                true,
            ),
            (
                format!(
                    "<p>Before.</p>{}<p>Behind.</p>",
                    table.replace("<table>", "<table><caption><p>How deep</p></caption>")
                ),
                true,
            ),
            (
                format!("<p>Before.</p><aside>{table}</aside><p>Behind.</p>"),
                false,
            ),
            (
                format!("<p>Before.</p><div><p>Scroll</p><div>{table}</div></div><p>Behind.</p>"),
                true,
            ),
            (
                format!(
                    "<p>Before.</p><div><figure><div>{table}</div><figcaption>Banks</figcaption></figure></div><p>Behind.</p>"
                ),
                true,
            ),
            (
                format!(
                    "<p>Before.</p><div><p>Other words that stand in one box with it.</p><div>{table}</div></div><p>Behind.</p>"
                ),
                false,
            ),
        ] {
            let tree = Tree::parse(&html);
            let blocks = blocks(&tree);
            let kept = blocks.iter().map(|block| !is_part(&tree, block)).collect();
            let mut choice = Choice::new(&tree, &blocks, kept);
            tables(&mut choice);
            let cells = choice
                .kept
                .iter()
                .zip(&blocks)
                .filter(|(_, block)| is_part(&tree, block));
            assert!(
                cells.into_iter().all(|(kept, _)| *kept == is_kept),
                "{html}"
            );
        }
    }
}
