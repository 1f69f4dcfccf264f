//! What stands around the text and belongs to it, and what does not.

use super::{PROSE, article, cleaned, source};
use crate::clean::{Source, clean};
use crate::model::{Hash, Timestamp};
use std::collections::HashSet;

#[test]
fn a_heading_has_no_handles() {
    for handle in [
        "<span class=mw-editsection><span>[</span><a href=/edit>edit</a><span>]</span></span>",
        "<a class=headerlink href=#x title=Permalink>\u{b6}</a>",
        "<a href=#x>#</a>",
        "<a href=#x>#x</a>",
    ] {
        let html = cleaned(&article(&format!("<h2 id=x>The tide{handle}</h2>")))
            .document
            .html;
        assert!(html.contains("The tide</h2>"), "{html}");
    }
    let linked = cleaned(&article(
        "<h2><a class=permalink href=/tide>The tide</a></h2>",
    ));
    assert!(linked.document.text.contains("The tide"));
    let beside = "<div class=mw-heading><h2>The tide</h2><span class=mw-editsection>[<a href=/edit>edit</a>]</span></div>";
    let text = cleaned(&article(beside)).document.text;
    assert!(
        text.contains("The tide\n") && !text.contains("edit"),
        "{text}"
    );
}

#[test]
fn a_subhead_that_is_only_a_place_is_no_link() {
    for subhead in [
        "<h2><a name=pay>WHO PAYS FOR THE PIANO</a></h2>",
        "<h2><a name=x></a><a id=pay><strong>WHO PAYS FOR THE PIANO</strong></a></h2>",
        "<p><a id=pay><b>Who pays for the piano</b></a></p>",
    ] {
        let document = cleaned(&article(subhead)).document;
        let has_subhead = |line: &str| line.eq_ignore_ascii_case("who pays for the piano");
        assert!(document.text.lines().any(has_subhead), "{}", document.html);
    }
}

#[test]
fn notes_at_the_foot_stay_with_their_heading_and_a_lid_with_its_box() {
    let text = cleaned(&article(
        "<p>The captain<sup><a href=#n1 id=r1>1</a></sup> asked whether the piano had been paid for, and by whom.</p>",
    )
    .replace(
        "</article>",
        "<h4>Notes</h4><section><ol><li id=n1><p>So he said. <a href=#r1>\u{21a9}</a></p></li></ol></section></article>",
    ))
    .document
    .text;
    assert!(text.ends_with("Notes\nSo he said. \u{21a9}"), "{text}");
    let text = cleaned(&article(
        "<details><summary>Tides</summary><p>High water stood at noon, as the almanac had said it would be.</p></details>",
    ))
    .document
    .text;
    assert!(text.contains("Tides\nHigh water"), "{text}");
}

#[test]
fn what_every_page_of_an_outlet_says_of_itself_is_no_standfirst() {
    let slogan = "Ferries, pianos and tides: all that moves on the water, every morning.";
    let page = article("").replace(
        "<head>",
        &format!("<head><meta name=description content=\"{slogan}\">"),
    );
    let first = cleaned(&page);
    assert_eq!(first.document.standfirst.as_str(), slogan, "not known yet");
    let known: HashSet<Hash> = first.blocks.into_iter().take(1).collect();
    let second = clean(&source(Some(&page), &known));
    assert!(second.document.standfirst.is_empty());
}

#[test]
fn a_standfirst_is_neither_a_date_nor_a_credit_nor_an_author() {
    for line in [
        "Nov. 20, 2026Updated: Nov. 20, 2026 1:35 a.m.",
        "Ade Bello, ASSOCIATED HARBOURS",
        "Ada is a keen sailor and has written of ferries for twenty years.",
    ] {
        let page = article("")
            .replace("<head>", "<head><meta name=author content=\"Ada Quay\">")
            .replace("</h1>", &format!("</h1><p class=standfirst>{line}</p>"));
        let found = cleaned(&page).document.standfirst;
        assert!(found.is_empty(), "{found}");
    }
}

#[test]
fn a_portrait_or_a_sign_is_no_lead() {
    for alt in ["Ada Quay headshot", "RSS icon", "hero image for article"] {
        let page = article("")
            .replace("<head>", "<head><meta name=author content=\"Ada Quay\">")
            .replace("</h1>", &format!("</h1><img src=/a.jpg alt=\"{alt}\">"));
        let document = cleaned(&page).document;
        assert!(
            document.lead_caption.is_empty(),
            "{}",
            document.lead_caption
        );
    }
}

#[test]
fn where_it_was_written_stands_apart_from_the_first_word() {
    let document = cleaned(&article(
        "<p><cite>(QUAY)</cite>The piano was sold by the harbour, to nobody's surprise.</p>",
    ))
    .document;
    assert!(
        document.text.contains("(QUAY) The piano"),
        "{}",
        document.text
    );
    assert!(
        document.html.contains("(QUAY)</em> The piano"),
        "{}",
        document.html
    );
}

#[test]
fn nothing_above_the_text_says_what_the_text_or_the_headline_says() {
    let page = article("")
        .replace(
            "<head>",
            "<head><meta name=description content=\"A concert on a sandbank that nobody had planned.md\">",
        )
        .replace("</h1>", &format!("</h1><img src=/a.jpg alt=\"{}\">", PROSE[0]));
    let document = cleaned(&page).document;
    assert!(
        document.lead_caption.is_empty(),
        "{}",
        document.lead_caption
    );
    assert!(document.lead_image.is_some());
    let titled = page.replace("sandbank<", "sandbank that nobody had planned<");
    let document = cleaned(&titled).document;
    assert!(document.standfirst.is_empty(), "{}", document.standfirst);
}

#[test]
fn another_page_of_the_same_article_is_no_furniture() {
    let page = article("");
    let known: HashSet<Hash> = cleaned(&page).blocks.into_iter().collect();
    let again = clean(&source(Some(&page), &known)).document;
    assert_eq!(again.text, PROSE.join("\n"));
}

#[test]
fn an_empty_page_leaves_the_summary_and_says_so() {
    let known = HashSet::new();
    let out = clean(&Source {
        feed_summary: Some(PROSE[0]),
        ..source(Some(" \n"), &known)
    })
    .document;
    assert_eq!(out.text, PROSE[0]);
    assert_eq!(out.warnings[0].as_str(), "the page is empty");
}

#[test]
fn a_caption_in_the_line_of_its_paragraph_is_a_caption() {
    let caption = "\u{a9} Provided by the Harbour Desk";
    let document = cleaned(&article(&format!(
        "<p><span class=image><img src=/quay.jpg></span><span class='caption truncate'>\
         <span class=attribution>{caption}</span></span> The piano was sold by the harbour, to nobody's surprise.</p>"
    )))
    .document;
    let line = document
        .text
        .lines()
        .find(|line| line.contains("The piano"));
    assert!(
        line.is_some_and(|line| line.starts_with("The piano")),
        "{}",
        document.text
    );
}

#[test]
fn a_date_that_may_be_read_both_ways_leaves_the_feeds() {
    let page = article("").replace(
        "<head>",
        "<head><meta property=article:published_time content=\"3/5/2024 10:00:00\">",
    );
    let (known, feeds) = (HashSet::new(), Timestamp::from_seconds(1_709_632_800));
    let with_feed = Source {
        published: Some(feeds),
        ..source(Some(&page), &known)
    };
    assert_eq!(clean(&with_feed).document.published, Some(feeds));
    let alone = cleaned(&page).document.published;
    assert_eq!(alone, Some(Timestamp::from_seconds(1_714_730_400)));
}

#[test]
fn a_sentence_that_begins_as_a_byline_does_is_none() {
    for sentence in [
        "By Friday the water had reached the roofs.",
        "Di President don land.",
        "Da Roma arriva un piano.",
    ] {
        let page = article("").replace("</h1>", &format!("</h1><p>{sentence}</p>"));
        let document = cleaned(&page).document;
        assert!(document.byline.is_empty(), "{}", document.byline);
    }
    let page = article("").replace("</h1>", "</h1><p>By Ada van der Quay</p>");
    assert_eq!(cleaned(&page).document.byline.as_str(), "Ada van der Quay");
    let page = article("").replace("A concert on", "By Hook, By Crook on");
    assert!(cleaned(&page).document.byline.is_empty());
}

#[test]
fn a_name_is_had_without_what_stands_beside_it() {
    for byline in [
        "<div class=authors><p class=byline><a href=/u/ada>Ada Quay</a> <span>Writer, Harbours</span></p></div>",
        "<p>By <a href=/u/ada>Ada Quay</a> ⋅ Review Editor</p>",
        "<p class='byline author'>Written by Ada Quay<br>Edited by Bea Tide</p>",
        "<ul class=meta><li><i class='fa fa-user'></i> Ada Quay</li><li><i class='fa fa-clock'></i> 5 March 2024</li></ul>",
        "<div class=meta><time datetime=2024-03-05>03/05/2024</time> by Ada Quay</div>",
        "<p class=author-name>Ada Quay před 5 lety</p>",
    ] {
        let page = article("").replace("</h1>", &format!("</h1>{byline}"));
        let document = cleaned(&page).document;
        assert_eq!(document.byline.as_str(), "Ada Quay", "{byline}");
    }
    for sign in [
        "<p><i class='icon user'></i> Sign in</p>",
        "<p><i class='fa fa-user'></i> 12 readers</p>",
        "<p>Of 5 March 2024 by Ada Quay, the best is the last.</p>",
    ] {
        let page = article("").replace("</h1>", &format!("</h1>{sign}"));
        let document = cleaned(&page).document;
        assert!(document.byline.is_empty(), "{}", document.byline);
    }
}

#[test]
fn a_name_is_taken_from_where_the_text_begins_and_from_what_cards_and_papers_say() {
    let page = article("")
        .replace("<h1>A concert on a sandbank</h1>", "")
        .replacen("<p>", "<p>By <b>Ada Quay</b></p><p>", 1);
    let document = cleaned(&page).document;
    assert_eq!(document.byline.as_str(), "Ada Quay");
    assert!(!document.text.as_str().contains("By Ada Quay"));
    for metas in [
        "<meta name=twitter:label1 content='Écrit par'><meta name=twitter:data1 content='Ada Quay'>",
        "<meta name=citation_author content='Ada Quay'>",
        "<meta name=author content='Ada Quay (https://quay.example/)'>",
    ] {
        let page = article("").replace("<head>", &format!("<head>{metas}"));
        let document = cleaned(&page).document;
        assert_eq!(document.byline.as_str(), "Ada Quay", "{metas}");
    }
}

#[test]
fn the_date_right_above_the_headline_is_of_this_article() {
    let others = format!(
        "<aside>{}</aside>",
        "<p><a href=/x>Other</a></p>".repeat(50)
    );
    for (date, other) in [
        (
            "<time datetime=2024-03-05>5 March</time>",
            "<time datetime=2023-01-01>1 January</time>",
        ),
        ("<span>5 March 2024</span>", "<span>1 January 2023</span>"),
        (
            "<meta name=w-published-date content=2024-03-05T00:00:00Z>",
            "<span>1 January 2023</span>",
        ),
    ] {
        let page = article("")
            .replace("<h1>", &format!("{date}<h1>"))
            .replace("</article>", &format!("</article>{others}{other}"));
        let published = cleaned(&page).document.published;
        assert_eq!(
            published,
            Some(Timestamp::from_seconds(1_709_596_800)),
            "{date}"
        );
    }
}

#[test]
fn the_day_of_a_correction_is_none_of_publication() {
    let day = Some(Timestamp::from_seconds(1_714_694_400));
    for line in [
        "This article was amended on 3 May 2024 to add a goat.",
        "Clarification, 3 May 2024: the goat was there.",
        "Last updated: 3 May 2024",
    ] {
        let page = article("").replace("</article>", &format!("<p>{line}</p></article>"));
        let document = cleaned(&page).document;
        assert_eq!(
            (document.published, document.updated),
            (None, day),
            "{line}"
        );
    }
    let page = article("").replace("</h1>", "</h1><p>Updated 3 May 2024</p>");
    let document = cleaned(&page).document;
    assert_eq!((document.published, document.updated), (day, None));
    let page = article("").replace("</h1>", "</h1><p>Updated 3 May 2024</p><p>1 May 2024</p>");
    let document = cleaned(&page).document;
    let first = day.map(|day| day.minus(2 * 86_400));
    assert_eq!((document.published, document.updated), (first, day));
    // Of another article, far below; of this one, at its end.
    let time = "Updated <time datetime=2024-05-03>3 May</time>";
    let far = "<p>The goat went up the river past the market.</p>".repeat(80);
    let dated = article("").replace("</h1>", "</h1><p>1 May 2024</p>");
    for (end, expected) in [
        (
            format!("<ul><li><a href=/b>More goats</a> {time}</ul>"),
            None,
        ),
        (format!("<a href=/b><b>More goats</b> {time}</a>"), None),
        (format!("<p>{time}</p>"), day),
    ] {
        let page = dated.replace("</article>", &format!("{far}</article>{end}"));
        let document = cleaned(&page).document;
        assert_eq!(
            (document.published, document.updated),
            (first, expected),
            "{end}"
        );
    }
}

#[test]
fn all_who_wrote_it_are_named() {
    for byline in [
        "<p>By <a rel=author href=/a>Ann Able</a> and <a rel=author href=/b>Bob Best</a></p>",
        "<p class=byline>By <a rel=author href=/a>Ann Able</a> and <a rel=author href=/b>Bob Best</a> <a rel=author href=/c>View all posts</a></p>",
        "<p><span itemprop=author>Ann Able</span>, <span itemprop=author>Bob Best</span></p>",
        "<div class=byline><span itemprop=author><b itemprop=name>Ann Able</b></span> <span itemprop=author><b itemprop=name>Bob Best</b></span></div>",
    ] {
        let page = article("").replace("</h1>", &format!("</h1>{byline}"));
        let document = cleaned(&page).document;
        assert_eq!(document.byline.as_str(), "Ann Able, Bob Best", "{byline}");
    }
    for name in ["author", "parsely-author"] {
        let metas = format!(
            "<head><meta name={name} content=\"Ann Able\"><meta name={name} content=\"Bob Best\">\
             <meta name=byl content=\"By Ann Able and Bob Best\">"
        );
        let document = cleaned(&article("").replace("<head>", &metas)).document;
        assert_eq!(document.byline.as_str(), "Ann Able, Bob Best", "{name}");
    }
}

#[test]
fn who_has_no_name_is_nobody() {
    let known = HashSet::new();
    let page = article("").replace("<head>", "<head><meta name=author content=admin>");
    let document = clean(&Source {
        feed_author: Some("admin"),
        ..source(Some(&page), &known)
    })
    .document;
    assert!(document.byline.is_empty(), "{}", document.byline);
}
