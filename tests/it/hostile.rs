//! Hostile answers over HTTP: each feed was sound once, then its server turns. Nothing panics, hangs
//! or is lost; each says in one line what is wrong; nobody else waits; memory stays bounded.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use crate::bench::{Bench, DAY, rss};
use crate::hostile_cases::{self, Case};
use crate::server::{Server, answer};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tidings::config::Config;
use tidings::model::{ArticleQuery, ArticleRow, BodyKind, PollResult, Scope, Which};

fn impatient() -> Config {
    let mut config = Config::default();
    let network = &mut config.network;
    (
        network.connect_timeout,
        network.idle_timeout,
        network.total_timeout,
    ) = (4, 4, 10);
    config
}

/// A server that is sound until `has_turned`.
fn turning(case: Case, has_turned: Arc<AtomicBool>) -> Server {
    Server::start(move |_| {
        if has_turned.load(Ordering::SeqCst) {
            (case.make)()
        } else {
            answer(
                200,
                &[("ETag", "\"first\"")],
                rss(&["old", "older"]).as_bytes(),
            )
        }
    })
}

/// N1 to N13 and X1 to X7 of the threats, with what a server can do besides.
#[test]
fn whatever_a_server_sends_one_line_says_it_and_nothing_is_lost() {
    let canary = Server::start(|_| answer(200, &[], rss(&["canary"]).as_bytes()));
    let has_turned = Arc::new(AtomicBool::new(false));
    let cases = hostile_cases::all(&canary.url(""));
    assert!(cases.len() >= 300, "{} cases", cases.len());
    let names: Vec<(String, bool)> = cases
        .iter()
        .map(|case| (case.name.clone(), case.is_readable))
        .collect();
    let servers: Vec<Server> = cases
        .into_iter()
        .map(|case| turning(case, has_turned.clone()))
        .collect();
    let calm: Vec<Server> = (0..20)
        .map(|_| Server::start(|_| answer(200, &[], rss(&["calm"]).as_bytes())))
        .collect();
    let bench = Bench::with(impatient());
    let urls: Vec<String> = servers
        .iter()
        .chain(&calm)
        .map(|server| server.url("/feed"))
        .collect();
    let ids = bench.subscribe(&urls);
    for polled in bench.refresh(&Which::Due) {
        assert_eq!(
            polled.result,
            PollResult::Read,
            "{}: {}",
            polled.url,
            polled.why
        );
    }
    has_turned.store(true, Ordering::SeqCst);
    bench.pass(2 * DAY);
    let polled = bench.refresh(&Which::All);
    assert_eq!(polled.len(), ids.len());
    let by_feed: HashMap<_, _> = polled
        .into_iter()
        .map(|polled| (polled.feed, polled))
        .collect();
    let feeds = bench.context.store.reader().unwrap().feeds().unwrap();
    let feeds: HashMap<_, _> = feeds.into_iter().map(|feed| (feed.id, feed)).collect();
    for (id, (name, is_readable)) in ids.iter().zip(&names) {
        let polled = &by_feed[id];
        let why = &*polled.why;
        let is_read = matches!(polled.result, PollResult::Read | PollResult::NotModified);
        assert_eq!(is_read, why.is_empty(), "{name}: {:?} {why}", polled.result);
        assert!(is_read || !is_readable, "{name}: {why}");
        assert!(why.chars().count() <= 200, "{name}: {why}");
        assert!(
            !why.chars()
                .any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)),
            "{name}: {why}"
        );
        let feed = &feeds[id];
        assert!(
            feed.title.len() <= 4096,
            "{name}: a title of {} bytes",
            feed.title.len()
        );
        assert!(feed.total >= 2, "{name}: what was stored before is gone");
        assert!(!feed.health.why.is_empty(), "{name}");
    }
    for id in &ids[names.len()..] {
        assert_ne!(
            by_feed[id].result,
            PollResult::Failed,
            "{}",
            by_feed[id].why
        );
    }
    assert_eq!(
        canary.paths(),
        [""; 0],
        "nothing leads to a private address"
    );
    is_whole(&bench);
}

fn is_whole(bench: &Bench) {
    let store = bench.context.store.reader().unwrap();
    assert!(store.check().unwrap().lines[0].contains("ok"));
    assert!(holds(bench, "What happened at calm."), "nothing is found");
    assert!(!holds(bench, "root:x:0:0:"), "a file was read");
}

/// Whether these words are anywhere in the store: as they stand in its files, the log that is not folded in among them,
/// or packed, in what a reader is given.
fn holds(bench: &Bench, words: &str) -> bool {
    let is_in = |bytes: &[u8]| bytes.windows(words.len()).any(|it| it == words.as_bytes());
    let files = ["tidings.db", "tidings.db-wal"].map(|name| bench.folder().join(name));
    assert!(std::fs::metadata(&files[1]).unwrap().len() > 0, "no log");
    if files
        .iter()
        .any(|file| is_in(&std::fs::read(file).unwrap()))
    {
        return true;
    }
    let reader = bench.context.store.reader().unwrap();
    let mut is_found = false;
    let mut each = |row: ArticleRow| {
        let body = reader.body(row.id, BodyKind::Feed).unwrap();
        let texts = reader.feed_texts(row.id).unwrap();
        is_found |= is_in(format!("{row:?} {body:?} {texts:?}").as_bytes());
        ControlFlow::Continue(())
    };
    let all = ArticleQuery::of(Scope::All);
    reader.for_each(&all, None, &mut each).unwrap();
    is_found
}
