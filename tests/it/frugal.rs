//! Every byte on the wire is counted, and a metered line or a spent budget ends what nobody asked
//! for.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::{Bench, DAY, rss};
use crate::server::{Answer, Server, answer, head};
use tidings::config::Config;
use tidings::jobs::{self, NotAhead};
use tidings::model::{PollResult, Traffic, TrafficKind, Which};

fn spent(bench: &Bench) -> Traffic {
    bench.context.store.flush().unwrap();
    let reader = bench.context.store.reader().unwrap();
    reader.bytes_since(bench.clock_now()).unwrap()
}

#[test]
fn what_a_poll_costs_is_counted_also_when_it_fails() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/feed" => answer(200, &[], rss(&["a"]).as_bytes()),
        "/moved" => crate::server::redirect(302, "/feed"),
        _ => Answer::Endless(head(200, &[], None), vec![b'x'; 64 << 10]),
    });
    let mut config = Config::default();
    config.limits.feed = 1;
    let bench = Bench::with(config);
    bench.subscribe(&[server.url("/feed"), server.url("/moved")]);
    let polled = bench.refresh(&Which::Due);
    let told: u64 = polled.iter().map(|feed| feed.bytes).sum();
    let feeds = spent(&bench).feeds;
    assert_eq!(feeds, told);
    assert!(feeds as usize > 2 * rss(&["a"]).len());
    bench.subscribe(&[server.url("/endless")]);
    let failed = bench.refresh_one(&Which::Due);
    assert_eq!(failed.result, PollResult::Failed);
    assert!(failed.bytes > 1 << 20, "{failed:?}");
    assert_eq!(spent(&bench).feeds, feeds + failed.bytes);
}

#[test]
fn pages_are_counted_apart_and_days_end() {
    let page = "<html><body><article><h1>T</h1><p>Words enough.</p></article></body></html>";
    let server =
        Server::start(move |_| answer(200, &[("Content-Type", "text/html")], page.as_bytes()));
    let bench = Bench::new();
    jobs::save_page(&bench.context, &server.url("/page")).unwrap();
    let now = spent(&bench);
    assert!(now.pages as usize > page.len() && now.feeds == 0, "{now:?}");
    assert_eq!(now.total(), now.pages);
    bench.pass(DAY);
    assert_eq!(spent(&bench), Traffic::default());
}

#[test]
fn nothing_is_fetched_ahead_on_a_metered_line_or_when_the_day_s_budget_is_spent() {
    let mut metered = Config::default();
    metered.network.metered = true;
    let bench = Bench::with(metered);
    let ahead = |bench: &Bench| jobs::may_fetch_ahead(&bench.context).unwrap();
    assert_eq!(ahead(&bench), Err(NotAhead::Metered));
    let mut config = Config::default();
    config.network.daily_budget = 2;
    let bench = Bench::with(config);
    let now = bench.clock_now();
    let spend = |bytes| {
        let store = &bench.context.store;
        store.add_bytes(TrafficKind::Page, bytes, now);
        store.flush().unwrap();
    };
    spend((2 << 20) - 1);
    assert_eq!(ahead(&bench), Ok(()));
    spend(1);
    assert_eq!(ahead(&bench), Err(NotAhead::Spent(2)));
    bench.pass(DAY);
    assert_eq!(ahead(&bench), Ok(()), "another day");
    let mut endless = Config::default();
    endless.network.daily_budget = 0;
    let bench = Bench::with(endless);
    bench
        .context
        .store
        .add_bytes(TrafficKind::Picture, 1 << 40, now);
    bench.context.store.flush().unwrap();
    assert_eq!(ahead(&bench), Ok(()), "no budget");
}
