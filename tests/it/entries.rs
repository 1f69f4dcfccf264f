//! The rows of the checklist that are about entries as a reader meets them, from the feed to the list and
//! the page; what is decided in one room alone is tested there, by the number of its row.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::{Bench, sound};
use tidings::fetch::{Request, Response};
use tidings::jobs;
use tidings::model::{
    Anchor, ArticleQuery, ArticleRow, Chosen, Expression, MarkChange, Scope, Target, Term, Which,
};

fn feed(items: &[(&str, &str, &str)]) -> String {
    let item = |(title, link, description): &(&str, &str, &str)| {
        format!(
            "<item><title>{title}</title><link>{link}</link>\
             <description><![CDATA[{description}]]></description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<rss version='2.0'><channel><title>F</title>{items}</channel></rss>")
}

fn rows(bench: &Bench, scope: Scope, filter: Option<Term>) -> Vec<ArticleRow> {
    let query = ArticleQuery {
        filter: filter.map(Expression::Term),
        ..ArticleQuery::of(scope)
    };
    let reader = bench.context.store.reader().unwrap();
    reader.window(&query, Anchor::Top, 0, 50).unwrap().rows
}

fn titles(bench: &Bench, scope: Scope, filter: Option<Term>) -> Vec<String> {
    let rows = rows(bench, scope, filter).into_iter();
    let mut titles: Vec<String> = rows.map(|row| row.title.into_string()).collect();
    titles.sort();
    titles
}

/// An answer to each address, 404 to others.
fn web(pages: Vec<(&'static str, String)>) -> Bench {
    Bench::faked(move |request: &Request| {
        let found = pages.iter().find(|page| page.0 == request.url);
        let mut response = match found {
            Some((_, body)) => sound(body),
            None => Response {
                status: 404,
                ..Response::default()
            },
        };
        response.url.clone_from(&request.url);
        Ok(response)
    })
}

/// Row 28: one story in several feeds, its address written in several ways, is one thing to read.
#[test]
fn a_story_that_several_feeds_carry_is_shown_once_and_read_once() {
    let links = [
        "https://paper.example/ferry?utm_source=rss&amp;id=7",
        "http://www.paper.example/ferry/?id=7&amp;fbclid=x#top",
        "HTTPS://Paper.Example/ferry?id=7",
    ];
    let of = |link: &str| feed(&[("The ferry runs", link, "Again, at nine.")]);
    let bench = web(vec![
        ("https://paper.example/feed", of(links[0])),
        ("https://planet.example/feed", of(links[1])),
        ("https://mirror.example/feed", of(links[2])),
        (
            "https://other.example/feed",
            feed(&[(
                "Another ferry",
                "https://paper.example/ferry?id=8",
                "Not that one.",
            )]),
        ),
    ]);
    let urls =
        ["paper", "planet", "mirror", "other"].map(|it| format!("https://{it}.example/feed"));
    let ids = bench.subscribe(&urls);
    bench.refresh(&Which::All);
    let all = rows(&bench, Scope::All, None);
    assert_eq!(
        titles(&bench, Scope::All, None),
        ["Another ferry", "The ferry runs"]
    );
    let story = all.iter().find(|row| row.feeds == 3).unwrap();
    assert_eq!(story.feed, ids[0], "the outlet's own is shown");
    let change = tidings::model::Change::Mark {
        what: MarkChange::Read,
        target: Target::Articles(vec![story.id]),
    };
    let store = &bench.context.store;
    store.apply(&change, bench.clock_now()).unwrap();
    for feed in bench.context.store.reader().unwrap().feeds().unwrap() {
        let unread = u32::from(feed.url.contains("other"));
        assert_eq!((feed.unread, feed.total), (unread, 1), "{}", feed.url);
    }
}

const PROSE: &str = "The captain of the ferry spoke at length of sandbanks and of timetables that nobody keeps, and \
    the goat on board said nothing at all while forty people listened to him and looked at the water.";

fn page(inner: &str) -> String {
    format!(
        "<html><head><title>P</title></head><body><article><h1>Quiet</h1>{inner}<p>{PROSE}</p><p>{PROSE}</p></article></body></html>"
    )
}

/// Row 35: patterns over title, text, author, tag and date; a rule that is none is said and the others
/// judge on; the full text is judged again.
#[test]
fn filters_ask_what_they_like_and_a_faulty_one_holds_up_no_other() {
    let items = [
        ("Live: the storm", "https://paper.example/1", "Rain."),
        (
            "Market day",
            "https://paper.example/2",
            "Yams &amp; <b>goats</b>.",
        ),
        ("Quiet", "https://paper.example/3", "Nothing."),
        ("Kept", "https://paper.example/4", "Fine."),
    ];
    let document = feed(&items).replace(
        "<title>Kept</title>",
        "<title>Kept</title><author>Ada Obi</author><category>Sport</category>\
         <pubDate>Sun, 23 Nov 2025 09:00:00 GMT</pubDate>",
    );
    let bench = web(vec![
        ("https://paper.example/feed", document),
        ("https://paper.example/3", page("")),
    ]);
    bench.subscribe(&["https://paper.example/feed".to_owned()]);
    let file = bench.context.filters.as_ref().unwrap().file.clone();
    let filter = |name: &str, when: &str, then: &str| {
        format!("[[filter]]\nname = \"{name}\"\nwhen = '{when}'\nthen = [\"{then}\"]\n")
    };
    let all = [
        filter("live", "/^Live:/", "mute"),
        filter("goats", "/g.ats/", "tag:animals"),
        filter("sandbanks", "body:sandbanks", "save"),
        filter(
            "ada",
            "author:obi category:sport before:2025-11-24",
            "queue",
        ),
    ];
    std::fs::write(&file, all.concat()).unwrap();
    bench.refresh(&Which::All);
    assert_eq!(
        titles(&bench, Scope::All, Some(Term::Muted)),
        ["Live: the storm"]
    );
    let tagged = Some(Term::Tag("animals".into()));
    assert_eq!(titles(&bench, Scope::All, tagged), ["Market day"]);
    assert_eq!(titles(&bench, Scope::Queue, None), ["Kept"]);
    assert!(titles(&bench, Scope::Saved, None).is_empty());
    let quiet = rows(&bench, Scope::All, None);
    let quiet = quiet.iter().find(|row| &*row.title == "Quiet").unwrap().id;
    jobs::full_text(&bench.context, quiet).unwrap();
    assert_eq!(titles(&bench, Scope::Saved, None), ["Quiet"]);
    // One that is no query is named with its line; what judged before judges on.
    std::fs::write(&file, all.concat() + &filter("broken", "/(/", "mute")).unwrap();
    let why = jobs::read_filters(&bench.context).unwrap_err().to_string();
    assert!(
        why.contains("broken") || why.contains("filters.toml"),
        "{why}"
    );
}

/// Rows 36, 37: what a page is made of becomes what can be read; a rule of the reader's for the site
/// chooses, and what is chosen is sanitised last.
#[test]
fn a_page_is_chosen_from_rewritten_and_sanitised_last() {
    let inner = format!(
        "<div class=promo><p>Buy the captain's own book about this very ferry, today only, in all shops of the town.</p></div>\
         <div class=real><p onclick=evil()>{PROSE}<script>evil()</script></p>\
         <figure class='kg-card kg-image-card'><img src='data:image/gif;base64,AA' data-src='/ferry.jpg' alt='The ferry'>\
         <figcaption>On the river</figcaption></figure>\
         <iframe src='https://www.youtube-nocookie.com/embed/abc'></iframe>\
         <p>{PROSE} See <a href='/more?utm_campaign=x&id=2'>more</a> or <a href='javascript:evil()'>this</a>.</p>\
         <p>{PROSE}</p></div>"
    );
    let bench = web(vec![
        (
            "https://paper.example/feed",
            feed(&[(
                "Quiet",
                "https://paper.example/quiet?utm_source=feed",
                "Short.",
            )]),
        ),
        ("https://paper.example/quiet", page(&inner)),
    ]);
    let mut bench = bench;
    let folder = bench.folder().join("rules");
    std::fs::create_dir(&folder).unwrap();
    let rule = "keep = [\".real\"]\ndrop = [\".promo\"]\n";
    std::fs::write(folder.join("paper.example.toml"), rule).unwrap();
    bench.context.rules_dir = Some(folder);
    bench.subscribe(&["https://paper.example/feed".to_owned()]);
    bench.refresh(&Which::All);
    let id = bench.articles()[0];
    let document = jobs::full_text(&bench.context, id).unwrap();
    assert_eq!(document.chosen, Chosen::Page);
    let html = &document.html;
    for there in [
        "https://paper.example/ferry.jpg",
        "The ferry",
        "On the river",
        "https://www.youtube.com/watch?v=abc",
        "https://paper.example/more?id=2",
    ] {
        assert!(html.contains(there), "{there}: {html}");
    }
    for gone in [
        "evil",
        "onclick",
        "<script",
        "javascript:",
        "<iframe",
        "Buy the captain",
        "data:image",
        "utm_",
    ] {
        assert!(!html.contains(gone), "{gone}: {html}");
    }
}

/// Row 36: a page that another site answered is not cut by the rules of the first.
#[test]
fn rules_of_a_site_are_not_for_the_site_that_it_leads_to() {
    let bench = Bench::faked(|request: &Request| {
        let body = if request.url.ends_with("/feed") {
            feed(&[("Quiet", "https://paper.example/quiet", "Short.")])
        } else {
            page(&format!(
                "<div class=real><p>Only this.</p></div><p>{PROSE}</p>"
            ))
        };
        let mut response = sound(&body);
        response.url = request
            .url
            .replace("paper.example/quiet", "elsewhere.example/q");
        Ok(response)
    });
    let mut bench = bench;
    let folder = bench.folder().join("rules");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("paper.example.toml"), "keep = [\".real\"]\n").unwrap();
    bench.context.rules_dir = Some(folder);
    bench.subscribe(&["https://paper.example/feed".to_owned()]);
    bench.refresh(&Which::All);
    let id = bench.articles()[0];
    let document = jobs::full_text(&bench.context, id).unwrap();
    assert!(document.text.contains("sandbanks"), "{}", document.text);
}

/// A link log's entry leads to somebody else's page: both are read, the log's words first, and kept for later.
#[test]
fn what_a_link_log_says_is_read_above_the_page_that_it_is_about() {
    const SAID: &str = "Nobody asked for this phone and I will be there on the first morning.";
    let bench = Bench::faked(|request: &Request| {
        let items = [
            ("Thin", "https://tech.example/thin", SAID),
            ("Own", "https://log.example/own", PROSE),
        ];
        let site = "<title>F</title><link>https://log.example/</link>";
        let body = if request.url.ends_with("/feed") {
            feed(&items).replace("<title>F</title>", site)
        } else {
            let own = request.url.ends_with("/own");
            page("").replace("Quiet", if own { "Own" } else { "Thinner" })
        };
        let mut response = sound(&body);
        response.url = request.url.clone();
        Ok(response)
    });
    bench.subscribe(&["https://log.example/feed".to_owned()]);
    bench.refresh(&Which::All);
    for row in rows(&bench, Scope::All, None) {
        let read = jobs::full_text(&bench.context, row.id).unwrap();
        assert!(read.text.contains("sandbanks"), "{}", read.text);
        assert_eq!(
            read.text.starts_with(SAID),
            &*row.title == "Thin",
            "{}",
            read.text
        );
        assert_eq!(jobs::document(&bench.context, row.id).unwrap(), read);
    }
}
