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

fn by(author: &str, content: &str) -> String {
    let known = HashSet::new();
    let of_feed = Source {
        feed_title: Some("Version 2"),
        feed_author: Some(author),
        feed_content: Some(content),
        url: Some(ADDRESS),
        ..source(None, &known)
    };
    clean(&of_feed).document.text
}

/// They went for bylines, with all that they said.
#[test]
fn lines_in_which_the_writer_is_named_stay() {
    for line in [
        "Fix the flag by @obi in #7",
        "Thanks to obi for the flag",
        "A poem by obi",
        "obi here, new account",
    ] {
        assert_eq!(by("obi", &format!("<p>{line}</p>")), line);
        let list = format!("<ul><li>{line}</li><li>Done</li></ul>");
        assert!(by("obi", &list).contains(line), "{line}");
    }
    let reddit = "submitted by <a href=https://forum.example/u/obi>/u/obi</a><br>\
        <span><a href=https://river.example/1>[link]</a></span> <span><a href=https://forum.example/1>[comments]</a></span>";
    assert!(by("/u/obi", reddit).contains("[link]"));
    assert_eq!(
        by("Amara Ndukwe", "<p>By Amara Ndukwe</p><p>The boats.</p>"),
        "The boats."
    );
}

#[test]
fn dates_that_the_entry_is_about_stay() {
    for text in [
        "27 Nov 2026\nDark mode.\n20 Nov 2026\nLight mode.",
        "Happy 12 November 2026 everyone",
    ] {
        let lines = text.lines().map(|line| format!("<p>{line}</p>"));
        assert_eq!(by("", &lines.collect::<String>()), text);
    }
    assert_eq!(
        by("", "<p>Published on 27 Nov 2026</p><p>Dark mode.</p>"),
        "Dark mode."
    );
}

/// What a page says beside the feed's own text.
fn beside(title: &str, content: &str, page: &str) -> Document {
    let known = HashSet::new();
    let page = format!("<html><title>Kwame</title><body>{page}</body></html>");
    let of_both = Source {
        feed_title: Some(title),
        feed_content: Some(content),
        url: Some(ADDRESS),
        ..source(Some(&page), &known)
    };
    clean(&of_both).document
}

/// A bio, replies, other episodes stood in the place of the post.
#[test]
fn a_short_post_is_not_replaced_by_what_else_is_on_its_page() {
    let bio = "<main><p>About me: I mend clocks in Kumasi and write down what people tell me while they wait, which \
        takes them longer than they think, and me longer than they are told.</p><p>Elsewhere you find me at the market \
        on Tuesdays, under the blue awning, between cassava and batteries.</p></main>";
    let notes = "The dredger's captain tells of kettles, of mud and of the river pilots' strike";
    assert_eq!(
        beside("The captain", &format!("<p>{notes}</p>"), bio).text,
        notes
    );
    let post = "Saw the first swallow over the lagoon this morning and nobody believes me, so here it is in writing, with \
        the hour and the place, for the record of those who count such things";
    let replies = format!("<main><p>{post}.</p>{}</main>", bio.repeat(2));
    let short = "Linked: a story elsewhere";
    assert_eq!(beside(short, short, bio).text, short);
    let about = "https://other.example/1";
    let link = format!("<p>{short}</p><p><a href={about}>{about}</a></p>");
    assert_eq!(beside(short, &link, bio).text, format!("{short}\n{about}"));
    let headed = format!("<h1>{short}</h1>{}", prose());
    assert_eq!(
        beside(short, short, &headed).text,
        PROSE.join("\n"),
        "a headline said twice"
    );
    let title = format!("{}…", post.split_at(90).0);
    assert_eq!(
        beside(&title, &format!("<p>{post}</p>"), &replies).text,
        post
    );
}

#[test]
fn the_beginning_that_a_page_shows_is_no_more_than_the_feed_has() {
    let lines = [
        "The letter of this week is about three bridges and who pays for them in the end.",
        "First the one at Eko, which was painted again before anybody had looked under it.",
        "Then the railway bridge, whose keeper has not been paid since the rains.",
    ];
    let feed = lines.map(|line| format!("<p>{line}</p>")).concat();
    let page = format!(
        "<article><h1>Three bridges</h1><p>{}</p></article>",
        lines[0]
    );
    assert_eq!(beside("Three bridges", &feed, &page).text, lines.join("\n"));
}

/// The blogger's name stood over another's text, and nothing of what the blogger wrote.
#[test]
fn what_a_link_log_says_stands_above_the_page_that_it_is_about() {
    let said =
        "This is the thinnest phone that nobody asked for, and I will buy it on the first morning.";
    let content = format!("<p>{said}</p><blockquote><p>{}</p></blockquote>", PROSE[1]);
    let page = format!(
        "<html><title>Acme announces the Thin</title><body><article><h1>Acme announces the Thin</h1>{}</article></body></html>",
        prose()
    );
    let known = HashSet::new();
    let of = |url, site| {
        let both = Source {
            feed_title: Some("Thinner phone"),
            feed_author: Some("Ada Quay"),
            feed_content: Some(&content),
            feed_url: Some("https://log.example/feed"),
            feed_site: Some(site),
            url: Some(url),
            ..source(Some(&page), &known)
        };
        clean(&both)
    };
    let both = of("https://tech.example/thin", "https://log.example/");
    let document = &both.document;
    let parts = [said, PROSE[1], "Acme announces the Thin", &PROSE.join("\n")];
    assert_eq!(document.text, parts.join("\n"));
    assert_eq!(
        (&*document.title, &*document.byline),
        ("Thinner phone", "Ada Quay")
    );
    assert!(
        document
            .html
            .contains("<h2><a href=\"https://tech.example/thin\""),
        "{}",
        document.html
    );
    assert!(both.is_whole);
    // On its own site a feed's text is the page's summary.
    let own = of("https://log.example/thin", "https://log.example/");
    assert_eq!(own.document.text, PROSE.join("\n"));
    let own = of("https://www.outlet.example/thin", "https://outlet.example/");
    assert_eq!(own.document.text, PROSE.join("\n"));
}

#[test]
fn a_sign_leads_to_a_link_logs_own_page() {
    let content = "<p>Much said. <a href=https://log.example/1>★</a></p><p><a href=https://log.example/1>★</a></p>";
    assert_eq!(told("A phone", content).links.len(), 1);
    let own = format!("<p>Much said.</p><p><a href={ADDRESS}>★</a></p>");
    assert_eq!(told("A phone", &own).links.len(), 0);
}

#[test]
fn addresses_that_are_written_out_stay_at_the_end() {
    let line = |to: &str| format!("<p>More: <a href={to}>{to}</a></p>");
    let content = format!(
        "{}{}",
        prose(),
        line("https://twitter.com/obi") + &line("https://outlet.example/2")
    );
    assert_eq!(told("A film", &content).links.len(), 2);
}
