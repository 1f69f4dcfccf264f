//! Polling end to end: the demo's outlets and servers of our own, over loopback, into a store.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::{Bench, DAY, rss, sound};
use crate::home::Home;
use crate::server::{Answer, Asked, Server, answer, head, redirect};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tidings::config::Config;
use tidings::fetch::{Answering, FetchError, Request, Response, Transport};
use tidings::jobs::{self, Clock, Context, Job, Web, Worker};
use tidings::model::{
    Change, Chosen, FeedSettings, NewFeed, Origin, PollResult, Remedy, Report, Which,
};
use tidings::text::clean_line;

/// What is left out of a feed is said where its health is; how much, is a setting.
#[test]
fn what_a_feed_has_too_much_of_is_said() {
    let server = Server::start(|_| answer(200, &[], rss(&["a", "b", "c", "d"]).as_bytes()));
    for (entries, stored, said) in [
        (3, 3, "3 entries; only the newest 3 entries are read"),
        (4, 4, "4 entries"),
    ] {
        let mut config = Config::default();
        config.limits.entries = entries;
        let bench = Bench::with(config);
        let feed = bench.subscribe(&[server.url("/feed")])[0];
        bench.refresh_one(&Which::Due);
        assert_eq!(bench.articles().len(), stored);
        assert_eq!(&*bench.feed(feed).health.last_result, said);
    }
}

#[test]
fn the_demo_is_polled_read_and_not_fetched_twice() {
    let bench = Bench::new();
    let options = tidings::demo::Options {
        port: 0,
        log: None,
        now: bench.clock.now(),
    };
    let demo = tidings::demo::Server::start(&options).unwrap();
    let feeds = demo.feeds();
    jobs::import(&bench.context, &feeds).unwrap();
    let polled = bench.refresh(&Which::Due);
    assert_eq!(polled.len(), feeds.len());
    for feed in &polled {
        assert_eq!(
            (feed.result, &*feed.why),
            (PollResult::Read, ""),
            "{}",
            feed.url
        );
        assert!(feed.new > 0 && feed.bytes > 0, "{}", feed.url);
    }
    let articles = bench.articles();
    assert!(articles.len() >= 55, "{} articles", articles.len());
    let (mut pages, mut failed) = (0, Vec::new());
    for article in &articles {
        let document = match jobs::full_text(&bench.context, *article) {
            Ok(document) => document,
            Err(error) => {
                let reader = bench.context.store.reader().unwrap();
                let row = reader.article(*article).unwrap().unwrap().row;
                failed.push(format!("{}: {error}", row.url.unwrap_or_default()));
                continue;
            }
        };
        assert!(
            document.words > 10,
            "{}: {}",
            &*document.title,
            document.text
        );
        pages += u32::from(document.chosen == Chosen::Page);
        assert_eq!(jobs::document(&bench.context, *article).unwrap(), document);
    }
    assert_eq!(failed, [""; 0]);
    assert!(pages > 10, "{pages} pages were fetched");
    bench.pass(DAY);
    for feed in bench.refresh(&Which::Due) {
        assert_eq!(feed.result, PollResult::NotModified, "{}", feed.url);
        assert!(feed.bytes < 1000, "{} cost {} bytes", feed.url, feed.bytes);
    }
    drop(demo);
    let offline = Context {
        web: None,
        ..bench.context.clone()
    };
    for article in &articles {
        assert!(jobs::full_text(&offline, *article).unwrap().words > 10);
    }
}

/// Rows 1, 4, 5.
#[test]
fn only_the_first_request_has_no_validators_even_by_hand_and_after_a_restart() {
    let server = Server::start(|asked| {
        let tag = "W/\"ünüsual\"";
        match asked.header("If-None-Match") {
            Some(_) => answer(304, &[("ETag", tag)], b""),
            None => answer(
                200,
                &[("ETag", tag), ("Last-Modified", "some day")],
                rss(&["a"]).as_bytes(),
            ),
        }
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    let first = bench.refresh_one(&Which::Due);
    assert_eq!((first.result, first.new), (PollResult::Read, 1));
    for which in [Which::All, Which::Feeds(ids), Which::Due] {
        bench.pass(2 * DAY);
        assert_eq!(bench.refresh_one(&which).result, PollResult::NotModified);
    }
    let plain = |asked: &Asked| asked.header("If-None-Match").is_none();
    assert_eq!(
        server.asked().iter().filter(|asked| plain(asked)).count(),
        1
    );
    assert!(
        server
            .asked()
            .iter()
            .skip(1)
            .all(|asked| asked.header("If-Modified-Since") == Some("some day"))
    );
    bench.pass(3 * DAY);
    bench.refresh(&Which::Due);
    let asked = server.asked();
    assert!(
        plain(asked.last().unwrap()),
        "after more than eight days of 304 alone"
    );
}

/// Rows 2, 13.
#[test]
fn validators_follow_an_answer_with_the_same_body() {
    let count = AtomicI64::new(0);
    let server = Server::start(move |_| {
        let tag = format!("\"{}\"", count.fetch_add(1, Ordering::SeqCst));
        answer(200, &[("ETag", &tag)], rss(&["a"]).as_bytes())
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    bench.refresh(&Which::Due);
    for expected in ["\"0\"", "\"1\""] {
        bench.pass(DAY * 2);
        assert_eq!(
            bench.refresh_one(&Which::Due).result,
            PollResult::NotModified
        );
        assert_eq!(
            server.asked().last().unwrap().header("If-None-Match"),
            Some(expected)
        );
    }
}

/// Rows 7, 8.
#[test]
fn nothing_is_asked_before_it_is_due_and_by_hand_the_floor_holds() {
    let server = Server::start(|_| {
        answer(
            200,
            &[("Cache-Control", "max-age=7200"), ("ETag", "\"a\"")],
            rss(&["a"]).as_bytes(),
        )
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    bench.refresh(&Which::Due);
    bench.pass(60);
    let waiting = bench.refresh_one(&Which::Feeds(ids.clone()));
    assert_eq!(waiting.result, PollResult::Waiting);
    assert!(waiting.why.contains("polling.floor"), "{}", waiting.why);
    bench.pass(7139);
    assert!(bench.refresh(&Which::Due).is_empty());
    assert_eq!(server.asked().len(), 1);
    let why = bench.feed(ids[0]).health.why;
    assert!(why.contains("Cache-Control"), "{why}");
    bench.pass(2000);
    assert_eq!(bench.refresh(&Which::Due).len(), 1);
}

/// Row 9.
#[test]
fn a_host_that_asks_to_wait_is_left_alone_by_all_its_feeds() {
    let bench = Bench::faked(|request| {
        if request.url.contains("busy") {
            return Ok(Response {
                status: 429,
                retry_after: Some("7200".into()),
                ..Response::default()
            });
        }
        Ok(sound(&rss(&["a"])))
    });
    let mut urls: Vec<String> = (0..6)
        .map(|n| format!("https://busy.example/{n}"))
        .collect();
    urls.push("https://calm.example/feed".into());
    let ids = bench.subscribe(&urls);
    let polled = bench.refresh(&Which::Due);
    let count = |result| polled.iter().filter(|feed| feed.result == result).count();
    assert_eq!(
        (count(PollResult::Failed), count(PollResult::Read)),
        (2, 1),
        "two were in flight"
    );
    assert_eq!(count(PollResult::Waiting), 4);
    bench.pass(7199);
    let again = bench.refresh(&Which::Feeds(ids[..6].to_vec()));
    assert!(
        again.iter().all(|feed| feed.result == PollResult::Waiting),
        "{again:?}"
    );
    bench.pass(1);
    let later = bench.refresh(&Which::Feeds(ids[..6].to_vec()));
    assert!(later.iter().any(|feed| feed.result == PollResult::Failed));
}

/// Rows 11, 12, 20.
#[test]
fn a_web_page_or_an_error_empties_no_feed_and_says_what_to_do() {
    let mode = Arc::new(AtomicI64::new(0));
    let now = mode.clone();
    let server = Server::start(move |_| match now.load(Ordering::SeqCst) {
        0 => answer(200, &[("ETag", "\"a\"")], rss(&["a", "b"]).as_bytes()),
        1 => answer(
            200,
            &[("Content-Type", "text/html")],
            b"<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>",
        ),
        2 => answer(404, &[], b"<rss/>"),
        3 => answer(403, &[("cf-mitigated", "challenge")], b""),
        4 => answer(200, &[], b""),
        _ => answer(410, &[], b""),
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    bench.refresh(&Which::Due);
    for (number, words) in [
        (1, "web page"),
        (2, "404"),
        (3, "JavaScript"),
        (4, "empty"),
        (5, "gone"),
    ] {
        mode.store(number, Ordering::SeqCst);
        bench.pass(2 * DAY);
        let polled = bench.refresh_one(&Which::All);
        assert_eq!(polled.result, PollResult::Failed);
        assert!(polled.why.contains(words), "{}", polled.why);
        assert_eq!(
            bench.feed(ids[0]).health.error.as_deref(),
            Some(polled.why.as_str())
        );
        assert_eq!(bench.articles().len(), 2);
    }
    assert_eq!(bench.feed(ids[0]).health.failures, 5);
    assert!(bench.feed(ids[0]).health.is_gone);
    bench.pass(30 * DAY);
    assert!(bench.refresh(&Which::Due).is_empty());
    mode.store(0, Ordering::SeqCst);
    assert_eq!(
        bench.refresh_one(&Which::Feeds(ids.clone())).result,
        PollResult::NotModified
    );
    let health = bench.feed(ids[0]).health;
    assert!(!health.is_gone && health.error.is_none() && health.failures == 0);
}

/// Row 14.
#[test]
fn of_a_cut_feed_the_whole_entries_are_stored_and_no_validators() {
    let server = Server::start(|asked| {
        if asked.header("If-None-Match").is_some() {
            return answer(304, &[], b"");
        }
        let text = rss(&["one", "two", "three"]);
        let cut = text.find("<guid>urn:three").unwrap();
        let mut bytes = head(200, &[("ETag", "\"a\"")], Some(text.len()));
        bytes.extend_from_slice(&text.as_bytes()[..cut]);
        Answer::Bytes(bytes)
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    let polled = bench.refresh_one(&Which::Due);
    assert_eq!(polled.result, PollResult::Cut);
    assert_eq!(polled.new, 2, "{polled:?}");
    let health = bench.feed(ids[0]).health;
    assert!(health.error.unwrap().contains("cut"));
    assert_eq!(health.failures, 1);
    let due = health.next_due.unwrap().since(bench.clock_now());
    assert!(
        due < 2 * 3600,
        "the rest is asked for soon, not in {due} s: {}",
        health.why
    );
    bench.pass(2 * DAY);
    assert_eq!(bench.refresh_one(&Which::Due).result, PollResult::Cut);
}

/// Row 10.
#[test]
fn an_address_moves_after_three_days_and_keeps_its_articles() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/old" => redirect(301, "/new"),
        _ => answer(200, &[("ETag", "\"a\"")], rss(&["a"]).as_bytes()),
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/old")]);
    for day in 0..3 {
        assert_eq!(bench.feed(ids[0]).url, server.url("/old"), "day {day}");
        bench.refresh(&Which::All);
        bench.pass(DAY);
    }
    assert_eq!(bench.feed(ids[0]).url, server.url("/new"));
    assert_eq!(bench.articles().len(), 1);
    let old = |server: &Server| server.paths().iter().filter(|path| *path == "/old").count();
    assert_eq!(old(&server), 3);
    bench.refresh(&Which::All);
    assert_eq!(old(&server), 3);
}

/// Row 12: without a network no counter moves.
#[test]
fn no_network_is_said_once_and_blames_no_feed() {
    let asked = Arc::new(AtomicI64::new(0));
    let count = asked.clone();
    let bench = Bench::faked(move |request| {
        count.fetch_add(1, Ordering::SeqCst);
        Err(FetchError::Connect(
            clean_line(&request.url),
            clean_line("it does not answer"),
        ))
    });
    let urls: Vec<String> = (0..200)
        .map(|n| format!("https://host{n}.example/feed"))
        .collect();
    let ids = bench.subscribe(&urls);
    bench.reports.lock().unwrap().clear();
    let progress = jobs::refresh(&bench.context, &Which::Due).unwrap();
    assert!(progress.is_offline && progress.is_finished);
    assert_eq!(bench.messages().len(), 1, "{:?}", bench.messages());
    assert!(
        asked.load(Ordering::SeqCst) < 140,
        "the rest is not asked: {asked:?}"
    );
    for id in &ids {
        let health = bench.feed(*id).health;
        assert_eq!(
            (health.failures, health.last_polled, health.error),
            (0, None, None)
        );
    }
    let again = bench.refresh(&Which::Due);
    assert!(
        again.iter().all(|feed| feed.result == PollResult::Failed),
        "no lease was left behind"
    );
}

#[test]
fn one_host_that_is_away_is_a_failure_when_others_answer() {
    let bench = Bench::faked(|request| {
        if request.url.contains("dead") {
            return Err(FetchError::UnknownHost(clean_line("dead.example")));
        }
        Ok(sound(&rss(&["a"])))
    });
    let mut urls: Vec<String> = (0..5)
        .map(|n| format!("https://dead.example/{n}"))
        .collect();
    urls.extend((0..3).map(|n| format!("https://live{n}.example/")));
    let ids = bench.subscribe(&urls);
    let polled = bench.refresh(&Which::Due);
    assert_eq!(polled.len(), 8);
    for id in &ids[..5] {
        let health = bench.feed(*id).health;
        assert_eq!(health.failures, 1);
        assert!(health.next_due.unwrap().since(bench.clock.now()) >= 3600);
    }
}

#[test]
fn a_slow_host_holds_up_nobody_else() {
    let slow = Server::start(|_| Answer::Stall(Vec::new()));
    let quick = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let mut config = Config::default();
    (
        config.network.in_flight,
        config.network.connect_timeout,
        config.network.idle_timeout,
    ) = (4, 1, 1);
    let bench = Bench::with(config);
    let mut urls: Vec<String> = (0..8).map(|n| slow.url(&format!("/{n}"))).collect();
    urls.extend((0..20).map(|n| quick.url(&format!("/{n}"))));
    bench.subscribe(&urls);
    let polled = bench.refresh(&Which::Due);
    let first_failure = polled
        .iter()
        .position(|feed| feed.result == PollResult::Failed)
        .unwrap();
    assert_eq!(first_failure, 20, "all of the quick host's came first");
    assert_eq!(
        slow.asked().len(),
        2,
        "the other feeds of a dead host are not asked"
    );
    assert_eq!(polled.len(), 28);
}

/// Row 5: a lease per feed.
#[test]
fn two_refreshes_at_a_time_ask_nobody_twice() {
    let server = Server::start(|_| answer(200, &[("ETag", "\"a\"")], rss(&["a"]).as_bytes()));
    let bench = Bench::new();
    let urls: Vec<String> = (0..12).map(|n| server.url(&format!("/{n}"))).collect();
    bench.subscribe(&urls);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| jobs::refresh(&bench.context, &Which::Due).unwrap());
        }
    });
    let mut paths = server.paths();
    paths.sort();
    let all = paths.len();
    paths.dedup();
    assert_eq!((paths.len(), all), (12, 12));
}

#[test]
fn a_cancelled_refresh_ends_and_leaves_no_lease() {
    let reached = Arc::new(AtomicBool::new(false));
    let is_reached = reached.clone();
    let server = Server::start(move |_| {
        is_reached.store(true, Ordering::SeqCst);
        Answer::Stall(Vec::new())
    });
    let bench = Bench::new();
    let ids = bench.subscribe(&[server.url("/feed")]);
    let started = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !reached.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            bench.context.cancelled.store(true, Ordering::SeqCst);
        });
        jobs::refresh(&bench.context, &Which::Due).unwrap();
    });
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(bench.feed(ids[0]).health.failures, 0);
    let now = bench.clock.now();
    assert!(
        bench
            .context
            .store
            .lease(ids[0], now, now.plus(60))
            .unwrap()
            .is_some()
    );
}

/// Answers for the first hosts; all others are silent.
struct Silent(Arc<AtomicUsize>);

impl Transport for Silent {
    fn fetch(self: Arc<Self>, request: Request) -> Answering {
        Box::pin(async move {
            if request.url.contains("first") {
                return Ok(sound(&rss(&["a"])));
            }
            self.0.fetch_add(1, Ordering::SeqCst);
            std::future::pending().await
        })
    }
}

/// Some are leased before there is room for them.
#[test]
fn feeds_that_were_to_be_asked_next_are_given_back() {
    let begun = Arc::new(AtomicUsize::new(0));
    let config = Config::default();
    let web = Web::with(&config, Arc::new(Silent(begun.clone()))).unwrap();
    let bench = Bench::on(config, web);
    let name = |n: usize| {
        let kind = if n < 8 { "first" } else { "later" };
        format!("https://{kind}{n}.example/feed")
    };
    let urls: Vec<String> = (0..150).map(name).collect();
    let ids = bench.subscribe(&urls);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while begun.load(Ordering::SeqCst) < 64 {
                std::thread::yield_now();
            }
            bench.context.cancelled.store(true, Ordering::SeqCst);
        });
        jobs::refresh(&bench.context, &Which::Due).unwrap();
    });
    assert_eq!(begun.load(Ordering::SeqCst), 64);
    let now = bench.clock.now();
    let leased = bench.context.store.lease_all(ids, now, now.plus(60));
    let missing = leased.unwrap().iter().filter(|it| it.is_none()).count();
    assert_eq!(missing, 0);
}

#[test]
fn offline_nothing_is_asked_and_the_error_is_one_line() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    let offline = Context {
        web: None,
        ..bench.context.clone()
    };
    let error = jobs::refresh(&offline, &Which::All)
        .unwrap_err()
        .to_string();
    assert_eq!(error, "no requests in this run (--offline)");
    assert!(jobs::find_feeds(&offline, &server.url("/")).is_err());
    assert!(server.asked().is_empty());
}

#[test]
fn a_feed_is_found_behind_a_page_in_few_requests() {
    let server = Server::start(|asked| {
        match asked.path.as_str() {
        "/linked" => answer(200, &[("Content-Type", "text/html")],
            b"<html><head><link rel=alternate type='application/rss+xml' title='News' href='/news.xml'>\
              <link rel=alternate type='application/rss+xml' title='Comments' href='/comments/feed/'></head></html>"),
        "/bare/page" => answer(200, &[("Content-Type", "text/html")], b"<html><body>Words</body></html>"),
        "/news.xml" | "/feed.xml" => answer(200, &[("Content-Type", "text/plain")], rss(&["x", "y"]).as_bytes()),
        _ => redirect(302, "/bare/page"),
    }
    });
    let bench = Bench::new();
    let find = |path: &str| jobs::find_feeds(&bench.context, &server.url(path)).unwrap();
    let itself = find("/news.xml");
    assert_eq!(
        (itself[0].url.as_str(), itself[0].found_by),
        (server.url("/news.xml").as_str(), "the address itself")
    );
    assert_eq!(itself[0].newest.len(), 2);
    let before = server.asked().len();
    let linked = find("/linked");
    assert_eq!(
        linked
            .iter()
            .map(|found| found.url.clone())
            .collect::<Vec<_>>(),
        [server.url("/news.xml")]
    );
    assert_eq!(server.asked().len() - before, 2);
    let before = server.asked().len();
    let probed = find("/bare/page");
    assert_eq!(probed[0].url, server.url("/feed.xml"));
    assert!(server.asked().len() - before <= 11);
    let typed = server.url("/news.xml").replace("http://", "");
    let guessed = jobs::find_feeds(&bench.context, &typed).unwrap();
    assert_eq!(
        guessed[0].url,
        server.url("/news.xml"),
        "http where https does not answer"
    );
}

#[test]
fn a_page_is_fetched_in_parts_and_only_from_its_own_host() {
    let other = Server::start(|_| answer(200, &[], b"secret"));
    let elsewhere = other.url("/3");
    let text = |n: u32| {
        let sentence = format!(
            "On day {n} the dredger moved another bank of sand out to the deep channel, as planned by the port."
        );
        let paragraph = |bank: u32| {
            format!(
                "<p>{sentence} It was bank {bank} of part {n}, and the pilots watched it go.</p>"
            )
        };
        (0..6).map(paragraph).collect::<Vec<_>>().concat()
    };
    let server = Server::start(move |asked| {
        let page = |n: u32, next: &str| {
            let html = format!(
                "<html><head><title>Dredging</title>{next}</head><body><article><h1>Dredging</h1>{}</article></body></html>",
                text(n)
            );
            answer(
                200,
                &[("Content-Type", "text/html; charset=utf-8")],
                html.as_bytes(),
            )
        };
        match asked.path.as_str() {
            "/feed" => answer(200, &[], rss(&["story"]).as_bytes()),
            "/story" => page(1, "<link rel=next href='/story/2'>"),
            _ => page(2, &format!("<link rel=next href='{elsewhere}'>")),
        }
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    bench.refresh(&Which::Due);
    let id = bench.articles()[0];
    let summary = jobs::document(&bench.context, id).unwrap();
    assert_eq!(summary.chosen, Chosen::Summary);
    let whole = jobs::full_text(&bench.context, id).unwrap();
    assert_eq!(whole.chosen, Chosen::Page);
    assert!(
        whole.text.contains("On day 1") && whole.text.contains("On day 2"),
        "{}",
        whole.text
    );
    assert!(other.asked().is_empty());
    let asked = server.asked().len();
    assert_eq!(jobs::full_text(&bench.context, id).unwrap(), whole);
    assert_eq!(server.asked().len(), asked, "it is on the disk");
    let body = bench
        .context
        .store
        .reader()
        .unwrap()
        .article(id)
        .unwrap()
        .unwrap();
    assert!(body.row.is_whole);
}

#[test]
fn a_feed_leads_to_no_private_page_of_another_host() {
    let secret = Server::start(|_| answer(200, &[], b"<html><body>secret</body></html>"));
    let target = secret.url("/admin");
    let server = Server::start(move |_| {
        let text = rss(&["a"]).replace("<link>/a</link>", &format!("<link>{target}</link>"));
        answer(200, &[], text.as_bytes())
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    bench.refresh(&Which::Due);
    let error = jobs::full_text(&bench.context, bench.articles()[0])
        .unwrap_err()
        .to_string();
    assert!(error.contains("private"), "{error}");
    assert!(secret.asked().is_empty());
}

#[test]
fn any_page_can_be_saved_and_is_there_offline() {
    let server = Server::start(|_| {
        let words =
            "The ferry to the far bank leaves at six, and the bell rings twice before it goes. "
                .repeat(12);
        let html = format!(
            "<html><head><title>Ferry</title></head><body><article><h1>Ferry times</h1><p>{words}</p><p>{words}</p></article></body></html>"
        );
        answer(200, &[("Content-Type", "text/html")], html.as_bytes())
    });
    let bench = Bench::new();
    let id = jobs::save_page(&bench.context, &server.url("/ferry")).unwrap();
    drop(server);
    let offline = Context {
        web: None,
        ..bench.context.clone()
    };
    let document = jobs::full_text(&offline, id).unwrap();
    assert!(document.text.contains("The ferry to the far bank"));
    let reader = bench.context.store.reader().unwrap();
    assert!(reader.mark(id).unwrap().unwrap().saved_at.is_some());
}

#[test]
fn a_feed_is_not_saved_as_if_it_were_an_article() {
    let server = Server::start(|asked| {
        match asked.path.as_str() {
        "/json" => answer(200, &[], br#"{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"1","title":"a"}]}"#),
        _ => answer(200, &[("Content-Type", "application/rss+xml")], rss(&["a"]).as_bytes()),
    }
    });
    let bench = Bench::new();
    for path in ["/feed", "/json"] {
        let error = jobs::save_page(&bench.context, &server.url(path)).unwrap_err();
        assert!(
            error.to_string().contains("that is a feed"),
            "{path}: {error}"
        );
    }
    assert!(bench.articles().is_empty());
}

/// A network's own page was saved as the page that was asked for.
#[test]
fn where_one_has_to_sign_in_nothing_is_saved() {
    let server = Server::start(|_| {
        let html = "<h1>Guests of the Bank Hotel</h1><form>Room <input type=password></form>";
        answer(200, &[("Content-Type", "text/html")], html.as_bytes())
    });
    let bench = Bench::new();
    let error = jobs::save_page(&bench.context, &server.url("/ferry")).unwrap_err();
    let error = error.to_string();
    let said = error.contains("perhaps to sign in") && error.ends_with("; nothing was saved");
    assert!(said, "{error}");
    assert!(bench.articles().is_empty());
}

#[test]
fn a_worker_shows_an_article_while_a_refresh_hangs_and_stops_at_once() {
    let hanging = Arc::new(AtomicBool::new(false));
    let is_hanging = hanging.clone();
    let slow = Server::start(move |_| {
        is_hanging.store(true, Ordering::SeqCst);
        Answer::Stall(Vec::new())
    });
    let server = Server::start(|asked| {
        match asked.path.as_str() {
        "/feed" => answer(200, &[], rss(&["a"]).as_bytes()),
        _ => answer(200, &[("Content-Type", "text/html")], b"<html><body><article><p>Words of the article, many of them.</p></article></body></html>"),
    }
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    bench.refresh(&Which::Due);
    let article = bench.articles()[0];
    bench.subscribe(&[slow.url("/feed")]);
    let (sender, done) = std::sync::mpsc::channel();
    let sink = Arc::new(move |report| {
        if let Report::FullText { article, error } = report {
            sender.send((article, error)).unwrap();
        }
    });
    let worker = Worker::start(Context {
        sink,
        ..bench.context.clone()
    });
    worker.submit(Job::Refresh(Which::Due));
    while !hanging.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
    worker.submit(Job::FullText(article));
    let (answered, error) = done.recv_timeout(Duration::from_secs(20)).unwrap();
    assert_eq!((answered, error), (article, None));
    let started = Instant::now();
    worker.stop();
    assert!(
        started.elapsed() < Duration::from_secs(3),
        "{:?}",
        started.elapsed()
    );
    assert!(
        !bench.context.cancelled.load(Ordering::SeqCst),
        "whoever goes on with the context is not cancelled"
    );
}

/// What was sent once its password was known could not be stopped, and counted as failed.
#[test]
fn a_feed_with_a_password_stops_as_the_others_do() {
    let server = Server::start(|_| Answer::Stall(head(200, &[], Some(100))));
    let bench = Bench::new();
    let id = bench.subscribe(&[server.url("/feed")])[0];
    let password = bench.folder().join("password");
    std::fs::write(&password, "me:word").unwrap();
    std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o600)).unwrap();
    let settings = FeedSettings {
        credentials_file: Some(password.to_string_lossy().into_owned()),
        ..FeedSettings::default()
    };
    let change = Change::FeedSettings(id, settings);
    bench
        .context
        .store
        .apply(&change, bench.clock_now())
        .unwrap();
    let context = bench.context.clone();
    let refresh = std::thread::spawn(move || jobs::refresh(&context, &Which::All));
    while server.asked().is_empty() {
        std::thread::yield_now();
    }
    bench.context.cancelled.store(true, Ordering::SeqCst);
    refresh.join().unwrap().unwrap();
    assert!(server.asked()[0].header("Authorization").is_some());
    assert_eq!(bench.feed(id).health.failures, 0, "stopped, not failed");
}

#[test]
fn the_copy_of_the_subscriptions_follows() {
    let server = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    let bench = Bench::new();
    let feed = NewFeed {
        url: server.url("/feed?key=secret"),
        ..NewFeed::default()
    };
    jobs::subscribe(&bench.context, &feed).unwrap();
    let file = bench.context.subscriptions.clone().unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("/feed?key=secret") && text.contains("Paper"),
        "{text}"
    );
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let (ids, left_out) = jobs::import_subscriptions(
        &bench.context,
        b"https://a.example/feed\nexec:rm -rf /\n",
        Origin::Elsewhere,
    )
    .unwrap();
    assert_eq!((ids.len(), left_out.len()), (1, 1), "{left_out:?}");
}

#[test]
fn five_hundred_feeds_are_polled_side_by_side() {
    struct Slow;
    impl Transport for Slow {
        fn fetch(self: Arc<Self>, request: Request) -> Answering {
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(100)).await;
                let title = request
                    .url
                    .replace(|c: char| !c.is_ascii_alphanumeric(), "");
                Ok(sound(&rss(&[&title])))
            })
        }
    }
    let config = Config::default();
    let web = Web::with(&config, Arc::new(Slow)).unwrap();
    let bench = Bench::on(config, web);
    let urls: Vec<String> = (0..500)
        .map(|n| format!("https://h{n}.example/feed"))
        .collect();
    bench.subscribe(&urls);
    let started = Instant::now();
    let progress = jobs::refresh(&bench.context, &Which::Due).unwrap();
    println!("500 feeds in {:?}", started.elapsed());
    assert_eq!(
        (progress.done, progress.new, progress.failed),
        (500, 500, 0)
    );
    // One after another it would take 50 s.
    assert!(started.elapsed() < Duration::from_secs(20));
}

/// A short job waited behind the refresh, and was dropped with it.
#[test]
fn what_follows_the_readers_changes_is_written_whatever_is_given_up() {
    let hanging = Arc::new(AtomicBool::new(false));
    let begun = hanging.clone();
    let slow = Server::start(move |_| {
        begun.store(true, Ordering::SeqCst);
        Answer::Stall(Vec::new())
    });
    let mut config = Config::default();
    let bench = Bench::new();
    let told = bench.folder().join("told");
    let script = format!("cat > '{}'", told.display());
    config.hooks.saved = ["sh", "-c", &script].map(str::to_owned).to_vec();
    let sound = Server::start(|_| answer(200, &[], rss(&["a"]).as_bytes()));
    bench.subscribe(&[sound.url("/feed")]);
    bench.refresh(&Which::Due);
    let article = bench.articles()[0];
    bench.subscribe(&[slow.url("/feed")]);
    let worker = Worker::start(Context {
        config: Arc::new(config),
        ..bench.context.clone()
    });
    worker.submit(Job::Refresh(Which::Due));
    while !hanging.load(Ordering::SeqCst) {
        std::thread::yield_now();
    }
    worker.submit(Job::WriteSubscriptions);
    worker.submit(Job::Saved(vec![article]));
    worker.stop();
    let file = bench.context.subscriptions.clone().unwrap();
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains(&slow.url("/feed"))
    );
    assert!(
        std::fs::read_to_string(&told)
            .unwrap()
            .contains("\"saved\"")
    );
}

/// A name that leads somewhere else once the feed is trusted.
#[test]
fn a_host_that_was_public_when_its_feed_was_read_is_asked_as_a_public_one() {
    let asked: Arc<std::sync::Mutex<Vec<(String, bool, usize)>>> = Arc::default();
    let log = asked.clone();
    let bench = Bench::faked(move |request| {
        let named = (request.is_named_by_reader, request.allowed_hosts.len());
        log.lock()
            .unwrap()
            .push((request.url.clone(), named.0, named.1));
        let mut response = sound(&rss(&["a"]));
        response.url.clone_from(&request.url);
        response.is_public = !request.url.contains("nas");
        if request.url.contains("moving") {
            response.permanent_url = Some("https://else.example/feed".into());
        }
        Ok(response)
    });
    let urls = [
        "https://paper.example/feed",
        "http://nas.example/feed",
        "https://moving.example/feed",
    ];
    let ids = bench.subscribe(&urls.map(str::to_owned));
    let poll = || {
        bench.refresh(&Which::All);
        bench.pass(DAY);
        let mut asked = std::mem::take(&mut *asked.lock().unwrap());
        asked.sort();
        asked
    };
    let of = |url: &str, is_named| (url.to_owned(), is_named, 0);
    assert_eq!(poll(), sorted(urls.map(|url| of(url, true))));
    let later = [of(urls[1], true), of(urls[2], false), of(urls[0], false)];
    assert_eq!(poll(), sorted(later));
    poll();
    let moved = [
        of(urls[1], true),
        of("https://else.example/feed", false),
        of(urls[0], false),
    ];
    assert_eq!(poll(), sorted(moved));
    for (feed, named) in [(ids[0], 0), (ids[1], 1)] {
        let store = &bench.context.store;
        let all = store.reader().unwrap().all_articles().unwrap();
        let rows = all
            .into_iter()
            .map(|id| store.reader().unwrap().article(id).unwrap().unwrap());
        let article = rows.map(|it| it.row).find(|row| row.feed == feed).unwrap();
        // What comes is no page; only what may be asked matters.
        let _ = jobs::full_text(&bench.context, article.id);
        let last = asked.lock().unwrap().pop().unwrap();
        assert_eq!((last.1, last.2), (false, named), "{}", last.0);
    }
    let new = tidings::model::Change::FeedUrl(ids[0], "https://paper.example/new".into());
    bench.context.store.apply(&new, bench.clock_now()).unwrap();
    asked.lock().unwrap().clear();
    assert!(poll().contains(&of("https://paper.example/new", true)));
}

/// It kept its address, at which it was never asked again: it was taken for a public one.
#[test]
fn a_feed_at_home_that_moves_to_where_another_one_is_stays_at_home() {
    let bench = Bench::faked(|request| {
        let mut response = sound(&rss(&["a"]));
        response.url.clone_from(&request.url);
        if request.url.contains("mine") {
            response.permanent_url = Some("https://paper.example/feed".into());
        }
        response.is_public = request.url.contains("paper");
        Ok(response)
    });
    let urls = ["http://mine.example/feed", "https://paper.example/feed"];
    let ids = bench.subscribe(&urls.map(str::to_owned));
    for _ in 0..4 {
        bench.refresh(&Which::All);
        bench.pass(DAY);
    }
    let state = bench.context.store.reader().unwrap().poll_state(ids[0]);
    let state = state.unwrap().unwrap();
    assert_eq!((state.url.as_str(), state.is_public), (urls[0], false));
}

fn sorted<T: Ord, const N: usize>(mut all: [T; N]) -> [T; N] {
    all.sort();
    all
}

/// A hook may take long: whoever opened the article has its text before that.
#[test]
fn the_text_is_told_of_before_the_hooks_are() {
    let page = "<html><body><article><h1>Goats</h1><p>Many goats crossed the river on the ferry of the morning, and the \
        captain counted them twice.</p></article></body></html>";
    let bench = Bench::faked(move |request| {
        let is_feed = request.url.ends_with("/feed");
        let mut response = sound(&if is_feed {
            rss(&["a"])
        } else {
            page.to_owned()
        });
        response.url.clone_from(&request.url);
        Ok(response)
    });
    bench.subscribe(&["https://paper.example/feed".to_owned()]);
    bench.refresh(&Which::All);
    let told = bench.folder().join("told");
    let script = format!("cat > '{}'", told.display());
    let mut config = Config::default();
    config.hooks.alert = ["sh", "-c", &script].map(str::to_owned).to_vec();
    let put = tidings::model::Change::PutFilter {
        id: None,
        filter: tidings::model::Filter {
            name: "goats".into(),
            when: "goats".into(),
            then: vec![tidings::model::FilterAction::Alert],
            ..tidings::model::Filter::default()
        },
        past: None,
    };
    bench.context.store.apply(&put, bench.clock_now()).unwrap();
    let context = Context {
        config: Arc::new(config),
        filters: Some(jobs::FilterFile {
            file: bench.folder().join("filters.toml"),
            zone: jiff::tz::TimeZone::UTC,
        }),
        ..bench.context.clone()
    };
    let article = bench.articles()[0];
    let came = || assert!(!told.exists(), "nobody has the text yet");
    let document = jobs::full_text_then(&context, article, false, came).unwrap();
    assert!(document.text.contains("goats"));
    assert!(
        std::fs::read_to_string(&told)
            .unwrap()
            .contains("\"alert\"")
    );
}

/// A network that takes connections and carries nothing is no feed's fault.
#[test]
fn feeds_of_hosts_that_never_answer_are_not_failing_where_nobody_answers() {
    let is_stalled = Arc::new(AtomicBool::new(true));
    let stalled = is_stalled.clone();
    let bench = Bench::faked(move |request| {
        if stalled.load(Ordering::SeqCst) {
            return Err(FetchError::Timeout(clean_line(&request.url), 30));
        }
        Ok(sound(&rss(&["a"])))
    });
    let urls: Vec<String> = (0..4)
        .map(|n| format!("https://{n}.example/feed"))
        .collect();
    let ids = bench.subscribe(&urls);
    let polled = bench.refresh(&Which::All);
    assert!(polled.iter().all(|it| it.result == PollResult::Failed));
    for id in &ids {
        let health = bench.feed(*id).health;
        assert_eq!((health.failures, health.error), (0, None));
    }
    is_stalled.store(false, Ordering::SeqCst);
    let polled = bench.refresh(&Which::Due);
    assert_eq!(polled.len(), 4, "all are due as they were");
    assert!(polled.iter().all(|it| it.new == 1), "{polled:?}");
}

/// It was said that the outlet asked to wait, which it had not.
#[test]
fn who_waits_by_itself_does_not_say_that_the_outlet_asked() {
    let server = Server::start(|_| answer(503, &[], b""));
    let bench = Bench::new();
    let id = bench.subscribe(&[server.url("/feed")])[0];
    bench.refresh_one(&Which::Due);
    let feed = bench.feed(id);
    let trouble = feed.trouble(bench.clock_now()).unwrap();
    let remedy = feed.remedy(trouble, bench.clock_now());
    assert_eq!(remedy, Remedy::BackOff(feed.health.next_due.unwrap()));
    let offer = remedy.offer(|at| at.to_string());
    let due = feed.health.next_due.unwrap();
    assert_eq!(offer, format!("is overloaded; tidings waits until {due}"));
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/feed").as_bytes());
    home.run(&["refresh"]);
    let doctor = home.run(&["--offline", "doctor"]).out;
    assert!(doctor.contains("tidings waits until"), "{doctor}");
    assert!(!doctor.contains("asked to wait"), "{doctor}");
    let again = home.run(&["refresh"]);
    assert!(!again.err.contains("asked to wait"), "{}", again.err);
}

#[test]
fn what_is_put_off_and_what_is_cut_is_said_in_the_sum() {
    let server = Server::start(|asked| {
        let is_cut = asked.path == "/cut";
        if !is_cut {
            return answer(429, &[("Retry-After", "3600")], b"");
        }
        let text = rss(&["one", "two"]);
        answer(200, &[], &text.as_bytes()[..text.len() - 70])
    });
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/cut").as_bytes());
    let ran = home.run(&["refresh"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("cut off") && ran.err.contains("1 failed"),
        "{}",
        ran.err
    );
    let feed = &home.ok(&["feeds", "--json"]).json()[0];
    assert_eq!(feed["total"], 1, "{feed}");
    let said = feed["last_result"].as_str().unwrap();
    assert!(said.starts_with("1 entry;") || said == "1 entry", "{said}");
    let feeds: Vec<String> = (0..6).map(|n| server.url(&format!("/{n}"))).collect();
    home.feed(&["import", "-"], feeds.join("\n").as_bytes());
    let ran = home.run(&["refresh"]);
    let asked = server.paths().iter().filter(|it| *it != "/cut").count();
    let put_off = format!("{} put off", 6 - asked);
    assert!(
        asked < 6 && ran.err.contains(&put_off),
        "{asked}: {}",
        ran.err
    );
    let doctor = home.run(&["--offline", "doctor"]);
    assert!(doctor.out.contains("asked to wait"), "{}", doctor.out);
}
