//! What asks, offers or earns, and goes; and lines of a text that only look so, and stay.

use super::{PROSE, article, cleaned};

fn text(between: &str) -> String {
    cleaned(&article(between)).document.text
}

fn at_the_end(end: &str) -> String {
    let page = article("").replace("</article>", &format!("{end}</article>"));
    cleaned(&page).document.text
}

fn has_line(text: &str, line: &str) -> bool {
    text.lines().any(|kept| kept == line)
}

#[test]
fn what_asks_the_reader_for_something_goes_wherever_it_stands() {
    for furniture in [
        "<p>---- SHARE YOUR STORY Were you on board? Write to the harbour desk before Friday.</p>",
        "<p>Help us spread the word about the ferry of the island!</p>",
        "<p>If you’re enjoying this article, think of the people who print the almanac.</p>",
        "<p>Hat Ihnen dieser Artikel gefallen? Dann sagen Sie es im Hafen weiter.</p>",
    ] {
        assert_eq!(text(furniture), PROSE.join("\n"), "{furniture}");
    }
    for line in [
        "“Tell me your story,” the captain said to the woman who had played.",
        "Share your stories, the sign at the pier said, and nobody did.",
    ] {
        assert!(has_line(&text(&format!("<p>{line}</p>")), line), "{line}");
    }
}

#[test]
fn a_list_of_the_outlets_own_that_is_offered_goes_with_its_offer() {
    let list = |host: &str| {
        format!(
            "<ul><li><a href={host}/1>Ferries of the north</a></li><li><a href={host}/2>Pianos that float</a></li></ul>"
        )
    };
    for offer in [
        "This might be interesting to you:",
        "Going by water yourself? Check out these pages:",
    ] {
        let offered = text(&format!("<p>{offer}</p>{}", list("")));
        assert_eq!(offered, PROSE.join("\n"), "{offer}");
        let sources = text(&format!("<p>{offer}</p>{}", list("https://tide.example")));
        assert!(has_line(&sources, "Pianos that float"), "{sources}");
    }
}

#[test]
fn what_the_outlet_earns_goes_from_the_middle_only_in_words_that_no_text_has() {
    let [a, b, c, d] = PROSE.map(|line| format!("<p>{line}</p>"));
    let page = |line: &str| {
        let long = format!("{a}{b}{c}{d}");
        cleaned(&article(&format!("{long}<p>{line}</p>{long}")))
            .document
            .text
    };
    for line in [
        "As an Amazon Associate we earn from the almanacs that you buy.",
        "(By using the affiliate links of this page you pay for our oil.)",
    ] {
        assert!(!has_line(&page(line), line), "{line}");
    }
    let told = "A pilot may earn a commission on each ship, the harbour office said.";
    assert!(has_line(&page(told), told));
}

#[test]
fn a_whole_sentence_that_leads_on_is_text_and_a_cue_with_a_title_is_not() {
    let link = "<a href=/almanac>the almanac of the harbour office</a>";
    let told =
        format!("<p>For more on the tides of that night and of all others, look into {link}.</p>");
    assert!(text(&told).contains("For more on the tides"));
    for furniture in [
        format!("<p>For more: will the ferry go on Monday or not, says {link}.</p>"),
        format!("<p>Check out {link}.</p>"),
        format!("<p>Sign up today for the letters of the harbour and read {link}.</p>"),
    ] {
        assert_eq!(text(&furniture), PROSE.join("\n"), "{furniture}");
    }
}

#[test]
fn a_link_to_another_site_is_a_source_unless_it_is_paid_or_a_channel() {
    let link =
        |rest: &str| format!("<p><a href=https://{rest}>The tide tables of that winter</a></p>");
    let line = "The tide tables of that winter";
    assert!(has_line(&text(&link("tide.example/1909")), line));
    assert!(has_line(&at_the_end(&link("tide.example/1909")), line));
    for other in [
        "tide.example/1909 rel=sponsored",
        "www.facebook.com/sharer?u=1",
        "outlet.example/1909",
    ] {
        assert_eq!(text(&link(other)), PROSE.join("\n"), "{other}");
        assert_eq!(at_the_end(&link(other)), PROSE.join("\n"), "{other}");
    }
    let cued =
        "<p>Read more: <a href=https://tide.example/1909>The tide tables of that winter</a></p>";
    assert_eq!(at_the_end(cued), PROSE.join("\n"));
}

#[test]
fn boxes_that_call_or_disclaim_by_name_go_and_a_text_in_one_stays() {
    let words = "Moving house over the water? Our boats carry pianos, and they know the tide.";
    for name in [
        "post-cta",
        "ctaBox wide",
        "et_pb_cta_0",
        "article-disclaimer",
    ] {
        let boxed = text(&format!(
            "<div class=\"{name}\"><h4>Boats</h4><p>{words}</p></div>"
        ));
        assert_eq!(boxed, PROSE.join("\n"), "{name}");
    }
    let other = text(&format!("<div class=octagon><p>{words}</p></div>"));
    assert!(other.contains(words), "{other}");
    let all = PROSE.map(|line| format!("<p>{line}</p>")).concat();
    let page =
        format!("<html><body><div class=has-cta><h1>A concert</h1>{all}</div></body></html>");
    assert_eq!(cleaned(&page).document.text, PROSE.join("\n"));
    let each = PROSE.map(|line| format!("<div class=cta><p>{line}</p></div>"));
    let page = format!(
        "<html><body><h1>A concert</h1>{}</body></html>",
        each.concat()
    );
    assert_eq!(cleaned(&page).document.text, PROSE.join("\n"));
}

#[test]
fn what_stands_in_the_navigation_of_a_page_is_no_text() {
    let parts = "<nav><ul><li><p>The pier at six, before anybody thought of the tide</p></li>\
                 <li><p>The concert at night, as the people of the island heard it</p></li></ul></nav>";
    assert_eq!(text(parts), PROSE.join("\n"));
}

#[test]
fn when_a_page_was_changed_and_how_long_it_takes_are_no_text() {
    // Behind the lines among which a date stands above the text.
    let late = |line: &str| {
        let bells = ["Six", "Five", "Four", "Three", "Two", "One"];
        let before = bells.map(|n| format!("<p>{n} bells, and still nobody on the pier.</p>"));
        text(&format!("{}<p>{line}</p>", before.concat()))
    };
    for line in [
        "Updated at 1:23 p.m.",
        "This post was last updated July 2021.",
        "Zuletzt aktualisiert am 3. Mai 2026",
        "4 min read",
        "4 minutos de lectura",
    ] {
        assert!(!has_line(&late(line), line), "{line}");
    }
    for line in [
        "Updated figures show 30 boats.",
        "Updated in 1909, the almanac had the tide wrong by an hour.",
        "Four minutes read aloud",
    ] {
        assert!(has_line(&late(line), line), "{line}");
    }
}
