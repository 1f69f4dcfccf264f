//! Banners, walls and pages without an article: what is taken instead, and what is said of it.

use super::{PROSE, article, cleaned, source};
use crate::clean::{Cleaned, Source, clean};
use crate::model::Chosen;
use crate::text::Clean;
use std::collections::HashSet;

const BANNER: &str = "<div id=banner><p>We value your privacy. We and our partners store information on a device, such \
                      as cookies, and process personal data.</p><button>Accept all</button></div>";
const HEAD: &str = "<html lang=en><head><title>A concert on a sandbank</title></head><body>\
                    <nav><a href=/>Home</a></nav>";

/// With a feed that has this summary of the concert.
fn read(page: &str, summary: &str) -> Cleaned {
    let known = HashSet::new();
    clean(&Source {
        feed_title: Some("A concert on a sandbank"),
        feed_summary: Some(summary),
        ..source(Some(page), &known)
    })
}

#[test]
fn a_banner_beside_a_short_article_is_no_wall() {
    let [a, b, c, d] = PROSE;
    let behind = article("").replace("<footer>", &format!("{BANNER}<footer>"));
    let before = article("").replace("<nav>", &format!("{BANNER}<nav>"));
    let summaries = [a, "A ferry, a piano, and the tide.", ""];
    for (page, summary) in summaries
        .iter()
        .flat_map(|it| [(&behind, it), (&before, it)])
    {
        let out = read(page, summary);
        assert_eq!(out.document.chosen, Chosen::Page, "{summary}");
        assert_eq!(out.document.text, PROSE.join("\n"));
        assert!(
            out.document.warnings.is_empty(),
            "{:?}",
            out.document.warnings
        );
        assert!(out.is_whole);
    }
    let figures: String = [a, b, c, d]
        .iter()
        .enumerate()
        .map(|(at, words)| {
            format!("<figure><img src=/{at}.jpg width=800 height=600><figcaption>{words}</figcaption></figure>")
        })
        .collect();
    let gallery = format!(
        "{HEAD}{BANNER}<article><h1>A concert on a sandbank</h1><p>Our pictures of the evening.</p>{figures}\
         </article></body></html>"
    );
    let out = read(&gallery, "Our pictures.");
    assert_eq!(out.document.chosen, Chosen::Page, "{:?}", out.document.why);
}

#[test]
fn a_wall_is_called_what_it_is_and_its_article_is_not_whole() {
    for (wall, said) in [
        (
            format!("<html><body><h1>Before you continue</h1>{BANNER}</body></html>"),
            "it asks for consent to cookies",
        ),
        (
            "<body><h1>Just a moment</h1><p>Verify you are human by completing the action below.</p></body>"
                .to_owned(),
            "it asks for proof that a person reads it",
        ),
        (
            format!(
                "{HEAD}<article><h1>A concert on a sandbank</h1><p>The ferry left.</p>\
                 <p>Subscribe to continue reading.</p></article></body></html>"
            ),
            "it says that its text is for subscribers",
        ),
    ] {
        let out = read(&wall, PROSE[0]);
        assert_eq!(out.document.chosen, Chosen::Summary, "{wall}");
        let why: Vec<&str> = out.document.why.iter().map(Clean::as_str).collect();
        assert!(why.iter().any(|line| line.contains(said)), "{why:?}");
        assert!(!out.is_whole, "{wall}");
    }
}

#[test]
fn the_beginning_that_a_paywall_leaves_is_not_the_whole_article() {
    let paid = article("").replace(
        "</article>",
        "<div><p>Subscribe to continue reading.</p></div></article>",
    );
    let out = read(&paid, "A ferry, a piano, and the tide.");
    assert_eq!(out.document.chosen, Chosen::Page);
    assert!(!out.is_whole);
    assert!(read(&article(""), PROSE[0]).is_whole);
}

/// What stands around an article that is not there.
fn furniture() -> [&'static str; 3] {
    [
        "<div class=author-box><h3>About the author</h3><p>Ada Quay is a reporter of many harbours, and has written of \
         ferries, tides and pianos for twenty years.</p></div>",
        "<div><h3>Sign up for our free daily newsletter</h3><p>The best stories of the harbour in your inbox every \
         morning. You can unsubscribe at any time.</p><form><input><button>Sign up</button></form></div>",
        "<section id=comments><h3>3 Comments</h3><ol><li><p>bob</p><p>First! What a fine thing this is, I like it a \
         lot.</p><a href=#>Reply</a></li><li><p>troll99</p><p>I have seen this drawing before somewhere, it was better \
         then, I think.</p><a href=#>Reply</a></li></ol></section>",
    ]
}

#[test]
fn furniture_alone_never_replaces_what_the_feed_has() {
    let page = |body: &str, around: &str| {
        format!(
            "{HEAD}<main><article><h1>A concert on a sandbank</h1><p class=byline>By Ada Quay</p>\
             <div class=entry-content>{body}</div></article>{around}</main></body></html>"
        )
    };
    let picture = "<img src=https://outlet.example/comic.png width=800 height=600>";
    let all = furniture().concat();
    for around in furniture().into_iter().chain([all.as_str()]) {
        let out = read(&page("", around), "A ferry and a piano.");
        assert_eq!(out.document.chosen, Chosen::Summary, "{around}");
        assert_eq!(out.document.text, "A ferry and a piano.");
        let comic = read(&page(picture, around), picture);
        assert_eq!(comic.document.text, "", "{around}");
        assert_eq!(comic.document.images.len(), 1, "{around}");
        assert!(comic.is_whole, "{around}");
        let [a, b, ..] = PROSE;
        let short = read(
            &page(&format!("<p>{a}</p><p>{b}</p>"), around),
            "A ferry and a piano.",
        );
        assert_eq!(short.document.chosen, Chosen::Page, "{around}");
    }
}

#[test]
fn a_film_above_the_first_line_stays_wherever_it_is_from() {
    let iframe = "<iframe src=https://www.youtube.com/embed/q1></iframe>";
    for (film, address) in [
        (iframe.to_owned(), "youtube.com/watch?v=q1"),
        (
            format!(
                "<figure class=wp-block-embed><div class=wp-block-embed__wrapper>{iframe}</div></figure>"
            ),
            "youtube.com/watch?v=q1",
        ),
        (
            "<p><iframe src=https://player.vimeo.com/video/7></iframe></p>".to_owned(),
            "vimeo.com/7",
        ),
        (
            "<video controls><source src=/film.mp4></video>".to_owned(),
            "outlet.example/film.mp4",
        ),
    ] {
        let below = article("").replace("</h1>", &format!("</h1><p>By Ada Quay</p>{film}"));
        let above = article("").replace("<h1>", &format!("{film}<h1>"));
        let headed = article("")
            .replace("<h1>", "<header><h1>")
            .replace("</h1>", &format!("</h1>{film}</header>"));
        for page in [below, above, headed] {
            let document = cleaned(&page).document;
            let count = document.html.matches(address).count();
            assert_eq!(count, 1, "{page}\n{}", document.html);
            assert!(document.text.starts_with(PROSE[0]), "{}", document.text);
        }
        let aside = article("").replace("<article>", &format!("<aside>{film}</aside><article>"));
        assert!(!cleaned(&aside).document.html.contains(address));
    }
}

#[test]
fn an_embedded_post_keeps_its_author_its_date_and_its_link() {
    for (class, link) in [
        ("twitter-tweet", "https://twitter.com/lagosrowing/status/1"),
        (
            "bluesky-embed",
            "https://bsky.app/profile/lagosrowing/post/1",
        ),
        ("mastodon-embed", "https://social.example/@lagosrowing/1"),
    ] {
        let post = format!(
            "<blockquote class={class}><p lang=en>The regatta of the schools begins at nine, come what may of the \
             tide.</p>&mdash; Lagos Rowing (@lagosrowing) <a href=\"{link}\">November 2, 2025</a></blockquote>"
        );
        let below = article(&post);
        let first = article("").replace("</h1>", &format!("</h1>{post}"));
        for page in [below, first] {
            let document = cleaned(&page).document;
            let line = "— Lagos Rowing (@lagosrowing) November 2, 2025";
            assert!(document.text.contains(line), "{class}: {}", document.text);
            assert!(document.links.iter().any(|it| it.url == link), "{class}");
        }
    }
}
