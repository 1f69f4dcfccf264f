//! The feed's own text: what the feed added goes, what the entry says stays.

use super::{PROSE, source};
use crate::clean::{Source, clean};
use crate::model::Document;
use std::collections::HashSet;

const ADDRESS: &str = "https://outlet.example/2026/ferry";

fn told(title: &str, content: &str) -> Document {
    let known = HashSet::new();
    let of_feed = Source {
        feed_title: Some(title),
        feed_content: Some(content),
        url: Some(ADDRESS),
        ..source(None, &known)
    };
    clean(&of_feed).document
}

fn prose() -> String {
    PROSE.map(|line| format!("<p>{line}</p>")).concat()
}

/// Five links to other sites were five links alone, and nothing was left.
#[test]
fn links_that_are_the_entry_stay() {
    let link =
        |at: usize| format!("<p><a href=https://o{at}.example/>A boat of the outer {at}</a></p>");
    let digest: String = (0..5).map(link).collect();
    assert_eq!(told("Links", &digest).links.len(), 5);
    for line in [
        "<p><a href=https://other.example/piano>What the piano tuner tells of the night at sea</a></p>",
        "<p>See also <a href=https://other.example/sand>the almanac of sand</a>.</p>",
        "<p>(Via <a href=https://other.example/>the other harbour</a>.)</p>",
        "<ul><li><a href=https://other.example/d>The minister comments on the dredging bill</a></li></ul>",
        "<p>Which leads to <a href=https://other.example/c>the captain's comments to the harbour paper</a>:</p>",
    ] {
        for content in [
            format!("{}{line}", prose()),
            format!(
                "<p>{}</p>{line}<p>{}</p><p>{}</p>",
                PROSE[0], PROSE[1], PROSE[2]
            ),
        ] {
            assert_eq!(told("A concert", &content).links.len(), 1, "{content}");
        }
    }
}

#[test]
fn the_notes_of_an_episode_or_a_release_keep_what_they_are_for() {
    for line in [
        "Listen: <a href=/12>Episode 12</a>",
        "Photos: <a href=/photos>the boats at noon</a>",
        "<a href=/dl>Download the new version for Linux</a>",
    ] {
        let content = format!("<p>{}</p><p>{line}</p>", PROSE[0]);
        assert_eq!(told("A concert", &content).links.len(), 1, "{line}");
    }
    let long = prose().repeat(3);
    let content = format!(
        "{long}<p>Read also: <a href=/x>The other ferry</a></p>{}",
        prose()
    );
    assert_eq!(told("A concert", &content).links.len(), 0);
}

/// Such posts had the rest of their text in no place.
#[test]
fn a_title_that_was_made_of_the_text_takes_nothing_from_it() {
    let text =
        "The ferry left the pier at six, with forty people and a piano on board. Somebody saw it.";
    let content = text.replace("Somebody", "<a href=https://other.example/>Somebody</a>");
    for title in [text, "The ferry left the pier at six, with forty people…"] {
        let told = told(title, &format!("<p>{content}</p>"));
        assert_eq!(told.text, text, "{title}");
        assert_eq!(told.links.len(), 1);
    }
    // What says nearly the same is another line; the same heading is the headline.
    assert_eq!(
        told("This is a test.", "<p>This is only a test.</p>").text,
        "This is only a test."
    );
    let content = format!("<h1>A concert on a sandbank</h1>{}", prose());
    assert_eq!(
        told("A concert, on a sandbank", &content).text,
        PROSE.join("\n")
    );
}

/// Each word of it that the title has once counted again.
#[test]
fn a_paragraph_that_repeats_words_of_the_title_is_no_headline() {
    let line = "Among those who came are the book fair of the north, the book fair of the south, the art book fair, \
                the book art fair, and a fair of art.";
    let content = format!("<p>{line}</p>{}", prose());
    assert!(
        told("The art book fair now", &content)
            .text
            .starts_with(line)
    );
}

#[test]
fn what_leads_on_to_the_article_goes_and_its_sentence_stays() {
    let [a, b, ..] = PROSE;
    for (line, left) in [
        (format!("<p>Then it was… <a href={ADDRESS}>[read more]</a></p>"), "Then it was…"),
        (
            format!(
                "<p>Forty people on board &#8230; <a class=more-link href={ADDRESS}?utm_source=rss>Continue reading \
                 <span>→</span></a></p>"
            ),
            "Forty people on board …",
        ),
        ("<p>The goat. <a href=https://proxy.example/1>Read more</a></p>".to_owned(), "The goat."),
        (format!("<p><a href={ADDRESS}#comments>12 comments</a></p>"), ""),
        (format!("<p><a href={ADDRESS}>★</a></p>"), ""),
        (format!("<p>[If the lines look odd, visit the <a href={ADDRESS}/>article itself</a>]</p>"), ""),
        (
            "<p><a href=https://www.facebook.com/sharer?u=x>Share on Facebook</a> \
             <a href=https://twitter.com/intent/tweet?u=x>Tweet this</a> <a href='mailto:?body=x'>Email</a></p>"
                .to_owned(),
            "",
        ),
    ] {
        let told = told("A concert", &format!("<p>{a}</p><p>{b}</p>{line}"));
        let expected = [a, b, left].join("\n");
        assert_eq!(told.text, expected.trim_end(), "{line}");
        assert_eq!(told.links.len(), 0, "{line}");
    }
    // A digest's links lead on, each to another article.
    let item = |at: usize| {
        format!("<p>The boat {at} came. <a href=https://o.example/{at}>Read more</a></p>")
    };
    let digest: String = (0..5).map(item).collect();
    assert_eq!(told("The week", &digest).links.len(), 5);
}

#[test]
fn a_post_that_is_a_link_keeps_it() {
    let of = |target: &str| {
        format!(
            "submitted by <a href=https://forum.example/u/obi>/u/obi</a><br><span><a href={target}>[link]</a></span> \
             <span><a href={ADDRESS}>[comments]</a></span>"
        )
    };
    let link = told("A river", &of("https://river.example/1"));
    assert!(
        link.links
            .iter()
            .any(|link| link.url == "https://river.example/1")
    );
    let own = format!("{}{}", prose(), of(ADDRESS));
    assert_eq!(told("A river", &own).text, PROSE.join("\n"));
    let comments = "<p><a href=https://news.example/item?id=7>Comments</a></p>";
    assert_eq!(told("A river", comments).links.len(), 1);
}

#[test]
fn the_byline_is_said_once() {
    let known = HashSet::new();
    let content = format!("<p>By Amara Ndukwe</p>{}", prose());
    let of_feed = Source {
        feed_author: Some("Amara Ndukwe"),
        feed_content: Some(&content),
        ..source(None, &known)
    };
    assert_eq!(clean(&of_feed).document.text, PROSE.join("\n"));
}

/// What no word followed in its paragraph was lost.
#[test]
fn pictures_and_films_behind_text_stay() {
    let picture = "<img src=https://outlet.example/boat.jpg alt='A boat'>";
    let film = "<iframe src=https://www.youtube.com/embed/abcdefghijk></iframe>";
    let [a, b, ..] = PROSE;
    for content in [
        format!("<p>{a}<br>{picture}</p>"),
        format!("<p>{a} {picture}</p><p>{b}</p>"),
        format!("<p>{a}<br>{picture}<br>{b}</p>"),
        format!("{a}<br><a href=https://outlet.example/boat.jpg>{picture}</a><br><br>{b}"),
        format!("<ul><li>{a}<br>{picture}</li><li>{b}</li></ul>"),
    ] {
        assert_eq!(told("A concert", &content).images.len(), 1, "{content}");
    }
    let html = told("A concert", &format!("<p>{a}<br>{film}</p>")).html;
    assert!(html.contains("youtube.com"), "{html}");
    // A sign at the end of a line is no picture.
    let small = "<img src=https://outlet.example/out.png width=12 height=12>";
    assert_eq!(
        told("A concert", &format!("<p>{a} {small}</p>"))
            .images
            .len(),
        0
    );
}
