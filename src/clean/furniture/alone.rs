//! Whether nothing but furniture was taken for the text: then the page has no article.

use super::Choice;
use crate::clean::blocks::{Block, Kind};
use crate::clean::cues::{CUES, normal, plain};
use crate::clean::tree::{Id, Tree};

/// Fewer words beside furniture are none of an article.
const FEWEST: usize = 10;
/// Words of the heading of what stands behind an article.
const HEADING: usize = 8;
/// Parts of names of boxes that stand beside an article.
const BOXES: [&str; 12] = [
    "author",
    "bio",
    "comment",
    "comments",
    "commentlist",
    "disqus",
    "newsletter",
    "related",
    "respond",
    "sidebar",
    "signup",
    "subscribe",
];

/// Nearly every kept line is a call to sign up, in a box beside the article, or behind the heading
/// of such.
pub fn is_alone(choice: &Choice<'_>, headline: Option<Id>) -> bool {
    let places = choice.kept_places();
    let ends = |&at: &usize| ends_article(&choice.blocks[at]);
    let end = places.iter().position(ends).unwrap_or(places.len());
    let words = |at: usize| choice.blocks[at].words.len();
    let all: usize = places.iter().map(|&at| words(at)).sum();
    let mut heading = Heading::default();
    let mut own = 0;
    for &at in places.iter().take(end) {
        if !is_furniture(choice, at, headline, &mut heading) {
            own += words(at);
            if own >= FEWEST || own * 4 >= all {
                return false;
            }
        }
    }
    own * 4 < all
}

/// The heading that a line stands behind, looked for from the line asked for last: a page of a
/// hundred thousand lines is gone through once.
#[derive(Default)]
struct Heading {
    seen: usize,
    is_of_furniture: bool,
}

impl Heading {
    /// Whether the line at `place` stands behind the heading of furniture. Places are asked for as
    /// they follow one another.
    fn is_of_furniture(&mut self, blocks: &[Block], place: usize) -> bool {
        for block in blocks.get(self.seen..place).unwrap_or_default() {
            match block.kind {
                Kind::Heading(_) => self.is_of_furniture = heads_furniture(block),
                Kind::Media => self.is_of_furniture = false,
                _ => {}
            }
        }
        self.seen = place.max(self.seen);
        self.is_of_furniture
    }
}

/// "About the author", "3 Comments": behind it nothing is the article.
fn ends_article(block: &Block) -> bool {
    let line = normal(&block.text);
    let is_count = || {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < line.len() && matches!(rest.trim(), "comments" | "comment")
    };
    block.words.len() <= HEADING && (is_count() || heads_furniture(block))
}

fn heads_furniture(block: &Block) -> bool {
    matches!(block.kind, Kind::Heading(_)) && is_cued(block)
}

fn is_cued(block: &Block) -> bool {
    let line = plain(&block.text);
    CUES.is_plug(&line) || CUES.is_tail(&line) || CUES.is_label(&normal(&line))
}

fn is_furniture(
    choice: &Choice<'_>,
    place: usize,
    headline: Option<Id>,
    heading: &mut Heading,
) -> bool {
    let block = &choice.blocks[place];
    heading.is_of_furniture(choice.blocks, place)
        || is_cued(block)
        || is_in_box(choice.tree, block.holder, headline)
}

/// In a box that is named so, does not hold the headline, and is not the article.
fn is_in_box(tree: &Tree, holder: Id, headline: Option<Id>) -> bool {
    std::iter::once(holder)
        .chain(tree.ancestors(holder))
        .take_while(|&up| !matches!(tree.tag(up), "article" | "main" | "body"))
        .take_while(|&up| headline.is_none_or(|headline| !tree.is_within(headline, up)))
        .any(|up| {
            let names = tree.names(up);
            let mut parts = names.split(|c: char| !c.is_alphanumeric());
            parts.any(|part| BOXES.contains(&part))
        })
}
