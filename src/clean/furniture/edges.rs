//! Rules on where the text begins and ends.

use super::{Choice, inside, plugs, words_before};
use crate::clean::blocks::{Block, Kind};
use crate::clean::cues::{CUES, plain};
use crate::clean::feed_text::tells_its_origin;
use crate::clean::metadata::{self, Metadata};
use crate::clean::words::tokens;

/// With as many words of the text above it, a heading is one of its subheads.
const BEFORE: usize = 60;
/// With as many, an item that begins with a date is none of the lines above the text.
const BEFORE_ITEM: usize = 12;

/// Headline, standfirst, byline and date stand above the text, not in it.
pub fn repeated_lead(choice: &mut Choice<'_>, meta: &Metadata, standfirst: Option<usize>) {
    if let Some(place) = standfirst {
        choice.drop(place, "standfirst");
    }
    let title = tokens(&meta.title);
    let byline = tokens(&meta.byline);
    let before = words_before(choice);
    for place in choice.kept_places().into_iter().take(6) {
        let block = &choice.blocks[place];
        let words = &block.words;
        let is_subhead = matches!(block.kind, Kind::Heading(_)) && before[place] >= BEFORE;
        let is_fact = match block.kind {
            Kind::Item => before[place] >= BEFORE_ITEM,
            Kind::Cell => before[place] > 0,
            _ => false,
        };
        if words.len() >= 2 && !is_subhead && says_again(choice, block, &title) {
            choice.drop(place, "headline again");
        } else if standfirst.is_some_and(|at| choice.blocks[at].words == *words) {
            choice.drop(place, "standfirst again");
        } else if !byline.is_empty() && names_writer(choice, block, &byline) {
            choice.drop(place, "byline");
        } else if words.len() <= 18 && !is_fact && tells_date(choice, block) {
            choice.drop(place, "date line");
        }
    }
}

/// A line about who wrote it. In the feed's own text a name may stand anywhere: "Thanks to Obi for the flag".
fn names_writer(choice: &Choice<'_>, block: &Block, byline: &[u64]) -> bool {
    if choice.is_of_feed {
        let is_line = matches!(block.kind, Kind::Paragraph);
        return is_line && tokens(&metadata::plain_name(&block.text)) == byline;
    }
    block.words.len() <= byline.len() + 8 && contains(&block.words, byline) && !block.is_sentence()
}

/// A line about when it was written. In the feed's own text a date may be what the entry is about, as in a log of changes.
fn tells_date(choice: &Choice<'_>, block: &Block) -> bool {
    if choice.is_of_feed {
        metadata::is_of_publication(&block.text)
    } else {
        metadata::is_dateline(&block.text)
    }
}

/// Nearly the headline; a line of the feed's own text says more unless it says the very same.
fn says_again(choice: &Choice<'_>, block: &Block, title: &[u64]) -> bool {
    if choice.is_of_feed && !matches!(block.kind, Kind::Heading(_)) {
        block.words == title
    } else {
        metadata::likeness(title, &block.words) > 0.85
    }
}

/// The heading that was read as the headline, unless it is a subhead that says the same. To be asked
/// when what stands above the headline is gone.
pub fn headline(choice: &mut Choice<'_>, meta: &Metadata) {
    let Some(headline) = meta.headline else {
        return;
    };
    let places = inside(choice, headline);
    let is_subhead = matches!(choice.tree.tag(headline), "h2" | "h3" | "h4" | "h5" | "h6")
        && words_before(choice)[places.start] >= BEFORE;
    if is_subhead {
        return;
    }
    for place in places {
        choice.drop(place, "headline");
    }
}

fn contains(words: &[u64], part: &[u64]) -> bool {
    words.windows(part.len()).any(|window| window == part)
}

/// Lines above the headline, of which the article has far more below it: news that break, a slogan.
pub fn above_headline(choice: &mut Choice<'_>, meta: &Metadata) {
    let Some(headline) = meta.headline else {
        return;
    };
    let places = choice.kept_places();
    let (above, below): (Vec<usize>, Vec<usize>) = places
        .iter()
        .partition(|&&at| choice.blocks[at].start < headline);
    let words = |places: &[usize]| -> usize {
        places.iter().map(|&at| choice.blocks[at].words.len()).sum()
    };
    let is_list = above.iter().all(|&at| choice.blocks[at].kind == Kind::Item);
    // A heading of a lower rank may say nearly the same within the text.
    let is_certain = choice.tree.tag(headline) == "h1"
        || is_list && tokens(&choice.tree.text_of(headline)) == tokens(&meta.title);
    let times = if is_list { 1 } else { 4 };
    if !is_certain || words(&above) * times > words(&below) {
        return;
    }
    for place in above {
        choice.drop(place, "above the headline");
    }
}

/// The outlet's name or its claim to all rights, behind the text.
pub fn signature(choice: &mut Choice<'_>, site: &str) {
    let site = tokens(site);
    let places = choice.kept_places();
    for &place in places.iter().skip(1).rev().take(4) {
        let block = &choice.blocks[place];
        if !site.is_empty() && block.words == site {
            choice.drop(place, "the site's name");
        } else if tells_its_origin(&plain(&block.text)) {
            choice.drop(place, "where it appeared first");
        } else if claims_rights(block) {
            choice.drop(place, "rights");
        } else if is_contact(block) {
            choice.drop(place, "how to reach the author");
        }
    }
}

/// An address for mail alone, or a short line that asks to write to it.
fn is_contact(block: &Block) -> bool {
    const LONGEST: usize = 20;
    let is_address = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let line = plain(&block.text);
    let mut words = line.split_whitespace();
    let is_bare = block.text.split_whitespace().count() == 1;
    block.words.len() <= LONGEST
        && !matches!(block.kind, Kind::Cell | Kind::Code)
        && words.any(is_address)
        && (is_bare || CUES.is_contact(&line))
}

/// A claim of rights that is all there is, but for links, is no article.
pub fn rights_alone(choice: &mut Choice<'_>) {
    let places = choice.kept_places();
    let (claims, others): (Vec<usize>, Vec<usize>) = places
        .iter()
        .partition(|&&at| claims_rights(&choice.blocks[at]));
    let is_link = |&at: &usize| choice.blocks[at].link_share() > 0.7;
    if claims.is_empty() || !others.iter().all(is_link) {
        return;
    }
    for place in places {
        choice.drop(place, "rights alone");
    }
}

fn claims_rights(block: &Block) -> bool {
    let line = plain(&block.text);
    let words = block.words.len();
    (words <= 90 && CUES.is_rights(&line)) || (words <= 30 && is_copyright(&line))
}

/// "© 2026 Harbour Desk", "Copyright 2026 …".
fn is_copyright(line: &str) -> bool {
    const BEGINNING: usize = 24;
    let start: String = line.chars().take(BEGINNING).collect();
    let is_signed = start.starts_with(['©', '℗']) || start.starts_with("(c) ");
    let is_said = start.starts_with("copyright");
    let has_year = start.contains("19") || start.contains("20");
    is_signed || (is_said && (has_year || start.contains('©')))
}

/// What the outlet earns by the links of the page, said above the text or below it; in words that no
/// text has, anywhere.
pub fn disclosure(choice: &mut Choice<'_>) {
    const LONGEST: usize = 130;
    const LONGEST_WITHIN: usize = 40;
    let places = choice.kept_places();
    for (rank, &place) in places.iter().enumerate() {
        let is_edge = rank < 4 || rank + 3 >= places.len();
        let block = &choice.blocks[place];
        let is_short = block.words.len() <= if is_edge { LONGEST } else { LONGEST_WITHIN };
        if !is_short || matches!(block.kind, Kind::Code) {
            continue;
        }
        let line = plain(&block.text);
        if CUES.is_earning(&line) || is_edge && CUES.is_disclosure(&line) {
            choice.drop(place, "what the outlet earns");
        }
    }
}

/// After the last paragraph of prose: a tail's cue ends the article, and so do lines of links.
pub fn tail(choice: &mut Choice<'_>) {
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
        if choice.announced[place] {
            break;
        }
        let line = plain(&block.text);
        let is_plug = CUES.is_plug(&line);
        let is_reference =
            (!is_plug || choice.is_of_feed) && !CUES.is_call(&line) && plugs::cites(choice, block);
        let is_end = (block.link_share() > 0.7 && block.kind != Kind::Cell && !is_reference)
            || (is_plug && block.words.len() <= 30 && block.linked > 0 && !is_reference);
        // An address that is written out was put there by the feed's author.
        let is_written = choice.is_of_feed && block.text.contains("://");
        if !is_end || is_written || places.len() < 4 {
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
