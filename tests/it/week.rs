//! A week of polling 200 feeds over HTTP, with a clock that the test sets: feeds behave in every way
//! that the rules speak of, and the server's log shows nothing that the rules forbid.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::{Bench, START, TestClock};
use crate::internet::{Internet, Scale, Visit, WAYS, urls};
use crate::webmaster::{Rules, complaints};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tidings::config::Config;
use tidings::jobs::{self, Web};
use tidings::model::{Feed, Which};

const FEEDS: usize = 200;
const STEP: i64 = 20 * 60;

struct Week {
    log: Vec<Visit>,
    feeds: Vec<Feed>,
    subscribed: Vec<String>,
}

fn week() -> Week {
    let clock = Arc::new(TestClock(AtomicI64::new(START)));
    let time = clock.clone();
    let now = Arc::new(move || time.0.load(Ordering::SeqCst));
    let internet = Internet::new(Scale { hour: 3600 }, now);
    let server = internet.serve();
    let mut config = Config::default();
    config.network.proxy = server.url("");
    let web = Web::start(&config, None).unwrap();
    let mut bench = Bench::on(config, web);
    bench.context.clock = clock.clone();
    bench.clock = clock;
    let subscribed = urls(FEEDS);
    bench.subscribe(&subscribed);
    for _ in 0..7 * 24 * 3600 / STEP {
        jobs::refresh(&bench.context, &Which::Due).unwrap();
        bench.pass(STEP);
    }
    let log = internet.log.lock().unwrap().clone();
    let reader = bench.context.store.reader().unwrap();
    Week {
        log,
        feeds: reader.feeds().unwrap(),
        subscribed,
    }
}

#[test]
fn a_week_of_polling_shows_no_request_that_the_rules_forbid() {
    let week = week();
    let rules = Rules {
        interval: 3600,
        longest: 24 * 3600,
        slack: 0,
    };
    let wrong = complaints(&week.log, &week.subscribed, &rules);
    assert_eq!(wrong, [""; 0], "{} complaints", wrong.len());
    let mut polls: BTreeMap<&str, usize> = BTreeMap::new();
    for visit in week.log.iter().filter(|it| it.url.ends_with("/feed")) {
        *polls.entry(&visit.feed).or_default() += 1;
    }
    let of = |way: &str| -> Vec<usize> {
        let all = polls.iter();
        let own = all.filter(|it| it.0.split('-').next() == Some(way));
        own.map(|it| *it.1).collect()
    };
    // Nobody is forgotten, nor is anybody left alone longer than there is a reason for.
    for (way, least, most) in [
        ("etag", 38, 60),
        ("busy", 120, 168),
        ("quiet", 7, 8),
        ("plain", 6, 7),
        ("expires0", 6, 7),
        ("maxage", 36, 43),
        ("expires", 28, 34),
        ("ttl", 28, 34),
        ("sy", 24, 28),
        ("skipdays", 25, 45),
        ("gone410", 3, 3),
        ("auth401", 6, 7),
        ("error500", 9, 12),
        ("down503", 4, 6),
        // Found at their new address after three days.
        ("moved301", 8, 30),
        ("found302", 38, 60),
    ] {
        let counts = of(way);
        assert!(counts.len() >= 4, "{way}: {counts:?}");
        assert!(
            counts.iter().all(|it| (least..=most).contains(it)),
            "{way}: {counts:?}"
        );
    }
    for way in WAYS {
        assert!(of(way).iter().all(|it| *it > 1), "{way}: {:?}", of(way));
    }
    for feed in &week.feeds {
        let place = feed.url.rsplit_once('/').unwrap().1;
        let is_moved = feed.url.contains("/moved");
        assert_eq!(place, if is_moved { "new" } else { "feed" }, "{}", feed.url);
        assert_eq!(feed.health.is_gone, feed.url.contains("/gone410"));
        assert!(!feed.health.why.is_empty(), "{}", feed.url);
    }
}
