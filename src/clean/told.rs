//! The text that a page tells machines (`articleBody` of JSON-LD): taken where the page shows far
//! less than it, as pages do that a script fills, or nothing like it.

use super::finish::linked_share;
use super::page::Read;
use super::walls::{self, Wall};
use super::words::{Sketch, tokens};
use super::{Source, feed_text};
use crate::markup::tame;
use crate::model::Document;
use crate::text::{Clean, clean_line};
use std::borrow::Cow;

/// A text of fewer words may be the page's description.
const REAL: u32 = 60;
/// A text with more of its letters in links is a list, not an article.
const MOST_LINKED: f32 = 0.6;
/// Texts of the same article share more than this, by windows of words.
const ALIKE: f32 = 0.05;
/// Elements by which HTML parts its lines.
const BLOCKS: [&str; 6] = ["<p", "<br", "<div", "<li", "<h2", "<h3"];

/// The page, with the told text in the place of its own if that is better.
pub fn or_told(mut read: Read, source: &Source<'_>) -> Read {
    let Some(body) = read.told.take() else {
        return read;
    };
    let told = feed_text::document(&Source {
        feed_content: Some(&html(&body)),
        feed_summary: None,
        ..*source
    });
    let is_cut = feed_text::is_cut(&told.text);
    if !is_better(&told, is_cut, &read) {
        return read;
    }
    let why = format!(
        "the text that the page tells machines (articleBody): {} words, it shows {}",
        told.words, read.document.words
    );
    let mut document = with_text(read.document, told);
    document.why.push(clean_line(&why));
    if !is_cut {
        // What the page lacks, this text has.
        document.warnings.clear();
    }
    Read {
        document,
        // Of what is cut there may be more.
        wall: read.wall.filter(|_| is_cut).map(|wall| Wall {
            is_whole_page: false,
            is_cut: true,
            ..wall
        }),
        ..read
    }
}

fn is_better(told: &Document, is_cut: bool, read: &Read) -> bool {
    let (ours, theirs) = (read.document.words, told.words);
    if theirs < REAL
        || theirs <= ours
        || linked_share(&told.html) > MOST_LINKED
        || walls::is_wall_text(&told.text)
    {
        return false;
    }
    let times = if is_cut { 5 } else { 3 };
    read.is_wall() || ours * times < theirs || (!is_cut && is_other(told, &read.document))
}

fn is_other(told: &Document, shown: &Document) -> bool {
    let share = |of: &Document, other: &Document| Sketch::of(&of.text).share(&tokens(&other.text));
    share(told, shown).max(share(shown, told)) < ALIKE
}

/// What is known around a page's text, around another text of the same article.
pub fn with_text(mut document: Document, told: Document) -> Document {
    let Document {
        html,
        text,
        words,
        minutes,
        links,
        images,
        ..
    } = told;
    let is_in_text = |url: &String| images.iter().any(|picture| picture.url == *url);
    if document.lead_image.as_ref().is_some_and(is_in_text) {
        document.lead_image = None;
        document.lead_caption = Clean::default();
    }
    if !document.standfirst.is_empty()
        && Sketch::of(&text).share(&tokens(document.standfirst.as_str())) > 0.7
    {
        document.standfirst = Clean::default();
    }
    Document {
        title: first(document.title, told.title),
        byline: first(document.byline, told.byline),
        site: first(document.site, told.site),
        published: document.published.or(told.published),
        language: document.language.or(told.language),
        canonical: document.canonical.or(told.canonical),
        html,
        text,
        words,
        minutes,
        links,
        images,
        ..document
    }
}

fn first(one: Clean, other: Clean) -> Clean {
    if one.is_empty() { other } else { one }
}

/// The body as HTML: as it is, or a paragraph a line.
fn html(body: &str) -> Cow<'_, str> {
    let body = if body.contains("&lt;") && !body.contains('<') {
        Cow::Owned(tame::decode(body))
    } else {
        Cow::Borrowed(body)
    };
    if BLOCKS.iter().any(|tag| body.contains(tag)) {
        return body;
    }
    let text = if body.contains("</") {
        body
    } else {
        Cow::Owned(body.replace('<', "&lt;"))
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.len() == 1 {
        lines = apart(&text);
    }
    let lines = lines.iter().filter(|line| !line.trim().is_empty());
    Cow::Owned(lines.map(|line| format!("<p>{line}</p>")).collect())
}

/// Paragraphs that were set one behind the other without a blank: "… the river.The road …".
fn apart(text: &str) -> Vec<String> {
    const WORD: usize = 3;
    let mut out = vec![];
    let (mut line, mut letters, mut is_end) = (String::new(), 0, false);
    for c in text.chars() {
        if is_end && (c.is_uppercase() || c == '“') {
            out.push(std::mem::take(&mut line));
        }
        is_end = match c {
            '.' | '!' | '?' => letters >= WORD,
            '”' | '"' => is_end,
            _ => false,
        };
        letters = if c.is_lowercase() { letters + 1 } else { 0 };
        line.push(c);
    }
    out.push(line);
    out
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn a_line_becomes_a_paragraph_and_html_stays() {
        for (body, wanted) in [
            ("One.\n\nTwo & <3.\r\n", "<p>One.</p><p>Two & &lt;3.</p>"),
            ("<p>One.</p>", "<p>One.</p>"),
            ("&lt;p&gt;One.&lt;/p&gt;", "<p>One.</p>"),
            (
                "One <i>two</i>.\nThree",
                "<p>One <i>two</i>.</p><p>Three</p>",
            ),
            (
                "Over the river.The road of Mr.Bello is “long.”Quite so, he said. Yes.",
                "<p>Over the river.</p><p>The road of Mr.Bello is “long.”</p><p>Quite so, he said. Yes.</p>",
            ),
        ] {
            assert_eq!(html(body), wanted);
        }
    }
}
