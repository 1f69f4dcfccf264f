//! The article's text by way of its page, over loopback: the site's own answer, parts that follow,
//! and what is known of the outlet's other pages.

use crate::bench::{Bench, rss};
use crate::server::{Answer, Asked, Server, answer};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tidings::jobs;
use tidings::model::{ArticleId, Change, Chosen, Document, FeedSettings, Version, Which};

const STORY: &str = "The ferry left the pier at six, with forty people and a piano on board, and nobody had \
                     thought of the tide, which was on its way out by then.";
const ADVERTISED: &str = "<link rel=alternate type=application/json href=/wp-json/wp/v2/posts/5>";

fn paragraphs(part: usize, lines: usize) -> String {
    (0..lines)
        .map(|line| format!("<p>In part {part}, line {line}: {STORY}</p>"))
        .collect()
}

fn page(head: &str, body: &str) -> Answer {
    let html = format!(
        "<html><head><title>A concert</title>{head}</head><body><nav><a href=/>Home</a></nav>\
         <article><h1>A concert</h1>{body}</article></body></html>"
    );
    answer(200, &[("Content-Type", "text/html")], html.as_bytes())
}

/// A server whose feed holds these titles and whose other paths `pages` answers.
fn outlet(
    titles: &'static [&'static str],
    pages: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
) -> (Server, Bench, Vec<ArticleId>) {
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/feed" => answer(200, &[], rss(titles).as_bytes()),
        _ => pages(asked),
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    bench.refresh_one(&Which::Due);
    let articles = bench.articles();
    (server, bench, articles)
}

/// Opened, and the same again from the disk.
fn opened(bench: &Bench, id: ArticleId) -> Document {
    let document = jobs::full_text(&bench.context, id).unwrap();
    let again = jobs::document(&bench.context, id).unwrap();
    assert_eq!(document, again, "what is stored is what was shown");
    document
}

#[test]
fn wordpress_is_asked_for_the_article_where_its_page_says_so() {
    let (server, bench, articles) = outlet(&["a"], |asked| {
        if asked.path.contains("wp-json") {
            let content = serde_json::json!({"rendered": paragraphs(1, 6), "protected": false});
            let body = serde_json::json!({ "content": content }).to_string();
            answer(
                200,
                &[("Content-Type", "application/json")],
                body.as_bytes(),
            )
        } else {
            page(ADVERTISED, &paragraphs(1, 3))
        }
    });
    let document = opened(&bench, articles[0]);
    assert_eq!(document.chosen, Chosen::Rest, "{:?}", document.why);
    assert_eq!(document.text.lines().count(), 6);
    let asked = server.paths();
    assert_eq!(asked.len(), 3, "feed, page, answer; once each: {asked:?}");
}

#[test]
fn an_answer_that_is_no_article_leaves_the_page() {
    let answers: [fn() -> Answer; 3] = [
        || answer(401, &[], b"{}"),
        || {
            answer(
                200,
                &[],
                br#"{"content":{"rendered":"<p>Already a subscriber?</p>"}}"#,
            )
        },
        || {
            answer(
                200,
                &[],
                br#"{"content":{"rendered":"<p>x</p>","protected":true}}"#,
            )
        },
    ];
    for wrong in answers {
        let (_server, bench, articles) = outlet(&["a"], move |asked| {
            if asked.path.contains("wp-json") {
                wrong()
            } else {
                page(ADVERTISED, &paragraphs(1, 4))
            }
        });
        let document = opened(&bench, articles[0]);
        assert_eq!(document.chosen, Chosen::Page, "{:?}", document.why);
        assert_eq!(document.text.lines().count(), 4);
    }
}

#[test]
fn a_wall_leaves_the_feeds_summary_and_says_so() {
    let (_server, bench, articles) = outlet(&["a"], |_| {
        page(
            "",
            "<p>Verify you are human by completing the action below.</p>",
        )
    });
    let document = opened(&bench, articles[0]);
    assert_eq!(document.chosen, Chosen::Summary, "{:?}", document.why);
    assert_eq!(document.text, "What happened at a.");
    let warnings: Vec<&str> = document
        .warnings
        .iter()
        .map(tidings::text::Clean::as_str)
        .collect();
    assert_eq!(warnings, ["the page asks for proof that a person reads it"]);
}

#[test]
fn the_parts_that_a_numbered_pager_names_are_joined() {
    let (server, bench, articles) = outlet(&["story"], |asked| {
        let part = match asked.path.as_str() {
            "/story" => 1,
            "/story/2" => 2,
            "/story/3" => 3,
            _ => return answer(404, &[], b""),
        };
        let pager = "<div class=pager><a href=/story>1</a> <a href=/story/2>2</a> <a href=/story/3>3</a></div>";
        page("", &format!("{}{pager}", paragraphs(part, 5)))
    });
    let document = opened(&bench, articles[0]);
    for part in 1..=3 {
        let lines = document.text.matches(&format!("In part {part},")).count();
        assert_eq!(lines, 5, "{}", document.text);
    }
    assert_eq!(server.paths(), ["/feed", "/story", "/story/2", "/story/3"]);
}

#[test]
fn the_next_issue_is_no_part_of_this_one() {
    let (server, bench, articles) = outlet(&["issues/42.html"], |asked| {
        let issue: usize = match asked.path.as_str() {
            "/issues/42.html" => 42,
            "/issues/43.html" => 43,
            _ => return answer(404, &[], b""),
        };
        let html = format!(
            "<html><head><title>Issue {issue}</title><link rel=next href=/issues/{}.html></head>\
             <body><article><h1>Issue {issue}</h1>{}</article></body></html>",
            issue + 1,
            paragraphs(issue, 5)
        );
        answer(200, &[("Content-Type", "text/html")], html.as_bytes())
    });
    let document = opened(&bench, articles[0]);
    assert!(!document.text.contains("In part 43"), "{}", document.text);
    assert_eq!(document.text.lines().count(), 5);
    assert_eq!(server.paths().last().unwrap(), "/issues/43.html");
}

#[test]
fn a_numbered_first_part_goes_on_with_those_of_its_headline() {
    let (_server, bench, articles) = outlet(&["story/1"], |asked| {
        let part = match asked.path.as_str() {
            "/story/1" => 1,
            "/story/2" => 2,
            _ => return answer(404, &[], b""),
        };
        let next = "<link rel=next href=/story/2>";
        page(next, &paragraphs(part, 5))
    });
    let document = opened(&bench, articles[0]);
    assert_eq!(document.text.lines().count(), 10, "{}", document.text);
}

/// It counted as whole, and was never asked for again.
#[test]
fn an_article_of_which_a_part_did_not_come_is_not_whole_and_says_so() {
    let is_down = Arc::new(AtomicBool::new(true));
    let down = is_down.clone();
    let (_server, bench, articles) = outlet(&["story/1"], move |asked| {
        let (part, next) = match asked.path.as_str() {
            "/story/1" => (1, "<link rel=next href=/story/2>"),
            "/story/2" => (2, "<link rel=next href=/story/3>"),
            _ if down.load(Ordering::SeqCst) => return answer(500, &[], b""),
            _ => (3, ""),
        };
        page(next, &paragraphs(part, 5))
    });
    let is_whole = || {
        let reader = bench.context.store.reader().unwrap();
        reader.article(articles[0]).unwrap().unwrap().row.is_whole
    };
    let document = opened(&bench, articles[0]);
    assert_eq!(document.text.lines().count(), 10, "{}", document.text);
    let said = document
        .warnings
        .iter()
        .any(|it| it.contains("the end is missing"));
    assert!(said && !is_whole(), "{:?}", document.warnings);
    is_down.store(false, Ordering::SeqCst);
    let document = opened(&bench, articles[0]);
    assert_eq!(document.text.lines().count(), 15, "{}", document.text);
    assert!(is_whole());
}

#[test]
fn an_articles_next_page_of_comments_is_not_the_article_again() {
    let (server, bench, articles) = outlet(&["a"], |asked| {
        let comments = |page: &str| {
            (0..9)
                .map(|n| format!("<li><p>Comment {n} of page {page}: how sad.</p></li>"))
                .collect::<String>()
        };
        let at = asked.path.rsplit_once('=').map_or("1", |(_, page)| page);
        let body = format!(
            "{}<ol>{}</ol><a rel=next href=\"?page=2\">Older</a>",
            paragraphs(1, 8),
            comments(at)
        );
        page("", &body)
    });
    let document = opened(&bench, articles[0]);
    assert_eq!(
        document.text.matches("line 3:").count(),
        1,
        "{}",
        document.text
    );
    assert_eq!(server.paths().len(), 3, "{:?}", server.paths());
}

#[test]
fn a_line_of_the_outlets_other_pages_is_dropped() {
    let plea = "<p>Our harbour newsroom is paid for by the people who read it, every single day of the year.</p>";
    let (_server, bench, articles) = outlet(&["a", "b"], move |asked| {
        let part = usize::from(asked.path == "/b");
        page(
            "",
            &format!("{}{plea}{}", paragraphs(part, 3), paragraphs(part + 2, 3)),
        )
    });
    let first = opened(&bench, articles[0]);
    assert!(first.text.contains("Our harbour newsroom"), "not known yet");
    let second = opened(&bench, articles[1]);
    assert!(
        !second.text.contains("Our harbour newsroom"),
        "{}",
        second.text
    );
    assert_eq!(second.text.lines().count(), 6);
}

#[test]
fn a_page_saved_by_its_address_has_all_its_parts() {
    let server = Server::start(|asked| {
        let part = match asked.path.as_str() {
            "/story" => 1,
            "/story/2" => 2,
            _ => return answer(404, &[], b""),
        };
        let pager = "<div class=pager><a href=/story>1</a> <a href=/story/2>2</a></div>";
        page("", &format!("{}{pager}", paragraphs(part, 5)))
    });
    let bench = Bench::new();
    let id = jobs::save_page(&bench.context, &server.url("/story")).unwrap();
    let document = jobs::document(&bench.context, id).unwrap();
    for part in 1..=2 {
        let lines = document.text.matches(&format!("In part {part},")).count();
        assert_eq!(lines, 5, "{}", document.text);
    }
    assert_eq!(server.paths(), ["/story", "/story/2"]);
}

#[test]
fn wordpress_is_asked_for_a_page_saved_by_its_address() {
    let server = Server::start(|asked| {
        if asked.path.contains("wp-json") {
            let content = serde_json::json!({"rendered": paragraphs(1, 6), "protected": false});
            let body = serde_json::json!({ "content": content }).to_string();
            answer(200, &[], body.as_bytes())
        } else {
            page(ADVERTISED, &paragraphs(1, 4))
        }
    });
    let bench = Bench::new();
    let id = jobs::save_page(&bench.context, &server.url("/story")).unwrap();
    let document = jobs::document(&bench.context, id).unwrap();
    assert_eq!(document.chosen, Chosen::Rest, "{:?}", document.why);
    assert_eq!(document.text.lines().count(), 6);
}

/// An outlet whose feed and page say something else from day to day.
fn changing() -> (Server, Bench, ArticleId, Arc<AtomicUsize>) {
    let day: Arc<AtomicUsize> = Arc::default();
    let today = day.clone();
    let server = Server::start(move |asked| {
        let day = today.load(Ordering::SeqCst);
        match (asked.path.as_str(), day) {
            ("/feed", _) => {
                let news = [
                    "fog lifted",
                    "ferry sailed with a piano",
                    "captain was thanked",
                ];
                let said = format!("What happened at a. The {}.", news[day.min(2)]);
                let feed = rss(&["a"]).replace("What happened at a.", &said);
                answer(200, &[], feed.as_bytes())
            }
            (_, 2) => page(
                "",
                "<p>Verify you are human by completing the action below.</p>",
            ),
            _ => page("", &paragraphs(day, 5)),
        }
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    bench.refresh_one(&Which::Due);
    let article = bench.articles()[0];
    (server, bench, article, day)
}

fn is_whole(bench: &Bench, article: ArticleId) -> bool {
    let reader = bench.context.store.reader().unwrap();
    reader.article(article).unwrap().unwrap().row.is_whole
}

#[test]
fn a_stored_page_is_fetched_again_when_it_is_asked_for() {
    let (server, bench, article, day) = changing();
    assert!(opened(&bench, article).text.contains("In part 0,"));
    opened(&bench, article);
    assert_eq!(
        server.paths(),
        ["/feed", "/a"],
        "what is there is not asked for"
    );
    day.store(1, Ordering::SeqCst);
    let again = jobs::full_text_then(&bench.context, article, true, || ()).unwrap();
    assert!(again.text.contains("In part 1,"), "{}", again.text);
    assert_eq!(jobs::document(&bench.context, article).unwrap(), again);
    day.store(2, Ordering::SeqCst);
    let refused = jobs::full_text_then(&bench.context, article, true, || ()).unwrap_err();
    assert!(refused.to_string().contains("is kept"), "{refused}");
    assert_eq!(jobs::document(&bench.context, article).unwrap(), again);
}

#[test]
fn a_page_is_out_of_date_when_its_feed_says_something_else() {
    let (server, bench, article, day) = changing();
    opened(&bench, article);
    assert!(is_whole(&bench, article));
    day.store(1, Ordering::SeqCst);
    bench.pass(2 * 3_600);
    bench.refresh_one(&Which::All);
    assert!(!is_whole(&bench, article));
    let offline = jobs::document(&bench.context, article).unwrap();
    assert!(offline.text.contains("In part 0,"), "readable until then");
    assert!(
        !is_whole(&bench, article),
        "and no less out of date for that"
    );
    assert!(opened(&bench, article).text.contains("In part 1,"));
    assert!(is_whole(&bench, article));
    assert_eq!(server.paths(), ["/feed", "/a", "/feed", "/a"]);
}

/// An outlet whose feed carries a line of each article corrected its page, and nothing of it could be seen.
#[test]
fn what_the_page_said_before_it_was_fetched_again_is_kept_and_compared() {
    let corrected: Arc<AtomicUsize> = Arc::default();
    let now = corrected.clone();
    let server = Server::start(move |asked| {
        let is_corrected = now.load(Ordering::SeqCst) > 0;
        match asked.path.as_str() {
            "/feed" if is_corrected => {
                let feed = rss(&["a"]).replace("What happened at a.", "How it came about, at a.");
                answer(200, &[], feed.as_bytes())
            }
            "/feed" => answer(200, &[], rss(&["a"]).as_bytes()),
            _ if is_corrected => {
                let added = "<p>Correction: the ferry had fifty-two people on board, not forty.";
                page("", &format!("{}{added}", paragraphs(0, 5)))
            }
            _ => page("", &paragraphs(0, 5)),
        }
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    bench.refresh_one(&Which::Due);
    let article = bench.articles()[0];
    opened(&bench, article);
    let again = || jobs::full_text_then(&bench.context, article, true, || ()).unwrap();
    let earlier = || {
        bench
            .context
            .store
            .reader()
            .unwrap()
            .revisions(article)
            .unwrap()
    };
    again();
    assert_eq!(earlier(), [], "the page says what it said");
    corrected.store(1, Ordering::SeqCst);
    bench.pass(2 * 3_600);
    bench.refresh_one(&Which::All);
    opened(&bench, article);
    let kept = earlier();
    let last = kept.last().unwrap();
    assert!(last.is_page && last.text.contains("In part 0,"), "{kept:?}");
    let changes = jobs::version(&bench.context, article, Version::Changes).unwrap();
    let wanted = "<ins>Correction: the ferry had fifty-two people";
    assert!(changes.html.contains(wanted), "{}", changes.html);
    assert!(!changes.html.contains("How it came"), "{}", changes.html);
    let row = bench
        .context
        .store
        .reader()
        .unwrap()
        .article(article)
        .unwrap()
        .unwrap()
        .row;
    assert!(row.updated.is_some());
}

/// A feed with a password had articles that could not be read: 401.
#[test]
fn a_feeds_own_pages_are_asked_for_with_its_password() {
    let server = Server::start(|asked| {
        if asked.header("Authorization") != Some("Basic bWU6cHc=") {
            return answer(401, &[], b"");
        }
        match asked.path.as_str() {
            "/feed" => answer(200, &[], rss(&["a", "b"]).as_bytes()),
            "/a" => page("<link rel=next href=/a2>", &paragraphs(0, 5)),
            _ => page("", &paragraphs(1, 5)),
        }
    });
    let bench = Bench::new();
    let feed = bench.subscribe(&[server.url("/feed")])[0];
    let settings = FeedSettings {
        credentials_command: Some("printf 'me:pw\\n'".to_owned()),
        ..FeedSettings::default()
    };
    let change = Change::FeedSettings(feed, settings);
    bench
        .context
        .store
        .apply(&change, bench.clock_now())
        .unwrap();
    bench.refresh_one(&Which::Due);
    let articles = bench.articles();
    assert_eq!(articles.len(), 2);
    for article in articles {
        let document = jobs::full_text(&bench.context, article).unwrap();
        assert!(document.text.contains("In part"), "{}", document.text);
    }
}

#[test]
fn how_much_of_a_page_is_read_is_a_setting() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/feed" => answer(200, &[], rss(&["a"]).as_bytes()),
        _ => page("", &paragraphs(1, 40_000)),
    });
    for (limit, is_cut) in [(1, true), (32, false)] {
        let mut config = tidings::config::Config::default();
        config.limits.page = limit;
        let bench = Bench::with(config);
        bench.subscribe(&[server.url("/feed")]);
        bench.refresh_one(&Which::Due);
        let document = opened(&bench, bench.articles()[0]);
        let said = format!("the page was longer than {limit} MiB; its end was not read");
        let warned = document.warnings.iter().any(|it| it.as_str() == said);
        assert_eq!(warned, is_cut, "{limit} MiB: {:?}", document.warnings);
        let is_whole = document.text.contains("line 39999: The ferry");
        assert_eq!(is_whole, !is_cut, "{limit} MiB");
    }
}

#[test]
fn of_a_page_larger_than_the_limit_the_beginning_is_read_once() {
    let (server, bench, articles) = outlet(&["a"], |_| page("", &paragraphs(1, 40_000)));
    let document = opened(&bench, articles[0]);
    assert_eq!(document.chosen, Chosen::Page, "{:?}", document.why);
    assert!(document.text.contains("line 0: The ferry"));
    let warnings: Vec<&str> = document
        .warnings
        .iter()
        .map(tidings::text::Clean::as_str)
        .collect();
    assert_eq!(
        warnings,
        ["the page was longer than 4 MiB; its end was not read"]
    );
    // It is as whole as it gets: the next one who opens it does not cost the outlet as much again.
    jobs::full_text(&bench.context, articles[0]).unwrap();
    assert_eq!(server.paths().len(), 2, "{:?}", server.paths());
}

#[test]
fn a_page_that_is_no_text_leaves_the_summary_and_says_why() {
    let (_server, bench, articles) = outlet(&["a"], |_| {
        let data: Vec<u8> = (0..=255).cycle().take(20_000).collect();
        answer(200, &[("Content-Type", "text/html")], &data)
    });
    let why = jobs::full_text(&bench.context, articles[0]).unwrap_err();
    assert!(
        why.to_string().ends_with("sends something that is no text"),
        "{why}"
    );
    let document = jobs::document(&bench.context, articles[0]).unwrap();
    assert!(document.chosen != Chosen::Page, "{:?}", document.why);
}

#[test]
fn a_page_that_was_saved_from_a_private_place_is_fetched_again_with_its_parts() {
    let day: Arc<AtomicUsize> = Arc::default();
    let today = day.clone();
    let server = Server::start(move |asked| {
        let part = today.load(Ordering::SeqCst) + usize::from(asked.path == "/story/2");
        let pager = "<div class=pager><a href=/story>1</a> <a href=/story/2>2</a></div>";
        page("", &format!("{}{pager}", paragraphs(part, 5)))
    });
    let bench = Bench::new();
    let id = jobs::save_page(&bench.context, &server.url("/story")).unwrap();
    day.store(5, Ordering::SeqCst);
    let again = jobs::full_text_then(&bench.context, id, true, || ()).unwrap();
    for part in 5..=6 {
        assert!(again.text.contains(&format!("In part {part},")));
    }
    assert_eq!(server.paths(), ["/story", "/story/2", "/story", "/story/2"]);
}

/// ⤓, `has:full` and the figures of `offline` promise the whole text.
#[test]
fn an_article_of_which_only_the_summary_is_there_is_not_called_whole() {
    let consent = "<p>We value your privacy. We and our partners store information on a device, such as cookies, and \
                   process personal data.</p>";
    let (server, bench, articles) = outlet(&["a", "b"], move |asked| {
        if asked.path.ends_with('a') {
            answer(200, &[("Content-Type", "text/html")], consent.as_bytes())
        } else {
            page("", &paragraphs(1, 6))
        }
    });
    let mut whole = Vec::new();
    for id in &articles {
        let document = opened(&bench, *id);
        let row = bench.context.store.reader().unwrap().article(*id).unwrap();
        assert_eq!(row.unwrap().row.is_whole, document.chosen == Chosen::Page);
        whole.push(document.chosen == Chosen::Page);
    }
    whole.sort_unstable();
    assert_eq!(whole, [false, true]);
    let asked = server.paths().len();
    for id in &articles {
        jobs::full_text(&bench.context, *id).unwrap();
    }
    assert_eq!(
        server.paths().len(),
        asked,
        "a stored page is not asked for again"
    );
}
