//! Without a network: what was promised is there, nothing is fetched twice, and the figures are true.

use crate::bench::{Bench, DAY, rss, sound};
use crate::home::Home;
use crate::server::{Answer, Asked, Server, answer, redirect};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tidings::config::Config;
use tidings::demo;
use tidings::fetch::{FetchError, Response};
use tidings::jobs;
use tidings::model::{AheadProgress, PollResult, Report, Timestamp, TrafficKind, Which};

/// Subscribed to the demo, whose requests are written to a file.
fn logged() -> (Home, demo::Server, PathBuf) {
    let home = Home::new();
    let log = home.path().join("requests");
    let server = demo::Server::start(&demo::Options {
        port: 0,
        log: Some(log.clone()),
        now: Timestamp::from_seconds(1_763_980_000),
    })
    .unwrap();
    let addresses: Vec<String> = server.feeds().into_iter().map(|feed| feed.url).collect();
    home.feed(&["import", "-"], addresses.join("\n").as_bytes());
    home.ok(&["refresh"]);
    (home, server, log)
}

fn requests(log: &PathBuf) -> Vec<Value> {
    let text = std::fs::read_to_string(log).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn last(lines: &[Value]) -> &Value {
    lines.last().unwrap()
}

#[test]
fn every_article_that_was_promised_opens_whole_with_its_pictures_when_the_outlets_are_gone() {
    let (home, server, log) = logged();
    let before = requests(&log).len();
    let report = home.ok(&["offline", "--minutes", "30", "--json"]).json();
    let report = last(&report);
    let asked = requests(&log);
    drop(server);
    assert!(report["minutes"].as_u64() >= Some(30), "{report}");
    assert_eq!(
        (&report["failed"], &report["whole"]),
        (&Value::from(0), &report["articles"])
    );
    // The server's own count of what it sent, against ours: heads are counted too.
    let sent: u64 = asked[before..]
        .iter()
        .filter_map(|line| line["sent"].as_u64())
        .sum();
    let counted = report["bytes"].as_u64().unwrap();
    assert!(
        counted.abs_diff(sent) * 50 <= sent,
        "{counted} counted, {sent} sent"
    );
    let articles = home.ok(&["list", "unread", "--json"]).json();
    let whole: Vec<&Value> = articles.iter().filter(|it| it["whole"] == true).collect();
    assert!(whole.len() as u64 >= report["whole"].as_u64().unwrap());
    let mut pictures = 0;
    for article in whole {
        let id = article["id"].to_string();
        let shown = &home.ok(&["show", &id, "--json"]).json()[0];
        let text = shown["body_text"].as_str().unwrap();
        assert!(
            !text.is_empty() && shown["chosen"] != "summary",
            "{article}"
        );
        let images = shown["images"].as_array().unwrap();
        if article["pictures"] == true {
            pictures += 1;
        } else if !images.is_empty() {
            // Whole by its feed, and not promised: it lay beyond the thirty minutes.
            assert_ne!(
                report["articles"].as_u64().unwrap() as usize,
                articles.len()
            );
        }
    }
    assert!(pictures > 3, "{pictures}");
    assert!(
        std::fs::read_dir(home.data().join("pictures"))
            .unwrap()
            .count()
            > 3
    );
}

#[test]
fn a_second_run_asks_for_nothing() {
    let (home, server, log) = logged();
    let first = home.ok(&["offline"]);
    assert!(first.out.contains("articles whole"), "{}", first.out);
    let before = requests(&log).len();
    let second = home.ok(&["offline", "--json"]).json();
    assert_eq!(requests(&log).len(), before);
    assert_eq!(last(&second)["bytes"], 0);
    assert_eq!(last(&second)["whole"], last(&second)["articles"]);
    drop(server);
    assert_eq!(
        home.ok(&["--offline", "offline", "--json"]).json().last(),
        second.last()
    );
}

/// A feed of eight entries with summaries; pages by number.
fn outlet(page: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static) -> Server {
    Server::start(move |asked| {
        if asked.path == "/feed" {
            let items: String = (0..8)
                .map(|n| format!("<item><guid>{n}</guid><title>Title {n}</title><link>/p/{n}</link><description>Short.</description></item>"))
                .collect();
            let feed =
                format!("<rss version='2.0'><channel><title>T</title>{items}</channel></rss>");
            return answer(
                200,
                &[("Content-Type", "application/rss+xml")],
                feed.as_bytes(),
            );
        }
        page(asked).unwrap_or_else(|| whole_page(&asked.path, ""))
    })
}

fn whole_page(path: &str, more: &str) -> Answer {
    let sentence = "The ferry left at nine with forty people and a goat on board, as it had done. ";
    let body: String = (0..6)
        .map(|n| format!("<p>Part {n} of {path}. {}</p>", sentence.repeat(3)))
        .collect();
    let page = format!(
        "<html><head><title>Title</title></head><body><article><h1>Title</h1><p>{sentence}{sentence}</p>{more}{body}</article></body></html>"
    );
    answer(200, &[("Content-Type", "text/html")], page.as_bytes())
}

fn subscribed(server: &Server) -> Home {
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/feed").as_bytes());
    home.ok(&["refresh"]);
    home
}

#[test]
fn what_fails_is_said_with_its_reason_and_left_alone_for_a_while() {
    let server = outlet(|asked| (asked.path == "/p/3").then(|| answer(404, &[], b"")));
    let home = subscribed(&server);
    let ran = home.run(&["offline"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.contains("7 of 8 articles whole"), "{}", ran.out);
    assert!(
        ran.out.contains("has no such page any more (404)"),
        "{}",
        ran.out
    );
    let before = server.asked().len();
    let again = home.run(&["offline"]);
    assert_eq!(server.asked().len(), before, "not asked for again");
    assert!(again.out.contains("1 failed"), "{}", again.out);
}

#[test]
fn a_host_that_asks_to_be_left_alone_is_also_by_the_next_run() {
    let server = outlet(|asked| {
        let is_page = asked.path.starts_with("/p/");
        is_page.then(|| answer(429, &[("Retry-After", "3600")], b""))
    });
    let home = subscribed(&server);
    let ran = home.run(&["offline"]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    // As many as were under way when the first answer came.
    let asked = server
        .paths()
        .iter()
        .filter(|path| path.starts_with("/p/"))
        .count();
    assert!(asked <= 2, "{asked}");
    home.run(&["offline"]);
    let again = server
        .paths()
        .iter()
        .filter(|path| path.starts_with("/p/"))
        .count();
    assert_eq!(asked, again);
}

#[test]
fn a_picture_that_is_none_leaves_the_text_whole_and_says_so() {
    let server = outlet(|asked| {
        let not_a_picture = || answer(200, &[("Content-Type", "image/png")], b"<html>no</html>");
        match asked.path.as_str() {
            "/p/0" => Some(whole_page(
                "/p/0",
                "<figure><img src=\"/bomb.png\" width=\"600\" height=\"400\"><figcaption>A picture of it</figcaption></figure>",
            )),
            "/bomb.png" => Some(not_a_picture()),
            _ => None,
        }
    });
    let home = subscribed(&server);
    let ran = home.run(&["offline", "--json"]);
    assert_eq!(ran.code, Some(1));
    let lines = ran.json();
    let end = last(&lines);
    assert_eq!(
        (&end["whole"], &end["failed"], &end["without_pictures"]),
        (&Value::from(8), &Value::from(0), &Value::from(1)),
        "the text counts"
    );
    assert!(
        lines[0]["error"].as_str().unwrap().contains("picture"),
        "{}",
        lines[0]
    );
    let shown = home
        .ok(&["--offline", "show", &lines[0]["id"].to_string(), "--json"])
        .json();
    assert_eq!(shown[0]["whole"], true);
    assert_eq!(shown[0]["pictures"], false);
}

/// An outlet with an article for each hour of a day, and how many pages it was asked for.
fn dated(hours: std::ops::RangeInclusive<u32>) -> (Server, Arc<AtomicUsize>) {
    let pages = Arc::new(AtomicUsize::new(0));
    let count = pages.clone();
    let server = Server::start(move |asked| {
        if asked.path != "/feed" {
            count.fetch_add(1, Ordering::SeqCst);
            return whole_page(&asked.path, "");
        }
        let items: String = hours
            .clone()
            .map(|hour| format!("<item><guid>{hour}</guid><title>Title {hour}</title><link>/p/{hour}</link><pubDate>Tue, 03 Mar 2026 {hour:02}:00:00 GMT</pubDate></item>"))
            .collect();
        let feed = format!("<rss version='2.0'><channel><title>T</title>{items}</channel></rss>");
        answer(
            200,
            &[("Content-Type", "application/rss+xml")],
            feed.as_bytes(),
        )
    });
    (server, pages)
}

/// Hosts that are busy are waited for: of three articles none is one that is worth less.
#[test]
fn what_is_worth_most_is_fetched_though_its_host_is_busy() {
    let (newer, pages) = dated(7..=9);
    let (older, of_older) = dated(6..=6);
    let home = Home::new();
    let both = [newer.url("/feed"), older.url("/feed")].join("\n");
    home.feed(&["import", "-"], both.as_bytes());
    home.ok(&["refresh"]);
    let asked = || {
        (
            pages.load(Ordering::SeqCst),
            of_older.load(Ordering::SeqCst),
        )
    };
    home.ok(&["offline", "--articles", "3"]);
    assert_eq!(asked(), (3, 0));
    home.ok(&["offline"]);
    assert_eq!(asked(), (3, 1));
}

#[test]
fn amounts_and_budgets_are_kept() {
    let server = outlet(|_| None);
    let home = subscribed(&server);
    let report = home.ok(&["offline", "--articles", "3", "--json"]).json();
    assert_eq!(
        (&last(&report)["articles"], &last(&report)["whole"]),
        (&Value::from(3), &Value::from(3))
    );
    let ran = home.run(&["offline", "--megabytes", "0", "--json"]);
    let lines = ran.json();
    assert_eq!(
        (ran.code, &last(&lines)["whole"], &last(&lines)["bytes"]),
        (Some(1), &Value::from(3), &Value::from(0))
    );
    assert!(last(&lines)["stopped"].as_str().unwrap().contains("MiB"));
    let wrong = "[storage]\nahead_rules = [\"everything folder:x\"]\n";
    std::fs::write(home.path().join("config.toml"), wrong).unwrap();
    let ran = home.run(&["offline"]);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("ahead_rules"), "{}", ran.err);
}

/// An outlet of four entries, all of whose texts it sends, with a picture each, and of four older ones with summaries;
/// a bench that reads ahead from it.
fn half_whole(config: Config) -> (Server, Bench) {
    let server = Server::start(|asked| {
        if asked.path != "/feed" {
            return whole_page(&asked.path, "");
        }
        let sentence =
            "The pilot boat came alongside at ten, and the harbour master read out the tides. ";
        let items: String = (0..8)
            .map(|n| {
                let text = match n % 2 {
                    0 => String::new(),
                    _ => format!("<content:encoded><![CDATA[{}]]></content:encoded>",
                        format!("<p>Part {n}. {}</p>", sentence.repeat(4)).repeat(5)),
                };
                let hour = 20 - n;
                format!("<item><guid>{n}</guid><title>Title {n}</title><link>/p/{n}</link><pubDate>Mon, 24 Nov 2025 {hour}:00:00 GMT</pubDate><description>Short.</description>{text}</item>")
            })
            .collect();
        let feed = format!(
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>T</title>{items}</channel></rss>"
        );
        answer(
            200,
            &[("Content-Type", "application/rss+xml")],
            feed.as_bytes(),
        )
    });
    let bench = Bench::with(config);
    bench.subscribe(&[server.url("/feed")]);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    (server, bench)
}

fn person(bench: &Bench) -> AheadProgress {
    let by = jobs::By::Person {
        amount: jobs::Amount::default(),
        only_text: false,
    };
    jobs::prefetch(&bench.context, by).unwrap()
}

/// Nothing that came counted, where each byte is paid.
#[test]
fn who_goes_offline_on_a_metered_line_keeps_the_day_s_budget() {
    let mut config = Config::default();
    config.network.metered = true;
    config.network.daily_budget = 1;
    let (server, bench) = half_whole(config);
    let (store, now) = (&bench.context.store, bench.clock_now());
    store.add_bytes(TrafficKind::Page, 1 << 20, now);
    store.flush().unwrap();
    let progress = person(&bench);
    let why = progress.stopped.as_ref().map(ToString::to_string);
    assert!(why.is_some_and(|why| why.contains("today's 1 MiB are spent")));
    assert_eq!(server.paths(), ["/feed"], "nothing is asked for");
    bench.pass(DAY);
    assert_eq!(
        person(&bench).whole,
        8,
        "another day; being metered stops nobody"
    );
}

/// It ended at the first article that was to be fetched: what lay behind it was not counted.
#[test]
fn what_is_there_is_counted_where_nothing_more_may_be_fetched() {
    let mut config = Config::default();
    config.network.daily_budget = 1;
    let (_server, bench) = half_whole(config);
    let (store, now) = (&bench.context.store, bench.clock_now());
    store.add_bytes(TrafficKind::Page, 1 << 20, now);
    store.flush().unwrap();
    let progress = person(&bench);
    assert_eq!((progress.whole, progress.total), (4, 8), "{progress:?}");
    assert!(
        progress.stopped.is_some() && progress.minutes >= 4,
        "{progress:?}"
    );
    let (_server, mut bench) = half_whole(Config::default());
    bench.context.web = None;
    let progress = person(&bench);
    assert_eq!((progress.whole, progress.total), (4, 8), "{progress:?}");
    assert!(
        progress.is_offline && progress.failures.is_empty(),
        "{progress:?}"
    );
}

/// Texts without their pictures were not counted either.
#[test]
fn a_text_whose_pictures_may_not_be_fetched_any_more_is_whole_and_it_is_said_that_they_are_missing()
{
    let server = pictured(|_| vec!["/quay.png"]);
    let mut bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    let only_text = jobs::By::Person {
        amount: jobs::Amount::default(),
        only_text: true,
    };
    assert_eq!(jobs::prefetch(&bench.context, only_text).unwrap().whole, 8);
    bench.context.web = None;
    let progress = person(&bench);
    assert_eq!((progress.whole, progress.left_alone), (8, 0));
    assert_eq!(progress.without_pictures.len(), 8);
    assert!(progress.is_offline);
}

/// A picture of one point.
fn png() -> Answer {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(400, 300)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    answer(200, &[("Content-Type", "image/png")], bytes.get_ref())
}

/// Lists went on to show the pictures that were on the disk of the machine before, and nothing fetched them.
#[test]
fn pictures_that_did_not_come_along_with_the_store_are_missing_and_fetched() {
    let server = outlet(|asked| match asked.path.as_str() {
        "/quay.png" => Some(png()),
        path => Some(whole_page(
            path,
            "<figure><img src=\"/quay.png\" width=\"600\" height=\"400\"></figure>",
        )),
    });
    let home = subscribed(&server);
    home.ok(&["offline"]);
    let with = |home: &Home| {
        let rows = home.ok(&["--offline", "list", "--json"]).json();
        rows.iter().filter(|row| row["pictures"] == true).count()
    };
    assert_eq!(with(&home), 8);
    let copy = home.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    home.ok(&["backup", copy]);
    let here = home.ok(&["backup", "--restore", copy]);
    assert!(
        !here.err.contains("pictures"),
        "they are here: {}",
        here.err
    );
    assert_eq!(with(&home), 8);
    let other = Home::new();
    let restored = other.ok(&["backup", "--restore", copy]);
    assert!(
        restored.err.contains("those of 8 articles are missing"),
        "{}",
        restored.err
    );
    assert_eq!(with(&other), 0);
    let asked = |by: &Home| {
        let before = count(&server, |it| it == "/quay.png");
        let ran = by.ok(&["offline"]);
        assert!(ran.out.contains("8 of 8 articles whole"), "{}", ran.out);
        assert_eq!(with(by), 8);
        count(&server, |it| it == "/quay.png") - before
    };
    assert_eq!(asked(&other), 1, "one picture of all of them");
    std::fs::remove_dir_all(home.data().join("pictures")).unwrap();
    assert_eq!(asked(&home), 1, "the folder was removed");
}

/// The open reader and `offline` before a journey: each page came twice.
#[test]
fn two_that_fetch_ahead_at_once_ask_for_nothing_twice() {
    let (asked, hears) = std::sync::mpsc::channel();
    let (gives, given) = std::sync::mpsc::channel::<()>();
    let (asked, given) = (Mutex::new(asked), Mutex::new(given));
    let server = outlet(move |request| {
        if request.path.starts_with("/p/") {
            // Until the other has begun; then nothing is waited for any more.
            let _ = asked.lock().unwrap().send(());
            let _ = given.lock().unwrap().recv();
        }
        None
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    let pages = || count(&server, |it| it.starts_with("/p/"));
    let of_itself = || jobs::prefetch(&bench.context, jobs::By::Itself).unwrap();
    let is_told = || {
        bench
            .messages()
            .iter()
            .any(|it| it.contains("another tidings"))
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(of_itself);
        hears.recv().unwrap();
        let before = pages();
        let second = of_itself();
        assert_eq!((second.total, second.is_finished), (0, true));
        let person = scope.spawn(|| person(&bench));
        while !is_told() {
            std::thread::yield_now();
        }
        assert!(before <= 2 && pages() <= 2, "those of the first");
        drop(gives);
        assert_eq!(first.join().unwrap().whole, 8);
        assert_eq!(person.join().unwrap().whole, 8);
    });
    assert_eq!(pages(), 8);
}

/// The first pause was of two hours.
#[test]
fn what_failed_is_left_alone_for_an_hour_then_for_two() {
    let server = outlet(|asked| (asked.path == "/p/3").then(|| answer(500, &[], b"")));
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    let asked = || {
        jobs::prefetch(&bench.context, jobs::By::Itself).unwrap();
        count(&server, |it| it == "/p/3")
    };
    assert_eq!(asked(), 1);
    bench.pass(3599);
    assert_eq!(asked(), 1);
    bench.pass(1);
    assert_eq!(asked(), 2);
    bench.pass(7199);
    assert_eq!(asked(), 2);
    bench.pass(1);
    assert_eq!(asked(), 3);
}

#[test]
fn without_a_network_it_says_so_and_blames_nobody() {
    let server = outlet(|_| None);
    let home = subscribed(&server);
    drop(server);
    let ran = home.run(&["offline"]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    assert!(ran.out.contains("0 of 8"), "{}", ran.out);
    let server = outlet(|_| None);
    drop(server);
    let none = Home::new().ok(&["offline"]);
    assert!(none.out.contains("nothing is saved"), "{}", none.out);
}

fn sound_feed(_: &Asked) -> Answer {
    let kind = [("Content-Type", "application/rss+xml")];
    answer(200, &kind, rss(&["a", "b"]).as_bytes())
}

/// What was told of the network since the last look.
fn told(bench: &Bench) -> Vec<bool> {
    let mut reports = bench.reports.lock().unwrap();
    let told = reports.iter().filter_map(|report| match report {
        Report::Connection { is_away } => Some(*is_away),
        _ => None,
    });
    let told = told.collect();
    reports.clear();
    told
}

#[test]
fn when_nobody_answers_any_more_it_is_told_asked_one_by_one_and_all_is_polled_when_they_are_back() {
    let servers: Vec<Server> = (0..6).map(|_| Server::start(sound_feed)).collect();
    let places: Vec<String> = servers.iter().map(Server::host).collect();
    let urls: Vec<String> = servers.iter().map(|server| server.url("/feed")).collect();
    let bench = Bench::new();
    let ids = bench.subscribe(&urls);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    assert_eq!(
        told(&bench),
        [false; 0],
        "nothing is said of a network that is there"
    );
    bench.pass(2 * DAY);
    end(servers, &places);
    let progress = jobs::refresh(&bench.context, &Which::Due).unwrap();
    assert!(progress.is_offline);
    assert_eq!(told(&bench), [true], "once");
    for turn in 0..3 {
        bench.pass(60);
        let polled = bench.refresh(&Which::Probe(turn, Box::new(Which::Due)));
        let asked: Vec<usize> = polled
            .iter()
            .map(|feed| ids.iter().position(|id| *id == feed.feed).unwrap())
            .collect();
        let turn = turn as usize;
        assert_eq!(asked, [turn, turn + 1], "two hosts, others each time");
        assert_eq!((told(&bench), bench.messages()), (Vec::new(), Vec::new()));
    }
    for id in &ids {
        assert_eq!(bench.feed(*id).health.failures, 0, "nobody is blamed");
    }
    // Most are back.
    let back: Vec<Server> = places[1..]
        .iter()
        .map(|place| Server::again(place, sound_feed))
        .collect();
    bench.pass(60);
    let polled = bench.refresh(&Which::Probe(0, Box::new(Which::Due)));
    assert_eq!(told(&bench), [false]);
    let read = polled
        .iter()
        .filter(|feed| feed.result != PollResult::Failed);
    assert_eq!(read.count(), 5, "{polled:?}");
    assert!(back.iter().all(|server| server.paths().len() == 1));
    assert_eq!(
        bench.feed(ids[0]).health.failures,
        1,
        "now it is its own fault"
    );
}

/// Nobody is there any more.
fn end(servers: Vec<Server>, places: &[String]) {
    drop(servers);
    for place in places {
        // Until its thread has let go of it, a place still takes connections.
        while std::net::TcpStream::connect(place).is_ok() {
            std::thread::yield_now();
        }
    }
}

#[test]
fn where_no_feed_is_due_hosts_are_looked_at_without_a_request() {
    let servers: Vec<Server> = (0..3).map(|_| Server::start(sound_feed)).collect();
    let places: Vec<String> = servers.iter().map(Server::host).collect();
    let urls: Vec<String> = servers.iter().map(|server| server.url("/feed")).collect();
    let bench = Bench::new();
    bench.subscribe(&urls);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    bench.pass(2 * DAY);
    drop(servers);
    for place in &places {
        while std::net::TcpStream::connect(place).is_ok() {
            std::thread::yield_now();
        }
    }
    assert!(
        jobs::refresh(&bench.context, &Which::All)
            .unwrap()
            .is_offline
    );
    assert_eq!(told(&bench), [true]);
    let nothing = Which::Probe(1, Box::new(Which::Feeds(Vec::new())));
    assert!(bench.refresh(&nothing).is_empty());
    assert_eq!(told(&bench), [false; 0], "nobody is there");
    let back = Server::again(&places[2], sound_feed);
    assert!(bench.refresh(&nothing).is_empty());
    assert_eq!(told(&bench), [false], "somebody is");
    assert_eq!(back.paths(), [""; 0], "and was not asked for anything");
}

#[test]
fn pictures_are_not_waited_for_one_by_one_without_a_network() {
    let server = outlet(|_| {
        Some(whole_page(
            "/p",
            "<figure><img src=\"/a.png\" width=\"600\" height=\"400\"></figure>",
        ))
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    let article = bench.articles()[0];
    let picture = |bench: &Bench| {
        let url = "http://127.0.0.1:9/a.png";
        jobs::picture(&bench.context, article, url, (10, 10)).unwrap_err()
    };
    for port in [2, 3, 4] {
        let url = format!("http://127.0.0.1:{port}/");
        assert!(jobs::save_page(&bench.context, &url).is_err());
    }
    assert_eq!(told(&bench), [true]);
    let why = picture(&bench).to_string();
    assert!(why.contains("there is no network"), "{why}");
    jobs::full_text(&bench.context, article).unwrap();
    assert_eq!(told(&bench), [false], "a page came: it is back");
    let why = picture(&bench).to_string();
    assert!(!why.contains("there is no network"), "{why}");
}

#[test]
fn a_rule_may_name_a_query_of_the_readers_or_a_folder() {
    let server = outlet(|_| None);
    let home = subscribed(&server);
    home.ok(&["edit", "1", "--folder", "Coast"]);
    let config = home.path().join("config.toml");
    let rules = |rules: &str| {
        let text = format!(
            "[polling]\nfloor = \"0s\"\n[storage]\nahead = \"off\"\nahead_rules = {rules}\n"
        );
        std::fs::write(&config, text).unwrap();
    };
    let whole = || {
        let articles = home.ok(&["list", "unread", "--json"]).json();
        articles.iter().filter(|it| it["whole"] == true).count()
    };
    rules("[\"text filter:Three\"]");
    let ran = home.run(&["offline"]);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("no query of yours"), "{}", ran.err);
    // As `:save-filter` keeps it.
    let file = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    let named = serde_json::json!({ "name": "three", "query": "title:\"Title 3\"" }).to_string();
    file.execute("INSERT INTO saved_filter (definition) VALUES (?1)", [named])
        .unwrap();
    drop(file);
    home.ok(&["offline"]);
    assert_eq!(whole(), 1, "the one that the query means");
    rules("[\"off title:4\", \"text folder:Coast\"]");
    home.ok(&["offline"]);
    assert_eq!(whole(), 7, "the folder but for one");
}

/// Articles whose page is there.
fn whole_of(store: &tidings::store::Store) -> usize {
    let reader = store.reader().unwrap();
    let ids = reader.all_articles().unwrap();
    let is_whole = |id| {
        reader
            .article(id)
            .unwrap()
            .is_some_and(|it| it.row.is_whole)
    };
    ids.into_iter().filter(|id| is_whole(*id)).count()
}

#[test]
fn what_was_being_fetched_when_the_network_went_is_nobodys_fault_and_goes_on_when_it_is_back() {
    let is_away = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let away = is_away.clone();
    let pages = std::sync::atomic::AtomicU32::new(0);
    let has_gone = std::sync::atomic::AtomicBool::new(false);
    let kept = std::sync::Arc::new(std::sync::OnceLock::<tidings::store::Store>::new());
    let store = kept.clone();
    let bench = Bench::faked(move |request| {
        use std::sync::atomic::Ordering::SeqCst;
        let is_page = request.url.contains("/p/");
        match if is_page {
            pages.fetch_add(1, SeqCst)
        } else {
            0
        } {
            0 | 1 => {}
            2 => {
                // What came before is heard before the silence: several pages are asked for at a time.
                while store.get().is_some_and(|store| whole_of(store) < 2) {
                    std::thread::yield_now();
                }
                away.store(true, SeqCst);
                has_gone.store(true, SeqCst);
            }
            _ => {
                while !has_gone.load(SeqCst) {
                    std::thread::yield_now();
                }
            }
        }
        if away.load(SeqCst) {
            let words = |text: &str| tidings::text::clean_line(text);
            let error = FetchError::Connect(words(&request.url), words("it does not answer"));
            return Err(error);
        }
        let body = if is_page {
            let Answer::Bytes(page) = whole_page(&request.url, "") else {
                panic!()
            };
            let head = page.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
            String::from_utf8_lossy(&page[head + 4..]).into_owned()
        } else {
            let item = "<item><guid>1</guid><title>A</title><link>/p/1</link><description>Short.</description></item>";
            format!("<rss version='2.0'><channel><title>T</title>{item}</channel></rss>")
        };
        Ok(Response {
            url: request.url.clone(),
            ..sound(&body)
        })
    });
    let urls: Vec<String> = (0..9)
        .map(|n| format!("https://host{n}.example/feed"))
        .collect();
    bench.subscribe(&urls);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    assert!(kept.set(bench.context.store.clone()).is_ok());
    let first = jobs::prefetch(&bench.context, jobs::By::Itself).unwrap();
    assert!(first.is_offline && first.whole == 2, "{first:?}");
    assert_eq!(told(&bench), [true]);
    bench.pass(60);
    is_away.store(false, std::sync::atomic::Ordering::SeqCst);
    let second = jobs::prefetch(&bench.context, jobs::By::Itself).unwrap();
    assert_eq!(
        (second.whole, second.failures),
        (9, Vec::new()),
        "not an hour later"
    );
    assert_eq!(told(&bench), [false]);
}

/// One feed of one entry on each of nine hosts, and what becomes of requests for their pages.
fn nine_hosts(
    page: impl Fn(&str) -> Result<Response, FetchError> + Send + Sync + 'static,
) -> Bench {
    let bench = Bench::faked(move |request| {
        let url = request.url.clone();
        if url.contains("/p/") {
            return page(&url);
        }
        let item = "<item><guid>1</guid><title>A</title><link>/p/1</link><description>Short.</description></item>";
        let feed = format!("<rss version='2.0'><channel><title>T</title>{item}</channel></rss>");
        Ok(Response {
            url,
            ..sound(&feed)
        })
    });
    let urls: Vec<String> = (0..9)
        .map(|n| format!("https://host{n}.example/feed"))
        .collect();
    bench.subscribe(&urls);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    bench
}

fn page_of(url: &str) -> Response {
    let Answer::Bytes(page) = whole_page(url, "") else {
        panic!()
    };
    let head = page.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    Response {
        url: url.to_owned(),
        ..sound(&String::from_utf8_lossy(&page[head + 4..]))
    }
}

/// The page was cut off, then nothing came: each was left alone for hours, though the network was what had gone.
#[test]
fn pages_that_a_silent_network_broke_off_are_fetched_when_it_is_back() {
    let is_away = Arc::new(AtomicBool::new(true));
    let away = is_away.clone();
    let bench = nine_hosts(move |url| {
        let is_away = away.load(Ordering::SeqCst);
        if is_away && url.contains("host0") {
            let is_cut = true;
            return Ok(Response {
                is_cut,
                ..page_of(url)
            });
        }
        let silence = FetchError::Timeout(tidings::text::clean_line(url), 6);
        if is_away {
            Err(silence)
        } else {
            Ok(page_of(url))
        }
    });
    let first = jobs::prefetch(&bench.context, jobs::By::Itself).unwrap();
    assert!(first.is_offline && first.whole == 0, "{first:?}");
    assert_eq!(told(&bench), [true]);
    is_away.store(false, Ordering::SeqCst);
    bench.pass(60);
    let second = jobs::prefetch(&bench.context, jobs::By::Itself).unwrap();
    assert_eq!((second.whole, second.failures), (9, Vec::new()));
}

#[test]
fn what_broke_off_on_the_line_is_left_alone_for_a_while_and_asked_for_again_by_a_person() {
    let is_broken = Arc::new(AtomicBool::new(true));
    let broken = is_broken.clone();
    let bench = nine_hosts(move |url| {
        let is_broken = broken.load(Ordering::SeqCst);
        if is_broken && url.contains("host1") {
            return Err(FetchError::Timeout(tidings::text::clean_line(url), 6));
        }
        let is_cut = is_broken && url.contains("host0");
        Ok(Response {
            is_cut,
            ..page_of(url)
        })
    });
    let run = || jobs::prefetch(&bench.context, jobs::By::Itself).unwrap();
    let said = |progress: &AheadProgress| {
        let mut said: Vec<String> = (progress.failures.iter())
            .map(|it| it.why.to_string())
            .collect();
        said.sort();
        said
    };
    assert_eq!((run().whole, run().is_offline), (7, false));
    is_broken.store(false, Ordering::SeqCst);
    let alone = run();
    assert_eq!(
        said(&alone),
        [
            "https://host1.example/p/1 did not answer within 6 s, left alone for 60 min yet",
            "the page was cut off on its way, left alone for 60 min yet"
        ]
    );
    let asked = person(&bench);
    assert_eq!((asked.whole, said(&asked)), (9, Vec::new()));
}

/// Each refresh read, cleaned and wrote all of them again.
#[test]
fn what_is_whole_is_not_read_again_to_find_that_it_is() {
    let (home, _server, _log) = logged();
    let config = "[storage]\nahead = \"pictures\"\n";
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let first = home.ok(&["offline", "--json"]).json();
    let file = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    // What would be read is nothing that can be read.
    let spoilt = "UPDATE body SET bytes = x'00', codec = 99 WHERE id % 4 = 2";
    let documents = file.execute(spoilt, []).unwrap();
    let whole = last(&first)["whole"].as_u64().unwrap() as usize;
    assert!(documents >= whole && whole > 10, "{documents} of {whole}");
    let second = home.ok(&["offline", "--json"]).json();
    assert_eq!(last(&second)["whole"], last(&first)["whole"]);
    let count = "SELECT count(*) FROM body WHERE id % 4 = 2 AND bytes = x'00'";
    let left: i64 = file.query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(left, documents as i64);
}

const SIGN_IN: &str = "<html><head><title>Welcome</title></head><body><h1>Sign in</h1>\
    <form><input name='room'><input type='password' name='code'></form>\
    <p>Guests of the house may use this network free of charge; the code lies at the reception desk.</p></body></html>";
const ACCEPT: &str = "<html><body><h1>Welcome aboard</h1><p>To use the network on this train, accept the conditions \
    of carriage. They hang at the doors of each carriage, in four languages.</p><a href='/yes'>Accept</a></body></html>";

/// Two outlets whose pages are another's while something stands in the way.
fn behind_a_portal(portal: &'static str) -> (Home, [Server; 2], Arc<AtomicBool>) {
    let is_closed = Arc::new(AtomicBool::new(true));
    let servers = [0, 1].map(|_| {
        let closed = is_closed.clone();
        outlet(move |asked| {
            let shows = closed.load(Ordering::SeqCst);
            let html = [("Content-Type", "text/html")];
            match asked.path.as_str() {
                "/portal/login" => Some(answer(200, &html, SIGN_IN.as_bytes())),
                _ if shows && portal.is_empty() => Some(redirect(302, "/portal/login")),
                _ if shows => Some(answer(200, &html, portal.as_bytes())),
                _ => None,
            }
        })
    });
    let home = Home::new();
    let feeds = servers.each_ref().map(|server| server.url("/feed"));
    home.feed(&["import", "-"], feeds.join("\n").as_bytes());
    home.ok(&["refresh"]);
    (home, servers, is_closed)
}

#[test]
fn what_a_network_shows_to_guests_is_nobodys_article_and_all_is_fetched_when_it_is_out_of_the_way()
{
    for portal in [SIGN_IN, "", ACCEPT] {
        let (home, _servers, is_closed) = behind_a_portal(portal);
        let ran = home.run(&["offline"]);
        // The first of pages that ask for nothing is known as one when the second comes.
        let known = u32::from(portal == ACCEPT);
        let whole = |count: u32| ran.out.contains(&format!("{count} of 16 articles whole"));
        assert!((0..=known).any(whole), "{portal}{}", ran.out);
        assert!(ran.out.contains("another page"), "{}", ran.out);
        let articles = home.ok(&["list", "all", "--json"]).json();
        assert!(articles.iter().all(|it| it["whole"] == false), "{portal}");
        is_closed.store(false, Ordering::SeqCst);
        for article in articles {
            let id = article["id"].to_string();
            let shown = &home.ok(&["show", &id, "--json"]).json()[0];
            let text = shown["body_text"].as_str().unwrap();
            assert!(text.contains("The ferry left at nine"), "{portal}{text}");
            assert!(
                !text.contains("reception") && !text.contains("carriage"),
                "{text}"
            );
        }
    }
}

/// Who has signed in asks again at once; it was put off for hours.
#[test]
fn what_a_network_kept_back_is_fetched_when_a_person_asks_again() {
    for portal in [SIGN_IN, "", ACCEPT] {
        let (home, _servers, is_closed) = behind_a_portal(portal);
        home.run(&["offline"]);
        is_closed.store(false, Ordering::SeqCst);
        let ran = home.ok(&["offline"]);
        assert!(ran.out.contains("16 of 16 articles whole"), "{}", ran.out);
    }
}

#[test]
fn what_is_saved_but_stands_behind_a_wall_is_said_as_not_whole() {
    let server = outlet(|asked| {
        let wall = "<p>Verify you are human by completing the action below.</p>";
        let html = format!(
            "<html><head><title>{}</title></head><body>{wall}</body></html>",
            asked.path
        );
        let is_page = asked.path.starts_with("/p/");
        is_page.then(|| answer(200, &[("Content-Type", "text/html")], html.as_bytes()))
    });
    let home = subscribed(&server);
    let listed = home.ok(&["list", "--limit", "1", "--json"]).json();
    let (id, url) = (
        listed[0]["id"].to_string(),
        listed[0]["url"].as_str().unwrap(),
    );
    let warning = "the page asks for proof that a person reads it";
    let ran = home.run(&["mark", "saved", &id]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let said = format!("article {id} is saved, but not whole: only the summary: {warning}\n");
    assert!(ran.err.contains(&said), "{}", ran.err);
    let shown = home.ok(&["show", &id]);
    assert!(shown.err.contains(warning), "{}", shown.err);
    assert!(
        shown.out.ends_with(&format!("\n\n{url}\n")),
        "{}",
        shown.out
    );
    let shown = home.ok(&["show", &id, "--json"]).json();
    assert_eq!(shown[0]["warnings"], serde_json::json!([warning]));
    let ran = home.run(&["save", &server.url("/p/99")]);
    assert_eq!(ran.code, Some(1), "{} {}", ran.out, ran.err);
    assert!(
        ran.err
            .contains(&format!("not whole: only a beginning: {warning}")),
        "{}",
        ran.err
    );
}

/// The page that came first for any article was taken to be stored for it.
#[test]
fn a_page_that_was_stored_before_is_kept_when_a_portal_stands_before_all() {
    let is_closed = Arc::new(AtomicBool::new(false));
    let closed = is_closed.clone();
    let server = outlet(move |_| {
        let portal = || answer(200, &[("Content-Type", "text/html")], ACCEPT.as_bytes());
        closed.load(Ordering::SeqCst).then(portal)
    });
    let bench = Bench::new();
    bench.subscribe(&[server.url("/feed")]);
    jobs::refresh(&bench.context, &Which::Due).unwrap();
    let articles = bench.articles();
    let whole = jobs::full_text(&bench.context, articles[0]).unwrap();
    is_closed.store(true, Ordering::SeqCst);
    let again = jobs::full_text_then(&bench.context, articles[0], true, || ());
    let why = again.unwrap_err().to_string();
    assert!(why.contains("which is kept"), "{why}");
    let other = jobs::full_text(&bench.context, articles[1]).unwrap_err();
    assert!(other.to_string().contains("another page"), "{other}");
    assert_eq!(jobs::document(&bench.context, articles[0]).unwrap(), whole);
}

/// An outlet whose articles have the pictures of `figures`; what is asked for them is answered 404 or no picture.
fn pictured<T: std::fmt::Display>(
    figures: impl Fn(&str) -> Vec<T> + Send + Sync + 'static,
) -> Server {
    outlet(move |asked| {
        if ["/drawn.svg", "/shared.svg"].contains(&asked.path.as_str()) {
            let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
            return Some(answer(200, &[("Content-Type", "image/svg+xml")], svg));
        }
        if !asked.path.starts_with("/p/") {
            return Some(answer(404, &[], b""));
        }
        let figures: String = figures(&asked.path)
            .iter()
            .map(|it| format!("<figure><img src=\"{it}\" width=\"600\" height=\"400\"><figcaption>The harbour of {it}</figcaption></figure>"))
            .collect();
        Some(whole_page(&asked.path, &figures))
    })
}

/// The picture was said not to be there, the host to have a fault.
#[test]
fn who_only_asks_to_wait_is_said_to() {
    let later = [("Retry-After", "600")];
    let server = outlet(move |asked| match asked.path.as_str() {
        "/p/0" => Some(whole_page(
            "/p/0",
            "<figure><img src=\"/quay.png\" width=\"600\" height=\"400\"></figure>",
        )),
        "/quay.png" => Some(answer(429, &later, b"")),
        _ => None,
    });
    let host = server.url("").replace("http://", "");
    let said = |home: &Home| {
        let ran = home.run(&["offline", "--articles", "1", "--json"]);
        ran.json()[0]["error"].as_str().unwrap().to_owned()
    };
    let home = subscribed(&server);
    let picture = format!("{host} asked to wait (429)");
    assert_eq!(said(&home), picture);
    assert_eq!(said(&home), picture, "left alone");
    let server = outlet(move |asked| {
        let is_page = asked.path.starts_with("/p/");
        is_page.then(|| answer(503, &later, b""))
    });
    let why = said(&subscribed(&server));
    assert!(why.ends_with(" asked to wait (503)"), "{why}");
    let server = outlet(|asked| {
        let is_page = asked.path.starts_with("/p/");
        is_page.then(|| answer(503, &[], b""))
    });
    let why = said(&subscribed(&server));
    assert!(why.contains("has a fault of its own (503)"), "{why}");
}

fn count(server: &Server, path: impl Fn(&str) -> bool) -> usize {
    server.paths().iter().filter(|it| path(it)).count()
}

#[test]
fn an_article_without_its_pictures_counts_with_its_minutes_and_makes_room_for_no_other() {
    let server = pictured(|_| vec!["/gone.png", "/drawn.svg"]);
    let home = subscribed(&server);
    let ran = home.run(&["offline", "--articles", "1"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(
        ran.out.contains("1 of 1 articles whole, 2 minutes"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("1 without all pictures: "), "{}", ran.out);
    assert_eq!(count(&server, |it| it.starts_with("/p/")), 1);
    let before = server.paths().len();
    let again = home.ok(&["offline", "--articles", "1"]);
    assert_eq!(server.paths().len(), before, "nothing is asked for again");
    assert!(again.out.contains("left alone for now"), "{}", again.out);
}

/// A page of 1,500 tiles made 1,500 requests.
#[test]
fn of_an_article_with_very_many_pictures_the_first_are_fetched_ahead() {
    let server = pictured(|_| (0..150).map(|at| format!("/n/{at}.png")).collect());
    let home = subscribed(&server);
    home.run(&["offline", "--articles", "1"]);
    assert_eq!(count(&server, |it| it.starts_with("/n/")), 60);
}

#[test]
fn a_picture_of_several_articles_is_asked_for_once() {
    let server = pictured(|_| vec!["/shared.svg"]);
    let home = subscribed(&server);
    let ran = home.run(&["offline"]);
    assert!(ran.out.contains("8 of 8 articles whole"), "{}", ran.out);
    assert_eq!(count(&server, |it| it == "/shared.svg"), 1);
}

#[test]
fn that_nothing_unread_is_fetched_ahead_is_said() {
    let server = outlet(|_| None);
    let home = subscribed(&server);
    let config = "[polling]\nfloor = \"0s\"\n[storage]\nahead = \"off\"\n";
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let ran = home.ok(&["offline", "--articles", "8"]);
    assert!(ran.out.contains("storage.ahead is off"), "{}", ran.out);
}

#[test]
fn an_article_whose_page_gives_only_a_summary_is_not_promised() {
    let consent = "<p>We value your privacy. We and our partners store information on a device, such as cookies, and \
                   process personal data.</p>";
    let story = "<p>The ferry left the pier at six, with forty people and a piano on board, and nobody had thought of \
                 the tide.</p>";
    let whole = format!("<article><h1>b</h1>{}</article>", story.repeat(5));
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/feed" => answer(200, &[], rss(&["a", "b"]).as_bytes()),
        "/a" => answer(200, &[("Content-Type", "text/html")], consent.as_bytes()),
        _ => answer(200, &[("Content-Type", "text/html")], whole.as_bytes()),
    });
    let home = Home::new();
    home.ok(&["add", "--exact", &server.url("/feed")]);
    for _ in 0..2 {
        let ran = home.run(&["offline", "--articles", "9", "--text", "--json"]);
        let lines = ran.json();
        let total = last(&lines);
        assert_eq!(
            (&total["whole"], &total["failed"]),
            (&Value::from(1), &Value::from(1))
        );
        let why = lines[0]["error"].as_str().unwrap();
        assert!(
            why.contains("only the summary: the page asks for consent"),
            "{why}"
        );
        assert_eq!(ran.code, Some(1));
    }
    assert_eq!(home.ok(&["list", "has:full", "--json"]).json().len(), 1);
    assert_eq!(server.paths().len(), 3, "each page is asked for once");
}

/// The wrong one of two feeds' articles was made whole: lists showed the other one, and its page came once more.
#[test]
fn what_several_feeds_carry_is_whole_in_the_lists_of_each_for_one_request() {
    let server = Server::start(|asked| {
        if asked.path.starts_with("/p/") {
            return whole_page(&asked.path, "");
        }
        let items: String = (0..3)
            .map(|n| format!("<item><guid>{n}</guid><title>Title {n}</title><link>/p/{n}?utm_source={}</link><description>Short.</description></item>", &asked.path[1..]))
            .collect();
        let feed = format!(
            "<rss version='2.0'><channel><title>{}</title>{items}</channel></rss>",
            asked.path
        );
        answer(
            200,
            &[("Content-Type", "application/rss+xml")],
            feed.as_bytes(),
        )
    });
    let home = Home::new();
    let both = ["/top", "/world"].map(|path| server.url(path)).join("\n");
    home.feed(&["import", "-"], both.as_bytes());
    home.ok(&["refresh"]);
    let ran = home.ok(&["offline"]);
    assert!(ran.out.contains("3 of 3 articles whole"), "{}", ran.out);
    for list in ["all", "feed:/top", "feed:/world"] {
        let rows = home.ok(&["list", "--json", list]).json();
        assert_eq!(rows.len(), 3, "{list}");
        for row in rows {
            assert_eq!(row["whole"], true, "{list}: {row}");
            let id = row["id"].to_string();
            let shown = home.ok(&["--offline", "show", &id]).out;
            assert!(shown.contains("forty people and a goat"), "{shown}");
        }
    }
    assert_eq!(count(&server, |it| it.starts_with("/p/")), 3);
}

#[test]
fn an_amount_that_is_named_is_not_cut_by_what_is_fetched_unasked() {
    let server = outlet(|_| None);
    let home = subscribed(&server);
    let config = "[polling]\nfloor = \"0s\"\n[storage]\nahead_newest = 2\n";
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let ran = home.ok(&["offline"]);
    assert!(ran.out.contains("2 of 2 articles whole"), "{}", ran.out);
    let ran = home.ok(&["offline", "--articles", "6"]);
    assert!(ran.out.contains("6 of 6 articles whole"), "{}", ran.out);
    let ran = home.ok(&["offline", "--minutes", "60"]);
    assert!(ran.out.contains("8 of 8 articles whole"), "{}", ran.out);
}

/// It was stored beside the feed's article, which lists went on to show with its summary.
#[test]
fn a_page_that_a_feed_carries_too_is_whole_in_its_lists_whichever_came_first() {
    let server = outlet(|_| None);
    let home = subscribed(&server);
    home.ok(&["save", &server.url("/p/3")]);
    let saved = home.ok(&["list", "--json", "saved"]).json();
    assert_eq!((saved.len(), &saved[0]["whole"]), (1, &Value::from(true)));
    let other = Home::new();
    other.ok(&["save", &server.url("/p/3")]);
    other.feed(&["import", "-"], server.url("/feed").as_bytes());
    other.ok(&["refresh"]);
    let before = server.paths().len();
    let saved = other.ok(&["list", "--json", "saved"]).json();
    assert_eq!(saved.len(), 1);
    let id = saved[0]["id"].to_string();
    let shown = other.ok(&["--offline", "show", &id]).out;
    assert!(shown.contains("forty people and a goat"), "{shown}");
    assert_eq!(
        other.ok(&["list", "--json", "saved"]).json()[0]["whole"],
        true
    );
    assert_eq!(server.paths().len(), before);
}

/// Whoever subscribed first had all texts to fetch again, those of saved pages that are gone too.
#[test]
fn an_export_makes_articles_whole_that_are_known_already() {
    let server = outlet(|_| None);
    let home = subscribed(&server);
    let id = home.ok(&["list", "--json", "--limit", "1"]).json()[0]["id"].to_string();
    home.ok(&["mark", "saved", &id]);
    home.ok(&["offline", "--articles", "3"]);
    let file = home.path().join("all.json");
    let file = file.to_str().unwrap();
    home.ok(&["export", "--format", "json", "--output", file]);
    let other = subscribed(&server);
    let before = server.paths().len();
    other.ok(&["import", file]);
    let rows = |home: &Home| {
        let rows = home.ok(&["--offline", "list", "--json"]).json();
        let whole = rows.iter().filter(|row| row["whole"] == true);
        let titles = whole.map(|row| row["title"].to_string());
        titles.collect::<Vec<_>>()
    };
    assert_eq!(rows(&other).len(), 3);
    assert_eq!(rows(&other), rows(&home));
    let saved = &other.ok(&["list", "--json", "saved"]).json()[0];
    assert_eq!(saved["whole"], true);
    let shown = other
        .ok(&["--offline", "show", &saved["id"].to_string()])
        .out;
    assert!(shown.contains("forty people and a goat"), "{shown}");
    let found = other.ok(&["--offline", "search", "goat", "--json"]).json();
    assert_eq!(found.len(), 3, "its words are found");
    assert_eq!(server.paths().len(), before);
    other.assert_whole("after the import");
}
