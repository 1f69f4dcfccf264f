//! Rules on what belongs to kept lines though it stands apart from them: the lid of a box that
//! unfolds, the notes at the foot of a text.

use super::{Choice, boxes, inside};
use crate::clean::blocks::Kind;
use crate::clean::cues::{CUES, normal};
use crate::clean::tree::{Id, Tree};
use std::collections::HashSet;

/// A note's sign has no more letters.
const SIGN: usize = 6;
/// A note is no longer; what a sign leads to beyond that is a part of the text.
const LONGEST_NOTE: usize = 300;

/// The lid of a box that unfolds stays or goes with what is in it.
pub fn lids(choice: &mut Choice<'_>) {
    for id in choice.tree.all("details") {
        let (mut lids, mut is_kept, mut is_dropped) = (Vec::new(), false, false);
        for place in inside(choice, id) {
            let block = &choice.blocks[place];
            if !block.is_text() || block.is_hidden {
                continue;
            }
            if is_in(choice.tree, block.holder, "summary", id) {
                lids.push(place);
            } else if choice.kept[place] {
                // A list of what the page holds is no text.
                is_kept |= block.link_share() < 0.8;
            } else {
                is_dropped = true;
            }
        }
        for place in lids {
            if is_kept {
                choice.keep(place, "the lid of a kept box");
            } else if is_dropped {
                choice.drop(place, "the lid of a box that is not kept");
            }
        }
    }
}

/// An embedded post that is kept or stands in the text is whole, with who wrote it, when, and where it stands.
pub fn posts(choice: &mut Choice<'_>) {
    const MOST: usize = 300;
    const NAMES: [&str; 6] = [
        "twitter-tweet",
        "twitter-video",
        "instagram-media",
        "mastodon-embed",
        "bluesky-embed",
        "threads-post",
    ];
    let is_post = |id: &Id| {
        let class = choice.tree.attribute(*id, "class").unwrap_or_default();
        NAMES.iter().any(|name| class.contains(name))
    };
    let posts = choice.tree.all("blockquote").filter(is_post).take(MOST);
    let posts: Vec<Id> = posts.collect();
    let span = choice.span();
    for id in posts {
        let lines = inside(choice, id).filter(|&at| choice.blocks[at].is_line());
        let lines: Vec<usize> = lines.collect();
        let is_kept = lines.iter().any(|&at| choice.kept[at]);
        if is_kept || span.is_some_and(|span| boxes::stands_between(choice, id, span)) {
            for line in lines {
                choice.keep(line, "an embedded post");
            }
        }
    }
}

/// A box that is set off between kept lines and says a few words of the text's own.
pub fn callouts(choice: &mut Choice<'_>) {
    const NAMES: [&str; 2] = ["callout", "admonition"];
    let Some(span) = choice.span() else { return };
    let is_box = |&id: &Id| {
        let class = choice.tree.attribute(id, "class").unwrap_or_default();
        NAMES.iter().any(|name| class.contains(name))
    };
    let lines: Vec<usize> = (0..choice.tree.nodes.len())
        .filter(is_box)
        .filter(|&id| boxes::stands_between(choice, id, span))
        .flat_map(|id| inside(choice, id))
        .filter(|&place| is_remark(choice, place))
        .collect();
    for place in lines {
        choice.keep(place, "a box between kept lines");
    }
}

/// Words that say something, and lead nowhere.
fn is_remark(choice: &Choice<'_>, place: usize) -> bool {
    const LONGEST: usize = 60;
    let block = &choice.blocks[place];
    let line = normal(&block.text);
    block.is_text()
        && !block.is_hidden
        && choice.reasons[place].is_empty()
        && (1..=LONGEST).contains(&block.words.len())
        && block.link_share() < 0.3
        && !(CUES.is_label(&line) || CUES.is_plug(&line) || CUES.is_tail(&line))
        && !CUES.is_call(&line)
}

/// Notes that signs in the text lead to are all there if half of them are or they are but a few
/// words, with the heading above the first.
pub fn notes(choice: &mut Choice<'_>) {
    let wanted = signs(choice);
    let notes: Vec<Vec<usize>> = (0..choice.tree.nodes.len())
        .filter(|&id| choice.tree.tag(id) != "figure")
        .filter(|&id| {
            let name = choice.tree.attribute(id, "id");
            name.is_some_and(|name| wanted.contains(name))
        })
        .map(|id| note(choice, id))
        .filter(|places| !places.is_empty())
        .collect();
    let is_kept = |places: &&Vec<usize>| places.iter().any(|&at| choice.kept[at]);
    let words = |places: &mut dyn Iterator<Item = usize>| -> usize {
        places.map(|at| choice.blocks[at].words.len()).sum()
    };
    let is_short = words(&mut notes.iter().flatten().copied()) * 5
        <= words(&mut choice.kept_places().into_iter());
    if notes.iter().filter(is_kept).count() * 2 < notes.len() && !is_short {
        return;
    }
    for &place in notes.iter().flatten() {
        choice.keep(place, "a note to the text");
    }
    let first = notes.iter().flatten().min();
    let above = first.and_then(|&first| (0..first).rev().find(|&at| choice.blocks[at].is_text()));
    if let Some(place) = above
        && matches!(choice.blocks[place].kind, Kind::Heading(_))
    {
        choice.keep(place, "the heading of the notes");
    }
}

/// The lines of an element that is short enough for a note; of what holds it, where it is nothing but the note's sign.
fn note(choice: &Choice<'_>, id: Id) -> Vec<usize> {
    let own = lines(choice, id);
    let is_sign = |places: &[usize]| {
        let chars: usize = places.iter().map(|&at| choice.blocks[at].chars).sum();
        !places.is_empty() && chars <= SIGN
    };
    if !is_sign(&own) {
        return own;
    }
    let around = choice.tree.ancestors(id).take(3);
    let whole = around.map(|up| lines(choice, up)).find(|all| !is_sign(all));
    whole.filter(|all| !all.is_empty()).unwrap_or(own)
}

fn lines(choice: &Choice<'_>, id: Id) -> Vec<usize> {
    let range = inside(choice, id);
    let words: usize = range.clone().map(|at| choice.blocks[at].words.len()).sum();
    let is_line = |at: &usize| choice.blocks[*at].is_line();
    range
        .filter(is_line)
        .filter(|_| words <= LONGEST_NOTE)
        .collect()
}

/// Names of places that short signs in kept text lead to, such as `1`, `[a]`, `*`; where such a
/// sign is the place itself (a note's way back), it is none.
fn signs(choice: &Choice<'_>) -> HashSet<String> {
    let tree = choice.tree;
    let mut out = HashSet::new();
    for place in choice.kept_places() {
        let block = &choice.blocks[place];
        if matches!(block.kind, Kind::Heading(_)) {
            continue;
        }
        for id in (block.start..block.end).filter(|&id| tree.tag(id) == "a") {
            let name = tree
                .attribute(id, "href")
                .and_then(|href| href.strip_prefix('#'));
            let is_raised = is_in(tree, id, "sup", block.holder)
                || tree.children(id).any(|child| tree.tag(child) == "sup");
            let text = tree.text_of(id);
            let text = text.trim_matches(['[', ']', '(', ')']);
            let is_sign = (1..=SIGN).contains(&text.chars().count())
                && (is_raised
                    || text
                        .chars()
                        .all(|c| c.is_ascii_digit() || "*†‡§".contains(c)));
            if is_sign {
                out.extend(name.filter(|name| !name.is_empty()).map(str::to_owned));
            }
        }
    }
    out
}

/// It is or stands in such an element below `top`.
fn is_in(tree: &Tree, id: Id, tag: &str, top: Id) -> bool {
    std::iter::once(id)
        .chain(tree.ancestors(id))
        .take_while(|&up| up != top)
        .any(|up| tree.tag(up) == tag)
}
