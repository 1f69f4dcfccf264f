//! The feed's own content or summary, cleaned the same way as a page: sanitised, without the lines
//! that feeds add.

use super::blocks::blocks;
use super::cues::plain;
use super::furniture::{self, Choice};
use super::metadata::{self, Metadata};
use super::render::{Render, render};
use super::tree::Tree;
use super::{Source, added, captions, finish, sanitise};
use crate::markup::{short_base, tame, visible_text};
use crate::model::{Chosen, Document};
use crate::text::clean_line;
use url::Url;

/// A content shorter than this may be a teaser.
const WHOLE_WORDS: usize = 150;

/// The document that the feed alone gives.
pub fn document(source: &Source<'_>) -> Document {
    let (chosen, html) = match (source.feed_content, source.feed_summary) {
        (Some(content), summary) if longer(content, summary) => (Chosen::Feed, content),
        (_, Some(summary)) => (Chosen::Summary, summary),
        (Some(content), None) => (Chosen::Feed, content),
        (None, None) => (Chosen::Summary, ""),
    };
    let base = source.url.and_then(|url| Url::parse(url).ok());
    let base = base.and_then(short_base);
    let mut tree = Tree::parse(&tame::tame(html).html);
    added::take_links_on(&mut tree, base.as_ref());
    let mut blocks = blocks(&tree);
    captions::find(&tree, &mut blocks);
    let kept = blocks.iter().map(|block| !block.is_hidden).collect();
    let mut choice = Choice::new(&tree, &blocks, kept);
    choice.host = base.as_ref().and_then(Url::host_str);
    choice.is_of_feed = true;
    added::drop_added(&mut choice, base.as_ref());
    let byline = metadata::plain_name(source.feed_author.unwrap_or_default());
    let title = source.feed_title.unwrap_or_default();
    let meta = Metadata {
        title: if is_made_of(title, html) {
            String::new()
        } else {
            title.to_owned()
        },
        byline: byline.clone(),
        ..Metadata::default()
    };
    furniture::refine(&mut choice, &meta, None, source.known_blocks);
    let headings = furniture::bold_headings(&choice);
    let job = Render {
        tree: &tree,
        blocks: &blocks,
        kept: &choice.kept,
        headings: &headings,
        base: base.as_ref(),
        headline: title,
    };
    let (body, text) = render(&job);
    let mut document = finish::document(sanitise::last(&body), text, source);
    document.byline = clean_line(&byline);
    document.chosen = chosen;
    document
}

/// A post without a title, of which the feed has all: what else its page has is around it. Such a title is the beginning
/// of the text; one that is all of it may be an outlet's headline, said twice.
pub fn is_post(source: &Source<'_>) -> bool {
    titled(source).is_some_and(|(title, html)| is_post_of(title, html))
}

/// The same, of a title and the text below it.
pub fn is_post_of(title: &str, html: &str) -> bool {
    title.ends_with('…') && is_made_of(title, html) && !is_cut(&text(html))
}

/// All of the text is the title: a short post, or an outlet's headline said twice.
pub fn is_title_again(source: &Source<'_>) -> bool {
    titled(source).is_some_and(|(title, html)| !title.ends_with('…') && is_made_of(title, html))
}

/// The feed's title with the text below it.
fn titled<'a>(source: &Source<'a>) -> Option<(&'a str, &'a str)> {
    let html = source.feed_content.or(source.feed_summary);
    source.feed_title.zip(html)
}

/// Posts without a title have the beginning of their text for one (`feed::entry`): it is all of what they say,
/// or cut, and no headline above it.
fn is_made_of(title: &str, html: &str) -> bool {
    // What a title is made of, and some more.
    const READ: usize = 4_000;
    let start = crate::text::cap(html, READ);
    let text = visible_text(start);
    // What it is about may stand below it, as an address alone.
    let is_address = |line: &&str| line.contains("://") && !line.trim().contains(' ');
    let said: Vec<&str> = text.lines().filter(|line| !is_address(line)).collect();
    let (text, said) = (clean_line(&text), clean_line(&said.join(" ")));
    match title.strip_suffix('…') {
        Some(start) => !start.is_empty() && text.starts_with(start.trim_end()),
        None => *text == *title || *said == *title,
    }
}

fn longer(content: &str, summary: Option<&str>) -> bool {
    summary.is_none_or(|summary| text(content).len() >= text(summary).len())
}

/// Text of HTML, one block a line, without what feeds add.
pub fn text(html: &str) -> String {
    let tree = Tree::parse(&tame::tame(html).html);
    let lines: Vec<String> = blocks(&tree)
        .into_iter()
        .filter(|block| block.is_text() && !is_added(&block.text, block.link_share()))
        .map(|block| block.text)
        .collect();
    lines.join("\n")
}

/// "The post … appeared first on …", whole: it is put behind an article for other sites.
pub fn tells_its_origin(line: &str) -> bool {
    const STARTS: [&str; 8] = [
        "the post ",
        "this post ",
        "this article ",
        "l'article ",
        "der beitrag ",
        "la entrada ",
        "o post ",
        "het bericht ",
    ];
    const ORIGINS: [&str; 7] = [
        "appeared first on",
        "first appeared on",
        "est apparu en premier",
        "erschien zuerst",
        "apareció primero",
        "apareceu primeiro",
        "verscheen eerst",
    ];
    line.chars().count() < 400
        && STARTS.iter().any(|start| line.starts_with(start))
        && ORIGINS.iter().any(|words| line.contains(words))
}

/// How lines and links begin that lead to an article's page.
pub const GO_ON: [&str; 11] = [
    "continue reading",
    "read more",
    "read the rest",
    "read full",
    "full article",
    "weiterlesen",
    "lire la suite",
    "leia mais",
    "leer más",
    "leggi tutto",
    "lees verder",
];

/// "The post … appeared first on …", "Continue reading", and their like, where it is not known whither links lead.
fn is_added(line: &str, linked: f32) -> bool {
    let line = plain(line);
    let goes_on = line.chars().count() < 200
        && linked > 0.4
        && GO_ON
            .iter()
            .chain(&["comments", "[link]", "[comments]", "permalink"])
            .any(|words| line.contains(words));
    tells_its_origin(&line) || goes_on || is_ellipsis(&line) || line == "submitted by"
}

/// What was left out, and no word.
pub fn is_ellipsis(line: &str) -> bool {
    matches!(line, "[…]" | "[...]" | "…")
}

/// The feed carries the article itself: long enough, not cut, and more than the summary. Asked of
/// every entry that arrives, so it looks at the text alone: no tree is built.
pub fn is_whole(summary: Option<&str>, content: Option<&str>) -> bool {
    content.is_some_and(|content| is_whole_text(&visible_text(content), 0, summary))
}

/// The same, where the content's text is known already, a block a line, and that it has so many words
/// at least.
pub fn is_whole_text(text: &str, words: u32, summary: Option<&str>) -> bool {
    let is_long = words as usize >= WHOLE_WORDS || super::words::are_at_least(text, WHOLE_WORDS);
    if !is_long || says_more(text) {
        return false;
    }
    // What feeds add stands at the end.
    let mut lines = text.lines().rev().skip_while(|line| is_added_line(line));
    if lines.next().is_some_and(is_cut) {
        return false;
    }
    // The same text in both places is usual for teasers, and for full-text feeds too: then only
    // several paragraphs tell.
    lines.count() > 2 || summary.is_none_or(|summary| visible_text(summary).trim() != text.trim())
}

/// As `is_added`, of a line whose links are not known: a short one may be one whole link.
fn is_added_line(line: &str) -> bool {
    // In bytes: no line that feeds add is longer than what `is_added` looks at.
    const LONGEST: usize = 1600;
    const LINK: usize = 60;
    line.len() < LONGEST && is_added(line, if line.len() < LINK { 1.0 } else { 0.0 })
}

pub fn is_cut(text: &str) -> bool {
    let end = text.trim_end();
    end.ends_with('…')
        || end.ends_with("...")
        || end.ends_with("[…]")
        || end.ends_with("[...]")
        || end.ends_with("[&#8230;]")
}

/// "Continue reading" as its last line.
fn says_more(text: &str) -> bool {
    let from = text.char_indices().rev().nth(89).map_or(0, |(at, _)| at);
    let end = plain(text.get(from..).unwrap_or_default());
    [
        "continue reading",
        "read more",
        "read the full",
        "read the rest",
        "weiterlesen",
        "lire la suite",
        "leer más",
    ]
    .iter()
    .any(|words| end.contains(words))
}
