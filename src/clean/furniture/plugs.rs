//! Rules on single lines that are no text: labels, notices, buttons, links elsewhere.

use super::{Choice, is_before_prose, is_prose, is_wholly};
use crate::clean::blocks::{Block, Kind};
use crate::clean::cues::{CUES, QUOTES, normal, plain};
use crate::clean::metadata::month;
use crate::clean::tree::{Id, Tree};
use crate::clean::words::tokens;
use crate::model::is_at;
use std::collections::{HashMap, HashSet};
use url::Url;

/// A notice of more words is a sentence of the text.
const LONGEST_NOTICE: usize = 14;
const LONGEST_ASK: usize = 60;

/// Exact short lines, and shortcodes that nobody expanded.
pub fn labels(choice: &mut Choice<'_>) {
    // The last line that is kept says what the page is, even if it is a notice.
    let mut left = choice.kept_places().len();
    for place in 0..choice.blocks.len() {
        let block = &choice.blocks[place];
        if !choice.kept[place] || !block.is_text() || block.kind == Kind::Code {
            continue;
        }
        let line = normal(&block.text);
        // "Comments", of a feed that is about what others say.
        let is_link = choice.is_of_feed && block.link_share() > 0.9 && cites(choice, block);
        let is_label = block.chars <= 60 && CUES.is_label(&line) && !is_link;
        let why = if is_label && !heads(choice, place, &line) {
            "label"
        } else if left > 1 && CUES.is_reading(&line) {
            "how long reading takes"
        } else if left > 1 && is_stamp(block, &line) {
            "when the page was changed"
        } else if left > 1 && block.words.len() <= LONGEST_NOTICE && CUES.is_notice(&line) {
            "a notice of the page"
        } else if left > 1 && is_consent(block) {
            "what signing up means"
        } else if is_shortcode(&block.text) {
            "shortcode"
        } else {
            continue;
        };
        choice.drop(place, why);
        left -= 1;
    }
}

/// "YouTube" over a paragraph of what to do there.
fn heads(choice: &Choice<'_>, place: usize, line: &str) -> bool {
    matches!(choice.blocks[place].kind, Kind::Heading(_))
        && CUES.is_head(line)
        && is_before_prose(choice, place)
}

/// "Last updated: 3 May 2026 at 7 p.m.", and nothing else.
fn is_stamp(block: &Block, line: &str) -> bool {
    let is_of_time = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.contains(|c: char| c.is_ascii_digit())
            || word.chars().count() <= 3
            || word.ends_with("day")
            || month(word).is_some()
    };
    block.kind == Kind::Paragraph
        && block.words.len() <= LONGEST_NOTICE
        && CUES.behind_stamp(line).is_some_and(|rest| {
            rest.contains(|c: char| c.is_ascii_digit()) && rest.split_whitespace().all(is_of_time)
        })
}

/// Beneath the form of a newsletter: "By signing up, you agree to …".
fn is_consent(block: &Block) -> bool {
    const LONGEST: usize = 90;
    block.words.len() <= LONGEST
        && !matches!(block.kind, Kind::Cell | Kind::Heading(_))
        && CUES.is_consent(&plain(&block.text))
}

/// `[button link="…"]` and the like, alone on its line.
fn is_shortcode(text: &str) -> bool {
    let text = text.trim();
    is_placeholder(text)
        || text.starts_with('[')
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

/// `[CTA_MODULE]`.
fn is_placeholder(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|name| {
        name.contains('_')
            && name
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b"_-0123456789".contains(&b))
    })
}

/// Lines that lead elsewhere: a cue with a link, or a link alone.
pub fn plugs(choice: &mut Choice<'_>, site: &str) {
    let site = tokens(site);
    let places = choice.kept_places();
    let total: usize = places.len();
    let subheads = subheads(choice, &places);
    let is_brief = choice.is_of_feed && is_brief(choice, &places);
    for &place in &places {
        let block = &choice.blocks[place];
        let is_code = matches!(block.kind, Kind::Code | Kind::Cell);
        if is_code || choice.announced[place] || subheads.contains(&place) {
            continue;
        }
        let line = plain(&block.text);
        let words = block.words.len();
        let cued = is_cued(&line);
        let linked = block.link_share();
        let is_heading = matches!(block.kind, Kind::Heading(_));
        if calls(choice.tree, block, &line, &site) {
            choice.drop(place, "a call to follow");
        } else if words <= LONGEST_ASK
            && asks(&line)
            && !(is_heading && is_before_prose(choice, place))
        {
            choice.drop(place, "asks the reader");
        } else if cued
            && !is_mention(block, &line)
            && !(choice.is_of_feed && (is_brief || cites(choice, block)))
            && words <= 40
            && (linked > 0.3 || (words <= 12 && linked > 0.0))
        {
            choice.drop(place, "cue with a link");
        } else if cued && words <= 8 && is_heading && is_no_sentence(block) {
            choice.drop(place, "heading of a plug");
        } else if linked > 0.85
            && is_shouted(&block.text)
            && words >= 3
            && !(is_heading && is_before_prose(choice, place))
        {
            choice.drop(place, "link in capitals");
        } else if linked > 0.9
            && words >= 4
            && block.kind == Kind::Paragraph
            && is_lone(choice, place)
            && !cites(choice, block)
            && !(choice.is_of_feed && block.text.ends_with(':'))
            && total > 4
        {
            choice.drop(place, "a link alone");
        }
    }
}

/// "Follow us on Instagram". A sentence may begin with the same words and name a channel: "Join any group on Telegram, and …".
fn calls(tree: &Tree, block: &Block, line: &str, site: &[u64]) -> bool {
    const LONGEST: usize = 30;
    const SHORT: usize = 8;
    let words = block.words.len();
    let names_site = !site.is_empty() && block.words.windows(site.len()).any(|part| part == site);
    words <= LONGEST
        && CUES.is_call(line)
        && (block.link_share() > 0.3
            || CUES.is_own(line)
            || names_site
            || is_wholly(tree, block, &["b", "strong"])
            || (words <= SHORT && is_no_sentence(block)))
}

/// The notes of an episode or of a release: "Listen: Episode 12" is what they are for.
fn is_brief(choice: &Choice<'_>, places: &[usize]) -> bool {
    const FEWEST: usize = 150;
    let words = places.iter().map(|&at| choice.blocks[at].words.len());
    words.sum::<usize>() < FEWEST
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
                return Some(is_prose(block));
            }
            at += step;
        }
        None
    };
    near(-1).unwrap_or(true) && near(1).unwrap_or(true)
}

fn is_no_sentence(block: &Block) -> bool {
    !block.is_sentence() || block.text.ends_with(':')
}

fn is_cued(line: &str) -> bool {
    CUES.is_plug(line.trim_start_matches(|c: char| !c.is_alphanumeric()))
}

/// "Share your story …", behind dashes and the like; what somebody is quoted with is no call.
fn asks(line: &str) -> bool {
    CUES.is_ask(line.trim_start_matches(|c: char| !c.is_alphanumeric() && !QUOTES.contains(&c)))
}

/// "For more on the tides, see the almanac that the harbour office prints.": a whole sentence of the
/// text that leads on, not a cue before a title.
fn is_mention(block: &Block, line: &str) -> bool {
    const SHORTEST: usize = 10;
    let mut start = line.split_whitespace().take(4);
    block.kind == Kind::Paragraph
        && block.words.len() >= SHORTEST
        && line.ends_with('.')
        && block.link_share() < 0.75
        && CUES.is_mention(line)
        && !start.any(|word| word.ends_with(':'))
}

/// Links that head what follows, as in a digest of other outlets: the shape repeats, each has prose
/// under it, and they lead to other sites.
fn subheads(choice: &Choice<'_>, places: &[usize]) -> HashSet<usize> {
    let is_subhead = |&place: &usize| {
        let block = &choice.blocks[place];
        let line = plain(&block.text);
        matches!(block.kind, Kind::Paragraph | Kind::Heading(_))
            && block.link_share() > 0.85
            && block.words.len() >= 3
            && !is_cued(&line)
            && !CUES.is_call(&line)
            && is_before_prose(choice, place)
            && leads_elsewhere(choice, block)
    };
    let found: HashSet<usize> = places.iter().copied().filter(is_subhead).collect();
    if found.len() < 2 {
        HashSet::new()
    } else {
        found
    }
}

/// Sites on which outlets are followed and their articles shared.
const CHANNELS: [&str; 15] = [
    "apps.apple.com",
    "bsky.app",
    "facebook.com",
    "instagram.com",
    "linkedin.com",
    "news.google.com",
    "pinterest.com",
    "play.google.com",
    "reddit.com",
    "t.me",
    "threads.net",
    "tiktok.com",
    "twitter.com",
    "whatsapp.com",
    "x.com",
];

/// Its first link leads to another site as a text's own source does: nobody pays for it, and it is
/// none of the channels.
pub fn cites(choice: &Choice<'_>, block: &Block) -> bool {
    let Some(id) = link_of(choice.tree, block) else {
        return false;
    };
    let rel = choice.tree.attribute(id, "rel").unwrap_or_default();
    let href = choice.tree.attribute(id, "href").unwrap_or_default();
    let url = Url::parse(href.trim()).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    leads_elsewhere(choice, block) && !rel.contains("sponsored") && !is_channel(host)
}

/// The host is a site on which articles are shared.
pub fn is_channel(host: &str) -> bool {
    CHANNELS.iter().any(|name| is_at(host, name))
}

/// Its first link leads to another site than the page's own.
pub fn leads_elsewhere(choice: &Choice<'_>, block: &Block) -> bool {
    let target = link(choice.tree, block).and_then(|href| Url::parse(href.trim()).ok());
    let target = target.as_ref().and_then(Url::host_str).map(site);
    let own = choice.host.map(site);
    own.is_some() && target.is_some() && own != target
}

fn link<'a>(tree: &'a Tree, block: &Block) -> Option<&'a str> {
    tree.attribute(link_of(tree, block)?, "href")
}

fn link_of(tree: &Tree, block: &Block) -> Option<Id> {
    let inside = block.start..block.end;
    inside
        .chain(tree.ancestors(block.start).take(4))
        .find(|&id| tree.is_link(id))
}

/// The host without its first parts: `outlet.example`, `outlet.co.example`.
fn site(host: &str) -> Vec<&str> {
    const SHORT: usize = 3;
    let mut parts: Vec<&str> = host.rsplit('.').take(3).collect();
    if parts.get(1).is_some_and(|part| part.len() > SHORT) || parts.get(2) == Some(&"www") {
        parts.truncate(2);
    }
    parts
}

/// "Learn more", "Book now": a short link that stands again and again.
pub fn buttons(choice: &mut Choice<'_>) {
    const LONGEST: usize = 4;
    const FEWEST: usize = 3;
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for place in choice.kept_places() {
        let block = &choice.blocks[place];
        let is_button = block.kind == Kind::Paragraph
            && block.link_share() > 0.9
            && (1..=LONGEST).contains(&block.words.len());
        if is_button && !choice.announced[place] {
            places.entry(normal(&block.text)).or_default().push(place);
        }
    }
    for place in places
        .into_values()
        .filter(|all| all.len() >= FEWEST)
        .flatten()
    {
        choice.drop(place, "a button that repeats");
    }
}
