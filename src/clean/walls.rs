//! Pages that stand before the article, or are none: said in a warning, and a reason to keep the
//! feed's text.

use super::blocks::Block;
use super::cues::{CUES, plain};
use super::metadata::Metadata;

/// Texts longer than this are articles even if they speak of cookies.
const LONG: usize = 400;
/// The first words of a page's text, where a wall would stand.
const HEAD: usize = 6_000;

/// One line for the reader, and whether the text is no article at all.
pub struct Wall {
    pub warning: &'static str,
    pub is_whole_page: bool,
}

/// Looks at the page's text and at how much of it was taken for the article.
pub fn wall(blocks: &[Block], kept: &[bool], meta: &Metadata) -> Option<Wall> {
    let words: usize = blocks
        .iter()
        .zip(kept)
        .filter(|(_, k)| **k)
        .map(|(b, _)| b.words.len())
        .sum();
    let linked: usize = blocks.iter().map(|b| b.linked).sum();
    let chars: usize = blocks.iter().map(|b| b.chars).sum();
    let page: usize = blocks.iter().map(|block| block.words.len()).sum();
    let mut text = String::new();
    for block in blocks.iter().filter(|block| !block.is_hidden) {
        if text.len() > HEAD {
            break;
        }
        text.push_str(&plain(&block.text));
        text.push('\n');
    }
    let says = |phrases: &[String]| phrases.iter().any(|phrase| text.contains(phrase.as_str()));
    let walls = &CUES.walls;
    let is_short = words < LONG;
    if is_short && page < 300 && says(&walls.bot) {
        return Some(Wall {
            warning: "the page asks for proof that a person reads it",
            is_whole_page: true,
        });
    }
    if meta.is_paid || (is_short && says(&walls.paywall)) {
        return Some(Wall {
            warning: "the page says that its text is for subscribers; it may be cut",
            is_whole_page: words < 60,
        });
    }
    if words < 120 && page < LONG * 3 && says(&walls.consent) {
        return Some(Wall {
            warning: "the page asks for consent to cookies",
            is_whole_page: true,
        });
    }
    if is_short && page < 300 && says(&walls.login) {
        return Some(Wall {
            warning: "the page asks to log in",
            is_whole_page: true,
        });
    }
    if is_short && page > 60 && linked * 10 > chars * 8 {
        return Some(Wall {
            warning: "the page is a list of links, not an article",
            is_whole_page: words < 60,
        });
    }
    (words == 0).then_some(Wall {
        warning: "no article was found on the page",
        is_whole_page: true,
    })
}

/// A text that is nothing but a wall: short, and one of its phrases stands in it.
pub fn is_wall_text(text: &str) -> bool {
    let walls = &CUES.walls;
    let line = plain(text);
    let all = [&walls.consent, &walls.paywall, &walls.bot, &walls.login];
    super::words::tokens(text).len() < 120
        && all
            .into_iter()
            .flatten()
            .any(|phrase| line.contains(phrase.as_str()))
}
