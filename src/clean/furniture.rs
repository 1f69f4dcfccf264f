//! Rules on the chosen blocks: what no extractor gets right by itself. Each says which block it
//! dropped or brought back, so that `clean --explain` can tell.

use super::blocks::{Block, Kind};
use super::cues::{CUES, normal, plain};
use super::metadata::Metadata;
use super::tree::{Id, Tree};
use super::words::tokens;
use crate::model::Hash;
use std::collections::{HashMap, HashSet};

/// A short block between kept ones; longer ones must earn their place.
const SHORT: usize = 16;

pub struct Choice<'a> {
    pub tree: &'a Tree,
    pub blocks: &'a [Block],
    pub kept: Vec<bool>,
    /// Why a block was kept or dropped, where a rule decided.
    pub reasons: Vec<&'static str>,
}

impl<'a> Choice<'a> {
    pub fn new(tree: &'a Tree, blocks: &'a [Block], kept: Vec<bool>) -> Self {
        let reasons = vec![""; blocks.len()];
        Self {
            tree,
            blocks,
            kept,
            reasons,
        }
    }

    pub fn drop(&mut self, place: usize, reason: &'static str) {
        if self.kept[place] {
            self.kept[place] = false;
            self.reasons[place] = reason;
        }
    }

    fn keep(&mut self, place: usize, reason: &'static str) {
        if !self.kept[place] {
            self.kept[place] = true;
            self.reasons[place] = reason;
        }
    }

    fn kept_places(&self) -> Vec<usize> {
        (0..self.blocks.len())
            .filter(|&at| self.kept[at] && self.blocks[at].is_text())
            .collect()
    }

    /// First and last kept block of text.
    pub fn span(&self) -> Option<(usize, usize)> {
        let places = self.kept_places();
        Some((*places.first()?, *places.last()?))
    }
}

/// All rules, in their order.
pub fn refine(
    choice: &mut Choice<'_>,
    meta: &Metadata,
    standfirst: Option<usize>,
    known: &HashSet<Hash>,
) {
    tables(choice);
    lost_blocks(choice);
    labels(choice);
    galleries(choice);
    repeats(choice);
    plugs(choice);
    repeated_lead(choice, meta, standfirst);
    tail(choice);
    lost_lines(choice);
    if !known.is_empty() {
        known_furniture(choice, known);
    }
    bare_headings(choice);
}

/// The elements around a line as one number: what has the same is set alike.
fn path(tree: &Tree, holder: Id) -> u64 {
    let mut parts = Vec::new();
    for id in std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take(3)
    {
        parts.extend(tokens(tree.tag(id)));
    }
    parts.push(tree.nodes[holder].parent as u64);
    super::words::hash_all(&parts)
}

/// Siblings of kept blocks with the same path and text like prose stay.
fn lost_blocks(choice: &mut Choice<'_>) {
    let mut kept_words: HashMap<u64, (usize, usize)> = HashMap::new();
    let paths: Vec<u64> = choice
        .blocks
        .iter()
        .map(|block| path(choice.tree, block.holder))
        .collect();
    for (place, block) in choice
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.is_text())
    {
        let entry = kept_words.entry(paths[place]).or_default();
        if choice.kept[place] {
            entry.0 += block.words.len();
        } else {
            entry.1 += block.words.len();
        }
    }
    let Some((first, last)) = choice.span() else {
        return;
    };
    for (place, path) in paths.iter().enumerate().take(last + 1).skip(first) {
        let block = &choice.blocks[place];
        let (kept, dropped) = kept_words.get(path).copied().unwrap_or_default();
        let is_prose = block.words.len() >= 8 && block.link_share() < 0.4 && block.is_sentence();
        if !choice.kept[place]
            && block.is_text()
            && !block.is_hidden
            && is_prose
            && kept > dropped * 2
        {
            choice.keep(place, "set like the text around it");
        }
    }
}

/// Exact short lines, and shortcodes that nobody expanded.
fn labels(choice: &mut Choice<'_>) {
    for place in 0..choice.blocks.len() {
        let block = &choice.blocks[place];
        if !choice.kept[place] || !block.is_text() || block.kind == Kind::Code {
            continue;
        }
        if block.chars <= 60 && CUES.is_label(&normal(&block.text)) {
            choice.drop(place, "label");
        } else if is_shortcode(&block.text) {
            choice.drop(place, "shortcode");
        }
    }
}

/// A box of which every line stood in other boxes before: set twice for two widths of screen, or
/// quoted beside the text. What repeats among new lines is the author's own doing.
fn repeats(choice: &mut Choice<'_>) {
    let mut boxes: HashMap<Id, Vec<usize>> = HashMap::new();
    let mut first_box: HashMap<u64, Id> = HashMap::new();
    for place in choice.kept_places() {
        let block = &choice.blocks[place];
        let around = outer(choice.tree, block.holder);
        boxes.entry(around).or_default().push(place);
        first_box
            .entry(super::words::hash_all(&block.words))
            .or_insert(around);
    }
    for (around, places) in boxes {
        let is_known = |&place: &usize| {
            let block = &choice.blocks[place];
            block.kind != Kind::Cell
                && first_box
                    .get(&super::words::hash_all(&block.words))
                    .is_some_and(|first| *first != around)
        };
        let words: usize = places.iter().map(|&at| choice.blocks[at].words.len()).sum();
        if words >= 12 && places.iter().all(is_known) {
            for place in places {
                choice.drop(place, "said before");
            }
        }
    }
}

/// Who took a picture that is not shown with it, and what a gallery says again and again. Other
/// lines may well stand twice: verses, steps, lists of what is needed.
fn galleries(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    let mut count: HashMap<u64, usize> = HashMap::new();
    for block in choice.blocks.iter().filter(|block| block.words.len() >= 6) {
        *count
            .entry(super::words::hash_all(&block.words))
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
            .get(&super::words::hash_all(&choice.blocks[place].words))
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

/// A table of facts is whole or is not there.
fn tables(choice: &mut Choice<'_>) {
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

/// The lines right before and behind an element are kept, and stand beside it.
fn stands_between(choice: &Choice<'_>, id: Id, (first, last): (usize, usize)) -> bool {
    let parent = choice.tree.nodes[id].parent;
    let end = choice.tree.nodes[id].end;
    let is_beside = |place: Option<usize>| {
        place.is_some_and(|at| {
            choice.kept[at] && outer(choice.tree, choice.blocks[at].holder) == parent
        })
    };
    let is_text = |at: &usize| choice.blocks[*at].is_text();
    let before = choice.blocks.partition_point(|block| block.start < id);
    let behind = choice.blocks.partition_point(|block| block.start < end);
    is_beside((first..before).rev().find(is_text)) && is_beside((behind..=last).find(is_text))
}

fn table(tree: &Tree, block: &Block) -> Option<Id> {
    if block.kind != Kind::Cell || block.is_hidden {
        return None;
    }
    let table = tree
        .ancestors(block.start)
        .find(|&up| tree.tag(up) == "table")?;
    tree.nodes[table].is_data_table.then_some(table)
}

/// `[button link="…"]` and the like, alone on its line.
fn is_shortcode(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('[')
        && text.ends_with(']')
        && text.len() < 400
        && text
            .trim_start_matches(['[', '/'])
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '_')
            .count()
            >= 3
        && (text.contains('=') || text.starts_with("[/"))
}

/// Lines that lead elsewhere: a cue with a link, or a link alone.
fn plugs(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    let total: usize = places.len();
    for &place in &places {
        let block = &choice.blocks[place];
        if matches!(block.kind, Kind::Code | Kind::Cell) {
            continue;
        }
        let line = plain(&block.text);
        let words = block.words.len();
        let cued = CUES.is_plug(line.trim_start_matches(|c: char| !c.is_alphanumeric()));
        let linked = block.link_share();
        let is_heading = matches!(block.kind, Kind::Heading(_));
        if cued && words <= 40 && (linked > 0.3 || (words <= 12 && linked > 0.0)) {
            choice.drop(place, "cue with a link");
        } else if cued && words <= 8 && !block.is_sentence() && is_heading {
            choice.drop(place, "heading of a plug");
        } else if linked > 0.85 && is_shouted(&block.text) && words >= 3 {
            choice.drop(place, "link in capitals");
        } else if linked > 0.9
            && words >= 4
            && block.kind == Kind::Paragraph
            && is_lone(choice, place)
            && total > 4
        {
            choice.drop(place, "a link alone");
        }
    }
}

fn is_shouted(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    letters >= 10 && capitals * 10 >= letters * 8
}

/// Stands between paragraphs of prose, not in a list of links that is the text.
fn is_lone(choice: &Choice<'_>, place: usize) -> bool {
    let near = |step: isize| {
        let mut at = place as isize + step;
        while let Some(block) = usize::try_from(at)
            .ok()
            .and_then(|at| choice.blocks.get(at))
        {
            if choice.kept[at as usize] && block.is_text() {
                return Some(block.link_share() < 0.5 && block.words.len() > 12);
            }
            at += step;
        }
        None
    };
    near(-1).unwrap_or(true) && near(1).unwrap_or(true)
}

/// Headline, standfirst, byline and date stand above the text, not in it.
fn repeated_lead(choice: &mut Choice<'_>, meta: &Metadata, standfirst: Option<usize>) {
    if let Some(place) = standfirst {
        choice.drop(place, "standfirst");
    }
    let title = tokens(&meta.title);
    let byline = tokens(&meta.byline);
    for place in choice.kept_places().into_iter().take(6) {
        let block = &choice.blocks[place];
        let words = &block.words;
        if words.len() >= 2 && super::metadata::likeness(&title, words) > 0.85 {
            choice.drop(place, "headline again");
        } else if !byline.is_empty()
            && words.len() <= byline.len() + 8
            && contains(words, &byline)
            && !block.is_sentence()
        {
            choice.drop(place, "byline");
        } else if words.len() <= 18 && is_dateline(&block.text) {
            choice.drop(place, "date line");
        }
    }
    if let Some(headline) = meta.headline {
        for place in 0..choice.blocks.len() {
            if choice.tree.is_within(choice.blocks[place].start, headline) {
                choice.drop(place, "headline");
            }
        }
    }
}

fn contains(words: &[u64], part: &[u64]) -> bool {
    words.windows(part.len()).any(|window| window == part)
}

/// A date and little else, or when it was changed.
fn is_dateline(text: &str) -> bool {
    let line = plain(text);
    let is_cued = [
        "updated",
        "published",
        "posted on",
        "last updated",
        "last modified",
        "first published",
        "aktualisiert",
        "veröffentlicht",
        "publié le",
        "mis à jour",
        "publicado",
        "actualizado",
        "atualizado",
        "pubblicato",
    ]
    .iter()
    .any(|cue| line.starts_with(cue));
    if is_cued && text.contains(|c: char| c.is_ascii_digit()) {
        return true;
    }
    super::metadata::instant(text).is_some()
        && text.chars().filter(char::is_ascii_digit).count() >= 5
        && !text.trim_end().ends_with('.')
}

/// After the last paragraph of prose: a tail's cue ends the article, and so do lines of links.
fn tail(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    let total: usize = places.iter().map(|&at| choice.blocks[at].words.len()).sum();
    let mut seen = 0;
    for (rank, &place) in places.iter().enumerate() {
        let block = &choice.blocks[place];
        let is_late = seen * 10 >= total * 6;
        let line = plain(&block.text);
        let is_short = block.words.len() <= 12 || block.link_share() > 0.5;
        if is_late
            && is_short
            && block.kind != Kind::Cell
            && CUES.is_tail(&line)
            && rest_is_tail(choice, &places, rank)
        {
            for &at in places.iter().skip(rank) {
                choice.drop(at, "tail of the page");
            }
            return;
        }
        seen += block.words.len();
    }
    for &place in places.iter().rev() {
        let block = &choice.blocks[place];
        if !choice.kept[place] {
            continue;
        }
        let is_end = (block.link_share() > 0.7 && block.kind != Kind::Cell)
            || (CUES.is_plug(&plain(&block.text)) && block.words.len() <= 30 && block.linked > 0);
        if !is_end || places.len() < 4 {
            break;
        }
        choice.drop(place, "links at the end");
    }
}

/// What follows a tail's cue is no prose; behind an author's box or comments little of it counts.
fn rest_is_tail(choice: &Choice<'_>, places: &[usize], rank: usize) -> bool {
    const FINAL: [&str; 14] = [
        "author",
        "autor",
        "auteur",
        "autore",
        "comment",
        "comentario",
        "comentário",
        "kommentar",
        "reply",
        "reacties",
        "written by",
        "copyright",
        "©",
        "コメント",
    ];
    let line = plain(&choice.blocks[places[rank]].text);
    let allowed = if FINAL.iter().any(|word| line.contains(word)) {
        150
    } else {
        0
    };
    let prose: usize = places
        .iter()
        .skip(rank + 1)
        .map(|&at| &choice.blocks[at])
        .filter(|block| block.link_share() < 0.3 && block.is_sentence() && block.words.len() >= 12)
        .map(|block| block.words.len())
        .sum();
    prose <= allowed
}

/// A short line between two kept ones, set beside them, stays.
fn lost_lines(choice: &mut Choice<'_>) {
    let Some((first, last)) = choice.span() else {
        return;
    };
    for place in first..=last {
        let block = &choice.blocks[place];
        let is_open = !choice.kept[place] && choice.reasons[place].is_empty() && block.is_text();
        if !is_open
            || block.is_hidden
            || block.words.is_empty()
            || block.link_share() > 0.3
            || block.kind == Kind::Caption
        {
            continue;
        }
        let line = normal(&block.text);
        if CUES.is_label(&line)
            || CUES.is_plug(&line)
            || CUES.is_tail(&line)
            || block.words.len() > SHORT
        {
            continue;
        }
        let tree = choice.tree;
        let parent = outer(tree, block.holder);
        let is_beside = |other: Option<usize>| {
            other.is_some_and(|at| outer(tree, choice.blocks[at].holder) == parent)
        };
        let before = (first..place).rev().find(|&at| choice.blocks[at].is_text());
        let after = (place + 1..=last).find(|&at| choice.blocks[at].is_text());
        let near = |at: Option<usize>| is_beside(at.filter(|&at| choice.kept[at]));
        if near(before) && near(after) {
            choice.keep(place, "short line between kept ones");
        }
    }
}

/// What holds a line's own element.
fn outer(tree: &Tree, holder: Id) -> Id {
    if matches!(
        tree.tag(holder),
        "div" | "section" | "article" | "main" | "body"
    ) {
        return holder;
    }
    tree.nodes[holder].parent
}

/// What stands on other pages of the outlet is furniture.
fn known_furniture(choice: &mut Choice<'_>, known: &HashSet<Hash>) {
    for place in choice.kept_places() {
        if known.contains(&super::block_hash(&choice.blocks[place].text)) {
            choice.drop(place, "stands on other pages of the outlet");
        }
    }
}

/// A heading with nothing under it at the end of the text.
fn bare_headings(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    for &place in places.iter().rev() {
        if !matches!(choice.blocks[place].kind, Kind::Heading(_)) || places.len() == 1 {
            return;
        }
        choice.drop(place, "heading without text");
    }
}

/// Paragraphs that are subheads in all but name: short, wholly bold, before a longer paragraph.
pub fn bold_headings(choice: &Choice<'_>) -> Vec<bool> {
    let mut out = vec![false; choice.blocks.len()];
    let places = choice.kept_places();
    for pair in places.windows(2) {
        let (here, next) = (&choice.blocks[pair[0]], &choice.blocks[pair[1]]);
        out[pair[0]] = here.kind == Kind::Paragraph
            && matches!(
                choice.tree.tag(here.holder),
                "p" | "div" | "section" | "article"
            )
            && (2..=14).contains(&here.words.len())
            && here.chars <= 100
            && !here.text.ends_with(['.', ',', ':', ';'])
            && here.link_share() < 0.5
            && next.kind == Kind::Paragraph
            && next.words.len() > here.words.len()
            && is_bold(choice.tree, here);
    }
    out
}

fn is_bold(tree: &Tree, block: &Block) -> bool {
    (block.start..block.end)
        .filter(|&id| tree.is_text(id) && !tree.nodes[id].text.trim().is_empty())
        .all(|id| {
            tree.ancestors(id)
                .take_while(|&up| up != block.holder)
                .any(|up| matches!(tree.tag(up), "strong" | "b"))
        })
}
