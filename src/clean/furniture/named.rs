//! Rules on boxes that say what they are: by a word of their names, or as an element of navigation.

use super::{Choice, inside, words_before};
use crate::clean::cues::{CUES, normal};
use crate::clean::tree::{Id, Tree};
use std::collections::HashMap;

/// Elements around a line of which the names are read.
const FAR: usize = 5;
/// A word of the names of boxes that are no text, how far around a line it counts, and how many words
/// a line of such a box has at most.
const BOXES: [(&str, usize, usize); 2] = [("cta", 5, 60), ("disclaimer", 4, 130)];

/// Boxes that ask for something or disclaim something, and say so by their names. One that holds much
/// of the text is the text in a box of an odd name.
pub fn boxes(choice: &mut Choice<'_>) {
    let before = words_before(choice);
    let mut known = HashMap::new();
    let mut is_in_box = |place: usize| {
        let block = &choice.blocks[place];
        // A line that is a link may be named itself.
        let own = (block.link_share() > 0.9).then_some(block.start);
        let around = own.map_or(block.holder, |id| choice.tree.nodes[id].parent);
        std::iter::once(around)
            .chain(choice.tree.ancestors(around))
            .take_while(|&id| !matches!(choice.tree.tag(id), "article" | "main" | "body"))
            .zip(1..=FAR)
            .any(|(id, depth)| {
                let named = *known.entry(id).or_insert_with(|| named_as(choice.tree, id));
                named.is_some_and(|(far, longest)| depth <= far && block.words.len() <= longest)
                    && is_little(choice, &before, id)
            })
    };
    let places = choice.kept_places();
    let found = places.into_iter().filter(|&at| is_in_box(at)).collect();
    drop_little(choice, found, "a box that its name tells");
}

/// What stands under "Advertisement" in a box that is named so: the label alone would leave it as a
/// sentence of the article.
pub fn advertisements(choice: &mut Choice<'_>) {
    const NAMES: [&str; 5] = ["ad", "ads", "advert", "advertisement", "sponsored"];
    const UP: usize = 3;
    let before = words_before(choice);
    let is_named = |id: &Id| {
        let class = choice.tree.attribute(*id, "class").unwrap_or_default();
        NAMES.iter().any(|name| has_word(class, name))
    };
    let mut found = Vec::new();
    for (place, block) in choice.blocks.iter().enumerate() {
        if !CUES.is_label(&normal(&block.text)) {
            continue;
        }
        let mut around = std::iter::once(block.holder)
            .chain(choice.tree.ancestors(block.holder))
            .take(UP);
        let is_box = |id: &Id| is_named(id) && inside(choice, *id).start == place;
        if let Some(id) = around
            .find(is_box)
            .filter(|&id| is_little(choice, &before, id))
        {
            found.extend(inside(choice, id).filter(|&at| choice.kept[at]));
        }
    }
    drop_little(choice, found, "an advertisement");
}

/// Drops such lines unless they are a third of the text.
fn drop_little(choice: &mut Choice<'_>, found: Vec<usize>, reason: &'static str) {
    let words = |places: &[usize]| -> usize {
        places.iter().map(|&at| choice.blocks[at].words.len()).sum()
    };
    if words(&found) * 3 < words(&choice.kept_places()) {
        for place in found {
            choice.drop(place, reason);
        }
    }
}

/// How far around a line such a name counts, and how many words the line has at most.
fn named_as(tree: &Tree, id: Id) -> Option<(usize, usize)> {
    let class = tree.attribute(id, "class").unwrap_or_default();
    let found = BOXES.iter().find(|(name, ..)| has_word(class, name));
    found.map(|&(_, far, longest)| (far, longest))
}

/// `post-cta`, `ctaBox`: the name is a word of a class.
fn has_word(class: &str, name: &str) -> bool {
    let lower = class.to_ascii_lowercase();
    let letter = |at: usize| class.as_bytes().get(at).filter(|b| b.is_ascii_alphabetic());
    lower.match_indices(name).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(letter);
        let behind = letter(at + name.len());
        let begins = before.is_none() || letter(at).is_some_and(u8::is_ascii_uppercase);
        begins && behind.is_none_or(u8::is_ascii_uppercase)
    })
}

/// Less than a third of the kept words stand in it.
fn is_little(choice: &Choice<'_>, before: &[usize], id: Id) -> bool {
    let range = inside(choice, id);
    let total = before.last().copied().unwrap_or_default();
    (before[range.end] - before[range.start]) * 3 < total
}

/// What stands in a page's navigation, unless the text announces it or it is much of the text.
pub fn navigation(choice: &mut Choice<'_>) {
    let is_in_nav = |&at: &usize| {
        let mut around = choice.tree.ancestors(choice.blocks[at].start);
        !choice.announced[at] && around.any(|id| choice.tree.tag(id) == "nav")
    };
    let found = choice.kept_places().into_iter().filter(is_in_nav).collect();
    drop_little(choice, found, "navigation");
}
