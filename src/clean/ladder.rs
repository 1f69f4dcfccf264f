//! The ladder: the feed's text if it is whole, the site's own answer of the same article, the page
//! (what it shows, else what it tells machines), the feed's summary. Each step is judged before it is taken, and says why it was or was not.

use super::finish::linked_share;
use super::metadata::likeness;
use super::page::{self, Read};
use super::trees::MODEL;
use super::words::{Sketch, common, tokens};
use super::{Cleaned, Source, commentary, feed_text, told, walls};
use crate::model::{Chosen, Document, Picture};
use crate::text::{Clean, clean_line};

/// A text with more of its letters in links is a list, not an article.
const MOST_LINKED: f32 = 0.6;
/// Texts that say the same share at least this much, by windows of words.
const SAME: f32 = 0.4;
/// A feed's text of fewer words is its picture: a comic.
const CAPTION: u32 = 5;
/// Why the page of a comic is not taken.
const PICTURE: &str = "the feed's picture is all there is";
/// What a page has of fewer words around a comic is not about it.
const AROUND: u32 = 40;
/// What is around an article on a page has rarely more words.
const FEW: u32 = 150;
/// With fewer words a feed's text tells nothing of what its page says.
const SAID: u32 = 8;
/// Of the words of a summary at least so many stand in its article.
const NAMED: f32 = 0.25;

/// The best article that can be had from `source`.
pub fn climb(source: &Source<'_>) -> Cleaned {
    let feed = feed_text::document(source);
    let page = source.page.filter(|html| !html.trim().is_empty());
    let read = page.map(|html| told::or_told(page::read(html, source, &MODEL), source));
    let mut why = Vec::new();
    let is_about = |page: &Document| commentary::is_about(source, &feed, page);
    if let Some(told) = source.rest {
        match told_text(source, told, &feed, read.as_ref()) {
            Ok(document) => {
                let is_about = is_about(&document);
                let mut cleaned = from_site(document, read, why);
                if is_about {
                    commentary::above(source, &feed, &mut cleaned);
                }
                return cleaned;
            }
            Err(reason) => why.push(say(&format!("not the site's own answer: {reason}"))),
        }
    }
    let Some(read) = read else {
        let is_empty = source.page.is_some();
        let reason = if is_empty {
            "it is empty"
        } else {
            "there is none"
        };
        why.push(say(&format!("not the page: {reason}")));
        let mut cleaned = from_feed(source, feed, None, why);
        if is_empty && cleaned.document.words > 0 {
            cleaned.document.warnings.push(say("the page is empty"));
        }
        return cleaned;
    };
    if !read.is_wall() && read.document.words >= AROUND && is_about(&read.document) {
        let mut cleaned = from_page(read, &Document::default(), why);
        commentary::above(source, &feed, &mut cleaned);
        return cleaned;
    }
    if let Some(reason) = feed_is_better(source, &feed, &read) {
        why.push(say(&format!("not the page: {}", said(&read, reason))));
        return from_feed(source, feed, Some(read), why);
    }
    from_page(read, &feed, why)
}

/// Why this step of the ladder, then what became of each block of the page.
fn explained(why: &[Clean], page: &[String]) -> Vec<Clean> {
    let steps = why.iter().map(|line| clean_line(&format!("= {line}")));
    steps
        .chain(page.iter().map(|line| clean_line(line)))
        .collect()
}

fn say(text: &str) -> Clean {
    clean_line(text)
}

/// What stands before the article is called what it is.
fn said(read: &Read, reason: &str) -> String {
    let wall = read.wall.as_ref().filter(|wall| wall.is_whole_page);
    let wall = wall.filter(|_| reason != PICTURE);
    let what = wall.and_then(|wall| wall.warning.strip_prefix("the page "));
    match (what, wall) {
        (Some(what), _) => format!("it {what}"),
        (None, Some(_)) => "nothing on it is the article".to_owned(),
        (None, None) => reason.to_owned(),
    }
}

fn from_page(read: Read, feed: &Document, mut why: Vec<Clean>) -> Cleaned {
    let mut document = read.document;
    document.chosen = Chosen::Page;
    if feed.words > 0 {
        let what = match feed.chosen {
            Chosen::Feed => "text",
            _ => "summary",
        };
        let shorter = format!(
            "not the feed's {what}: {} words, the page has {}",
            feed.words, document.words
        );
        why.push(say(&shorter));
    }
    why.append(&mut document.why);
    document.why = why;
    Cleaned {
        explained: explained(&document.why, &read.explained),
        is_whole: document.words > 0 && read.wall.is_none_or(|wall| !wall.is_cut),
        document,
        blocks: read.blocks,
        next_page: read.next_page,
        rest: read.rest,
    }
}

/// The site's text with what its page tells around it. It comes whole, so no page follows.
fn from_site(told: Document, read: Option<Read>, mut why: Vec<Clean>) -> Cleaned {
    why.push(say(&format!(
        "the site's own answer (WordPress): {} words",
        told.words
    )));
    let (around, blocks) = match read {
        Some(read) => (read.document, read.blocks),
        None => (Document::default(), Vec::new()),
    };
    let document = Document {
        chosen: Chosen::Rest,
        why,
        // What the page lacks, this text has.
        warnings: Vec::new(),
        ..told::with_text(around, told)
    };
    Cleaned {
        explained: explained(&document.why, &[]),
        is_whole: true,
        document,
        blocks,
        next_page: None,
        rest: None,
    }
}

fn from_feed(
    source: &Source<'_>,
    mut document: Document,
    read: Option<Read>,
    mut why: Vec<Clean>,
) -> Cleaned {
    let what = match (document.words, document.chosen) {
        (0, _) => "nothing: the feed has no text either".to_owned(),
        (words, Chosen::Feed) => format!("the feed's text: {words} words"),
        (words, _) => format!("the feed's summary: {words} words"),
    };
    why.push(say(&what));
    if document.words == 0 && document.images.is_empty() {
        document.warnings.push(say(
            "there is no text: neither the page nor the feed has any",
        ));
    }
    document.why = why;
    let (mut blocks, mut rest, mut lines) = (Vec::new(), None, Vec::new());
    let has_all = read
        .as_ref()
        .is_some_and(|read| has_all(source, &document, read));
    let is_whole = has_all
        || feed_text::is_post(source)
        || feed_text::is_whole(source.feed_summary, source.feed_content);
    if let Some(read) = read {
        if !has_all {
            document.warnings.extend(read.document.warnings);
        }
        document.lead_image = document.lead_image.or(read.document.lead_image);
        (blocks, rest, lines) = (read.blocks, read.rest, read.explained);
    }
    Cleaned {
        explained: explained(&document.why, &lines),
        is_whole,
        document,
        blocks,
        next_page: None,
        rest,
    }
}

/// The page that leads to it has no more than the feed: its text, its picture or its post.
fn has_all(source: &Source<'_>, feed: &Document, read: &Read) -> bool {
    let has_less = is_less(&read.document, feed) && !feed_text::is_cut(&feed.text);
    is_picture(feed, read)
        || is_post(source, feed, &read.document)
        || (!read.is_wall() && (has_less || has_no_more(&read.document, feed)))
}

/// A post without a title. Where all of a short text is its title, the page tells: an outlet's headline stands above it.
fn is_post(source: &Source<'_>, feed: &Document, page: &Document) -> bool {
    let is_headed = || likeness(&tokens(&feed.title), &tokens(&page.title)) > 0.5;
    feed_text::is_post(source) || feed_text::is_title_again(source) && !is_headed()
}

/// Beside what the feed says the page has no more words than stand around articles.
fn has_no_more(page: &Document, feed: &Document) -> bool {
    feed.chosen == Chosen::Feed
        && feed.words >= SAID
        && page.words <= feed.words + AROUND
        && !feed_text::is_cut(&feed.text)
}

/// The site's answer as a document, or why it is not the article.
fn told_text(
    source: &Source<'_>,
    html: &str,
    feed: &Document,
    read: Option<&Read>,
) -> Result<Document, &'static str> {
    let told = feed_text::document(&Source {
        feed_content: Some(html),
        feed_summary: None,
        ..*source
    });
    if told.words == 0 {
        return Err("it is empty");
    }
    if linked_share(&told.html) > MOST_LINKED {
        return Err("it is a list of links");
    }
    if walls::is_wall_text(&told.text) {
        return Err("it only asks to subscribe or to agree");
    }
    if is_less(&told, feed) {
        return Err("the feed has more of it");
    }
    let Some(read) = read.filter(|read| !read.is_wall() && read.document.words > 30) else {
        return Ok(told);
    };
    if told.words * 10 < read.document.words * 6 {
        return Err("the page has more of it");
    }
    let shared = Sketch::of(&told.text).share(&tokens(&read.document.text));
    let of_page = Sketch::of(&read.document.text).share(&tokens(&told.text));
    if shared.max(of_page) < SAME {
        return Err("it is another text than the page's");
    }
    Ok(told)
}

/// `text` holds clearly less than the feed's text.
fn is_less(text: &Document, feed: &Document) -> bool {
    feed.words > 120 && text.words * 10 < feed.words * 7
}

/// A comic, and nothing on the page is about it.
fn is_picture(feed: &Document, read: &Read) -> bool {
    let page = &read.document;
    // What is said in the picture's words is what a comic says.
    let is_said = |picture: &Picture| tokens(&picture.alt).len() >= CAPTION as usize;
    let is_comic = feed.images.iter().any(is_said) || common(&feed.title, &page.text) == 0.0;
    let is_bare = page.words < AROUND || read.is_wall() || (page.words < FEW && is_comic);
    feed.words < CAPTION && is_bare && !feed.images.is_empty()
}

/// A good text is never replaced by a worse one.
fn feed_is_better(source: &Source<'_>, feed: &Document, read: &Read) -> Option<&'static str> {
    let (ours, theirs) = (read.document.words, feed.words);
    if is_picture(feed, read) {
        return Some(PICTURE);
    }
    if theirs == 0 {
        return None;
    }
    if ours == 0 {
        return Some("nothing on it is the article");
    }
    if read.is_wall() {
        return Some("it stands before the article");
    }
    if is_less(&read.document, feed) {
        return Some("it has less of the article");
    }
    if linked_share(&read.document.html) > MOST_LINKED
        && linked_share(&feed.html) < MOST_LINKED / 2.0
    {
        return Some("it is a list of links");
    }
    if is_post(source, feed, &read.document) {
        return Some("the feed has all of the post");
    }
    if has_no_more(&read.document, feed) {
        return Some("it has no more than the feed");
    }
    let words = tokens(&feed.text);
    let shared = Sketch::of(&read.document.text).share(&words);
    if ours < theirs && theirs > SAID && is_part(&read.document, feed) {
        return Some("it has less of the article");
    }
    if theirs > 60 && shared < 0.15 && ours < theirs * 2 {
        return Some("it says something else");
    }
    // A short text that is none of the feed's own words beside a summary that is longer, or has not even the names in it.
    let is_other = shared < 0.05
        && (theirs > 25 && ours < theirs || theirs >= SAID && ours < FEW && !names(read, feed));
    is_other.then_some("it says something else")
}

/// What the page says stands in the feed's text.
fn is_part(page: &Document, feed: &Document) -> bool {
    Sketch::of(&feed.text).share(&tokens(&page.text)) > 0.8
}

/// The page has some of the words that the feed's text is made of.
fn names(read: &Read, feed: &Document) -> bool {
    let page = &read.document;
    let said = format!("{}\n{}\n{}", page.title, page.standfirst, page.text);
    common(&feed.text, &said) >= NAMED
}
