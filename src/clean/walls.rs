//! Pages that stand before the article, or are none: said in a warning, and a reason to keep the
//! feed's text.

use super::blocks::{Block, Kind};
use super::cues::{CUES, plain};
use super::furniture::{self, Choice};
use super::metadata::{Metadata, likeness};
use super::tree::Id;
use super::words::{Sketch, tokens};
use super::{Source, feed_text};
use std::collections::HashSet;
use std::ops::Range;

/// Texts longer than this are articles even if they speak of cookies.
const LONG: usize = 400;
/// Pages of no more words hold nothing beside a wall.
const BARE: usize = 300;
/// Fewer words under a headline are buttons.
const FEWEST: usize = 10;
/// The first words of a page's text, where a wall would stand.
const HEAD: usize = 6_000;

/// One line for the reader, and what it means for the text.
pub struct Wall {
    pub warning: &'static str,
    /// The text is no article at all.
    pub is_whole_page: bool,
    /// There may be more of the article than what was found.
    pub is_cut: bool,
}

impl Wall {
    fn whole(warning: &'static str) -> Self {
        Self {
            warning,
            is_whole_page: true,
            is_cut: true,
        }
    }
}

/// What a page shows, and what of it was taken for the article.
struct Shown<'a> {
    blocks: &'a [Block],
    kept: &'a [bool],
    words: usize,
    /// Of the whole page.
    all: usize,
    text: String,
    taken: String,
}

/// Looks at the page's text and at how much of it was taken for the article.
pub fn wall(choice: &Choice<'_>, meta: &Metadata, source: &Source<'_>) -> Option<Wall> {
    let shown = Shown::of(choice.blocks, &choice.kept);
    let walls = &CUES.walls;
    let is_short = shown.words < LONG;
    let is_bare = is_short && shown.all < BARE;
    // Asked only where a phrase was found.
    let is_article = || shown.has_article(meta, source);
    if is_bare && shown.says(&walls.bot) && !is_article() {
        return Some(Wall::whole(
            "the page asks for proof that a person reads it",
        ));
    }
    if meta.is_paid || (is_short && shown.says(&walls.paywall)) {
        return Some(Wall {
            warning: "the page says that its text is for subscribers; it may be cut",
            is_whole_page: shown.words < 60,
            is_cut: is_short && (meta.is_paid || shown.ends_with(&walls.paywall)),
        });
    }
    let is_small = shown.words < 120 && shown.all < LONG * 3;
    if is_small && shown.says(&walls.consent) && !is_article() {
        return Some(Wall::whole("the page asks for consent to cookies"));
    }
    if is_bare && shown.says(&walls.login) && !is_article() {
        return Some(Wall::whole("the page asks to log in"));
    }
    if is_short && shown.all > 60 && shown.is_linked() {
        return Some(Wall {
            warning: "the page is a list of links, not an article",
            is_whole_page: shown.words < 60,
            is_cut: shown.words < 60,
        });
    }
    let is_none = shown.words == 0
        || (furniture::is_alone(choice, meta.headline) && !shown.says_what_the_feed_says(source));
    is_none.then(|| Wall::whole("no article was found on the page"))
}

/// A short text takes in the banner that stands beside it: its lines go where the article is left.
pub fn banners(choice: &mut Choice<'_>, meta: &Metadata, source: &Source<'_>) {
    let asks = |at: usize| has_one(&plain(&choice.blocks[at].text), &CUES.walls.consent);
    let asking: Vec<usize> = (0..choice.blocks.len())
        .filter(|&at| choice.kept[at] && asks(at))
        .collect();
    if asking.is_empty() {
        return;
    }
    let lines: HashSet<usize> = asking
        .into_iter()
        .flat_map(|at| banner(choice, at, meta.headline))
        .collect();
    let mut kept = choice.kept.clone();
    lines.iter().for_each(|&at| kept[at] = false);
    let rest = Shown::of(choice.blocks, &kept);
    if rest.words < LONG && rest.has_article(meta, source) {
        for at in lines {
            choice.drop(at, "asks for consent to cookies");
        }
    }
}

/// The lines of the widest box around a line that does not hold the headline and is not the article.
fn banner(choice: &Choice<'_>, at: usize, headline: Option<Id>) -> Range<usize> {
    let tree = choice.tree;
    let holder = choice.blocks[at].holder;
    let boxes = std::iter::once(holder).chain(tree.ancestors(holder));
    let widest = boxes
        .take_while(|&up| !matches!(tree.tag(up), "article" | "main" | "body" | "html"))
        .take_while(|&up| headline.is_none_or(|headline| !tree.is_within(headline, up)))
        .last();
    widest.map_or(at..at + 1, |id| furniture::inside(choice, id))
}

impl<'a> Shown<'a> {
    fn of(blocks: &'a [Block], kept: &'a [bool]) -> Self {
        let mut text = String::new();
        for block in blocks.iter().filter(|block| !block.is_hidden) {
            if text.len() > HEAD {
                break;
            }
            push_line(&mut text, &plain(&block.text));
        }
        let (mut words, mut taken) = (0, String::new());
        for (block, _) in blocks.iter().zip(kept).filter(|(_, kept)| **kept) {
            words += block.words.len();
            push_line(&mut taken, &plain(&block.text));
        }
        Self {
            blocks,
            kept,
            words,
            all: blocks.iter().map(|block| block.words.len()).sum(),
            text,
            taken,
        }
    }

    fn says(&self, phrases: &[String]) -> bool {
        has_one(&self.text, phrases)
    }

    /// A phrase stands behind the first line of the text: above it, it belongs to the page's head.
    fn ends_with(&self, phrases: &[String]) -> bool {
        let first = self.kept.iter().position(|kept| *kept).unwrap_or(0);
        let mut behind = self.blocks.iter().skip(first).filter(|it| it.is_line());
        behind.any(|block| has_one(&plain(&block.text), phrases))
    }

    /// The article stands here, beside a banner: no phrase of a wall is in what was taken for its
    /// text, and its headline heads the page, or the feed says the same.
    fn has_article(&self, meta: &Metadata, source: &Source<'_>) -> bool {
        let is_clear = !all_phrases().any(|phrase| self.taken.contains(phrase.as_str()));
        let is_headed = || {
            let title = source.feed_title.unwrap_or(&meta.title);
            let is_asking = all_phrases().any(|phrase| plain(title).contains(phrase.as_str()));
            let title = tokens(title);
            let mut heads = self.blocks.iter().filter(|block| is_heading(block));
            !is_asking
                && self.words >= FEWEST
                && heads.any(|block| likeness(&title, &block.words) > 0.8)
        };
        is_clear && (is_headed() || self.says_what_the_feed_says(source))
    }

    fn says_what_the_feed_says(&self, source: &Source<'_>) -> bool {
        let told = [source.feed_summary, source.feed_content];
        told.into_iter().flatten().any(|told| {
            let told = tokens(&feed_text::text(told));
            told.len() >= FEWEST && Sketch::of(&self.taken).share(&told) > 0.3
        })
    }

    /// Nearly all letters are in links.
    fn is_linked(&self) -> bool {
        let sum = |of: fn(&Block) -> usize| self.blocks.iter().map(of).sum::<usize>();
        sum(|block| block.linked) * 10 > sum(|block| block.chars) * 8
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, Kind::Heading(_)) && !block.is_hidden
}

fn has_one(text: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| text.contains(phrase.as_str()))
}

fn all_phrases() -> impl Iterator<Item = &'static String> {
    let walls = &CUES.walls;
    let all = [&walls.consent, &walls.paywall, &walls.bot, &walls.login];
    all.into_iter().flatten()
}

/// A text that is nothing but a wall: short, and one of its phrases stands in it.
pub fn is_wall_text(text: &str) -> bool {
    let line = plain(text);
    tokens(text).len() < 120 && all_phrases().any(|phrase| line.contains(phrase.as_str()))
}
