//! Whose wish it is to be left alone, and whose fault that nothing came: of a host, not of those that lead to it.

use crate::bench::{Bench, DAY, rss, sound};
use crate::server::{Server, answer, redirect};
use tidings::config::Config;
use tidings::fetch::FetchError;
use tidings::jobs;
use tidings::model::{ArticleId, FeedPolled, PollResult, Which};
use tidings::text::clean_line;

fn result(polled: &[FeedPolled], of: &str) -> Option<PollResult> {
    let found = polled.iter().find(|polled| polled.url.ends_with(of));
    found.map(|polled| polled.result)
}

/// Two feeds that led to a host which is no more kept all others of their own host from being asked, for ever.
#[test]
fn feeds_that_lead_nowhere_silence_no_other_of_their_host() {
    let bench = Bench::faked(|request| {
        if request.url.ends_with("/f1") || request.url.ends_with("/f2") {
            request.meter.redirected();
            return Err(FetchError::UnknownHost(clean_line("nowhere.example")));
        }
        Ok(sound(&rss(&["a"])))
    });
    let urls: Vec<String> = (1..7).map(|n| format!("https://a.example/f{n}")).collect();
    bench.subscribe(&urls);
    let polled = bench.refresh(&Which::All);
    for n in 1..7 {
        let wanted = if n < 3 {
            PollResult::Failed
        } else {
            PollResult::Read
        };
        assert_eq!(result(&polled, &format!("/f{n}")), Some(wanted), "f{n}");
    }
}

/// The two that did not answer in time came first each time, and the others were never asked.
#[test]
fn those_that_were_not_asked_come_first_the_next_time() {
    let bench = Bench::faked(|request| {
        if request.url.ends_with("/f1") || request.url.ends_with("/f2") {
            return Err(FetchError::Timeout(clean_line("a.example"), 30));
        }
        Ok(sound(&rss(&["a"])))
    });
    let mut urls: Vec<String> = (1..7).map(|n| format!("https://a.example/f{n}")).collect();
    urls.push("https://b.example/feed".into());
    let ids = bench.subscribe(&urls);
    bench.refresh(&Which::All);
    let health = bench.feed(ids[3]).health;
    assert_eq!(
        (health.failures, health.last_polled),
        (1, None),
        "not asked"
    );
    bench.pass(DAY);
    let polled = bench.refresh(&Which::All);
    for n in 3..7 {
        assert_eq!(
            result(&polled, &format!("/f{n}")),
            Some(PollResult::Read),
            "f{n}"
        );
    }
}

/// An internet behind a proxy: a.example leads to c.example, which asks to wait.
fn leads_to_a_busy_one() -> (Bench, Server) {
    let server = Server::start(|asked| match asked.path.as_str() {
        "http://a.example/f1" | "http://a.example/f5" => redirect(302, "http://c.example/f"),
        path if path.contains("c.example") => answer(429, &[("Retry-After", "7200")], b""),
        path if path.ends_with("/page") => answer(503, &[("Retry-After", "3600")], b""),
        _ => answer(200, &[], rss(&["page"]).as_bytes()),
    });
    let mut config = Config::default();
    config.network.proxy = server.url("");
    config.network.per_host = 1;
    (Bench::with(config), server)
}

#[test]
fn who_leads_to_a_host_that_asks_to_wait_is_not_asked_to_wait_itself() {
    let (bench, server) = leads_to_a_busy_one();
    let urls = [
        "a.example/f1",
        "a.example/f2",
        "a.example/f5",
        "c.example/own",
    ];
    bench.subscribe(&urls.map(|url| format!("http://{url}")));
    let polled = bench.refresh(&Which::All);
    assert_eq!(result(&polled, "a.example/f2"), Some(PollResult::Read));
    let busy = || {
        server
            .paths()
            .iter()
            .filter(|path| path.contains("c.example"))
            .count()
    };
    let before = busy();
    assert!(
        before <= 2,
        "one for each of the hosts that were asked at once"
    );
    bench.pass(3600);
    let polled = bench.refresh(&Which::All);
    assert_eq!(
        result(&polled, "a.example/f2"),
        Some(PollResult::NotModified)
    );
    for waits in ["a.example/f1", "a.example/f5", "c.example/own"] {
        assert_eq!(result(&polled, waits), Some(PollResult::Waiting), "{waits}");
    }
    assert_eq!(busy(), before, "{:?}", server.paths());
    bench.pass(3600);
    bench.refresh(&Which::All);
    assert!(busy() > before);
}

#[test]
fn what_a_page_is_told_holds_for_whatever_is_asked_of_its_host() {
    let (bench, server) = leads_to_a_busy_one();
    let ids = bench.subscribe(&["http://b.example/feed".into()]);
    bench.refresh(&Which::All);
    let article = ArticleId::new(1);
    jobs::full_text(&bench.context, article).unwrap_err();
    let asked = server.paths().len();
    bench.pass(600);
    let error = jobs::full_text(&bench.context, article)
        .unwrap_err()
        .to_string();
    assert!(error.contains("asked to wait"), "{error}");
    assert!(jobs::find_feeds(&bench.context, "http://b.example/").is_err());
    assert!(jobs::save_page(&bench.context, "http://b.example/other").is_err());
    let polled = bench.refresh_one(&Which::Feeds(ids));
    assert_eq!(polled.result, PollResult::Waiting, "{}", polled.why);
    assert_eq!(server.paths().len(), asked);
    bench.pass(3600);
    jobs::full_text(&bench.context, article).unwrap_err();
    assert_eq!(server.paths().len(), asked + 1);
}

/// Whoever waits for the first feed that is due looked again every half minute.
#[test]
fn a_feed_that_may_not_be_asked_when_it_is_due_is_due_later() {
    let bench = Bench::faked(|_| Ok(sound(&rss(&["a"]))));
    let ids = bench.subscribe(&["https://a.example/f".into()]);
    bench.refresh(&Which::All);
    bench.pass(2 * DAY);
    let until = bench.clock_now().plus(7200);
    let store = &bench.context.store;
    store
        .set_host_wait("a.example:443", until, bench.clock_now())
        .unwrap();
    assert!(bench.refresh(&Which::Due).is_empty());
    let health = bench.feed(ids[0]).health;
    assert_eq!(health.next_due, Some(until));
    assert!(health.why.contains("asked to wait"), "{}", health.why);
}

/// An internet behind a proxy, of one feed with these entries: its pages are refused so.
fn refuses_pages(titles: &[&str], status: u16, wait: Option<&'static str>) -> (Bench, Server) {
    let feed = rss(titles);
    let server = Server::start(move |asked| {
        let heads: Vec<_> = wait.map(|wait| ("Retry-After", wait)).into_iter().collect();
        match asked.path.as_str() {
            "http://a.example/feed" => answer(200, &[], feed.as_bytes()),
            _ => answer(status, &heads, b""),
        }
    });
    let mut config = Config::default();
    config.network.proxy = server.url("");
    let bench = Bench::with(config);
    bench.subscribe(&["http://a.example/feed".into()]);
    bench.refresh(&Which::All);
    (bench, server)
}

/// All of them were asked for, twenty in a tenth of a second.
#[test]
fn an_overloaded_host_that_does_not_say_for_how_long_is_left_alone_for_ten_minutes_and_then_for_longer()
 {
    let titles: Vec<String> = (0..20).map(|n| format!("p{n}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let (bench, server) = refuses_pages(&titles, 429, None);
    let asked = || server.paths().len() - 1;
    let ahead = jobs::prefetch(&bench.context, jobs::By::Itself).unwrap();
    let first = asked();
    assert!(
        (1..=2).contains(&first),
        "those that were under way: {first}"
    );
    let said = ahead.failures.iter().map(|it| it.why.to_string());
    let left_alone = said.filter(|why| why.contains("asked to be left alone"));
    assert!(left_alone.count() >= 18, "{:?}", ahead.failures);
    bench.pass(599);
    let article = bench.articles()[0];
    let open = || jobs::full_text(&bench.context, article).unwrap_err();
    assert!(open().to_string().contains("overloaded"), "{}", open());
    assert_eq!(asked(), first);
    bench.pass(1);
    open();
    assert_eq!(asked(), first + 1);
    bench.pass(600);
    open();
    assert_eq!(asked(), first + 1, "twice as long");
    bench.pass(600);
    open();
    assert_eq!(asked(), first + 2);
    // Much later it is the first time again.
    bench.pass(2 * DAY);
    open();
    bench.pass(600);
    open();
    assert_eq!(asked(), first + 4);
}

/// It was stored, taken for that of a wrong clock, and not heeded at all.
#[test]
fn a_wait_of_months_is_one_of_a_week() {
    let (bench, server) = refuses_pages(&["p"], 503, Some("9999999"));
    let article = bench.articles()[0];
    let open = || jobs::full_text(&bench.context, article).unwrap_err();
    open();
    let asked = server.paths().len();
    bench.pass(7 * DAY - 1);
    open();
    assert_eq!(server.paths().len(), asked);
    bench.pass(1);
    open();
    assert_eq!(server.paths().len(), asked + 1);
}
